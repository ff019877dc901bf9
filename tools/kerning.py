"""Reads the kerning of the PDF exporter's faces with HarfBuzz; `make kerning` writes it for the exporter.

HarfBuzz knows how OpenType kerns (https://learn.microsoft.com/typography/opentype/spec/gpos); the exporter needs only
pairs of characters, in thousandths of the size, and no library for them.
"""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import uharfbuzz

from alignprep_exporters.pdf.type.fonts import FILES, SANS, SERIF

FONTS = Path(__file__).resolve().parent.parent / "exporters" / "alignprep_exporters" / "fonts"
FACES = {name: file for name, file in FILES.items() if name.startswith((SERIF, SANS))}
CHARACTERS = [*map(chr, range(0x41, 0x5B)), *map(chr, range(0x61, 0x7B)), *".,;:'\"()-?!“”‘’–—"]
LEAST = 8
"""The smallest kerning that is worth its place, in thousandths of the size."""


def pairs(file: Path) -> dict[str, int]:
    """The pairs of characters that a face moves, and by how much."""
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file)))
    font = uharfbuzz.Font(face)
    found = {}
    for first, second in product(CHARACTERS, repeat=2):
        moved = _advance(font, first + second, kern=True) - _advance(font, first + second, kern=False)
        value = round(moved * 1000 / face.upem)
        if abs(value) >= LEAST:
            found[first + second] = value
    return found


def _advance(font: uharfbuzz.Font, text: str, *, kern: bool) -> int:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer, {"kern": kern, "liga": False, "clig": False, "calt": False, "dlig": False})
    return sum(position.x_advance for position in buffer.glyph_positions)


def table() -> str:
    """The text of `kerning.json`: a line a face."""
    lines = [
        f"{json.dumps(name)}: {json.dumps(pairs(FONTS / file), ensure_ascii=False, separators=(',', ':'))}"
        for name, file in FACES.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    """Write the table."""
    (FONTS / "kerning.json").write_text(table(), encoding="utf-8")


if __name__ == "__main__":
    main()
