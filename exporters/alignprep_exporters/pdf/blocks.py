"""Block nodes -> flowables."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Indenter, Paragraph, Spacer, Table, XPreformatted

from alignprep import document
from alignprep_exporters.pdf.fonts import MONO, SANS, SERIF
from alignprep_exporters.pdf.inlines import markup
from alignprep_exporters.pdf.markup import marked
from alignprep_exporters.pdf.maths import display
from alignprep_exporters.pdf.styles import LINE, SOFT, style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from alignprep.document import Block, Blocks, Inlines

__all__ = ["Writer", "code", "table"]

_BULLETS = ("•", "–", "·")
_INDENT = 15.0
_CONTINUED = "↪ "


class Writer:
    """Turns blocks into flowables of a given width, in points."""

    def __init__(self, labels: Mapping[str, str], width: float) -> None:
        self._labels = labels
        self.width = width

    def line(self, inlines: Inlines, name: str = "body", *, indent: float = 0) -> Paragraph:
        """A paragraph."""
        return Paragraph(markup(inlines, self._labels), style(name, indent=indent))

    def bullets(self, lines: Iterable[Inlines], *, start: int | None = None, box: bool = False) -> Iterator[Flowable]:
        """A list of lines: bulleted, numbered from `start`, or with boxes to tick."""
        for index, line in enumerate(lines):
            bullet = f"{start + index}." if start is not None else "☐" if box else _BULLETS[0]
            made = style("tight", bullet=True)
            if box:
                made = style("tight", bullet=True).clone("box", bulletFontName="APFallback")
            yield Paragraph(markup(line, self._labels), made, bulletText=bullet)
        yield Spacer(0, 4.8)

    def blocks(self, blocks: Blocks, *, name: str = "body", depth: int = 0) -> Iterator[Flowable]:
        """Flowables of some blocks; `depth` counts the lists around them."""
        for block in blocks:
            yield from self._block(block, name, depth)

    def _block(self, block: Block, name: str, depth: int) -> Iterator[Flowable]:
        width = self.width - depth * _INDENT
        match block:
            case document.Paragraph(children):
                yield self.line(children, name)
            case document.BulletList(items, tight):
                yield from self._list(items, [_BULLETS[depth % 3]] * len(items), tight, name, depth)
            case document.OrderedList(items, tight, start):
                numbers = [f"{start + index}." for index in range(len(items))]
                yield from self._list(items, numbers, tight, name, depth)
            case document.Quote(children):
                yield Indenter(_INDENT, _INDENT)
                yield from self.blocks(children, name="quote", depth=depth + 2)
                yield Indenter(-_INDENT, -_INDENT)
            case document.CodeBlock(text):
                yield code(text, width)
            case document.Table():
                yield from table(self, block, width)
            case document.MathBlock(latex):
                drawing = display(latex, width)
                drawing.hAlign = "CENTER"
                yield Spacer(0, 3)
                yield drawing
                yield Spacer(0, 9)
            case _:
                assert_never(block)

    def _list(
        self, items: Iterable[Blocks], bullets: list[str], tight: bool, name: str, depth: int
    ) -> Iterator[Flowable]:
        for item, bullet in zip(items, bullets, strict=True):
            first, rest = (item[0], item[1:]) if item and isinstance(item[0], document.Paragraph) else (None, item)
            inlines = first.children if isinstance(first, document.Paragraph) else ()
            inner = "tight" if tight and name == "body" else name
            yield Paragraph(markup(inlines, self._labels), style(inner, bullet=True), bulletText=bullet)
            yield Indenter(_INDENT)
            yield from self.blocks(rest, name=name, depth=depth + 1)
            yield Indenter(-_INDENT)
        if tight:
            yield Spacer(0, 4.8)


def code(text: str, width: float) -> XPreformatted:
    """Lines of code on a tint; a line that is too long goes on in the next one, behind a mark."""
    made = style("code")
    columns = max(20, int((width - 14) / stringWidth("0", MONO, made.fontSize)))
    lines = [piece for line in text.split("\n") for piece in _wrapped(line, columns)]
    return XPreformatted("\n".join(marked(line, MONO) or " " for line in lines), made)


def _wrapped(line: str, columns: int) -> Iterator[str]:
    line = line.expandtabs(4)
    yield line[:columns]
    rest = line[columns:]
    step = columns - len(_CONTINUED)
    for start in range(0, len(rest), step):
        yield _CONTINUED + rest[start : start + step]


def table(writer: Writer, block: document.Table, width: float) -> Iterator[Flowable]:
    """A table with rules between its rows, whose header stands again on every page."""

    def cell(inlines: Inlines, align: str, name: str) -> Paragraph:
        family = SANS if name == "th" else SERIF
        made = style(name, centered=align == "center", right=align == "right")
        return Paragraph(markup(inlines, writer._labels, family), made)

    rows = [[cell(inlines, align, "th") for inlines, align in zip(block.header, block.aligns, strict=True)]]
    rows += [
        [cell(inlines, align, "cell") for inlines, align in zip(row, block.aligns, strict=True)] for row in block.rows
    ]
    yield Table(
        rows,
        colWidths=_widths(block, width),
        repeatRows=1,
        splitInRow=1,
        hAlign="LEFT",
        spaceBefore=4,
        spaceAfter=11,
        style=[
            ("FONTNAME", (0, 0), (-1, -1), SANS),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 9),
            ("TOPPADDING", (0, 0), (-1, -1), 3.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, SOFT),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
        ],
    )


def _widths(block: document.Table, width: float) -> list[float]:
    """Columns as wide as their text wants, shared out when that is too much."""
    columns = list(zip(block.header, *block.rows, strict=True))
    wanted = [max(stringWidth(document.plain(cell), SERIF, 9.6) for cell in column) + 14 for column in columns]
    if sum(wanted) <= width:
        return wanted
    floor = min(width / len(wanted), 54.0)
    shares = [max(floor, min(want, width * 0.6)) for want in wanted]
    spare = width - floor * len(shares)
    over = sum(share - floor for share in shares) or 1
    return [floor + (share - floor) * spare / over for share in shares]
