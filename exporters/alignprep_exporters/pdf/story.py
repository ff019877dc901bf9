"""A packet -> the boxes of a document, in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alignprep.model.bibliography import entry
from alignprep.text.markdown import parse, parse_fact, parse_line
from alignprep.text.nodes import Strong, Text
from alignprep_exporters.pdf.blocks import Writer
from alignprep_exporters.pdf.boxes import Anchor, Bar, Box, NewPage, NoteLines, Paragraph, Space
from alignprep_exporters.pdf.contents import Mention, contents
from alignprep_exporters.pdf.grading import Scores, anchors
from alignprep_exporters.pdf.pictures import figure
from alignprep_exporters.pdf.places import inside
from alignprep_exporters.pdf.spans import Target, links, spans
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.styles import SIZES, Geometry, style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alignprep import Item, Packet
    from alignprep_exporters.pdf.progress import Progress

__all__ = ["Kind", "story"]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a document is called, what its cover says of its use, and whether it asks, answers or does both."""

    name: str
    use: str
    asks: bool = True
    answers: bool = True


def story(packet: Packet, kind: Kind, root: Node, progress: Progress) -> Iterator[Box]:
    """Cover, contents, the sections with their questions, the bibliography.

    Raises `TextError` for a character that no font has.
    """
    return _Story(packet, kind, root, progress).boxes()


