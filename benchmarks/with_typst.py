"""The study guide by typst (https://typst.app/docs/), as tagged PDF/UA-1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

import typst
from guide import write
from typst_maths import typst_maths

from alignprep import Packet
from alignprep_exporters.fonts import font_file

_ALIGNMENTS: Final = {"left": "left", "center": "center", "right": "right"}
_COLUMN: Final = 60.0
"""How many characters a column of text holds; code has fewer."""
_WIDE_CODE: Final = 50
_SPECIAL: Final = re.compile(r"[\\`*_$#<>@\[\]~/=+]|-(?![A-Za-z])|\.(?=\.)|(?<=\d)\.(?=\s)")

_PREAMBLE: Final = """
#let soft = rgb("#59636b"); #let accent = rgb("#12597a"); #let hair = rgb("#c3cacf")
#let sans = ("Source Sans 3", "DejaVu Sans"); #let serif = ("Source Serif 4", "DejaVu Sans", "Noto Sans Math")
#set text(font: serif, size: 9.5pt, lang: "en", region: "US", hyphenate: false, fill: rgb("#1d2327"),
  top-edge: 0.8em, bottom-edge: -0.2em)
#set par(leading: 2.5pt, spacing: 8.5pt, justify: false)
#set smartquote(enabled: false)
#set list(spacing: 5.5pt, marker: ([•], [–], [·]), body-indent: 5pt); #set enum(spacing: 5.5pt)
#set strong(delta: 200)
#set table(inset: (left: 0pt, right: 9pt, top: 3.5pt, bottom: 3.5pt),
  stroke: (x, y) => (bottom: (if y == 0 { 0.8pt } else { 0.4pt }) + hair))
#show table: set text(size: 8.5pt)
#show table: set par(leading: 2pt)
#show raw: set text(font: ("JetBrains Mono", "DejaVu Sans"), size: 8.4pt)
#show raw.where(block: true): set text(size: 8pt)
#show raw.where(block: true): set par(leading: 1.5pt)
#show raw.where(block: true): it => block(fill: rgb("#f1f3f4"), inset: 6pt, width: 100%, it)
#show heading.where(level: 1): set text(size: 24.4pt, weight: 400, fill: accent)
#show heading.where(level: 2): set text(size: 15.6pt, weight: 600)
#show heading.where(level: 2): set block(above: 24pt, below: 5.5pt)
#show heading.where(level: 3): set text(font: sans, size: 9.5pt, weight: 600, fill: accent)
#show heading.where(level: 3): set block(above: 11.5pt, below: 5.5pt)
#show figure.caption: set text(font: sans, size: 9.5pt, fill: soft)
#show link: set text(fill: accent)
#show outline.entry.where(level: 1): set text(font: sans, weight: 600)
#set outline.entry(fill: repeat[.])
#let across(body) = place(auto, scope: "parent", float: true, clearance: 9pt, body)
#let ruled = tiling(size: (20pt, 24pt), place(line(start: (0pt, 24pt), end: (20pt, 24pt), stroke: 0.5pt + hair)))
#let room = { block(height: 1fr, width: 100%, fill: ruled); colbreak() }
#let styled = (body: it => it, soft: it => text(fill: soft, it),
  meta: it => block(sticky: true, text(font: sans, size: 9.5pt, fill: soft, it)),
  question: it => block(sticky: true, par(leading: 5pt, text(size: 13pt, it))))
#let head(title) = { set text(font: sans, size: 8pt, fill: soft); title; h(1fr); [Study guide]
  v(-6pt); line(length: 100%, stroke: 0.4pt + hair) }
#let foot(left) = { set text(font: sans, size: 8pt, fill: soft); left; h(1fr)
  context counter(page).display("1 of 1", both: true) }
