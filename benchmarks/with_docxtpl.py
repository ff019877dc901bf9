"""The study guide by docxtpl (https://docxtpl.readthedocs.io/): a template of Word's, filled in by Jinja."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Final

from docx import Document
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage, RichText
from guide import write
from resvg_py import svg_to_bytes

from alignprep import Packet

_STYLES: Final = {
    "h1": "Heading 1",
    "h2": "Heading 2",
    "h3": "Heading 3",
    "title": "Title",
    "bullet": "List Bullet",
    "number": "List Number",
    "quote": "Quote",
    "caption": "Caption",
    "body": "Normal",
}
_BLOCK, _KIND, _CELL, _ROW = "\x1e", "\x1f", "\x1d", "\x1c"
"""What parts blocks, their kind from their runs, and the cells and rows of tables: no text of the bank holds them."""


def render(packet: Packet) -> bytes:
    """The guide as a Word document."""
    template = DocxTemplate(_template())
    runs = _Runs(template)
    text = write(packet, runs)
    template.render({"blocks": list(_blocks(text, runs.pictures))})
    made = BytesIO()
    template.save(made)
    return made.getvalue()


def _template() -> BytesIO:
    """A paragraph for each kind of block, and a table, in a loop over all blocks."""
    document = Document()
    document.add_paragraph("{%p for block in blocks %}")
    for kind, style in _STYLES.items():
        document.add_paragraph(f"{{%p if block.kind == '{kind}' %}}")
        document.add_paragraph("{{r block.runs }}", style)
        document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p if block.kind == 'figure' %}")
    document.add_paragraph("{{ block.picture }}")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p if block.kind == 'table' %}")
    table = document.add_table(3, 3, "Table Grid")
    table.rows[0].cells[0].text = "{%tr for row in block.rows %}"
    for cell, content in zip(
        table.rows[1].cells, ("{%tc for cell in row %}", "{{r cell }}", "{%tc endfor %}"), strict=True
    ):
        cell.text = content
    table.rows[2].cells[0].text = "{%tr endfor %}"
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    saved = BytesIO()
    document.save(saved)
    saved.seek(0)
    return saved


def _blocks(text: str, pictures: Mapping[str, InlineImage]) -> Iterator[dict[str, object]]:
    for block in text.split(_BLOCK)[1:]:
        kind, _, runs = block.strip("\n").partition(_KIND)
        if kind == "table":
            yield {"kind": kind, "rows": [row.split(_CELL) for row in runs.split(_ROW)]}
        elif kind == "figure":
            yield {"kind": kind, "picture": pictures[runs]}
        else:
            yield {"kind": kind, "runs": runs}


def _block(kind: str, runs: str) -> str:
    return f"{_BLOCK}{kind}{_KIND}{runs}"


class _Runs:
    """How docxtpl's rich text spells each thing; blocks are marked with their kind."""

    def __init__(self, template: DocxTemplate) -> None:
        self._template = template
        self.pictures: dict[str, InlineImage] = {}

    def text(self, text: str) -> str:
        return str(RichText(text))

    def strong(self, inner: str) -> str:
        return inner.replace("<w:r><w:t", "<w:r><w:rPr><w:b/></w:rPr><w:t")

    def emphasis(self, inner: str) -> str:
        return inner.replace("<w:r><w:t", "<w:r><w:rPr><w:i/></w:rPr><w:t")

    def hidden(self, inner: str) -> str:
        return self.strong(inner)

    def code(self, text: str) -> str:
        return str(RichText(text, font="Consolas"))

    def link(self, url: str, inner: str) -> str:
        return f'<w:hyperlink r:id="{self._template.build_url_id(url)}">{inner}</w:hyperlink>'

    def inside(self, key: str, inner: str) -> str:
        return inner

    def maths(self, latex: str) -> str:
        return str(RichText(latex, italic=True))

    def paragraph(self, inner: str, style: str = "body") -> str:
        return _block("body", inner)

    def bullets(self, items: Sequence[str], tight: bool) -> str:
        return "".join(item if item.startswith(_BLOCK) else _block("bullet", item) for item in items)

    def numbers(self, items: Sequence[str], tight: bool, start: int) -> str:
        return "".join(item if item.startswith(_BLOCK) else _block("number", item) for item in items)

    def quote(self, inner: str) -> str:
        return inner.replace(f"{_BLOCK}body", f"{_BLOCK}quote")

    def sample(self, text: str) -> str:
        return _block("body", str(RichText(text, font="Consolas")))

    def table(self, aligns: Sequence[str], header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        return _block("table", _ROW.join(_CELL.join(cells) for cells in (header, *rows)))

    def display(self, latex: str) -> str:
        return _block("body", self.maths(latex))

    def figure(self, svg: str, alt: str, caption: str) -> str:
        name = f"figure {alt}"
        if name not in self.pictures:
            png = svg_to_bytes(svg_string=svg, width=1600, background="#ffffff", skip_system_fonts=True)
            self.pictures[name] = InlineImage(self._template, BytesIO(png), width=Mm(150))
        return _block("figure", name) + _block("caption", caption)

    def section(self, key: str, title: str) -> str:
        return _block("h1", title)

    def question(self, key: str, title: str) -> str:
        return _block("h2", title)

    def room(self) -> str:
        return ""

    def overleaf(self) -> str:
        return ""

    def label(self, title: str) -> str:
        return _block("h3", title)

    def page_of(self, key: str, inner: str) -> str:
        return inner

    def work(self, key: str, inner: str) -> str:
        return _block("body", inner)

    def front(self, title: str, lines: Sequence[str], contents: Sequence[tuple[int, str, str]]) -> str:
        entries = (_block("body", text) for _, _, text in contents)
        return "".join((_block("title", title), *(_block("body", line) for line in lines), *entries))
