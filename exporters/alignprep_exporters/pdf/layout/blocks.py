"""Markdown blocks, lists, headings and bibliography entries -> boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, assert_never

from alignprep.language.words import cut, words_of
from alignprep.model.bibliography import entry
from alignprep.text import nodes
from alignprep_exporters.pdf.layout.boxes import Box, Heading, Paragraph
from alignprep_exporters.pdf.layout.code import Listing
from alignprep_exporters.pdf.layout.tables import table
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.spans import cited_works, links, spans, words
from alignprep_exporters.pdf.type.styles import QUARTER, style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from alignprep import Packet
    from alignprep.model.bibliography import Reference
    from alignprep.text.nodes import Block, Blocks, Inlines
    from alignprep_exporters.pdf.type.spans import Span, Target
    from alignprep_exporters.pdf.type.styles import Geometry, Style

__all__ = ["BoxMaker"]

_BULLETS: Final = ("•", "–", "·")
_INDENT: Final = 14.0
_CHECKBOX: Final = "☐"


@dataclass(frozen=True, slots=True)
class _Place:
    """The position of a block: its distance from the left, how many lists are around it, and its style."""

    left: float = 0
    depth: int = 0
    style: str = "body"


_TOP: Final = _Place()


class BoxMaker:
    """Makes boxes from Markdown and plain text, for pages of one geometry."""

    def __init__(self, packet: Packet, page: Geometry, *, listed: bool = True) -> None:
        """Make it; in a document without a bibliography, works are not `listed`."""
        self._works, self._say, self._page = cited_works(packet, listed=listed), words_of(packet.profile), page

    def line(self, inlines: Inlines, look: Style, parent: Node, *, left: float = 0) -> Paragraph:
        """A paragraph of inline nodes."""
        node = Node("P", parent)
        return Paragraph(spans(inlines, look, self._works, node), look, node, self._page.measure, left=left)

    def plain(self, text: str, look: Style, parent: Node, *, kind: str = "P") -> Paragraph:
        """A paragraph of plain text."""
        return Paragraph(words(text, look), look, Node(kind, parent), self._page.measure)

    def heading(
        self,
        text: str,
        look: Style,
        parent: Node,
        kind: str,
        key: str,
        *,
        section: str | None = None,
        question: str | None = None,
        bookmark: str = "",
    ) -> Heading:
        """A heading with a bookmark, which says the same unless it is given; links with its key lead to it."""
        return Heading(
            words(text, look), look, Node(kind, parent), self._page.measure, key=key, level=int(kind == "H2"),
            section=section, question=question, bookmark=bookmark,
        )  # fmt: skip

    def item(
        self, inlines: Inlines, parent: Node, mark: str, look: Style, *, left: float, gap: float
    ) -> tuple[Paragraph, Node]:
        """The first paragraph of a list item, and the element to which the other blocks of the item belong."""
        made = Node("LI", parent)
        (bullet,) = words(mark, look)
        label, body = (bullet, Node("Lbl", made), gap), Node("LBody", made)
        node = Node("P", body)
        shown = spans(inlines, look, self._works, node)
        return Paragraph(shown, look, node, self._page.measure, left=left, label=label), body

    def bullets(self, lines: Iterable[Inlines], parent: Node, *, checkboxes: bool = False) -> Iterator[Box]:
        """A list of lines, with bullets or check boxes."""
        items = tuple((nodes.Paragraph(inlines),) for inlines in lines)
        mark, numbering = (_CHECKBOX, "Square") if checkboxes else (_BULLETS[0], "Disc")
        return self._list(items, [mark] * len(items), numbering, parent, _TOP, tight=True)

    def work(
        self, key: str, reference: Reference, parent: Node, citing: Sequence[tuple[str, Target]] | None = None
    ) -> Paragraph:
        """An entry of the bibliography, and links to the questions that cite it."""
        look, node = style("work"), Node("P", Node("LBody", Node("LI", parent)))
        named = nodes.Strong((nodes.Text(f"{self._works[key].label} "),))
        shown: list[Span] = spans((named, *entry(reference, self._say)), look, self._works, node)
        if citing is not None:
            said = self._say.plural(". Question {numbers}", ". Questions {numbers}", len(citing))
            for piece in cut(said, numbers=citing):
                shown += words(piece, look) * bool(piece) if isinstance(piece, str) else links(piece, look, node)
        return Paragraph(shown, look, node, self._page.measure, key=f"work-{key}")

    def code(self, text: str, language: str, parent: Node, *, left: float = 0) -> Listing:
        """A code listing, as wide as the page."""
        return Listing(text, language, Node("Code", Node("P", parent)), self._page.wide - left)

    def blocks(self, blocks: Blocks, parent: Node, place: _Place = _TOP) -> Iterator[Box]:
        """Boxes of Markdown blocks."""
        for block in blocks:
            yield from self._block(block, parent, place)

    def _block(self, block: Block, parent: Node, place: _Place) -> Iterator[Box]:
        left = place.left
        box: Box | None = None
        match block:
            case nodes.Paragraph(children):
                box = self.line(children, style(place.style), parent, left=left)
            case nodes.BulletList(items, tight):
                bullet = _BULLETS[place.depth % len(_BULLETS)]
                yield from self._list(items, [bullet] * len(items), "Disc", parent, place, tight=tight)
            case nodes.OrderedList(items, tight, start):
                numbers = [f"{start + index}." for index in range(len(items))]
                yield from self._list(items, numbers, "Decimal", parent, place, tight=tight)
            case nodes.Quote(children):
                inside = _Place(left + _INDENT, place.depth, "quote")
                yield from self.blocks(children, Node("BlockQuote", parent), inside)
            case nodes.CodeBlock(text, language):
                box = self.code(text, language, parent, left=left)
            case nodes.Table():
                box = table(block, self._works, parent, self._page.wide - left)
            case nodes.MathBlock(latex):
                # Imported when needed, since ziamath takes a third of the time in which this package is imported.
                from alignprep_exporters.pdf.layout.formulas import Formula

                box = Formula(latex, parent, self._page.measure - left, self._page.depth - 2 * QUARTER)
            case _:
                assert_never(block)
        if box is not None:
            box.left = left
            yield box

    def _list(
        self, items: Sequence[Blocks], marks: list[str], numbering: str, parent: Node, place: _Place, *, tight: bool
    ) -> Iterator[Box]:
        made = Node("L", parent, attributes=f" /O /List /ListNumbering /{numbering}")
        look = style("tight" if tight and place.style == "body" else place.style)
        left = place.left + _INDENT
        for index, (item, mark) in enumerate(zip(items, marks, strict=True)):
            first, others = nodes.item_parts(item)
            line, body = self.item(first, made, mark, look, left=left, gap=5)
            if index == len(items) - 1 and not others:
                line.after = style("body").after
            yield line
            yield from self.blocks(others, body, _Place(left, place.depth + 1, place.style))
