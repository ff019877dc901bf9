"""The boxes that fill pages: each knows its height, where it may be split, and how to draw itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from typing import TYPE_CHECKING, ClassVar, Generic, Self, TypeVar

from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.lines import Line, break_lines, length
from alignprep_exporters.pdf.type.spans import Span
from alignprep_exporters.pdf.type.styles import ACCENT, LINE, Style

if TYPE_CHECKING:
    from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas

__all__ = [
    "AnswerLines",
    "Bar",
    "Box",
    "Divider",
    "Heading",
    "NewColumn",
    "NewPage",
    "NoteLines",
    "Opening",
    "Paragraph",
    "Rows",
    "Space",
    "baseline",
    "height_of",
]

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
    whole: bool = False
    """Whether boxes that stay together are not parted within it, unless they are deeper than a column."""
    span: bool = False
    """Whether it is as wide as all columns of the page, and interrupts them."""
    height: float = 0

    @property
    def least(self) -> float:
        """The height of the smallest part that may stand alone at the bottom of a column."""
        return self.height

    def split(self, room: float) -> tuple[Box, Box] | None:  # noqa: ARG002
        """The box in two, of which the first fits into the room; None if it cannot be split there."""
        return None

    def stretch(self, room: float) -> float:  # noqa: ARG002 - for those that have a use for it
        """Take some of the room below it, if it has a use for it; return how much."""
        return 0

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw it with its upper left corner at (x, top); an empty box draws nothing."""


class NewPage(Box):
    """A page break; after a `left` one comes a left page, whose number is even: the page beside it is seen with it."""

    def __init__(self, *, left: bool = False) -> None:
        self.to_left = left


class NewColumn(Box):
    """A break after which the next column begins."""


class Opening(Box):
    """Where questions open side by side, each with room to answer; a single one is as wide as the page.

    Their answers come on the next page, best overleaf. Nothing parts the `first` ones from what is above them.
    """

    def __init__(self, columns: Sequence[Sequence[Box]], *, first: bool) -> None:
        """Make it of the boxes of each column."""
        self.columns, self.first = columns, first
        self.height = max(map(height_of, columns))


def height_of(boxes: Iterable[Box], *, least: bool = False) -> float:
    """The height of boxes below each other, and of the spaces between them.

    `least`, the last one counts with its least part.
    """
    *above, last = boxes
    height, after = 0.0, 0.0
    for box in above:
        height += max(after, box.before) * (height > 0) + box.height
        after = box.after
    return height + max(after, last.before) * (height > 0) + (last.least if least else last.height)


class Rows(Box, Generic[_Row]):
    """Rows of about the same height; a split leaves at least the `fewest` on either side."""

    fewest: ClassVar[int] = 2
    """The fewest rows that may stand alone."""
    padding: ClassVar[float] = 0
    """The space above and below all rows, together."""

    def __init__(self, rows: Sequence[_Row], style: Style) -> None:
        self._style = style
        self.before, self.after, self.keep, self.whole = style.before, style.after, style.keep, style.whole
        self._set_rows(rows)

    def _set_rows(self, rows: Sequence[_Row]) -> None:
        self._rows = rows
        self.height = self._depth(len(rows))

    def _depth(self, count: int) -> float:
        """The height of so many of its rows, padding included."""
        return count * self._style.leading + self.padding

    @property
    def least(self) -> float:
        """The fewest rows that may stand alone, or all rows if there are fewer than twice as many."""
        count = len(self._rows)
        return self._depth(count if count < 2 * self.fewest else self.fewest)

    def _count(self, room: float) -> int:
        """How many rows the first part gets; less than the fewest if there can be none."""
        count = min(int((room - self.padding + 0.01) / self._style.leading), len(self._rows) - self.fewest)
        while count >= self.fewest and self._depth(count) > room + 0.01:
            count -= 1
        return count

    def split(self, room: float) -> tuple[Self, Self] | None:
        """Two boxes of at least the fewest rows."""
        count = self._count(room)
        if count < self.fewest:
            return None
        first, second = copy(self), copy(self)
        first._set_rows(self._rows[:count])
        second._set_rows(self._rows[count:])
        first.after = second.before = 0
        first.keep = False
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

    def _depth(self, count: int) -> float:
        """The height of so many lines, with the room that tall formulas in them ask for."""
        return super()._depth(count) + sum([line.above + line.below for line in self._rows[:count]])

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
        style = self._style
        slack = {"left": 0.0, "center": 0.5, "right": 1.0}[style.align]
        lines: list[tuple[float, float, Line]] = []
        y = top - baseline(style)
        for line in self._rows:
            y -= line.above
            lines.append((x + slack * (self._width - line.width), y, line))
            y -= line.below + style.leading
        if self._label is not None and lines:
            span, node, gap = self._label
            canvas.text(node, [(x - gap - length(span, span.text), lines[0][1], Line([(span, span.text)]))])
        canvas.text(self._node, lines)


class Heading(Paragraph):
    """A heading of plain text, which is also a bookmark at a `level`, if it has one; it is never split.

    From its page on, the running head shows `section` on the left and `question` on the right.
    """

    @property
    def least(self) -> float:
        """All of it."""
        return self.height

    def split(self, room: float) -> None:  # noqa: ARG002
        """It stays whole."""
        return

    def __init__(
        self,
        spans: Sequence[Span],
        style: Style,
        node: Node,
        width: float,
        *,
        key: str = "",
        level: int | None = 0,
        section: str | None = None,
        question: str | None = None,
        bookmark: str = "",
    ) -> None:
        super().__init__(spans, style, node, width, key=key)
        self._bookmark, self._level = bookmark or "".join(span.text for span in spans), level
        self.section, self.question = section, question

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Add the bookmark, then draw the text."""
        if self._key and self._level is not None:
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


class Divider(Box):
    """A thin line under what ends above a question; it spans the columns."""

    before, after, height, span = 9.0, 12.0, 0.5, True

    def __init__(self, width: float) -> None:
        self._width = width

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the line."""
        canvas.rule(x, top, x + self._width, stroke=LINE)


class NoteLines(Box):
    """Ruled lines to write on; more of them where a page has room to spare."""

    GAP: ClassVar[float] = 24.5
    """The room for one line of writing."""

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
        made = type(self)
        return made(count, self._width, after=0), made(self._count - count, self._width, after=self.after)

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the lines, each with the room above it to write in."""
        for index in range(self._count):
            y = top - (index + 1) * self.GAP
            canvas.rule(x, y, x + self._width, stroke=LINE)


class AnswerLines(NoteLines):
    """Ruled lines for an answer, each in the room of two lines of a guide's text."""

    GAP = 24.0

    def split(self, room: float) -> None:  # noqa: ARG002
        """They stay together, and grow to the foot of their column."""
        return
