"""Cloze deletions in Anki's notation: `{{c1::hidden}}` or `{{c1::hidden::cue}}`, with balanced braces inside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["OPENING", "ClozeSpan", "cloze_at", "opened", "revealed"]

OPENING: Final = re.compile(r"\{\{c[0-9]+::")
"""How a cloze begins."""


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
    stop = _end_of(source, opening.end(), limit)
    inside = source[opening.end() : stop]
    if stop < 0 or not inside.strip():
        return None
    hidden, separator, cue = inside.rpartition("::")
    if not separator:
        return ClozeSpan(opening.end(), stop, "", stop + 2)
    if not hidden.strip() or not cue.strip():
        return None
    return ClozeSpan(opening.end(), opening.end() + len(hidden), cue.strip(), stop + 2)


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


def _end_of(source: str, start: int, limit: int) -> int:
    """The offset of the `}}` that closes a cloze whose content begins at `start`; -1 if there is none."""
    depth = 0
    for position in range(start, limit):
        character = source[position]
        if character == "{":
            depth += 1
        elif character == "}":
            if depth == 0 and source.startswith("}}", position, limit):
                return position
            depth = max(depth - 1, 0)
    return -1
