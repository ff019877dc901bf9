"""Scripts whose letters join, change or stand above each other: HarfBuzz places their glyphs by the font's own tables.

Each cluster, the fewest characters that are drawn as one, becomes one glyph, so that whoever copies or searches the
text gets the characters of the cluster, whatever glyphs of the font they are drawn with and in which order.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from unicodedata import category, combining

from alignprep import ExporterError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Glyph", "graphemes", "is_ignorable", "joins", "parted", "shaped"]

_SCRIPTS: Final = (
    "\u0590-\u109f\u135d-\u135f\u1700-\u18af\u1900-\u194f\u1980-\u19df\u1a00-\u1c7f\u1cd0-\u1cff\ua800-\ua95f\ua980-\uaaff"
    "\uabc0-\uabff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00011fff\U00016100-\U0001613f\U0001e800-\U0001eeff"
)
"""Hebrew, Arabic and the other scripts from right to left, those of India and of Southeast Asia, Mongolian
(https://www.unicode.org/charts/)."""
_JOINERS: Final = "\u200c\u200d\u034f\u2060\ufe00-\ufe0f"
_COMPLEX: Final = re.compile(f"[{_SCRIPTS}][{_SCRIPTS}{_JOINERS}\u0300-\u036f\u25cc]*")
_IGNORABLE: Final = re.compile(f"[{_JOINERS}\u00ad\u061c\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2061-\u206f]")
"""Characters that are not drawn and that a font need not have (https://www.unicode.org/reports/tr44/,
Default_Ignorable_Code_Point)."""
_VIRAMA: Final = 9
"""The combining class of the sign that takes a consonant's vowel and mostly joins it to the next one."""
_LEADING: Final = frozenset("เแโใไເແໂໃໄ")
"""Vowels of Thai and Lao that are written before their consonant, and never at the end of a line."""
_TRAILING: Final = frozenset("ะาำๅๆฯະາຳໆຯ")
"""Vowels and signs of Thai and Lao that never begin a line."""


class Glyph(NamedTuple):
    """A cluster of characters as it is drawn: its width, and the font's glyphs in it with their places.

    All lengths are in the font's units.
    """

    text: str
    advance: int
    parts: tuple[tuple[int, int, int], ...]
    """The number, x and y of each glyph."""


def is_ignorable(character: str) -> bool:
    """Whether a character has no shape of its own and only says how others are drawn."""
    return _IGNORABLE.match(character) is not None


def joins(text: str) -> bool:
    """Whether any part of a text must be shaped."""
    return _COMPLEX.search(text) is not None


def parted(text: str) -> Iterator[tuple[str, bool]]:
    """The text in parts; with True those that must be shaped."""
    start = 0
    for found in _COMPLEX.finditer(text):
        if found.start() > start:
            yield text[start : found.start()], False
        yield found[0], True
        start = found.end()
    if start < len(text):
        yield text[start:], False


def graphemes(text: str) -> list[str]:
    """The text in clusters that nothing may part: a letter and the marks on it, consonants that are joined.

    The extended grapheme clusters of https://www.unicode.org/reports/tr29/ without those of emoji, a syllable of
    India whole, and the vowels of Thai and Lao with their consonant.
    """
    if text.isascii():
        return list(text)
    found: list[str] = []
    for character in text:
        if found and _belongs(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def _belongs(before: str, character: str) -> bool:
    last = before[-1]
    if category(character)[0] == "M" or is_ignorable(character):
        return not last.isspace()
    if last in _LEADING or character in _TRAILING:
        return not character.isspace()
    joined = (last == "\u200d" and len(before) > 1) or combining(last) == _VIRAMA
    if joined and character.isalpha():
        return True
    # The parts of a syllable of Hangul.
    return "\u1100" <= last <= "\u11ff" and "\u1160" <= character <= "\u11ff"


@lru_cache(maxsize=1 << 15)
def shaped(font: Any, text: str, *, backwards: bool) -> tuple[Glyph, ...]:
    """What a text is drawn with in reportlab's font of a TrueType file, from left to right.

    A glyph for each cluster or, if the text runs `backwards`, that is from right to left, for each character.
    Raises `ExporterError` without HarfBuzz.
    """
    try:
        import uharfbuzz
    except ImportError:
        raise ExporterError(
            f"the PDF exporter needs uharfbuzz for texts such as {text!r}; run: pip install 'alignprep[pdf-scripts]'"
        ) from None
    face = getattr(font, "harfbuzz", None)
    if face is None:
        face = font.harfbuzz = uharfbuzz.Font(uharfbuzz.Face(font.face._ttf_data))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if backwards else "ltr"
    uharfbuzz.shape(face, buffer)
    placed = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
    ends = dict(pairwise([*sorted({info.cluster for info, _ in placed}), len(text)]))
    made: list[Glyph] = []
    for start, group in groupby(placed, lambda one: one[0].cluster):
        x, parts = 0, []
        for info, position in group:
            parts.append((info.codepoint, x + position.x_offset, position.y_offset))
            x += position.x_advance
        cluster = Glyph(text[start : ends[start]], max(x, 0), tuple(parts))
        made += _characters(cluster) if backwards else [cluster]
    return tuple(made)


def _characters(cluster: Glyph) -> Iterator[Glyph]:
    """A cluster that runs leftwards, character by character: readers of PDF turn round what they find.

    The first one, which is the last, is drawn as the whole cluster; letters that are drawn as one share its width.
    """
    letters = sum(category(character)[0] != "M" for character in cluster.text[1:]) + 1
    share = cluster.advance // letters
    left = 0
    for character in reversed(cluster.text[1:]):
        wide = 0 if category(character)[0] == "M" else share
        yield Glyph(character, wide, ())
        left += wide
    parts = tuple((number, x - left, y) for number, x, y in cluster.parts)
    yield Glyph(cluster.text[0], cluster.advance - left, parts)
