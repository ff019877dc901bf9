"""The study guide as text for another typesetter, so that each of them is given the same words in the same order.

`write` walks the packet and its nodes once, for every typesetter; a `Pen` says how one of them spells what it meets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, assert_never

from alignprep import Item, Packet
from alignprep.model.bibliography import entry
from alignprep.text import nodes
from alignprep.text.markdown import parse, parse_line, parse_told
from alignprep.text.nodes import Blocks, Inlines


class Pen(Protocol):
    """How a typesetter spells each thing; what is called `inner`, or stands in a list, has been spelled before."""

    def text(self, text: str) -> str:
        """Characters, to be shown as they are."""

    def strong(self, inner: str) -> str:
        """Bold text."""

    def emphasis(self, inner: str) -> str:
        """Emphasized text."""

    def hidden(self, inner: str) -> str:
        """What a fact's card hides: bold and underlined."""

    def code(self, text: str) -> str:
        """Code within a line."""

    def link(self, url: str, inner: str) -> str:
        """A link to an address."""

    def inside(self, key: str, inner: str) -> str:
        """A link to the place of a key."""

    def maths(self, latex: str) -> str:
        """A formula within a line."""

    def paragraph(self, inner: str, style: str = "body") -> str:
        """A paragraph: `body`, `soft`, `meta` or `question`."""

    def bullets(self, items: Sequence[str], tight: bool) -> str:
        """A list without numbers."""

    def numbers(self, items: Sequence[str], tight: bool, start: int) -> str:
        """A list numbered from `start`."""

    def quote(self, inner: str) -> str:
        """A quotation that stands apart."""

    def sample(self, text: str) -> str:
        """Lines of code."""

    def table(self, aligns: Sequence[str], header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        """A table whose header stands again on every page."""

    def display(self, latex: str) -> str:
        """A formula on a line of its own."""

    def figure(self, svg: str, alt: str, caption: str) -> str:
        """A picture with its caption."""

    def section(self, key: str, title: str) -> str:
        """A heading that begins a page and names it in its head."""

    def question(self, key: str, title: str) -> str:
        """The heading of a question."""

    def room(self) -> str:
        """Room to answer what stands above it."""

    def overleaf(self) -> str:
        """The beginning of a page for the answers of questions that stand side by side."""

    def label(self, title: str) -> str:
        """The heading of a part of a question, in no contents."""

    def page_of(self, key: str, inner: str) -> str:
        """A link to the place of a key, with its page."""

    def work(self, key: str, inner: str) -> str:
        """An entry of the bibliography."""

    def front(self, title: str, lines: Sequence[str], contents: Sequence[tuple[int, str, str]]) -> str:
        """The cover, whose last line is also the foot of the pages, and the contents by level, key and title."""


def write(packet: Packet, pen: Pen, *, side_by_side: bool = False) -> str:
    """Cover, contents, the sections with their questions, the bibliography.

    Each answer follows its question; `side_by_side`, the answers of two questions follow both.
    """
    return "\n".join(_Guide(packet, pen, 2 if side_by_side else 1).parts())


def read(packet: Packet) -> None:
    """Read all Markdown of the packet, which the reader then remembers: a build has done so when it checked it."""
    for section in packet.sections:
        parse_line(section.description)
    for item in packet.items:
        short = item.answer and item.answer.short
        for line in (item.title, item.question, item.nudge, item.hint, *item.key_points, short):
            parse_line(line or "")
        for _, text in item.answer.lengths() if item.answer else ():
            parse(text)
        for fact in item.facts:
            parse_told(fact.text, fact.why)


class _Guide:
    def __init__(self, packet: Packet, pen: Pen, together: int) -> None:
        self._packet, self._pen, self._together = packet, pen, together
        self._titles = {item.id: pen.text(f"{item.number}. {item.title}") for item in packet.items}

    def parts(self) -> Iterator[str]:
        packet, pen = self._packet, self._pen
        lines = [
            "Study guide",
            f"{len(packet.items)} questions in {len(packet.sections)} sections, {packet.minutes} minutes of answers",
            f"Data {packet.version} of {packet.date.isoformat()}, {packet.license}",
        ]
        yield pen.front(pen.text(packet.title), [pen.text(line) for line in lines], list(self._contents()))
        for section in packet.sections:
            yield pen.section(f"section-{section.id}", pen.text(section.title))
            yield self._line(section.description, "soft")
            items = list(packet.in_section(section.id))
            for start in range(0, len(items), self._together):
                yield from self._questions(items[start : start + self._together])
        yield pen.section("references", pen.text("References"))
        for key, work in packet.references.items():
            yield pen.work(f"work-{key}", pen.strong(pen.text(packet.labels[key])) + " " + self._inlines(entry(work)))

    def _contents(self) -> Iterator[tuple[int, str, str]]:
        for section in self._packet.sections:
            yield 1, f"section-{section.id}", self._pen.text(section.title)
            for item in self._packet.in_section(section.id):
                yield 2, f"question-{item.id}", self._titles[item.id]
        yield 1, "references", self._pen.text("References")

    def _questions(self, items: Sequence[Item]) -> Iterator[str]:
        for item in items:
            yield from self._asked(item)
        if self._together > 1:
            yield self._pen.overleaf()
        for item in items:
            if self._together > 1:
                yield self._pen.label(self._titles[item.id])
                yield self._line(item.question, "soft")
            yield from self._answered(item)

    def _asked(self, item: Item) -> Iterator[str]:
        packet, pen = self._packet, self._pen
        topics = ", ".join(packet.topics[topic].title for topic in item.topics)
        yield pen.question(f"question-{item.id}", self._titles[item.id])
        yield pen.paragraph(pen.text(f"{item.minutes} minutes · {topics}"), "meta")
        yield self._line(item.question, "question")
        if item.nudge:
            yield self._pushed("Nudge. ", item.nudge)
        yield pen.room()

    def _answered(self, item: Item) -> Iterator[str]:
        packet, pen = self._packet, self._pen
        if item.hint:
            yield self._pushed("Hint. ", item.hint)
        for length, text in item.answer.lengths() if item.answer else ():
            if item.answer and text is item.answer.depth:
                yield from self._points(item)
            yield pen.label(pen.text(length))
            yield self._blocks(parse(text))
        if item.figure:
            caption = pen.text(item.figure.caption or item.figure.alt)
            yield pen.figure(packet.media[item.figure.file], item.figure.alt, caption)
        for name in item.code:
            yield pen.label(pen.text(name))
            yield pen.sample(packet.code[name].rstrip("\n"))
        if item.facts:
            yield pen.label(pen.text("Facts"))
            yield pen.bullets([self._inlines(parse_told(fact.text, fact.why)) for fact in item.facts], True)
        if item.references:
            yield pen.label(pen.text("Sources"))
            yield pen.paragraph("; ".join(map(self._cite, item.references)))
        if item.related:
            yield pen.label(pen.text("Related questions"))
            yield pen.bullets([pen.page_of(f"question-{id}", self._titles[id]) for id in item.related], True)

    def _points(self, item: Item) -> Iterator[str]:
        if item.key_points:
            yield self._pen.label(self._pen.text("Points to hit"))
            yield self._pen.numbers([self._inlines(parse_line(point)) for point in item.key_points], True, 1)

    def _pushed(self, name: str, text: str) -> str:
        pen = self._pen
        return pen.paragraph(pen.strong(pen.text(name)) + self._inlines(parse_line(text)), "soft")

    def _line(self, text: str, style: str = "body") -> str:
        return self._pen.paragraph(self._inlines(parse_line(text)), style)

    def _cite(self, key: str) -> str:
        return self._pen.inside(f"work-{key}", self._pen.text(self._packet.labels[key]))

    def _inlines(self, inlines: Inlines) -> str:
        return "".join(map(self._inline, inlines))

    def _inline(self, node: nodes.Inline) -> str:
        pen = self._pen
        match node:
            case nodes.Text(text):
                return pen.text(text)
            case nodes.Strong(children):
                return pen.strong(self._inlines(children))
            case nodes.Emphasis(children):
                return pen.emphasis(self._inlines(children))
            case nodes.Code(text):
                return pen.code(text)
            case nodes.Link(url, children):
                return pen.link(url, self._inlines(children))
            case nodes.Math(latex):
                return pen.maths(latex)
            case nodes.Citation(keys):
                return pen.text("(") + "; ".join(map(self._cite, keys)) + pen.text(")")
            case nodes.Cloze(children):
                return pen.hidden(self._inlines(children))
            case _:
                assert_never(node)

    def _blocks(self, blocks: Iterable[nodes.Block]) -> str:
        return "\n".join(map(self._block, blocks))

    def _items(self, items: Iterable[Blocks], tight: bool) -> list[str]:
        """Each item's text; the first line of a tight one is no paragraph of its own."""
        made = []
        for item in items:
            if tight and item and isinstance(item[0], nodes.Paragraph):
                made.append(self._inlines(item[0].children) + "\n" + self._blocks(item[1:]))
            else:
                made.append(self._blocks(item))
        return made

    def _block(self, block: nodes.Block) -> str:
        pen = self._pen
        match block:
            case nodes.Paragraph(children):
                return pen.paragraph(self._inlines(children))
            case nodes.BulletList(items, tight):
                return pen.bullets(self._items(items, tight), tight)
            case nodes.OrderedList(items, tight, start):
                return pen.numbers(self._items(items, tight), tight, start)
            case nodes.Quote(children):
                return pen.quote(self._blocks(children))
            case nodes.CodeBlock(text):
                return pen.sample(text)
            case nodes.Table(aligns, header, rows):
                return pen.table(aligns, list(map(self._inlines, header)), [list(map(self._inlines, r)) for r in rows])
            case nodes.MathBlock(latex):
                return pen.display(latex)
            case _:
                assert_never(block)
