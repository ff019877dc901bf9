"""The font of texts that people type into form fields: a simple TrueType font with all of Windows' Latin letters.

The fonts of the pages hold the letters that the pages show, under codes of reportlab's; a field needs any letter, under
the codes of an encoding that viewers know (ISO 32000-1, 9.6.6.4: WinAnsiEncoding needs a (3, 1) table of characters).
"""

from __future__ import annotations

import struct
from copy import copy
from functools import cache
from typing import Any, Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFontMaker

from alignprep_exporters.pdf.tagged.objects import Raw, packed, reference
from alignprep_exporters.pdf.type.fonts import SANS, characters, register, tables_of, to_unicode

__all__ = ["FORM_FONT", "FORM_LEADING", "add_form_font"]

FORM_FONT: Final = "FormSans"
"""What the fields call the font."""
_ASCENT: Final = 840
_DESCENT: Final = -294
"""How high and how deep its letters reach, accents aside, in thousandths of the size."""
FORM_LEADING: Final = (_ASCENT - _DESCENT) / 1000
"""The height of a typed line, in sizes of the font: viewers such as Chromium's take it from ascent and descent."""
_FIRST: Final = 32
_NONSYMBOLIC: Final = 32
_STEM: Final = 80
"""About the width of its upright strokes, in thousandths of the size."""


def add_form_font(document: Any) -> int:
    """Add the font to a reportlab document, whole, and return its object number."""
    register()
    face = pdfmetrics.getFont(SANS).face
    points = _points()
    # No tag such as ABCDEF+ before the name: viewers take a font with one to lack letters, and let nobody type in it.
    name = face.name.decode("ascii")
    program = _program()
    file = reference(document, packed(f"/Length1 {len(program)}", program), "FormFontFile")
    box = " ".join(f"{value:.0f}" for value in face.bbox)
    descriptor = reference(
        document,
        Raw(
            f"<< /Type /FontDescriptor /FontName /{name} /Flags {_NONSYMBOLIC} /FontBBox [{box}] "
            f"/ItalicAngle 0 /Ascent {_ASCENT} /Descent {_DESCENT} /CapHeight {face.capHeight:.0f} "
            f"/StemV {_STEM} /FontFile2 {file} 0 R >>"
        ),
        "FormFontDescriptor",
    )
    written = to_unicode(name, characters([*[0] * _FIRST, *points]))
    unicode = reference(document, packed("", written.encode("ascii")), "FormFontToUnicode")
    widths = " ".join(f"{face.charWidths.get(point, face.defaultWidth):.0f}" for point in points)
    return reference(
        document,
        Raw(
            f"<< /Type /Font /Subtype /TrueType /BaseFont /{name} /Encoding /WinAnsiEncoding /FirstChar {_FIRST} "
            f"/LastChar 255 /Widths [{widths}] /FontDescriptor {descriptor} 0 R /ToUnicode {unicode} 0 R >>"
        ),
        "FormFont",
    )


def _points() -> list[int]:
    """The characters of WinAnsiEncoding from code 32 on; a code without one is a bullet (ISO 32000-1, D.2)."""
    return [ord(bytes([code]).decode("cp1252", "ignore") or "•") for code in range(_FIRST, 256)]


@cache
def _program() -> bytes:
    """The font file of these characters, which a table of the kind (3, 1) leads to."""
    face = pdfmetrics.getFont(SANS).face
    points = list(dict.fromkeys(point for point in _points() if face.charToGlyph.get(point)))
    made: bytes = copy(face).makeSubset(points)  # As reportlab remembers its place in the file.
    tables = tables_of(made)
    # reportlab's own table is version, count, (1, 0) and its offset; then format 6, length, language, first, count.
    glyphs = struct.unpack_from(f">{len(points)}H", tables["cmap"], 22)
    maker = TTFontMaker()
    for tag, table in tables.items():
        maker.add(tag, _characters(dict(zip(points, glyphs, strict=True))) if tag == "cmap" else table)
    program: bytes = maker.makeStream()
    return program


def _characters(glyphs: dict[int, int]) -> bytes:
    """A table of characters in format 4, a segment for each (https://learn.microsoft.com/typography/opentype/spec/cmap)."""
    points = sorted(glyphs)
    ends = [*points, 0xFFFF]
    deltas = [*((glyphs[point] - point) % 0x10000 for point in points), 1]
    count = len(ends)
    power = count.bit_length() - 1
    search = (2 << power, power, 2 * count - (2 << power))
    body = struct.pack(f">{4 * count + 1}H", *ends, 0, *ends, *deltas, *[0] * count)
    head = struct.pack(">7H", 4, 14 + len(body), 0, 2 * count, *search)
    return struct.pack(">HHHHL", 0, 1, 3, 1, 12) + head + body
