"""Document nodes -> HTML that Anki shows as written.

Styles come from classes only, and there are no scripts. Text cannot become markup, a cloze, a sound, a template or a
formula.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from itertools import count
from typing import TYPE_CHECKING, Final, assert_never

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.lexers.special import TextLexer
from pygments.util import ClassNotFound

from alignprep.language.words import cut, words_of
from alignprep.model.bibliography import entry
from alignprep.text import nodes
from alignprep.text.typography import typography_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alignprep import Packet
    from alignprep.text.nodes import Block, Blocks, Inline

__all__ = ["Renderer", "attribute", "code", "html", "text"]

_SPECIAL: Final = {ord("{"): "&#123;", ord("}"): "&#125;", ord("["): "&#91;"}
_ACTIVE: Final = re.compile(r"[&<>{}\[\\]")
_CLOSING: Final = re.compile(r"[.,;:!?)\]’”'\"]+")
_DOUBLED: Final = re.compile(r"([{}:])(?=\1)")
_COLONS: Final = re.compile(r"(?<=:):|:$")


def text(characters: str) -> str:
    """Plain text as HTML.

    Braces and brackets become references, so that no cloze, `[sound:` or `[latex]` can arise; a backslash is separated
    from what follows, since MathJax would read `\\(` and `\\begin` in the running text. Quotation marks stay, so that
    Anki's search finds what its user types.
    """
    if not _ACTIVE.search(characters):  # As most are: this is a tenth of the time of an export.
        return characters
    return escape(characters, quote=False).translate(_SPECIAL).replace("\\", "\\<span></span>")


def attribute(characters: str) -> str:
    """Plain text as the value of an attribute between double quotes."""
    return escape(characters).translate(_SPECIAL)


def html(said: str, **parts: str) -> str:
    """A text that was said as HTML, with HTML in the places of its placeholders."""
    pieces = cut(said, **parts)
    return "".join(piece if index % 2 else text(piece) for index, piece in enumerate(pieces))


@lru_cache(maxsize=1024)
def code(source: str, language: str) -> str:
    """Lines of code, with a class for each kind of token."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        lexer = TextLexer(stripnl=False, ensurenl=False)
    marked = highlight(source, lexer, HtmlFormatter(nowrap=True)).removesuffix("\n").translate(_SPECIAL)
    return f'<pre class="ap-code"><code>{marked}</code></pre>'


