"""Estimates the page of each bookmark.

Only the application that lays out a document knows its pages, and no two lay it out alike. But a number that is right,
or off by one, helps readers of a table of contents that nobody has updated yet, above all on paper.

Lengths are in twentieths of a point.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil
from typing import Any, Final

from alignprep.text.characters import is_wide
from alignprep_exporters.docx.xml import EMU, Element, name

__all__ = ["Area", "Block", "Ruler"]

_WIDTHS: Final = (
    226, 326, 401, 498, 507, 715, 682, 221, 303, 303, 498, 498, 250, 306, 252, 386, 507, 507, 507, 507, 507, 507, 507,
    507, 507, 507, 268, 268, 498, 498, 498, 463, 894, 579, 544, 533, 615, 488, 459, 631, 623, 252, 319, 520, 420, 855,
    646, 662, 517, 673, 543, 459, 487, 642, 567, 890, 519, 487, 468, 307, 386, 307, 498, 498, 291, 479, 525, 423, 525,
    498, 305, 471, 525, 229, 239, 455, 229, 799, 525, 527, 525, 525, 349, 391, 335, 525, 452, 715, 433, 453, 395, 314,
    460, 314, 498,
)  # fmt: skip
"""The widths of U+0020 to U+007E in Carlito, which are the same in Calibri, in thousandths of an em."""
_OTHER_WIDTH: Final = 520
"""About the width of any other character."""
_WIDE: Final = 1000
"""The width of a Chinese, Japanese or Korean character."""
_FIXED_WIDTH: Final = 550
"""The width of a character of Consolas."""
_LINE_HEIGHT: Final = 1.2207
"""The height of a line of Calibri, as a multiple of its size."""
_CELL_MARGINS: Final = 216
"""The width of a cell's margins, left and right together."""
_RULE: Final = 10
"""The height of the rule below a row."""
_LIST_INDENT: Final = 360
_TALL: Final = frozenset(name(f"m:{tag}") for tag in ("f", "nary", "limLow", "limUpp", "m"))
"""The elements that make an equation two lines high."""
_TEXTS: Final = frozenset({name("w:t"), name("m:t")})
_BREAK: Final = name("w:br")
_PICTURE: Final = name("wp:extent")
_SECTION: Final = name("w:sectPr")
_SWITCHES: Final = {
    name("w:keepNext"): "keep_next",
    name("w:keepLines"): "keep_lines",
    name("w:pageBreakBefore"): "new_page",
}
_LIST: Final = re.compile("List(?:Bullet|Number)([23]?)")


@dataclass(frozen=True, slots=True)
class _Format:
    """The properties of a paragraph that decide how much room it takes."""

    size: float = 10
    """In points."""
    fixed: bool = False
    """Whether all characters have one width."""
    before: int = 0
    after: int = 0
    line: int = 240
    exact: bool = False
    indent: int = 0
    border: int = 0
    keep_next: bool = False
    keep_lines: bool = False
    new_page: bool = False

    @property
    def line_height(self) -> float:
        """The height of one line."""
        return self.line if self.exact else self.size * 20 * _LINE_HEIGHT * self.line / 240


