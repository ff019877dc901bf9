"""Formulas on lines of their own: LaTeX -> outlines of the symbols, as ziamath's SVG and then as PDF operators.

ziamath writes only filled `path`s, of the commands M L Q C Z with absolute coordinates, and `rect`s.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree

from ziamath import operators
from ziamath.config import config
from ziamath.nodes.mrow import Mrow
from ziamath.zmath import Latex

from alignprep_exporters.pdf.layout.boxes import Box
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.fonts import SANS, MissingCharacter, face, using
from alignprep_exporters.pdf.type.inline_maths import spoken
from alignprep_exporters.pdf.type.lines import break_lines
from alignprep_exporters.pdf.type.spans import Span
from alignprep_exporters.pdf.type.styles import INK, color

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas

__all__ = ["Formula"]

config.svg2 = False


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
_SIZE: Final = 13.0
_SVG: Final = "{http://www.w3.org/2000/svg}"
_TOKENS: Final = re.compile(r"[A-Za-z]|-?[0-9.]+(?:e-?[0-9]+)?")
_ARGUMENTS: Final = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}


@dataclass(frozen=True, slots=True)
class _Outline:
    """A formula's operators, from an origin at its lower left corner, and its size in points."""

    code: str
    width: float
    height: float


class Formula(Box):
    """A formula, centered in a width, over invisible text for search and screen readers.

    Raises `MissingCharacter` for a character that no font has.
    """

    before, after = 3.5, 10.5

    def __init__(self, latex: str, parent: Node, width: float, depth: float) -> None:
        self._outline, self._width = _outline(latex), width
        self._scale = min(width / self._outline.width, depth / self._outline.height, 1)
        self.height = self._outline.height * self._scale
        words = spoken(latex)
        self._node = Node("Formula", parent, alt=words, attributes=" /O /Layout /Placement /Block")
        try:
            with using({}):  # A bank's own fonts could set the hidden text, but not draw the outlines.
                self._lines = break_lines([Span(words, face(SANS), 5, INK)], max(self._outline.width * self._scale, 40))
        except MissingCharacter as error:
            raise MissingCharacter(error.character, in_formula=True) from None

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the outlines over the text."""
        wide = self._outline.width * self._scale
        left, bottom = x + (self._width - wide) / 2, top - self.height
        last = len(self._lines) - 1
        hidden = [(left, bottom + 6 * (last - index), line) for index, line in enumerate(self._lines)]
        scale = f"{self._scale:.4f} 0 0 {self._scale:.4f} {left:.2f} {bottom:.2f} cm"
        code = f"q {color(INK)} {scale}\n{self._outline.code} Q"
        canvas.shapes(self._node, code, (left, bottom, left + wide, top), hidden)


@lru_cache(maxsize=1024)
def _outline(latex: str) -> _Outline:
    svg = ElementTree.fromstring(Latex(latex, size=_SIZE, inline=False).svg())  # noqa: S314 - made by ziamath
    left, top, width, height = map(float, svg.attrib["viewBox"].split())
    bottom = top + height
    code = []
    for element in svg.iter():
        if element.tag == f"{_SVG}path":
            code += [*_path(element.attrib["d"], left, bottom), "f"]
        elif element.tag == f"{_SVG}rect":
            x, y, wide, high = (float(element.attrib[name]) for name in ("x", "y", "width", "height"))
            code.append(f"{x - left:.3f} {bottom - y - high:.3f} {wide:.3f} {high:.3f} re f")
    return _Outline("\n".join(code), width, height)


def _path(data: str, left: float, bottom: float) -> Iterator[str]:
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
        shown = " ".join(f"{a - left:.3f} {bottom - b:.3f}" for a, b in points)
        yield f"{shown} { ({1: 'l', 3: 'c'}[len(points)] if command != 'M' else 'm') }"
