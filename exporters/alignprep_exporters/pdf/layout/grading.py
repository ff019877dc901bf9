"""What an interviewer listens for, and how it is graded: lines to tick, probes, and scores with what earns them.

The names of the fields and their values are those of a packet for an interview (`alignprep_exporters.pdf.packet`).
"""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from alignprep.language.words import cut, words_of
from alignprep.text.nodes import Strong, Text, plain
from alignprep.text.typography import typography_of
from alignprep_exporters.pdf.layout.boxes import Box, NoteLines, Paragraph, Space
from alignprep_exporters.pdf.layout.fields import Area, Choice, Ticked, row
from alignprep_exporters.pdf.layout.tables import Grid
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.tagged.fields import Field, Kind
from alignprep_exporters.pdf.type.lines import break_lines
from alignprep_exporters.pdf.type.spans import spans, words
from alignprep_exporters.pdf.type.styles import SOFT, guide_style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from alignprep import Item, Packet
    from alignprep.model.records import FollowUp, Rubric
    from alignprep.text.nodes import Inlines
    from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas
    from alignprep_exporters.pdf.type.spans import Cited, Span
    from alignprep_exporters.pdf.type.styles import Geometry, Style

__all__ = ["Grading", "grading", "listened"]

_RING: Final = 10.5
"""The radius of a ring to circle by hand, which is seven millimeters wide."""
_INDENT: Final = 16.0
_FEWEST_LINES: Final = 6
"""The fewest lines for notes."""
_SHARE: Final = 0.6
"""The share of the width that the scores take, with what earns them; the rest is for notes."""
_GUTTER: Final = 14.0


def listened(item: Item, works: Mapping[str, Cited], sect: Node, page: Geometry, packet: Packet) -> Iterator[Box]:
    """The key points, each with a box to tick when it is heard."""
    heard, look = words_of(packet.profile, typeset=True)("Heard: {text}"), guide_style("tight")
    made = Grading(packet, works)
    return made.ticks(f"tick-{item.number}", item.key_points, heard, sect, page.measure, look, _INDENT)


def grading(item: Item, works: Mapping[str, Cited], sect: Node, page: Geometry, packet: Packet) -> Iterator[Box]:
    """The parts of a question that only an interviewer sees: probes, red flags, and how an answer is scored.

    The scores, with what earns each, and ruled lines for notes stand side by side. What the item lacks is left out.
    """
    made, say = Grading(packet, works), words_of(packet.profile, typeset=True)

    def label(text: str, width: float = page.measure) -> Paragraph:
        return Paragraph(words(text, guide_style("label")), guide_style("label"), Node("H3", sect), width)

    if item.follow_ups:
        yield label(say("Follow-ups"))
        looks = guide_style("tight", bold=True, after=0, keep=True), guide_style("body")
        yield from made.probes(item.follow_ups, sect, page.measure, looks, (_INDENT, _INDENT))
    if item.red_flags:
        yield label(say("Red flags"))
        seen, look = say("Red flag: {text}"), guide_style("tight")
        yield from made.ticks(f"flag-{item.number}", item.red_flags, seen, sect, page.measure, look, _INDENT)
    score = Field(f"score-{item.number}", say("Score, question {number}", number=item.number), Kind.CHOICE)
    scores: Box
    if item.rubric is not None:
        left = page.wide * _SHARE - _GUTTER / 2
        title = label(say("What the answer shows"), left)
        told = guide_style("cell", size=9, leading=11.75)
        scores = made.anchors(item.rubric, score, sect, left, (told, replace(told, color=SOFT)), _RING)
    else:
        (line,) = break_lines(words(say("Score"), guide_style("label")), page.measure)
        left = max(2 * _RING, line.width + 1)
        title = label(say("Score"), left)
        scores = _Rings(score, Node("P", sect))
    right = page.wide - left - _GUTTER
    beside = label(say("Evidence"), right)
    written = Field(f"evidence-{item.number}", say("Evidence, question {number}", number=item.number), Kind.LINES)
    notes = Area(written, sect, _FEWEST_LINES, right)
    yield _Scored((title, beside), scores, notes, page.wide, right, page.depth)


