"""Spans -> lines of a given width, ragged at their end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from alignprep_exporters.pdf.type.bidi import has_right_to_left, levels, visual_order, without_trailing
from alignprep_exporters.pdf.type.fonts import MONO, kerning, pieces, runs_backwards, width
from alignprep_exporters.pdf.type.shaping import graphemes, joins

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from alignprep_exporters.pdf.type.spans import Span

__all__ = ["Line", "Part", "break_lines", "length", "turned"]

_SPACES: Final = re.compile("([ \u2009])")
_INSIDE: Final = re.compile(r"(?<=[^\W\d_][–—/])(?=[^\W\d_])|(?<=—)(?=.)")
"""Where a word may be broken: after dashes and slashes between letters.

Not after a hyphen: copying and `pdftotext` would treat it as hyphenation and drop it.
"""
_EAST_ASIAN: Final = (
    "\u2e80-\u2fdf\u3000-\u312f\u3190-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003ffff"
)
"""Han, kana and Bopomofo, and the signs that are set among them; not Hangul, whose words have spaces between them."""
_NOT_FIRST: Final = (
    r"\s!%),.:;?\]}°’”‰′″℃‐–—…‼⁇⁈⁉、。々〉》」』】〕〗〙〟〻〜゛゜ゝゞ゠・ーヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰ-ㇿ"
    "！％），．：；？］｝｠｡｣､･ｧ-ｰﾞﾟ\u0300-\u036f\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef"
)
_NOT_LAST: Final = r"\s(\[{‘“〈《「『【〔〖〘〝（［｛｟｢¥￥＄￡№"
"""What no line begins with or ends with: closing and opening brackets, other punctuation, small kana, marks, currency
(https://www.w3.org/TR/jlreq/, "Characters Not Starting a Line" and "Characters Not Ending a Line")."""
_HAS_EAST_ASIAN: Final = re.compile(f"[{_EAST_ASIAN}]")
_BETWEEN: Final = re.compile(
    f"(?<=[{_EAST_ASIAN}])(?<![{_NOT_LAST}])(?=[^{_NOT_FIRST}])"
    f"|(?<=[^{_NOT_LAST}])(?=[{_EAST_ASIAN}])(?![{_NOT_FIRST}])"
)
"""Where text with Han or kana may be broken: between any two characters, of which one is such, but for those above."""
_ANYWHERE: Final = re.compile(f"{_INSIDE.pattern}|{_BETWEEN.pattern}")
_LETTER: Final = re.compile(r"[^\W\d_]")
_OBJECT: Final = "\ufffc"
"""Stands for a formula or code among words (https://www.unicode.org/charts/PDF/UFFF0.pdf)."""
_ABOVE, _BELOW = 0.87, 0.42
"""How far a line may reach from its baseline, in ems, and stay a tenth of an em clear of the lines above and below it,
whose letters hang a quarter of an em down and stand three quarters high in a leading of at least 1.25."""
_HYPHENATED: Final = re.compile(r"[^\w\s]*[A-Za-zªºÀ-ɏͰ-ϿЀ-ӿ]+(?:[-’][A-Za-zªºÀ-ɏͰ-ϿЀ-ӿ]+)*[^\w\s]*")
"""A word of Latin, Greek or Cyrillic letters, with no more than punctuation around them: no number, address or code."""
_FEWEST: Final = 3
"""The fewest letters of a word before and after a hyphen, where lines have room for twice as many."""
_STUCK: Final = re.compile(f"[{_NOT_FIRST}]+")
_OPEN: Final = re.compile(f"[{_NOT_LAST}]+")
_SHORT: Final = 2.0
"""A last line of one word as short as so many ems gets another one."""
_NO_BREAK: Final = "\u00a0\u202f"
_ADDRESS: Final = re.compile(rf"(?<=[/._=&?:,;(){_NO_BREAK}])|(?=[{_NO_BREAK}])")
"""Where a word that is too long for a line, such as a URL, or words that should not be parted, may be broken."""


class Part(NamedTuple):
    """Characters of a line that run the same way; `place` is where they stand in the reading order."""

    span: Span
    text: str
    backwards: bool
    place: int

    @property
    def width(self) -> float:
        """Its width in points."""
        if not self.backwards:
            return length(self.span, self.text)
        return sum(piece.width for piece in pieces(self.span.font, self.text, backwards=True)) * self.span.size / 1000


@dataclass(slots=True)
class Line:
    """Runs of text in reading order; if `soft`, the space at its end is not drawn, but copied text has it."""

    runs: list[tuple[Span, str]] = field(default_factory=list)
    width: float = 0
    soft: bool = False
    above: float = 0
    """The room it asks for above it, in points, for a tall part of a formula; and below it."""
    below: float = 0
    hyphen: float = 0
    """The width of the hyphen that shows that a word goes on in the next line; it is drawn, and is no text, so that
    text comes back as it was written. 0 for none."""
    parts: tuple[Part, ...] | None = None
    """If some of it runs from right to left: its parts from left to right. None if nobody has looked yet."""


@dataclass(slots=True)
class _Word:
    """Pieces of spans that stay on one line, and the space that follows unless the line ends."""

    parts: list[tuple[Span, str]]
    width: float
    space: tuple[Span, str] | None = None
    hyphen: float = 0
    """The width of the hyphen with which a line ends after it; 0 for none."""


def length(span: Span, text: str) -> float:
    """The width of a text in the font and size of a span, in points."""
    if span.placed is not None:
        return span.placed.width
    return width(span.font, text) * span.size / 1000


def break_lines(spans: Iterable[Span], limit: float) -> list[Line]:
    """Lines of at most `limit` points, unless a single character is wider; a part of a formula is made smaller.

    Raises `MissingCharacter` for a character that no font has.
    """
    spans = [_fitting(span, limit) for span in spans]
    lines = _broken_lines(spans, limit)
    texts, backwards = [span.text for span in spans], runs_backwards()
    joined = any(not text.isascii() and joins(text) for text in texts)
    if joined:  # Letters that join are narrower together.
        for line in lines:
            line.width = sum(length(*run) for run in line.runs)
    found = _levels(spans, texts, backwards=backwards) if joined or backwards else []
    start = 0
    for line in lines:
        if not found:
            line.parts = ()
            continue
        end = start + sum([len(text) for _, text in line.runs])
        _order(line, found[start:end], backwards=backwards)
        start = end + line.soft
    for line in lines:
        _ask_for_room(line)
    return lines


def _fitting(span: Span, limit: float) -> Span:
    """The span; if it is a part of a formula that is wider than a line, as small as the line asks for."""
    placed = span.placed
    if placed is None or placed.width <= limit:
        return span
    share = limit / placed.width
    runs = tuple((x * share, replace(run, size=run.size * share, rise=run.rise * share)) for x, run in placed.runs)
    smaller = replace(placed, width=limit, runs=runs, scale=placed.scale * share)
    return replace(span, size=span.size * share, placed=smaller)


def _ask_for_room(line: Line) -> None:
    """Ask for the room above and below a line that a part of a formula needs which is taller than text."""
    for span, _ in line.runs:
        if span.placed is not None and span.placed.outline is not None:
            line.above = max(line.above, span.placed.above + span.rise - _ABOVE * span.size)
            line.below = max(line.below, span.placed.below - span.rise - _BELOW * span.size)


def turned(line: Line, *, backwards: bool) -> tuple[Part, ...]:
    """The parts of a line from left to right, if some of it runs from right to left; `backwards` says that all does."""
    if line.parts is None:
        found = _levels([span for span, _ in line.runs], [text for _, text in line.runs], backwards=backwards)
        _order(line, found, backwards=backwards)
    return line.parts or ()


def _levels(spans: Sequence[Span], texts: Sequence[str], *, backwards: bool) -> list[int]:
    """The level of each character of a paragraph; none if all runs from left to right.

    Code and formulas run from left to right and are apart from what is around them. So does a paragraph of Latin words
    in a language that runs from right to left.
    """
    whole = "".join(texts)
    if not has_right_to_left(whole) and (not backwards or not whole or _LETTER.search(whole)):
        return []
    parts = [(apart, "".join(text for _, text in group)) for apart, group in _grouped(spans, texts)]
    outer = levels("".join(_OBJECT if apart else text for apart, text in parts), backwards=backwards)
    found: list[int] = []
    start = 0
    for apart, text in parts:
        if apart:  # As in an isolate from left to right (rules X5b and P1 of the algorithm).
            found += [level + 2 for level in levels(text, backwards=False)]
            start += 1
        else:
            found += outer[start : start + len(text)]
            start += len(text)
    return found


def _grouped(spans: Sequence[Span], texts: Sequence[str]) -> Iterator[tuple[object, Iterator[tuple[Span, str]]]]:
    """Texts with their spans, those together that nothing sets apart or the same thing does."""
    return groupby(zip(spans, texts, strict=True), lambda one: _apart(one[0]))


def _apart(span: Span) -> object:
    """What sets a span's text apart from other text: its formula, or that it is code; None if nothing does."""
    if span.node is not None and span.node.tag.kind == "Formula":
        return span.node
    return MONO if span.font == MONO else None


def _order(line: Line, found: Sequence[int], *, backwards: bool) -> None:
    """Give a line its parts, by the level of each of its characters."""
    line.parts = ()
    if not found:
        return
    text = "".join(text for _, text in line.runs)
    found = without_trailing(text, found, backwards=backwards)
    if not any(level % 2 for level in found):
        return
    parts: list[tuple[Part, int]] = []
    start = 0
    for span, run in line.runs:
        levels_of_run = found if span.placed is None else [found[start]] * len(found)
        for level, group in groupby(range(start, start + len(run)), levels_of_run.__getitem__):
            places = list(group)
            parts.append((Part(span, text[places[0] : places[-1] + 1], level % 2 == 1, len(parts)), level))
        start += len(run)
    line.parts = tuple(parts[index][0] for index in visual_order([level for _, level in parts]))
    line.width = sum(part.width for part in line.parts)


def _broken_lines(spans: Iterable[Span], limit: float) -> list[Line]:
    """Lines of as many words as each holds, but for a short word that would end the paragraph alone."""
    words = list(_words(spans))
    lines, last = _filled(words, limit)
    if last > 1 or len(words) < 2 or len(lines) < 2 or lines[-1].width >= _SHORT * lines[-1].runs[0][0].size:
        return lines
    *others, before, short = words
    space = [before.space] if before.space else []
    gap = sum(length(*one) for one in space)
    together = _Word([*before.parts, *space, *short.parts], before.width + gap + short.width, short.space)
    if together.width > limit or lines[-2].width - before.width - gap < limit / 2:
        return lines
    return _filled([*others, together], limit)[0]


def _filled(words: Iterable[_Word], limit: float) -> tuple[list[Line], int]:
    """Lines of as many words as each holds, and how many words the last line has."""
    lines: list[Line] = []
    line, count = Line(), 0
    pending: tuple[Span, str] | None = None
    apart = not runs_backwards()  # Whether a space is before the word, so that it is no part of an address.
    for word in words:
        gap = length(*pending) if pending else 0
        if line.runs and line.width + gap + word.width > limit:
            line.soft = pending is not None
            lines.append(line)
            line, pending, gap, count = Line(), None, 0, 0
        hyphen = 0.0
        for part in _broken(word, limit, hyphens=apart) if word.width > limit else (word,):
            if line.runs and line.width + gap + part.width + part.hyphen > limit:
                line.hyphen, line.soft = hyphen, pending is not None
                lines.append(line)
                line, pending, gap, count = Line(), None, 0, 0
            if pending:
                _append(line, *pending)
            for span, text in part.parts:
                _append(line, span, text)
            line.width += gap + part.width
            pending, gap, count, hyphen = part.space, 0, count + 1, part.hyphen
            if pending:
                gap = length(*pending)
        pending, apart = word.space, word.space is not None and not runs_backwards()
    if line.runs or not lines:
        lines.append(line)
    return lines, count


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
        if span.placed is not None:
            parts.append((span, span.text))
            total += span.placed.width
            continue
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


@lru_cache(maxsize=1 << 8)
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


def _broken(word: _Word, limit: float, *, hyphens: bool) -> Iterator[_Word]:
    """The parts of a word too long for a line: broken after the punctuation of a URL or, if need be, anywhere.

    No part begins with what no line begins with. Where a word of letters is broken, a hyphen may show it.
    """
    before: _Word | None = None
    for piece in _pieces(word, limit, hyphens=hyphens):
        ((span, text),) = piece.parts
        if before is None:
            before = piece
        elif text in _NO_BREAK:
            before.space = span, text
        elif _clings(text, before) and before.width + piece.width <= limit:
            before = _Word([*before.parts, (span, text)], before.width + piece.width, hyphen=piece.hyphen)
        else:
            yield before
            before = piece
    if before is not None:
        before.hyphen = 0
        yield before


def _clings(text: str, before: _Word) -> bool:
    """Whether no line begins with a piece of a word, or none ends with the one before it."""
    if before.space is not None:
        return False
    hyphen = text == "-" and before.hyphen > 0
    return hyphen or _STUCK.fullmatch(text) is not None or _OPEN.fullmatch(before.parts[-1][1]) is not None


def _pieces(word: _Word, limit: float, *, hyphens: bool) -> Iterator[_Word]:
    """The pieces of a word, as small as its lines may ask for."""
    for span, text in word.parts:
        hyphenated = hyphens and span.placed is None and span.font != MONO and _HYPHENATED.fullmatch(text)
        hyphen = length(span, "-") if hyphenated else 0.0
        for part in (text,) if span.placed is not None or hyphen else filter(None, _ADDRESS.split(text)):
            if span.placed is not None or (length(span, part) <= limit and not hyphen):
                yield _Word([(span, part)], length(span, part))
            else:
                clusters = [*graphemes(part)]
                if hyphen and len(clusters) > 2 * _FEWEST and length(span, part) * 2 * _FEWEST < limit * len(clusters):
                    ends = "".join(clusters[:_FEWEST]), "".join(clusters[-_FEWEST:])
                    clusters = [ends[0], *clusters[_FEWEST:-_FEWEST], ends[1]]
                for cluster in clusters:
                    yield _Word([(span, cluster)], length(span, cluster), hyphen=hyphen * cluster[-1].isalpha())
