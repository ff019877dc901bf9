"""Fonts for shaped text: each glyph is a cluster of characters, composed of the glyphs of a TrueType font.

So a code stands for what was written, and the same letters in another order of glyphs need no text behind the text.
The font is a composite one with codes of two bytes (ISO 32000-1, 9.7).
"""

from __future__ import annotations

import struct
from copy import copy
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Final

from reportlab.pdfbase.ttfonts import TTFontMaker

from alignprep_exporters.pdf.tagged.objects import Raw, packed, reference
from alignprep_exporters.pdf.type.fonts import tables_of, to_unicode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alignprep_exporters.pdf.type.shaping import Glyph

__all__ = ["ComposedFont"]

_TAG: Final = "SHAPED"
"""What a font's name begins with if only some of its glyphs are embedded (9.6.4); not a tag of reportlab's."""
_SYMBOLIC: Final = 4
_WORDS, _OFFSETS, _MORE, _UNSCALED = 0x0001, 0x0002, 0x0020, 0x1000
"""What the flags of a glyph's component say: x and y are 16 bits wide, are offsets, another component follows, and
the offsets are in the font's units (https://learn.microsoft.com/typography/opentype/spec/glyf)."""


class ComposedFont:
    """The shaped text of a document in one font."""

    def __init__(self, name: str, font: Any) -> None:
        """Make it; the pages call it `name`, `font` is reportlab's."""
        self.name, self._font = name, font
        self._codes: dict[Glyph, int] = {}

    def encode(self, glyphs: Sequence[Glyph]) -> str:
        """A string of the page for these glyphs."""
        codes = [self._codes.setdefault(glyph, len(self._codes) + 1) for glyph in glyphs]
        return f"<{''.join(f'{code:04X}' for code in codes)}>"

    def program(self) -> tuple[bytes, int]:
        """The font file, and the number of the glyph of the first code in it; those of the others follow."""
        return _program(self._font.face, list(self._codes))

    def finish(self, document: Any) -> None:
        """Add the font to a reportlab document once all pages are drawn."""
        face, glyphs = self._font.face, list(self._codes)
        base = f"{_TAG}+{face.name.decode('ascii')}"
        program, first = self.program()
        numbers = struct.pack(f">{len(glyphs) + 1}H", 0, *range(first, first + len(glyphs)))
        scale = 1000 / face.unitsPerEm
        file = reference(document, packed(f"/Length1 {len(program)}", program), f"{self.name}File")
        box = " ".join(f"{value:.0f}" for value in face.bbox)
        descriptor = reference(
            document,
            Raw(
                f"<< /Type /FontDescriptor /FontName /{base} /Flags {_SYMBOLIC} /FontBBox [{box}] /ItalicAngle 0 "
                f"/Ascent {face.ascent:.0f} /Descent {face.descent:.0f} /CapHeight {face.capHeight:.0f} "
                f"/StemV {face.stemV:.0f} /FontFile2 {file} 0 R >>"
            ),
            f"{self.name}Descriptor",
        )
        map_ = reference(document, packed("", numbers), f"{self.name}Glyphs")
        widths = " ".join(f"{glyph.advance * scale:.3f}".rstrip("0").rstrip(".") for glyph in glyphs)
        descendant = reference(
            document,
            Raw(
                f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{base} /FontDescriptor {descriptor} 0 R "
                "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
                f"/CIDToGIDMap {map_} 0 R /DW 0 /W [1 [{widths}]] >>"
            ),
            f"{self.name}Descendant",
        )
        texts = {code: glyph.text for code, glyph in enumerate(glyphs, 1)}
        written = to_unicode(base, texts, size=2)
        unicode = reference(document, packed("", written.encode("ascii")), f"{self.name}ToUnicode")
        made = Raw(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{base} /Encoding /Identity-H "
            f"/DescendantFonts [{descendant} 0 R] /ToUnicode {unicode} 0 R >>"
        )
        document.Reference(made, self.name)
        document.idToObject["BasicFonts"].dict[self.name] = made


