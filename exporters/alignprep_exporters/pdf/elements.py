"""The structure tree's objects in the file (ISO 32000-1, 14.7.2 to 14.7.4), each made only when it is written."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from alignprep_exporters.pdf.objects import Raw, reserved, string
from alignprep_exporters.pdf.structure import Link, Marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alignprep_exporters.pdf.structure import Tree

__all__ = ["add_tree"]


def add_tree(document: Any, tree: Tree, pages: Sequence[int], first_link: int) -> tuple[int, Iterator[bytes]]:
    """Enter the tree into a document of reportlab's; the number of its first element, and the elements.

    `pages` are the numbers of the pages' objects, `first_link` is that of the first link annotation. A page's key in
    the parent tree is its index, an annotation's follows after those.
    """
    root, parents = Raw(), Raw()
    document.Reference(root, "StructTreeRoot")
    order = tree.walk()
    first = reserved(document, len(order))
    document.Reference(parents, "ParentTree")
    own = array("I", bytes(array("I").itemsize * (max(order) + 1)))
    for number, index in enumerate(order, first):
        own[index] = number
    above, _ = document.idToObjectNumberAndVersion["StructTreeRoot"]
    below, _ = document.idToObjectNumberAndVersion["ParentTree"]
    parents.text = _parents(tree, len(pages), own)
    root.text = (
        f"<< /Type /StructTreeRoot /K {own[0]} 0 R /ParentTree {below} 0 R "
        f"/ParentTreeNextKey {len(pages) + len(tree.links)} >>"
    )
    document.Catalog.StructTreeRoot = root
    document.Catalog.MarkInfo = Raw("<< /Marked true >>")
    return first, (
        _element(tree, index, own[tree.parent(index)] if index else above, own, pages, first_link) for index in order
    )


def _parents(tree: Tree, pages: int, own: Sequence[int]) -> bytes:
    """The parent tree: which element each mark and each link belongs to."""
    made = bytearray(b"<< /Nums [")
    for page in range(pages):
        made += f"{page} [{' '.join(f'{own[index]} 0 R' for index in tree.marks_of(page))}] ".encode("ascii")
    for key, index in enumerate(tree.links, pages):
        made += b"%d %d 0 R " % (key, own[index])
    return bytes(made.rstrip()) + b"] >>"


def _element(tree: Tree, index: int, parent: int, own: Sequence[int], pages: Sequence[int], first_link: int) -> bytes:
    below = list(tree.below(index))
    home = next((one.page for one in below if not isinstance(one, int)), None)
    kids = []
    for one in below:
        match one:
            case Marked(page, number):
                kids.append(str(number) if page == home else f"<< /Type /MCR /Pg {pages[page]} 0 R /MCID {number} >>")
            case Link(page, number):
                kids.append(f"<< /Type /OBJR /Pg {pages[page]} 0 R /Obj {first_link + number} 0 R >>")
            case _:
                kids.append(f"{own[one]} 0 R")
    tag = tree.tag(index)
    parts = [f"/Type /StructElem /S /{tag.kind} /P {parent} 0 R"]
    if home is not None:
        parts.append(f"/Pg {pages[home]} 0 R")
    if kids:
        parts.append(f"/K {kids[0]}" if len(kids) == 1 else f"/K [{' '.join(kids)}]")
    if tag.alt:
        parts.append(f"/Alt {string(tag.alt)}")
    if tag.spelled:
        parts.append(f"/ActualText {string(tag.spelled)}")
    attributes = tag.attributes
    if index in tree.boxes:
        attributes += f" /BBox [{' '.join(f'{value:.2f}' for value in tree.boxes[index])}]"
    if attributes:
        parts.append(f"/A <<{attributes} >>")
    return f"<< {' '.join(parts)} >>".encode("ascii")
