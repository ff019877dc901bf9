"""Fonts: which one draws a character, how wide a text is, how marks and kerning move it, how fonts are embedded."""

from __future__ import annotations

import io
import json
import struct
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from functools import cache, lru_cache
from hashlib import sha256
from itertools import groupby, pairwise
from operator import itemgetter
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from unicodedata import bidirectional, combining

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from alignprep import ExporterError, TextError
from alignprep_exporters.fonts import font_file
from alignprep_exporters.pdf.type.shaping import Glyph, graphemes, is_ignorable, joins, parted, shaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = [
    "FILES", "MONO", "SANS", "SERIF", "MissingCharacter", "Piece", "clusters", "covers", "face", "kerning", "located",
    "own_fonts", "pieces", "register", "runs_backwards", "single_font", "tables_of", "to_unicode", "using", "width",
]  # fmt: skip

SERIF: Final = "Serif"
SANS: Final = "Sans"
MONO: Final = "Mono"
FILES: Final = {
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
_BOLD: Final = 600
"""The weight from which on a font is bold (https://learn.microsoft.com/typography/opentype/spec/os2#usweightclass)."""
_FALLBACKS: Final = ("Fallback", "Maths")
_OWN: Final[ContextVar[tuple[str, ...]]] = ContextVar("own fonts", default=())
"""The names of the fonts that the packet brings, which are asked after the fallbacks. A context variable, since an
executor's threads may draw the packets of several banks at the same time."""
_BACKWARDS: Final[ContextVar[bool]] = ContextVar("backwards", default=False)
"""Whether the packet's language runs from right to left."""
_registering: Final = Lock()
_NO_BREAK_SPACE: Final = "\u00a0"
_TO_UNICODE: Final = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def
/CMapName /{name} def
/CMapType 2 def
1 begincodespacerange
<{first}> <{last}>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


class MissingCharacter(ExporterError):
    """A character that no font has, neither the package's nor the bank's."""

    def __init__(self, character: str) -> None:
        """Make it."""
        self.character = character
        super().__init__(
            f"the PDF exporter has no font with the character {character!r} (U+{ord(character):04X}); "
            "name one that has it in bank.yaml (fonts) and export from that folder, write it differently, "
            "or use another format"
        )


@contextmanager
def located(kind: str, name: str = "") -> Iterator[None]:
    """Turn a `MissingCharacter` into a `TextError` that names the question, section or other place of the text."""
    try:
        yield
    except MissingCharacter as error:
        raise TextError(str(error), kind=kind, name=name, text=error.character) from None


class _Font(TTFont):  # type: ignore[misc]
    """A TrueType font whose text can be copied; corrects what reportlab 5.1 embeds.

    In the ToUnicode map (ISO 32000-1, 9.10.3) reportlab writes a character beyond U+FFFF as one code of more than four
    digits instead of UTF-16, maps unused codes to U+0000, and puts more than a hundred entries into a block. Glyphs
    that share the last advance width (https://learn.microsoft.com/typography/opentype/spec/hmtx) get it in thousandths
    instead of the font's units.
    """

    def __init__(self, name: str, file: str | io.BytesIO) -> None:
        super().__init__(name, file, asciiReadable=True, shapable=False)
        metrics = self.face.hmetrics
        (count,) = struct.unpack_from(">H", self.face.get_table("hhea"), 34)
        metrics[count:] = [(metrics[count - 1][0], bearing) for _, bearing in metrics[count:]]
        glyphs = self.face.charToGlyph
        for point in [point for point, glyph in glyphs.items() if not glyph]:  # Glyph 0 is the box for what is missing.
            del glyphs[point]

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        """Add the font's objects to a document, with corrected maps."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        names = [self.getSubsetInternalName(index, doc)[1:] for index in range(len(subsets))]
        alone = copy(self)
        alone.face = copy(self.face)  # As reportlab remembers its place in the file, and threads share the font.
        super(_Font, alone).addObjects(doc)
        for name, subset in zip(names, subsets, strict=True):
            font = doc.idToObject["BasicFonts"].dict[name]
            doc.idToObject[font.ToUnicode.name].content = to_unicode(font.BaseFont, characters(subset))


def tables_of(font: bytes) -> dict[str, bytes]:
    """The tables of a font file, by tag (https://learn.microsoft.com/typography/opentype/spec/otff)."""
    (count,) = struct.unpack_from(">H", font, 4)
    entries = [struct.unpack_from(">4s4xLL", font, 12 + 16 * index) for index in range(count)]
    return {tag.decode("ascii"): font[start : start + length] for tag, start, length in entries}


def characters(points: Sequence[int]) -> dict[int, str]:
    """The character of each code that has one, of code points by their codes, 0 for none."""
    return {code: chr(point) for code, point in enumerate(points) if point}


def to_unicode(name: str, texts: Mapping[int, str], *, size: int = 1) -> str:
    """A ToUnicode map: the text of each code, of so many bytes (ISO 32000-1, 9.10.3)."""
    digits = 2 * size
    entries = [f"<{code:0{digits}X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in texts.items()]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    lines = (line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar"))
    return _TO_UNICODE.format(name=name, first="0" * digits, last="F" * digits, blocks="\n".join(lines))


def register() -> None:
    """Make the fonts known to reportlab, once."""
    with _registering:  # A font that another thread makes known again would not have what was drawn with the first.
        _register()


@cache
def _register() -> None:
    for name, file in FILES.items():
        with font_file(file) as path:
            pdfmetrics.registerFont(_Font(name, str(path)))


@contextmanager
def using(fonts: Mapping[str, bytes], direction: str = "ltr") -> Iterator[None]:
    """Draw what no font of the package has with these TrueType fonts, asked in their order, until the context ends.

    `direction` is that of the text, `ltr` or `rtl`. Raises `ExporterError` for a file that is not a font which
    reportlab can embed.
    """
    before = _OWN.set(tuple(_registered(name, data) for name, data in fonts.items()))
    before_direction = _BACKWARDS.set(direction == "rtl")
    try:
        yield
    finally:
        _OWN.reset(before)
        _BACKWARDS.reset(before_direction)


def runs_backwards() -> bool:
    """Whether the text that is being set runs from right to left."""
    return _BACKWARDS.get()


def own_fonts() -> tuple[str, ...]:
    """The names of the fonts that `using` has added."""
    return _OWN.get()


def _registered(file: str, data: bytes) -> str:
    """The name under which reportlab knows a font of a bank; other banks may have other files of the same name."""
    name = f"{file.removesuffix('.ttf')}-{sha256(data).hexdigest()[:12]}"
    with _registering:
        if name not in pdfmetrics.getRegisteredFontNames():
            try:
                font = _Font(name, io.BytesIO(data))
            except (TTFError, LookupError, ValueError, struct.error) as error:
                raise ExporterError(f"the PDF exporter cannot read the font {file}: {error}") from None
            # Within a document reportlab knows fonts by this name, and two files may claim the same one.
            font.face.name = name.encode()
            pdfmetrics.registerFont(font)
    return name


def face(family: str, *, bold: bool = False, italic: bool = False) -> str:
    """The font of a family, or the nearest that the family has."""
    name = f"{family}-{'Bold' * bold}{'Italic' * italic}" if bold or italic else family
    return name if name in FILES else f"{family}-Bold" if bold and f"{family}-Bold" in FILES else family


@cache
def covers(font: str) -> frozenset[str]:
    """The characters that a font draws on its own; not combining marks, which are placed one by one."""
    return frozenset(chr(point) for point in _face(font).charToGlyph if not combining(chr(point))) | {_NO_BREAK_SPACE}


def width(font: str, text: str) -> float:
    """How wide a text is, in thousandths of the size, kerning included.

    Raises `MissingCharacter` for a character that no font has.
    """
    return _width(font, text, _OWN.get())


@lru_cache(maxsize=1 << 15)
def _width(font: str, text: str, own: tuple[str, ...]) -> float:
    if " " in text:  # No font kerns a space, and the widths of words are known from breaking lines.
        words = text.split(" ")
        return sum([_width(font, word, own) for word in words]) + (len(words) - 1) * _widths(font)[" "]
    if covers(font).issuperset(text):
        return _width_in(font, text)
    return sum(piece.width for piece in pieces(font, text))


class Piece(NamedTuple):
    """Characters in one font; `shift` and `rise`, in thousandths of the size, put a mark over the letter before it.

    If its letters join or change, `glyphs` are what is drawn for them, from left to right.
    """

    font: str
    text: str
    shift: float = 0
    rise: float = 0
    glyphs: tuple[Glyph, ...] = ()

    @property
    def width(self) -> float:
        """How far it moves on, in thousandths of the size."""
        if self.glyphs:
            return sum(glyph.advance for glyph in self.glyphs) * 1000 / float(_face(self.font).unitsPerEm)
        return 0 if self.shift else _width_in(self.font, self.text)


def pieces(font: str, text: str, *, backwards: bool = False) -> Iterator[Piece]:
    """The text in pieces from left to right, each in a font that has its characters; `backwards` if it runs leftwards.

    Raises `MissingCharacter` for a character that no font has, `ExporterError` for one that takes HarfBuzz without it.
    """
    if backwards:
        yield from _shaped_pieces(font, text, backwards=True)
    elif covers(font).issuperset(text):
        yield Piece(font, text)
    else:
        for part, joined in parted(text):
            if joined:
                yield from _shaped_pieces(font, part, backwards=bidirectional(part[0]) in ("R", "AL"))
            else:
                yield from _plain_pieces(font, part)


def _shaped_pieces(font: str, text: str, *, backwards: bool) -> Iterator[Piece]:
    """The pieces of a text that HarfBuzz shapes, word by word; spaces are as wide as elsewhere."""
    runs: list[tuple[str, str]] = []
    for cluster in graphemes(text):
        if cluster == " " and runs:
            runs.append((runs[-1][0], " "))
            continue
        chosen = _font_for_cluster(font, cluster, _OWN.get())
        if runs and runs[-1][1] != " " and runs[-1][0] == chosen:
            cluster = runs.pop()[1] + cluster
        runs.append((chosen, cluster))
    for chosen, group in groupby(reversed(runs) if backwards else runs, itemgetter(0)):
        made: list[Glyph] = []
        for _, run in group:
            if run == " ":
                made.append(Glyph(run, round(_widths(font)[" "] * _face(chosen).unitsPerEm / 1000), ()))
            else:
                made += shaped(pdfmetrics.getFont(chosen), run, backwards=backwards)
        yield Piece(chosen, "".join(glyph.text for glyph in made), glyphs=tuple(made))


@cache
def _font_for_cluster(font: str, cluster: str, own: tuple[str, ...]) -> str:
    """The first font that has all characters of a cluster: one of the bank, the font itself, or another one."""
    register()
    wanted = [character for character in cluster if not is_ignorable(character)]
    for candidate in (*_of_weight(font, own), font, *_FALLBACKS):
        if all(_has_glyph(candidate, character) for character in wanted):
            return candidate
    for character in wanted:
        _first_with(character, font, own)
    raise MissingCharacter(wanted[-1])


def _plain_pieces(font: str, text: str) -> Iterator[Piece]:
    pending, pending_font = "", font
    for character in text:
        place = _mark_offset(pending_font, pending[-1], character) if pending and combining(character) else None
        if place is not None:
            yield Piece(pending_font, pending)
            yield Piece("Fallback", character, *place)
            pending = ""
            continue
        chosen = _font_for(font, character)
        if chosen != pending_font and pending:
            yield Piece(pending_font, pending)
            pending = ""
        pending_font, pending = chosen, pending + character
    if pending:
        yield Piece(pending_font, pending)


def single_font(font: str, text: str) -> str | None:
    """The font itself, or the first other one, that has all characters of a text.

    None if it takes several, shaping, or marks that are placed over their letters.

    Raises `MissingCharacter` for a character that no font has.
    """
    if joins(text) or any(map(combining, text)):
        return None
    for candidate in (font, *_FALLBACKS, *_OWN.get()):
        if all(_font_for(font, character) and _has_glyph(candidate, character) for character in text):
            return candidate
    return None


def clusters(font: str, text: str) -> list[tuple[str, bool]]:
    """The text in parts; a letter with combining marks on it is a part of its own, with True."""
    if covers(font).issuperset(text):
        return [(text, False)]
    if joins(text):
        return [one for part, joined in parted(text) for one in ([(part, False)] if joined else clusters(font, part))]
    parts: list[tuple[str, bool]] = []
    for character in text:
        last, marked = parts.pop() if parts else ("", False)
        if last and combining(character) and not marked:
            if last[:-1]:
                parts.append((last[:-1], False))
            last, marked = last[-1], True
        elif marked and not combining(character):
            parts.append((last, True))
            last, marked = "", False
        parts.append((last + character, marked))
    return parts


@cache
def kerning(font: str) -> dict[str, int]:
    """How far each pair of characters moves apart, in thousandths of the size; negative for together."""
    with font_file("kerning.json") as path:
        pairs: dict[str, int] = json.loads(path.read_text(encoding="utf-8")).get(font, {})
    return pairs


def _width_in(font: str, text: str) -> float:
    """The width of a text that needs no other font."""
    widths, pairs = _widths(font), kerning(font)
    moved = sum([pairs.get(a + b, 0) for a, b in pairwise(text)]) if pairs else 0
    return sum([widths[character] for character in text]) + moved


def _font_for(font: str, character: str) -> str:
    """The font itself, or the first other one, that has a character."""
    return _first_with(character, font, _OWN.get())


@cache
def _first_with(character: str, font: str, own: tuple[str, ...]) -> str:
    if character in covers(font):
        return font
    for other in (*_FALLBACKS, *_of_weight(font, own)):
        if _has_glyph(other, character):
            return other
    raise MissingCharacter(character)


@cache
def _of_weight(font: str, own: tuple[str, ...]) -> tuple[str, ...]:
    """The bank's fonts, first those as bold as the font (OS/2 usWeightClass)."""
    bold = "Bold" in font
    return tuple(sorted(own, key=lambda one: _is_bold(one) != bold))


def _is_bold(font: str) -> bool:
    (weight,) = struct.unpack_from(">H", _face(font).get_table("OS/2"), 4)
    return bool(weight >= _BOLD)


@cache
def _widths(font: str) -> dict[str, float]:
    found = {chr(point): value for point, value in _face(font).charWidths.items()}
    return {**found, _NO_BREAK_SPACE: found[" "]} if " " in found else found


def _face(font: str) -> Any:
    register()
    return pdfmetrics.getFont(font).face


def _has_glyph(font: str, character: str) -> bool:
    return ord(" " if character == _NO_BREAK_SPACE else character) in _face(font).charToGlyph


@cache
def _mark_offset(font: str, letter: str, mark: str) -> tuple[float, float] | None:
    """The position of a combining mark: its shift from the end of the letter, and its rise.

    Only marks above a letter, of combining class 230 (https://www.unicode.org/reports/tr44/), are placed; others are
    left where their font draws them.
    """
    if combining(mark) != 230 or not _has_glyph("Fallback", mark):
        return None
    below, above = _glyph_box(font, letter), _glyph_box("Fallback", mark)
    if below is None or above is None:
        return None
    middle, over = (below[0] + below[2]) / 2, (above[0] + above[2]) / 2
    shift = middle - over - _widths(font)[letter]
    return shift or 1e-3, max(below[3] + 60 - above[1], 0)


@cache
def _glyph_box(font: str, character: str) -> tuple[float, float, float, float] | None:
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
