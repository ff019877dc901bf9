"""Formulas within a line, as text: they can be searched, copied and broken after a relation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from alignprep.text.maths import mathml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Sign", "signs", "spoken"]

_NAMESPACE: Final = "{http://www.w3.org/1998/Math/MathML}"
_ACCENTS: Final = {
    "^": "\u0302", "\u02c6": "\u0302", "~": "\u0303", "\u02dc": "\u0303", "¯": "\u0304", "‾": "\u0304",
    "˙": "\u0307", "¨": "\u0308", "→": "\u20d7", "ˇ": "\u030c", "˘": "\u0306", "´": "\u0301", "`": "\u0300",
}  # fmt: skip
_RELATIONS: Final = frozenset("=<>≤≥≠≈∼∝→←↔⇒∈∉⊂⊆≡≫≪∣+−×·±")
_NAMES: Final = frozenset(
    {"argmax", "argmin", "cos", "exp", "inf", "ln", "log", "max", "min", "sin", "sup", "Pr", "KL"}
)
_SIGNS: Final = frozenset("+−±")
_OPENING: Final = frozenset("([{,;/=<>≤≥≠≈∼∝→←↔⇒∈≡≫≪")
"""After these, + and − are signs of what follows, which stand without spaces."""
_BEFORE, _AFTER = "\u00a0", " "
"""The spaces around a relation: the line may break after it."""
_THIN: Final = "\u2009"
_RAISED, _LOWERED = 0.36, -0.2
"""Where scripts stand, in parts of the size of what they belong to."""


@dataclass(frozen=True, slots=True)
class Sign:
    """Characters of a formula; `silent` ones are only for who hears it, such as the ^ before a power."""

    text: str
    italic: bool = False
    level: int = 0
    rise: float = 0
    silent: bool = False


@lru_cache(maxsize=4096)
def signs(latex: str) -> tuple[Sign, ...]:
    """A formula's signs: italic variables, raised and lowered parts, fractions with a slash."""
    return tuple(sign for sign in _formula(latex) if not sign.silent)


@lru_cache(maxsize=4096)
def spoken(latex: str) -> str:
    """A formula as one line of text, with _ and ^ before what is lowered and raised."""
    return "".join(sign.text for sign in _formula(latex)).replace(_BEFORE, " ").replace(_THIN, " ")


def _formula(latex: str) -> list[Sign]:
    root = ElementTree.fromstring(mathml(latex))  # noqa: S314 - of our own making
    return _spaced(_trimmed(_children(root)))


def _spaced(found: list[Sign]) -> list[Sign]:
    """Signs with the spaces that depend on their neighbors."""
    made: list[Sign] = []
    for index, sign in enumerate(found):
        bare = sign.text.strip(_BEFORE + _AFTER + _THIN)
        opens = not made or made[-1].text.rstrip()[-1:] in _OPENING
        if bare in _SIGNS and opens:
            made.append(replace(sign, text=bare))
        elif bare in _NAMES:
            follows = found[index + 1].text[:1] if index + 1 < len(found) else ""
            before = "" if opens or made[-1].text[-1:].isspace() else _THIN
            made.append(replace(sign, text=before + bare + ("" if follows in ("(", "[", "_", "^", "") else _THIN)))
        else:
            made.append(sign)
    return made


def _trimmed(found: Iterable[Sign]) -> list[Sign]:
    """Signs without spaces around them."""
    made = list(found)
    if made:
        made[0] = replace(made[0], text=made[0].text.lstrip())
        made[-1] = replace(made[-1], text=made[-1].text.rstrip())
    return [sign for sign in made if sign.text]


def _children(node: ElementTree.Element, *, script: bool = False) -> Iterator[Sign]:
    for child in node:
        yield from _signs(child, script=script)


def _signs(node: ElementTree.Element, *, script: bool = False) -> Iterator[Sign]:
    kind, parts, text = node.tag.removeprefix(_NAMESPACE), list(node), node.text or ""
    if kind == "mi":
        yield from _identifier(text, script=script, upright=node.get("mathvariant") == "normal")
    elif kind == "mo":
        yield Sign(_operator(text, script=script))
    elif kind in ("mn", "mtext"):
        yield Sign(text)
    elif kind == "mphantom":
        return
    elif kind == "mspace":
        yield Sign(_space(node.get("width", "0")))
    elif kind in ("msub", "msup", "msubsup", "munder", "mover", "munderover"):
        yield from _scripts(kind, parts, script=script)
    elif kind == "mfrac":
        yield from [*_grouped(parts[0], script=script), Sign("/"), *_grouped(parts[1], script=script)]
    elif kind == "msqrt":
        yield from [Sign("√("), *_children(node, script=script), Sign(")")]
    elif kind == "mroot":
        yield from [*_script(parts[1], "", _RAISED), Sign("√("), *_signs(parts[0], script=script), Sign(")")]
    elif kind == "mtable":
        for index, row in enumerate(parts):
            yield from [Sign("; ")] * bool(index)
            yield from _children(row, script=script)
    elif kind == "mtd":
        yield from [*_children(node, script=script), Sign(" ")]
    else:
        yield from _children(node, script=script)


def _identifier(text: str, *, script: bool, upright: bool) -> Iterator[Sign]:
    if text == "~":
        yield Sign(_operator("∼", script=script))
    elif text in _NAMES:
        yield Sign(text + _THIN)
    else:
        yield Sign(text, italic=len(text) == 1 and text.isalpha() and ord(text) < 0x2000 and not upright)


def _operator(text: str, *, script: bool) -> str:
    """An operator with the spaces around it; scripts have none."""
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


def _scripts(kind: str, parts: list[ElementTree.Element], *, script: bool) -> Iterator[Sign]:
    base = list(_signs(parts[0], script=script))
    if kind == "mover" and (parts[1].text or "") in _ACCENTS and base:
        yield from [*base[:-1], replace(base[-1], text=base[-1].text + _ACCENTS[parts[1].text or ""])]
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
        yield Sign(_THIN)


def _script(node: ElementTree.Element, mark: str, rise: float) -> Iterator[Sign]:
    inner = _trimmed(_signs(node, script=True))
    said = "".join(sign.text for sign in inner)
    single = said.isalnum() or (said.startswith("(") and said.endswith(")") and said.count("(") == 1)
    if mark:
        yield Sign(mark if single else f"{mark}(", silent=True)
    for sign in inner:
        yield replace(sign, level=sign.level + 1, rise=rise + sign.rise * 0.72)
    if mark and not single:
        yield Sign(")", silent=True)


def _grouped(node: ElementTree.Element, *, script: bool) -> list[Sign]:
    """A part of a fraction, in parentheses unless it is a single sign."""
    inner = _trimmed(_signs(node, script=script))
    single = len(inner) <= 1 or node.tag.removeprefix(_NAMESPACE) in ("mi", "mn")
    return inner if single else [Sign("("), *inner, Sign(")")]
