"""The quick reference: a page a section, with the short answer and the key points of each question.

A page is set in the largest size of a scale in which its section fits; a section that fits in none goes on.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from alignprep import ExporterError
from alignprep.model.bibliography import entry
from alignprep.text.markdown import parse_line
from alignprep.text.nodes import Paragraph as Passage
from alignprep.text.nodes import Strong, Text, cited
from alignprep_exporters.pdf.boxes import Anchor, Bar, Box, Heading, Paragraph, Space, label
from alignprep_exporters.pdf.compose import Column, Page, compose
from alignprep_exporters.pdf.contents import PageLine
from alignprep_exporters.pdf.fonts import SANS
from alignprep_exporters.pdf.places import inside
from alignprep_exporters.pdf.progress import Progress
from alignprep_exporters.pdf.publish import write
from alignprep_exporters.pdf.spans import spans, words
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.styles import ACCENT, SIZES, SOFT, Geometry, Style, style

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alignprep import Item, Packet
    from alignprep.model.records import Section
    from alignprep.text.nodes import Inlines

__all__ = ["render", "suffix"]

suffix: Final = ".pdf"

_NAME: Final = "Quick reference"
_USE: Final = "A page a section: what to say in thirty seconds, and the points that an interviewer listens for."
_SCALE: Final = (6.0, 6.5, 7.0, 7.5, 8.0, 8.5, 9.0, 9.5)
_GUTTER: Final = 14.0
_COLUMNS: Final = 3


def render(packet: Packet, *, progress: Callable[[int, int], None] | None = None) -> bytes:
    """A PDF document of one page a section.

    `progress` is told how many steps of how many are done. Raises `alignprep.ExporterError` for an edition without
    answers, `alignprep.TextError` for a character that no font of the package has.
    """
    if any(item.answer is None for item in packet.items):
        raise ExporterError(f"the {packet.edition} edition has no answers; choose the study edition")
    with inside("bank"):
        return _Reference(packet, Progress(len(packet.items), progress)).render()


class _Reference:
    def __init__(self, packet: Packet, progress: Progress) -> None:
        self._packet, self._progress = packet, progress
        self._page = Geometry(*SIZES[packet.paper], left=32, right=32, top=54, bottom=45, notes=0)
        self._width = (self._page.wide - (_COLUMNS - 1) * _GUTTER) / _COLUMNS
        self._root = Node("Document")

    def render(self) -> bytes:
        return write(self._packet, _NAME, self._page, self._pages(), self._root, self._progress)

    def _pages(self) -> Iterator[Page]:
        page = self._page
        yield from compose(self._front(), [Column(page.left, page.height - page.top, page.depth)])
        for section in self._packet.sections:
            yield from self._section(section)
            for _ in self._packet.in_section(section.id):
                self._progress.step()

    def _front(self) -> Iterator[Box]:
        """Cover, contents and the works that are cited, as one page where they fit."""
        packet, sect = self._packet, Node("Sect", self._root)
        yield Space(56)
        yield Bar(56)
        yield self._plain(packet.title, style("title", size=30.5, leading=38.5), sect)
        yield self._plain(_NAME, style("subtitle", after=14), sect)
        yield self._plain(_USE, style("body"), sect)
        data = f"Data {packet.version} of {packet.date.isoformat()}, {packet.license}"
        yield self._plain(data, style("cover", after=28), sect)
        heading = Heading(words("Contents", style("h2")), style("h2"), Node("H1", sect), self._page.wide)
        heading.key, heading.name = "contents", "Contents"
        yield heading
        contents = Node("TOC", sect)
        for section in packet.sections:
            line = Node("Reference", Node("TOCI", contents))
            yield PageLine(section.title, f"section-{section.id}", line, self._page.wide, name="contents-question")
        yield from self._works(sect)

    def _works(self, sect: Node) -> Iterator[Box]:
        lines = tuple(Passage(line) for item in self._packet.items for line in _lines(item))
        keys = set(cited(lines))
        if not keys:
            return
        heading = Heading(words("References", style("h2")), style("h2"), Node("H1", sect), self._page.wide)
        heading.key, heading.name = "references", "References"
        yield heading
        listed = Node("L", sect)
        for key, reference in self._packet.references.items():
            if key in keys:
                with inside("reference", key):
                    look, node = style("work"), Node("P", Node("LBody", Node("LI", listed)))
                    inlines = (Strong((Text(f"{self._packet.labels[key]} "),)), *entry(reference))
                    made = Anchor(spans(inlines, look, self._packet.labels, node), look, node, self._page.wide)
                    made.key = f"work-{key}"
                    yield made

    def _plain(self, text: str, look: Style, parent: Node) -> Paragraph:
        return Paragraph(words(text, look), look, Node("P", parent), self._page.wide)

    def _section(self, section: Section) -> list[Page]:
        """The section's pages: one, in the largest size that allows it."""
        largest = bisect_right(_SCALE, 0, key=lambda size: not self._fits(section, size)) - 1
        return self._balanced(list(self._boxes(section, _SCALE[max(largest, 0)], self._root)))

    def _fits(self, section: Section, size: float) -> bool:
        """Whether a page holds the section; of one that is far too long, only the beginning is looked at."""
        boxes, left = [], _COLUMNS * self._page.depth
        for box in self._boxes(section, size, Node("Document")):
            boxes.append(box)
            left -= box.height
            if left < 0:
                return False
        return len(list(compose(boxes, self._columns(self._page.depth)))) == 1

    def _balanced(self, boxes: Sequence[Box]) -> list[Page]:
        """Columns of about the same depth, if all is on one page."""
        pages = list(compose(boxes, self._columns(self._page.depth)))
        if len(pages) > 1:
            return pages
        low, high = 0.0, self._page.depth
        while high - low > 7:
            middle = (low + high) / 2
            trial = list(compose(boxes, self._columns(middle)))
            if len(trial) == 1:
                high, pages = middle, trial
            else:
                low = middle
        return pages

    def _columns(self, depth: float) -> list[Column]:
        top = self._page.height - self._page.top
        return [Column(self._page.left + index * (self._width + _GUTTER), top, depth) for index in range(_COLUMNS)]

    def _boxes(self, section: Section, size: float, root: Node) -> Iterator[Box]:
        sect, leading = Node("Sect", root), size * 1.22
        head = Style(SANS, size * 1.95, size * 2.4, ACCENT, bold=True, after=size * 0.5, keep=True)
        heading = Heading(words(section.title, head), head, Node("H1", sect), self._width)
        heading.key, heading.name, heading.section = f"section-{section.id}", section.title, section.title
        yield heading
        with inside("section", section.id):
            look = Style(SANS, size, leading, SOFT, after=size * 0.6)
            yield self._line(parse_line(section.description), look, sect)
        for item in self._packet.in_section(section.id):
            with inside("question", item.id):
                yield from self._item(item, size, leading, Node("Sect", sect))

    def _item(self, item: Item, size: float, leading: float, sect: Node) -> Iterator[Box]:
        title = f"{item.number}. {item.title}"
        head = Style(SANS, size * 1.12, leading * 1.1, bold=True, before=size * 0.9, after=size * 0.2, keep=True)
        heading = Heading(words(title, head), head, Node("H2", sect), self._width)
        heading.key, heading.name, heading.level = f"question-{item.id}", title, 1
        yield heading
        short, *points = _lines(item)
        look = Style(SANS, size, leading, after=size * 0.3)
        yield self._line(short, look, sect)
        made = Node("L", sect, attributes=" /O /List /ListNumbering /Disc")
        for point in points:
            entry_ = Node("LI", made)
            number, node = Node("Lbl", entry_), Node("P", Node("LBody", entry_))
            (bullet,) = words("•", look)
            look_ = Style(SANS, size, leading, after=size * 0.08)
            yield Paragraph(
                spans(point, look_, self._packet.labels, node), look_, node, self._width, left=size,
                label=label(bullet, number, size * 0.6),
            )  # fmt: skip

    def _line(self, inlines: Inlines, look: Style, parent: Node) -> Paragraph:
        node = Node("P", parent)
        return Paragraph(spans(inlines, look, self._packet.labels, node), look, node, self._width)


def _lines(item: Item) -> tuple[Inlines, ...]:
    """What the reference shows of a question: the short answer, then the key points."""
    short = parse_line(item.answer.short) if item.answer else ()
    return (short, *map(parse_line, item.key_points))
