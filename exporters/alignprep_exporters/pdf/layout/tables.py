"""Tables with rules between their rows; a table that goes on in another column repeats its header there."""

from __future__ import annotations

from contextlib import nullcontext
from copy import copy
from typing import TYPE_CHECKING, Final

from alignprep.text import nodes
from alignprep.text.characters import is_wide
from alignprep.text.markdown import parse_line
from alignprep_exporters.pdf.layout.boxes import Box, Paragraph, Space
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.fonts import SERIF, width
from alignprep_exporters.pdf.type.spans import spans, words
from alignprep_exporters.pdf.type.styles import LINE, QUARTER, SOFT, style

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alignprep.model.records import Rubric
    from alignprep.text.nodes import Inlines
    from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas
    from alignprep_exporters.pdf.type.spans import Cited

__all__ = ["Grid", "Row", "rubric_table", "table"]

_GUTTER: Final = 10.5
_PADDING: Final = QUARTER
_GRADE_WIDTH: Final = 21.0


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
        """The header and the first row."""
        head = self._header.height if self._header else 0
        return head + min((row.height for row in self._rows[:1]), default=0)

    def split(self, room: float) -> tuple[Box, Box] | None:
        """As many rows as fit, and the others; if not even one fits, the first row is split itself."""
        left = room - (self._header.height if self._header else 0)
        count = 0
        while count < len(self._rows) and self._rows[count].height <= left:
            left -= self._rows[count].height
            count += 1
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


def table(block: nodes.Table, works: Mapping[str, Cited], parent: Node, wide: float) -> Grid:
    """A Markdown table, as wide as its text but at most `wide`."""
    widths = _widths(block, wide)
    node = Node("Table", parent)
    lefts = [sum(widths[:index]) for index in range(len(widths))]

    def row(cells: Sequence[Inlines], group: Node, kind: str) -> Row:
        line = Node("TR", group)
        attributes = " /O /Table /Scope /Column" if kind == "TH" else ""
        made = []
        for cell, align, total in zip(cells, block.aligns, widths, strict=True):
            inner = Node(kind, line, attributes=attributes)
            look = style("th" if kind == "TH" else "cell", align=align)
            made.append(Paragraph(spans(cell, look, works, inner), look, inner, total - _GUTTER))
        return Row(made)

    # A table without rows must not have a THead (PDF/UA-1).
    header = row(block.header, Node("THead", node) if block.rows else node, "TH")
    body = Node("TBody", node) if block.rows else node
    grid = Grid([row(cells, body, "TD") for cells in block.rows], lefts, sum(widths) - _GUTTER, header=header)
    grid.before = 3.5
    return grid


def rubric_table(rubric: Rubric, works: Mapping[str, Cited], parent: Node, width: float) -> Grid:
    """The grades that the rubric describes, a row each."""
    node = Node("Table", parent)
    rows = []
    for grade, said in rubric.anchors():
        line = Node("TR", node)
        head, body = Node("TH", line, attributes=" /O /Table /Scope /Row"), Node("TD", line)
        strong, look = style("th"), style("cell")
        number = Paragraph(words(str(grade), strong), strong, head, _GRADE_WIDTH)
        anchor = Paragraph(spans(parse_line(said), look, works, body), look, body, width - _GRADE_WIDTH)
        rows.append(Row([number, anchor]))
    return Grid(rows, [0, _GRADE_WIDTH], width)


def _widths(block: nodes.Table, wide: float) -> list[float]:
    """The widths of the columns' text; if their sum is too large, the wide columns become narrower."""
    columns = list(zip(block.header, *block.rows, strict=True))
    size = style("cell").size
    wanted = [
        max(width(SERIF, _measurable(cell)) * size / 1000 for cell in column) * 1.06 + _GUTTER + 2 for column in columns
    ]
    if sum(wanted) <= wide:
        return wanted
    floor = min(wide / len(wanted), 54.0)
    shares = [max(floor, min(want, wide * 0.62)) for want in wanted]
    spare, over = wide - floor * len(shares), sum(share - floor for share in shares) or 1
    return [floor + (share - floor) * spare / over for share in shares]


def _measurable(cell: Inlines) -> str:
    """The cell's text for measuring: characters of other fonts count as an x, wide ones of East Asia as two."""
    return "".join(
        character if character.isascii() and character.isprintable() else "xx" if is_wide(character) else "x"
        for character in nodes.plain(cell)
    )
