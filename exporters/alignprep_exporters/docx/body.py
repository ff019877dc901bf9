"""The document's body while it is written: paragraphs, numbered ids, lists, links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from alignprep_exporters.docx.elements import element, run
from alignprep_exporters.docx.inlines import bookmark, runs
from alignprep_exporters.docx.layout import text_width

if TYPE_CHECKING:
    from docx.document import Document

    from alignprep import Packet
    from alignprep.document import Inlines

__all__ = ["BULLETS", "NUMBERS", "Body"]

BULLETS: Final = 1
NUMBERS: Final = 2
"""The abstract numbering definitions of `numbering.xml`."""


class Body:
    """Appends to a document in constant time: python-docx would search the body at every step."""

    def __init__(self, document: Document, packet: Packet) -> None:
        self.document = document
        self.labels = packet.labels
        self._section = document.element.body.sectPr
        self.text_width = text_width(packet)
        """The width of the text, in twentieths of a point."""
        self._numbering = document.part.numbering_part.element
        self._ids = 0
        self._links: dict[str, str] = {}
        self._lists = 0

    def append(self, block: Any) -> None:
        """Add a paragraph, table or control at the end."""
        self._section.addprevious(block)

    def new_id(self) -> int:
        """A number that no control, bookmark or picture of this document has yet."""
        self._ids += 1
        return self._ids

    def paragraph(self, style: str, *children: Any, properties: tuple[Any, ...] = ()) -> Any:
        """A paragraph in a style, not yet added."""
        return element("w:p", element("w:pPr", element("w:pStyle", val=style), *properties), *children)

    def write(self, style: str, text: str | Inlines, *, properties: tuple[Any, ...] = ()) -> None:
        """Add a paragraph of plain or marked-up text."""
        children = [run(text)] if isinstance(text, str) else runs(text, self)
        self.append(self.paragraph(style, *children, properties=properties))

    def heading(self, style: str, text: str, key: str) -> None:
        """Add a heading that links can lead to."""
        self.append(self.paragraph(style, *self.marked(key, run(text))))

    def marked(self, key: str, *children: Any) -> list[Any]:
        """Content with a bookmark around it."""
        id = self.new_id()
        start = element("w:bookmarkStart", id=id, name=bookmark(key))
        return [start, *children, element("w:bookmarkEnd", id=id)]

    def new_list(self, kind: int, *, level: int = 0, start: int = 1) -> int:
        """The number of a list that begins anew at `start`; `kind` is `BULLETS` or `NUMBERS`."""
        self._lists += 1
        override = element("w:lvlOverride", element("w:startOverride", val=start), ilvl=level)
        number = element("w:num", element("w:abstractNumId", val=kind), override, numId=self._lists)
        self._numbering.append(number)
        return self._lists

    def link_to(self, link: Any, url: str) -> None:
        """Let a hyperlink lead to an address outside the document."""
        if url not in self._links:
            self._links[url] = self.document.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link.set(qn("r:id"), self._links[url])
