"""LaTeX -> a line of HTML, for a typesetter without MathML: italic letters, raised and lowered parts, slashes."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Final
from xml.etree import ElementTree

from alignprep.text.maths import mathml

_NAMESPACE: Final = "{http://www.w3.org/1998/Math/MathML}"
_ACCENTS: Final = {"^": "\u0302", "~": "\u0303", "¯": "\u0304", "˙": "\u0307", "→": "\u20d7", "―": "\u0304"}
_SPACED: Final = frozenset("=<>≤≥≠≈∼∝→←↔∈∉⊂⊆≡≫≪≻∣+−×·±")


@cache
def html_maths(latex: str) -> str:
    """The formula as inline HTML."""
    return _row(ElementTree.fromstring(mathml(latex)))  # noqa: S314 - of our own making


def _row(node: ElementTree.Element) -> str:
    return "".join(map(_node, node))


def _node(node: ElementTree.Element) -> str:
    kind = node.tag.removeprefix(_NAMESPACE)
    parts = list(node)
    text = escape(node.text or "")
    if kind == "mi":
        return f"<i>{text}</i>" if len(text) == 1 and node.get("mathvariant") != "normal" else text
    if kind == "mo":
        return f"\u2009{text}\u2009" if text in _SPACED else text
    if kind in ("mn", "mtext"):
        return text
    if kind == "mspace":
        return "\u2009"
    if kind == "mover" and (parts[1].text or "") in _ACCENTS:
        return f"<i>{escape(''.join(parts[0].itertext()))}{_ACCENTS[parts[1].text or '']}</i>"
    if kind in ("msub", "munder"):
        return f"{_node(parts[0])}<sub>{_node(parts[1])}</sub>"
    if kind in ("msup", "mover"):
        return f"{_node(parts[0])}<sup>{_node(parts[1])}</sup>"
    if kind in ("msubsup", "munderover"):
        return f"{_node(parts[0])}<sub>{_node(parts[1])}</sub><sup>{_node(parts[2])}</sup>"
    if kind == "mfrac":
        return f"({_node(parts[0])})/({_node(parts[1])})"
    if kind == "msqrt":
        return f"√({_row(node)})"
    if kind == "mtable":
        return "; ".join(", ".join(map(_row, row)) for row in parts)
    return _row(node)
