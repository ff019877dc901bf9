"""Tables with rules between their rows; a table that goes on in another column repeats its header there."""

from __future__ import annotations

from contextlib import nullcontext
from copy import copy
from typing import TYPE_CHECKING, Final

from alignprep.text import nodes
from alignprep.text.characters import is_wide
from alignprep.text.columns import widest
from alignprep_exporters.pdf.layout.boxes import Box, Paragraph, Space
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.fonts import SERIF, width
from alignprep_exporters.pdf.type.spans import spans
from alignprep_exporters.pdf.type.styles import LINE, QUARTER, SOFT, style

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alignprep.text.nodes import Inlines
    from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas
    from alignprep_exporters.pdf.type.spans import Cited
    from alignprep_exporters.pdf.type.styles import Style

__all__ = ["Grid", "Row", "asked_widths", "table"]

_GUTTER: Final = 10.5
_PADDING: Final = QUARTER
_FEWEST: Final = 2
"""The fewest rows that stand alone in a column."""


class Row:
    """Cells side by side, each a paragraph."""

    def __init__(self, cells: Sequence[Box]) -> None:
        self.cells = cells
        self.height = max(cell.height for cell in cells) + 2 * _PADDING

    def split(self, room: float) -> tuple[Row, Row] | None:
        """Two rows, if a cell has lines that fit into the room."""
        room -= 2 * _PADDING
        parts = [(cell, None) if cell.height <= room else cell.split(room) or (None, cell) for cell in self.cells]
        if all(first is None or second is None for first, second in parts):
            return None
        return Row([first or Space(0) for first, _ in parts]), Row([second or Space(0) for _, second in parts])


class Grid(Box):
    """A table: rows, and perhaps a header."""

    after = 10.5

    def __init__(self, rows: Sequence[Row], lefts: Sequence[float], width: float, *, header: Row | None = None) -> None:
        self._lefts, self._width, self._header = lefts, width, header
        self._repeated = False
        self._set_rows(rows)

    def _set_rows(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self.height = sum(row.height for row in self._all())

    def _all(self) -> list[Row]:
        return [*([self._header] if self._header else []), *self._rows]

    @property
    def least(self) -> float:
        """The header and two rows, or all rows if there are fewer than four: none stands alone."""
        head, few = self._header.height if self._header else 0, len(self._rows) < 2 * _FEWEST
        return head + sum(row.height for row in (self._rows if few else self._rows[:_FEWEST]))

    def split(self, room: float) -> tuple[Box, Box] | None:
        """As many rows as fit, and the others, two on either side if they may; without room for one, it is split."""
        left = room - (self._header.height if self._header else 0)
        count = 0
        while count < len(self._rows) and self._rows[count].height <= left:
            left -= self._rows[count].height
            count += 1
        if room >= self.least:
            count = min(count, len(self._rows) - _FEWEST)
        upper, lower = list(self._rows[:count]), list(self._rows[count:])
        if not upper:
            parts = self._rows[0].split(left) if self._rows else None
            if parts is None:
                return None
            upper, lower = [parts[0]], [parts[1], *lower[1:]]
        return self._part(upper, repeated=self._repeated), self._part(lower, repeated=True)

    def _part(self, rows: Sequence[Row], *, repeated: bool) -> Grid:
        part = copy(self)
        part._repeated = repeated
        part._set_rows(rows)
        return part

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the rows, with a rule below each."""
        for row in self._all():
            head = row is self._header
            with canvas.artifact() if head and self._repeated else nullcontext():
                for cell, left in zip(row.cells, self._lefts, strict=True):
                    cell.draw(canvas, x + left, top - _PADDING)
            top -= row.height
            stroke, thickness = (SOFT, 0.8) if head else (LINE, 0.4)
            canvas.rule(x, top, x + self._width, stroke=stroke, thickness=thickness)


def table(
    block: nodes.Table,
    works: Mapping[str, Cited],
    parent: Node,
    wide: float,
    look_of: Callable[..., Style] = style,
) -> Grid:
    """A Markdown table, as wide as its text but at most `wide`; `look_of` gives the styles of cells."""
    widths = _widths(block, works, wide, look_of("cell").size)
    node = Node("Table", parent)
    lefts = [sum(widths[:index]) for index in range(len(widths))]

    def row(cells: Sequence[Inlines], group: Node, kind: str) -> Row:
        line = Node("TR", group)
        attributes = " /O /Table /Scope /Column" if kind == "TH" else ""
        made = []
        for cell, align, total in zip(cells, block.aligns, widths, strict=True):
            inner = Node(kind, line, attributes=attributes)
            look = look_of("th" if kind == "TH" else "cell", align=align)
            made.append(Paragraph(spans(cell, look, works, inner), look, inner, total - _GUTTER))
        return Row(made)

    # A table without rows must not have a THead (PDF/UA-1).
    header = row(block.header, Node("THead", node) if block.rows else node, "TH")
    body = Node("TBody", node) if block.rows else node
    grid = Grid([row(cells, body, "TD") for cells in block.rows], lefts, sum(widths) - _GUTTER, header=header)
    grid.before = 3.5
    return grid


def asked_widths(block: nodes.Table, works: Mapping[str, Cited], size: float) -> tuple[float, float]:
    """The widths at which no word of a table is broken, and at which no cell has more than one line."""
    words, texts = zip(*_bounds(block, works, size), strict=True)
    return sum(words) - _GUTTER, sum(texts) - _GUTTER


def _bounds(block: nodes.Table, works: Mapping[str, Cited], size: float) -> list[tuple[float, float]]:
    """Of each column the width of its longest word and that of its longest text."""

    def wide(text: str) -> float:
        return width(SERIF, text) * size / 1000 * 1.06 + _GUTTER + 2

    columns = ([_measurable(cell, works) for cell in column] for column in zip(block.header, *block.rows, strict=True))
    return [(max(wide(word) for text in texts for word in text.split(" ")), max(map(wide, texts))) for texts in columns]


def _widths(block: nodes.Table, works: Mapping[str, Cited], room: float, size: float) -> list[float]:
    """The widths of the columns' texts; if their sum is too large, lines are broken where that is least felt.

    Each column keeps the width of its longest word if it can, and what is left goes to those that want more, in
    proportion (https://www.w3.org/TR/css-tables-3/, "Distributing excess width to columns"). If it cannot, only the
    longest words are broken, so that numbers and dates stay whole.
    """
    bounds = _bounds(block, works, size)
    least, most = (sum(bound[index] for bound in bounds) for index in (0, 1))
    if most <= room:
        return [wanted for _, wanted in bounds]
    if least >= room:
        words = [word for word, _ in bounds]
        limit = widest(words, room)
        return [min(word, limit) for word in words]
    share = (room - least) / (most - least)
    return [word + (wanted - word) * share for word, wanted in bounds]


def _measurable(cell: Inlines, works: Mapping[str, Cited]) -> str:
    """The cell's text for measuring: characters of other fonts count as an x, wide ones of East Asia as two."""
    text = "".join(
        f"({'; '.join(works[key].label for key in inline.keys)})"
        if isinstance(inline, nodes.Citation)
        else nodes.plain((inline,))
        for inline in cell
    )
    return "".join(
        character if character.isascii() and character.isprintable() else "xx" if is_wide(character) else "x"
        for character in text.replace("\u00a0", " ")
    )
