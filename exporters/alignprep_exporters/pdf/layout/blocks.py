"""Markdown blocks, lists, headings and bibliography entries -> boxes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, assert_never

from alignprep.language.words import cut, words_of
from alignprep.model.bibliography import entry
from alignprep.text import nodes
from alignprep.text.typography import typography_of
from alignprep_exporters.pdf.layout.boxes import Box, Heading, Paragraph
from alignprep_exporters.pdf.layout.code import Listing, fits
from alignprep_exporters.pdf.layout.tables import asked_widths, table
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.spans import cited_works, links, spans, words
from alignprep_exporters.pdf.type.styles import QUARTER, style

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from alignprep import Packet
    from alignprep.model.bibliography import Reference
    from alignprep.text.nodes import Block, Blocks, Inlines
    from alignprep_exporters.pdf.type.spans import Span, Target
    from alignprep_exporters.pdf.type.styles import Geometry, Style

__all__ = ["BoxMaker"]

_BULLETS: Final = ("•", "–", "·")
_INDENT: Final = 14.0
_LED_IN: Final = (nodes.BulletList, nodes.OrderedList, nodes.CodeBlock, nodes.Table, nodes.MathBlock, nodes.Quote)
"""What a paragraph before it leads in to."""
_SMALLEST: Final = 8.0
"""The smallest size of letters in which a formula is set in a column, in points."""
_SQUEEZED: Final = 1.5
"""How many times as wide as a column a table may want to be and is still set in one."""


@dataclass(frozen=True, slots=True)
class _Place:
    """The position of a block: its distance from the left, how many lists are around it, and its style."""

    left: float = 0
    depth: int = 0
    style: str = "body"


_TOP: Final = _Place()


class BoxMaker:
    """Makes boxes from Markdown and plain text, for pages of one geometry."""

    def __init__(
        self, packet: Packet, page: Geometry, *, listed: bool = True, look_of: Callable[..., Style] = style
    ) -> None:
        """Make it; in a document without a bibliography, works are not `listed`. `look_of` gives the styles of text."""
        self._works, self._page = cited_works(packet, listed=listed), page
        self._say = words_of(packet.profile, typeset=True)
        self._look_of, self._prose = look_of, typography_of(packet.profile.language)

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

    def bullets(self, lines: Iterable[Inlines], parent: Node) -> Iterator[Box]:
        """A list of lines, with bullets."""
        items = tuple((nodes.Paragraph(inlines),) for inlines in lines)
        return self._list(items, [_BULLETS[0]] * len(items), "Disc", parent, _TOP, tight=True)

    def numbered(self, lines: Iterable[Inlines], parent: Node) -> Iterator[Box]:
        """A list of lines, numbered from 1."""
        items = tuple((nodes.Paragraph(inlines),) for inlines in lines)
        numbers = [f"{number}." for number in range(1, len(items) + 1)]
        return self._list(items, numbers, "Decimal", parent, _TOP, tight=True)

    def work(
        self, key: str, reference: Reference, parent: Node, citing: Sequence[tuple[str, Target]] | None = None
    ) -> Paragraph:
        """An entry of the bibliography, and links to the questions that cite it."""
        look, node = self._look_of("work"), Node("P", Node("LBody", Node("LI", parent)))
        named = nodes.Strong((nodes.Text(f"{self._works[key].label} "),))
        described = self._prose.nodes(entry(reference, self._say))
        shown: list[Span] = spans((named, *described), look, self._works, node)
        if citing is not None:
            said = self._say.plural(". Question {numbers}", ". Questions {numbers}", len(citing))
            for piece in cut(said, numbers=citing):
                shown += words(piece, look) * bool(piece) if isinstance(piece, str) else links(piece, look, node)
        return Paragraph(shown, look, node, self._page.measure, key=f"work-{key}")

    def code(self, text: str, language: str, parent: Node, *, left: float = 0) -> Listing:
        """A code listing, as wide as a column if its lines fit into that, else as wide as the page."""
        look = self._look_of("code")
        wide = self._page.columns > 1 and not left and not fits(text, self._page.measure, look)
        room = self._page.measure if self._page.columns > 1 and not wide else self._page.wide
        made = Listing(text, language, Node("Code", Node("P", parent)), room - left, look)
        made.span = wide
        return made

    def _table(self, block: nodes.Table, parent: Node, left: float) -> Box:
        """A table, as wide as a column if no word and hardly a cell is broken in that, else as wide as the page."""
        page, look_of = self._page, self._look_of
        several = page.columns > 1
        least, wanted = asked_widths(block, self._works, look_of("cell").size)
        squeezed = least > page.measure or wanted > page.measure * _SQUEEZED
        wide = several and not left and squeezed
        made = table(block, self._works, parent, (page.wide if wide or not several else page.measure) - left, look_of)
        made.span = wide
        return made

    def _formula(self, latex: str, parent: Node, place: _Place) -> Box:
        """A formula, as wide as a column if it can be broken to fit into that, else as wide as the page."""
        # Imported when needed, since ziamath takes a third of the time in which this package is imported.
        from alignprep_exporters.pdf.layout.formulas import Formula, size_in

        page, left, size = self._page, place.left, self._look_of(place.style).size
        several, column = page.columns > 1, page.measure - left
        wide = several and not left and size_in(latex, column, size) < _SMALLEST
        width, margin = (page.wide, 0.0) if wide else (column, 0.0 if several else page.wide - left)
        made = Formula(latex, parent, width, page.depth - 2 * QUARTER, wide=margin, size=size)
        made.span = wide
        return made

    def blocks(self, blocks: Blocks, parent: Node, place: _Place = _TOP) -> Iterator[Box]:
        """Boxes of Markdown blocks; a paragraph stays with what it leads in to."""
        for block, following in zip_longest(blocks, blocks[1:]):
            leads = isinstance(block, nodes.Paragraph) and isinstance(following, _LED_IN)
            for box in self._block(block, parent, place):
                box.keep = box.keep or leads
                yield box

    def _block(self, block: Block, parent: Node, place: _Place) -> Iterator[Box]:
        left = place.left
        box: Box | None = None
        match block:
            case nodes.Paragraph(children):
                box = self.line(children, self._look_of(place.style), parent, left=left)
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
                box = self._table(block, parent, left)
            case nodes.MathBlock(latex):
                box = self._formula(latex, parent, place)
            case _:
                assert_never(block)
        if box is not None:
            box.left = left
            yield box

    def _list(
        self, items: Sequence[Blocks], marks: list[str], numbering: str, parent: Node, place: _Place, *, tight: bool
    ) -> Iterator[Box]:
        made = Node("L", parent, attributes=f" /O /List /ListNumbering /{numbering}")
        look = self._look_of("tight" if tight and place.style == "body" else place.style)
        left, last = place.left + _INDENT, len(items) - 1
        for index, (item, mark) in enumerate(zip(items, marks, strict=True)):
            first, others = nodes.item_parts(item)
            line, body = self.item(first, made, mark, look, left=left, gap=5)
            if index == last and not others:
                line.after = self._look_of("body").after
            # No item stands alone at the head or the foot of a column.
            line.keep = isinstance(others[0], _LED_IN) if others else index < last and index in (0, last - 1)
            yield line
            yield from self.blocks(others, body, _Place(left, place.depth + 1, place.style))
