"""The quick reference: a few pages for each section, with the short answer and the key points of each question.

A section takes as few pages as it can in the smallest size, and is then set in the largest size at which these pages
hold it. Two pages face each other.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING, Final

from alignprep.language.words import message, words_of
from alignprep.text.nodes import Paragraph as Passage
from alignprep.text.nodes import cited
from alignprep.text.typography import typography_of
from alignprep_exporters.pdf.booklet import page_of
from alignprep_exporters.pdf.layout.blocks import BoxMaker
from alignprep_exporters.pdf.layout.boxes import Bar, NoteLines, Space
from alignprep_exporters.pdf.layout.contents import PageLine
from alignprep_exporters.pdf.layout.pages import Column, fill_pages
from alignprep_exporters.pdf.publish import draw_pages, furniture, require_answers
from alignprep_exporters.pdf.story import data_line
from alignprep_exporters.pdf.structure import Node, document
from alignprep_exporters.pdf.type.fonts import SANS, located, using
from alignprep_exporters.pdf.type.styles import ACCENT, SOFT, Geometry, Style, style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alignprep import Item, Packet
    from alignprep.model.records import Section
    from alignprep.text.nodes import Inlines
    from alignprep_exporters.pdf.layout.boxes import Box
    from alignprep_exporters.pdf.layout.pages import Page

__all__ = ["render", "suffix"]

suffix: Final = ".pdf"

_NAME: Final = message("Quick reference")
_USE: Final = message(
    "What to say in thirty seconds, and the points that an interviewer listens for, section by section."
)
_SCALE: Final = (8.0, 8.5, 9.0, 9.5)
"""The sizes of the text, in points."""
_GUTTER: Final = 14.0
_NARROWEST: Final = 155.0
"""The width of the narrowest column."""


def render(packet: Packet) -> bytes:
    """A PDF document of a page or two for each section, and of more for a long one.

    Raises `alignprep.ExporterError` for an edition without answers, `alignprep.TextError` for a character that no font
    of the package has.
    """
    require_answers(packet)
    page = page_of(packet, left=32, right=32, top=54, bottom=45, notes=0)
    root = document(words_of(packet.profile, typeset=True))
    with using(packet.fonts, words_of(packet.profile, typeset=True).direction), located("bank"):
        return draw_pages(packet, furniture(packet, _NAME), page, _QuickReference(packet, root, page).pages(), root)


class _QuickReference:
    def __init__(self, packet: Packet, root: Node, page: Geometry) -> None:
        self._packet, self._root, self._page = packet, root, page
        self._prose = typography_of(packet.profile.language)
        self._count = int((page.wide + _GUTTER) / (_NARROWEST + _GUTTER))
        self._width = (page.wide + _GUTTER) / self._count - _GUTTER
        self._boxes = BoxMaker(packet, Geometry(self._width, page.depth, 0, 0, 0, 0, notes=0))

    def pages(self) -> Iterator[Page]:
        """The cover, then each section; a page for notes stands where the next two would not face each other."""
        made = list(fill_pages(self._front(), self._columns(1, self._page.depth)))
        count, before = len(made), ""
        yield from made
        for section in self._packet.sections:
            made = self._section(section)
            if len(made) == 2 and count % 2 == 0:
                made = [*self._notes(before), *made]
            count, before = count + len(made), self._prose.plain(section.title)
            yield from made

    def _notes(self, section: str) -> Iterator[Page]:
        """A page of ruled lines, which faces the end of a section or the contents."""
        label = self._boxes.plain(words_of(self._packet.profile)("Notes"), style("label"), Node("Sect", self._root))
        lines = NoteLines(1, self._page.wide, after=0)  # They fill the page.
        for page in fill_pages([label, lines], self._columns(1, self._page.depth)):
            page.section = section
            yield page

    def _front(self) -> Iterator[Box]:
        """Cover, contents and the cited works, on one page if they fit."""
        say = words_of(self._packet.profile)
        packet, boxes, sect = self._packet, BoxMaker(self._packet, self._page), Node("Sect", self._root)
        yield Space(56)
        yield Bar(56)
        yield boxes.plain(self._prose.plain(packet.title), style("title", size=30.5, leading=38.5), sect)
        yield boxes.plain(say(_NAME), style("subtitle", after=14), sect)
        yield boxes.plain(say(_USE), style("body"), sect)
        yield boxes.plain(data_line(packet), style("cover", after=28), sect)
        yield boxes.heading(say("Contents"), style("h2"), sect, "H1", "contents")
        contents = Node("TOC", sect)
        for section in packet.sections:
            line = Node("Reference", Node("TOCI", contents))
            title = self._prose.plain(section.title)
            yield PageLine(title, f"section-{section.id}", line, self._page.wide, style("contents-question"))
        keys = set(cited(tuple(Passage(line) for item in packet.items for line in self._short_and_points(item))))
        if not keys:
            return
        yield boxes.heading(say("References"), style("h2"), sect, "H1", "references")
        listed = Node("L", sect)
        for key, reference in packet.references.items():
            if key in keys:
                with located("reference", key):
                    yield boxes.work(key, reference, listed)

    def _section(self, section: Section) -> list[Page]:
        """The section's pages: the fewest, in the largest size at which they hold it, the last one in even columns."""
        smallest, *others = _SCALE
        count = sum(1 for _ in self._filled(section, smallest, Node("Document")))
        larger = bisect_left(others, True, key=lambda size: not self._fits(section, size, count))
        pages = list(self._filled(section, _SCALE[larger], self._root))
        *full, last = pages
        pages = [*full, self._balanced(last)]
        for page in pages:
            page.section = self._prose.plain(section.title)
        return pages

    def _filled(self, section: Section, size: float, root: Node) -> Iterator[Page]:
        return fill_pages(self._section_boxes(section, size, root), self._columns(self._count, self._page.depth))

    def _fits(self, section: Section, size: float, count: int) -> bool:
        """Whether so many pages hold the section; looks no further than the next."""
        return len(list(islice(self._filled(section, size, Node("Document")), count + 1))) <= count

    def _balanced(self, page: Page) -> Page:
        """A page with the same boxes, in columns of about the same depth."""
        boxes, low, high = [one.box for one in page.placed], 0.0, self._page.depth
        while high - low > 3.5:
            middle = (low + high) / 2
            trial = list(islice(fill_pages(boxes, self._columns(self._count, middle)), 2))
            if len(trial) == 1:
                high, page = middle, trial[0]
            else:
                low = middle
        return page

    def _columns(self, count: int, depth: float) -> list[Column]:
        page = self._page
        step, top = (page.wide + _GUTTER) / count, page.height - page.top
        return [Column(page.left + index * step, top, depth, step - _GUTTER) for index in range(count)]

    def _section_boxes(self, section: Section, size: float, root: Node) -> Iterator[Box]:
        title, sect = self._prose.plain(section.title), Node("Sect", root)
        head = Style(SANS, size * 1.95, size * 2.4, ACCENT, bold=True, after=size * 0.5, keep=True)
        yield self._boxes.heading(title, head, sect, "H1", f"section-{section.id}", section=title)
        if section.description is not None:
            with located("section", section.id):
                look = Style(SANS, size, size * 1.22, SOFT, after=size * 0.6)
                yield self._boxes.line(self._prose.line(section.description), look, sect)
        for item in self._packet.in_section(section.id):
            with located("question", item.id):
                yield from self._question(item, size, size * 1.22, Node("Sect", sect))

    def _question(self, item: Item, size: float, leading: float, sect: Node) -> Iterator[Box]:
        head = Style(SANS, size * 1.12, leading * 1.1, bold=True, before=size * 0.9, after=size * 0.2, keep=True)
        title = f"{item.number}. {self._prose.plain(item.title)}"
        yield self._boxes.heading(title, head, sect, "H2", f"question-{item.id}")
        short, *points = self._short_and_points(item)
        if short:
            yield self._boxes.line(short, Style(SANS, size, leading, after=size * 0.3), sect)
        if not points:
            return
        look = Style(SANS, size, leading, after=size * 0.08)
        listed = Node("L", sect, attributes=" /O /List /ListNumbering /Disc")
        for point in points:
            line, _ = self._boxes.item(point, listed, "•", look, left=size, gap=size * 0.4)
            yield line

    def _short_and_points(self, item: Item) -> tuple[Inlines, ...]:
        """What the reference shows of a question: the short answer, then the key points."""
        short = self._prose.line(item.answer.short) if item.answer and item.answer.short else ()
        return (short, *map(self._prose.line, item.key_points))
