"""Estimates the page of each bookmark.

Only the application that lays out a document knows its pages, and no two lay it out alike. But a number that is right,
or off by one, helps readers of a table of contents that nobody has updated yet, above all on paper.

Lengths are in twentieths of a point.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from alignprep_exporters.docx.measure import BOLD, FIXED, REGULAR, formula_height, lines
from alignprep_exporters.docx.xml import EMU, Element, name

__all__ = ["Area", "Block", "Ruler"]

_LEADING: Final = 1.2207
"""The height of a line of Calibri, as a multiple of its size."""
_LEADINGS: Final = {"Cambria": 1.172}
"""That of other faces."""
_CELL_MARGINS: Final = 216
"""The width of a cell's margins, left and right together."""
_RULE: Final = 10
"""The height of the rule below a row."""
_RULES: Final = 40
"""The height of the rules above and below a table."""
_INLINE: Final = 0.06
"""How much higher a formula makes its line at the least, in lines."""
_LIST_INDENT: Final = 360
_FORMULAS: Final = (name("m:oMathPara"), name("m:oMath"))
_PICTURE: Final = name("wp:extent")
_SECTION: Final = name("w:sectPr")
_SWITCHES: Final = {
    name("w:keepNext"): "keep_next",
    name("w:keepLines"): "keep_lines",
    name("w:pageBreakBefore"): "new_page",
}
_OFF: Final = ("0", "false", "off")
_CODE: Final = "Consolas"
_LIST: Final = re.compile("List(?:Bullet|Number)([23]?)")


