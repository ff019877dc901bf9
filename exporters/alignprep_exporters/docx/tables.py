"""Tables: made row by row, with a header row that stands again on every page and rows that stay whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from alignprep.text.nodes import plain
from alignprep_exporters.docx.body import TEXT_WIDTH, paragraph
from alignprep_exporters.docx.elements import Element, new
from alignprep_exporters.docx.inlines import inlines

if TYPE_CHECKING:
    from alignprep.text.nodes import Align, Inlines, Table
    from alignprep_exporters.docx.body import Body

__all__ = ["Cell", "LongTable", "data_table", "table"]

Cell = list[Element]
"""The content of a cell's paragraph."""

_CHARACTER: Final = 108
"""About what a character of a cell is wide, in twentieths of a point."""
_PADDING: Final = 230
_WIDE: Final = 6
"""A table with more columns than this is set smaller."""


def table(
    header: Sequence[Cell],
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[int],
    *,
    style: str = "RuledTable",
    text: str = "TableText",
    aligns: Sequence[Align] = (),
    indent: int = 0,
    title: str = "",
    together: bool = False,
) -> Element:
    """A table; without a header where that is empty. `title` says what it is to who cannot see it.

    A table that is kept together stands on one page with what follows it.
    """
    sides = list(aligns) or ["left"] * len(widths)
    heading = text.replace("Text", "Heading")
    made = _frame(widths, style=style, indent=indent, title=title, headed=bool(header))
    if header:
        made.append(_row(header, widths, sides, heading, repeated=True, together=together))
    for row in rows:
        made.append(_row(row, widths, sides, text, repeated=False, together=together))
    return made


class LongTable:
    """A table that grows with the packet: its rows are finished one by one, and may hold much."""

    def __init__(
        self, body: Body, header: Sequence[Cell], widths: Sequence[int], *, aligns: Sequence[Align], title: str
    ) -> None:
        self._body = body
        self._widths, self._aligns, self._title = widths, aligns, title
        self._rows = body.rows(widths)
        self._rows.append(_row(header, widths, aligns, "TableHeading", repeated=True, together=False))

    def add(self, row: Sequence[Cell]) -> None:
        """Add a row."""
        self._rows.append(_row(row, self._widths, self._aligns, "TableText", repeated=False, together=False))
        self._rows.finish()

    def write(self) -> None:
        """Add the table to the body."""
        self._body.append_rows(
            _frame(self._widths, style="RuledTable", indent=0, title=self._title, headed=True), self._rows
        )


def _frame(widths: Sequence[int], *, style: str, indent: int, title: str, headed: bool) -> Element:
    """A table without rows."""
    return new(
        "w:tbl",
        new(
            "w:tblPr",
            new("w:tblStyle", val=style),
            new("w:tblW", w=sum(widths), type="dxa"),
            new("w:tblInd", w=indent, type="dxa") if indent else None,
            new("w:tblLayout", type="fixed"),
            new("w:tblLook", val="0420" if headed else "0400", firstRow=int(headed), noVBand=1),
            new("w:tblCaption", val=title) if title else None,
        ),
        new("w:tblGrid", *(new("w:gridCol", w=width) for width in widths)),
    )


def _row(
    cells: Sequence[Cell], widths: Sequence[int], aligns: Sequence[str], style: str, *, repeated: bool, together: bool
) -> Element:
    row = new("w:tr", new("w:trPr", new("w:cantSplit"), new("w:tblHeader") if repeated else None))
    for cell, width, align in zip(cells, widths, aligns, strict=True):
        side = [new("w:jc", val=align)] if align != "left" else []
        kept = [new("w:keepNext")] if together else []
        content = paragraph(style, *cell, properties=(*kept, *side))
        row.append(new("w:tc", new("w:tcPr", new("w:tcW", w=width, type="dxa")), content))
    return row


def data_table(node: Table, body: Body, *, indent: int) -> Element:
    """A table of the text."""
    columns = len(node.aligns)
    small = columns > _WIDE
    return table(
        [inlines(cell, body) for cell in node.header],
        [[inlines(cell, body) for cell in row] for row in node.rows],
        _widths([node.header, *node.rows], TEXT_WIDTH - indent, small),
        text="TableTextSmall" if small else "TableText",
        aligns=node.aligns,
        indent=indent,
    )


def _widths(rows: Sequence[Sequence[Inlines]], available: int, small: bool) -> list[int]:
    """What each column needs where that fits; else its longest word, if there is room, and a share of the rest."""
    character = _CHARACTER * 4 // 5 if small else _CHARACTER
    texts = [[plain(cell) for cell in column] for column in zip(*rows, strict=True)]
    natural = [max(len(text) for text in column) * character + _PADDING for column in texts]
    if sum(natural) <= available:
        return natural
    words = [max((len(word) for text in column for word in text.split()), default=1) for column in texts]
    least = [min(word * character + _PADDING, want) for word, want in zip(words, natural, strict=True)]
    if sum(least) > available:
        share = available // len(natural)
        least = [min(width, share) for width in least]
    spare = available - sum(least)
    wanted = [want - have for want, have in zip(natural, least, strict=True)]
    return [have + spare * want // max(sum(wanted), 1) for have, want in zip(least, wanted, strict=True)]
