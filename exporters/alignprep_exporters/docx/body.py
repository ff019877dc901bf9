"""The document's body while it is written: what has been numbered, linked and drawn so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docx.opc.constants import RELATIONSHIP_TYPE

from alignprep_exporters.docx.addresses import address
from alignprep_exporters.docx.elements import Element, new, run
from alignprep_exporters.docx.pages import Ruler
from alignprep_exporters.docx.stretch import Stretch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document

    from alignprep import Packet

__all__ = ["TEXT_WIDTH", "Body", "internal", "paragraph"]

TEXT_WIDTH: Final = 9300
"""The width of the text in twentieths of a point: the same on both papers, whose margins differ."""


def paragraph(style: str, *content: Element, properties: tuple[Element, ...] = ()) -> Element:
    """A paragraph in a style; `properties` come in the order of the schema."""
    return new("w:p", new("w:pPr", new("w:pStyle", val=style), *properties), *content)


class Body:
    """Takes the blocks of a document, which python-docx never sees, and hands out what is unique.

    Every id is a count of what came before, so the same packet has the same ids.
    """

    def __init__(self, document: Document, packet: Packet) -> None:
        self.document = document
        self.packet = packet
        self.headings: list[tuple[int, str, str]] = []
        """The headings so far: level, text and bookmark."""
        self._ruler = Ruler(document.element.body.sectPr, document.styles.element)
        self._front, self._main = (Stretch(document, self._ruler.blocks) for _ in range(2))
        self._now = self._front
        self._numbering = document.part.numbering_part.element
        self._ids = 0
        self._lists = len(self._numbering.num_lst)
        self._links: dict[str, str] = {}
        self._works = {key: index for index, key in enumerate(packet.references, 1)}

    def append(self, *blocks: Element) -> None:
        """Add paragraphs, tables or controls at the end."""
        for block in blocks:
            self._now.append(block)

    def rows(self, widths: Sequence[int]) -> Stretch:
        """A stretch for the rows of a table with columns of these widths."""
        return Stretch(self.document, lambda rows: self._ruler.rows(rows, widths), "w:tbl")

    def append_rows(self, table: Element, rows: Stretch) -> None:
        """Add a table that has its properties but no row yet, and its rows."""
        self._now.append_filled(table, rows)

    def write(self, style: str, *content: Element, properties: tuple[Element, ...] = ()) -> None:
        """Add a paragraph."""
        self.append(paragraph(style, *content, properties=properties))

    def heading(self, level: int, text: str, bookmark: str, *, number: str = "", new_page: bool = False) -> None:
        """Add a heading that links and the table of contents lead to; `number` stands before its text."""
        shown = [run(f"{number}\u2002", "Number"), run(text)] if number else [run(text)]
        self.write(f"Heading{level}", *self.bookmarked(bookmark, *shown), properties=_on_new_page(new_page))
        self.headings.append((level, f"{number}\u2002{text}" if number else text, bookmark))

    def part(self, text: str) -> None:
        """Add the heading of a part of a question, which the table of contents leaves out."""
        self.write("Heading3", run(text))

    def leave_room(self) -> None:
        """Leave room here for one block that can be made only when all others are there."""
        self._now = self._main

    def pages_around(self, block: Element) -> dict[str, int]:
        """The page of each bookmark, if nothing is added but this block in the room."""
        self._front.finish()
        self._main.finish()
        return self._ruler.pages([*self._front.blocks, *self._ruler.blocks((block,)), *self._main.blocks])

    def fill_room(self, block: Element) -> None:
        """Put a block into the room."""
        self._front.append(block)

    def markup(self) -> bytearray:
        """All blocks as XML, once the last one is there."""
        self._front.finish()
        self._main.finish()
        self._main.markup[:0] = self._front.markup
        return self._main.markup

    def new_id(self) -> int:
        """A number that no bookmark, control or picture of this document has yet."""
        self._ids += 1
        return self._ids

    def bookmarked(self, name: str, *content: Element) -> list[Element]:
        """Content that links can lead to."""
        id = self.new_id()
        return [new("w:bookmarkStart", id=id, name=name), *content, new("w:bookmarkEnd", id=id)]

    def new_list(self, level: int, start: int) -> int:
        """A list of `ListNumber` paragraphs that counts from `start` at its level (0 to 2)."""
        self._lists += 1
        restart = new("w:lvlOverride", new("w:startOverride", val=start), ilvl=level)
        self._numbering.append(new("w:num", new("w:abstractNumId", val=2), restart, numId=self._lists))
        return self._lists

    def work(self, key: str) -> str:
        """The bookmark of a work in the bibliography; empty for a work that this edition does not show."""
        return f"work_{self._works[key]}" if key in self._works else ""

    def external(self, url: str, content: list[Element]) -> list[Element]:
        """Content as a link to an address outside the document, or as it is where Word takes no such address."""
        target = address(url)
        if not target:
            return [*content, run(f" ({url})")]
        if target not in self._links:
            # relate_to would search all relationships for an equal one.
            id = f"link{len(self._links) + 1}"
            self.document.part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, target, id, is_external=True)
            self._links[target] = id
        return [new("w:hyperlink", *content, r_id=self._links[target], history=1)]


def internal(bookmark: str, *content: Element) -> Element:
    """Content as a link to a bookmark."""
    return new("w:hyperlink", *content, anchor=bookmark, history=1)


def _on_new_page(wanted: bool) -> tuple[Element, ...]:
    """The properties of a heading at the top of a page, where it needs no space above."""
    return (new("w:pageBreakBefore"), new("w:spacing", before=0)) if wanted else ()
