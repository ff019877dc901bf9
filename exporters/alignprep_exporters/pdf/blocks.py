"""Block nodes -> boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, assert_never

from alignprep.text import nodes
from alignprep_exporters.pdf.boxes import Box, Heading, Paragraph, label
from alignprep_exporters.pdf.fonts import SERIF
from alignprep_exporters.pdf.formulas import Formula
from alignprep_exporters.pdf.listing import Listing
from alignprep_exporters.pdf.spans import Span, spans, words
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.styles import INK, QUARTER, Geometry, style
from alignprep_exporters.pdf.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from alignprep.text.nodes import Block, Blocks, Inlines

__all__ = ["Writer"]

_BULLETS: Final = ("•", "–", "·")
_INDENT: Final = 14.0
_BOX: Final = "☐"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block stands: how far from the left, inside how many lists, in which style."""

    left: float = 0
    depth: int = 0
    style: str = "body"

    def inner(self, *, style: str = "", list_: bool = True) -> _Place:
        return _Place(self.left + _INDENT, self.depth + list_, style or self.style)


class Writer:
    """Makes boxes of blocks on a page of some geometry."""

    def __init__(self, labels: Mapping[str, str], page: Geometry) -> None:
        self._labels, self._page = labels, page

    def line(
        self, inlines: Inlines, parent: Node, name: str = "body", *, kind: str = "P", left: float = 0, **changes: object
    ) -> Paragraph:
        """A paragraph of inlines."""
        look, node = style(name, **changes), Node(kind, parent)
        return Paragraph(spans(inlines, look, self._labels, node), look, node, self._page.measure, left=left)

    def heading(self, text: str, parent: Node, name: str, *, kind: str, key: str, level: int) -> Heading:
        """A heading of plain text, with a bookmark."""
        look = style(name)
        made = Heading(words(text, look), look, Node(kind, parent), self._page.measure)
        made.key, made.name, made.level = key, text, level
        return made

    def plain(self, text: str, parent: Node, name: str, *, kind: str = "P", **changes: object) -> Paragraph:
        """A paragraph of plain text."""
        look = style(name, **changes)
        return Paragraph(words(text, look), look, Node(kind, parent), self._page.measure)

    def bullets(
        self, lines: Iterable[Inlines], parent: Node, *, box: bool = False, name: str = "tight"
    ) -> Iterator[Box]:
        """A list of lines, with bullets or with boxes to tick."""
        made = Node("L", parent, attributes=" /O /List /ListNumbering /" + ("Square" if box else "Disc"))
        last: Box | None = None
        for inlines in lines:
            if last is not None:
                yield last
            mark = Span(_BOX if box else _BULLETS[0], SERIF, style(name).size, INK)
            last = self._item(inlines, Node("LI", made), mark, _Place(style=name))
        if last is not None:
            last.after = style("body").after
            yield last

    def blocks(self, blocks: Blocks, parent: Node) -> Iterator[Box]:
        """Boxes of some blocks."""
        yield from self._blocks(blocks, parent, _Place())

    def code(self, text: str, language: str, parent: Node, *, left: float = 0) -> Listing:
        """A listing, as wide as the page."""
        return Listing(text, language, Node("Code", Node("P", parent)), self._page.wide - left)

    def _blocks(self, blocks: Blocks, parent: Node, place: _Place) -> Iterator[Box]:
        for block in blocks:
            yield from self._block(block, parent, place)

    def _block(self, block: Block, parent: Node, place: _Place) -> Iterator[Box]:
        match block:
            case nodes.Paragraph(children):
                yield self.line(children, parent, place.style, left=place.left)
            case nodes.BulletList(items, tight):
                bullet = _BULLETS[place.depth % len(_BULLETS)]
                yield from self._list(items, [bullet] * len(items), parent, place, tight, "Disc")
            case nodes.OrderedList(items, tight, start):
                numbers = [f"{start + index}." for index in range(len(items))]
                yield from self._list(items, numbers, parent, place, tight, "Decimal")
            case nodes.Quote(children):
                yield from self._blocks(children, Node("BlockQuote", parent), place.inner(style="quote", list_=False))
            case nodes.CodeBlock(text, language):
                yield _moved(self.code(text, language, parent, left=place.left), place)
            case nodes.Table():
                yield _moved(table(block, self._labels, parent, self._page.wide - place.left), place)
            case nodes.MathBlock(latex):
                width = self._page.measure - place.left
                yield _moved(Formula(latex, parent, width, self._page.depth - 2 * QUARTER), place)
            case _:
                assert_never(block)

    def _list(
        self, items: tuple[Blocks, ...], marks: list[str], parent: Node, place: _Place, tight: bool, numbering: str
    ) -> Iterator[Box]:
        made = Node("L", parent, attributes=f" /O /List /ListNumbering /{numbering}")
        name = "tight" if tight and place.style == "body" else place.style
        look = style(name)
        for index, (item, mark) in enumerate(zip(items, marks, strict=True)):
            entry = Node("LI", made)
            first, rest = item[:1], item[1:]
            children = first[0].children if first and isinstance(first[0], nodes.Paragraph) else ()
            others = rest if children else item
            line = self._item(
                children, entry, Span(mark, SERIF, look.size, look.color), _Place(place.left, place.depth, name)
            )
            if index == len(items) - 1 and not others:
                line.after = style("body").after
            yield line
            yield from self._blocks(others, line.body, place.inner())

    def _item(self, inlines: Inlines, entry: Node, mark: Span, place: _Place) -> _Item:
        number, body = Node("Lbl", entry), Node("LBody", entry)
        look, left = style(place.style), place.left + _INDENT
        node = Node("P", body)
        line = _Item(
            spans(inlines, look, self._labels, node),
            look,
            node,
            self._page.measure,
            left=left,
            label=label(mark, number, left - 5),
        )
        line.body = body
        return line


class _Item(Paragraph):
    """The first line of a list's item; `body` is the element that the others join."""

    body: Node


class _Moved(Box):
    """A box that stands further to the right."""

    def __init__(self, box: Box, left: float) -> None:
        self._box, self._left = box, left
        self.height, self.before, self.after, self.keep = box.height, box.before, box.after, box.keep

    @property
    def least(self) -> float:
        return self._box.least

    def parted(self, room: float) -> tuple[Box, Box] | None:
        parts = self._box.parted(room)
        return (_Moved(parts[0], self._left), _Moved(parts[1], self._left)) if parts else None

    def draw(self, sheet: object, x: float, top: float) -> None:
        self._box.draw(sheet, x + self._left, top)  # type: ignore[arg-type]


def _moved(box: Box, place: _Place) -> Box:
    return _Moved(box, place.left) if place.left else box
