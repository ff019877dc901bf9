"""Formulas within a line: LaTeX -> symbols, text that can be searched, copied and broken after a relation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from alignprep.text.maths import ACCENTS, mathml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["SCRIPT_SIZE", "Symbol", "spoken", "symbols"]

_NAMESPACE: Final = "{http://www.w3.org/1998/Math/MathML}"
_RELATIONS: Final = frozenset("=<>≤≥≠≈∼∝→←↔⇒∈∉⊂⊆≡≫≪∣+−×·±")
_NAMES: Final = frozenset(
    {"argmax", "argmin", "cos", "exp", "inf", "ln", "log", "max", "min", "sin", "sup", "Pr", "KL"}
)
_PLUS_MINUS: Final = frozenset("+−±")
_OPENING: Final = frozenset("([{,;/=<>≤≥≠≈∼∝→←↔⇒∈≡≫≪")
"""After these, + and − are signs, without spaces around them."""
_BEFORE, _AFTER = "\u00a0", " "
"""The spaces around a relation: the line may break after it, not before."""
_THIN: Final = "\u2009"
_RAISED, _LOWERED = 0.36, -0.2
"""How far scripts are raised or lowered, as a fraction of the size of their base."""
SCRIPT_SIZE: Final = 0.72
"""The size of a script, as a fraction of the size of its base."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """Characters of a formula; `spoken` ones are only read aloud and not drawn, such as the ^ before a power."""

    text: str
    italic: bool = False
    level: int = 0
    rise: float = 0
    spoken: bool = False


@lru_cache(maxsize=4096)
def symbols(latex: str) -> tuple[Symbol, ...]:
    """A formula's symbols: italic variables, raised and lowered parts, fractions with a slash."""
    return tuple(symbol for symbol in _formula(latex) if not symbol.spoken)


@lru_cache(maxsize=4096)
def spoken(latex: str) -> str:
    """A formula as one line of text for screen readers, with _ and ^ before lowered and raised parts."""
    return "".join(symbol.text for symbol in _formula(latex)).replace(_BEFORE, " ").replace(_THIN, " ")


def _formula(latex: str) -> list[Symbol]:
    root = ElementTree.fromstring(mathml(latex))  # noqa: S314 - made by our own converter
    return _spaced(_trimmed(_children(root)))


def _spaced(found: list[Symbol]) -> list[Symbol]:
    """Symbols with the spaces that depend on their neighbors."""
    made: list[Symbol] = []
    for index, symbol in enumerate(found):
        bare = symbol.text.strip(_BEFORE + _AFTER + _THIN)
        opens = not made or made[-1].text.rstrip()[-1:] in _OPENING
        if bare in _PLUS_MINUS and opens:
            made.append(replace(symbol, text=bare))
        elif bare in _NAMES:
            follows = found[index + 1].text[:1] if index + 1 < len(found) else ""
            before = "" if opens or made[-1].text[-1:].isspace() else _THIN
            made.append(replace(symbol, text=before + bare + ("" if follows in ("(", "[", "_", "^", "") else _THIN)))
        else:
            made.append(symbol)
    return made


def _trimmed(found: Iterable[Symbol]) -> list[Symbol]:
    """Symbols without the spaces at the beginning and the end."""
    made = list(found)
    if made:
        made[0] = replace(made[0], text=made[0].text.lstrip())
        made[-1] = replace(made[-1], text=made[-1].text.rstrip())
    return [symbol for symbol in made if symbol.text]


def _children(node: ElementTree.Element, *, script: bool = False) -> Iterator[Symbol]:
    for child in node:
        yield from _symbols(child, script=script)


