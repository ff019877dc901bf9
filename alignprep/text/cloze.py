"""Cloze deletions in Anki's notation: `{{c1::hidden}}` or `{{c1::hidden::cue}}`, with balanced braces inside.

What stands in code is code: `{{c1::`std::map`}}` hides `std::map` and has no cue. Outside of code, two colons that
begin no cue are `\\:\\:`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["OPENING", "ClozeSpan", "cloze_at", "opened", "revealed"]

OPENING: Final = re.compile(r"\{\{c[0-9]+::")
"""How a cloze begins."""
_TICKS: Final = re.compile(r"(\\*)(`+)")
"""A run of backticks, and the backslashes before it."""


@dataclass(frozen=True, slots=True)
class ClozeSpan:
    """Where a cloze's hidden text stands, its cue, and where the whole cloze ends."""

    start: int
    stop: int
    cue: str
    end: int


def cloze_at(source: str, position: int, limit: int) -> ClozeSpan | None:
    """The cloze that begins at a position, or None; braces inside must balance, and nothing may be empty."""
    opening = OPENING.match(source, position, limit)
    if not opening:
        return None
    start, rest = opening.end(), source[opening.end() : limit]
    if "}}" not in rest:
        return None
    stop = _end_of(_without_code(rest))
    if stop < 0 and "`" in rest:  # A backtick in it may belong to one behind it.
        stop = _end_of(rest)
    inside = rest[:stop]
    if stop < 0 or not inside.strip():
        return None
    separator = _without_code(inside).rfind("::")
    if separator < 0:
        return ClozeSpan(start, start + stop, "", start + stop + 2)
    hidden, cue = inside[:separator], inside[separator + 2 :]
    if not hidden.strip() or not cue.strip():
        return None
    return ClozeSpan(start, start + separator, cue.strip(), start + stop + 2)


def opened(source: str) -> tuple[str, str, str, str]:
    """What stands before a text's cloze, what that hides, its cue, and what stands after it.

    Without a cloze the whole text stands before it.
    """
    opening = OPENING.search(source)
    span = cloze_at(source, opening.start(), len(source)) if opening else None
    if not opening or not span:
        return source, "", "", ""
    return source[: opening.start()], source[span.start : span.stop], span.cue, source[span.end :]


def revealed(source: str) -> str:
    """The text with its cloze in brackets, as a reader without cards sees it."""
    before, hidden, _, after = opened(source)
    return f"{before}[{hidden}]{after}" if hidden else source


def _end_of(text: str) -> int:
    """The offset of the `}}` that closes a cloze, from the beginning of its content; -1 if there is none."""
    depth = 0
    for position, character in enumerate(text):
        if character == "{":
            depth += 1
        elif character == "}":
            if depth == 0 and text.startswith("}}", position):
                return position
            depth = max(depth - 1, 0)
    return -1


def _without_code(text: str) -> str:
    """The text with a space for every character of its code spans (https://spec.commonmark.org/0.31.2/#code-spans)."""
    found = [*_TICKS.finditer(text)]
    runs = [one.span(2) for one in found]
    later: dict[int, list[int]] = {}
    for place in reversed(range(len(runs))):
        later.setdefault(runs[place][1] - runs[place][0], []).append(place)
    pieces, done, place = [], 0, 0
    while place < len(runs):
        start, end = runs[place]
        start += len(found[place][1]) % 2  # The first one is escaped, and opens nothing.
        closing = later.get(end - start, [])
        while closing and closing[-1] <= place:
            closing.pop()
        if start < end and closing:
            place = closing[-1]
            pieces += [text[done:start], " " * (runs[place][1] - start)]
            done = runs[place][1]
        place += 1
    return "".join(pieces) + text[done:]
