"""Formulas within a line: LaTeX -> symbols, text that can be searched, copied and broken after a relation; or words.

What is more than letters with scripts and accents, such as a root or a matrix, is a symbol that is drawn as a whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from alignprep.language.words import message
from alignprep.text.maths import ACCENTS
from alignprep_exporters.pdf.type.atoms import VARIANTS, Kind, atoms, core, ems, ends, fences, gap, tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from xml.etree.ElementTree import Element

    from alignprep.language.words import Words

__all__ = ["SCRIPT_SIZE", "Symbol", "described", "spoken", "symbols"]

_BEFORE, _AFTER = "\u00a0", " "
"""The spaces around a relation: the line may break after it, not before."""
_THIN, _SOFT_THIN = "\u202f", "\u2009"
"""Thin spaces; the line may break at the other one, which follows a comma."""
_ACCENT_NAMES: Final = {
    "\u0304": message("{letter} bar"), "\u0302": message("{letter} hat"), "\u0303": message("{letter} tilde"),
    "\u0307": message("{letter} dot"), "\u0308": message("{letter} double dot"), "\u20d7": message("{letter} arrow"),
}  # fmt: skip
_SIGN_NAMES: Final = {
    "¯": message("overline"), "▁": message("underline"), "⏞": message("overbrace"), "⏟": message("underbrace"),
}  # fmt: skip
_MARKED: Final = re.compile(rf"(\w|\([^()]*\))([{''.join(_ACCENT_NAMES)}])")
_OVER_OR_UNDER: Final = re.compile(f"[{''.join(_SIGN_NAMES)}](?=\\()")
_SPACES: Final = ((0.9, "\u2003"), (0.4, "\u2002"), (0.2, _BEFORE), (0, _THIN))
"""Spaces, and what their width in ems exceeds."""
_TIED: Final = frozenset("∣∥")
"""Relations that stay with what follows them."""
_RAISED, _LOWERED = 0.36, -0.2
"""How far scripts are raised or lowered, as a fraction of the size of their base."""
SCRIPT_SIZE: Final = 0.72
"""The size of a script, as a fraction of the size of its base."""
_LINES: Final = {("mover", "―"): "¯", ("munder", "―"): "▁", ("munder", "_"): "▁"}
"""Lines above and below, and the signs that stand for them in a text."""
_ROOTS: Final = {"": "√(", "2": "√(", "3": "∛(", "4": "∜("}
_LETTERS: Final = frozenset(map(chr, range(0x1D400, 0x1D800)))
"""The letters of the block Mathematical Alphanumeric Symbols, such as a bold x, which the font of the text lacks."""
_RAISED_SIGNS: Final = frozenset("′″‴⁗*")
"""Signs that fonts draw small and raised."""
_LINEAR: Final = frozenset("⏞⏟⎴⎵→←↔")
"""Signs that stretch above or below an expression. In a text they stand before it, as in UnicodeMath
(https://www.unicode.org/notes/tn28/, 3.10), which is also followed for roots and scripts."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """Characters of a formula; `spoken` ones are only read aloud and not drawn, such as the ^ before a power."""

    text: str
    italic: bool = False
    level: int = 0
    rise: float = 0
    spoken: bool = False
    stacked: tuple[tuple[Symbol, ...], ...] = ()
    """A lowered and a raised script, which begin at the same place; `text` is both."""
    drawn: Element | None = None
    """A part that is drawn as a whole; `text` is what it says."""


@lru_cache(maxsize=4096)
def symbols(latex: str) -> tuple[Symbol, ...]:
    """A formula's symbols: italic variables, raised and lowered parts, fractions with a slash, drawn parts."""
    return tuple(_merged(symbol for symbol in _formula(latex) if not symbol.spoken))


@lru_cache(maxsize=4096)
def spoken(latex: str) -> str:
    """A formula as one line of text, with _ and ^ before lowered and raised parts."""
    return _said(_row(tree(latex), drawn=False))


@lru_cache(maxsize=4096)
def described(latex: str, say: Words) -> str:
    """A formula as one line of text for screen readers, most of which pass over accents and lines over a letter."""
    text = _MARKED.sub(lambda found: say(_ACCENT_NAMES[found[2]], letter=found[1]), spoken(latex))
    return _OVER_OR_UNDER.sub(lambda found: say(_SIGN_NAMES[found[0]]) + " ", text)


def _formula(latex: str) -> list[Symbol]:
    return _row(tree(latex))


def _said(found: Iterable[Symbol]) -> str:
    text = "".join(symbol.text for symbol in found)
    for space in (_BEFORE, _THIN, _SOFT_THIN):
        text = text.replace(space, " ")
    return text


def _merged(found: Iterable[Symbol]) -> Iterator[Symbol]:
    """Symbols of the same style as one."""
    for style, group in groupby(
        found, lambda one: None if one.drawn is not None or one.stacked else replace(one, text="")
    ):
        if style is None:
            yield from group
        else:
            yield replace(style, text="".join(one.text for one in group))


def _row(nodes: Iterable[Element], *, script: bool = False, drawn: bool = True, inside: bool = False) -> list[Symbol]:
    """The symbols of a row, with the spaces between them; the line breaks at fewer of them `inside` of something."""
    row = atoms(list(nodes))
    made: list[Symbol] = []
    before: Kind | None = None
    depth, ended_in_script = int(inside), False
    for node, kind in row:
        if kind is Kind.SPACE:
            made.append(Symbol(_space(ems(node))))
            continue
        shown = list(_symbols(node, script=script, drawn=drawn))
        if not shown:
            continue
        first, last = ends(node, Kind.ORD if node.tag in ("mfrac", "mstyle") else kind)
        if made and made[-1].text.strip():
            space = _spaces(before, kind, depth)[gap(before, first, script=script)]
            made.append(Symbol(_BEFORE if made[-1].text in _TIED and space else space))
            if not space and ended_in_script and shown[0].text[:1].isalnum():
                made[-1] = Symbol(" ", spoken=True)
        made += shown
        before, ended_in_script = last, node.tag in ("msub", "msup", "msubsup")
        depth += (kind is Kind.OPEN) - (kind is Kind.CLOSE)
    return [symbol for symbol in made if symbol.text]


def _spaces(before: Kind | None, after: Kind, depth: int) -> tuple[str, str, str, str]:
    """What stands for no, a thin, a medium and a thick space between two atoms."""
    wide = _BEFORE if after in (Kind.BIN, Kind.REL) else _AFTER
    return "", _SOFT_THIN if before is Kind.PUNCT and not depth else _THIN, wide, wide


def _space(width: float) -> str:
    return next((space for least, space in _SPACES if width > least), "")


def _symbols(node: Element, *, script: bool = False, drawn: bool = True) -> Iterator[Symbol]:
    kind, parts, text = node.tag, list(node), node.text or ""
    if drawn and _is_drawn(node):
        yield _whole(node, script=script)
    elif kind == "mi":
        if drawn and (text in VARIANTS or text in _LETTERS):
            yield Symbol(text, drawn=node)
            return
        yield Symbol(text, italic=_is_italic(text) and node.get("mathvariant") != "normal")
    elif kind == "mo":
        yield Symbol(text)
    elif kind in ("mn", "mtext"):
        yield Symbol(text.replace(" ", _BEFORE) if script else text.replace(_BEFORE, " "))
    elif kind == "mphantom":
        return
    elif kind in ("munder", "mover") and (accented := _accented(node, script=script, drawn=drawn)):
        yield from accented
    elif kind in ("msub", "msup", "msubsup", "munder", "mover", "munderover"):
        yield from _scripts(node, script=script, drawn=drawn)
    elif kind == "mfrac":
        over, under = (_grouped(part, script=script, drawn=drawn) for part in parts)
        yield from [*over, Symbol("¦" if node.get("linethickness") == "0" else "/"), *under]
    elif kind in ("msqrt", "mroot"):
        inner = _row(parts if kind == "msqrt" else parts[:1], script=script, drawn=drawn, inside=True)
        degree = "" if kind == "msqrt" else _said(_row(parts[1:], script=True, drawn=False))
        sign = _ROOTS.get(degree, f"√({degree}&")
        yield from [Symbol(sign), *inner, Symbol(")")]
    elif kind == "mtable":
        for index, row in enumerate(parts):
            yield from [Symbol("; ")] * bool(index)
            for place, cell in enumerate(row):
                yield from [*[Symbol(" ")] * bool(place), *_row(cell, drawn=drawn)]
    else:
        yield from _row(parts, script=script, drawn=drawn, inside=fences(node))


def _whole(node: Element, *, script: bool) -> Symbol:
    """A part as a symbol that is drawn."""
    return Symbol(_said(_symbols(node, script=script, drawn=False)), drawn=_low(node))


def _is_italic(text: str) -> bool:
    """Whether a letter slopes: small Greek ones do, capital ones stand upright, as in TeX."""
    return len(text) == 1 and text.isalpha() and ord(text) < 0x2000 and not "Α" <= text <= "Ω"


def _is_drawn(node: Element) -> bool:
    """Whether a part takes more than a row of characters."""
    if node.tag in ("msqrt", "mroot", "mtable", "menclose") or node.get("linethickness") == "0":
        return True
    if fences(node):
        return any(child.tag == "mtable" or child.get("linethickness") == "0" for child in node)
    if node.tag not in ("munder", "mover"):
        return False
    mark = core(node[1]).text or ""
    if node.tag == "mover" and (mark in ACCENTS or mark == "―"):
        return _letter(node[0]) == ""
    return ((node.tag, mark) in _LINES or mark in _LINEAR or node[0].tag == node.tag or core(node[0]).tag == "mo"
            or (node.tag == "mover") or core(node[0]).get("class") != "op")  # fmt: skip


def _low(node: Element) -> Element:
    """A part to be drawn, with a slash for each fraction that would make the line taller."""
    if node.tag == "mfrac" and node.get("linethickness") != "0":
        made = ElementTree.Element("mrow")
        for index, part in enumerate(node):
            if index:
                ElementTree.SubElement(made, "mo").text = "/"
            brackets = "" if _is_single(part) else "()"
            for bracket in brackets[:1]:
                ElementTree.SubElement(made, "mo").text = bracket
            made.append(_low(part))
            for bracket in brackets[1:]:
                ElementTree.SubElement(made, "mo").text = bracket
        return made
    if node.tag == "mtable":
        return node
    made = ElementTree.Element(node.tag, node.attrib)
    made.text = node.text
    made.extend(map(_low, node))
    return made


def _letter(node: Element) -> str:
    """The only letter that an accent stands on."""
    inner = core(node) if node.tag in ("mrow", "mi", "mn") else node
    text = inner.text or ""
    return text if inner.tag in ("mi", "mn") and len(text) == 1 else ""


def _accented(node: Element, *, script: bool, drawn: bool) -> list[Symbol]:
    """A letter with its accent, or in a text a sign for what is over or under an expression; none for scripts."""
    mark = core(node[1]).text or ""
    base = _row(node[:1], script=script, drawn=drawn, inside=True)
    if node.tag == "mover" and (mark in ACCENTS or mark == "―") and base:
        if _letter(node[0]):
            return [*base[:-1], replace(base[-1], text=base[-1].text + ACCENTS.get(mark, "\u0304"))]
        return [Symbol("("), *base, Symbol(")" + ACCENTS[mark])] if mark in ACCENTS else _named("¯", base)
    if (node.tag, mark) in _LINES or mark in _LINEAR:
        return _named(_LINES.get((node.tag, mark), mark), base)
    return []


def _named(sign: str, inner: list[Symbol]) -> list[Symbol]:
    return [Symbol(sign + "("), *inner, Symbol(")")]


def _scripts(node: Element, *, script: bool, drawn: bool) -> Iterator[Symbol]:
    kind, parts = node.tag, list(node)
    lower = kind in ("msub", "msubsup", "munder", "munderover")
    upper = kind in ("msup", "msubsup", "mover", "munderover")
    below = list(_script(parts[1], "_", _LOWERED, drawn=drawn)) if lower else []
    above = list(_script(parts[-1], "^", _RAISED, drawn=drawn)) if upper else []
    base = _symbols(parts[0], script=script, drawn=drawn)
    if drawn and below and above:
        if any(one.drawn is not None for one in (*below, *above)):
            yield _whole(node, script=script)
            return
        yield from base
        pair = tuple(tuple(_merged(one for one in part if not one.spoken)) for part in (below, above))
        yield Symbol("".join(one.text for part in pair for one in part), stacked=pair)
    else:
        yield from [*base, *below, *above]


def _script(node: Element, mark: str, rise: float, *, drawn: bool) -> Iterator[Symbol]:
    inner = _row([node], script=True, drawn=drawn)
    said = "".join(symbol.text for symbol in inner)
    single = said.isalnum() or len(said) == 1 or (said.startswith("(") and said.endswith(")") and said.count("(") == 1)
    if said in _RAISED_SIGNS:
        yield from [*[Symbol(mark, spoken=True)] * (said == "*"), Symbol(said)]
        return
    if mark:
        yield Symbol(mark if single else f"{mark}(", spoken=True)
    for symbol in inner:
        yield _moved(symbol, rise)
    if mark and not single:
        yield Symbol(")", spoken=True)


def _moved(symbol: Symbol, rise: float) -> Symbol:
    """A symbol as part of a script."""
    stacked = tuple(tuple(_moved(one, rise) for one in part) for part in symbol.stacked)
    return replace(symbol, level=symbol.level + 1, rise=rise + symbol.rise * SCRIPT_SIZE, stacked=stacked)


def _grouped(node: Element, *, script: bool, drawn: bool) -> list[Symbol]:
    """A part of a fraction, in parentheses unless it is a single atom."""
    inner = _row([node], script=script, drawn=drawn, inside=True)
    return inner if _is_single(node) else [Symbol("("), *inner, Symbol(")")]


def _is_single(node: Element) -> bool:
    while node.tag in ("mrow", "mstyle") and len(node) == 1:
        node = node[0]
    count = sum(kind is not Kind.SPACE for _, kind in atoms(list(node))) if node.tag == "mrow" else 1
    words = node.tag == "mtext" and len((node.text or "").split()) > 1
    return (count <= 1 and node.tag != "mfrac" and not words) or fences(node)
