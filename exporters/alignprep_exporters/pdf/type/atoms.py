"""A formula as a tree of MathML, and the classes of its parts, which decide about spaces and where a line may break.

Classes and spaces are TeX's (D. E. Knuth, The TeXbook, chapters 17 and 18, and appendix G).
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import category, normalize
from xml.etree import ElementTree

from alignprep.text.maths import mathml

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

__all__ = ["ROWS", "VARIANTS", "WIDE", "Atom", "Kind", "atoms", "core", "ems", "ends", "fences", "gap", "tree"]


class Kind(IntEnum):
    """What a part of a formula is to its neighbors."""

    ORD = 0
    """A letter, a number, a group in braces."""
    OP = 1
    """A large operator or the name of a function."""
    BIN = 2
    REL = 3
    OPEN = 4
    CLOSE = 5
    PUNCT = 6
    INNER = 7
    """A fraction, or what is between `\\left` and `\\right`."""
    SPACE = 8


class Atom(NamedTuple):
    """A node of a row, and what it is there."""

    node: Element
    kind: Kind


_GAPS: Final = (
    # Before:           ORD OP BIN REL OPEN CLOSE PUNCT INNER
    (0, 1, 2, 3, 0, 0, 0, 1),  # After ORD
    (1, 1, 0, 3, 0, 0, 0, 1),  # OP
    (2, 2, 0, 0, 2, 0, 0, 2),  # BIN
    (3, 3, 0, 0, 3, 0, 0, 3),  # REL
    (0, 0, 0, 0, 0, 0, 0, 0),  # OPEN
    (0, 1, 2, 3, 0, 0, 0, 1),  # CLOSE
    (1, 1, 0, 1, 1, 1, 1, 1),  # PUNCT
    (1, 1, 2, 3, 1, 0, 1, 1),  # INNER
)
_BINARY: Final = frozenset("+−±∓×÷·⋅∗*∘∙∪∩∖⧵⊎⊔⊓⊕⊖⊗⊘⊙∧∨⋆⋄†‡")
_SIGNS: Final = frozenset("+−±∓")
_LARGE: Final = frozenset("∑∏∐∫∬∭∮∯∰⋀⋁⋂⋃⨀⨁⨂⨄⨆")
_SYMBOLS: Final = frozenset("/∇∂∞∀∃∄∅¬⊤∠√∎|‖")
"""Signs of mathematics that are no operators; `/` has no space around it."""
_OPENING: Final = frozenset("([{⟨⌊⌈")
_CLOSING: Final = frozenset(")]}⟩⌋⌉")
_BARS: Final = frozenset("|‖")
"""They open where an operand is missing or another bar follows, and close what is open; a lone one divides."""
_BEFORE_SIGN: Final = frozenset({Kind.OP, Kind.BIN, Kind.REL, Kind.OPEN, Kind.PUNCT})
"""After these, and at the beginning, + and − are signs of what follows."""
_SCRIPTED: Final = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})
_WRAPPERS: Final = frozenset({"mrow", "mstyle", "mpadded"})
ROWS: Final = frozenset({"math", "mrow", "mstyle", "msqrt", "mtd", "mpadded", "mphantom", "menclose"})
"""Nodes whose children are a row."""
WIDE: Final = 0.9
"""A space as wide, in ems, separates formulas."""
VARIANTS: Final = frozenset("ϵϑϰϕϱϖ")
"""Greek letters that the italics of the text do not have, and that would be upright in other fonts."""
_NEGATION: Final = "\u29f8"
_GROUPING: Final = "\u202f"


def tree(latex: str, *, display: bool = False) -> Element:
    """A formula as MathML without a namespace, of which words, numbers and matrices are single nodes.

    The root is a row. The names of functions are texts of the `class` "op".
    """
    xml = mathml(latex, display=display).replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")
    root = ElementTree.fromstring(xml)  # noqa: S314 - made by our own converter
    _normalize(root)
    return root


def atoms(row: Sequence[Element]) -> list[Atom]:
    """The nodes of a row and their kinds; + and − without an operand on either side are no operators."""
    found: list[Atom] = []
    last: Kind | None = None
    opened: list[list[str]] = [[]]
    """For each bracket that is open, and outside of all, the bars that are."""
    for index, node in enumerate(row):
        kind, inner = _kind(node), core(node)
        if kind is Kind.SPACE:
            found.append(Atom(node, kind))
            last = None if ems(node) > WIDE else last
            continue
        missing = last is None or last in _BEFORE_SIGN
        divides = False
        if _is_bar(inner):
            closes = opened[-1][-1:] == [_text(inner)] and not missing
            opens = not closes and _has_partner(row[index + 1 :], _text(inner))
            opened[-1][-1 if closes else len(opened[-1]) :] = [_text(inner)] * opens
            kind = Kind.CLOSE if closes else Kind.OPEN if opens else Kind.ORD
            divides = kind is Kind.ORD
        elif kind is Kind.OPEN:
            opened.append([])
        elif kind is Kind.CLOSE and len(opened) > 1:
            opened.pop()
        if kind is Kind.BIN and missing:
            kind = Kind.ORD
        if kind in (Kind.REL, Kind.CLOSE, Kind.PUNCT):
            _end_operand(found)
        found.append(Atom(node, kind))
        ends_word = node.tag == "mtext" and (node.text or "")[-1:].isspace()
        last = Kind.PUNCT if divides or ends_word else kind
    _end_operand(found)
    return found


def _has_partner(row: Sequence[Element], bar: str) -> bool:
    """Whether another such bar follows inside the same brackets."""
    level = 0
    for node in row:
        kind, inner = _kind(node), core(node)
        level += (kind is Kind.OPEN) - (kind is Kind.CLOSE)
        if level < 0:
            return False
        if level == 0 and _is_bar(inner) and _text(inner) == bar:
            return True
    return False


def gap(before: Kind | None, after: Kind | None, *, script: bool = False) -> int:
    """The space between neighbors: 0 for none, 1 to 3 for a thin, medium or thick one, which are 3/18 to 5/18 em."""
    if before is None or after is None or Kind.SPACE in (before, after):
        return 0
    found = _GAPS[before][after]
    return found if not script or (found == 1 and Kind.OP in (before, after)) else 0


def ends(node: Element, kind: Kind) -> tuple[Kind, Kind]:
    """What a node is to the one before it and to the one after it: brackets are what they are without `\\left`."""
    return (Kind.OPEN, Kind.CLOSE) if kind is Kind.INNER and fences(node) else (kind, kind)


def core(node: Element) -> Element:
    """What a node is without its scripts and accents, and without braces around a single node."""
    while (node.tag in _SCRIPTED and len(node)) or (node.tag in _WRAPPERS and len(node) == 1):
        node = node[0]
    return node


def fences(node: Element) -> bool:
    """Whether a node is what is between `\\left` and `\\right`, or a matrix with its brackets."""
    return node.tag == "mrow" and len(node) > 0 and bool(node[0].get("form"))


def ems(space: Element) -> float:
    """The width of a space, in ems."""
    try:
        return float(space.get("width", "0").removesuffix("em"))
    except ValueError:
        return 0.17


def _is_bar(node: Element) -> bool:
    return node.tag == "mo" and not node.get("form") and _text(node) in _BARS


def _text(node: Element) -> str:
    return (node.text or "").strip()


def _end_operand(found: list[Atom]) -> None:
    """Make an operator with nothing behind it, as in `x^+`, a plain sign."""
    for index in range(len(found) - 1, -1, -1):
        node, kind = found[index]
        if kind is Kind.BIN:
            found[index] = Atom(node, Kind.ORD)
        if kind is not Kind.SPACE:
            return


def _kind(node: Element) -> Kind:
    if node.tag == "mspace":
        return Kind.SPACE
    if node.tag == "mfrac" or fences(node):
        return Kind.INNER
    inner = core(node)
    if inner is not node and inner.tag in ("mfrac", "mrow") and node.tag == "mstyle":
        return Kind.INNER
    if inner.tag == "mtext":
        return Kind.OP if inner.get("class") == "op" else Kind.ORD
    if node.tag == "mrow" and inner is not node:
        return Kind.ORD if _text(inner) in _SIGNS else _sign(inner)
    return _sign(inner)


def _sign(node: Element) -> Kind:
    text = _text(node)
    form = node.get("form")
    if form in ("prefix", "postfix"):
        return Kind.OPEN if form == "prefix" else Kind.CLOSE
    if node.tag not in ("mo", "mi") or not text:
        return Kind.ORD
    for kind, members in _MEMBERS:
        if text in members:
            return kind
    return Kind.REL if category(text[0]) == "Sm" and text not in _SYMBOLS else Kind.ORD


_MEMBERS: Final = (
    (Kind.BIN, _BINARY | {"mod"}), (Kind.OP, _LARGE), (Kind.OPEN, _OPENING), (Kind.CLOSE, _CLOSING),
    (Kind.PUNCT, frozenset(",;")), (Kind.REL, frozenset(":←↔∥∣")),
)  # fmt: skip


def _normalize(node: Element) -> None:
    for child in node:
        _normalize(child)
    if node.tag == "mi" and node.text == "~":
        node.tag, node.text = "mo", "∼"
    elif node.tag in ("mi", "mo") and len(_text(node)) > 1 and _text(node).isalpha():
        if _text(node) != "mod":
            node.set("class", "op")
        if node.tag == "mi" or _text(node) != "mod":
            node.tag = "mtext"
    elif node.tag in ROWS:
        node[:] = _joined(_bracketed(list(node)))
    if node.tag == "mrow" and len(node) > 1 and all(map(_is_upright, node)):
        node.tag, node.text = "mtext", "".join(map(_text, node))
        del node[:]


def _is_upright(node: Element) -> bool:
    return node.tag == "mi" and node.get("mathvariant") == "normal"


def _bracketed(nodes: list[Element]) -> list[Element]:
    """A row in which each matrix and binomial coefficient is a row of its own, with its brackets."""
    made: list[Element] = []
    index = 0
    while index < len(nodes):
        opening, inside, closing = [*nodes[index : index + 3], None, None][:3]
        if (
            opening is not None and inside is not None and closing is not None
            and opening.tag == closing.tag == "mo" and not opening.get("form")
            and _text(opening) in _OPENING | _BARS and _text(closing) in _CLOSING | _BARS
            and (inside.tag == "mtable" or inside.get("linethickness") == "0")
        ):  # fmt: skip
            row = ElementTree.Element("mrow")
            for bracket, form in ((opening, "prefix"), (closing, "postfix")):
                bracket.attrib = {"form": form, "fence": "true", "stretchy": "true"}
            row[:] = [opening, inside, closing]
            made.append(row)
            index += 3
        else:
            made.append(nodes[index])
            index += 1
    return made


def _joined(nodes: list[Element]) -> list[Element]:
    """A row in which digits that a thin space groups are one number, and a struck relation is one sign."""
    made: list[Element] = []
    for node in nodes:
        before = made[-1] if made else None
        if (
            node.tag == "mn" and len(made) > 1 and before is not None and before.tag == "mspace"
            and ems(before) == 0.167 and made[-2].tag == "mn" and len(_text(node)) == 3
        ):  # fmt: skip
            made.pop()
            made[-1].text = _text(made[-1]) + _GROUPING + _text(node)
        elif before is not None and node.tag == "mo" and "".join(before.itertext()) == _NEGATION:
            made.pop()
            node.text = normalize("NFC", _text(node) + "\u0338")
            made.append(node)
        else:
            made.append(node)
    return made
