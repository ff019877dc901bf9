"""The structure tree and the annotations as objects of the file; each is made only when it is written.

Structure elements: ISO 32000-1, 14.7.2 to 14.7.4. Link annotations: 12.5.6.5. Widgets: `fields`.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, Final

from alignprep_exporters.pdf.structure import Link, Marked
from alignprep_exporters.pdf.tagged.objects import Raw, reserve, string

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from alignprep_exporters.pdf.structure import Tree
    from alignprep_exporters.pdf.type.spans import Target

__all__ = ["Annotations", "add_tree"]


_WIDGET: Final = 0xFFFFFFFF
"""Stands for the target of an annotation that is no link."""


class Annotations:
    """A document's links, and the places of its fields: the rectangle of each, and the target of each link."""

    def __init__(self) -> None:
        self._targets: dict[Target, int] = {}
        self._target_of = array("I")
        self._corners = array("d")

    def __len__(self) -> int:
        return len(self._target_of)

    def add(self, target: Target | None, rectangle: tuple[float, float, float, float]) -> None:
        """One more link or, without a target, one more widget."""
        self._target_of.append(_WIDGET if target is None else self._targets.setdefault(target, len(self._targets)))
        self._corners.extend(rectangle)

    def objects(self, first_key: int, destination: Callable[[str], str], widgets: Mapping[int, str]) -> Iterator[bytes]:
        """The annotations; their keys in the parent tree begin with `first_key`.

        `destination` gives the PDF syntax of a key's destination; `widgets` has what each widget says, by its number.
        """
        actions = [
            f"/Contents {string(target.description)} "
            + (
                f"/A << /Type /Action /S /URI /URI {string(target.url)} >>"
                if target.url
                else f"/Dest {destination(target.key)}"
            )
            for target in self._targets
        ]
        for index, target in enumerate(self._target_of):
            corners = " ".join(f"{value:.2f}" for value in self._corners[4 * index : 4 * index + 4])
            if target == _WIDGET:
                yield (
                    f"<< /Type /Annot /Rect [{corners}] /StructParent {first_key + index} {widgets[index]} >>"
                ).encode("ascii")
                continue
            yield (
                f"<< /Type /Annot /Subtype /Link /Rect [{corners}] /Border [0 0 0] /F 4 "
                f"/StructParent {first_key + index} {actions[target]} >>"
            ).encode("ascii")


def add_tree(document: Any, tree: Tree, pages: Sequence[int], first_link: int) -> tuple[int, Iterator[bytes]]:
    """Add the tree to a reportlab document; return its elements, and the object number of the first.

    `pages` are the object numbers of the pages, `first_link` is that of the first link annotation. In the parent tree
    the key of a page is its index; the keys of annotations follow.
    """
    root, parents = Raw(), Raw()
    document.Reference(root, "StructTreeRoot")
    order = tree.reading_order()
    first = reserve(document, len(order))
    document.Reference(parents, "ParentTree")
    numbers = array("I", bytes(array("I").itemsize * (max(order) + 1)))  # The object number of each element.
    for number, index in enumerate(order, first):
        numbers[index] = number
    root_number, _ = document.idToObjectNumberAndVersion["StructTreeRoot"]
    parents_number, _ = document.idToObjectNumberAndVersion["ParentTree"]
    parents.text = _parents(tree, len(pages), numbers)
    root.text = (
        f"<< /Type /StructTreeRoot /K {numbers[0]} 0 R /ParentTree {parents_number} 0 R "
        f"/ParentTreeNextKey {len(pages) + len(tree.links)} >>"
    )
    document.Catalog.StructTreeRoot = root
    document.Catalog.MarkInfo = Raw("<< /Marked true >>")
    return first, (
        _element(tree, index, numbers[tree.parent(index)] if index else root_number, numbers, pages, first_link)
        for index in order
    )


def _parents(tree: Tree, pages: int, numbers: Sequence[int]) -> bytes:
    """The parent tree: the element of each marked content and of each link."""
    made = bytearray(b"<< /Nums [")
    for page in range(pages):
        made += f"{page} [{' '.join(f'{numbers[index]} 0 R' for index in tree.marks_of(page))}] ".encode("ascii")
    for key, index in enumerate(tree.links, pages):
        made += b"%d %d 0 R " % (key, numbers[index])
    return bytes(made.rstrip()) + b"] >>"


def _element(tree: Tree, index: int, parent: int, ids: Sequence[int], pages: Sequence[int], first_link: int) -> bytes:
    children = list(tree.children(index))
    home = next((one.page for one in children if not isinstance(one, int)), None)
    kids = []
    for one in children:
        match one:
            case Marked(page, number):
                kids.append(str(number) if page == home else f"<< /Type /MCR /Pg {pages[page]} 0 R /MCID {number} >>")
            case Link(page, number):
                kids.append(f"<< /Type /OBJR /Pg {pages[page]} 0 R /Obj {first_link + number} 0 R >>")
            case _:
                kids.append(f"{ids[one]} 0 R")
    tag = tree.tag(index)
    parts = [f"/Type /StructElem /S /{tag.kind} /P {parent} 0 R"]
    if home is not None:
        parts.append(f"/Pg {pages[home]} 0 R")
    if kids:
        parts.append(f"/K {kids[0]}" if len(kids) == 1 else f"/K [{' '.join(kids)}]")
    if tag.alt:
        parts.append(f"/Alt {string(tag.alt)}")
    if tag.actual_text:
        parts.append(f"/ActualText {string(tag.actual_text)}")
    attributes = tag.attributes
    if index in tree.boxes:
        attributes += f" /BBox [{' '.join(f'{value:.2f}' for value in tree.boxes[index])}]"
    if attributes:
        parts.append(f"/A <<{attributes} >>")
    return f"<< {' '.join(parts)} >>".encode("ascii")
