"""Elements of WordprocessingML and its sister vocabularies, written briefly."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final, TypeAlias

from lxml import etree

__all__ = ["NAMESPACES", "Element", "field", "name", "new", "run", "text_runs"]

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
_QUALIFIED: Final = frozenset({"w", "m", "w14"})
"""The vocabularies whose attributes are in the namespace of their elements."""


@cache
def name(tag: str) -> str:
    """`w:p` in Clark notation."""
    prefix, _, local = tag.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


@cache
def _attribute(tag: str, key: str) -> str:
    """The name of an attribute: `r_id` is `r:id`, any other is of its element's kind."""
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
    element = etree.Element(
        name(tag), {_attribute(tag, key): str(value) for key, value in attributes.items()}, _prefixes(tag)
    )
    element.extend([child for child in children if child is not None])
    return element


def _text(characters: str) -> Element:
    element = new("w:t")
    if characters != characters.strip() or "  " in characters:
        element.set(name("xml:space"), "preserve")
    element.text = characters
    return element


def text_runs(text: str) -> Iterable[Element]:
    """The content of a run: text, with line breaks and tabs as Word has them."""
    for index, line in enumerate(text.split("\n")):
        if index:
            yield new("w:br")
        for column, part in enumerate(line.split("\t")):
            if column:
                yield new("w:tab")
            if part:
                yield _text(part)


def run(text: str, style: str = "", *properties: Element) -> Element:
    """A run of text in a character style, with further properties in the order of the schema."""
    element = new("w:r")
    if style or properties:
        element.append(new("w:rPr", new("w:rStyle", val=style) if style else None, *properties))
    element.extend(list(text_runs(text)))
    return element


def field(instruction: str, *result: Element) -> list[Element]:
    """The runs of a complex field with the result that is shown until Word updates it."""
    code = new("w:instrText", xml_space="preserve")
    code.text = f" {instruction} "
    return [
        new("w:r", new("w:fldChar", fldCharType="begin")),
        new("w:r", code),
        new("w:r", new("w:fldChar", fldCharType="separate")),
        *result,
        new("w:r", new("w:fldChar", fldCharType="end")),
    ]