@dataclass(frozen=True, slots=True)
class Area:
    """The pages of a section of the document."""

    begins: str
    """Its first page, as Word calls it: `nextPage`, or the next `evenPage` or `oddPage`."""
    width: int
    """The width of the text."""
    height: int
    """The height of the text."""

    @classmethod
    def of(cls, section: Element) -> Area:
        """What a `w:sectPr` says."""
        size, margin, kind = (section.find(name(f"w:{tag}")) for tag in ("pgSz", "pgMar", "type"))
        if size is None or margin is None:
            raise ValueError("a section without a page")
        margins = {key: int(margin.get(name(f"w:{key}"), 0)) for key in ("top", "bottom", "left", "right")}
        return cls(
            "nextPage" if kind is None else kind.get(name("w:val"), "nextPage"),
            int(size.get(name("w:w"), 0)) - margins["left"] - margins["right"],
            int(size.get(name("w:h"), 0)) - margins["top"] - margins["bottom"],
        )

    def first_page(self, last: int) -> int:
        """Its first page after the last one of the section before it."""
        page = last + 1
        wanted = {"evenPage": 0, "oddPage": 1}.get(self.begins, page % 2)
        return page + (page % 2 != wanted)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that follow each other: those of a paragraph, or a row of a table, which counts as one line."""

    lines: int
    line_height: float
    format: _Format
    bookmarks: tuple[str, ...] = ()
    ends: Area | None = None
    """The section that it is the end of."""

    @property
    def height(self) -> float:
        """Its height without the space around it."""
        return self.lines * self.line_height + self.format.border

    @property
    def least(self) -> float:
        """The height that must fit on the page where the block begins: all of it, or two lines."""
        whole = self.format.keep_lines or self.lines <= 3
        return self.height if whole else 2 * self.line_height + self.format.border


class Ruler:
    """Measures the blocks of a document, section by section."""

    def __init__(self, styles: Element) -> None:
        self.area = Area("nextPage", 0, 0)
        """The section that the blocks are in which are measured next."""
        self._formats = _Formats(styles)
        self._known: dict[Block, Block] = {}

    def height(self, elements: Iterable[Element]) -> float:
        """The height of elements that follow each other, with all the space around them."""
        formats = self._blocks(elements, self.area.width)
        return sum(block.format.before + block.height + block.format.after for block in formats)

    def blocks(self, elements: Iterable[Element]) -> Iterator[Block]:
        """Measure elements of the body."""
        return map(self._interned, self._blocks(elements, self.area.width))

    def _interned(self, block: Block) -> Block:
        """The first block that equals this one; sharing saves memory, since most blocks are as high as some other."""
        return block if block.bookmarks else self._known.setdefault(block, block)

    def _blocks(self, elements: Iterable[Element], width: int) -> Iterator[Block]:
        for element in elements:
            if element.tag == name("w:p"):
                format = self._formats.of(element)
                lines, line_height = _measure(element, format, width)
                bookmarks = tuple(
                    mark.get(name("w:name"), "") for mark in element.iterchildren(name("w:bookmarkStart"))
                )
                yield Block(lines, line_height, format, bookmarks, _ended(element))
            elif element.tag == name("w:tbl"):
                widths = [int(column.get(name("w:w"), 0)) for column in element.iter(name("w:gridCol"))]
                for row in element.iterchildren(name("w:tr")):
                    yield self._row(row, widths)
            elif element.tag == name("w:sdt"):
                for content in element.iterchildren(name("w:sdtContent")):
                    yield from self._blocks(content, width)

    def _row(self, row: Element, widths: Iterable[int]) -> Block:
        """A row: as high as the highest of its cells, and kept with the next row if a paragraph in it is."""
        height, kept = 0.0, False
        for cell, width in zip(row.iterchildren(name("w:tc")), widths, strict=True):
            blocks = list(self._blocks(cell, width - _CELL_MARGINS))
            height = max(height, sum(block.height + block.format.before + block.format.after for block in blocks))
            kept = kept or any(block.format.keep_next for block in blocks)
        return Block(1, height + _CELL_MARGINS // 4 + _RULE, _Format(keep_next=kept))

    def pages(self, blocks: Sequence[Block]) -> dict[str, int]:
        """The page of each bookmark, if these are all blocks of the body, the last section being the current one."""
        found: dict[str, int] = {}
        page, start = 0, 0
        ends = [(index, block.ends) for index, block in enumerate(blocks) if block.ends is not None]
        for end, area in (*ends, (len(blocks) - 1, self.area)):
            page = _lay_out(blocks[start : end + 1], area, area.first_page(page) if start else 1, found)
            start = end + 1
        return found


def _lay_out(blocks: Sequence[Block], area: Area, page: int, found: dict[str, int]) -> int:
    """Note the page of each bookmark in a section that begins on a page; the page where it ends.

    A block begins a new page if its format says so, or if it does not fit together with the blocks that it is kept
    with.
    """
    used, space = 0.0, 0
    index = 0
    while index < len(blocks):
        end = index
        while end < len(blocks) - 1 and blocks[end].format.keep_next and not blocks[end + 1].format.new_page:
            end += 1
        group = list(blocks[index : end + 1])
        if used and (group[0].format.new_page or not _fits(group, area.height - used, space)):
            page, used, space = page + 1, 0.0, 0
            group[0] = replace(group[0], format=replace(group[0].format, before=0))
        for block in group:
            gap = max(space, block.format.before)
            if used and used + gap + block.least > area.height:
                page, used, gap = page + 1, 0.0, 0
            found |= dict.fromkeys(block.bookmarks, page)
            used += gap + block.height
            while used > area.height and block.lines > 1:
                page, used = page + 1, used - area.height
            space = block.format.after
        index = end + 1
    return page


def _ended(paragraph: Element) -> Area | None:
    """The section that a paragraph ends: the last of its properties, if any."""
    last = paragraph[0][-1] if len(paragraph) and len(paragraph[0]) else None
    return Area.of(last) if last is not None and last.tag == _SECTION else None


def _fits(group: list[Block], room: float, space: int) -> bool:
    """Whether a group of blocks fits below a space; its last block need only begin."""
    needed = 0.0
    for block in group:
        needed += max(space, block.format.before) + block.height
        space = block.format.after
    return needed - group[-1].height + group[-1].least <= room


class _Formats:
    """The formats of one document's styles."""

    def __init__(self, styles: Element) -> None:
        self._styles = {style.get(name("w:styleId"), ""): style for style in styles.iter(name("w:style"))}
        self._made: dict[str, _Format] = {}
        defaults = styles.find(name("w:docDefaults"))
        self._base = _Format()
        for properties in () if defaults is None else defaults.iter(name("w:pPr"), name("w:rPr")):
            self._base = _with_properties(self._base, properties)

    def of(self, paragraph: Element) -> _Format:
        """The format of a paragraph: its style's, with its own properties."""
        properties = paragraph.find(name("w:pPr"))
        if properties is None:
            return self._style("Normal")
        style = properties.find(name("w:pStyle"))
        format = self._style("Normal" if style is None else style.get(name("w:val"), ""))
        return format if len(properties) == 1 else _with_properties(format, properties)

    def _style(self, id: str) -> _Format:
        if id not in self._made:
            self._made[id] = self._base
            style = self._styles.get(id)
            if style is not None:
                based = style.find(name("w:basedOn"))
                format = self._style(based.get(name("w:val"), "")) if based is not None else self._base
                for properties in style.iterchildren(name("w:pPr"), name("w:rPr")):
                    format = _with_properties(format, properties)
                numbered = _LIST.fullmatch(id)
                if numbered and not format.indent:
                    format = replace(format, indent=_LIST_INDENT * int(numbered[1] or 1))
                self._made[id] = format
        return self._made[id]


