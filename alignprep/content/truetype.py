"""What is wrong with a font file of a bank: whether its characters can be put into a document, and may be.

The tables of a TrueType font: https://learn.microsoft.com/typography/opentype/spec/otff
"""

from __future__ import annotations

import struct
from itertools import pairwise
from typing import Final

__all__ = ["font_fault"]

_TRUETYPE: Final = (b"\x00\x01\x00\x00", b"true")
_OTHERS: Final = {
    b"OTTO": "is an OpenType font with CFF outlines",
    b"ttcf": "is a collection of several fonts",
    b"wOFF": "is a web font (WOFF)",
    b"wOF2": "is a web font (WOFF2)",
}
_WANTED: Final = "; a TrueType font (.ttf with a glyf table) is needed"
_TABLES: Final = ("OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post")
_MAGIC: Final = 0x5F0F3CF5
_RESTRICTED, _WHOLE_ONLY, _BITMAPS_ONLY = 0x0002, 0x0100, 0x0200
"""What a font's license forbids (https://learn.microsoft.com/typography/opentype/spec/os2#fstype)."""
_USES: Final = 0x000E
"""The bits that say what the font may be embedded for; of several, the least restrictive counts."""


def font_fault(data: bytes) -> str:
    """Why a document cannot embed a font file, as a phrase that follows the file's name; empty if it can.

    It can if this is a single TrueType font that says which glyph stands for which character of Unicode, and if the
    font's license bits allow parts of it to be embedded.
    """
    try:
        return _fault(data)
    except struct.error:
        return "is damaged: it ends too early"


def _fault(data: bytes) -> str:
    kind = data[:4]
    if kind not in _TRUETYPE:
        return _OTHERS.get(kind, "is not a font file") + _WANTED
    tables = _tables(data)
    if "glyf" not in tables and ("CFF " in tables or "CFF2" in tables):
        return _OTHERS[b"OTTO"] + _WANTED
    missing = [name for name in _TABLES if not tables.get(name)]
    if missing:
        return f"is damaged: it has no table {missing[0]!r}"
    return _damage(tables) or _no_unicode(tables["cmap"]) or _forbidden(tables["OS/2"])


def _tables(data: bytes) -> dict[str, bytes]:
    """The tables by name; a table that goes beyond the end of the file is left out."""
    (count,) = struct.unpack_from(">H", data, 4)
    entries = [struct.unpack_from(">4s4xLL", data, 12 + 16 * index) for index in range(count)]
    return {
        name.decode("latin-1"): data[start : start + length]
        for name, start, length in entries
        if start + length <= len(data)
    }


def _damage(tables: dict[str, bytes]) -> str:
    """What does not fit together: the number of glyphs, their widths and their places."""
    (magic,) = struct.unpack_from(">L", tables["head"], 12)
    (units,) = struct.unpack_from(">H", tables["head"], 18)
    (long,) = struct.unpack_from(">h", tables["head"], 50)
    (glyphs,) = struct.unpack_from(">H", tables["maxp"], 4)
    (widths,) = struct.unpack_from(">H", tables["hhea"], 34)
    if magic != _MAGIC or not 16 <= units <= 16384 or long not in (0, 1):
        return "is damaged: its table 'head' is not one"
    if not 1 <= widths <= glyphs or len(tables["hmtx"]) < 4 * widths + 2 * (glyphs - widths):
        return "is damaged: it does not have a width for each glyph"
    places = [
        place * (1 if long else 2)
        for place in struct.unpack_from(f">{glyphs + 1}{'L' if long else 'H'}", tables["loca"])
    ]
    if places[-1] > len(tables["glyf"]) or any(after < before for before, after in pairwise(places)):
        return "is damaged: its glyphs are not where it says"
    return ""


def _no_unicode(cmap: bytes) -> str:
    """The fault of a font without a table from characters of Unicode to glyphs.

    https://learn.microsoft.com/typography/opentype/spec/cmap
    """
    (count,) = struct.unpack_from(">H", cmap, 2)
    for platform, encoding, start in (struct.unpack_from(">HHL", cmap, 4 + 8 * index) for index in range(count)):
        unicode = encoding != 5 if platform == 0 else platform == 3 and encoding in (1, 10)
        if unicode and struct.unpack_from(">H", cmap, start)[0] in (4, 12):
            return ""
    return "does not say which characters of Unicode its glyphs are"


def _forbidden(os2: bytes) -> str:
    """The fault of a font whose license bits do not allow that a document holds some of its glyphs."""
    (bits,) = struct.unpack_from(">H", os2, 8)
    if bits & _USES == _RESTRICTED:
        return "must not be embedded in documents, says its license (OS/2 fsType)"
    if bits & _WHOLE_ONLY:
        return "must only be embedded as a whole, says its license (OS/2 fsType); parts of it would be needed"
    if bits & _BITMAPS_ONLY:
        return "must only be embedded as bitmaps, says its license (OS/2 fsType)"
    return ""
