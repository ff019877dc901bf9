"""On which page each bookmark is likely to stand.

Only who lays the document out knows its pages, and no two applications lay it out alike. But a number that is right or
next to right helps who reads a table of contents that nobody has updated yet, on paper above all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from alignprep_exporters.docx.elements import Element, name
from alignprep_exporters.docx.measures import Format, Formats

__all__ = ["Block", "Ruler"]

_PARAGRAPH: Final = name("w:p")
_TABLE: Final = name("w:tbl")
_MARK: Final = name("w:bookmarkStart")
_CELL: Final = 216
"""What the margins of a cell take of its width."""
_RULE: Final = 10
"""What the rule below a row takes of the page's height."""


@dataclass(frozen=True, slots=True)
class Block:
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


class Ruler:
    """Measures the blocks of a document that is of one section."""

    def __init__(self, section: Element, styles: Element) -> None:
        size, margin = section.find(name("w:pgSz")), section.find(name("w:pgMar"))
        if size is None or margin is None:
            raise ValueError("a section without a page")
        within = {key: int(margin.get(name(f"w:{key}"), 0)) for key in ("top", "bottom", "left", "right")}
        self._width = int(size.get(name("w:w"), 0)) - within["left"] - within["right"]
        self._height = int(size.get(name("w:h"), 0)) - within["top"] - within["bottom"]
        self._formats = Formats(styles)
        self._met: dict[Block, Block] = {}

    def blocks(self, elements: Iterable[Element]) -> Iterator[Block]:
        """What elements of the body take of a page; most are as high as some other, and are then the same object."""
        return map(self._known, _blocks(elements, self._formats, self._width))

    def rows(self, rows: Iterable[Element], columns: Sequence[int]) -> Iterator[Block]:
        """What the rows of a table take of a page; its columns are so wide."""
        return (self._known(_row(row, self._formats, columns)) for row in rows)

    def _known(self, block: Block) -> Block:
        return block if block.marks else self._met.setdefault(block, block)

    def pages(self, blocks: list[Block]) -> dict[str, int]:
        """The page of each bookmark, where these are all blocks of the body."""
        return _placed(blocks, self._height)


def _blocks(parent: Iterable[Element], formats: Formats, width: int) -> Iterator[Block]:
    for element in parent:
        if element.tag == _PARAGRAPH:
            format = formats.of(element)
            lines, line_height = formats.height(element, format, width)
            marks = tuple(mark.get(name("w:name"), "") for mark in element.iterchildren(_MARK))
            yield Block(lines, line_height, format, marks)
        elif element.tag == _TABLE:
            columns = [int(column.get(name("w:w"), 0)) for column in element.iter(name("w:gridCol"))]
            for row in element.iterchildren(name("w:tr")):
                yield _row(row, formats, columns)
        elif element.tag == name("w:sdt"):
            for content in element.iterchildren(name("w:sdtContent")):
                yield from _blocks(content, formats, width)


def _row(row: Element, formats: Formats, columns: Iterable[int]) -> Block:
    """A row: as high as the highest of its cells, and kept with the next where their text is."""
    height, kept = 0.0, False
    for cell, width in zip(row.iterchildren(name("w:tc")), columns, strict=True):
        blocks = list(_blocks(cell, formats, width - _CELL))
        height = max(height, sum(block.height + block.format.before + block.format.after for block in blocks))
        kept = kept or any(block.format.keep_next for block in blocks)
    return Block(1, height + _CELL // 4 + _RULE, Format(keep_next=kept))


def _placed(blocks: list[Block], height: float) -> dict[str, int]:
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


def _fits(group: list[Block], room: float, space: int) -> bool:
    """Whether a group fits below a space: its last block need only begin."""
    needed = 0.0
    for block in group:
        needed += max(space, block.format.before) + block.height
        space = block.format.after
    return needed - group[-1].height + group[-1].least <= room
