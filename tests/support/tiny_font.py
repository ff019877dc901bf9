"""A TrueType font whose glyphs are squares, for the characters that a test needs."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from tests.conftest import ROOT

__all__ = ["japanese_font", "tiny_font"]


@cache
def tiny_font(
    characters: str, *, embedding: int = 0, width: int = 1000, weight: int = 400, name: str = "Tiny"
) -> bytes:
    """A font with a square of a thousand units for each character; `embedding` are the bits of OS/2 fsType."""
    names = {point: f"u{point:04X}" for point in sorted(set(map(ord, characters)))}
    glyphs = [".notdef", *names.values()]
    square = _square()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap(names)
    builder.setupGlyf(dict.fromkeys(glyphs, square))
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (width, 50)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": f"{name}-Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, fsType=embedding, usWeightClass=weight)
    builder.setupPost()
    builder.setupHead(unitsPerEm=1000, created=0, modified=0)
    made = io.BytesIO()
    builder.save(made)
    return made.getvalue()


def japanese_font() -> bytes:
    """A font for every character beyond ASCII that the Japanese bank or its fixed words have."""
    folder, catalog = ROOT / "tests" / "data" / "bank-ja", ROOT / "alignprep" / "language" / "locale" / "ja"
    paths = [*folder.rglob("*.yaml"), *folder.rglob("*.svg"), *catalog.rglob("*.po")]
    texts = (path.read_text(encoding="utf-8") for path in sorted(paths))
    return tiny_font("".join(sorted({letter for text in texts for letter in text if not letter.isascii()})))


def _square() -> Any:
    pen = TTGlyphPen(None)
    pen.moveTo((50, -70))
    for point in ((50, 830), (950, 830), (950, -70)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()