class Grading:
    """Makes the boxes by which questions are graded, for one document."""

    def __init__(self, packet: Packet, works: Mapping[str, Cited]) -> None:
        self._works, self._say = works, words_of(packet.profile, typeset=True)
        self._prose = typography_of(packet.profile.language)

    def ticks(
        self, name: str, texts: Iterable[str], titled: str, sect: Node, width: float, look: Style, indent: float
    ) -> Iterator[Box]:
        """A list of lines with a box to tick before each.

        The fields are `name` and the number of the line; `titled` is what a screen reader says, with `{text}` for the
        line.
        """
        made = Node("L", sect)
        for count, text in enumerate(texts, 1):
            inlines, entry = self._prose.line(text), Node("LI", made)
            field = Field(f"{name}-{count}", titled.replace("{text}", plain(inlines)), Kind.TICK)
            label, body = Node("Lbl", entry), Node("P", Node("LBody", entry))
            yield Ticked(field, label, self._line(inlines, look, body, width - indent), indent)

    def probes(
        self,
        follow_ups: Iterable[FollowUp],
        sect: Node,
        width: float,
        looks: tuple[Style, Style],
        lefts: tuple[float, float],
    ) -> Iterator[Box]:
        """A numbered list of follow-ups: what to ask, and under it what to hear, each in its look.

        `lefts` are their distances from the left; the numbers stand before the first.
        """
        made = Node("L", sect, attributes=" /O /List /ListNumbering /Decimal")
        for number, one in enumerate(follow_ups, 1):
            entry = Node("LI", made)
            (mark,) = words(f"{number}.", looks[0])
            label, body = (mark, Node("Lbl", entry), 5.0), Node("LBody", entry)
            yield self._line(self._prose.line(one.ask), looks[0], Node("P", body), width, left=lefts[0], label=label)
            before, _, after = cut(self._say("Hear: {text}"), text="")
            heard = (Strong((Text(before),)), *self._prose.line(one.listen_for), *[Text(after)] * bool(after))
            yield self._line(heard, looks[1], Node("P", body), width, left=lefts[1])

    def anchors(
        self,
        rubric: Rubric,
        score: Field,
        sect: Node,
        width: float,
        looks: tuple[Style, Style],
        radius: float,
        *,
        least: int = 0,
    ) -> Grid:
        """Five rows, each with a score to circle and what earns it; `least` is the lowest that the role asks for.

        Of the two `looks` the second is for a score that only its neighbors describe.
        """
        say, table = self._say, Node("Table", sect)
        described = {grade: self._prose.line(text) for grade, text in rubric.anchors()}
        left = 2 * radius + 9
        rows = []
        for grade in range(1, 6):
            line = Node("TR", table)
            head, body = Node("TH", line, attributes=" /O /Table /Scope /Row"), Node("TD", line)
            told: Inlines = described.get(grade, ())
            if not told and {grade - 1, grade + 1} <= described.keys():
                told = (Text(say("Between {low} and {high}", low=grade - 1, high=grade + 1)),)
            if grade == least:
                told = (Strong((Text(say("Minimum for the role.")),)), Text(" "), *told)
            look = looks[grade not in described and grade != least]
            text = self._line(told, look, body, width - left) if told else Space(0)
            rows.append(row([Choice(score, str(grade), head, radius, number=str(grade), least=grade == least), text]))
        grid = Grid(rows, [0, left], width)
        grid.after = 0
        return grid

    def _line(
        self,
        inlines: Inlines,
        look: Style,
        node: Node,
        width: float,
        *,
        left: float = 0,
        label: tuple[Span, Node, float] | None = None,
    ) -> Paragraph:
        return Paragraph(spans(inlines, look, self._works, node), look, node, width, left=left, label=label)


class _Rings(Box):
    """The five scores below each other, without what earns them."""

    _GAP: Final = 6.0

    def __init__(self, score: Field, node: Node) -> None:
        self._rings = [Choice(score, str(grade), node, _RING, number=str(grade)) for grade in range(1, 6)]
        self.height = sum(ring.height + self._GAP for ring in self._rings)

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw them."""
        for index, ring in enumerate(self._rings):
            ring.draw(canvas, x, top - index * (ring.height + self._GAP))


class _Scored(Box):
    """Scores on the left and notes on the right, each with a label above it.

    It stays in one piece, as its fields do. Only if it is deeper than a page, its rows go on in the next column, with
    lines for notes at their side.
    """

    span = True
    after = 14.0

    def __init__(
        self, labels: Sequence[Paragraph], scores: Box, notes: NoteLines, width: float, right: float, depth: float
    ) -> None:
        """Make it; `width` is that of all, `right` that of the notes, and `depth` the most that a page holds."""
        self._labels, self._scores, self._notes = labels, scores, notes
        self._width, self._right, self._depth = width, right, depth
        self._head = max((label.height + label.after for label in labels), default=0.0)
        self.before = max((label.before for label in labels), default=0.0)
        body = max(scores.height, notes.height)
        notes.stretch(body - notes.height)
        self.height = self._head + body

    def stretch(self, room: float) -> float:
        """Give the notes the room."""
        more = self._notes.stretch(room)
        self.height += more
        return more

    def split(self, room: float) -> tuple[Box, Box] | None:
        """Two parts, unless a page holds the whole; what is written belongs to the first."""
        parts = self._scores.split(room - self._head) if self.height > self._depth else None
        if parts is None:
            return None
        upper, lower = parts
        notes, more = copy(self._notes), NoteLines(1, self._right, after=0)
        notes.stretch(upper.height - notes.height)
        width, right, depth = self._width, self._right, self._depth
        return (
            _Scored(self._labels, upper, notes, width, right, depth), _Scored((), lower, more, width, right, depth)
        )  # fmt: skip

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the left column, then the right one."""
        for index, (column, left) in enumerate(((self._scores, 0.0), (self._notes, self._width - self._right))):
            for label in self._labels[index : index + 1]:
                label.draw(canvas, x + left, top)
            column.draw(canvas, x + left, top - self._head)
