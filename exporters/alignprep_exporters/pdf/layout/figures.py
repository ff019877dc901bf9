"""Figures: SVG -> vectors, with a description in words."""

from __future__ import annotations

import io
import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from reportlab.graphics.shapes import DirectDraw, Drawing, Group, String
from svglib.svglib import svg2rlg

from alignprep_exporters.pdf.layout.boxes import Box
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.fonts import (
    SANS,
    face,
    own_fonts,
    pieces,
    register,
    runs_backwards,
    single_font,
    width,
)
from alignprep_exporters.pdf.type.lines import break_lines
from alignprep_exporters.pdf.type.shaping import joins
from alignprep_exporters.pdf.type.spans import Span
from alignprep_exporters.pdf.type.styles import INK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas

__all__ = ["Figure"]


class Figure(Box):
    """A figure with its text in the document's fonts, centered in a width and made smaller if it is too large.

    Raises `MissingCharacter` for a character that no font has.
    """

    before, after, keep = 7.0, 3.5, True

    def __init__(self, svg: str, alt: str, parent: Node, width: float, depth: float) -> None:
        self._drawing, self._width = _drawing(svg, width, depth, own_fonts(), runs_backwards()), width
        self.height = self._drawing.height
        self._node = Node("Figure", parent, alt=alt, attributes=" /O /Layout /Placement /Block")

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw it in the middle of the width."""
        canvas.drawing(self._node, self._drawing, x + (self._width - self._drawing.width) / 2, top - self.height)


@lru_cache(maxsize=64)
def _drawing(svg: str, width: float, depth: float, *_: object) -> Any:
    """The figure in a size that fits, drawn once for all questions that show it in the same fonts and direction."""
    register()
    drawing: Any = svg2rlg(io.BytesIO(svg.encode()))
    _choose_fonts(drawing)
    factor = min(width / drawing.width, depth / drawing.height, 1)
    if factor < 1:
        drawing.scale(factor, factor)
        drawing.width, drawing.height = drawing.width * factor, drawing.height * factor
    return drawing


class _Joined(DirectDraw):  # type: ignore[misc]
    """A text whose letters join or run from right to left, as lines of text are set."""

    def __init__(self, shape: Any, font: str) -> None:
        ink = f"#{shape.fillColor.hexval()[2:8]}" if shape.fillColor else INK
        (self._line,) = break_lines([Span(shape.text, font, shape.fontSize, ink)], math.inf)
        self._x = shape.x - self._line.width * {"middle": 0.5, "end": 1}.get(shape.textAnchor, 0)
        self._y = shape.y

    def drawDirectly(self, renderer: Any) -> None:  # noqa: N802 - reportlab's name
        """Draw it in the coordinates of the drawing."""
        canvas: TaggedCanvas = renderer._canvas
        canvas.shape(canvas.appearance([(self._x, self._y, self._line)]))


def _choose_fonts(group: Group | Drawing) -> None:
    """Draw all texts in a group with the document's fonts."""
    for shape in group.contents:
        if isinstance(shape, Group):
            _choose_fonts(shape)
    group.contents = [one for shape in group.contents for one in _drawn(shape)]


def _drawn(shape: Any) -> Iterator[Any]:
    """The shape; for a text, with the font that draws it, or in pieces if it takes several."""
    if not isinstance(shape, String):
        yield shape
        return
    wanted = face(SANS, bold="bold" in shape.fontName.lower())
    single = single_font(wanted, shape.text)
    if single:
        shape.fontName = single
        yield shape
        return
    if joins(shape.text):
        yield _Joined(shape, wanted)
        return
    thousandth = shape.fontSize / 1000
    x = shape.x - width(wanted, shape.text) * thousandth * {"middle": 0.5, "end": 1}.get(shape.textAnchor, 0)
    for piece in pieces(wanted, shape.text):
        part = shape.copy()
        part.textAnchor, part.fontName, part.text = "start", piece.font, piece.text
        part.x, part.y = x + piece.shift * thousandth, shape.y + piece.rise * thousandth
        yield part
        if not piece.shift:
            x += width(piece.font, piece.text) * thousandth