@dataclass(frozen=True, slots=True)
class _Format:
    """The properties of a paragraph that decide how much room it takes."""

    size: float = 10
    """In points."""
    face: str = REGULAR
    leading: float = _LEADING
    """The height of a line, as a multiple of its size."""
    before: int = 0
    after: int = 0
    line: int = 240
    exact: bool = False
    indent: int = 0
    first: int = 0
    """How much further the first line is indented; below 0 for one that hangs."""
    border: int = 0
    keep_next: bool = False
    keep_lines: bool = False
    new_page: bool = False

    @property
    def line_height(self) -> float:
        """The height of one line."""
        return self.line if self.exact else self.size * 20 * self.leading * self.line / 240


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
    head: float = 0
    """The height of the rows that are repeated above it on a page that begins with it."""

    @property
    def height(self) -> float:
        """Its height without the space around it."""
        return self.lines * self.line_height + self.format.border

    @property
    def least(self) -> float:
        """The height that must fit on the page where the block begins: all of it, or two lines."""
        whole = self.format.keep_lines or self.lines <= 3
        return self.height if whole else 2 * self.line_height + self.format.border

    def after_page(self, room: float) -> Block:
        """What is left of a block that begins in this room at the foot of a page: at least two lines."""
        shown = min(int((room - self.format.border) // self.line_height), self.lines - 2)
        return replace(self, lines=self.lines - max(shown, 1))


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
                count, line_height = _measure(element, format, width, self._formats.faces)
                bookmarks = tuple(
                    mark.get(name("w:name"), "") for mark in element.iterchildren(name("w:bookmarkStart"))
                )
                yield Block(count, line_height, format, bookmarks, _ended(element))
            elif element.tag == name("w:tbl"):
                widths = [int(column.get(name("w:w"), 0)) for column in element.iter(name("w:gridCol"))]
                yield from self._rows(element, widths)
            elif element.tag == name("w:sdt"):
                for content in element.iterchildren(name("w:sdtContent")):
                    yield from self._blocks(content, width)

    def _rows(self, table: Element, widths: Sequence[int]) -> Iterator[Block]:
        """The rows of a table, of which the first has the room for its rules; one that is a header is repeated."""
        rules, head = _RULES, 0.0
        for row in table.iterchildren(name("w:tr")):
            block = self._row(row, widths)
            yield replace(block, line_height=block.line_height + rules, head=head)
            if rules and row.find(f"{name('w:trPr')}/{name('w:tblHeader')}") is not None:
                head = block.line_height
            rules = 0

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
            page, _ = _lay_out(blocks[start : end + 1], area, area.first_page(page) if start else 1, found)
            start = end + 1
        return found

    def used(self, blocks: Sequence[Block]) -> float:
        """How full the last page is if these are all blocks of the section so far."""
        return _lay_out(blocks, self.area, 1, {})[1]


def _lay_out(blocks: Sequence[Block], area: Area, page: int, found: dict[str, int]) -> tuple[int, float]:
    """Note the page of each bookmark in a section that begins on a page; the page where it ends, and how full that is.

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
            page, used, space = page + 1, group[0].head, 0
            group[0] = replace(group[0], format=replace(group[0].format, before=0))
        for block in group:
            gap = max(space, block.format.before)
            if used and used + gap + block.least > area.height:
                page, used, gap = page + 1, block.head, 0
            found |= dict.fromkeys(block.bookmarks, page)
            used += gap
            rest = block
            while used + rest.height > area.height and rest.lines > 1:
                page, rest, used = page + 1, rest.after_page(area.height - used), 0.0
            used += rest.height
            space = block.format.after
        index = end + 1
    return page, used


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
        self.faces = {id: face for id, style in self._styles.items() if (face := _face(style))}
        """The kinds of face of the character styles that have one of their own."""
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


def _face(style: Element) -> str:
    """The kind of face of a character style; empty for that of the text around it."""
    if style.get(name("w:type")) != "character":
        return ""
    format = replace(_Format(), face="")
    for properties in style.iterchildren(name("w:rPr")):
        format = _with_properties(format, properties)
    return format.face


def _with_properties(format: _Format, properties: Element) -> _Format:
    """A format with the properties of a style, a paragraph or a run."""
    changes: dict[str, Any] = {}
    for element in properties:
        value = element.get(name("w:val"), "")
        match element.tag:
            case tag if tag in _SWITCHES:
                changes[_SWITCHES[tag]] = value not in _OFF
            case tag if tag == name("w:sz"):
                changes["size"] = max(_whole_number(element, "val") / 2, 1)
            case tag if tag == name("w:rFonts"):
                face = element.get(name("w:ascii"), "")
                changes |= {"face": FIXED if face == _CODE else REGULAR, "leading": _LEADINGS.get(face, _LEADING)}
            case tag if tag == name("w:b"):
                changes["face"] = REGULAR if value in _OFF else BOLD
            case tag if tag == name("w:spacing"):
                keys = [key for key in ("before", "after", "line") if name(f"w:{key}") in element.attrib]
                changes |= {key: _whole_number(element, key) for key in keys}
                if "line" in keys:
                    changes["exact"] = element.get(name("w:lineRule"), "auto") == "exact"
            case tag if tag == name("w:ind"):
                changes["indent"] = _whole_number(element, "left") + _whole_number(element, "right")
                changes["first"] = _whole_number(element, "firstLine") - _whole_number(element, "hanging")
            case tag if tag == name("w:pBdr"):
                sides = [side for side in element if side.tag in (name("w:top"), name("w:bottom"))]
                changes["border"] = sum(_whole_number(side, "space") * 20 for side in sides)
    return replace(format, **changes) if changes else format


def _whole_number(element: Element, key: str) -> int:
    """An attribute that holds a whole number; 0 where a company's template has anything else."""
    text = element.get(name(f"w:{key}"), "")
    return int(text) if re.fullmatch("-?[0-9]{1,5}", text) else 0


def _measure(paragraph: Element, format: _Format, width: int, faces: Mapping[str, str]) -> tuple[int, float]:
    """How many lines a paragraph has within a width, and the height of each."""
    formulas: list[float] = []
    for element in paragraph.iter(_PICTURE, *_FORMULAS):
        if element.tag == _PICTURE:
            return 1, int(element.get("cy", 0)) / EMU
        formulas.append(formula_height(element))
    others, first = (int((width - format.indent - more) * 50 / format.size) for more in (0, format.first))
    count = lines(paragraph, format.face, faces, first, others)
    extra = max(formulas, default=1.0) - 1 + _INLINE * min(len(formulas), count)
    return count, format.line_height * (1 + extra / count)
