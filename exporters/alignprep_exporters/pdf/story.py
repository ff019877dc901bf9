"""A packet -> the flowables of a document, in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, PageBreak, Paragraph, Spacer
from reportlab.platypus.tableofcontents import TableOfContents

from alignprep import ExporterError
from alignprep.bibliography import entry
from alignprep.document import Strong, Text
from alignprep.markdown import parse, parse_fact, parse_line
from alignprep_exporters.pdf.blocks import Writer, code
from alignprep_exporters.pdf.figures import figure
from alignprep_exporters.pdf.fonts import SANS, SERIF
from alignprep_exporters.pdf.grading import anchors, scores
from alignprep_exporters.pdf.inlines import markup
from alignprep_exporters.pdf.markup import marked
from alignprep_exporters.pdf.pages import NAMES, Heading, PageOf, Rules, inside
from alignprep_exporters.pdf.styles import MARGIN, SIZES, style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alignprep import Item, Packet

__all__ = ["story"]


def story(packet: Packet) -> list[Flowable]:
    """Cover, contents, the sections with their questions, the bibliography.

    Raises `ExporterError`, with the question's id, for a character that no font has.
    """
    return [*_cover(packet), *_contents(), *_Questions(packet).sections(), *_bibliography(packet)]


def _label(text: str) -> Paragraph:
    return Paragraph(marked(text, SANS), style("label"))


def _cover(packet: Packet) -> Iterator[Flowable]:
    count, sections = len(packet.items), len(packet.sections)
    yield Spacer(0, 150)
    yield Paragraph(marked(packet.title, SERIF), style("title"))
    yield Paragraph(marked(NAMES[packet.edition], SANS), style("subtitle"))
    yield Paragraph(
        marked(
            f"{count} question{'s' * (count != 1)} in {sections} section{'s' * (sections != 1)}, ",
            SANS,
        )
        + marked(f"{packet.minutes} minutes of answers", SANS),
        style("meta"),
    )
    yield Paragraph(
        marked(f"Data {packet.version} of {packet.date.isoformat()}, {packet.license}", SANS), style("meta")
    )
    yield inside()
    yield PageBreak()


def _contents() -> Iterator[Flowable]:
    contents = TableOfContents(dotsMinLevel=-1, levelStyles=[style("toc0"), style("toc1")])
    contents.tableStyle.add("FONTNAME", (0, 0), (-1, -1), SANS)
    contents.tableStyle.add("LEFTPADDING", (0, 0), (-1, -1), 0)
    contents.tableStyle.add("RIGHTPADDING", (0, 0), (-1, -1), 0)
    yield Paragraph("Contents", style("h1"))
    yield contents


class _Questions:
    """The sections of one packet."""

    def __init__(self, packet: Packet) -> None:
        self._packet = packet
        self._width = SIZES[packet.paper][0] - 2 * MARGIN
        self._writer = Writer(packet.labels, self._width)
        self._titles = {item.id: f"{item.number}. {item.title}" for item in packet.items}

    def sections(self) -> Iterator[Flowable]:
        """Each section on a new page."""
        for section in self._packet.sections:
            yield PageBreak()
            yield Heading(
                marked(section.title, SERIF), style("h1"), key=f"section-{section.id}", name=section.title, level=0,
                section=section.title,
            )  # fmt: skip
            yield self._writer.line(parse_line(section.description), "hint")
            for item in self._packet.in_section(section.id):
                try:
                    yield from self._item(item)
                except ExporterError as error:
                    raise ExporterError(f"question {item.id!r}: {error}") from None

    def _item(self, item: Item) -> Iterator[Flowable]:
        title = self._titles[item.id]
        heading = Heading(marked(title, SERIF), style("h2"), key=f"question-{item.id}", name=title, level=1)
        topics = ", ".join(self._packet.topics[topic].title for topic in item.topics)
        meta = Paragraph(marked(f"{item.minutes} minutes · {topics}", SANS), style("meta"))
        question = self._writer.line(parse_line(item.question), "question")
        if item.answer is None:
            yield KeepTogether([heading, meta, question, Rules(8)])
            return
        yield CondPageBreak(170)
        yield KeepTogether([heading, meta, question])
        if item.hint is not None:
            yield self._writer.line((Strong((Text("Hint. "),)), *parse_line(item.hint)), "hint")
        if item.key_points:
            yield _label("What to listen for" if item.rubric else "Key points")
            yield from self._writer.bullets(map(parse_line, item.key_points), box=item.rubric is not None)
        yield from self._grading(item)
        yield _label("In thirty seconds")
        yield self._writer.line(parse_line(item.answer.short))
        yield _label("Answer")
        yield from self._writer.blocks(parse(item.answer.full))
        yield from self._pictures(item)
        if item.facts:
            yield _label("Facts")
            yield from self._writer.bullets(parse_fact(fact.text) for fact in item.facts)
        yield from self._links(item)

    def _grading(self, item: Item) -> Iterator[Flowable]:
        """What only the interviewer sees."""
        if item.follow_ups:
            yield _label("Follow-ups")
            for one in item.follow_ups:
                yield self._writer.line((Strong(parse_line(one.ask)),), "tight")
                yield self._writer.line(parse_line(one.listen_for), "body", indent=15)
        if item.red_flags:
            yield _label("Red flags")
            yield from self._writer.bullets(map(parse_line, item.red_flags))
        if item.rubric is not None:
            yield _label("Rubric")
            yield anchors(item.rubric, self._packet.labels, self._width)
            yield KeepTogether([_label("Score and notes"), scores(), Rules(5)])

    def _pictures(self, item: Item) -> Iterator[Flowable]:
        if item.figure is not None:
            drawing = figure(self._packet.media[item.figure.file], self._width)
            caption = item.figure.caption or item.figure.alt
            yield KeepTogether(
                [Spacer(0, 4), drawing, Spacer(0, 6), Paragraph(marked(caption, SANS), style("caption", centered=True))]
            )
        for name in item.code:
            yield _label(name)
            yield code(self._packet.code[name].rstrip("\n"), self._width)

    def _links(self, item: Item) -> Iterator[Flowable]:
        if item.references:
            yield _label("Sources")
            links = [
                f'<a href="#work-{key}" color="#12597a">{marked(self._packet.labels[key], SERIF)}</a>'
                for key in item.references
            ]
            yield Paragraph("; ".join(links), style("body"))
        if item.related:
            yield _label("Related questions")
            for id in item.related:
                yield PageOf(f"question-{id}", marked(self._titles[id], SERIF))
            yield Spacer(0, 6)


def _bibliography(packet: Packet) -> Iterable[Flowable]:
    if not packet.references:
        return
    yield PageBreak()
    yield Heading("References", style("h1"), key="references", name="References", level=0, section="References")
    for key, reference in packet.references.items():
        label = marked(packet.labels[key], SERIF)
        line = f'<a name="work-{key}"/><b>{label}</b> {markup(entry(reference), packet.labels)}'
        yield Paragraph(line, style("work"))
