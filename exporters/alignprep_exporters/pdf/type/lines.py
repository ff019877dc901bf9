"""Spans -> lines of a given width, ragged on the right."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from alignprep_exporters.pdf.type.fonts import kerning, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alignprep_exporters.pdf.type.spans import Span

__all__ = ["Line", "break_lines", "length"]

_SPACES: Final = re.compile("([ \u2009])")
_INSIDE: Final = re.compile(r"(?<=[^\W\d_][–—/])(?=[^\W\d_])|(?<=—)(?=.)")
"""Where a word may be broken: after dashes and slashes between letters.

Not after a hyphen: copying and `pdftotext` would treat it as hyphenation and drop it.
"""
_EAST_ASIAN: Final = (
    "\u2e80-\u2fdf\u3000-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003ffff"
)
"""Han and kana, and the signs that are set among them; not Hangul, whose words have spaces between them."""
_NOT_FIRST: Final = (
    r"\s!%),.:;?\]}°’”‰′″℃‐–—…‼⁇⁈⁉、。々〉》」』】〕〗〙〟〻゛゜ゝゞ゠・ーヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰ-ㇿ"
    "！％），．：；？］｝｠｡｣､･ｧ-ｰﾞﾟ\u0300-\u036f\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef"
)
_NOT_LAST: Final = r"\s(\[{‘“〈《「『【〔〖〘〝（［｛｟｢"
"""What no line begins with or ends with: closing and opening brackets, other punctuation, small kana, marks
(https://www.w3.org/TR/jlreq/, "Characters Not Starting a Line" and "Characters Not Ending a Line")."""
_HAS_EAST_ASIAN: Final = re.compile(f"[{_EAST_ASIAN}]")
_BETWEEN: Final = re.compile(
    f"(?<=[{_EAST_ASIAN}])(?<![{_NOT_LAST}])(?=[^{_NOT_FIRST}])"
    f"|(?<=[^{_NOT_LAST}])(?=[{_EAST_ASIAN}])(?![{_NOT_FIRST}])"
)
"""Where text with Han or kana may be broken: between any two characters, of which one is such, but for those above."""
_ANYWHERE: Final = re.compile(f"{_INSIDE.pattern}|{_BETWEEN.pattern}")
_ADDRESS: Final = re.compile(r"(?<=[/._=&?:,;()])")
"""Where a word that is too long for a line, such as a URL, may be broken."""


@dataclass(slots=True)
class Line:
    """Runs of text side by side; if `soft`, the space at its end is not drawn, but copied text has it."""

    runs: list[tuple[Span, str]] = field(default_factory=list)
    width: float = 0
    soft: bool = False


@dataclass(slots=True)
class _Word:
    """Pieces of spans that stay on one line, and the space that follows unless the line ends."""

    parts: list[tuple[Span, str]]
    width: float
    space: tuple[Span, str] | None = None


def length(span: Span, text: str) -> float:
    """The width of a text in the font and size of a span, in points."""
    return width(span.font, text) * span.size / 1000


def break_lines(spans: Iterable[Span], limit: float) -> list[Line]:
    """Lines of at most `limit` points, unless a single character is wider.

    Raises `MissingCharacter` for a character that no font has.
    """
    lines: list[Line] = []
    line = Line()
    pending: tuple[Span, str] | None = None
    for word in _words(spans):
        gap = length(*pending) if pending else 0
        if line.runs and line.width + gap + word.width > limit:
            line.soft = pending is not None
            lines.append(line)
            line, pending, gap = Line(), None, 0
        for part in _broken(word, limit) if word.width > limit else (word,):
            if line.runs and line.width + gap + part.width > limit:
                lines.append(line)
                line, pending, gap = Line(), None, 0
            if pending:
                _append(line, *pending)
            for span, text in part.parts:
                _append(line, span, text)
            line.width += gap + part.width
            pending, gap = None, 0
        pending = word.space
    if line.runs or not lines:
        lines.append(line)
    return lines


def _append(line: Line, span: Span, text: str) -> None:
    if line.runs and line.runs[-1][0] is span:
        before = line.runs[-1][1]
        if text != " " and before[-1] != " ":  # No font kerns a space.
            line.width += kerning(span.font).get(before[-1] + text[:1], 0) * span.size / 1000
        line.runs[-1] = (span, before + text)
    else:
        line.runs.append((span, text))


def _words(spans: Iterable[Span]) -> Iterator[_Word]:
    parts: list[tuple[Span, str]] = []
    total = 0.0
    for span in spans:
        if parts and _BETWEEN.search(parts[-1][1][-1] + span.text[:1]):
            yield _Word(parts, total)
            parts, total = [], 0.0
        for text, space in _split(span.text):
            if text:
                parts.append((span, text))
                total += length(span, text)
            if space is not None:
                yield _Word(parts, total, (span, space) if space else None)
                parts, total = [], 0.0
    yield _Word(parts, total)


@lru_cache(maxsize=1 << 12)
def _split(text: str) -> tuple[tuple[str, str | None], ...]:
    """The words of a text, each with its end: a space, "" where a word may be broken, None at the end of the text."""
    found: list[tuple[str, str | None]] = []
    chunks = _SPACES.split(text)
    inside_words = _ANYWHERE if _HAS_EAST_ASIAN.search(text) else _INSIDE
    for index in range(0, len(chunks), 2):
        inside = inside_words.split(chunks[index])
        found += [(part, "") for part in inside[:-1]]
        found.append((inside[-1], chunks[index + 1] if index + 1 < len(chunks) else None))
    return tuple(found)


def _broken(word: _Word, limit: float) -> Iterator[_Word]:
    """The parts of a word too long for a line: broken after the punctuation of a URL or, if need be, anywhere."""
    for span, text in word.parts:
        for part in _ADDRESS.split(text):
            if length(span, part) <= limit:
                yield _Word([(span, part)], length(span, part))
            else:
                yield from (_Word([(span, character)], length(span, character)) for character in part)
