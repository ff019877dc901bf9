"""The quick reference: one page for each section, with the short answer and the key points of each question.

A page is set in the largest size at which its section fits; a section too long for the smallest takes more pages.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING, Final

from alignprep.language.words import message, words_of
from alignprep.text.markdown import parse_line
from alignprep.text.nodes import Paragraph as Passage
from alignprep.text.nodes import cited
from alignprep_exporters.pdf.layout.blocks import BoxMaker
from alignprep_exporters.pdf.layout.boxes import Bar, Space
from alignprep_exporters.pdf.layout.contents import PageLine
from alignprep_exporters.pdf.layout.pages import Column, fill_pages
from alignprep_exporters.pdf.publish import draw_pages, furniture, require_answers
from alignprep_exporters.pdf.story import data_line
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.fonts import SANS, located, using
from alignprep_exporters.pdf.type.styles import ACCENT, SIZES, SOFT, Geometry, Style, style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alignprep import Item, Packet
    from alignprep.model.records import Section
    from alignprep.text.nodes import Inlines
    from alignprep_exporters.pdf.layout.boxes import Box
    from alignprep_exporters.pdf.layout.pages import Page

__all__ = ["render", "suffix"]

suffix: Final = ".pdf"

_NAME: Final = message("Quick reference")
_USE: Final = message(
    "A page a section: what to say in thirty seconds, and the points that an interviewer listens for."
)
_SCALE: Final = (6.0, 6.5, 7.0, 7.5, 8.0, 8.5, 9.0, 9.5)
_GUTTER: Final = 14.0
_COLUMNS: Final = 3


def render(packet: Packet) -> bytes:
    """A PDF document of one page for each section.

    Raises `alignprep.ExporterError` for an edition without answers, `alignprep.TextError` for a character that no font
    of the package has.
    """
    require_answers(packet)
    page = Geometry(*SIZES[packet.paper], left=32, right=32, top=54, bottom=45, notes=0)
    root = Node("Document")
    with using(packet.fonts), located("bank"):
        return draw_pages(packet, furniture(packet, _NAME), page, _QuickReference(packet, root, page).pages(), root)


class _QuickReference:
    def __init__(self, packet: Packet, root: Node, page: Geometry) -> None:
        self._packet, self._root, self._page = packet, root, page
        self._width = (page.wide - (_COLUMNS - 1) * _GUTTER) / _COLUMNS
        self._boxes = BoxMaker(packet, Geometry(self._width, page.depth, 0, 0, 0, 0, notes=0))

    def pages(self) -> Iterator[Page]:
        page = self._page
        yield from fill_pages(self._front(), [Column(page.left, page.height - page.top, page.depth)])
        for section in self._packet.sections:
            yield from self._section(section)

    def _front(self) -> Iterator[Box]:
        """Cover, contents and the cited works, on one page if they fit."""
        say = words_of(self._packet.profile)
        packet, boxes, sect = self._packet, BoxMaker(self._packet, self._page), Node("Sect", self._root)
        yield Space(56)
        yield Bar(56)
        yield boxes.plain(packet.title, style("title", size=30.5, leading=38.5), sect)
        yield boxes.plain(say(_NAME), style("subtitle", after=14), sect)
        yield boxes.plain(say(_USE), style("body"), sect)
        yield boxes.plain(data_line(packet), style("cover", after=28), sect)
        yield boxes.heading(say("Contents"), style("h2"), sect, "H1", "contents")
        contents = Node("TOC", sect)
        for section in packet.sections:
            line = Node("Reference", Node("TOCI", contents))
            yield PageLine(section.title, f"section-{section.id}", line, self._page.wide, style("contents-question"))
        keys = set(cited(tuple(Passage(line) for item in packet.items for line in _short_and_points(item))))
        if not keys:
            return
        yield boxes.heading(say("References"), style("h2"), sect, "H1", "references")
        listed = Node("L", sect)
        for key, reference in packet.references.items():
            if key in keys:
                with located("reference", key):
                    yield boxes.work(key, reference, listed)

    def _section(self, section: Section) -> list[Page]:
        """The section's pages: one, if possible, in the largest size."""
        largest = bisect_right(_SCALE, 0, key=lambda size: not self._fits(section, size)) - 1
        return self._balanced(list(self._section_boxes(section, _SCALE[max(largest, 0)], self._root)))

    def _fits(self, section: Section, size: float) -> bool:
        """Whether one page holds the section; looks no further than the second."""
        boxes = self._section_boxes(section, size, Node("Document"))
        return len(list(islice(fill_pages(boxes, self._columns(self._page.depth)), 2))) == 1

    def _balanced(self, boxes: Sequence[Box]) -> list[Page]:
        """Pages of the boxes; on a single page, columns of about the same depth."""
        pages = list(fill_pages(boxes, self._columns(self._page.depth)))
        if len(pages) > 1:
            return pages
        low, high = 0.0, self._page.depth
        while high - low > 7:
            middle = (low + high) / 2
            trial = list(fill_pages(boxes, self._columns(middle)))
            if len(trial) == 1:
                high, pages = middle, trial
            else:
                low = middle
        return pages

    def _columns(self, depth: float) -> list[Column]:
        top = self._page.height - self._page.top
        return [Column(self._page.left + index * (self._width + _GUTTER), top, depth) for index in range(_COLUMNS)]

    def _section_boxes(self, section: Section, size: float, root: Node) -> Iterator[Box]:
        title, sect = section.title, Node("Sect", root)
        head = Style(SANS, size * 1.95, size * 2.4, ACCENT, bold=True, after=size * 0.5, keep=True)
        yield self._boxes.heading(title, head, sect, "H1", f"section-{section.id}", section=title)
        if section.description is not None:
            with located("section", section.id):
                look = Style(SANS, size, size * 1.22, SOFT, after=size * 0.6)
                yield self._boxes.line(parse_line(section.description), look, sect)
        for item in self._packet.in_section(section.id):
            with located("question", item.id):
                yield from self._question(item, size, size * 1.22, Node("Sect", sect))

    def _question(self, item: Item, size: float, leading: float, sect: Node) -> Iterator[Box]:
        head = Style(SANS, size * 1.12, leading * 1.1, bold=True, before=size * 0.9, after=size * 0.2, keep=True)
        yield self._boxes.heading(f"{item.number}. {item.title}", head, sect, "H2", f"question-{item.id}")
        short, *points = _short_and_points(item)
        if short:
            yield self._boxes.line(short, Style(SANS, size, leading, after=size * 0.3), sect)
        if not points:
            return
        look = Style(SANS, size, leading, after=size * 0.08)
        listed = Node("L", sect, attributes=" /O /List /ListNumbering /Disc")
        for point in points:
            line, _ = self._boxes.item(point, listed, "•", look, left=size, gap=size * 0.4)
            yield line


def _short_and_points(item: Item) -> tuple[Inlines, ...]:
    """What the reference shows of a question: the short answer, then the key points."""
    short = parse_line(item.answer.short) if item.answer and item.answer.short else ()
    return (short, *map(parse_line, item.key_points))
