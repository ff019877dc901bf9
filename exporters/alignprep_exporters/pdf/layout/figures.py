"""Figures: SVG -> vectors, with a description in words."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from reportlab.graphics.shapes import Drawing, Group, String
from svglib.svglib import svg2rlg

from alignprep_exporters.pdf.layout.boxes import Box
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.fonts import SANS, face, register, single_font

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas

__all__ = ["Figure"]


class Figure(Box):
    """A figure with its text in the package's fonts, centered in a width and made smaller if it is too large.

    Raises `MissingCharacter` for a character that no font has.
    """

    before, after, keep = 7.0, 3.5, True

    def __init__(self, svg: str, alt: str, parent: Node, width: float, depth: float) -> None:
        self._drawing, self._width = _drawing(svg, width, depth), width
        self.height = self._drawing.height
        self._node = Node("Figure", parent, alt=alt, attributes=" /O /Layout /Placement /Block")

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw it in the middle of the width."""
        canvas.drawing(self._node, self._drawing, x + (self._width - self._drawing.width) / 2, top - self.height)


@lru_cache(maxsize=64)
def _drawing(svg: str, width: float, depth: float) -> Any:
    """The figure in a size that fits, drawn once for all questions that show it."""
    register()
    drawing: Any = svg2rlg(io.BytesIO(svg.encode()))
    for string in _strings(drawing):
        wanted = face(SANS, bold="bold" in string.fontName.lower())
        string.fontName = single_font(wanted, string.text)
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
