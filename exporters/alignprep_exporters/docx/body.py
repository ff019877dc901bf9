"""The body of the document while it is being written.

`Body` takes the finished blocks (paragraphs, tables, controls), which python-docx never sees, and hands out what must
be unique: ids, bookmarks, lists, relationships. Every id is a count, so the same packet has the same ids.

Blocks become bytes soon after they are finished, because as elements they take ten times as much memory.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from alignprep.language.words import words_of
from alignprep.packet.interview import Answers
from alignprep.text.typography import typography_of
from alignprep_exporters.docx.pagination import Area, Ruler
from alignprep_exporters.docx.xml import Element, name, new, paragraph, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from docx.document import Document

    from alignprep import Packet
    from alignprep_exporters.docx.pagination import Block

__all__ = ["BlockWriter", "Body", "lists_works"]

_BATCH: Final = 40
"""How many blocks are turned into bytes together: few enough to stay in the processor's cache."""
_MAX_ADDRESS: Final = 2079
"""Word's limit on the length of a link."""
_WIDER: Final = 1.2
"""How much higher lines of Chinese, Japanese or Korean are."""
_URI_CHARACTERS: Final = "%:/?@!$&'()*+,;=~"


class BlockWriter:
    """Turns elements into bytes and measures them, in their order: blocks of the body, or the rows of a table."""

    def __init__(
        self, document: Document, measure: Callable[[Iterable[Element]], Iterable[Block]], parent: str = "w:body"
    ) -> None:
        self.blocks: list[Block] = []
        """The finished elements, measured."""
        self.markup = bytearray()
        """The finished elements as XML in UTF-8, without the namespaces that the root of the document declares."""
        self._measure = measure
        self._document, self._parent = document.element, name(parent)
        self._opening, self._closing = f"<{parent}>".encode(), f"</{parent}>".encode()
        self._begin()

    def _begin(self) -> None:
        """Begin with an empty tree: when lxml removes elements from one, it visits each and all its siblings again."""
        self._root = etree.Element(self._document.tag, nsmap=self._document.nsmap)
        self._pending = etree.SubElement(self._root, self._parent)

    def append(self, element: Element) -> None:
        """Add an element, which must not change afterwards."""
        self._pending.append(element)
        if len(self._pending) == _BATCH:
            self.finish()

    def finish(self) -> None:
        """Turn the pending elements into bytes."""
        if len(self._pending):
            self.blocks += self._measure(self._pending)
            whole = etree.tostring(self._root, encoding="UTF-8")
            start, end = whole.index(self._opening) + len(self._opening), whole.rindex(self._closing)
            self.markup += memoryview(whole)[start:end]
            self._begin()


