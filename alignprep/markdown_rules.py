"""The two inline rules that alignprep adds to CommonMark: `[@key]` citations and `{{c1::…}}` clozes."""

from __future__ import annotations

import re
from typing import Final

from markdown_it.rules_inline import StateInline

__all__ = ["CLOZE", "citation", "cloze"]

_CITATION: Final = re.compile(r"\[@([a-z0-9-]+(?:; *@[a-z0-9-]+)*)\]")
CLOZE: Final = re.compile(r"\{\{c[0-9]+::")
"""How a cloze begins."""


def citation(state: StateInline, silent: bool) -> bool:
    """Read `[@key]` or `[@key; @other]`; a malformed one becomes a `citation_fault` token."""
    if not state.src.startswith("[@", state.pos):
        return False
    found = _CITATION.match(state.src, state.pos)
    if not silent:
        token = state.push("citation" if found else "citation_fault", "", 0)
        token.content = found[1] if found else state.src[state.pos : state.pos + 40].split("\n")[0]
    state.pos = found.end() if found else state.pos + 2
    return True


def _cloze_end(source: str, start: int, end: int) -> int:
    """Where the `}}` stands that ends a cloze whose content begins at `start`; -1 for nowhere."""
    depth = 0
    position = start
    while position < end:
        character = source[position]
        if character == "{":
            depth += 1
        elif character == "}":
            if depth == 0 and source.startswith("}}", position):
                return position
            depth = max(depth - 1, 0)
        position += 1
    return -1


def cloze(state: StateInline, silent: bool) -> bool:
    """Read `{{c1::hidden}}` or `{{c1::hidden::cue}}`; braces inside must balance."""
    found = CLOZE.match(state.src, state.pos, state.posMax)
    end = _cloze_end(state.src, found.end(), state.posMax) if found else -1
    if not found or end < 0:
        return False
    hidden, separator, cue = state.src[found.end() : end].rpartition("::")
    if not separator:
        hidden, cue = cue, ""
    if not hidden.strip() or (separator and not cue.strip()):
        return False
    if not silent:
        outer_end = state.posMax
        token = state.push("cloze_open", "", 1)
        token.info = cue.strip()
        token.content = found[0]
        state.pos, state.posMax = found.end(), found.end() + len(hidden)
        state.md.inline.tokenize(state)
        state.push("cloze_close", "", -1)
        state.posMax = outer_end
    state.pos = end + 2
    return True
