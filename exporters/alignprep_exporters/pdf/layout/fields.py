"""Boxes to fill in: on paper rings, boxes and lines, on screen the fields of a form.

Nothing is printed where one must write. A chosen ring is filled, and its number stays readable; so is what is drawn
under a field that nothing is chosen in: the field itself shows nothing then.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from alignprep_exporters.pdf.layout.boxes import Box, NoteLines, Space, baseline
from alignprep_exporters.pdf.layout.tables import Row
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.tagged.fields import TEXT_SIZE, Field
from alignprep_exporters.pdf.tagged.form_font import FORM_LEADING
from alignprep_exporters.pdf.type.fonts import SANS, width
from alignprep_exporters.pdf.type.lines import Line, break_lines, length
from alignprep_exporters.pdf.type.spans import words
from alignprep_exporters.pdf.type.styles import ACCENT, INK, SOFT, TINT, Style, color, style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alignprep_exporters.pdf.layout.boxes import Paragraph
    from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas

__all__ = ["Area", "Beside", "Cell", "Choice", "Entry", "Framed", "Option", "Scale", "Spoken", "Ticked", "row"]

_CIRCLE: Final = 0.5523
"""How far the control points of a quarter of a circle are from its ends, in radiuses."""
_NUMBER: Final = Style(SANS, 11, 13, bold=True)
_WHITE: Final = "#ffffff"
_SMALLEST: Final = 5.0
"""The smallest size of a text that a line of the form has to begin with."""


class Choice(Box):
    """A ring for one value of a choice, with a number in it or empty; `least` marks the lowest that is asked for."""

    def __init__(
        self, field: Field, state: str, node: Node, radius: float, *, number: str = "", least: bool = False
    ) -> None:
        self._field, self._state, self._node, self._radius = field, state, node, radius
        self._number, self._least = number, least
        self.height = 2 * radius

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the ring, its number, and the field over both."""
        radius, drawn = self._radius, 2 * self._radius
        heavy = (ACCENT, 1.6) if self._least else (SOFT, 0.7)
        canvas.shape(f"q {color(heavy[0], 'RG')} {heavy[1]} w {_circle(x + radius, top - radius, radius - 1)} S Q")
        chosen = f"q {color(INK)} {_circle(radius, radius, radius - 0.4)} f Q"
        if self._number:
            (span,) = words(self._number, _NUMBER)
            left, low = radius - length(span, span.text) / 2, radius - _NUMBER.size * 0.33
            canvas.text(self._node, [(x + left, top - drawn + low, Line([(span, span.text)], soft=True))])
            light = replace(span, color=_WHITE)
            chosen += "\n" + canvas.appearance([(left, low, Line([(light, span.text)]))])
        else:
            chosen = f"q {color(INK)} {_circle(radius, radius, radius * 0.55)} f Q"
        widget = Node("Form", self._node, inline=True)
        canvas.field(widget, self._field, (x, top - drawn, x + drawn, top), chosen, state=self._state)


class Scale(Box):
    """The values of a choice in a row: numbers from 1 to 5, then one in words."""

    def __init__(
        self, field: Field, node: Node, other: tuple[str, str], *, radius: float = 12.75, least: int = 0, gap: float = 6
    ) -> None:
        """Make it; `other` is the value in words and what is shown for it, `least` the lowest score asked for."""
        self._rings = [
            Choice(field, str(score), node, radius, number=str(score), least=score == least) for score in range(1, 6)
        ]
        self._other = Option(field, other[0], _line(other[1]), node, radius=radius * 0.6)
        self._step, self._gap = 2 * radius + gap, gap
        self.height = 2 * radius
        self.width = 5 * self._step + gap + self._other.width

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the rings, and the words."""
        for index, ring in enumerate(self._rings):
            ring.draw(canvas, x + index * self._step, top)
        self._other.draw(canvas, x + 5 * self._step + self._gap, top - (self.height - self._other.height) / 2)


class Option(Box):
    """A ring, and beside it one line of words."""

    def __init__(self, field: Field, state: str, line: Line, node: Node, *, radius: float = 7.5) -> None:
        self._ring, self._line, self._node, self._radius = Choice(field, state, node, radius), line, node, radius
        self.height = 2 * radius
        self.width = 2 * radius + 4 + line.width

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the ring and the words."""
        self._ring.draw(canvas, x, top)
        self._line.soft = True
        canvas.text(self._node, [(x + 2 * self._radius + 4, top - self._radius - 3.4, self._line)])