def _with_properties(format: _Format, properties: Element) -> _Format:
    """A format with the properties of a style, a paragraph or a run."""
    changes: dict[str, Any] = {}
    for element in properties:
        value = element.get(name("w:val"), "")
        match element.tag:
            case tag if tag in _SWITCHES:
                changes[_SWITCHES[tag]] = value not in ("0", "false", "off")
            case tag if tag == name("w:sz"):
                changes["size"] = max(_whole_number(element, "val") / 2, 1)
            case tag if tag == name("w:rFonts"):
                changes["fixed"] = element.get(name("w:ascii")) == "Consolas"
            case tag if tag == name("w:spacing"):
                keys = [key for key in ("before", "after", "line") if name(f"w:{key}") in element.attrib]
                changes |= {key: _whole_number(element, key) for key in keys}
                if "line" in keys:
                    changes["exact"] = element.get(name("w:lineRule"), "auto") == "exact"
            case tag if tag == name("w:ind"):
                changes["indent"] = _whole_number(element, "left") + _whole_number(element, "right")
            case tag if tag == name("w:pBdr"):
                sides = [side for side in element if side.tag in (name("w:top"), name("w:bottom"))]
                changes["border"] = sum(_whole_number(side, "space") * 20 for side in sides)
    return replace(format, **changes) if changes else format


def _whole_number(element: Element, key: str) -> int:
    """An attribute that holds a whole number; 0 where a company's template has anything else."""
    text = element.get(name(f"w:{key}"), "")
    return int(text) if re.fullmatch("-?[0-9]{1,5}", text) else 0


def _measure(paragraph: Element, format: _Format, width: int) -> tuple[int, float]:
    """How many lines a paragraph has within a width, and the height of each."""
    pieces, extra = [""], 0.0
    for element in paragraph.iter():
        tag = element.tag
        if tag in _TEXTS:
            pieces[-1] += element.text or ""
        elif tag == _BREAK:
            pieces.append("")
        elif tag == _PICTURE:
            return 1, int(element.get("cy", 0)) / EMU
        elif tag in _TALL and not extra:
            extra = 1.0
    available = int((width - format.indent) * 50 / format.size)
    lines = sum(_count_lines(piece, available, format.fixed) for piece in pieces)
    return lines, format.line_height * (1 + extra / lines)


def _count_lines(text: str, available: int, fixed: bool) -> int:
    """How many lines a text takes when each line has as many words as fit."""
    if fixed:
        return max(1, ceil(len(text) * _FIXED_WIDTH / available)) if available > 0 else 1
    if len(text) * _WIDE <= available:
        return 1
    lines, room = 1, available
    for word in text.split(" "):
        width = _width(word)
        if width > room and room < available:
            lines, room = lines + 1, available
        if width > available > 0:
            lines += width // available
            width %= available
        room -= width + _WIDTHS[0]
    return lines


@lru_cache(maxsize=20_000)
def _width(word: str) -> int:
    return sum(map(_character_width, word))


def _character_width(character: str) -> int:
    if " " <= character <= "~":
        return _WIDTHS[ord(character) - 32]
    return _WIDE if is_wide(character) else _OTHER_WIDTH
