"""What an interviewer holds in an interview: a script, two facing pages for each question, and a scorecard.

Printed on both sides, a question's left page has what is asked and heard, its right page what is written down. On
screen it is a form; the names and values of its fields:

- `candidate`, `role`, `interviewer`, `date` (as in 2026-12-01), `form`, `signed`: lines of text
- `tick-27-1`, `flag-27-1`: whether the first key point of question 27 was heard, its first red flag seen
- `evidence-27`, `reasons`, `concerns`, `next`: texts of several lines
- `score-27`: `1` to `5` or `not-asked`; `rating-depth`: `1` to `5` or `no-evidence`; `mean-depth`: a number
- `recommendation`: `strong-no`, `no`, `yes`, `strong-yes` or `no-decision`; `confidence`: `low`, `medium` or `high`

Numbers of questions are those in the bank, so that scores of several packets can be compared; readers see the place in
the packet.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, islice
from typing import TYPE_CHECKING, Final

from alignprep import ExporterError, Interview, SelectionError
from alignprep.language.words import message, words_of
from alignprep.packet import wording
from alignprep.packet.interview import Answers, agenda, form_key, observed
from alignprep.packet.spread import LEADING, WIDTH, fitted
from alignprep.packet.wording import form_of
from alignprep.text.nodes import Strong, Text
from alignprep.text.typography import typography_of
from alignprep_exporters.pdf.layout.blocks import BoxMaker
from alignprep_exporters.pdf.layout.boxes import Paragraph, Space
from alignprep_exporters.pdf.layout.contents import PageLine
from alignprep_exporters.pdf.layout.fields import (
    Area,
    Beside,
    Cell,
    Entry,
    Framed,
    Middle,
    Option,
    Scale,
    Spoken,
    row,
)
from alignprep_exporters.pdf.layout.grading import Grading
from alignprep_exporters.pdf.layout.pages import Column, Page, fill_pages
from alignprep_exporters.pdf.layout.tables import Grid, Row
from alignprep_exporters.pdf.story import model_answers
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.tagged.fields import Field, Kind
from alignprep_exporters.pdf.type.fonts import SANS, located
from alignprep_exporters.pdf.type.lines import break_lines
from alignprep_exporters.pdf.type.spans import cited_works, spans, words
from alignprep_exporters.pdf.type.styles import ACCENT, SIZES, SOFT, Geometry, Style, style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from alignprep import Item, Packet, Paper
    from alignprep.packet.interview import Observed, Part
    from alignprep.text.nodes import Inlines
    from alignprep_exporters.pdf.layout.boxes import Box

__all__ = ["NAME", "foot", "packet_pages", "room_page"]

NAME: Final = message("Interview packet")
_CONTENTS_FROM: Final = 10
"""The fewest questions for which a packet has a table of contents."""
_FEWEST_LINES: Final = 6
"""The fewest lines for evidence."""
_LEADINGS: Final = (LEADING, 11.75, 11.25)
"""The heights of lines on a left page, until its text fits: letters may be wider than the estimate takes them to be."""
_INDENT: Final = 18.0
_RING: Final = 12.75
"""The radius of a ring to circle by hand, which is nine millimeters wide."""
_SMALL_RING: Final = 10.0
_SMALL_GAP: Final = 4.0
_GUTTER: Final = 9.0
"""The space between the columns of a table."""

_TEXT: Final = Style(SANS, 10, LEADING, after=2)
_SOFT: Final = Style(SANS, 10, LEADING, SOFT, after=2)
_SCRIPT: Final = Style(SANS, 11, 15, after=4)
_DONE: Final = Style(SANS, 10, 14, SOFT, after=4)
_SPOKEN: Final = 9.0
"""The room for the bar beside what is spoken."""
_LABEL: Final = Style(SANS, 10, LEADING, ACCENT, bold=True, before=5.5, after=2.25, keep=True)
_PART: Final = Style(SANS, 11.5, 14, ACCENT, bold=True, before=11, after=3.5, keep=True)
_PROMPT: Final = Style(SANS, 13, 17, bold=True, after=4)
_PLACE: Final = Style(SANS, 22, 26, ACCENT, bold=True, after=0, keep=True)
_CLOCK: Final = Style(SANS, 13, 26, bold=True, align="right", after=0)
_DETAILS: Final = Style(SANS, 10, 14, SOFT, after=8, keep=True)
_NAMED: Final = Style(SANS, 11, 13, bold=True, after=0)
_HEAD: Final = Style(SANS, 9.5, 12, SOFT, bold=True, after=0)
_CELL: Final = Style(SANS, 10, LEADING, after=0)
_FINE: Final = Style(SANS, 8, 10.5, SOFT, before=6, after=0)
_KEY: Final = Style(SANS, 8, 10.5, SOFT, after=0)


def room_page(paper: Paper) -> Geometry:
    """A page on which the text is as wide as `alignprep.packet.spread` assumes, and at least as deep."""
    width, height = SIZES[paper]
    side, end = (width - WIDTH) / 2, 46 + (height - 792) / 12.5
    return Geometry(width, height, left=side, right=side, top=end, bottom=end, notes=0)


def foot(packet: Packet) -> str:
    """What stands at the foot of all pages: the form, and who may not see the packet."""
    say = words_of(packet.profile, typeset=True)
    return " · ".join(filter(None, (form_of(packet.interview, say), say("Holds the answers: not for candidates"))))


def packet_pages(packet: Packet, root: Node, page: Geometry) -> Iterator[Page]:
    """The pages of the packet, each question on an even one and the one after it; a blank side stands where it must.

    What does not fit is cut as for every format (`alignprep.packet.spread.fitted`). Raises `ExporterError` for a
    question that does not fit even then, `TextError` for a character that no font has.
    """
    try:
        packet, _ = fitted(packet)
    except SelectionError as error:
        raise ExporterError(str(error)) from None
    made = _Packet(packet, root, page)
    with located("bank"):
        front, *others = _odd(made.filled(made.front()))
        front.section = front.question = ""  # The page itself says it.
        yield from (front, *others)
        for place, item in enumerate(packet.items, 1):
            with located("question", item.id):
                yield from made.spread(place, item)
        yield from _odd(made.filled(made.scorecard()))
        yield from made.filled(made.recommendation())
        if packet.answers is not Answers.NONE:
            answers = Geometry(page.width, page.height, page.left, page.right, page.top, page.bottom)
            yield from made.filled(model_answers(packet, root, answers, made.say("Model answers")))


def _odd(pages: Iterable[Page]) -> list[Page]:
    """The pages, and a blank one unless their number is odd: what follows then begins on a left page."""
    made = list(pages)
    return made if len(made) % 2 else [*made, Page()]


class _Packet:
    """Makes the boxes of a packet, and fills its pages."""

    def __init__(self, packet: Packet, root: Node, page: Geometry) -> None:
        self.say = words_of(packet.profile, typeset=True)
        self._packet, self._root, self._page = packet, root, page
        self._meeting = packet.interview or Interview()
        listed = packet.answers is Answers.FULL
        self._boxes, self._works = BoxMaker(packet, page, listed=listed), cited_works(packet, listed=listed)
        self._grading = Grading(packet, self._works)
        self._prose = typography_of(packet.profile.language)
        self._scores = {
            item.id: Field(f"score-{item.number}", self.say("Score, question {number}", number=place), Kind.CHOICE)
            for place, item in enumerate(packet.items, 1)
        }
        self._places = {item.id: place for place, item in enumerate(packet.items, 1)}
        meeting = self._meeting
        self._who = " · ".join(filter(None, (meeting.candidate, meeting.role, form_of(meeting, self.say))))

    def filled(self, boxes: Iterable[Box]) -> Iterator[Page]:
        """Pages of boxes, with their running head."""
        page = self._page
        for made in fill_pages(boxes, [Column(page.left, page.height - page.top, page.depth)]):
            made.section = self._who
            made.question = made.question or self.say(NAME)
            yield made

    # The first page.

    def front(self) -> Iterator[Box]:
        """Who meets whom, what to say, how to use the pages, and when each question begins."""
        boxes, say, packet = self._boxes, self.say, self._packet
        sect = Node("Sect", self._root)
        yield boxes.plain(self._prose.plain(packet.title), _SOFT, sect)
        heading = style("h1", leading=29, after=5)
        yield boxes.heading(say(NAME), heading, sect, "H1", "packet")
        yield from self._who_meets_whom(sect)
        yield boxes.plain(say("Welcome"), _PART, sect, kind="H2")
        yield from self._script(wording.welcome(packet, say), sect)
        yield boxes.plain(say("With each question"), _PART, sect, kind="H2")
        yield boxes.plain(say(wording.USE), _SCRIPT, sect)
        yield boxes.plain(say("At the end"), _PART, sect, kind="H2")
        yield from self._script(wording.closing(say), sect)
        yield boxes.plain(say("Agenda"), _PART, sect, kind="H2")
        yield self._agenda(sect)
        yield boxes.plain(say.sentences(wording.order(packet, self._meeting, say)), _SOFT, sect)
        if len(packet.items) >= _CONTENTS_FROM:
            yield from self._contents(sect)

    def _script(self, sentences: Iterable[tuple[str, bool]], parent: Node) -> Iterator[Box]:
        """What is said in a row as one passage with a bar at its side, and between such passages what is done."""
        for spoken, group in groupby(sentences, lambda one: one[1]):
            said = self.say.sentences(text for text, _ in group)
            look = _SCRIPT if spoken else _DONE
            left = _SPOKEN if spoken else 0.0
            made = Paragraph(words(said, look), look, Node("P", parent), self._page.wide, left=left)
            yield Spoken(made) if spoken else made

    def _who_meets_whom(self, parent: Node) -> Iterator[Box]:
        say, meeting = self.say, self._meeting
        gap, rows = 18.0, 2
        wide = (self._page.wide - (rows - 1) * gap) / rows
        day = meeting.date.isoformat() if meeting.date else ""
        named = [
            Field("candidate", say("Candidate"), Kind.LINE, meeting.candidate),
            Field("role", say("Role"), Kind.LINE, meeting.role),
            Field("interviewer", say("Interviewer"), Kind.LINE, meeting.interviewer),
        ]
        short = [Field("date", say("Date"), Kind.LINE, day)]
        if meeting.form:
            short.append(Field("form", say("Form"), Kind.FIXED, meeting.form))
        third = (wide - gap) * 0.68 if meeting.form else wide
        widths = [wide, wide, wide, third, wide - gap - third]
        lefts = [0, wide + gap, 0, wide + gap, wide + 2 * gap + third]
        entries = [
            Entry(field, field.title, parent, width) for field, width in zip([*named, *short], widths, strict=False)
        ]
        yield Beside(entries[:2], lefts[:2])
        yield Beside(entries[2:], lefts[2 : len(entries)])

    def _agenda(self, parent: Node) -> Grid:
        say, meeting = self.say, self._meeting
        node = Node("Table", parent)
        looks = [_CELL, _CELL, *[_CELL] * 3]
        titles = (say("Begins"), say("Question"), say("Answer"), say("Probing"), say("Scoring"))
        lefts, widths = self._columns(titles, (42, 0, 40, 40, 40))
        header = self._row(titles, Node("THead", node), widths, _HEAD)
        body = Node("TBody", node)
        rows = []
        parts = agenda(self._packet)
        for part in parts:
            if part.item is None:
                if not part.minutes:
                    continue
                first = part is parts[0]
                what = say("Welcome") if first else say("The candidate’s questions, and what happens next")
                cells = [meeting.clock(part.begins), what, "", "", ""]
            else:
                minutes = (part.item.minutes, meeting.probing, meeting.scoring)
                cells = [meeting.clock(part.begins), self._titled(part.item, mark=True), *map(say.number, minutes)]
            rows.append(self._row(cells, body, widths, *looks))
        rows.append(self._row((meeting.clock(parts[-1].ends), say("End"), "", "", ""), body, widths, *looks))
        return Grid(rows, lefts, self._page.wide, header=header)

    def _titled(self, item: Item, *, mark: bool = False) -> str:
        """A question's place and title, and if it must be asked or is dropped first."""
        said = f"{self._places[item.id]}. {self._prose.plain(item.title)}"
        note = self._mark(item) if mark else ""
        return f"{said} ({note})" if note else said

    def _mark(self, item: Item) -> str:
        return wording.mark(item, self._packet, self.say)

    def _row(self, texts: Sequence[str], parent: Node, widths: Sequence[float], *looks: Style) -> Row:
        """A row of texts; a single style is that of a header."""
        line, head = Node("TR", parent), len(looks) == 1
        cells: list[Box] = []
        for text, width, look in zip(texts, widths, looks * len(texts) if head else looks, strict=True):
            node = Node("TH", line, attributes=" /O /Table /Scope /Column") if head else Node("TD", line)
            cells.append(Paragraph(words(text, look), look, node, width) if text else Space(0))
        return Row(cells)

    def _columns(self, titles: Sequence[str], least: Sequence[float]) -> tuple[list[float], list[float]]:
        """Where columns begin and how wide they are: as their titles, or the least; that of 0 takes the rest."""
        widths = [
            max(room, _wide(title, _HEAD) + 1) if room else 0.0 for title, room in zip(titles, least, strict=True)
        ]
        widths[widths.index(0.0)] = self._page.wide - sum(widths) - (len(widths) - 1) * _GUTTER
        return [sum(widths[:index]) + index * _GUTTER for index in range(len(widths))], widths

    def _other(self, value: str, offered: Mapping[str, str]) -> tuple[str, str]:
        """What may be chosen beside the numbers of a scale: its value, and what is shown."""
        return value, self.say(offered[value])

    def _scale_width(self, other: str) -> float:
        """The width of a scale of small rings with this word."""
        return Scale(Field("", "", Kind.CHOICE), Node("P"), ("", other), radius=_SMALL_RING, gap=_SMALL_GAP).width

    def _contents(self, parent: Node) -> Iterator[Box]:
        say, packet = self.say, self._packet
        yield self._boxes.heading(say("Contents"), _PART, parent, "H2", "contents")
        listed = Node("TOC", parent)
        keys = {f"question-{item.id}": self._titled(item) for item in packet.items}
        keys["scorecard"] = say("Scorecard")
        if packet.answers is not Answers.NONE:
            keys["answers"] = say("Model answers")
        for key, title in keys.items():
            yield PageLine(title, key, Node("Reference", Node("TOCI", listed)), self._page.wide, _CELL)

    # The two pages of a question.

    def spread(self, place: int, item: Item) -> list[Page]:
        """The left and the right page. Raises `ExporterError` for a question that takes more."""
        part = agenda(self._packet)[place]
        sect = Node("Sect", self._root)
        tight = next((leading for leading in _LEADINGS if self._fits(item, part, leading)), _LEADINGS[-1])
        made = [list(self.filled(boxes)) for boxes in (self._left(item, part, sect, tight), self._right(item, sect))]
        if any(len(pages) != 1 for pages in made):
            raise ExporterError(
                f"question {item.number} does not fit on two facing pages of the PDF; shorten its longest texts"
            )
        pages = [pages[0] for pages in made]
        for page in pages:
            page.question = f"{self._of(item)} · {self._clock(part)}"
        return pages

    def _fits(self, item: Item, part: Part, leading: float) -> bool:
        """Whether one page holds the left side, in lines of this height; looks no further than the second."""
        boxes = self._left(item, part, Node("Document"), leading)
        return len(list(islice(self.filled(boxes), 2))) == 1

    def _of(self, item: Item) -> str:
        return self.say("Question {number} of {count}", number=self._places[item.id], count=len(self._packet.items))

    def _clock(self, part: Part) -> str:
        return f"{self._meeting.clock(part.begins)}–{self._meeting.clock(part.ends)}"

    def _left(self, item: Item, part: Part, sect: Node, leading: float) -> Iterator[Box]:
        boxes, say, meeting = self._boxes, self.say, self._meeting
        place, wide = self._places[item.id], self._page.wide
        title = f"{place}. {self._prose.plain(item.title)}"
        heading = boxes.heading(
            say("{number} of {count}", number=place, count=len(self._packet.items)),
            _PLACE, sect, "H1", f"question-{item.id}", bookmark=title,
        )  # fmt: skip
        clock = " · ".join(filter(None, (self._mark(item), self._clock(part))))
        when = boxes.plain(clock, _CLOCK, sect)
        yield self._together(heading, when)
        known = boxes.plain(say("bank no. {number}", number=item.number), _DETAILS, sect)
        minutes = say(
            "{minutes} min answer · {probing} min probing · {scoring} min scoring",
            minutes=item.minutes,
            probing=say.number(meeting.probing),
            scoring=say.number(meeting.scoring),
        )
        took = Paragraph(words(minutes, _DETAILS), Style(SANS, 10, 14, SOFT, align="right"), Node("P", sect), wide)
        yield Beside([known, took], [0, 0], after=_DETAILS.after)
        yield boxes.line(self._prose.line(item.question), _PROMPT, sect)
        if item.key_points:
            yield self._label(say("Listen for"), sect)
            heard = say("Heard: {text}")
            yield from self._ticks(f"tick-{item.number}", item.key_points, heard, sect, leading)
        if item.follow_ups:
            yield self._label(say("Probes"), sect)
            yield from self._probes(item, sect, leading)
        if item.red_flags:
            yield self._label(say("Red flags"), sect)
            flag = say("Red flag: {text}")
            yield from self._ticks(f"flag-{item.number}", item.red_flags, flag, sect, leading)

    def _together(self, *boxes: Box) -> Beside:
        made = Beside(boxes, [0.0] * len(boxes))
        made.keep = True
        return made

    def _label(self, text: str, sect: Node) -> Box:
        return self._boxes.plain(text, _LABEL, sect, kind="H2")

    def _line(self, inlines: Inlines, look: Style, node: Node, wide: float, *, left: float = 0) -> Paragraph:
        return Paragraph(spans(inlines, look, self._works, node), look, node, wide, left=left)

    def _ticks(self, name: str, texts: Iterable[str], titled: str, sect: Node, leading: float) -> Iterator[Box]:
        look = replace(_TEXT, leading=leading)
        return self._grading.ticks(name, texts, titled, sect, self._page.wide, look, _INDENT)

    def _probes(self, item: Item, sect: Node, leading: float) -> Iterator[Box]:
        looks = Style(SANS, 10, leading, bold=True, after=0, keep=True), replace(_TEXT, leading=leading)
        return self._grading.probes(item.follow_ups, sect, self._page.wide, looks, (_INDENT, 2 * _INDENT))

    def _right(self, item: Item, sect: Node) -> Iterator[Box]:
        boxes, say, meeting = self._boxes, self.say, self._meeting
        score = self._scores[item.id]
        yield boxes.plain(self._titled(item), _NAMED, sect)
        if item.rubric is not None:
            yield self._label(say("What the answer shows"), sect)
            looks, wide = (_CELL, replace(_CELL, color=SOFT)), self._page.wide
            yield self._grading.anchors(item.rubric, score, sect, wide, looks, _RING, least=meeting.level)
        yield self._label(say("Evidence"), sect)
        number = self._places[item.id]
        evidence = Field(f"evidence-{item.number}", say("Evidence, question {number}", number=number), Kind.LINES)
        area = Area(evidence, sect, _FEWEST_LINES, self._page.wide)
        area.keep = True
        yield area
        node = Node("P", sect)
        least = meeting.level if item.rubric is not None else 0  # Only what earns it says what a heavy ring means.
        scale = Scale(score, node, self._other("not-asked", wording.SCORES), radius=_RING, least=least)
        yield Framed(say("Score"), node, scale, self._page.wide)

    # The scorecard.

    def scorecard(self) -> Iterator[Box]:
        """Its left page: who met whom, the score of each question, and the rating of each competency."""
        boxes, say = self._boxes, self.say
        sect = Node("Sect", self._root)
        yield boxes.heading(say("Scorecard"), style("h1", leading=29, after=5), sect, "H1", "scorecard")
        yield from self._who_meets_whom(sect)
        yield boxes.plain(say("Questions"), _PART, sect, kind="H2")
        yield self._questions(sect)
        rated = observed(self._packet)
        if rated:
            yield boxes.plain(say("Competencies"), _PART, sect, kind="H2")
            yield boxes.plain(
                say.sentences(
                    (
                        say("The rating is your judgment of all the evidence; the mean stands beside it."),
                        say("A heavy ring marks the minimum for the role."),
                    )
                ),
                replace(_SOFT, after=4, keep=True),
                sect,
            )
            yield self._competencies(rated, sect)
            if any(one.weight != 1 for one in rated):
                yield boxes.plain(say("Why the weights differ: {reason}", reason=self._meeting.reason), _SOFT, sect)

    def _questions(self, parent: Node) -> Grid:
        say, node = self.say, Node("Table", parent)
        titles = (say("Number"), say("Question"), say("Score"))
        lefts, widths = self._columns(titles, (30, 0, self._scale_width(say(wording.SCORES["not-asked"]))))
        header = self._row(titles, Node("THead", node), widths, _HEAD)
        body, rows = Node("TBody", node), []
        for item in self._packet.items:
            line = Node("TR", body)
            number, title, score = (Node("TD", line) for _ in range(3))
            scale = Scale(
                self._scores[item.id], score, self._other("not-asked", wording.SCORES), radius=_SMALL_RING,
                least=self._meeting.level, gap=_SMALL_GAP,
            )  # fmt: skip
            rows.append(
                row(
                    [
                        Paragraph(words(str(item.number), _CELL), _CELL, number, widths[0]),
                        Paragraph(words(self._titled(item), _CELL), _CELL, title, widths[1]),
                        scale,
                    ]
                )
            )
        return Grid(rows, lefts, self._page.wide, header=header)

    def _competencies(self, rated: Sequence[Observed], parent: Node) -> Grid:
        say, node = self.say, Node("Table", parent)
        weighed = any(one.weight != 1 for one in rated)
        titles = [say("Competency"), say("Shown by"), say("Mean"), say("Rating")]
        least = [0.0, 72, 40, self._scale_width(say(wording.RATINGS["no-evidence"]))]
        if weighed:
            titles.insert(1, say("Weight"))
            least.insert(1, 20)
        lefts, widths = self._columns(titles, least)
        header = self._row(titles, Node("THead", node), widths, _HEAD)
        body, rows = Node("TBody", node), []
        for one in rated:
            line = Node("TR", body)
            term = self._packet.competencies.get(one.id)
            title = self._prose.plain(term.title) if term else one.id
            cells = [Node("TD", line) for _ in titles]
            told: Inlines = (Strong((Text(title),)),)
            if term and term.description:
                told = (*told, Text(f" {self._prose.plain(term.description)}"))
            made: list[Box] = [self._line(told, _CELL, cells[0], widths[0])]
            if weighed:
                made.append(Paragraph(words(say.number(one.weight), _CELL), _CELL, cells[1], widths[1]))
            made.append(Paragraph(words(wording.shown_by(one, self._packet, say), _CELL), _CELL, cells[-3], widths[-3]))
            mean = Field(f"mean-{one.id}", say("Mean of the scores, {competency}", competency=title), Kind.LINE)
            made.append(Cell(mean, cells[-2], 38, 2 * _SMALL_RING))
            rating = Field(f"rating-{one.id}", say("Rating, {competency}", competency=title), Kind.CHOICE)
            made.append(
                Scale(
                    rating, cells[-1], self._other("no-evidence", wording.RATINGS), radius=_SMALL_RING,
                    least=self._meeting.level, gap=_SMALL_GAP,
                )
            )  # fmt: skip
            rows.append(row(made))
        return Grid(rows, lefts, self._page.wide, header=header)

    def recommendation(self) -> Iterator[Box]:
        """Its right page: what the interviewer recommends, and why."""
        boxes, say, wide = self._boxes, self.say, self._page.wide
        sect = Node("Sect", self._root)
        yield boxes.heading(say("Recommendation"), style("h1", leading=29, after=2), sect, "H1", "recommendation")
        alone = say("Only when every question has its score, and before you speak with anybody about it.")
        yield boxes.plain(alone, replace(_SOFT, after=6), sect)
        advice = Field("recommendation", say("Recommendation"), Kind.CHOICE)
        listed = Node("L", sect)
        level = Style(SANS, 10, LEADING, bold=True)
        left = 26 + max(_wide(say(title), level) for title, _ in wording.RECOMMENDATIONS.values())
        for state, (title, meaning) in wording.RECOMMENDATIONS.items():
            node = Node("P", Node("LBody", Node("LI", listed)))
            option = Option(advice, state, break_lines(words(say(title), level), wide)[0], node)
            told = self._line((Text(say(meaning)),), _CELL, node, wide - left)
            yield Beside([option, Middle(told, option.height)], [0, left], after=4)
        sure = Node("P", sect)
        yield self._label(say("Confidence"), sect)
        confidence = Field("confidence", say("Confidence"), Kind.CHOICE)
        options = [
            Option(confidence, state, break_lines(words(say(title), _CELL), wide)[0], sure)
            for state, title in wording.CONFIDENCES.items()
        ]
        yield Beside(options, [118.0 * index for index in range(len(options))], after=3)
        for name, (title, count) in wording.TEXTS.items():
            yield self._label(say(title), sect)
            yield Area(Field(name, say(title), Kind.LINES), sect, count, wide)
        signed = Field("signed", say("Signed on"), Kind.LINE)
        yield Space(2)
        yield Beside(
            [Entry(None, say("Signature"), sect, wide * 0.62), Entry(signed, say("Signed on"), sect, wide * 0.34)],
            [0, wide * 0.66],
        )
        kept = say("Scores are personal data: keep them as long as your policy says, then delete them.")
        yield boxes.plain(kept, _FINE, sect)
        yield boxes.plain(form_key(self._packet), _KEY, sect)


def _wide(text: str, look: Style) -> float:
    """The width of a text in one line."""
    return break_lines(words(text, look), 1e6)[0].width