class Renderer:
    """Draws nodes as HTML, with one packet's citation labels and links."""

    def __init__(self, packet: Packet) -> None:
        self._packet, self._say = packet, words_of(packet.profile, typeset=True)
        self.type = typography_of(packet.profile.language)
        """How texts are set."""
        self._works: dict[str, str] = {}
        self._citations: dict[tuple[str, ...], str] = {}

    def set_blocks(self, markdown: str) -> str:
        """Markdown with blocks, with the marks of the bank's language."""
        return self.blocks(self.type.blocks(markdown))

    def set_line(self, markdown: str) -> str:
        """A line of Markdown, with these marks."""
        return self.inlines(self.type.line(markdown))

    def set_text(self, plain: str) -> str:
        """Plain text, with these marks."""
        return text(self.type.plain(plain))

    def blocks(self, blocks: Iterable[Block]) -> str:
        """Blocks, one after the other."""
        return "\n".join(self._block(block) for block in blocks)

    def inlines(self, inlines: Iterable[Inline]) -> str:
        """A line of text.

        A formula and the punctuation behind it stay together: the line could break after MathJax's box.
        """
        parts: list[str] = []
        after_formula = False
        for inline in inlines:
            if not isinstance(inline, nodes.Text):
                parts.append(self._inline(inline))
            elif after_formula and (closing := _CLOSING.match(inline.text)):
                parts[-1] = f'<span class="ap-keep">{parts[-1]}{text(closing[0])}</span>'
                parts.append(text(inline.text[closing.end() :]))
            else:
                parts.append(text(inline.text))
            after_formula = isinstance(inline, nodes.Math)
        return "".join(parts)

    def bullets(self, lines: Iterable[Iterable[Inline]]) -> str:
        """A bullet list of lines."""
        return "<ul>" + "".join(f"<li>{self.inlines(line)}</li>" for line in lines) + "</ul>"

    def boxes(self, lines: Iterable[Iterable[Inline]]) -> str:
        """A list of lines to tick, by a tap (`tappable` is AnkiMobile's) or by Alt and a digit for the first nine."""
        return f'<ol class="ap-points">{"".join(map(self._box, lines, count(1)))}</ol>'

    def _box(self, line: Iterable[Inline], place: int) -> str:
        key = f' accesskey="{place}"' if place <= 9 else ""
        box = f'<input class="tappable" type="checkbox"{key}>'
        return f'<li><label class="tappable">{box}<span class="tappable">{self.inlines(line)}</span></label></li>'

    def sources(self, keys: Iterable[str]) -> str:
        """A list of works, each under its citation label."""
        works = "".join(map(self._work, keys))
        return f'<ul class="ap-sources">{works}</ul>' if works else ""

    def _label(self, key: str) -> str:
        return self.type.label(self._packet.labels[key])

    def _work(self, key: str) -> str:
        if key not in self._works:
            label, work = self._label(key), self.type.nodes(entry(self._packet.references[key], self._say))
            self._works[key] = f"<li><b>{text(label)}</b> {self.inlines(work)}</li>"
        return self._works[key]

    def _block(self, block: Block) -> str:
        match block:
            case nodes.Paragraph(children):
                return f"<p>{self.inlines(children)}</p>"
            case nodes.BulletList(items):
                return f"<ul>{self._list_items(items)}</ul>"
            case nodes.OrderedList(items, _, start):
                return f'<ol start="{start}">{self._list_items(items)}</ol>'
            case nodes.Quote(children):
                return f"<blockquote>{self.blocks(children)}</blockquote>"
            case nodes.CodeBlock(source, language):
                return code(source, language)
            case nodes.Table():
                return self._table(block)
            case nodes.MathBlock(latex):
                return f'<div class="ap-maths">\\[{_latex(latex)}\\]</div>'
            case _:
                assert_never(block)

    def _list_items(self, items: Iterable[Blocks]) -> str:
        parts = map(nodes.item_parts, items)
        return "".join(f"<li>{self.inlines(first)}{self.blocks(others)}</li>" for first, others in parts)

    def _table(self, table: nodes.Table) -> str:
        def row(cells: Iterable[Iterable[Inline]], tag: str, scope: str = "") -> str:
            return "".join(
                f'<{tag}{scope} class="ap-{align}">{self.inlines(cell)}</{tag}>'
                for cell, align in zip(cells, table.aligns, strict=True)
            )

        head = "<thead><tr>" + row(table.header, "th", ' scope="col"') + "</tr></thead>"
        body = "".join(f"<tr>{row(cells, 'td')}</tr>" for cells in table.rows)
        return f'<div class="ap-table"><table>{head}<tbody>{body}</tbody></table></div>'

    def _inline(self, inline: Inline) -> str:
        match inline:
            case nodes.Text(characters):
                return text(characters)
            case nodes.Citation(keys):
                return self._citation(keys)
            case nodes.Math(latex):
                return f"\\({_latex(latex)}\\)"
            case nodes.Strong(children):
                return f"<strong>{self.inlines(children)}</strong>"
            case nodes.Emphasis(children):
                return f"<em>{self.inlines(children)}</em>"
            case nodes.Code(characters):
                return f"<code>{escape(characters, quote=False).translate(_SPECIAL)}</code>"
            case nodes.Link(url, children):
                return f'<a href="{attribute(url)}">{self.inlines(children)}</a>'
            case nodes.Cloze(children, cue):
                # "::" would end the hidden text, and so would a ":" before the "::" of the cue.
                hidden = _COLONS.sub("&#58;", self.inlines(children))
                return "{{c1::" + hidden + (f"::{text(cue)}" if cue else "") + "}}"
            case _:
                assert_never(inline)

    def _citation(self, keys: tuple[str, ...]) -> str:
        if keys not in self._citations:
            links = [
                f'<a href="{attribute(self._packet.references[key].link)}">{text(self._label(key))}</a>' for key in keys
            ]
            self._citations[keys] = f'<span class="ap-cite">({"; ".join(links)})</span>'
        return self._citations[keys]


def _latex(latex: str) -> str:
    """A formula for MathJax: `}}` would end a cloze and `::` would begin its cue, so spaces separate them."""
    return escape(_DOUBLED.sub(r"\1 ", latex), quote=False)
