"""The table of contents, and other lines with a page number, which are links on screen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alignprep.language.words import words_of
from alignprep.text.typography import typography_of
from alignprep_exporters.pdf.layout.boxes import Box, baseline
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.tagged.late import LateLine
from alignprep_exporters.pdf.type.lines import Line, break_lines, length
from alignprep_exporters.pdf.type.spans import Target, words
from alignprep_exporters.pdf.type.styles import LINE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alignprep import Packet
    from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas
    from alignprep_exporters.pdf.type.styles import Geometry, Style

__all__ = ["Mention", "PageLine", "contents"]

_NUMBER_WIDTH = 60.0
"""The room after the title for the page number."""
_NARROW = 48.0
"""The same in a column of several, where the other lines of a title are indented."""
_HANG = 12.0


class PageLine(Box):
    """A title with the number of its page on the right."""

    def __init__(
        self, text: str, key: str, parent: Node, width: float, look: Style, *, left: float = 0, narrow: bool = False
    ) -> None:
        """Make it; a `narrow` one stands in one of several columns."""
        self._style, self._key, self._width = look, key, width - left
        self.left = left
        self._node = Node("Link", parent)
        self._target = Target(text, key=key)
        self._span = replace(words(text, look)[0], node=self._node)
        self._hang = _HANG if narrow else 0.0
        self._lines = break_lines([self._span], self._width - (_NARROW if narrow else _NUMBER_WIDTH))
        self.height = len(self._lines) * look.leading
        self.before, self.after, self.keep = look.before, look.after, look.keep

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the title, a dotted line and the page's number, as one link."""
        span, key, right = self._span, self._key, x + self._width

        def number() -> Line:
            text = str(canvas.page_of(key))
            return Line([(span, text)], width=length(span, text))

        self._lines[-1].soft = True
        lines = self._lines_at(x, top)
        y = lines[-1][1]
        canvas.text(self._node, lines, LateLine(number, (right, y)))
        canvas.link(self._node, self._target, (x, top - self.height, right, top))
        canvas.leader(lines[-1][0] + lines[-1][2].width + 6, y + 1, lambda: right - number().width - 6, stroke=LINE)

    def _lines_at(self, x: float, top: float) -> list[tuple[float, float, Line]]:
        first = top - baseline(self._style)
        return [
            (x + self._hang * (index > 0), first - index * self._style.leading, line)
            for index, line in enumerate(self._lines)
        ]


class Mention(PageLine):
    """A title and its page in running text, such as "Reward hacking, page 12"."""

    def __init__(
        self, text: str, key: str, parent: Node, width: float, look: Style, after: str, *, narrow: bool = False
    ) -> None:
        """Make it; `after` follows the title, with the page in the place of `{page}`."""
        super().__init__(text, key, parent, width, look, narrow=narrow)
        self._after = after

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the title and the page, as one link."""
        span, key = self._span, self._key
        late = LateLine(lambda: Line([(span, self._after.replace("{page}", str(canvas.page_of(key))))]))
        canvas.text(self._node, self._lines_at(x, top), late)
        canvas.link(self._node, self._target, (x, top - self.height, x + self._width, top))


def contents(
    packet: Packet, titles: dict[str, str], parent: Node, page: Geometry, look_of: Callable[..., Style]
) -> Iterator[PageLine]:
    """The sections and their questions, then the references."""
    outer, say, prose = (
        Node("TOC", parent),
        words_of(packet.profile, typeset=True),
        typography_of(packet.profile.language),
    )

    def line(text: str, key: str, group: Node, *, left: float, name: str) -> PageLine:
        entry = Node("Reference", Node("TOCI", group))
        return PageLine(text, key, entry, page.measure, look_of(name), left=left, narrow=page.columns > 1)

    for section in packet.sections:
        yield line(prose.plain(section.title), f"section-{section.id}", outer, left=0, name="contents-section")
        inner = Node("TOC", outer)
        lines = [
            line(titles[item.id], f"question-{item.id}", inner, left=14, name="contents-question")
            for item in packet.in_section(section.id)
        ]
        for one in lines[:-1]:
            one.keep = True
        yield from lines
    if packet.references:
        last = line(say("References"), "references", outer, left=0, name="contents-section")
        last.keep = False
        yield last
