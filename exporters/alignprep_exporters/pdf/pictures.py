"""Figures and formulas on lines of their own: vectors, with what they say in words beside them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from reportlab.graphics.shapes import Drawing, Group, String
from svglib.svglib import svg2rlg
from ziamath.config import config
from ziamath.zmath import Latex

from alignprep_exporters.pdf.boxes import Box
from alignprep_exporters.pdf.fonts import SANS, face, pieces, register
from alignprep_exporters.pdf.lines import broken
from alignprep_exporters.pdf.maths import spoken
from alignprep_exporters.pdf.spans import Span
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.styles import INK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alignprep_exporters.pdf.sheet import Sheet

__all__ = ["Picture", "figure", "formula"]

config.svg2 = False
_FORMULA_SIZE: Final = 13.0


class Picture(Box):
    """A drawing, centered over a width."""

    def __init__(self, drawing: Any, node: Node, width: float, *, words: str = "") -> None:
        self._drawing, self._node, self._width, self._words = drawing, node, width, words
        self.height = drawing.height

    def draw(self, sheet: Sheet, x: float, top: float) -> None:
        """Draw it; the words are there for who searches or copies, and not painted."""
        left, bottom = x + (self._width - self._drawing.width) / 2, top - self.height
        hidden = []
        if self._words:
            span = Span(self._words, face(SANS), 5, INK)
            lines = broken([span], max(self._drawing.width, 40))
            hidden = [(left, bottom + 6 * (len(lines) - 1 - index), line) for index, line in enumerate(lines)]
        sheet.drawing(self._node, self._drawing, left, bottom, hidden)


def formula(latex: str, parent: Node, width: float, depth: float) -> Picture:
    """A display formula."""
    register()
    svg = Latex(latex, size=_FORMULA_SIZE, inline=False).svg()
    drawing = _fitted(svg2rlg(io.BytesIO(svg.encode())), width, depth)
    words = spoken(latex)
    picture = Picture(
        drawing, Node("Formula", parent, alt=words, attributes=" /O /Layout /Placement /Block"), width, words=words
    )
    picture.before, picture.after = 3.5, 10.5
    return picture


def figure(svg: str, alt: str, parent: Node, width: float, depth: float) -> Picture:
    """A figure, whose text is in the package's fonts. Raises `MissingCharacter` for a character that no font has."""
    register()
    drawing: Any = svg2rlg(io.BytesIO(svg.encode()))
    for string in _strings(drawing):
        wanted = face(SANS, bold="bold" in string.fontName.lower())
        string.fontName = next((piece.font for piece in pieces(wanted, string.text)), wanted)
    node = Node("Figure", parent, alt=alt, attributes=" /O /Layout /Placement /Block")
    picture = Picture(_fitted(drawing, width, depth), node, width)
    picture.before, picture.after, picture.keep = 7, 3.5, True
    return picture


def _fitted(drawing: Any, width: float, depth: float) -> Any:
    """The drawing, made smaller if it is too wide or too deep."""
    factor = min(width / drawing.width, depth / drawing.height, 1)
    if factor < 1:
        drawing.scale(factor, factor)
        drawing.width, drawing.height = drawing.width * factor, drawing.height * factor
    return drawing


def _strings(group: Group | Drawing) -> Iterator[String]:
    for shape in group.contents:
        if isinstance(shape, Group):
            yield from _strings(shape)
        elif isinstance(shape, String):
            yield shape
