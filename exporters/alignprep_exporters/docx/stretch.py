"""A stretch of the document: blocks that are finished, as the bytes that they will be in the file.

As elements they take ten times as much memory, so a block is one only until some more are there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from alignprep_exporters.docx.elements import Element, name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from docx.document import Document

    from alignprep_exporters.docx.pages import Block

    Measure = Callable[[Iterable[Element]], Iterable[Block]]

__all__ = ["Stretch"]

_AT_ONCE: Final = 40
"""How many blocks are turned into bytes together: few enough to stay in the processor's cache."""


class Stretch:
    """Takes elements of a document in their order: blocks of its body or, with another `holder`, what that holds."""

    def __init__(self, document: Document, measure: Measure, holder: str = "w:body") -> None:
        self.blocks: list[Block] = []
        """What the finished elements take of a page."""
        self.markup = bytearray()
        """The finished elements as XML in UTF-8, without the namespaces that the root of the document declares."""
        self._measure = measure
        self._document, self._holder = document.element, name(holder)
        self._tags = f"<{holder}>".encode(), f"</{holder}>".encode()
        self._begin()

    def _begin(self) -> None:
        """Begin with an empty tree: to remove elements from one, lxml looks at each again, and at all of its kin."""
        self._root = etree.Element(self._document.tag, nsmap=self._document.nsmap)
        self._open = etree.SubElement(self._root, self._holder)
        self._count = 0

    def append(self, element: Element) -> None:
        """Add an element, which nobody may change afterwards."""
        self._open.append(element)
        self._count += 1
        if self._count == _AT_ONCE:
            self.finish()

    def finish(self) -> None:
        """Turn into bytes whatever is not yet."""
        if self._count:
            self.blocks += self._measure(self._open)
            whole = etree.tostring(self._root, encoding="UTF-8")
            opening, closing = self._tags
            self.markup += memoryview(whole)[whole.index(opening) + len(opening) : whole.rindex(closing)]
            self._begin()

    def append_filled(self, element: Element, inside: Stretch) -> None:
        """Add an element of the kind that holds another stretch, with all of that behind its own children."""
        self.append(element)
        self.finish()
        inside.finish()
        closing = inside._tags[1]
        self.markup[-len(closing) :] = inside.markup
        self.markup += closing
        self.blocks += inside.blocks