#set page(paper: "a4", numbering: "1", footer: none, margin: (x: 28pt, top: 46pt, bottom: 38pt))
#set columns(gutter: 14pt)
"""


def render(packet: Packet) -> bytes:
    """The guide as a PDF document."""
    with font_file("DejaVuSans.ttf") as font:
        made: bytes = typst.compile(
            write(packet, _Typst(), side_by_side=True).encode(),
            format="pdf",
            font_paths=[font.parent],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=0,
        )
        return made


class _Typst:
    """How typst spells each thing; a call ends in a semicolon, so that what follows it is text."""

    def __init__(self) -> None:
        self._figures: dict[str, str] = {}

    def text(self, text: str) -> str:
        return _SPECIAL.sub(r"\\\g<0>", text)

    def strong(self, inner: str) -> str:
        return f"#strong[{inner}];"

    def emphasis(self, inner: str) -> str:
        return f"#emph[{inner}];"

    def hidden(self, inner: str) -> str:
        return f"#underline(strong[{inner}]);"

    def code(self, text: str) -> str:
        return f"#raw({_string(text)});"

    def link(self, url: str, inner: str) -> str:
        return f"#link({_string(url)})[{inner}];"

    def inside(self, key: str, inner: str) -> str:
        return f"#link(<{key}>)[{inner}];"

    def maths(self, latex: str) -> str:
        return f"#math.equation(alt: {_string(latex)}, ${typst_maths(latex)}$);"

    def paragraph(self, inner: str, style: str = "body") -> str:
        return f"\n{inner}\n" if style == "body" else f"\n#(styled.{style})[{inner}];\n"

    def bullets(self, items: Sequence[str], tight: bool) -> str:
        return f"\n#list(tight: {str(tight).lower()}, {_contents(items)});\n"

    def numbers(self, items: Sequence[str], tight: bool, start: int) -> str:
        return f"\n#enum(tight: {str(tight).lower()}, start: {start}, {_contents(items)});\n"

    def quote(self, inner: str) -> str:
        return f"\n#quote(block: true)[{inner}];\n"

    def sample(self, text: str) -> str:
        """Code; lines too long for a column get pages of their own, in one column."""
        code = f"#raw({_string(text)}, block: true);"
        if max(map(len, text.split("\n"))) <= _WIDE_CODE:
            return f"\n{code}\n"
        return f"\n#across[{code}]\n" if text.count("\n") < 40 else f"\n#page(columns: 1)[{code}]\n"

    def table(self, aligns: Sequence[str], header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        alignment = ", ".join(_ALIGNMENTS[align] for align in aligns)
        cells = _contents(cell for row in rows for cell in row)
        made = (
            f"#table(columns: {len(aligns)}, align: ({alignment},), "
            f"table.header({_contents(map(self.strong, header))}), {cells});"
        )
        wanted = sum(max(map(len, column)) + 3 for column in zip(header, *rows, strict=True))
        return f"\n#across[{made}]\n" if wanted > 1.5 * _COLUMN else f"\n{made}\n"

    def display(self, latex: str) -> str:
        return f"\n#math.equation(block: true, alt: {_string(latex)}, $ {typst_maths(latex)} $);\n"

    def figure(self, svg: str, alt: str, caption: str) -> str:
        """A figure whose picture is written once, where it stands first."""
        known = svg in self._figures
        name = self._figures.setdefault(svg, f"figure{len(self._figures)}")
        source = svg.replace('"sans-serif"', "\"'Source Sans 3'\"")
        defined = "" if known else f"\n#let {name} = bytes({_string(source)});"
        picture = f'image({name}, format: "svg", width: 100%, alt: {_string(alt)})'
        return f"{defined}\n#across[#figure(supplement: none, numbering: none, caption: [{caption}], {picture});]\n"

    def section(self, key: str, title: str) -> str:
        heading = f"#heading(level: 1)[{title}] <{key}>"
        return f'\n#set page(header: head[{title}])\n#place(top, scope: "parent", float: true)[{heading}]\n'

    def question(self, key: str, title: str) -> str:
        return f"\n#colbreak(weak: true)\n#heading(level: 2)[{title}] <{key}>\n"

    def room(self) -> str:
        return f"{self.label('Answer aloud, then read on')}#room\n"

    def overleaf(self) -> str:
        return "\n#pagebreak(weak: true)\n"

    def label(self, title: str) -> str:
        return f"\n#heading(level: 3, outlined: false, bookmarked: false)[{title}]\n"

    def page_of(self, key: str, inner: str) -> str:
        return f'#link(<{key}>)[{inner}];, #ref(<{key}>, form: "page", supplement: [page]);'

    def work(self, key: str, inner: str) -> str:
        return f"\n#block(text(size: 8.5pt, par[{inner}])) <{key}>\n"

    def front(self, title: str, lines: Sequence[str], contents: Sequence[tuple[int, str, str]]) -> str:
        """The cover and typst's own contents, which it gathers from the headings."""
        del contents
        cover = "\n\n".join(f"#text(font: sans)[{line}]" for line in lines)
        return (
            f"#set document(title: [{title}], author: ())\n{_PREAMBLE}\n#v(150pt)\n"
            f"#text(size: 34pt, fill: accent)[{title}]\n\n{cover}\n"
            f"#set page(columns: 2, header: head[], footer: foot[{lines[-1]}])\n"
            "#heading(level: 1, outlined: false)[Contents]\n#outline(title: none, depth: 2)\n"
        )


def _contents(items: Iterable[str]) -> str:
    return "".join(f"[{item}], " for item in items)


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
