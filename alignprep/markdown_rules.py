"""The inline rules that alignprep adds to CommonMark: `[@key]` citations, `{{c1::…}}` clozes and `$…$` formulas."""

from __future__ import annotations

import re
from typing import Final

from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath.index import math_inline_dollar

from alignprep.cloze import cloze_at

__all__ = ["citation", "cloze", "formula"]

_FORMULA: Final = math_inline_dollar(allow_space=False, allow_digits=False)
_CITATION: Final = re.compile(r"\[@([a-z0-9-]+(?:; *@[a-z0-9-]+)*)\]")


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


def cloze(state: StateInline, silent: bool) -> bool:
    """Read `{{c1::hidden}}` or `{{c1::hidden::cue}}`; braces inside must balance."""
    span = cloze_at(state.src, state.pos, state.posMax)
    if span is None:
        return False
    if not silent:
        outer = state.posMax
        state.push("cloze_open", "", 1).info = span.cue
        state.pos, state.posMax = span.start, span.stop
        state.md.inline.tokenize(state)
        state.push("cloze_close", "", -1)
        state.posMax = outer
    state.pos = span.end
    return True


def formula(state: StateInline, silent: bool) -> bool:
    """Read `$…$` as mdit-py-plugins does, also where it comes first in a text that ends with a digit.

    For the character before the first one, the library looks at the last one (an index of -1).
    """
    source = state.src
    if state.pos == 0:
        state.src = source + "\n"
    try:
        return _FORMULA(state, silent)
    finally:
        state.src = source