class Ticked(Box):
    """A paragraph with a box to tick before it, as an item of a list."""

    SIDE: ClassVar[float] = 10.5

    def __init__(self, field: Field, label: Node, text: Paragraph, indent: float) -> None:
        self._field, self._label, self._text, self._indent = field, label, text, indent
        self.before, self.after, self.height = text.before, text.after, text.height

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the box and the text."""
        side, high = self.SIDE, top - 1
        canvas.area(x + 1, high - side, side, side, stroke=SOFT)
        tick = f"q {color(INK, 'RG')} 1.6 w 1 J 1 j 2.3 5.4 m 4.6 2.6 l 8.6 8.6 l S Q"
        widget = Node("Form", self._label)
        canvas.field(widget, self._field, (x + 1, high - side, x + 1 + side, high), tick, state="on")
        self._text.draw(canvas, x + self._indent, top)


class Spoken(Box):
    """A paragraph to be spoken as it stands, with a bar on its left."""

    def __init__(self, text: Paragraph) -> None:
        self._text, self.left = text, text.left
        self.before, self.after, self.height = text.before, text.after, text.height

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the bar, and the paragraph."""
        canvas.area(x - self.left, top - self.height, 2, self.height, fill=ACCENT)
        self._text.draw(canvas, x, top)


class Entry(Box):
    """A label, and below it a line to write on, which may be filled in already."""

    LABEL: ClassVar[float] = 12.25
    ROOM: ClassVar[float] = 20.0

    def __init__(self, field: Field | None, label: str, parent: Node, wide: float) -> None:
        """Make it; without a field it is a line on paper only, for a signature."""
        self._field, self._node, self._width = field, Node("P", parent), wide
        self._label = words(label, style("meta", size=9))[0]
        self.height = self.LABEL + self.ROOM
        self.after = 6.0

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the label, the line and the field."""
        span = self._label
        canvas.text(self._node, [(x, top - 9, Line([(span, span.text)], soft=True))])
        bottom = top - self.height
        canvas.rule(x, bottom, x + self._width, stroke=SOFT)
        if self._field is not None:
            box = (x, bottom + 1, x + self._width, top - self.LABEL)
            _draw_line(canvas, self._node, self._field, box)


class Cell(Box):
    """A small box for a number, as in a table."""

    def __init__(self, field: Field, node: Node, wide: float, height: float) -> None:
        self._field, self._node, self._width, self.height = field, node, wide, height

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the frame and the field."""
        canvas.area(x, top - self.height, self._width, self.height, stroke=SOFT)
        _draw_line(canvas, self._node, self._field, (x, top - self.height, x + self._width, top))


class Area(NoteLines):
    """Ruled lines for a text of several lines; they fill the room that is left on a page.

    They are eight millimeters apart, twice the height of a typed line, so that none strikes out what is typed.
    """

    GAP: ClassVar[float] = 2 * FORM_LEADING * TEXT_SIZE

    def __init__(self, field: Field, parent: Node, count: int, wide: float, *, after: float = 6) -> None:
        super().__init__(count, wide, after=after)
        self._field, self._node = field, Node("P", parent)

    def stretch(self, room: float) -> float:
        """Take the whole room, and as many lines as fit into it."""
        self.height += room
        self._count = int(self.height / self.GAP)
        return room

    def split(self, room: float) -> None:  # noqa: ARG002
        """It stays in one piece, as its field does."""
        return

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the lines, the last one at the bottom, and the field over them."""
        bottom = top - self.height
        first = bottom + self._count * self.GAP
        super().draw(canvas, x, first)
        box = (x, bottom, x + self._width, first)
        canvas.field(Node("Form", self._node), self._field, box)


class Beside(Box):
    """Boxes side by side, each at its distance from the left."""

    def __init__(self, boxes: Sequence[Box], lefts: Sequence[float], *, after: float | None = None) -> None:
        self._boxes, self._lefts = boxes, lefts
        self.height = max(box.height for box in boxes)
        self.after = max(box.after for box in boxes) if after is None else after

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw them."""
        for box, left in zip(self._boxes, self._lefts, strict=True):
            box.draw(canvas, x + left, top)


