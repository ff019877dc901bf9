"""A packet -> the boxes of a document, in reading order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alignprep import Edition
from alignprep.language.words import cut, words_of
from alignprep.packet.interview import Answers
from alignprep.text.markdown import parse, parse_line, parse_told
from alignprep.text.nodes import Strong, Text
from alignprep_exporters.pdf.layout.blocks import BoxMaker
from alignprep_exporters.pdf.layout.boxes import Bar, NewPage, NoteLines, Paragraph, ScoreBoxes, Space
from alignprep_exporters.pdf.layout.contents import Mention, contents
from alignprep_exporters.pdf.layout.figures import Figure
from alignprep_exporters.pdf.layout.tables import rubric_table
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.fonts import located
from alignprep_exporters.pdf.type.spans import Target, cited_works, links
from alignprep_exporters.pdf.type.styles import style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alignprep import Item, Packet
    from alignprep.model.records import Section
    from alignprep_exporters.pdf.layout.boxes import Box
    from alignprep_exporters.pdf.type.styles import Geometry

__all__ = ["Kind", "data_line", "model_answers", "story"]


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
    say = words_of(packet.profile)
    day = say.day(packet.issued)
    return say("Data {version} of {date}, {license}", version=packet.version, date=day, license=packet.license)


def story(packet: Packet, kind: Kind, root: Node, page: Geometry) -> Iterator[Box]:
    """Cover, contents, the sections with their questions, the bibliography.

    Raises `TextError` for a character that no font has.
    """
    made = _Story(packet, kind, root, page)
    with located("bank"):
        yield from made.cover()
        yield NewPage()
        yield from made.contents()
        for section in packet.sections:
            yield NewPage()
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
    made, sect = _Story(shown, Kind(heading, "", asks=False), root, page, listed=full), Node("Sect", root)
    with located("bank"):
        yield made.heading(heading, style("h1"), sect, "H1", "answers")
        for item in items:
            with located("question", item.id):
                inner = Node("Sect", sect)
                yield made.heading(f"{item.number}. {item.title}", style("h2"), inner, "H2", f"answer-{item.id}")
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
    def __init__(self, packet: Packet, kind: Kind, root: Node, page: Geometry, *, listed: bool = True) -> None:
        self._packet, self._kind, self._root, self._page = packet, kind, root, page
        self._boxes, self._say = BoxMaker(packet, page, listed=listed), words_of(packet.profile)
        self.heading = self._boxes.heading
        self._works, self._interviewing = cited_works(packet), packet.edition is Edition.INTERVIEWER
        self._titles = {item.id: f"{item.number}. {item.title}" for item in packet.items}

    def cover(self) -> Iterator[Box]:
        packet, plain, cover, say = self._packet, self._boxes.plain, Node("Sect", self._root), self._say
        yield Space(157.5)
        yield Bar(56)
        yield plain(packet.title, style("title"), cover)
        yield plain(say(self._kind.name), style("subtitle"), cover)
        yield plain(say(self._kind.use), style("body", after=31.5), cover)
        held = say(
            "{questions} {in_sections}, {minutes}",
            questions=say.plural("{count} question", "{count} questions", len(packet.items)),
            in_sections=say.plural("in {count} section", "in {count} sections", len(packet.sections)),
            minutes=say.plural("{count} minute of answers", "{count} minutes of answers", packet.minutes),
        )
        yield plain(held, style("cover"), cover)
        yield plain(data_line(packet), style("cover"), cover)

    def contents(self) -> Iterator[Box]:
        sect = Node("Sect", self._root)
        yield self._boxes.heading(self._say("Contents"), style("h1"), sect, "H1", "contents")
        yield from contents(self._packet, self._titles, sect, self._page)

    def section(self, section: Section) -> Iterator[Box]:
        title, sect = section.title, Node("Sect", self._root)
        yield self._boxes.heading(title, style("h1"), sect, "H1", f"section-{section.id}", section=title)
        if section.description is not None:
            with located("section", section.id):
                yield self._boxes.line(parse_line(section.description), style("hint"), sect)
        for item in self._packet.in_section(section.id):
            with located("question", item.id):
                yield from self._question(item, Node("Sect", sect))

    def _question(self, item: Item, sect: Node) -> Iterator[Box]:
        boxes, say, title, key = self._boxes, self._say, self._titles[item.id], f"question-{item.id}"
        named = say("Question {number}", number=item.number)
        yield boxes.heading(title, style("h2"), sect, "H2", key, question=named)
        said = [say.plural("{count} minute", "{count} minutes", item.minutes)]
        if item.topics:
            said.append(say.listed(self._packet.topics[topic].title for topic in item.topics))
        yield boxes.plain(" · ".join(said), style("meta"), sect)
        if self._kind.asks:
            yield boxes.line(parse_line(item.question), style("question", keep=True), sect)
        pushes = ((say("Nudge. {text}"), item.nudge), (say("Hint. {text}"), item.hint)) if self._kind.asks else ()
        for form, push in pushes:
            if push is not None:
                before, _, after = cut(form, text="")
                pushed = (Strong((Text(before),)), *parse_line(push), *[Text(after)] * bool(after))
                yield boxes.line(pushed, style("hint"), sect)
        if item.key_points:
            yield self._label(say("What to listen for") if self._interviewing else say("Key points"), sect)
            yield from boxes.bullets(map(parse_line, item.key_points), sect, checkboxes=self._interviewing)
        yield from self._grading(item, sect)
        yield from self.answer(item, sect)

    def answer(self, item: Item, sect: Node) -> Iterator[Box]:
        """The model answer, and what belongs to it."""
        boxes, say = self._boxes, self._say
        if item.answer is not None:
            for length, text in item.answer.lengths(in_room=self._packet.in_room):
                yield self._label(say(length), sect)
                yield from boxes.blocks(parse(text), sect)
        yield from self._figure_and_code(item, sect)
        if item.facts:
            yield self._label(say("Facts"), sect)
            yield from boxes.bullets((parse_told(fact.text, fact.why) for fact in item.facts), sect)
        yield from self._links(item, sect)

    def _label(self, text: str, sect: Node) -> Box:
        return self._boxes.plain(text, style("label"), sect, kind="H3")

    def _grading(self, item: Item, sect: Node) -> Iterator[Box]:
        """The parts that only the interviewer's edition has."""
        boxes, say = self._boxes, self._say
        if item.follow_ups:
            yield self._label(say("Follow-ups"), sect)
            for one in item.follow_ups:
                yield boxes.line((Strong(parse_line(one.ask)),), style("tight", keep=True), sect)
                yield boxes.line(parse_line(one.listen_for), style("body"), sect, left=14)
        if item.red_flags:
            yield self._label(say("Red flags"), sect)
            yield from boxes.bullets(map(parse_line, item.red_flags), sect)
        if item.rubric is not None:
            yield self._label(say("Rubric"), sect)
            yield rubric_table(item.rubric, self._works, sect, self._page.wide)
        if self._interviewing:
            yield self._label(say("Score and notes"), sect)
            yield ScoreBoxes(sect)
            yield NoteLines(5, self._page.wide)

    def _figure_and_code(self, item: Item, sect: Node) -> Iterator[Box]:
        if item.figure is not None:
            svg, alt = self._packet.media[item.figure.file], item.figure.alt
            yield Figure(svg, alt, sect, self._page.wide, self._page.depth - 70)
            yield self._boxes.plain(item.figure.caption or alt, style("caption"), sect)
        for name in item.code:
            yield self._label(name, sect)
            yield self._boxes.code(self._packet.code[name].rstrip("\n"), name.rpartition(".")[2], sect)

    def _links(self, item: Item, sect: Node) -> Iterator[Box]:
        if item.references:
            yield self._label(self._say("Sources"), sect)
            look, node = style("body"), Node("P", sect)
            works = [self._works[key] for key in item.references]
            yield Paragraph(links(works, look, node), look, node, self._page.measure)
        if item.related:
            yield self._label(self._say("Related questions"), sect)
            made, look, after = Node("L", sect), style("contents-question"), self._say(", page {page}")
            for id in item.related:
                body = Node("LBody", Node("LI", made))
                yield Mention(self._titles[id], f"question-{id}", body, self._page.measure, look, after)

    def bibliography(self) -> Iterator[Box]:
        sect, title = Node("Sect", self._root), self._say("References")
        yield self._boxes.heading(title, style("h1"), sect, "H1", "references", section=title)
        listed = Node("L", sect)
        citing: dict[str, list[tuple[str, Target]]] = {key: [] for key in self._packet.references}
        for item in self._packet.items:
            described = self._say("Question {title}", title=self._titles[item.id])
            target = Target(described, key=f"question-{item.id}")
            for key in item.references:
                citing[key].append((str(item.number), target))
        for key, reference in self._packet.references.items():
            with located("reference", key):
                yield self._boxes.work(key, reference, listed, citing[key])
