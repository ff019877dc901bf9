"""The fonts of the package: which of them draws a character, and how wide a text is in them."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final
from unicodedata import bidirectional, combining

from reportlab.pdfbase import pdfmetrics

from alignprep import ExporterError
from alignprep_exporters.fonts import font_file
from alignprep_exporters.pdf.embedding import Font

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "MONO",
    "SANS",
    "SERIF",
    "MissingCharacter",
    "Piece",
    "clusters",
    "covers",
    "face",
    "kerns",
    "pieces",
    "register",
    "whole",
    "width",
]

SERIF: Final = "Serif"
SANS: Final = "Sans"
MONO: Final = "Mono"
_FILES: Final = {
    "Serif": "SourceSerif4_400Regular.ttf",
    "Serif-Italic": "SourceSerif4_400Regular_Italic.ttf",
    "Serif-Bold": "SourceSerif4_600SemiBold.ttf",
    "Serif-BoldItalic": "SourceSerif4_600SemiBold_Italic.ttf",
    "Sans": "SourceSans3_400Regular.ttf",
    "Sans-Bold": "SourceSans3_600SemiBold.ttf",
    "Mono": "JetBrainsMono_400Regular.ttf",
    "Fallback": "DejaVuSans.ttf",
    "Maths": "NotoSansMath_400Regular.ttf",
}
_FALLBACKS: Final = ("Fallback", "Maths")
_NO_BREAK_SPACE: Final = "\u00a0"


class MissingCharacter(ExporterError):
    """A character that cannot be drawn: no font of the package has it, or it runs from right to left."""

    def __init__(self, character: str) -> None:
        self.character = character
        why = "sets no right-to-left text such as" if _right_to_left(character) else "has no font with"
        super().__init__(
            f"the PDF exporter {why} the character {character!r} (U+{ord(character):04X}); "
            "write it otherwise, or use another format"
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters in a font; `shift` and `rise`, in thousandths of the size, place a mark over the letter before it."""

    font: str
    text: str
    shift: float = 0
    rise: float = 0


@cache
def register() -> None:
    """Make the fonts known to reportlab, once."""
    for name, file in _FILES.items():
        with font_file(file) as path:
            pdfmetrics.registerFont(Font(name, str(path)))


def face(family: str, *, bold: bool = False, italic: bool = False) -> str:
    """The font of a family, or the nearest that it has."""
    name = f"{family}-{'Bold' * bold}{'Italic' * italic}" if bold or italic else family
    return name if name in _FILES else f"{family}-Bold" if bold and f"{family}-Bold" in _FILES else family


@cache
def covers(font: str) -> frozenset[str]:
    """The characters that a font has and that need no other font's help."""
    register()
    characters = frozenset(map(chr, _face(font).charToGlyph))
    return frozenset(character for character in characters if not combining(character)) | {_NO_BREAK_SPACE}


@lru_cache(maxsize=1 << 16)
def width(font: str, text: str) -> float:
    """How wide a text is, in thousandths of the size, kerning included.

    Raises `MissingCharacter` for a character that no font has.
    """
    if covers(font).issuperset(text):
        return _set(font, text)
    return sum(_advance(piece) for piece in pieces(font, text))


def pieces(font: str, text: str) -> Iterator[Piece]:
    """The text in pieces, each in a font that has its characters.

    Raises `MissingCharacter` for a character that no font has.
    """
    if covers(font).issuperset(text):
        yield Piece(font, text)
        return
    pending, pending_font = "", font
    for character in text:
        if combining(character) and pending and _over(pending_font, pending[-1], character):
            yield Piece(pending_font, pending)
            shift, rise = _over(pending_font, pending[-1], character) or (0, 0)
            yield Piece("Fallback", character, shift, rise)
            pending = ""
            continue
        chosen = _chosen(font, character)
        if chosen != pending_font and pending:
            yield Piece(pending_font, pending)
            pending = ""
        pending_font, pending = chosen, pending + character
    if pending:
        yield Piece(pending_font, pending)


