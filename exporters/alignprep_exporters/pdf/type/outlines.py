"""Formulas as outlines: MathML -> ziamath's SVG -> PDF operators.

ziamath writes filled `path`s, of the commands M L Q C Z with absolute coordinates, and `rect`s; both are stroked only
around or across something (`menclose`). The spaces between symbols are TeX's, not ziamath's. Where its font lacks a
character, ziamath leaves room for the words, which are drawn in the fonts of the text.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from xml.etree import ElementTree

from ziamath import operators
from ziamath.config import config
from ziamath.nodes.mrow import Mrow
from ziamath.zmath import Math, loadedfonts

from alignprep_exporters.pdf.type.atoms import ROWS, VARIANTS, Atom, Kind, atoms, core, ems, ends, fences, gap
from alignprep_exporters.pdf.type.fonts import SERIF, width

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

__all__ = ["SIZE", "Outline", "Words", "outline"]

config.svg2 = False
_drawing: Final = Lock()
"""ziamath reads glyphs from one file for all threads, and remembers its place in it."""


class _Row(Mrow, tag="mrow"):
    """ziamath's row, which does not measure its parts where nothing stretches to their height.

    ziamath lays out the parts of a row to measure them and once more to place them, and so does each row within them:
    its work doubles with every level. Only operators that stretch, such as fences, need to know the height.
    """

    def _get_height_nostretch(self, line: list[ElementTree.Element], **options: Any) -> tuple[float, float]:
        return super()._get_height_nostretch(line, **options) if any(map(_may_stretch, line)) else (0.0, 0.0)


def _may_stretch(element: ElementTree.Element) -> bool:
    """Whether a part of a row holds an operator that stretches to the row's height; a row within it has its own."""
    if element.tag == "mrow":
        return False
    stretchy = element.get("stretchy") or str((element.text or "").strip() in _STRETCHY).lower()
    return (element.tag in ("mo", "mi") and stretchy != "false") or any(map(_may_stretch, element))


_STRETCHY: Final = {name for (name, _), rules in operators.operators.items() if rules.get("stretchy") == "true"}
SIZE: Final = 10.0
"""The size of the letters, in points. Their x-height is 0.473 em, that of the text's font 0.475 em."""
_EM: Final = 0.75
"""What ziamath makes 4/3 em wide."""
_SPACES: Final = (0, 3 / 18, 4 / 18, 5 / 18)
_MARGIN: Final = 0.12
_LIMITS: Final = frozenset(
    {"lim", "limsup", "liminf", "max", "min", "sup", "inf", "argmax", "argmin", "det", "gcd", "Pr"}
)
_ACCENTS: Final = {"^": ("\u02c6", "\u0302"), "~": ("\u02dc", "\u0303")}
"""Accents, as they are on a letter and as they grow with what they stand on."""
_HIGH, _DEEP = 0.8, 0.2
"""The room for words above and below their baseline, in ems."""
_BRACKETS: Final = frozenset(")]}")
_SVG: Final = "{http://www.w3.org/2000/svg}"
_TOKENS: Final = re.compile(r"[A-Za-z]|-?[0-9.]+(?:e-?[0-9]+)?")
_ARGUMENTS: Final = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}


class Words(NamedTuple):
    """Words that are drawn in the fonts of the text: the start of their baseline, and the size of their letters."""

    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A formula's operators, from an origin at the start of its baseline, and its size in points."""

    code: str
    width: float
    above: float
    below: float
    """How far it reaches above and below the baseline."""
    words: tuple[Words, ...] = ()

    @property
    def height(self) -> float:
        """Its whole height."""
        return self.above + self.below


def outline(node: Element, *, display: bool = False) -> Outline:
    """The outline of a node of a formula's tree.

    Raises `MissingCharacter` for a character that no font has.
    """
    with _drawing:
        if not all(map(_is_known, "".join(node.itertext()))):
            node = deepcopy(node)
            for part in node.iter():
                if not all(map(_is_known, part.text or "")):
                    _leave_room(part)
        return _drawn(ElementTree.tostring(node, encoding="unicode"), display=display)


