from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignprep.content.truetype import font_fault
from alignprep_exporters.fonts import font_file
from alignprep_exporters.pdf.type.fonts import FILES
from tests.support.tiny_font import tiny_font

GOOD = tiny_font("単体a")


def entry(table: str) -> int:
    """Where the table's entry is in the directory of the good font."""
    (count,) = struct.unpack_from(">H", GOOD, 4)
    return next(at for at in range(12, 12 + 16 * count, 16) if GOOD[at : at + 4] == table.encode())


def place(table: str) -> int:
    (start,) = struct.unpack_from(">L", GOOD, entry(table) + 8)
    return int(start)


def changed(at: int, new: bytes) -> bytes:
    return GOOD[:at] + new + GOOD[at + len(new) :]


def test_fonts_that_documents_may_embed() -> None:
    assert font_fault(GOOD) == ""
    for bits in (0x0000, 0x0004, 0x0008, 0x0006):  # The last is an old font that names two uses; the freer one counts.
        assert font_fault(tiny_font("a", embedding=bits)) == ""
    for name in FILES.values():
        with font_file(name) as path:
            assert font_fault(path.read_bytes()) == "", name


@pytest.mark.parametrize(
    ("bits", "said"),
    [
        (0x0002, "must not be embedded"),
        (0x0104, "must only be embedded as a whole"),
        (0x0200, "must only be embedded as bitmaps"),
    ],
)
def test_fonts_whose_license_forbids_it(bits: int, said: str) -> None:
    assert said in font_fault(tiny_font("a", embedding=bits))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is not a font file; a TrueType font (.ttf with a glyf table) is needed"),
        (b"%PDF-1.7", "is not a font file"),
        (b"OTTO" + GOOD[4:], "is an OpenType font with CFF outlines; a TrueType font"),
        (changed(entry("glyf"), b"CFF "), "is an OpenType font with CFF outlines"),
        (b"ttcf" + GOOD[4:], "is a collection of several fonts"),
        (b"wOF2" + GOOD[4:], "is a web font (WOFF2)"),
        (GOOD[:60], "is damaged: it ends too early"),
        (GOOD[:-100], "is damaged: it has no table"),
        (changed(entry("cmap"), b"xxxx"), "is damaged: it has no table 'cmap'"),
        (changed(place("head") + 12, b"\0"), "is damaged: its table 'head' is not one"),
        (changed(place("hhea") + 34, b"\0\0"), "is damaged: it does not have a width for each glyph"),
        (changed(place("loca") + 2, b"\xff\xff"), "is damaged: its glyphs are not where it says"),
        (changed(place("cmap") + 4, b"\0\1\0\0\0\0\0\x14\0\1"), "does not say which characters of Unicode"),
    ],
)
def test_files_that_are_no_such_font(data: bytes, said: str) -> None:
    assert said in font_fault(data)


@given(st.data())
def test_damage_is_never_an_exception(data: st.DataObject) -> None:
    spoiled = bytearray(GOOD[: data.draw(st.integers(0, len(GOOD)))])
    for at in data.draw(st.lists(st.integers(0, max(len(spoiled) - 1, 0)), max_size=8)) if spoiled else ():
        spoiled[at] = data.draw(st.integers(0, 255))
    assert isinstance(font_fault(bytes(spoiled)), str)
