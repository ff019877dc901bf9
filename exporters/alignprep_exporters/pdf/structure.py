"""The logical structure of a tagged document: what each mark on the pages is (ISO 32000-1, 14.7 and 14.8).

The tree is declared while the boxes are made; drawing only adds marked contents to it. What is inside a line, a link
or a formula, joins its parent when it is first drawn, so that it stands between the words around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from alignprep_exporters.pdf.objects import Raw, string

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Link", "Marked", "Node", "add_tree"]


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked content: a piece of a page's drawing."""

    page: int
    id: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link annotation; `number` counts those of the document."""

    page: int
    number: int


class Node:
    """A structure element of a standard type (ISO 32000-1, 14.8.4).

    `alt` says in words what it shows; `spelled` is its text, where its marks are drawn apart. `attributes` are those of
    one owner (14.8.5); a `box`, known once a figure or formula is drawn, joins those of /Layout.
    """

    __slots__ = ("alt", "attached", "attributes", "box", "kids", "kind", "parent", "spelled")

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
        self.kind = kind
        self.parent = parent
        self.alt = alt
        self.spelled = spelled
        self.attributes = attributes
        self.box: tuple[float, float, float, float] | None = None
        self.kids: list[Node | Marked | Link] = []
        self.attached = parent is None
        if not inline:
            self.attach()

    def attach(self) -> None:
        """Take the place among the parent's kids that comes next in reading order."""
        if not self.attached and self.parent is not None:
            self.parent.attach()
            self.parent.kids.append(self)
            self.attached = True

    def walk(self) -> Iterator[Node]:
        """The node and all below it, in reading order."""
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(kid for kid in reversed(node.kids) if isinstance(kid, Node))


_ROOT: Final = "StructTreeRoot"


def add_tree(
    document: Any, root: Node, pages: Sequence[str], marks: Sequence[Sequence[Node]], links: Sequence[tuple[str, Node]]
) -> None:
    """Write the tree into a document of reportlab's.

    `pages` are the names of the pages' objects, `marks` the nodes of each page's marked contents by their number,
    `links` the names of the annotations' objects and their nodes. A page's key in the parent tree is its index, an
    annotation's follows after those.
    """
    nodes = list(root.walk())
    names = {id(node): f"Node{index}" for index, node in enumerate(nodes)}

    def reference(name: str) -> str:
        number, generation = document.idToObjectNumberAndVersion[name]
        return f"{number} {generation} R"

    contents: dict[str, Raw] = {_ROOT: Raw(), **{name: Raw() for name in names.values()}, "ParentTree": Raw()}
    for name, raw in contents.items():
        document.Reference(raw, name)
    places = [reference(page) for page in pages]
    own = {key: reference(name) for key, name in names.items()}
    annotations = [reference(name) for name, _ in links]
    for node in nodes:
        parent = own[id(node.parent)] if node.parent is not None else reference(_ROOT)
        contents[names[id(node)]].text = _element(node, parent, own, places, annotations)
        node.kids = []
    by_page = [f"{index} [{' '.join(own[id(node)] for node in nodes_)}]" for index, nodes_ in enumerate(marks)]
    by_link = [f"{len(pages) + index} {own[id(node)]}" for index, (_, node) in enumerate(links)]
    contents["ParentTree"].text = f"<< /Nums [{' '.join([*by_page, *by_link])}] >>"
    contents[_ROOT].text = (
        f"<< /Type /StructTreeRoot /K {own[id(root)]} /ParentTree {reference('ParentTree')} "
        f"/ParentTreeNextKey {len(pages) + len(links)} >>"
    )
    document.Catalog.StructTreeRoot = contents[_ROOT]
    document.Catalog.MarkInfo = Raw("<< /Marked true >>")


def _element(node: Node, parent: str, own: dict[int, str], pages: Sequence[str], annotations: Sequence[str]) -> str:
    home = next((kid.page for kid in node.kids if not isinstance(kid, Node)), None)
    kids = []
    for kid in node.kids:
        match kid:
            case Node():
                kids.append(own[id(kid)])
            case Marked(page, number):
                kids.append(str(number) if page == home else f"<< /Type /MCR /Pg {pages[page]} /MCID {number} >>")
            case Link(page, number):
                kids.append(f"<< /Type /OBJR /Pg {pages[page]} /Obj {annotations[number]} >>")
    parts = [f"/Type /StructElem /S /{node.kind} /P {parent}"]
    if home is not None:
        parts.append(f"/Pg {pages[home]}")
    if kids:
        parts.append(f"/K {kids[0]}" if len(kids) == 1 else f"/K [{' '.join(kids)}]")
    if node.alt:
        parts.append(f"/Alt {string(node.alt)}")
    if node.spelled:
        parts.append(f"/ActualText {string(node.spelled)}")
    attributes = node.attributes
    if node.box is not None:
        attributes += f" /BBox [{' '.join(f'{value:.2f}' for value in node.box)}]"
    if attributes:
        parts.append(f"/A <<{attributes} >>")
    return f"<< {' '.join(parts)} >>"
