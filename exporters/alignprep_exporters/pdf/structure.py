"""The structure tree of a tagged document, which says what everything on a page is (ISO 32000-1, 14.7 and 14.8).

Elements are declared as boxes are made; drawing adds marked content to them. An element inside a line, such as a link
or a formula, joins its parent only when it is first drawn, so that it stands between the words around it. A long
document has more than a million elements, so a tree keeps their properties in arrays, and a `Node` is only an index.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple

from alignprep.language.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alignprep.language.words import Words

__all__ = ["Link", "Marked", "Node", "Tag", "Tree", "document"]


class Marked(NamedTuple):
    """Marked content: a piece of a page's content, by its number there."""

    page: int
    id: int


class Link(NamedTuple):
    """A link or another annotation; `number` counts those of the whole document."""

    page: int
    number: int


class Tag(NamedTuple):
    """The kind of an element, a standard structure type (ISO 32000-1, 14.8.4), and its properties.

    `alt` describes it in words; `actual_text` is its text, if the drawn characters would be read wrongly. `attributes`
    are those of one owner (14.8.5).
    """

    kind: str
    alt: str = ""
    actual_text: str = ""
    attributes: str = ""


class Node:
    """A structure element. One without a parent is the root of a new tree; an `inline` one joins when it is drawn."""

    __slots__ = ("index", "tree")

    def __init__(
        self,
        kind: str,
        parent: Node | None = None,
        *,
        alt: str = "",
        actual_text: str = "",
        attributes: str = "",
        inline: bool = False,
    ) -> None:
        tag = Tag(kind, alt, actual_text, attributes)
        if parent is None:
            self.tree = Tree(tag)
            self.index = 0
        else:
            self.tree = parent.tree
            self.index = self.tree.add(tag, parent.index)
            if not inline:
                self.tree.attach(self.index)

    @property
    def tag(self) -> Tag:
        """Its kind and properties."""
        return self.tree.tag(self.index)


def document(words: Words) -> Node:
    """The root of a document in the language of these words."""
    made = Node("Document")
    made.tree.words = words
    return made


_NODE, _MARK, _LINK = range(3)
_BITS: Final = 2
"""A child of an element is stored as a number; its last bits are one of these three kinds."""


class Tree:
    """The elements of a document by their index, which is the order in which they are declared."""

    def __init__(self, root: Tag) -> None:
        self.words = ENGLISH
        """The words in which elements describe themselves."""
        self._known = {root: 0}
        self._tags = [root]
        self._tag_of = array("I", [0])
        self._parents = array("I", [0])
        self._attached = bytearray([True])
        # The children of an element form a linked list of entries; entry 0 ends a list.
        self._first, self._last = array("I", [0]), array("I", [0])
        self._entries, self._next = array("Q", [0]), array("I", [0])
        self._marks = array("I")
        self.links = array("I")
        """The element of each annotation."""
        self._first_marks, self._first_links = array("I", [0]), array("I", [0])
        self.boxes: dict[int, tuple[float, float, float, float]] = {}
        """The rectangles of figures and formulas on their pages, once they are drawn."""

    def add(self, tag: Tag, parent: int) -> int:
        """Add an element, which is not yet among its parent's children; return its index."""
        known = self._known.setdefault(tag, len(self._tags))
        if known == len(self._tags):
            self._tags.append(tag)
        self._tag_of.append(known)
        self._parents.append(parent)
        self._attached.append(False)
        self._first.append(0)
        self._last.append(0)
        return len(self._parents) - 1

    def attach(self, index: int) -> None:
        """Make an element its parent's next child in reading order, unless it is a child already."""
        if not self._attached[index]:
            self._attached[index] = True
            parent = self._parents[index]
            self.attach(parent)
            self._append(parent, index, _NODE)

    def mark(self, index: int) -> int:
        """Give an element marked content on the page being drawn; return the number of that content on the page."""
        self.attach(index)
        self._append(index, len(self._marks), _MARK)
        self._marks.append(index)
        return len(self._marks) - 1 - self._first_marks[-1]

    def link(self, index: int) -> None:
        """Give an element the document's next annotation, on the page being drawn."""
        self.attach(index)
        self._append(index, len(self.links), _LINK)
        self.links.append(index)

    def end_page(self) -> None:
        """Begin the next page for marked content and links."""
        self._first_marks.append(len(self._marks))
        self._first_links.append(len(self.links))

    def links_of(self, page: int) -> range:
        """The annotations of a page."""
        return range(self._first_links[page], self._first_links[page + 1])

    def marks_of(self, page: int) -> array[int]:
        """The elements that the marked content of a page belongs to, in the order of its numbers."""
        return self._marks[self._first_marks[page] : self._first_marks[page + 1]]

    def tag(self, index: int) -> Tag:
        """The kind and properties of an element."""
        return self._tags[self._tag_of[index]]

    def parent(self, index: int) -> int:
        """The parent of an element."""
        return self._parents[index]

    def children(self, index: int) -> Iterator[int | Marked | Link]:
        """The children of an element, in reading order: elements by their index, marked content, links."""
        entry = self._first[index]
        while entry:
            number, kind = self._entries[entry] >> _BITS, self._entries[entry] & (1 << _BITS) - 1
            if kind == _NODE:
                yield number
            elif kind == _MARK:
                page = bisect_right(self._first_marks, number) - 1
                yield Marked(page, number - self._first_marks[page])
            else:
                yield Link(bisect_right(self._first_links, number) - 1, number)
            entry = self._next[entry]

    def reading_order(self) -> array[int]:
        """The root and all elements below it, in reading order."""
        pending, found = [0], array("I")
        while pending:
            index = pending.pop()
            found.append(index)
            pending.extend(reversed([one for one in self.children(index) if isinstance(one, int)]))
        return found

    def _append(self, index: int, number: int, kind: int) -> None:
        entry, last = len(self._entries), self._last[index]
        self._entries.append(number << _BITS | kind)
        self._next.append(0)
        if last:
            self._next[last] = entry
        else:
            self._first[index] = entry
        self._last[index] = entry
