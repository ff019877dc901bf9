"""Elements of WordprocessingML and the vocabularies that come with it, in a short notation.

`new("w:p", child, val=1)` is a `w:p` element; `paragraph`, `run`, `link` and `field` are the ones that are made most.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from lxml import etree

from alignprep.language.words import cut

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alignprep.language.words import Words

__all__ = [
    "EMU", "NAMESPACES", "Element", "field", "labeled", "link", "name", "new", "paragraph", "pieced", "run",
    "serialized",
]  # fmt: skip

Element: TypeAlias = etree._Element

NAMESPACES: Final = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
EMU: Final = 635
"""English metric units, in which pictures are measured, in a twentieth of a point."""
_QUALIFIED: Final = frozenset({"w", "m", "w14"})
"""The vocabularies whose attributes are in the namespace of their elements."""


@cache
def name(tag: str) -> str:
    """`w:p` in Clark notation, `{namespace}p`."""
    prefix, _, local = tag.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


@cache
def _attribute(tag: str, key: str) -> str:
    """The name of an attribute: `r_id` is `r:id`; without a prefix it belongs to its element's vocabulary."""
    prefix, _, local = key.partition("_")
    if local and prefix in NAMESPACES:
        return name(f"{prefix}:{local}")
    prefix = tag.partition(":")[0]
    return name(f"{prefix}:{key}") if prefix in _QUALIFIED else key


@cache
def _prefixes(tag: str) -> dict[str, str]:
    prefix = tag.partition(":")[0]
    return {prefix: NAMESPACES[prefix]}


def new(tag: str, *children: Element | None, **attributes: str | int) -> Element:
    """An element such as `w:p` with its attributes and children; a child that is None is left out."""
    named = {_attribute(tag, key): str(value) for key, value in attributes.items()} if attributes else None
    element = etree.Element(name(tag), named, _prefixes(tag))
    if children:
        element.extend([child for child in children if child is not None])
    return element


# Most elements of a document are those of paragraphs and runs. Made inside each other they need no copying.
_W: Final = {"w": NAMESPACES["w"]}
_VALUE: Final = name("w:val")
_P, _P_PROPERTIES, _P_STYLE = name("w:p"), name("w:pPr"), name("w:pStyle")
_R, _R_PROPERTIES, _R_STYLE = name("w:r"), name("w:rPr"), name("w:rStyle")
_T, _TAB, _BREAK = name("w:t"), name("w:tab"), name("w:br")
_PRESERVED: Final = {name("xml:space"): "preserve"}


def paragraph(style: str, *content: Element, properties: tuple[Element, ...] = ()) -> Element:
    """A paragraph in a style; `properties` must be in the order of the schema."""
    element = etree.Element(_P, None, _W)
    inner = etree.SubElement(element, _P_PROPERTIES)
    etree.SubElement(inner, _P_STYLE, {_VALUE: style})
    inner.extend(properties)
    element.extend(content)
    return element


def run(text: str, style: str = "", *properties: Element) -> Element:
    """A run of text in a character style; line breaks and tabs become Word's, `properties` are in schema order."""
    element = etree.Element(_R, None, _W)
    if style or properties:
        inner = etree.SubElement(element, _R_PROPERTIES)
        if style:
            etree.SubElement(inner, _R_STYLE, {_VALUE: style})
        inner.extend(properties)
    for index, line in enumerate(text.split("\n")):
        if index:
            etree.SubElement(element, _BREAK)
        for column, part in enumerate(line.split("\t")):
            if column:
                etree.SubElement(element, _TAB)
            if part:
                kept = part != part.strip() or "  " in part
                etree.SubElement(element, _T, _PRESERVED if kept else None).text = part
    return element


def pieced(*pieces: str | Iterable[Element]) -> list[Element]:
    """Pieces of a text as the content of a paragraph: those that are text as runs, and elements as they are."""
    content: list[Element] = []
    pending = ""
    for piece in pieces:
        if isinstance(piece, str):
            pending += piece
            continue
        content += [run(pending)] * bool(pending) + [*piece]
        pending = ""
    return content + [run(pending)] * bool(pending)


def labeled(label: str, content: str | Iterable[Element], say: Words) -> list[Element]:
    """A label and what it is about, as in `Version: 1.0`."""
    before, _, after = cut(say("{label}: {text}", label=label), text="")
    shown = [run(content)] if isinstance(content, str) else [*content]
    return [run(before, "Label"), *shown, *[run(after)] * bool(after)]


def link(bookmark: str, *content: Element) -> Element:
    """Content as a link to a bookmark of this document."""
    return new("w:hyperlink", *content, anchor=bookmark, history=1)


def field(instruction: str, *result: Element) -> list[Element]:
    """The runs of a complex field, with the result that is shown until Word updates it."""
    code = new("w:instrText", xml_space="preserve")
    code.text = f" {instruction} "
    return [
        new("w:r", new("w:fldChar", fldCharType="begin")),
        new("w:r", code),
        new("w:r", new("w:fldChar", fldCharType="separate")),
        *result,
        new("w:r", new("w:fldChar", fldCharType="end")),
    ]


def serialized(root: Element) -> bytes:
    """A part of the package as a file."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
