"""A packet -> the boxes of a document, in reading order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from alignprep import Edition, Paper
from alignprep.language.words import cut, words_of
from alignprep.packet.interview import Answers
from alignprep.text.nodes import Strong, Text
from alignprep.text.typography import typography_of
from alignprep_exporters.pdf.booklet import page_of
from alignprep_exporters.pdf.layout.blocks import BoxMaker
from alignprep_exporters.pdf.layout.boxes import (
    AnswerLines,
    Bar,
    Heading,
    NewPage,
    Opening,
    Paragraph,
    Space,
    height_of,
)
from alignprep_exporters.pdf.layout.changes import changes
from alignprep_exporters.pdf.layout.contents import Mention, contents
from alignprep_exporters.pdf.layout.figures import Figure
from alignprep_exporters.pdf.layout.grading import grading, listened
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.fonts import located
from alignprep_exporters.pdf.type.spans import Target, cited_works, links, words
from alignprep_exporters.pdf.type.styles import guide_style, style

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from alignprep import Item, Packet
    from alignprep.model.records import Figure as _Figure
    from alignprep.model.records import Section
    from alignprep_exporters.pdf.layout.boxes import Box
    from alignprep_exporters.pdf.type.styles import Geometry, Style

__all__ = ["Kind", "data_line", "guide_page", "model_answers", "story"]

_SHARE: Final = 0.6
"""How much of a page's depth questions may ask for that open below each other."""

_EASILY: Final = 0.85
"""How much of it an interviewer's question may need that certainly finds room on one page."""
_RULED: Final = 0.4
"""How much of it the lines for an answer ask for at most; they grow to the foot of their column anyway."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A document's name, how its cover says to use it, and whether it has the questions beside the answers.

    Name and use are in English; the cover says them in the bank's language.
    """

    name: str
    use: str
    asks: bool = True


def data_line(packet: Packet) -> str:
    """Which data a document was made of, as covers say it."""
    say = words_of(packet.profile, typeset=True)
    day = say.day(packet.issued)
    return say("Data {version} of {date}, {license}", version=packet.version, date=day, license=packet.license)


def guide_page(packet: Packet) -> Geometry:
    """A page of a guide: two columns of about 60 characters; in a booklet, whose pages are smaller, one of about 75.

    The inner margin of 15 millimeters has room for the holes of a binder (ISO 838). Letter paper is shorter than A4, so
    the margins above and below are, too.
    """
    if packet.booklet:
        return page_of(packet)
    top, bottom = (46, 38) if packet.paper is Paper.A4 else (40, 34)
    return replace(page_of(packet, left=28.75, right=28.75, top=top, bottom=bottom, notes=0), columns=2, inward=13.5)


def story(packet: Packet, kind: Kind, root: Node, page: Geometry) -> Iterator[Box]:
    """Cover, contents, the sections with their questions, the bibliography.

    Raises `TextError` for a character that no font has.
    """
    made = _Story(packet, kind, root, page, guide_style)
    with located("bank"):
        yield from made.cover()
        yield NewPage()
        yield from made.contents()
        yield from made.changes()
        for section in packet.sections:
            yield from made.section(section)
        if packet.references:
            yield NewPage()
            yield from made.bibliography()


def model_answers(packet: Packet, root: Node, page: Geometry, heading: str) -> Iterator[Box]:
    """The model answers of an interview's packet, under the numbers that its questions have there; then the works.

    Only what is said is printed unless the interview asks for full answers.
    """
    full = packet.answers is Answers.FULL
    items = tuple(replace(item if full else _spoken(item), number=place) for place, item in enumerate(packet.items, 1))
    shown = replace(packet, edition=Edition.STUDY, items=items)
    made = _Story(shown, Kind(heading, "", asks=False), root, page, style, listed=full)
    sect = Node("Sect", root)
    with located("bank"):
        yield made.heading(heading, style("h1"), sect, "H1", "answers")
        for item in items:
            with located("question", item.id):
                inner = Node("Sect", sect)
                yield made.heading(made.titles[item.id], style("h2"), inner, "H2", f"answer-{item.id}")
                yield from made.answer(item, inner)
        if full and packet.references:
            yield NewPage()
            yield from made.bibliography()


