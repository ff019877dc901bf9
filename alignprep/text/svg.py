"""Whether a figure is plain SVG: shapes and text; nothing that runs, loads, hides or grows without bounds.

Everything that is not listed here is refused, so that no renderer's features have to be known.
"""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat

from alignprep.text import characters
from alignprep.text.source import Fault, Source

__all__ = ["svg_fault"]

_NAMESPACE: Final = "http://www.w3.org/2000/svg"
_SHAPES: Final = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"})
_ELEMENTS: Final = _SHAPES | {"svg", "g", "title", "desc"}
_GEOMETRY: Final = (
    "viewBox width height x y x1 x2 y1 y2 cx cy r rx ry dx dy d points transform preserveAspectRatio pathLength"
)
_LOOK: Final = (
    "fill fill-opacity fill-rule opacity stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin"
    " stroke-miterlimit stroke-dasharray stroke-dashoffset color visibility display paint-order vector-effect"
    " font-family font-size font-weight font-style text-anchor dominant-baseline alignment-baseline baseline-shift"
    " letter-spacing word-spacing text-decoration"
)
_ABOUT: Final = "id role lang version aria-label aria-labelledby aria-describedby aria-hidden"
_ATTRIBUTES: Final = frozenset(f"{_GEOMETRY} {_LOOK} {_ABOUT}".split())
_XML_ATTRIBUTES: Final = frozenset({"lang", "space"})
_FUNCTION: Final = re.compile(r"(?<![a-z-])([a-z-]+)\s*\(", re.IGNORECASE)
_FUNCTIONS: Final = frozenset(
    {"matrix", "translate", "scale", "rotate", "skewx", "skewy", "rgb", "rgba", "hsl", "hsla"}
)
_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_NUMERIC: Final = frozenset(_GEOMETRY.split()) | {"stroke-width", "font-size", "stroke-dasharray", "stroke-miterlimit"}
_MAY_BE_LARGE: Final = re.compile(r"[0-9]{6}|[0-9.][eE]")
"""A value that does not match this cannot hold a number above the largest, so its numbers are not read."""
_MAX_NUMBER: Final = 100_000
_MAX_DEPTH: Final = 20
_MAX_ELEMENTS: Final = 2_000


def svg_fault(text: str) -> Fault | None:
    """Why a text is not a plain SVG figure: its first fault; None if it is one."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.namespace_prefixes = True
    reader = _Reader(parser)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.XmlDeclHandler = reader.declaration
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.ProcessingInstructionHandler = reader.refuse
    source = Source(text)
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    except _RefusedError as error:
        line, column = reader.place
        offset = source.offset(line - 1, column - 1)
        name = " ".join(reader.attribute.split(" ")[1:2] or [reader.attribute])
        found = re.compile(rf"(?<=[\s:]){re.escape(name)}\s*=").search(text, offset) if name else None
        return Fault(found.start() if found else offset, "AP509", str(error))
    except expat.ExpatError as error:
        offset = source.offset(error.lineno - 1, error.offset)
        return Fault(offset, "AP509", f"not well-formed XML: {expat.ErrorString(error.code)}")
    return None


def _is_sensible_size(box: str) -> bool:
    """Whether a view box has a size that no renderer fails on."""
    try:
        width, height = (float(number) for number in box.split()[2:])
    except ValueError:
        return False
    return 1 <= width <= 10_000 and 1 <= height <= 10_000 and 0.05 <= width / height <= 20


class _RefusedError(Exception):
    pass


class _Reader:
    """Handles expat's events; raises `_RefusedError` at the first thing that a plain figure may not have."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self._parser = parser
        self.place = (1, 1)
        self.attribute = ""
        self.elements = 0
        self.depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._mark()
        namespace, local, prefix = (*name.split(" "), "", "")[:3]
        root = self.elements == 0
        self.elements += 1
        self.depth += 1
        if namespace != _NAMESPACE or local not in _ELEMENTS or (root != (local == "svg")):
            named = local or namespace
            raise _RefusedError(f"the element {named!r}; a figure holds shapes and text in the namespace {_NAMESPACE}")
        if prefix:
            raise _RefusedError(f"the prefix {prefix!r}; write <svg xmlns=…> and elements without one")
        if self.depth > _MAX_DEPTH or self.elements > _MAX_ELEMENTS:
            raise _RefusedError(f"more than {_MAX_ELEMENTS:,} elements, or more than {_MAX_DEPTH} inside each other")
        for key, value in attributes.items():
            self.attribute = key
            _check_attribute(key, value)
        self.attribute = ""
        if root and not re.fullmatch(r"\s*[-0-9.]+(\s+[-0-9.]+){3}\s*", attributes.get("viewBox", "")):
            raise _RefusedError("no viewBox of four numbers; a figure must be able to scale")
        if root and not _is_sensible_size(attributes["viewBox"]):
            raise _RefusedError("a viewBox that is tiny, huge, or more than twenty times as long as it is wide")

    def end(self, _: str) -> None:
        self.depth -= 1

    def _mark(self) -> None:
        """Remember the place, since the parser moves on before it passes an exception on."""
        self.place = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1

    def text(self, text: str) -> None:
        self._mark()
        _check_visible(text)

    def declaration(self, _: str, encoding: str | None, __: int) -> None:
        self._mark()
        if encoding and encoding.lower() not in ("utf-8", "us-ascii"):
            raise _RefusedError(f"the encoding {encoding!r}; every file is UTF-8")

    def refuse(self, *_: object) -> None:
        self._mark()
        raise _RefusedError("a document type declaration or processing instruction")


def _check_attribute(key: str, value: str) -> None:
    parts = key.split(" ")
    known = _ATTRIBUTES if len(parts) == 1 else _XML_ATTRIBUTES if parts[-1] == "xml" else frozenset()
    name = parts[0] if len(parts) == 1 else parts[1]
    if name not in known:
        raise _RefusedError(f"the attribute {name!r}; a figure may not run, load or be styled by CSS")
    _check_visible(value)
    for function in _FUNCTION.findall(value):
        if name.startswith("aria-"):
            break
        if function.lower() not in _FUNCTIONS:
            raise _RefusedError(f"the attribute {name!r} holds {function[:40]}(…), which not every format supports")
    if "\\" in value:
        raise _RefusedError(f"a backslash in the attribute {name!r}, where it would begin an escape of CSS")
    if (
        name in _NUMERIC
        and _MAY_BE_LARGE.search(value)
        and any(abs(float(number)) > _MAX_NUMBER for number in _NUMBER.findall(value))
    ):
        raise _RefusedError(f"a number of more than {_MAX_NUMBER:,} in the attribute {name!r}")


def _check_visible(text: str) -> None:
    for fault in characters.faults(re.sub(r"[\t\r]", " ", text)):
        raise _RefusedError(fault.message)