def _program(face: Any, glyphs: Sequence[Glyph]) -> tuple[bytes, int]:
    """A font file that ends with these glyphs, and the number of the first of them."""
    needed = sorted({number for glyph in glyphs for number, _, _ in glyph.parts} - {0})
    part = copy(face)  # As reportlab chooses glyphs by characters, and remembers its place in the file.
    part.charToGlyph = dict(enumerate(needed))
    tables = tables_of(part.makeSubset(range(len(needed))))
    chosen = dict(zip(needed, struct.unpack_from(f">{len(needed)}H", tables["cmap"], 22), strict=True))
    outlines, metrics = _outlines(tables), _metrics(tables)
    first = len(outlines)
    for glyph in glyphs:
        parts = [(chosen[number], x, y) for number, x, y in glyph.parts if number and outlines[chosen[number]]]
        made = _composed(parts, outlines)
        outlines.append(made)
        metrics.append((glyph.advance, struct.unpack_from(">h", made, 2)[0] if made else 0))
    places = list(accumulate(map(len, outlines), initial=0))
    head, maxp, hhea = (bytearray(tables[tag]) for tag in ("head", "maxp", "hhea"))
    struct.pack_into(">h", head, 50, 1)  # Places of four bytes.
    struct.pack_into(">H", hhea, 34, len(metrics))
    struct.pack_into(">H", maxp, 4, len(outlines))
    points, contours, more_points, more_contours = struct.unpack_from(">4H", maxp, 6)
    elements, depth = struct.unpack_from(">2H", maxp, 28)
    most = max((len(glyph.parts) for glyph in glyphs), default=0)
    largest = (min(most * max(points, more_points), 0xFFFF), min(most * max(contours, more_contours), 0xFFFF))
    struct.pack_into(">2H", maxp, 10, *largest)
    struct.pack_into(">2H", maxp, 28, max(elements, most), depth + 1)
    maker = TTFontMaker()
    for tag in ("cvt ", "fpgm", "prep"):
        if tag in tables:
            maker.add(tag, tables[tag])
    maker.add("head", bytes(head))
    maker.add("hhea", bytes(hhea))
    maker.add("maxp", bytes(maxp))
    maker.add("hmtx", b"".join(struct.pack(">Hh", *pair) for pair in metrics))
    maker.add("loca", struct.pack(f">{len(places)}L", *places))
    maker.add("glyf", b"".join(outlines))
    program: bytes = maker.makeStream()
    return program, first


def _outlines(tables: Mapping[str, bytes]) -> list[bytes]:
    """The outline of each glyph of a font, of a length that four divides."""
    (long,) = struct.unpack_from(">h", tables["head"], 50)
    (count,) = struct.unpack_from(">H", tables["maxp"], 4)
    places = struct.unpack_from(f">{count + 1}{'L' if long else 'H'}", tables["loca"])
    found = [tables["glyf"][start * (2 - long) :][: (end - start) * (2 - long)] for start, end in pairwise(places)]
    return [outline + bytes(-len(outline) % 4) for outline in found]


def _metrics(tables: Mapping[str, bytes]) -> list[tuple[int, int]]:
    """The width of each glyph of a font, and how far from its left its outline begins."""
    (wide,) = struct.unpack_from(">H", tables["hhea"], 34)
    (count,) = struct.unpack_from(">H", tables["maxp"], 4)
    pairs = list(struct.iter_unpack(">Hh", tables["hmtx"][: 4 * wide]))
    bearings = struct.unpack_from(f">{count - wide}h", tables["hmtx"], 4 * wide)
    return [*pairs, *((pairs[-1][0], bearing) for bearing in bearings)]


def _composed(parts: Sequence[tuple[int, int, int]], outlines: Sequence[bytes]) -> bytes:
    """The outline of a glyph that is made of others: the number, x and y of each."""
    if not parts:
        return b""
    boxes = [(x, y, *struct.unpack_from(">4h", outlines[number], 2)) for number, x, y in parts]
    made = struct.pack(
        ">5h",
        -1,
        min(x + left for x, _, left, _, _, _ in boxes),
        min(y + bottom for _, y, _, bottom, _, _ in boxes),
        max(x + right for x, _, _, _, right, _ in boxes),
        max(y + top for _, y, _, _, _, top in boxes),
    )
    for place, (number, x, y) in enumerate(parts, 1):
        flags = _WORDS | _OFFSETS | _UNSCALED | (_MORE if place < len(parts) else 0)
        made += struct.pack(">2H2h", flags, number, x, y)
    return made + bytes(-len(made) % 4)