def _symbols(node: ElementTree.Element, *, script: bool = False) -> Iterator[Symbol]:
    kind, parts, text = node.tag.removeprefix(_NAMESPACE), list(node), node.text or ""
    if kind == "mi":
        yield from _identifier(text, script=script, upright=node.get("mathvariant") == "normal")
    elif kind == "mo":
        yield Symbol(_operator(text, script=script))
    elif kind in ("mn", "mtext"):
        yield Symbol(text)
    elif kind == "mphantom":
        return
    elif kind == "mspace":
        yield Symbol(_space(node.get("width", "0")))
    elif kind in ("msub", "msup", "msubsup", "munder", "mover", "munderover"):
        yield from _scripts(kind, parts, script=script)
    elif kind == "mfrac":
        yield from [*_grouped(parts[0], script=script), Symbol("/"), *_grouped(parts[1], script=script)]
    elif kind == "msqrt":
        yield from [Symbol("√("), *_children(node, script=script), Symbol(")")]
    elif kind == "mroot":
        yield from [*_script(parts[1], "", _RAISED), Symbol("√("), *_symbols(parts[0], script=script), Symbol(")")]
    elif kind == "mtable":
        for index, row in enumerate(parts):
            yield from [Symbol("; ")] * bool(index)
            yield from _children(row, script=script)
    elif kind == "mtd":
        yield from [*_children(node, script=script), Symbol(" ")]
    else:
        yield from _children(node, script=script)


def _identifier(text: str, *, script: bool, upright: bool) -> Iterator[Symbol]:
    if text == "~":
        yield Symbol(_operator("∼", script=script))
    elif text in _NAMES:
        yield Symbol(text + _THIN)
    else:
        yield Symbol(text, italic=len(text) == 1 and text.isalpha() and ord(text) < 0x2000 and not upright)


def _operator(text: str, *, script: bool) -> str:
    """An operator with the spaces around it; in scripts there are none."""
    if script:
        return text
    if text in _RELATIONS:
        return f"{_BEFORE}{text}{_AFTER}"
    return f"{text}{_THIN}" if text == "," or text in _NAMES else text


def _space(width: str) -> str:
    try:
        ems = float(width.removesuffix("em"))
    except ValueError:
        return _THIN
    return "\u2003" if ems > 0.9 else "\u2002" if ems > 0.4 else _THIN if ems > 0 else ""


def _scripts(kind: str, parts: list[ElementTree.Element], *, script: bool) -> Iterator[Symbol]:
    base = list(_symbols(parts[0], script=script))
    if kind == "mover" and (parts[1].text or "") in ACCENTS and base:
        yield from [*base[:-1], replace(base[-1], text=base[-1].text + ACCENTS[parts[1].text or ""])]
        return
    spaced = base and base[-1].text.endswith(_THIN)
    if spaced:
        base[-1] = replace(base[-1], text=base[-1].text.removesuffix(_THIN))
    yield from base
    if kind in ("msub", "msubsup", "munder", "munderover"):
        yield from _script(parts[1], "_", _LOWERED)
    if kind in ("msup", "msubsup", "mover", "munderover"):
        yield from _script(parts[-1], "^", _RAISED)
    if spaced:
        yield Symbol(_THIN)


def _script(node: ElementTree.Element, mark: str, rise: float) -> Iterator[Symbol]:
    inner = _trimmed(_symbols(node, script=True))
    said = "".join(symbol.text for symbol in inner)
    single = said.isalnum() or (said.startswith("(") and said.endswith(")") and said.count("(") == 1)
    if mark:
        yield Symbol(mark if single else f"{mark}(", spoken=True)
    for symbol in inner:
        yield replace(symbol, level=symbol.level + 1, rise=rise + symbol.rise * SCRIPT_SIZE)
    if mark and not single:
        yield Symbol(")", spoken=True)


def _grouped(node: ElementTree.Element, *, script: bool) -> list[Symbol]:
    """A part of a fraction, in parentheses unless it is a single symbol."""
    inner = _trimmed(_symbols(node, script=script))
    single = len(inner) <= 1 or node.tag.removeprefix(_NAMESPACE) in ("mi", "mn")
    return inner if single else [Symbol("("), *inner, Symbol(")")]
