"""Figures: SVG as vectors, with their text in the package's fonts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from reportlab.graphics.shapes import Drawing, Group, String
from svglib.svglib import svg2rlg

from alignprep_exporters.pdf.fonts import SANS, SANS_BOLD, register, runs
from alignprep_exporters.pdf.maths import fitted

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["figure"]


def figure(svg: str, width: float) -> Drawing:
    """The figure as a drawing, as wide as the text allows and at most 1.2 times its size."""
    register()
    drawing: Any = svg2rlg(io.BytesIO(svg.encode()))
    for string in _strings(drawing):
        bold = "bold" in string.fontName.lower()
        string.fontName = SANS_BOLD if bold else SANS
        string.fontName = next((font for font, _ in runs(string.text, SANS) if font), string.fontName)
    drawing.hAlign = "CENTER"
    return fitted(drawing, width)


def _strings(group: Group | Drawing) -> Iterator[String]:
    for shape in group.contents:
        if isinstance(shape, Group):
            yield from _strings(shape)
        elif isinstance(shape, String):
            yield shape
