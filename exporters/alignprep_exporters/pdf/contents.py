"""The contents, and lines that name the page of something: links on screen, page numbers on paper."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alignprep_exporters.pdf.boxes import Box, baseline
from alignprep_exporters.pdf.lines import Line, broken, length
from alignprep_exporters.pdf.spans import Target, words
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.styles import LINE, style
from alignprep_exporters.pdf.waiting import Late

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alignprep import Packet
    from alignprep_exporters.pdf.sheet import Sheet
    from alignprep_exporters.pdf.styles import Geometry

__all__ = ["Mention", "PageLine", "contents"]

_NUMBER_WIDTH = 60.0
"""What the title leaves free, so that the number fits behind it."""


class PageLine(Box):
    """A title with the number of its page on the right."""

    def __init__(self, text: str, key: str, parent: Node, width: float, *, name: str, left: float = 0) -> None:
        look = style(name)
        self._style, self._key, self._width, self._left = look, key, width, left
        self._node = Node("Link", parent)
        self._target = Target(text, key=key)
        self._span = replace(words(text, look)[0], node=self._node)
        self._lines = broken([self._span], width - left - _NUMBER_WIDTH)
        self.height = len(self._lines) * look.leading
        self.before, self.after, self.keep = look.before, look.after, look.keep

    def draw(self, sheet: Sheet, x: float, top: float) -> None:
        """Draw the title, a dotted line and the page's number, as one link."""
        first = top - baseline(self._style)
        y = first - (len(self._lines) - 1) * self._style.leading
        span, key, right = self._span, self._key, x + self._width

        def number() -> Line:
            text = str(sheet.page_of(key))
            return Line([(span, text)], width=length(span, text))

        self._lines[-1].soft = True
        lines = [(x + self._left, first - index * self._style.leading, line) for index, line in enumerate(self._lines)]
        sheet.text(self._node, lines, Late(number, (right, y)))
        sheet.link(self._node, self._target, (x + self._left, top - self.height, right, top))
        start = x + self._left + self._lines[-1].width + 6
        sheet.leader(start, y + 1, lambda: right - number().width - 6, stroke=LINE)


class Mention(PageLine):
    """A title with its page behind it, for a place where a column of numbers would part the text around it."""

    def draw(self, sheet: Sheet, x: float, top: float) -> None:
        """Draw the title and the page, as one link."""
        first = top - baseline(self._style)
        lines = [(x + self._left, first - index * self._style.leading, line) for index, line in enumerate(self._lines)]
        span, key, left = self._span, self._key, lines[-1][0]
        sheet.text(self._node, lines, Late(lambda: Line([(span, f", page {sheet.page_of(key)}")])))
        sheet.link(self._node, self._target, (left, top - self.height, left + self._width, top))


def contents(packet: Packet, titles: dict[str, str], parent: Node, page: Geometry) -> Iterator[PageLine]:
    """The sections and their questions, then the references."""
    outer = Node("TOC", parent)

    def line(text: str, key: str, group: Node, *, left: float, name: str) -> PageLine:
        entry = Node("Reference", Node("TOCI", group))
        return PageLine(text, key, entry, page.measure, name=name, left=left)

    for section in packet.sections:
        yield line(section.title, f"section-{section.id}", outer, left=0, name="contents-section")
        inner = Node("TOC", outer)
        lines = [
            line(titles[item.id], f"question-{item.id}", inner, left=14, name="contents-question")
            for item in packet.in_section(section.id)
        ]
        for one in lines[:-1]:
            one.keep = True
        yield from lines
    if packet.references:
        yield line("References", "references", outer, left=0, name="contents-section")
