"""Formulas: as text within a line, so that they can be searched and copied; as vectors on lines of their own."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Final
from xml.etree import ElementTree

from reportlab.graphics.shapes import Drawing
from svglib.svglib import svg2rlg
from ziamath.config import config
from ziamath.zmath import Latex

from alignprep.latex import mathml
from alignprep_exporters.pdf.markup import marked

__all__ = ["display", "inline"]

config.svg2 = False
_NAMESPACE: Final = "{http://www.w3.org/1998/Math/MathML}"
_ACCENTS: Final = {
    "^": "\u0302",
    "~": "\u0303",
    "¯": "\u0304",
    "‾": "\u0304",
    "\u02c6": "\u0302",
    "\u02dc": "\u0303",
    "˙": "\u0307",
    "→": "\u20d7",
}
_RELATIONS: Final = frozenset("=<>≤≥≠≈∼∝→←↔⇒∈∉⊂⊆≡≫≪∣|+−×·/±") - frozenset("|/")
_WORDS: Final = frozenset(
    {"log", "exp", "max", "min", "argmax", "argmin", "sin", "cos", "ln", "sup", "inf", "Pr", "KL"}
)


@lru_cache(maxsize=2048)
def inline(latex: str, family: str) -> str:
    """A formula as paragraph markup: italic variables, raised and lowered parts, fractions with a slash."""
    root = ElementTree.fromstring(mathml(latex))  # noqa: S314 - of our own making
    return _children(root, family).strip()


def display(latex: str, width: float) -> Drawing:
    """A formula as a vector drawing, at most so many points wide."""
    svg = Latex(latex, size=13.5, inline=False).svg()
    drawing = svg2rlg(io.BytesIO(svg.encode()))
    return fitted(drawing, width)


def fitted(drawing: Drawing, width: float) -> Drawing:
    """The drawing, made smaller if it is too wide."""
    if drawing.width > width:
        factor = width / drawing.width
        drawing.scale(factor, factor)
        drawing.width, drawing.height = width, drawing.height * factor
    return drawing


def _children(node: ElementTree.Element, family: str) -> str:
    return "".join(_linear(child, family) for child in node)


def _linear(node: ElementTree.Element, family: str) -> str:
    kind = node.tag.removeprefix(_NAMESPACE)
    parts = list(node)
    text = node.text or ""
    if kind == "mi":
        italic = len(text) == 1 and text.isalpha() and ord(text) < 0x2000 and node.get("mathvariant") != "normal"
        return f"<i>{marked(text, family)}</i>" if italic else marked(text, family)
    if kind == "mo":
        return _operator(text, family)
    if kind in ("mn", "mtext"):
        return marked(text, family)
    if kind == "mspace":
        return " " if not node.get("width", "0").startswith(("-", "0.1", "0em")) else "\u2009"
    if kind in ("msub", "msup", "msubsup", "munder", "mover", "munderover"):
        return _script(kind, parts, family)
    if kind == "mfrac":
        return f"{_grouped(parts[0], family)}/{_grouped(parts[1], family)}"
    if kind == "msqrt":
        return f"√({_children(node, family)})"
    if kind == "mroot":
        return f"<super>{_linear(parts[1], family)}</super>√({_linear(parts[0], family)})"
    if kind == "mtable":
        return "; ".join(_children(row, family) for row in parts)
    if kind == "mtd":
        return _children(node, family) + " "
    return _children(node, family)


def _operator(text: str, family: str) -> str:
    shown = marked(text, family)
    if text in _RELATIONS:
        return f"\u2009{shown}\u2009"
    if text == ",":
        return f"{shown}\u2009"
    return f"{shown}\u2009" if text in _WORDS else shown


def _script(kind: str, parts: list[ElementTree.Element], family: str) -> str:
    base = _linear(parts[0], family)
    if kind == "mover" and (parts[1].text or "") in _ACCENTS:
        letter = "".join(parts[0].itertext())
        return f"<i>{marked(letter + _ACCENTS[parts[1].text or ''], family)}</i>"
    lower = parts[1] if kind in ("msub", "msubsup", "munder", "munderover") else None
    upper = parts[-1] if kind in ("msup", "msubsup", "mover", "munderover") else None
    made = base
    if lower is not None:
        made += f'<sub rise="2" size="-2.8">{_linear(lower, family).strip()}</sub>'
    if upper is not None:
        made += f'<super rise="3.6" size="-2.8">{_linear(upper, family).strip()}</super>'
    return made


def _grouped(node: ElementTree.Element, family: str) -> str:
    """A part of a fraction, in parentheses unless it is a single sign."""
    single = len("".join(node.itertext()).strip()) <= 1 or node.tag.removeprefix(_NAMESPACE) in ("mi", "mn")
    made = _linear(node, family).strip()
    return made if single else f"({made})"
