"""The boxes that fill pages: each knows its height, where it may be split, and how to draw itself."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import TYPE_CHECKING, ClassVar, Final, Generic, Self, TypeVar

from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.lines import Line, break_lines, length
from alignprep_exporters.pdf.type.spans import Span, words
from alignprep_exporters.pdf.type.styles import ACCENT, LINE, SOFT, Style, style

if TYPE_CHECKING:
    from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas

__all__ = ["Bar", "Box", "Heading", "NewPage", "NoteLines", "Paragraph", "Rows", "ScoreBoxes", "Space", "baseline"]

_Row = TypeVar("_Row")


def baseline(style: Style) -> float:
    """How far the baseline of a line of text is below the line's top."""
    return (style.leading - style.size) / 2 + style.size * 0.77


class Box:
    """Something of a known height in a column."""

    left: float = 0
    """Its distance from the left edge of the column."""
    before: float = 0
    """The space wanted above, except at the top of a column."""
    after: float = 0
    """The space wanted below; where two spaces meet, the larger one counts."""
    keep: bool = False
    """Whether it stays with the next box."""
    height: float = 0

    @property
    def least(self) -> float:
        """The height of the smallest part that may stand alone at the bottom of a column."""
        return self.height

    def split(self, room: float) -> tuple[Box, Box] | None:  # noqa: ARG002
        """The box in two, of which the first fits into the room; None if it cannot be split there."""
        return None

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw it with its upper left corner at (x, top); an empty box draws nothing."""


class NewPage(Box):
    """A page break."""


class Rows(Box, Generic[_Row]):
    """Rows of the same height; a split leaves at least the `fewest` on either side."""

    fewest: ClassVar[int] = 2
    """The fewest rows that may stand alone."""
    padding: ClassVar[float] = 0
    """The space above and below all rows, together."""

    def __init__(self, rows: Sequence[_Row], style: Style) -> None:
        self._style = style
        self.before, self.after, self.keep = style.before, style.after, style.keep
        self._set_rows(rows)

    def _set_rows(self, rows: Sequence[_Row]) -> None:
        self._rows = rows
        self.height = len(rows) * self._style.leading + self.padding

    @property
    def least(self) -> float:
        """The fewest rows that may stand alone, or all rows if there are fewer than twice as many."""
        count = len(self._rows)
        return (count if count < 2 * self.fewest else self.fewest) * self._style.leading + self.padding

    def split(self, room: float) -> tuple[Self, Self] | None:
        """Two boxes of at least the fewest rows."""
        count = min(int((room - self.padding + 0.01) / self._style.leading), len(self._rows) - self.fewest)
        if count < self.fewest:
            return None
        first, second = copy(self), copy(self)
        first._set_rows(self._rows[:count])
        second._set_rows(self._rows[count:])
        first.after = second.before = 0
        return first, second


class Paragraph(Rows[Line]):
    """Lines of text.

    `label` is a bullet or a number before the first line, with its element and the gap between it and the text. Links
    with the `key`, if there is one, lead here.
    """

    def __init__(
        self,
        spans: Sequence[Span],
        style: Style,
        node: Node,
        width: float,
        *,
        left: float = 0,
        label: tuple[Span, Node, float] | None = None,
        key: str = "",
    ) -> None:
        self._node, self._width, self._label, self._key = node, width - left, label, key
        self.left = left
        super().__init__(break_lines(spans, self._width), style)

    def split(self, room: float) -> tuple[Self, Self] | None:
        """Two paragraphs; label and key belong to the first."""
        parts = super().split(room)
        if parts is not None:
            parts[1]._label, parts[1]._key = None, ""
        return parts

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Let links lead here, and draw the label and the lines."""
        if self._key:
            canvas.add_destination(self._key, top + 10)
        style, first = self._style, top - baseline(self._style)
        if self._label is not None:
            span, node, gap = self._label
            canvas.text(node, [(x - gap - length(span, span.text), first, Line([(span, span.text)]))])
        slack = {"left": 0.0, "center": 0.5, "right": 1.0}[style.align]
        canvas.text(
            self._node,
            [
                (x + slack * (self._width - line.width), first - index * style.leading, line)
                for index, line in enumerate(self._rows)
            ],
        )


class Heading(Paragraph):
    """A heading of plain text, which is also a bookmark at a `level`.

    From its page on, the running head shows `section` on the left and `question` on the right.
    """

    def __init__(
        self,
        spans: Sequence[Span],
        style: Style,
        node: Node,
        width: float,
        *,
        key: str = "",
        level: int = 0,
        section: str | None = None,
        question: str | None = None,
        bookmark: str = "",
    ) -> None:
        super().__init__(spans, style, node, width, key=key)
        self._bookmark, self._level = bookmark or "".join(span.text for span in spans), level
        self.section, self.question = section, question

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Add the bookmark, then draw the text."""
        if self._key:
            canvas.addOutlineEntry(self._bookmark, self._key, self._level, closed=self._level == 0)
        super().draw(canvas, x, top)


class Space(Box):
    """Empty space of some height."""

    def __init__(self, height: float) -> None:
        self.height = height


class Bar(Box):
    """A short thick line above a title."""

    after = 21.0
    height = 3.5

    def __init__(self, width: float) -> None:
        self._width = width

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the line."""
        canvas.area(x, top - self.height, self._width, self.height, fill=ACCENT)


class NoteLines(Box):
    """Ruled lines to write on; more of them where a page has room to spare."""

    GAP: ClassVar[float] = 24.5

    def __init__(self, count: int, width: float, *, after: float = 21) -> None:
        self._count, self._width = count, width
        self.after = after
        self.height = count * self.GAP

    def stretch(self, room: float) -> float:
        """Add as many lines as fit into the room; return the height added."""
        more = int(room / self.GAP)
        self._count += more
        self.height += more * self.GAP
        return more * self.GAP

    def split(self, room: float) -> tuple[Box, Box] | None:
        """Some lines, and the others."""
        count = int(room / self.GAP)
        if not 0 < count < self._count:
            return None
        return NoteLines(count, self._width, after=0), NoteLines(self._count - count, self._width, after=self.after)

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the lines, each with the room above it to write in."""
        for index in range(self._count):
            y = top - (index + 1) * self.GAP
            canvas.rule(x, y, x + self._width, stroke=LINE)


class ScoreBoxes(Box):
    """Five boxes to mark, one for each grade."""

    SIDE: Final = 28.0
    after, keep, height = 7.0, True, 24.5

    def __init__(self, parent: Node) -> None:
        self._node = Node("P", parent)

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the boxes, with the grades in them."""
        grade_style = style("th")
        lines = []
        for grade in range(1, 6):
            left = x + (grade - 1) * self.SIDE
            canvas.area(left, top - 21, self.SIDE, 21, stroke=SOFT)
            (span,) = words(str(grade), grade_style)
            lines.append(
                (left + (self.SIDE - length(span, span.text)) / 2, top - 14, Line([(span, span.text)], soft=True))
            )
        canvas.text(self._node, lines)