def _spoken(item: Item) -> Item:
    """The item with what one says, and nothing that stands behind it."""
    answer = item.answer
    if answer is not None and answer.spoken is not None:
        answer = answer.model_copy(update={"short": None, "depth": None})
    return replace(item, answer=answer, figure=None, code=(), facts=(), references=(), related=())


class _Story:
    def __init__(
        self,
        packet: Packet,
        kind: Kind,
        root: Node,
        page: Geometry,
        look_of: Callable[..., Style],
        *,
        listed: bool = True,
    ) -> None:
        self._packet, self._kind, self._root, self._page, self._look_of = packet, kind, root, page, look_of
        self._say = words_of(packet.profile, typeset=True)
        self._boxes = BoxMaker(packet, page, listed=listed, look_of=look_of)
        self._wide_boxes = BoxMaker(packet, replace(page, columns=1, notes=page.wide / 5), look_of=look_of)
        self._whole_boxes = BoxMaker(packet, replace(page, columns=1, notes=0), look_of=look_of)
        self.heading = self._boxes.heading
        self._works, self._interviewing = cited_works(packet), packet.edition is Edition.INTERVIEWER
        self._prose = typography_of(packet.profile.language)
        self.titles = {item.id: f"{item.number}. {self._prose.plain(item.title)}" for item in packet.items}

    def cover(self) -> Iterator[Box]:
        packet, plain, cover, say = self._packet, self._whole_boxes.plain, Node("Sect", self._root), self._say
        held = say(
            "{questions} {in_sections}, {minutes}",
            questions=say.plural("{count} question", "{count} questions", len(packet.items)),
            in_sections=say.plural("in {count} section", "in {count} sections", len(packet.sections)),
            minutes=say.plural("{count} minute of answers", "{count} minutes of answers", packet.minutes),
        )
        yield from _spanning(
            [
                Space(round(self._page.depth * 0.21, 1)),
                Bar(56),
                plain(self._prose.plain(packet.title), style("title"), cover),
                plain(say(self._kind.name), style("subtitle"), cover),
                plain(say(self._kind.use), style("body", after=31.5), cover),
                plain(held, style("cover"), cover),
                plain(data_line(packet), style("cover"), cover),
            ]
        )

    def contents(self) -> Iterator[Box]:
        sect, look_of = Node("Sect", self._root), self._look_of
        yield self._boxes.heading(self._say("Contents"), look_of("h1"), sect, "H1", "contents")
        yield from contents(self._packet, self.titles, sect, self._page, look_of)

    def changes(self) -> Iterator[Box]:
        return changes(self._packet, self.titles, self._root, self._page)

    def section(self, section: Section) -> Iterator[Box]:
        """A section on a page of its own, and its questions."""
        sect = Node("Sect", self._root)
        head = list(_spanning(self._section_head(section, sect)))
        items = self._packet.in_section(section.id)
        interviewing = self._kind.asks and self._interviewing
        yield self._turn(items[0], head) if interviewing else NewPage()
        yield from head
        if self._kind.asks and not interviewing:
            yield from self._drilled(items, sect)
            return
        for index, item in enumerate(items):
            with located("question", item.id):
                if interviewing and index:
                    yield self._turn(item)
                yield from self._question(item, Node("Sect", sect))

    def _turn(self, item: Item, head: Sequence[Box] = ()) -> NewPage:
        """A break before a question and what stands above it.

        An interviewer sees what to listen for and how to score it on one page, or on two that face each other.
        """
        with located("question", item.id):
            boxes = [*head, *self._form(item, Node("Sect"))]
        wide = [box for box in boxes if box.span]
        narrow = [box for box in boxes if not box.span]
        needed = height_of(wide) + height_of(narrow) / self._page.columns
        return NewPage(left=needed > _EASILY * self._page.depth)

    def _drilled(self, items: Sequence[Item], parent: Node) -> Iterator[Box]:
        """Some questions with room to answer, on the next page what their answers are compared with, and so on.

        So no answer is on the page of its question, and only the first one may be on the page beside it: if the
        questions open on a left page. In reading order, as in the tree, each answer follows its question.
        """
        start = 0
        while start < len(items):
            columns = self._together(items[start:])
            together = items[start : start + sum(map(len, columns))]
            sects = {item.id: Node("Sect", parent) for item in together}
            wide = len(columns) == 1
            asked = {item.id: list(self._asked(item, sects[item.id], wide=wide)) for item in together}
            yield Opening([[box for item in column for box in asked[item.id]] for column in columns], first=start == 0)
            yield NewPage()
            for item in together:
                with located("question", item.id):
                    yield from self._answered(item, sects[item.id])
            start += len(together)

    def _together(self, items: Sequence[Item]) -> list[Sequence[Item]]:
        """The questions that open together, by column: one in each or, where they ask for less room, some more."""
        count, heights = self._page.columns, list[float]()
        columns: list[Sequence[Item]] = [items[:1]]
        for number, item in enumerate(items, 1):
            heights.append(height_of(self._asked(item, Node("Sect"), wide=False)))
            rows = -(-number // count)
            deepest = max(sum(heights[start : start + rows]) for start in range(0, number, rows))
            if deepest > self._page.depth * (_SHARE if rows > 1 else 1):
                break
            columns = [items[start : min(start + rows, number)] for start in range(0, number, rows)]
        return columns

    def _section_head(self, section: Section, sect: Node) -> Iterator[Box]:
        title = self._prose.plain(section.title)
        yield self._whole_boxes.heading(title, self._look_of("h1"), sect, "H1", f"section-{section.id}", section=title)
        if section.description is not None:
            with located("section", section.id):
                described = self._prose.line(section.description)
                yield self._wide_boxes.line(described, self._look_of("hint", after=15), sect)

    def _question(self, item: Item, sect: Node) -> Iterator[Box]:
        """A question, for an interviewer with what to listen for and how to score it, and its answer."""
        yield from self._form(item, sect) if self._interviewing else self._opening(item, sect, self._boxes)
        yield from self.answer(item, sect, points=not self._interviewing)

    def _form(self, item: Item, sect: Node) -> Iterator[Box]:
        """A question as an interviewer asks and scores it."""
        yield from self._opening(item, sect, self._boxes)
        yield from self._pushed(item.hint, self._say("Hint. {text}"), sect, self._boxes)
        if item.key_points:
            yield self._label(self._say("What to listen for"), sect)
            yield from listened(item, self._works, sect, self._page, self._packet)
        yield from grading(item, self._works, sect, self._page, self._packet)

    def _asked(self, item: Item, sect: Node, *, wide: bool) -> Iterator[Box]:
        """The question, room to answer by its minutes, as wide as a column or the page, and where its answer stands."""
        with located("question", item.id):
            yield from self._opening(item, sect, self._wide_boxes if wide else self._boxes)
            width, look = self._page.wide if wide else self._page.measure, self._look_of("label")
            turn, after = self._say("Answer aloud, then read on"), self._say(", page {page}")
            yield Mention(turn, f"answer-{item.id}", Node("H3", sect), width, look, after, narrow=True)
            lines = max(item.minutes, 2) * (1 if wide else 2)
            yield AnswerLines(min(lines, int(self._page.depth * _RULED / AnswerLines.GAP)), width)

    def _answered(self, item: Item, sect: Node) -> Iterator[Box]:
        """The hint and the answer, under the title and what was asked."""
        named, key = self._say("Question {number}", number=item.number), f"answer-{item.id}"
        look, head, width = self._look_of("answer"), Node("H3", sect), self._page.measure
        title = words(self.titles[item.id], look)
        yield Heading(title, look, head, width, key=key, level=None, question=named)
        yield self._boxes.line(self._prose.line(item.question), self._look_of("hint", keep=True, whole=True), sect)
        yield from self._pushed(item.hint, self._say("Hint. {text}"), sect, self._boxes)
        yield from self.answer(item, sect, points=True)

    def _opening(self, item: Item, sect: Node, boxes: BoxMaker) -> Iterator[Box]:
        """What a question is called, takes and is about, and unless the answers stand alone, what it asks."""
        say, look_of = self._say, self._look_of
        named, key = say("Question {number}", number=item.number), f"question-{item.id}"
        yield boxes.heading(self.titles[item.id], look_of("h2"), sect, "H2", key, question=named)
        said = [say.plural("{count} minute", "{count} minutes", item.minutes)]
        if item.topics:
            said.append(say.listed(self._prose.plain(self._packet.topics[topic].title) for topic in item.topics))
        yield boxes.plain(" · ".join(said), look_of("meta"), sect)
        if self._kind.asks:
            yield boxes.line(self._prose.line(item.question), look_of("question", keep=True), sect)
            yield from self._pushed(item.nudge, say("Nudge. {text}"), sect, boxes)

    def _pushed(self, push: str | None, form: str, sect: Node, boxes: BoxMaker) -> Iterator[Box]:
        """A nudge or a hint, in words that name it."""
        if push is not None:
            before, _, after = cut(form, text="")
            pushed = (Strong((Text(before),)), *self._prose.line(push), *[Text(after)] * bool(after))
            yield boxes.line(pushed, self._look_of("hint"), sect)

    def _points(self, item: Item, sect: Node) -> Iterator[Box]:
        """What an answer is compared with, in numbers that one can count by."""
        if item.key_points:
            yield self._label(self._say("Points to hit"), sect)
            yield from self._boxes.numbered(map(self._prose.line, item.key_points), sect)

    def answer(self, item: Item, sect: Node, *, points: bool = False) -> Iterator[Box]:
        """The model answer, in which the points stand before what is said only if they push, and what belongs to it."""
        boxes, say, answer = self._boxes, self._say, item.answer
        lengths = answer.lengths(in_room=self._packet.in_room) if answer else ()
        for length, text in lengths:
            if points and answer and text is answer.depth:
                yield from self._points(item, sect)
            yield self._label(say(length), sect)
            yield from boxes.blocks(self._prose.blocks(text), sect)
        if points and (answer is None or answer.depth is None):
            yield from self._points(item, sect)
        yield from self._figure_and_code(item, sect)
        if item.facts:
            yield self._label(say("Facts"), sect)
            yield from boxes.bullets((self._prose.told(fact.text, fact.why) for fact in item.facts), sect)
        yield from self._links(item, sect)

    def _label(self, text: str, sect: Node) -> Box:
        return self._boxes.plain(text, self._look_of("label"), sect, kind="H3")

    def _figure_and_code(self, item: Item, sect: Node) -> Iterator[Box]:
        if item.figure is not None:
            yield from _spanning(self._figure(item.figure, sect))
        for name in item.code:
            yield from self._listing(name, sect)

    def _figure(self, figure: _Figure, sect: Node) -> Iterator[Box]:
        svg, alt = self._packet.media[figure.file], figure.alt
        yield Figure(svg, alt, sect, self._page.wide, self._page.depth - 70)
        look = self._look_of("caption", align="center" if self._page.columns > 1 else "left")
        yield Paragraph(words(self._prose.plain(figure.caption or alt), look), look, Node("P", sect), self._page.wide)

    def _listing(self, name: str, sect: Node) -> Iterator[Box]:
        """A sample under its name, which is as wide as its lines ask for."""
        label = self._label(name, sect)
        code = self._boxes.code(self._packet.code[name].rstrip("\n"), name.rpartition(".")[2], sect)
        label.span = code.span
        yield label
        yield code

    def _links(self, item: Item, sect: Node) -> Iterator[Box]:
        if item.references:
            yield self._label(self._say("Sources"), sect)
            look, node = self._look_of("body"), Node("P", sect)
            works = [self._works[key] for key in item.references]
            yield Paragraph(links(works, look, node), look, node, self._page.measure)
        if item.related:
            yield self._label(self._say("Related questions"), sect)
            made, look, after = Node("L", sect), self._look_of("contents-question"), self._say(", page {page}")
            for count, id in enumerate(item.related, 1):
                body = Node("LBody", Node("LI", made))
                width, narrow = self._page.measure, self._page.columns > 1
                mention = Mention(self.titles[id], f"question-{id}", body, width, look, after, narrow=narrow)
                mention.keep = count < len(item.related)
                yield mention

    def bibliography(self) -> Iterator[Box]:
        sect, title = Node("Sect", self._root), self._say("References")
        yield from _spanning([self._boxes.heading(title, self._look_of("h1"), sect, "H1", "references", section=title)])
        listed = Node("L", sect)
        citing: dict[str, list[tuple[str, Target]]] = {key: [] for key in self._packet.references}
        for item in self._packet.items:
            described = self._say("Question {title}", title=self.titles[item.id])
            target = Target(described, key=f"question-{item.id}")
            for key in item.references:
                citing[key].append((str(item.number), target))
        for key, reference in self._packet.references.items():
            with located("reference", key):
                yield self._boxes.work(key, reference, listed, citing[key])


def _spanning(boxes: Iterable[Box]) -> Iterator[Box]:
    """The boxes, as wide as all columns."""
    for box in boxes:
        box.span = True
        yield box