class Middle(Box):
    """A box in the middle of some height, such as that of its row in a table."""

    def __init__(self, box: Box, height: float) -> None:
        self._box, self.height = box, max(height, box.height)

    def split(self, room: float) -> tuple[Box, Box] | None:
        """The box at its top, and what does not fit there."""
        return (self._box, Space(0)) if self._box.height <= room else self._box.split(room)

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the box."""
        self._box.draw(canvas, x, top - (self.height - self._box.height) / 2)


def row(cells: Sequence[Box]) -> Row:
    """A row of a table, its cells in the middle of its height."""
    height = max(cell.height for cell in cells)
    return Row([Middle(cell, height) for cell in cells])


class Framed(Box):
    """A box in a frame, with a label on its left."""

    PADDING: ClassVar[float] = 9.0

    def __init__(self, label: str, node: Node, inner: Box, wide: float) -> None:
        self._label, self._node, self._inner, self._width = words(label, _NUMBER)[0], node, inner, wide
        self.height = inner.height + 2 * self.PADDING
        self.before = 9.0

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the frame, the label and what is inside."""
        canvas.area(x, top - self.height, self._width, self.height, fill=TINT)
        canvas.area(x, top - self.height, self._width, self.height, stroke=SOFT)
        span = self._label
        middle = top - self.height / 2 - span.size * 0.33
        canvas.text(self._node, [(x + 10, middle, Line([(span, span.text)], soft=True))])
        self._inner.draw(canvas, x + 20 + length(span, span.text), top - self.PADDING)


def _draw_line(canvas: TaggedCanvas, node: Node, field: Field, box: tuple[float, float, float, float]) -> None:
    """Draw a field of one line, with the text that it has to begin with, in a size that fits."""
    left, bottom, right, top = box
    shown, size = "", TEXT_SIZE
    if field.value:
        room = right - left - 4
        size = max(min(size, int(room / width(SANS, field.value) * 10_000) / 10), _SMALLEST)
        look = Style(SANS, size, top - bottom)
        (line,) = break_lines(words(field.value, look), 1e6)
        inside = f"q 1 1 {right - left - 2:.2f} {top - bottom - 2:.2f} re W n"
        text = canvas.appearance([(2, top - bottom - baseline(look), line)], right - left)
        shown = f"/Tx BMC\n{inside}\n{text}\nQ\nEMC"
    canvas.field(Node("Form", node), field, box, shown, text_size=size)


def _line(text: str) -> Line:
    (line,) = break_lines(words(text, Style(SANS, 10, 12.25)), 1e6)
    return line


def _circle(x: float, y: float, radius: float) -> str:
    """The path of a circle."""
    bend = radius * _CIRCLE
    points = (
        (radius, bend, bend, radius, 0, radius), (-bend, radius, -radius, bend, -radius, 0),
        (-radius, -bend, -bend, -radius, 0, -radius), (bend, -radius, radius, -bend, radius, 0),
    )  # fmt: skip
    curves = (
        " ".join(f"{(x, y)[index % 2] + value:.2f}" for index, value in enumerate(curve)) + " c" for curve in points
    )
    return f"{x + radius:.2f} {y:.2f} m {' '.join(curves)}"