class _Story:
    def __init__(self, packet: Packet, kind: Kind, root: Node, progress: Progress) -> None:
        self._packet, self._kind, self._root, self._progress = packet, kind, root, progress
        self._page = Geometry(*SIZES[packet.paper])
        self._writer = Writer(packet.labels, self._page)
        self._titles = {item.id: f"{item.number}. {item.title}" for item in packet.items}

    def boxes(self) -> Iterator[Box]:
        with inside("bank"):
            yield from self._parts()

    def _parts(self) -> Iterator[Box]:
        yield from self._cover()
        yield NewPage()
        yield from self._contents()
        for section in self._packet.sections:
            yield NewPage()
            yield from self._section(section.id)
        if self._packet.references:
            yield NewPage()
            yield from self._bibliography()

    def _cover(self) -> Iterator[Box]:
        packet, cover = self._packet, Node("Sect", self._root)
        count, sections = len(packet.items), len(packet.sections)
        yield Space(157.5)
        yield Bar(56)
        yield self._writer.plain(packet.title, cover, "title")
        yield self._writer.plain(self._kind.name, cover, "subtitle")
        yield self._writer.plain(self._kind.use, cover, "body", after=31.5)
        questions = f"{count} question{'s' * (count != 1)} in {sections} section{'s' * (sections != 1)}"
        yield self._writer.plain(f"{questions}, {packet.minutes} minutes of answers", cover, "cover")
        data = f"Data {packet.version} of {packet.date.isoformat()}, {packet.license}"
        yield self._writer.plain(data, cover, "cover")

    def _contents(self) -> Iterator[Box]:
        sect = Node("Sect", self._root)
        yield self._writer.heading("Contents", sect, "h1", kind="H1", key="contents", level=0)
        yield from contents(self._packet, self._titles, sect, self._page)

    def _section(self, id: str) -> Iterator[Box]:
        section = next(section for section in self._packet.sections if section.id == id)
        sect = Node("Sect", self._root)
        heading = self._writer.heading(section.title, sect, "h1", kind="H1", key=f"section-{id}", level=0)
        heading.section = section.title
        yield heading
        with inside("section", id):
            yield self._writer.line(parse_line(section.description), sect, "hint")
        for item in self._packet.in_section(id):
            with inside("question", item.id):
                yield from self._item(item, Node("Sect", sect))
            self._progress.step()

    def _item(self, item: Item, sect: Node) -> Iterator[Box]:
        writer, title = self._writer, self._titles[item.id]
        heading = writer.heading(title, sect, "h2", kind="H2", key=f"question-{item.id}", level=1)
        heading.question = f"Question {item.number}"
        yield heading
        yield writer.plain(self._meta(item), sect, "meta")
        if self._kind.asks:
            yield writer.line(parse_line(item.question), sect, "question", keep=True)
        if not self._kind.answers:
            yield NoteLines(item.minutes + 3, self._page.wide)
            return
        yield from self._answer(item, sect)

    def _meta(self, item: Item) -> str:
        topics = ", ".join(self._packet.topics[topic].title for topic in item.topics)
        return f"{item.minutes} minute{'s' * (item.minutes != 1)} · {topics}"

    def _label(self, text: str, sect: Node) -> Box:
        return self._writer.plain(text, sect, "label", kind="H3")

    def _answer(self, item: Item, sect: Node) -> Iterator[Box]:
        writer = self._writer
        if item.hint is not None and self._kind.asks:
            yield writer.line((Strong((Text("Hint. "),)), *parse_line(item.hint)), sect, "hint")
        if item.key_points:
            yield self._label("What to listen for" if item.rubric else "Key points", sect)
            yield from writer.bullets(map(parse_line, item.key_points), sect, box=item.rubric is not None)
        yield from self._grading(item, sect)
        if item.answer is not None:
            yield self._label("In thirty seconds", sect)
            yield writer.line(parse_line(item.answer.short), sect)
            yield self._label("Answer", sect)
            yield from writer.blocks(parse(item.answer.full), sect)
        yield from self._pictures(item, sect)
        if item.facts:
            yield self._label("Facts", sect)
            yield from writer.bullets((parse_fact(fact.text) for fact in item.facts), sect)
        yield from self._links(item, sect)

    def _grading(self, item: Item, sect: Node) -> Iterator[Box]:
        """What only the interviewer sees."""
        writer = self._writer
        if item.follow_ups:
            yield self._label("Follow-ups", sect)
            for one in item.follow_ups:
                yield writer.line((Strong(parse_line(one.ask)),), sect, "tight", keep=True)
                yield writer.line(parse_line(one.listen_for), sect, left=14)
        if item.red_flags:
            yield self._label("Red flags", sect)
            yield from writer.bullets(map(parse_line, item.red_flags), sect)
        if item.rubric is not None:
            yield self._label("Rubric", sect)
            yield anchors(item.rubric, self._packet.labels, sect, self._page.wide)
            yield self._label("Score and notes", sect)
            yield Scores(sect)
            yield NoteLines(5, self._page.wide)

    def _pictures(self, item: Item, sect: Node) -> Iterator[Box]:
        if item.figure is not None:
            yield figure(
                self._packet.media[item.figure.file], item.figure.alt, sect, self._page.wide, self._page.depth - 70
            )
            yield self._writer.plain(item.figure.caption or item.figure.alt, sect, "caption")
        for name in item.code:
            yield self._label(name, sect)
            yield self._writer.code(self._packet.code[name].rstrip("\n"), name.rpartition(".")[2], sect)

    def _links(self, item: Item, sect: Node) -> Iterator[Box]:
        if item.references:
            yield self._label("Sources", sect)
            labels = self._packet.labels
            works = [
                (labels[key], Target(f"{labels[key]}, in the references", key=f"work-{key}")) for key in item.references
            ]
            look, node = style("body"), Node("P", sect)
            yield Paragraph(links(works, look, node), look, node, self._page.measure)
        if item.related:
            yield self._label("Related questions", sect)
            made = Node("L", sect)
            for id in item.related:
                body = Node("LBody", Node("LI", made))
                yield Mention(self._titles[id], f"question-{id}", body, self._page.measure, name="contents-question")

    def _bibliography(self) -> Iterator[Box]:
        sect = Node("Sect", self._root)
        heading = self._writer.heading("References", sect, "h1", kind="H1", key="references", level=0)
        heading.section = "References"
        yield heading
        listed = Node("L", sect)
        citing = self._citing()
        for key, reference in self._packet.references.items():
            with inside("reference", key):
                look, node = style("work"), Node("P", Node("LBody", Node("LI", listed)))
                questions = ". Question " if len(citing[key]) == 1 else ". Questions "
                inlines = (Strong((Text(f"{self._packet.labels[key]} "),)), *entry(reference), Text(questions))
                shown = [*spans(inlines, look, self._packet.labels, node), *links(citing[key], look, node)]
                made = Anchor(shown, look, node, self._page.measure)
                made.key = f"work-{key}"
                yield made

    def _citing(self) -> dict[str, list[tuple[str, Target]]]:
        """The questions that list each work, by number."""
        citing: dict[str, list[tuple[str, Target]]] = {key: [] for key in self._packet.references}
        for item in self._packet.items:
            target = Target(f"Question {self._titles[item.id]}", key=f"question-{item.id}")
            for key in item.references:
                citing[key].append((str(item.number), target))
        return citing
