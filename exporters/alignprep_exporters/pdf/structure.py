"""The logical structure of a tagged document: what each mark on the pages is (ISO 32000-1, 14.7 and 14.8).

Elements are declared as boxes are made; drawing only adds marked contents to them. What is inside a line, a link
or a formula, joins its parent when it is first drawn, so that it stands between the words around it. A long document
has more than a million elements, so a tree keeps them in columns, and a `Node` only says which one it is.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Link", "Marked", "Node", "Tag", "Tree"]


class Marked(NamedTuple):
    """A marked content: a piece of a page's drawing, by its number there."""

    page: int
    id: int


class Link(NamedTuple):
    """A link annotation; `number` counts those of the document."""

    page: int
    number: int


class Tag(NamedTuple):
    """What an element is: a standard type (ISO 32000-1, 14.8.4), and what is said of it.

    `alt` says in words what it shows; `spelled` is its text, where its marks are drawn apart. `attributes` are those of
    one owner (14.8.5).
    """

    kind: str
    alt: str = ""
    spelled: str = ""
    attributes: str = ""


class Node:
    """A structure element. One without a parent is the root of a tree of its own."""

    __slots__ = ("index", "tree")

    def __init__(
        self,
        kind: str,
        parent: Node | None = None,
        *,
        alt: str = "",
        spelled: str = "",
        attributes: str = "",
        inline: bool = False,
    ) -> None:
        tag = Tag(kind, alt, spelled, attributes)
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
        """What it is."""
        return self.tree.tag(self.index)


_NODE, _MARK, _LINK = range(3)
_BITS: Final = 2
"""What is below an element is a number and, in so many bits, which of the three kinds it counts."""


class Tree:
    """The elements of a document by their index, which is the order in which they are declared."""

    def __init__(self, root: Tag) -> None:
        self._known = {root: 0}
        self._tags = [root]
        self._tag_of = array("I", [0])
        self._parents = array("I", [0])
        self._attached = bytearray([True])
        # Of each element the first and last entry in the chains of what is below it; entry 0 ends a chain.
        self._first, self._last = array("I", [0]), array("I", [0])
        self._entries, self._next = array("Q", [0]), array("I", [0])
        self._marks, self._links = array("I"), array("I")
        self._first_marks, self._first_links = array("I", [0]), array("I", [0])
        self.boxes: dict[int, tuple[float, float, float, float]] = {}
        """Where figures and formulas stand on their pages, once they are drawn."""

    def add(self, tag: Tag, parent: int) -> int:
        """A new element, which is not yet below its parent."""
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
        """Let an element take the place below its parent that comes next in reading order."""
        if not self._attached[index]:
            self._attached[index] = True
            parent = self._parents[index]
            self.attach(parent)
            self._append(parent, index, _NODE)

    def mark(self, index: int) -> int:
        """A marked content of the page being drawn becomes an element's; its number on the page."""
        self.attach(index)
        self._append(index, len(self._marks), _MARK)
        self._marks.append(index)
        return len(self._marks) - 1 - self._first_marks[-1]

    def link(self, index: int) -> None:
        """The document's next link annotation, on the page being drawn, becomes an element's."""
        self.attach(index)
        self._append(index, len(self._links), _LINK)
        self._links.append(index)

    def turn(self) -> None:
        """Marks and links that follow are of the next page."""
        self._first_marks.append(len(self._marks))
        self._first_links.append(len(self._links))

    @property
    def links(self) -> array[int]:
        """The element of each link."""
        return self._links

    def links_of(self, page: int) -> range:
        """The links of a page."""
        return range(self._first_links[page], self._first_links[page + 1])

    def marks_of(self, page: int) -> array[int]:
        """The elements of a page's marked contents, by their number."""
        return self._marks[self._first_marks[page] : self._first_marks[page + 1]]

    def tag(self, index: int) -> Tag:
        """What an element is."""
        return self._tags[self._tag_of[index]]

    def parent(self, index: int) -> int:
        """The element above another one."""
        return self._parents[index]

    def below(self, index: int) -> Iterator[int | Marked | Link]:
        """What is directly below an element, in reading order."""
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

    def walk(self) -> array[int]:
        """All elements that are below the root, and it, in reading order."""
        pending, found = [0], array("I")
        while pending:
            index = pending.pop()
            found.append(index)
            pending.extend(reversed([one for one in self.below(index) if isinstance(one, int)]))
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
