"""Figures in HTML: how small they may be drawn, and one as a part of the document."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from html import escape
from typing import Final
from xml.etree import ElementTree

from alignprep import ExporterError
from alignprep.text.svg import svg_fault

__all__ = ["drawing", "least_width"]

_VIEW_BOX: Final = re.compile(r"""viewBox=["']\s*[-+0-9.eE]+[\s,]+[-+0-9.eE]+[\s,]+([0-9.]+)""")
_FONT_SIZE: Final = re.compile(r"""font-size\s*[:=]\s*["']?([0-9.]+)""")
_LEAST_LETTERS: Final = 10
"""The height of letters that can be read on a phone, in pixels."""
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_OF_ROOT: Final = frozenset({"width", "height", "x", "y", "role", "version"})
"""What the root says of its place in a page, which the page decides."""


@lru_cache(maxsize=1024)
def least_width(source: str) -> int:
    """The width of an SVG figure, in pixels, at which its smallest letters are ten pixels high; 1 without letters."""
    box = _VIEW_BOX.search(source)
    if not box or "<text" not in source:
        return 1
    smallest = min((float(size) for size in _FONT_SIZE.findall(source) if float(size) > 0), default=16.0)
    return math.ceil(float(box[1]) * _LEAST_LETTERS / smallest)


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
