"""Whether a figure is plain SVG: shapes and text, nothing that runs or loads."""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat

__all__ = ["svg_fault"]

_NAMESPACE: Final = "http://www.w3.org/2000/svg"
_SHAPES: Final = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"})
_ELEMENTS: Final = _SHAPES | {"svg", "g", "title", "desc"}
_URL: Final = re.compile(r"url\s*\(", re.IGNORECASE)


def _of_sensible_size(box: str) -> bool:
    """Whether renderers can be trusted with a picture of that size: some fail on extreme ones."""
    try:
        width, height = (float(number) for number in box.split()[2:])
    except ValueError:
        return False
    return 1 <= width <= 10_000 and 1 <= height <= 10_000 and 0.05 <= width / height <= 20


class _RefusedError(Exception):
    pass


def svg_fault(text: str) -> tuple[int, int, str] | None:
    """The first thing that keeps a text from being a plain SVG figure: line and column from 1, and a sentence."""
    parser = expat.ParserCreate(namespace_separator=" ")
    root = True

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal root
        namespace, _, local = name.rpartition(" ")
        if namespace != _NAMESPACE or local not in _ELEMENTS or (root and local != "svg"):
            raise _RefusedError(f"the element {local!r}; a figure holds shapes and text in the namespace {_NAMESPACE}")
        if root and not re.fullmatch(r"\s*[-0-9.]+(\s+[-0-9.]+){3}\s*", attributes.get("viewBox", "")):
            raise _RefusedError("no viewBox of four numbers; a figure must be able to scale")
        if root and not _of_sensible_size(attributes["viewBox"]):
            raise _RefusedError("a viewBox that is tiny, huge, or more than twenty times as long as it is wide")
        root = False
        for key, value in attributes.items():
            bare = key.rpartition(" ")[2].lower()
            if bare.startswith("on") or bare in ("href", "src", "style"):
                raise _RefusedError(f"the attribute {bare!r}; a figure neither runs, loads nor styles by CSS")
            if _URL.search(value):
                raise _RefusedError(f"the attribute {bare!r} points somewhere; not every format follows")

    def refuse(*_: object) -> None:
        raise _RefusedError("a document type declaration or processing instruction")

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    parser.ProcessingInstructionHandler = refuse
    try:
        parser.Parse(text, True)
    except _RefusedError as error:
        return parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, str(error)
    except expat.ExpatError as error:
        return error.lineno, error.offset + 1, f"no well-formed XML: {expat.ErrorString(error.code)}"
    return None
