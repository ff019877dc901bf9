"""A formula as MathML Core, the part of MathML that browsers draw (https://www.w3.org/TR/mathml-core/).

latex2mathml writes for any reader of MathML 3: attributes that browsers no longer know, styled letters as attributes,
names letter by letter, and whatever `\\href`, `\\style` and `\\class` ask for. Here its tree is written anew, of the
elements and attributes listed and no others, so that a formula can neither link nor style, and a screen reader says
names as names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape
from typing import Final
from xml.etree import ElementTree

from alignprep.text.maths import mathml

__all__ = ["ATTRIBUTES", "core_mathml", "drawn_letter"]

_LENGTHS: Final = frozenset({"width", "height", "depth", "lspace", "rspace", "voffset", "linethickness"})
_SIZES: Final = frozenset({"minsize", "maxsize"})
_TRUTHS: Final = frozenset(
    {"stretchy", "symmetric", "fence", "separator", "largeop", "movablelimits", "accent", "accentunder", "displaystyle"}
)
ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("mn", "mtext", "mrow", "mphantom", "msqrt", "mroot", "msub", "msup", "msubsup"), frozenset()),
    **dict.fromkeys(("mtable", "mtr", "mmultiscripts", "mprescripts", "merror"), frozenset()),
    "math": frozenset({"display"}),
    "mi": frozenset({"mathvariant"}),
    "mo": _SIZES
    | {"form", "fence", "separator", "lspace", "rspace", "stretchy", "symmetric", "largeop", "movablelimits"},
    "mspace": frozenset({"width", "height", "depth"}),
    "mpadded": frozenset({"width", "height", "depth", "lspace", "voffset"}),
    "mstyle": frozenset({"displaystyle", "scriptlevel"}),
    "mfrac": frozenset({"linethickness"}),
    "mover": frozenset({"accent"}),
    "munder": frozenset({"accentunder"}),
    "munderover": frozenset({"accent", "accentunder"}),
    "mtd": frozenset(),
}  # fmt: skip
"""The elements of MathML Core that a formula may need, and of their attributes those that browsers act on."""
_LENGTH: Final = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:em|ex|px|pt|cm|mm|in|pc|rem|%)|0")
_LEVEL: Final = re.compile(r"[+-]?[0-9]")
_VARIANTS: Final[Mapping[str, str]] = {
    "bold": "BOLD", "italic": "ITALIC", "bold-italic": "BOLD ITALIC", "double-struck": "DOUBLE-STRUCK",
    "script": "SCRIPT", "bold-script": "BOLD SCRIPT", "fraktur": "FRAKTUR", "bold-fraktur": "BOLD FRAKTUR",
    "sans-serif": "SANS-SERIF", "bold-sans-serif": "SANS-SERIF BOLD", "sans-serif-italic": "SANS-SERIF ITALIC",
    "sans-serif-bold-italic": "SANS-SERIF BOLD ITALIC", "monospace": "MONOSPACE",
}  # fmt: skip
"""Styles of letters, as Unicode calls the letters that have them."""
_ELSEWHERE: Final[Mapping[tuple[str, str], str]] = {
    **{("ITALIC", letter): "ℎ" for letter in "h"},
    **dict(zip([("SCRIPT", letter) for letter in "BEFHILMRego"], "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)),
    **dict(zip([("FRAKTUR", letter) for letter in "CHIRZ"], "ℭℌℑℜℨ", strict=True)),
    **dict(zip([("DOUBLE-STRUCK", letter) for letter in "CHNPQRZ"], "ℂℍℕℙℚℝℤ", strict=True)),
}
"""Styled letters that Unicode had before it had the alphabets."""
_UPRIGHT: Final = frozenset("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ∇")
"""Letters that TeX draws upright and a browser would slant."""
_OPERATORS: Final[Mapping[str, str]] = {"~": "∼", "′": "′", "-": "−", "*": "∗"}
"""Characters that latex2mathml takes for names or writes as on a keyboard, as operators."""
_ENCLOSED: Final[Mapping[str, str]] = {"box": "boxed", "updiagonalstrike": "struck", "downdiagonalstrike": "struck"}
"""What replaces the element `menclose`, which is not in Core: the class of a row."""
_BELOW: Final[Mapping[str, str]] = {"msub": "munder", "msubsup": "munderover"}
_WITH_LIMITS: Final = frozenset({"det", "gcd", "inf", "lim", "liminf", "limsup", "max", "min", "Pr", "sup"})
"""Functions below which TeX sets their limits."""
_SIGNS: Final = frozenset("-−+±∓")
_CLOSING: Final = frozenset(")]}⟩⌉⌋‖|!′%∞…⋯")
"""Operators, or what latex2mathml takes for them, behind which a minus sign takes away; behind others it is a sign."""
_SCRIPTS: Final = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})
_APPLIED: Final = '<mo rspace="0.1667em">&#x2061;</mo>'
_APPLIED_TO_BRACKETS: Final = "<mo>&#x2061;</mo>"
"""Function application: it is not seen, but said, and keeps a name from touching what follows."""


@lru_cache(maxsize=4096)
def core_mathml(latex: str, *, display: bool = False) -> str:
    """The formula as an element `math` for HTML; `display` sets it on a line of its own.

    Columns of a table that are not centered have the class `left` or `right`, a box and a crossed-out part have
    `boxed` and `struck`. Raises `ValueError` with a message for a formula that cannot be read.
    """
    root = ElementTree.fromstring(mathml(latex, display=display))  # noqa: S314 - of our own making
    if display:
        _set_limits(root)
    return _element(root)


def _set_limits(row: ElementTree.Element) -> None:
    """Let what stands at the foot of max, lim and their like stand below it, as TeX has it on a line of its own."""
    for child in row:
        name = child.tag.rpartition("}")[2]
        if name in _BELOW and _joined("".join(child[0].itertext())) in _WITH_LIMITS:
            child.tag = _BELOW[name]
        elif name in ("mrow", "mstyle", "mtable", "mtr", "mtd"):
            _set_limits(child)


def drawn_letter(letter: str) -> str:
    """The character that a browser draws for a name of one letter: the slanted one, where Unicode has it
    (https://www.w3.org/TR/mathml-core/#the-mathvariant-attribute)."""
    return _styled(letter, "ITALIC")


def _element(element: ElementTree.Element, *, accent: bool = False) -> str:
    """An element; `accent` if it stands over or under another one."""
    name = element.tag.rpartition("}")[2]
    if name in ("mi", "mo", "mn", "mtext", "ms"):
        return _token(name, "".join(element.itertext()), element, accent=accent)
    known = name if name in ATTRIBUTES else "mrow"
    attributes = _attributes(known, element)
    if name == "menclose" and (kind := _ENCLOSED.get(element.get("notation", ""))):
        attributes = f' class="{kind}"'
    if name == "mtd" and (side := element.get("columnalign")) in ("left", "right"):
        attributes = f' class="{side}"'
    return f"<{known}{attributes}>{''.join(_children(known, element))}</{known}>"


def _children(name: str, parent: ElementTree.Element) -> Iterator[str]:
    """What is in an element: in a row, names letter by letter become whole, and functions are applied."""
    children = list(parent)
    if name not in ("math", "mrow", "mtd", "mstyle", "msqrt", "mphantom", "mpadded"):
        for place, child in enumerate(children):
            yield _element(child, accent=name in ("mover", "munder", "munderover") and place > 0)
        return
    place = 0
    while place < len(children):
        child, end = children[place], place + 1
        if _is_upright(child):
            while end < len(children) and _is_upright(children[end]):
                end += 1
        if place and (child.text or "") in _SIGNS and _awaits(children[place - 1]):
            child.set("form", "prefix")
        if end > place + 1:
            yield f"<mi>{escape(''.join(one.text or '' for one in children[place:end]))}</mi>"
        else:
            yield _element(child)
        if end < len(children) and _is_function(child):
            following = children[end]
            bracket = following.tag.endswith("}mo") and (following.text or "") in ("(", "[", "{")
            bracket = bracket or (following.tag.endswith("}mrow") and following.find("*[@form='prefix']") is not None)
            operator = following.tag.endswith(("}mo", "}mspace")) and not bracket
            yield "" if operator else _APPLIED_TO_BRACKETS if bracket else _APPLIED
        place = end


def _awaits(element: ElementTree.Element) -> bool:
    """Whether it is an operator that something must follow, such as a relation or an opening bracket; a browser knows
    a sign only where its row begins (https://www.w3.org/TR/mathml-core/#dfn-algorithm-for-determining-the-form-of-an-embellished-operator)."""
    text = element.text or ""
    return element.tag.endswith("}mo") and len(text) == 1 and text not in _CLOSING and element.get("form") != "postfix"


def _token(name: str, text: str, element: ElementTree.Element, *, accent: bool) -> str:
    if name == "mi":
        variant = element.get("mathvariant", "")
        if variant in _VARIANTS:
            styled = "".join(_styled(letter, _VARIANTS[variant]) for letter in text)
            return f"<mi>{escape(styled)}</mi>"
        if text in _OPERATORS:
            return f"<mo>{_OPERATORS[text]}</mo>"
        upright = ' mathvariant="normal"' if len(text) == 1 and (variant == "normal" or text in _UPRIGHT) else ""
        return f"<mi{upright}>{escape(text)}</mi>"
    if name == "mo" and len(text) > 1 and _joined(text).isalpha():
        return f"<mi>{escape(text)}</mi>"
    if name == "mo" and accent and text == "―":
        return '<mo stretchy="true">¯</mo>'
    if name == "mo" and not accent:
        text = _OPERATORS.get(text, text)
    known = "mtext" if name == "ms" else name
    return f"<{known}{_attributes(known, element)}>{escape(text)}</{known}>"


def _attributes(name: str, element: ElementTree.Element) -> str:
    """Those that Core has and whose values it knows."""
    return "".join(
        f' {key}="{value}"'
        for key, value in element.attrib.items()
        if key in ATTRIBUTES[name] and key != "mathvariant" and _is_value(key, value)
    )


def _is_value(key: str, value: str) -> bool:
    if key in _LENGTHS or key in _SIZES:
        return bool(_LENGTH.fullmatch(value))
    if key in _TRUTHS:
        return value in ("true", "false")
    if key == "scriptlevel":
        return bool(_LEVEL.fullmatch(value))
    return value in ("block", "inline", "prefix", "infix", "postfix")


def _is_upright(element: ElementTree.Element) -> bool:
    """Whether it is a letter of a name that is written upright."""
    return element.tag.endswith("}mi") and element.get("mathvariant") == "normal" and (element.text or "").isalpha()


def _is_function(element: ElementTree.Element) -> bool:
    """Whether it is the name of a function, such as log, maybe with something below or above it."""
    name = element.tag.rpartition("}")[2]
    if name in _SCRIPTS:
        return len(element) > 0 and _is_function(element[0])
    text = element.text or ""
    return name in ("mi", "mo") and len(text) > 1 and _joined(text).isalpha() and not element.get("mathvariant")


def _joined(name: str) -> str:
    """A name of two words, such as lim sup, without the thin space between them."""
    return "".join(name.split())


def _styled(letter: str, style: str) -> str:
    """A letter or digit in a style; itself where Unicode has none."""
    if (style, letter) in _ELSEWHERE:
        return _ELSEWHERE[style, letter]
    name = unicodedata.name(letter, "").replace("GREEK ", "").replace("LATIN ", "").replace("LETTER ", "")
    try:
        return unicodedata.lookup(f"MATHEMATICAL {style} {name.replace('LUNATE ', '')}")
    except KeyError:
        return letter