def whole(font: str, text: str) -> str:
    """The font itself, or the first fallback, that has all characters of a text.

    Raises `MissingCharacter` for a text that no font has alone.
    """
    for candidate in (font, *_FALLBACKS):
        if all(_chosen(font, character) and ord(character) in _face(candidate).charToGlyph for character in text):
            return candidate
    raise MissingCharacter(next(character for character in text if ord(character) not in _face(font).charToGlyph))


def clusters(font: str, text: str) -> list[tuple[str, bool]]:
    """The text in parts, of which those that are true are a letter with the marks on it."""
    if covers(font).issuperset(text):
        return [(text, False)]
    return [(part, len(part) > 1 and bool(combining(part[1]))) for part in _parted(text)]


def _parted(text: str) -> Iterator[str]:
    start = 0
    for index, character in enumerate(text):
        if index > start and combining(character) and not combining(text[index - 1]):
            if index - 1 > start:
                yield text[start : index - 1]
            start = index - 1
        elif index > start + 1 and combining(text[index - 1]) and not combining(character):
            yield text[start:index]
            start = index
    yield text[start:]


@cache
def kerns(font: str) -> dict[str, int]:
    """By how much pairs of characters move together or apart, in thousandths of the size."""
    return _kerning().get(font, {})


@cache
def _kerning() -> dict[str, dict[str, int]]:
    with font_file("kerning.json") as path:
        read: dict[str, dict[str, int]] = json.loads(path.read_text(encoding="utf-8"))
    return read


def _advance(piece: Piece) -> float:
    """A mark over a letter takes no room of its own."""
    return 0 if piece.shift else _set(piece.font, piece.text)


def _set(font: str, text: str) -> float:
    """The width of a text that the font has alone."""
    widths, kerning = _widths(font), kerns(font)
    moved = sum([kerning.get(a + b, 0) for a, b in pairwise(text)]) if kerning else 0
    return sum([widths[character] for character in text]) + moved


def _right_to_left(character: str) -> bool:
    return bidirectional(character) in ("R", "AL")


@cache
def _chosen(font: str, character: str) -> str:
    if _right_to_left(character):
        raise MissingCharacter(character)
    for candidate in (font, *_FALLBACKS):
        if character in covers(candidate) or (
            candidate in _FALLBACKS and ord(character) in _face(candidate).charToGlyph
        ):
            return candidate
    raise MissingCharacter(character)


@cache
def _widths(font: str) -> dict[str, float]:
    register()
    found = {chr(point): value for point, value in _face(font).charWidths.items()}
    return {**found, _NO_BREAK_SPACE: found[" "]}


def _face(font: str) -> Any:
    register()
    return pdfmetrics.getFont(font).face


@cache
def _over(font: str, letter: str, mark: str) -> tuple[float, float] | None:
    """Where a combining mark goes: its shift from the letter's end, and its rise.

    Only marks above a letter, of combining class 230 (https://www.unicode.org/reports/tr44/), are placed; others stand
    as their font draws them.
    """
    if combining(mark) != 230 or ord(mark) not in _face("Fallback").charToGlyph:
        return None
    below, above = _box(font, letter), _box("Fallback", mark)
    if below is None or above is None:
        return None
    middle, over = (below[0] + below[2]) / 2, (above[0] + above[2]) / 2
    shift = middle - over - _widths(font)[letter]
    return shift or 1e-3, max(below[3] + 60 - above[1], 0)


@cache
def _box(font: str, character: str) -> tuple[float, float, float, float] | None:
    """A glyph's bounding box in thousandths of the size (https://learn.microsoft.com/typography/opentype/spec/glyf)."""
    face = _face(font)
    glyph = face.charToGlyph[ord(character)]
    start, end = face.glyphPos[glyph], face.glyphPos[glyph + 1]
    if start == end:
        return None
    table = face.get_table("glyf")
    left, bottom, right, top = (
        value * 1000 / face.unitsPerEm for value in struct.unpack_from(">hhhh", table, start + 2)
    )
    return left, bottom, right, top
