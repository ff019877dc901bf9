"""What the pages of a PDF have to say of a question, from its nodes: a string for each line, cell, label or formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from alignprep import Item, Packet
from alignprep.text import nodes
from alignprep.text.nodes import Block, Citation, Cloze, Code, Emphasis, Inlines, Link, Math, Strong, Text
from alignprep.text.typography import typography_of
from alignprep_exporters.pdf.type.inline_maths import spoken, symbols
from tests.support.pdf_reader import Element

BULLETS = "•–·"


def squeezed(text: str) -> str:
    return " ".join(text.split())


def said(inlines: Inlines, packet: Packet) -> str:
    """What a line says."""
    text = ""
    for inline in inlines:
        match inline:
            case Text(words) | Code(words):
                text += words
            case Math(latex):
                text += "".join(symbol.text for symbol in symbols(latex))
            case Citation(keys):
                label = typography_of(packet.profile.language).label
                text += f"({'; '.join(label(packet.labels[key]) for key in keys)})"
            case Strong(children) | Emphasis(children) | Cloze(children) | Link(_, children):
                text += said(children, packet)
    return text


def shown(blocks: tuple[Block, ...], packet: Packet, depth: int = 0) -> Iterator[str]:
    """What blocks say, a string for each line, cell, label or formula."""
    for block in blocks:
        match block:
            case nodes.Paragraph(children):
                yield said(children, packet)
            case nodes.BulletList(items):
                for item in items:
                    yield BULLETS[depth % 3]
                    yield from shown(item, packet, depth + 1)
            case nodes.OrderedList(items, _, start):
                for index, item in enumerate(items):
                    yield f"{start + index}."
                    yield from shown(item, packet, depth + 1)
            case nodes.Quote(children):
                yield from shown(children, packet, depth)
            case nodes.CodeBlock(text):
                yield text.expandtabs(4)
            case nodes.Table(_, header, rows):
                yield from (said(cell, packet) for row in (header, *rows) for cell in row)
            case nodes.MathBlock(latex):
                yield spoken(latex)


def listed(lines: Any, packet: Packet, mark: str = "•") -> Iterator[str]:
    for inlines in lines:
        yield from (mark, said(inlines, packet))


def listed_pages(root: Element) -> dict[str, str]:
    """The page of each title, as the contents have it."""
    return dict(squeezed(entry.text()).rsplit(" ", 1) for entry in root.own("Sect")[1].all("Link"))


def asked(item: Item, packet: Packet) -> Iterator[str]:
    """What the study guide or the interviewer's guide says where it asks a question."""
    prose = typography_of(packet.profile.language)
    yield f"{item.number}. {prose.plain(item.title)}"
    topics = ", ".join(prose.plain(packet.topics[topic].title) for topic in item.topics)
    yield f"{item.minutes} minute{'s' * (item.minutes != 1)} · {topics}"
    yield said(prose.line(item.question), packet)
    if item.nudge:
        yield "Nudge. " + said(prose.line(item.nudge), packet)
    if not item.rubric:
        yield "Answer aloud, then read on"


def answered(item: Item, packet: Packet, pages: Mapping[str, str]) -> Iterator[str]:
    """What it says where it answers a question: below it, or overleaf and under its title."""
    assert item.answer
    assert item.hint
    prose = typography_of(packet.profile.language)
    if not item.rubric:
        yield from (f"{item.number}. {prose.plain(item.title)}", said(prose.line(item.question), packet))
    yield "Hint. " + said(prose.line(item.hint), packet)
    if item.rubric:  # The boxes to tick are fields.
        yield "What to listen for"
        yield from (said(prose.line(point), packet) for point in item.key_points)
    if item.follow_ups:
        yield "Follow-ups"
        for number, one in enumerate(item.follow_ups, 1):
            heard = f"Hear: {said(prose.line(one.listen_for), packet)}"
            yield from (f"{number}.", said(prose.line(one.ask), packet), heard)
    if item.red_flags:
        yield "Red flags"
        yield from (said(prose.line(flag), packet) for flag in item.red_flags)
    if item.rubric:
        yield "What the answer shows"
        described = dict(item.rubric.anchors())
        for grade in range(1, 6):
            between = f"Between {grade - 1} and {grade + 1}"
            yield from (str(grade), said(prose.line(described[grade]), packet) if grade in described else between)
        yield "Evidence"
    yield "In thirty seconds"
    yield said(prose.line(item.answer.short or ""), packet)
    if item.answer.spoken:
        yield "Say it"
        yield from shown(prose.blocks(item.answer.spoken), packet)
    if not item.rubric:
        yield "Points to hit"
        for number, point in enumerate(item.key_points, 1):
            yield from (f"{number}.", said(prose.line(point), packet))
    yield "If they push"
    yield from shown(prose.blocks(item.answer.depth or ""), packet)
    if item.figure:
        yield f"[{item.figure.alt}]"
        yield prose.plain(item.figure.caption or item.figure.alt)
    for name in item.code:
        yield from (name, packet.code[name])
    yield "Facts"
    yield from listed((prose.told(fact.text, fact.why) for fact in item.facts), packet)
    yield "Sources"
    yield "; ".join(prose.label(packet.labels[key]) for key in item.references)
    if item.related:
        yield "Related questions"
        titles = {other.id: f"{other.number}. {prose.plain(other.title)}" for other in packet.items}
        for id in item.related:
            yield f"{titles[id]}, page {pages[squeezed(titles[id])]}"
