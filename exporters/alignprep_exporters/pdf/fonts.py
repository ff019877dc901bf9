"""The fonts of the package, and which of them draws a character."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final
from unicodedata import combining

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from alignprep import ExporterError
from alignprep_exporters.fonts import font_file

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MONO", "SANS", "SANS_BOLD", "SERIF", "register", "runs"]

SERIF: Final = "APSerif"
SANS: Final = "APSans"
SANS_BOLD: Final = "APSans-Bold"
MONO: Final = "APMono"
_FACES: Final = {
    SERIF: "SourceSerif4_400Regular.ttf",
    "APSerif-Italic": "SourceSerif4_400Regular_Italic.ttf",
    "APSerif-Bold": "SourceSerif4_600SemiBold.ttf",
    "APSerif-BoldItalic": "SourceSerif4_600SemiBold_Italic.ttf",
    SANS: "SourceSans3_400Regular.ttf",
    SANS_BOLD: "SourceSans3_600SemiBold.ttf",
    MONO: "JetBrainsMono_400Regular.ttf",
    "APFallback": "DejaVuSans.ttf",
    "APMaths": "NotoSansMath_400Regular.ttf",
}
_FALLBACKS: Final = ("APFallback", "APMaths")


class _Font(TTFont):  # type: ignore[misc]
    """A TrueType font whose text can be copied out again, characters beyond U+FFFF included.

    reportlab 5.1 writes such a character as one code of more than four digits, entries for code 0, and more than a
    hundred entries in a block: ISO 32000-1, 9.10.3 wants UTF-16 and no more than a hundred.
    """

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        subsets = [list(subset) for subset in self.state[doc].subsets]
        names = [self.getSubsetInternalName(index, doc)[1:] for index in range(len(subsets))]
        super().addObjects(doc)
        for name, subset in zip(names, subsets, strict=True):
            font = doc.idToObject["BasicFonts"].dict[name]
            doc.idToObject[font.ToUnicode.name].content = _to_unicode(font.BaseFont, subset)


def _to_unicode(name: str, subset: list[int]) -> str:
    entries = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>" for code, point in enumerate(subset) if point
    ]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


@cache
def register() -> None:
    """Make the fonts known to reportlab, once."""
    for name, file in _FACES.items():
        with font_file(file) as path:
            pdfmetrics.registerFont(_Font(name, str(path)))
    pdfmetrics.registerFontFamily(SERIF, SERIF, "APSerif-Bold", "APSerif-Italic", "APSerif-BoldItalic")
    pdfmetrics.registerFontFamily(SANS, SANS, SANS_BOLD, SANS, SANS_BOLD)
    for name in (MONO, *_FALLBACKS):
        pdfmetrics.registerFontFamily(name, name, name, name, name)


@cache
def _covered(font: str) -> frozenset[int]:
    return frozenset(pdfmetrics.getFont(font).face.charToGlyph)


@cache
def _choice(character: str, family: str) -> str:
    """The font for a character in text of a family: empty for the family's own, else a fallback's name.

    A combining mark is the fallback's: its marks stand over the letter before them without being placed.
    """
    faces = [face for face in _FACES if face == family or face.startswith(f"{family}-")]
    point = 0x20 if character == "\u00a0" else ord(character)
    if not combining(character) and all(point in _covered(face) for face in faces):
        return ""
    for fallback in _FALLBACKS:
        if point in _covered(fallback):
            return fallback
    raise ExporterError(
        f"no font of the PDF exporter has the character {character!r} (U+{ord(character):04X}); "
        "write it otherwise, or use another format"
    )


def runs(text: str, family: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with the name of the fallback font that must draw it, or nothing.

    Raises `ExporterError` for a character that no font has.
    """
    register()
    for font, characters in groupby(text, lambda character: _choice(character, family)):
        yield font, "".join(characters)