@lru_cache(maxsize=1 << 12)
def _is_known(character: str) -> bool:
    return bool(loadedfonts["default"].glyphindex(character))


def _leave_room(node: Element) -> None:
    """Make room of a text, as wide as it is in the fonts of the text."""
    text = node.text or ""
    node.tag, node.text, node.attrib = "mrow", None, {}
    high, deep = f"{_HIGH * _EM:.4f}em", f"{_DEEP * _EM:.4f}em"
    ElementTree.SubElement(
        node, "mspace", width=f"{width(SERIF, text) / 1000:.4f}em", height=high, depth=deep, words=text
    )


@lru_cache(maxsize=1024)
def _drawn(xml: str, *, display: bool) -> Outline:
    root = ElementTree.Element("math", display="block" if display else "inline")
    root.append(ElementTree.fromstring(xml))  # noqa: S314 - of our own making
    _prepare(root, display=display)
    made = Math(root, size=SIZE, margin=0)
    box = made.node.bbox
    code, words = list(_operators(made.svgxml())), tuple(_words(made.node, 0, 0))
    return Outline("\n".join(code), made.node.xadvance(), max(box.ymax, 0), max(-box.ymin, 0), words)


def _words(node: Any, x: float, y: float) -> Iterator[Words]:
    """The words that room was left for, in a node of ziamath at a place whose y grows downwards."""
    if node.mtag == "mspace" and (text := node.element.get("words")):
        yield Words(x, 0 - y, node.glyphsize, text)
    for (dx, dy), part in zip(getattr(node, "nodexy", ()), node.nodes, strict=False):
        yield from _words(part, x + dx, y + dy)


def _prepare(node: Element, *, display: bool, script: bool = False) -> None:
    """Write down in a tree what ziamath would decide otherwise."""
    display = node.get("displaystyle", str(display).lower()) == "true"
    row = atoms(list(node)) if node.tag in ROWS else []
    scripted = node.tag in ("msub", "msup", "msubsup", "munder", "mover", "munderover")
    if scripted:  # ziamath replaces a style by what is in it, which may be more than one node.
        node[:] = [_row_of(child) if child.tag == "mstyle" else child for child in node]
    for index, child in enumerate(node):
        scripts = scripted and index > 0
        deeper = scripts or node.tag in ("mfrac", "mroot", "mtable")
        _prepare(child, display=display and not deeper, script=script or scripts)
    if node.tag in ("msup", "msubsup") and node[0].tag == "mo" and (node[0].text or "") in _BRACKETS:
        _lower(node)
    if row:
        node[:] = _with_spaces(row, script=script)
    if node.tag in ("mo", "mi"):
        node.attrib |= {"lspace": "0", "rspace": "0"}
        for name in ("minsize", "maxsize"):
            if (size := node.get(name, "")).endswith("em"):
                node.set(name, f"{float(size.removesuffix('em')) * _EM:.4f}em")
        if node.text in VARIANTS:  # ziamath slants all other small Greek letters.
            node.attrib.setdefault("mathvariant", "italic")
    elif node.tag == "mtext":
        node.text = (node.text or "").replace("-", "\u2010")  # ziamath draws a hyphen as a rule.
    elif node.tag == "mover" and (node[1].text or "") in _ACCENTS:
        narrow, wide = _ACCENTS[node[1].text or ""]
        fixed = node.get("accent") or node[1].get("stretchy") == "false"
        node[1].tag, node[1].text = ("mtext", narrow) if fixed else ("mo", wide)
    elif node.tag in ("msub", "msubsup"):
        base = core(node)
        if display and base.get("class") == "op" and (base.text in _LIMITS or base.get("movablelimits")):
            node.tag = "munder" if node.tag == "msub" else "munderover"
        elif base.text == "P":  # The font's kerning, as ziamath reads it, sets k into P; before space it does nothing.
            apart = ElementTree.Element("mrow")
            ElementTree.SubElement(apart, "mspace", width="0.01em")
            apart.append(node[1])
            node[1] = apart
    elif node.tag == "mtable":
        node.attrib.setdefault("columnspacing", f"{_EM}em")
    elif node.tag == "mspace":
        node.set("width", f"{ems(node) * _EM:.4f}em")