class Body:
    """The blocks of the document, and the ids, lists, links and headings so far."""

    def __init__(self, document: Document, packet: Packet) -> None:
        self.document = document
        self.packet = packet
        self.say = words_of(packet.profile, typeset=True)
        self.type = typography_of(packet.profile.language)
        """How texts are set."""
        self.headings: list[tuple[int, str, str]] = []
        """The headings so far: level, text and bookmark."""
        self._ruler = Ruler(document.styles.element)
        self._section: Element | None = None
        self._before, self._after = (BlockWriter(document, self._ruler.blocks) for _ in range(2))
        self._current = self._before
        self._first = 0
        """The first block of the section so far."""
        self._numbering = document.part.numbering_part.element
        self._ids = 0
        self._lists = len(self._numbering.num_lst)
        self._wider = _WIDER if self.say.east_asian else 1
        self._links: dict[str, str] = {}
        self._works = {key: index for index, key in enumerate(packet.references, 1)} if lists_works(packet) else {}

    def begin_section(self, section: Element) -> None:
        """End the section so far, if there is one; what follows is on pages that a `w:sectPr` describes."""
        self._current.finish()
        if self._section is not None:
            self.write("SectionEnd", properties=(self._section,))
            self._current.finish()
        self._section, self._ruler.area = section, Area.of(section)
        self._first = len(self._current.blocks)

    @property
    def area(self) -> Area:
        """The pages of the section so far."""
        return self._ruler.area

    def height(self, blocks: Iterable[Element]) -> float:
        """An estimate of the height of blocks that follow each other, in twentieths of a point."""
        return self._ruler.height(blocks) * self._wider

    @property
    def room(self) -> float:
        """An estimate of the height that is left on the page so far, if its section began after the gap."""
        self._current.finish()
        return self.area.height - self._ruler.used(self._current.blocks[self._first :]) * self._wider

    def append(self, block: Element) -> None:
        """Add a paragraph, a table or a control."""
        self._current.append(block)

    def write(self, style: str, *content: Element, properties: tuple[Element, ...] = ()) -> None:
        """Add a paragraph."""
        self.append(paragraph(style, *content, properties=properties))

    def heading(
        self, level: int, text: str, bookmark: str, *, number: str = "", style: str = "", place: str = ""
    ) -> None:
        """Add a heading, the target of links and of the table of contents, where `number` precedes its text.

        On the page its number does, or else its `place` among others, which stands larger.
        """
        self.append(self.headed(level, text, bookmark, number=number, style=style, place=place))

    def headed(
        self, level: int, text: str, bookmark: str, *, number: str = "", style: str = "", place: str = ""
    ) -> Element:
        """A heading, which is the next one of the table of contents."""
        text = self.type.plain(text)
        before = run(f"{place}\u2002", "Place") if place else run(f"{number}\u2002", "Number") if number else None
        shown = ([before] if before is not None else []) + [run(text)]
        self.headings.append((level, f"{number}\u2002{text}" if number else text, bookmark))
        return paragraph(style or f"Heading{level}", *self.bookmarked(bookmark, *shown))

    def subheading(self, text: str) -> None:
        """Add a heading within a question, which the table of contents leaves out."""
        self.write("Heading3", run(text))

    def leave_gap(self) -> None:
        """Leave a gap here for one block that can be made only after all others."""
        self._current = self._after

    def pages_with(self, block: Element) -> dict[str, int]:
        """The page of each bookmark once this block fills the gap."""
        self._before.finish()
        self._after.finish()
        return self._ruler.pages([*self._before.blocks, *self._ruler.blocks((block,)), *self._after.blocks])

    def fill_gap(self, block: Element) -> None:
        """Put a block into the gap."""
        self._before.append(block)

    def markup(self) -> bytearray:
        """All blocks as XML, once the last one has been added."""
        self._before.finish()
        self._after.finish()
        self._after.markup[:0] = self._before.markup
        if self._section is not None:
            last = self.document.element.body
            last.replace(last.sectPr, self._section)
        return self._after.markup

    def new_id(self) -> int:
        """A number that no bookmark, control or picture of this document has."""
        self._ids += 1
        return self._ids

    def new_list(self, level: int, start: int) -> int:
        """The number of a new list of `ListNumber` paragraphs that counts from `start` at its level (0 to 2)."""
        self._lists += 1
        restart = new("w:lvlOverride", new("w:startOverride", val=start), ilvl=level)
        self._numbering.append(new("w:num", new("w:abstractNumId", val=2), restart, numId=self._lists))
        return self._lists

    def bookmarked(self, bookmark: str, *content: Element) -> list[Element]:
        """Content that links can lead to."""
        id = self.new_id()
        return [new("w:bookmarkStart", id=id, name=bookmark), *content, new("w:bookmarkEnd", id=id)]

    def work_bookmark(self, key: str) -> str:
        """The bookmark of a work in the bibliography; empty if this edition does not show the work."""
        return f"work_{self._works[key]}" if key in self._works else ""

    def web_link(self, url: str, content: list[Element]) -> list[Element]:
        """Content as a link to a web address; an address too long for Word follows the content as text instead."""
        target = _percent_encoded(url)
        if len(target) > _MAX_ADDRESS:
            return [*content, run(f" ({url})")]
        if target not in self._links:
            # relate_to would search all relationships for an equal one.
            id = f"link{len(self._links) + 1}"
            self.document.part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, target, id, is_external=True)
            self._links[target] = id
        return [new("w:hyperlink", *content, r_id=self._links[target], history=1)]


def lists_works(packet: Packet) -> bool:
    """Whether the document ends with the works that the items list: not where model answers are left out or short."""
    return bool(packet.references) and (not packet.in_room or packet.answers is Answers.FULL)


def _percent_encoded(url: str) -> str:
    """An address with all characters percent-encoded that a URI may not have: Word rejects a document with any."""
    whole, hash, fragment = re.sub("%(?![0-9A-Fa-f]{2})", "%25", url).partition("#")
    return quote(whole, safe=_URI_CHARACTERS) + hash + quote(fragment, safe=_URI_CHARACTERS)
