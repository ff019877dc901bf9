"""Block nodes -> paragraphs, lists, tables and equations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, assert_never

from alignprep import document
from alignprep_exporters.docx.body import BULLETS, NUMBERS
from alignprep_exporters.docx.elements import element, run
from alignprep_exporters.docx.inlines import runs
from alignprep_exporters.docx.maths import equation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alignprep.document import Block, Blocks, Inlines
    from alignprep_exporters.docx.body import Body

__all__ = ["bullets", "code", "table", "write_blocks"]

_INDENT: Final = 360


def write_blocks(blocks: Blocks, body: Body, *, style: str = "BodyText", depth: int = 0) -> None:
    """Add blocks; `depth` counts the lists around them."""
    for block in blocks:
        _write(block, body, style, depth)


def bullets(lines: Iterable[Inlines], body: Body) -> None:
    """Add a bullet list of lines."""
    number = body.new_list(BULLETS)
    for line in lines:
        body.write("ListParagraph", line, properties=(_numbered(number, 0),))


def code(text: str, body: Body, *, depth: int = 0) -> None:
    """Add lines of code; Word wraps those that are too long."""
    body.append(body.paragraph("Code", run(text.expandtabs(4)), properties=_indented(depth)))


def table(header: list[list[Any]], rows: Iterable[list[list[Any]]], aligns: Iterable[str], widths: list[int]) -> Any:
    """A table whose header row stands again on every page and whose rows stay whole.

    A cell is the list of its paragraphs' runs; widths are in twentieths of a point.
    """
    sides = list(aligns)
    made = element(
        "w:tbl",
        element(
            "w:tblPr",
            element("w:tblStyle", val="PacketTable"),
            element("w:tblW", w=sum(widths), type="dxa"),
            element("w:tblLayout", type="fixed"),
            element("w:tblLook", val="0420", firstRow=1, noVBand=1),
        ),
        element("w:tblGrid", *(element("w:gridCol", w=width) for width in widths)),
    )
    if header:
        made.append(_row(header, sides, widths, "TableHeading", header=True))
    for row in rows:
        made.append(_row(row, sides, widths, "TableText", header=False))
    return made


def _row(cells: list[list[Any]], aligns: list[str], widths: list[int], style: str, *, header: bool) -> Any:
    properties = element("w:trPr", element("w:cantSplit"), element("w:tblHeader") if header else None)
    return element(
        "w:tr",
        properties,
        *(
            element(
                "w:tc",
                element("w:tcPr", element("w:tcW", w=width, type="dxa")),
                element(
                    "w:p",
                    element(
                        "w:pPr",
                        element("w:pStyle", val=style),
                        element("w:jc", val=align) if align != "left" else None,
                    ),
                    *cell,
                ),
            )
            for cell, align, width in zip(cells, aligns, widths, strict=True)
        ),
    )


def _write(block: Block, body: Body, style: str, depth: int) -> None:
    match block:
        case document.Paragraph(children):
            body.write(style, children, properties=_indented(depth))
        case document.BulletList(items):
            _list(items, body, body.new_list(BULLETS, level=min(depth, 8)), depth)
        case document.OrderedList(items, _, start):
            _list(items, body, body.new_list(NUMBERS, level=min(depth, 8), start=start), depth)
        case document.Quote(children):
            write_blocks(children, body, style="Quote", depth=depth)
        case document.CodeBlock(text):
            code(text, body, depth=depth)
        case document.Table(aligns, header, rows):
            widths = _widths(block, body)
            made = table(
                [list(runs(cell, body)) for cell in header],
                [[list(runs(cell, body)) for cell in row] for row in rows],
                aligns,
                widths,
            )
            body.append(made)
            body.append(body.paragraph("AfterTable"))
        case document.MathBlock(latex):
            body.append(body.paragraph("Equation", equation(latex, display=True)))
        case _:
            assert_never(block)


def _list(items: Iterable[Blocks], body: Body, number: int, depth: int) -> None:
    for item in items:
        first, rest = (item[0], item[1:]) if item and isinstance(item[0], document.Paragraph) else (None, item)
        inlines = first.children if isinstance(first, document.Paragraph) else ()
        body.write("ListParagraph", inlines, properties=(_numbered(number, min(depth, 8)),))
        write_blocks(rest, body, style="ListContinue", depth=depth + 1)


def _numbered(number: int, level: int) -> Any:
    return element("w:numPr", element("w:ilvl", val=level), element("w:numId", val=number))


def _indented(depth: int) -> tuple[Any, ...]:
    return (element("w:ind", left=depth * _INDENT + _INDENT),) if depth else ()


def _widths(block: document.Table, body: Body) -> list[int]:
    """Columns that share the text's width by what they hold, none too narrow to read."""
    total = body.text_width
    columns = list(zip(block.header, *block.rows, strict=True))
    wanted = [min(max(len(document.plain(cell)) for cell in column) + 3, 60) for column in columns]
    natural = [want * 125 for want in wanted]
    if sum(natural) <= total:
        return natural
    floor = min(800, total // len(natural))
    spare = total - floor * len(natural)
    return [floor + spare * want // sum(wanted) for want in wanted]