def _lower(node: Element) -> None:
    """Set the scripts of a closing bracket as high as those of a letter, as TeX does."""
    scripts = ElementTree.Element(node.tag)
    empty = ElementTree.SubElement(scripts, "mrow")
    ElementTree.SubElement(empty, "mspace", width="0em")
    bracket = node[0]
    bracket.attrib.setdefault("stretchy", "false")
    scripts.extend(node[1:])
    node.tag, node.attrib = "mrow", {}
    node[:] = [bracket, scripts]


def _with_spaces(row: list[Atom], *, script: bool) -> list[Element]:
    made: list[Element] = []
    before: Kind | None = None
    for node, kind in row:
        if node.tag == "mo" and node.get("stretchy") is None:
            node.set("stretchy", "false")
        first, last = ends(node, kind)
        space = _SPACES[gap(before, first, script=script)]
        if space:
            made.append(ElementTree.Element("mspace", width=f"{space * _EM:.4f}em"))
        made += _with_margins(node) if kind is Kind.INNER else [node]
        before = last
    return made


def _with_margins(node: Element) -> list[Element]:
    """A fraction with TeX's space on both sides, or brackets with none.

    ziamath adds space before either, except at the beginning of a row, and after fractions and `cases`.
    """
    alone = _row_of(node)
    if not fences(node):
        margin = ElementTree.Element("mspace", width=f"{_MARGIN * _EM:.4f}em")
        return [margin, alone, ElementTree.Element("mspace", width=f"{_MARGIN * _EM - 3 / 18:.4f}em")]
    if node[-1].tag == "mtable":
        return [alone, ElementTree.Element("mspace", width=f"{-4 / 18:.4f}em")]
    return [alone]


def _row_of(node: Element) -> Element:
    """A row that holds one node."""
    row = ElementTree.Element("mrow")
    row.append(node)
    return row


def _operators(svg: Element) -> Iterator[str]:
    """The operators of a drawing, whose y grows downwards from the baseline."""
    for element in svg.iter():
        paint = "S" if element.get("stroke") else "f"
        if paint == "S":
            yield f"q {float(element.get('stroke-width', 0.5)):.3f} w"
        if element.tag.endswith("path"):
            yield from _path(element.attrib["d"])
            yield paint
        elif element.tag.endswith("rect"):
            x, y, wide, high = (float(element.attrib[name]) for name in ("x", "y", "width", "height"))
            yield f"{x:.3f} {0 - y - high:.3f} {wide:.3f} {high:.3f} re {paint}"
        if paint == "S":
            yield "Q"


def _path(data: str) -> Iterator[str]:
    """A path's operators; PDF has only cubic curves, so quadratic ones are converted."""
    tokens = _TOKENS.findall(data)
    index, command = 0, "M"
    x = y = 0.0
    while index < len(tokens):
        if tokens[index].isalpha():
            command = tokens[index].upper()
            index += 1
        count = _ARGUMENTS[command]
        values = [float(token) for token in tokens[index : index + count]]
        index += count
        if command == "Z":
            yield "h"
            continue
        points = [*zip(values[::2], values[1::2], strict=True)]
        if command == "Q":
            (a, b), end = points
            points = [((x + 2 * a) / 3, (y + 2 * b) / 3), ((end[0] + 2 * a) / 3, (end[1] + 2 * b) / 3), end]
        x, y = points[-1]
        shown = " ".join(f"{a:.3f} {0 - b:.3f}" for a, b in points)
        yield f"{shown} { ({1: 'l', 3: 'c'}[len(points)] if command != 'M' else 'm') }"
