"""Figures in HTML: how small they may be drawn, and one as a part of the document."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from alignprep import ExporterError
from alignprep.text.svg import svg_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["drawing", "least_width"]

_SIZE: Final = re.compile(r"\s*([0-9]*\.?[0-9]+)\s*([a-z%]*)\s*")
_UNITS: Final = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "rem": 16.0}
_OF_PARENT: Final = {"em": 1.0, "ex": 0.5, "%": 0.01}
_NAMED_SIZES: Final = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0,
}  # fmt: skip
"""What browsers make of the words for sizes, in pixels."""
_SCALING: Final = re.compile(r"(scale|matrix)\s*\(([^)]*)\)")
_FACTORS: Final = {("scale", 1), ("scale", 2), ("matrix", 6)}
"""How many numbers they have; with another count, browsers ignore them."""
_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_LEAST_LETTERS: Final = 10
"""The height of letters that can be read on a phone, in pixels."""
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_OF_ROOT: Final = frozenset({"width", "height", "x", "y", "role", "version"})
"""What the root says of its place in a page, which the page decides."""


@lru_cache(maxsize=1024)
def least_width(source: str) -> int:
    """The width of an SVG figure, in pixels, at which its smallest letters are ten pixels high; 1 without letters."""
    root = ElementTree.fromstring(source)  # noqa: S314 - a plain figure has no document type
    smallest = min((size for size in _letters(root, _NAMED_SIZES["medium"], 1) if size > 0), default=None)
    wide = float(root.get("viewBox", "").split()[2])
    return 1 if smallest is None else math.ceil(round(wide * _LEAST_LETTERS / smallest, 6))


def _letters(element: ElementTree.Element, inherited: float, scale: float) -> Iterator[float]:
    """The heights of the letters in an element, as they are drawn."""
    size = _font_size(element.get("font-size", ""), inherited)
    for name, numbers in _SCALING.findall(element.get("transform", "")):
        given = [float(number) for number in _NUMBER.findall(numbers)]
        if (name, len(given)) in _FACTORS:
            scale *= math.hypot(*given[2:4]) if name == "matrix" else abs(given[-1])
    own = [element.text, *(child.tail for child in element)]
    if element.tag.endswith(("}text", "}tspan")) and any(text and not text.isspace() for text in own):
        yield size * scale
    for child in element:
        yield from _letters(child, size, scale)


def _font_size(said: str, inherited: float) -> float:
    found = _SIZE.fullmatch(said)
    if not found:
        return _NAMED_SIZES.get(said.strip(), inherited)
    number, unit = float(found[1]), found[2]
    return number * (_OF_PARENT[unit] * inherited if unit in _OF_PARENT else _UNITS.get(unit, 1.0))


def drawing(source: str, alt: str) -> str:
    """An SVG figure as an element of HTML, with the text that stands for it; as wide as it must be at least.

    Ids are left out: nothing in a plain figure can refer to one, and a page holds many figures. So are titles, which
    `alt` replaces. Raises `ExporterError` for what is not a plain figure (`alignprep.text.svg`).
    """
    fault = svg_fault(source)
    if fault:
        raise ExporterError(f"a figure that is not plain: {fault.message}")
    root = ElementTree.fromstring(source)  # noqa: S314 - a plain figure has no document type
    about = f'role="img" aria-label="{escape(alt)}" width="{least_width(source)}"'
    return _element(root, f" {about}{_attributes(root, _OF_ROOT)}")


def _element(element: ElementTree.Element, attributes: str) -> str:
    name = element.tag.rpartition("}")[2]
    inside = escape(element.text or "", quote=False) + "".join(
        _element(child, _attributes(child)) + escape(child.tail or "", quote=False)
        for child in element
        if not child.tag.endswith(("}title", "}desc"))
    )
    return f"<{name}{attributes}>{inside if inside.strip() else ''}</{name}>"


def _attributes(element: ElementTree.Element, without: frozenset[str] = frozenset()) -> str:
    return "".join(
        f' {name.replace(_XML, "xml:")}="{escape(value)}"'
        for name, value in element.attrib.items()
        if name != "id" and not name.startswith("aria-") and name not in without
    )
