"""What pages are filled with: boxes that know their height, where they may be parted, and how they are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep_exporters.pdf.lines import Line, broken, length
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.styles import ACCENT, LINE, Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alignprep_exporters.pdf.sheet import Sheet
    from alignprep_exporters.pdf.spans import Span

__all__ = ["Anchor", "Bar", "Box", "Heading", "NewPage", "NoteLines", "Paragraph", "Space", "baseline", "label"]

_WIDOWS: Final = 2
"""The fewest lines of a paragraph at the foot or the head of a page."""


def baseline(style: Style) -> float:
    """How far below its top a line of text stands on its baseline."""
    return (style.leading - style.size) / 2 + style.size * 0.77


class Box:
    """Something of a known height that stands in a column."""

    before: float = 0
    """The space wanted above, except at the head of a column."""
    after: float = 0
    """The space wanted below; of two that meet the larger one counts."""
    keep: bool = False
    """Whether it stays with what follows."""
    height: float = 0

    @property
    def least(self) -> float:
        """The height of the smallest part that may stand alone at the foot of a column."""
        return self.height

    def parted(self, room: float) -> tuple[Box, Box] | None:  # noqa: ARG002
        """The box in two, of which the first fits into the room; None where it must stay whole."""
        return None

    def draw(self, sheet: Sheet, x: float, top: float) -> None:
        """Draw it with its upper left corner at (x, top)."""
        raise NotImplementedError


class NewPage(Box):
    """What follows begins a page."""


class Paragraph(Box):
    """Lines of text, with a label such as a bullet before the first."""

    def __init__(
        self,
        spans: Sequence[Span],
        style: Style,
        node: Node,
        width: float,
        *,
        left: float = 0,
        label: tuple[Span, Node, float] | None = None,
    ) -> None:
        self._style, self._node, self._width, self._left, self._label = style, node, width, left, label
        self._lines = broken(spans, width - left)
        self._take(self._lines)
        self.before, self.after, self.keep = style.before, style.after, style.keep

    def _take(self, lines: list[Line]) -> None:
        self._lines = lines
        self.height = len(lines) * self._style.leading

    @property
    def least(self) -> float:
        """Two lines, or all of three."""
        count = len(self._lines)
        return (count if count < 2 * _WIDOWS else _WIDOWS) * self._style.leading

    def parted(self, room: float) -> tuple[Box, Box] | None:
        """Two paragraphs of at least two lines."""
        count = min(int((room + 0.01) / self._style.leading), len(self._lines) - _WIDOWS)
        if count < _WIDOWS:
            return None
        first, second = self._part(self._lines[:count]), self._part(self._lines[count:])
        first.after = second.before = 0
        second._label = None
        return first, second

    def _part(self, lines: list[Line]) -> Paragraph:
        part = object.__new__(type(self))
        part.__dict__.update(self.__dict__)
        part._take(lines)
        return part

    def draw(self, sheet: Sheet, x: float, top: float) -> None:
        """Draw the label, then the lines."""
        style, first = self._style, top - baseline(self._style)
        if self._label is not None:
            span, node, at = self._label
            sheet.text(node, [(x + at, first, Line([(span, span.text)]))])
        slack = {"left": 0.0, "center": 0.5, "right": 1.0}[style.align]
        sheet.text(
            self._node,
            [
                (x + self._left + slack * (self._width - self._left - line.width), first - index * style.leading, line)
                for index, line in enumerate(self._lines)
            ],
        )


class Anchor(Paragraph):
    """A paragraph that links lead to by its key."""

    key: str = ""

    def parted(self, room: float) -> tuple[Box, Box] | None:
        """Two parts, of which links lead to the first."""
        parts = super().parted(room)
        if parts is not None:
            parts[1].__dict__["key"] = ""
        return parts

    def draw(self, sheet: Sheet, x: float, top: float) -> None:
        """Mark the place, then draw the text."""
        if self.key:
            sheet.mark_place(self.key, top + 10)
        super().draw(sheet, x, top)


class Heading(Anchor):
    """A heading, which is in the bookmarks as well.

    `name` is its text there, `level` its depth. A section's heading says what the running head shows from its page
    on (`section`), a question's what stands on the other side (`question`).
    """

    name: str = ""
    level: int = 0
    section: str | None = None
    question: str | None = None

    def draw(self, sheet: Sheet, x: float, top: float) -> None:
        """Add the bookmark, then draw the text."""
        if self.key:
            sheet.addOutlineEntry(self.name, self.key, self.level, closed=self.level == 0)
        super().draw(sheet, x, top)


class Space(Box):
    """Nothing, of some height."""

    def __init__(self, height: float) -> None:
        self.height = height

    def draw(self, sheet: Sheet, x: float, top: float) -> None:
        """Draw nothing."""


class Bar(Box):
    """A short thick line that begins something."""

    after = 21.0

    def __init__(self, width: float) -> None:
        self._width = width
        self.height = 3.5

    def draw(self, sheet: Sheet, x: float, top: float) -> None:
        """Draw the line."""
        sheet.area(x, top - self.height, self._width, self.height, fill=ACCENT)


class NoteLines(Box):
    """Ruled lines to write on; more of them where a page has room to spare."""

    GAP: Final = 24.5

    def __init__(self, count: int, width: float, *, after: float = 21) -> None:
        self._count, self._width = count, width
        self.after = after
        self.height = count * self.GAP

    def stretch(self, room: float) -> float:
        """Add as many lines as fit into the room; return what they take."""
        more = int(room / self.GAP)
        self._count += more
        self.height += more * self.GAP
        return more * self.GAP

    def parted(self, room: float) -> tuple[Box, Box] | None:
        """Some lines, and the others."""
        count = int(room / self.GAP)
        if not 0 < count < self._count:
            return None
        return NoteLines(count, self._width, after=0), NoteLines(self._count - count, self._width, after=self.after)

    def draw(self, sheet: Sheet, x: float, top: float) -> None:
        """Draw the lines, each at the foot of its room."""
        for index in range(self._count):
            y = top - (index + 1) * self.GAP
            sheet.rule(x, y, x + self._width, stroke=LINE)


def label(span: Span, node: Node, right: float) -> tuple[Span, Node, float]:
    """A label that ends at `right`, such as the number of a list's item."""
    return span, node, right - length(span, span.text)
