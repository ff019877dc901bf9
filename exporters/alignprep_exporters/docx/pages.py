"""On which page each bookmark is likely to stand.

Only who lays the document out knows its pages, and no two applications lay it out alike. But a number that is right or
next to right helps who reads a table of contents that nobody has updated yet, on paper above all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from alignprep_exporters.docx.elements import Element, name
from alignprep_exporters.docx.measures import Format, Formats

__all__ = ["pages_of"]

_PARAGRAPH: Final = name("w:p")
_TABLE: Final = name("w:tbl")
_MARK: Final = name("w:bookmarkStart")
_CELL: Final = 216
"""What the margins of a cell take of its width."""
_RULE: Final = 10
"""What the rule below a row takes of the page's height."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that follow each other: a paragraph, or a row of a table, which is one line."""

    lines: int
    line_height: float
    format: Format
    marks: tuple[str, ...] = ()

    @property
    def height(self) -> float:
        """Its height without the space around it."""
        return self.lines * self.line_height + self.format.border

    @property
    def least(self) -> float:
        """What has to be on the page where it begins: all of it, or two lines."""
        whole = self.format.keep_lines or self.lines <= 3
        return self.height if whole else 2 * self.line_height + self.format.border


def pages_of(body: Element, styles: Element) -> dict[str, int]:
    """The page of each bookmark in a document's body, which is of one section."""
    section = body.find(name("w:sectPr"))
    size, margin = (None, None) if section is None else (section.find(name("w:pgSz")), section.find(name("w:pgMar")))
    if size is None or margin is None:
        raise ValueError("a body without a page")
    within = {key: int(margin.get(name(f"w:{key}"), 0)) for key in ("top", "bottom", "left", "right")}
    width = int(size.get(name("w:w"), 0)) - within["left"] - within["right"]
    height = int(size.get(name("w:h"), 0)) - within["top"] - within["bottom"]
    return _placed(list(_blocks(body, Formats(styles), width)), height)


def _blocks(parent: Element, formats: Formats, width: int) -> Iterator[_Block]:
    for element in parent:
        if element.tag == _PARAGRAPH:
            format = formats.of(element)
            lines, line_height = formats.height(element, format, width)
            marks = tuple(mark.get(name("w:name"), "") for mark in element.iterchildren(_MARK))
            yield _Block(lines, line_height, format, marks)
        elif element.tag == _TABLE:
            columns = [int(column.get(name("w:w"), 0)) for column in element.iter(name("w:gridCol"))]
            for row in element.iterchildren(name("w:tr")):
                yield _row(row, formats, columns)
        elif element.tag == name("w:sdt"):
            for content in element.iterchildren(name("w:sdtContent")):
                yield from _blocks(content, formats, width)


def _row(row: Element, formats: Formats, columns: Iterable[int]) -> _Block:
    """A row: as high as the highest of its cells, and kept with the next where their text is."""
    height, kept = 0.0, False
    for cell, width in zip(row.iterchildren(name("w:tc")), columns, strict=True):
        blocks = list(_blocks(cell, formats, width - _CELL))
        height = max(height, sum(block.height + block.format.before + block.format.after for block in blocks))
        kept = kept or any(block.format.keep_next for block in blocks)
    return _Block(1, height + _CELL // 4 + _RULE, Format(keep_next=kept))


def _placed(blocks: list[_Block], height: float) -> dict[str, int]:
    """Set block below block, on a new page where one asks for it, or does not fit with what it is kept with."""
    found: dict[str, int] = {}
    page, used, space = 1, 0.0, 0
    index = 0
    while index < len(blocks):
        end = index
        while end < len(blocks) - 1 and blocks[end].format.keep_next and not blocks[end + 1].format.new_page:
            end += 1
        group = blocks[index : end + 1]
        if used and (group[0].format.new_page or not _fits(group, height - used, space)):
            page, used, space = page + 1, 0.0, 0
            group[0] = replace(group[0], format=replace(group[0].format, before=0))
        for block in group:
            gap = max(space, block.format.before)
            if used and used + gap + block.least > height:
                page, used, gap = page + 1, 0.0, 0
            found |= dict.fromkeys(block.marks, page)
            used += gap + block.height
            while used > height and block.lines > 1:
                page, used = page + 1, used - height
            space = block.format.after
        index = end + 1
    return found


def _fits(group: list[_Block], room: float, space: int) -> bool:
    """Whether a group fits below a space: its last block need only begin."""
    needed = 0.0
    for block in group:
        needed += max(space, block.format.before) + block.height
        space = block.format.after
    return needed - group[-1].height + group[-1].least <= room
