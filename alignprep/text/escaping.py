"""Plain text and code written as Markdown, for files that others read; `alignprep.text.markdown` reads it.

Only the standard library is needed, so that the data formats work without any extra.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["escaped", "fence"]

_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>{}#&~]")


def escaped(text: str) -> str:
    """Plain text as Markdown in which nothing is markup."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def fence(code: str, shortest: int) -> str:
    """Backticks to put around code: more than it has anywhere in a row, and at least so many."""
    return "`" * max([shortest, *(len(run) + 1 for run in re.findall("`+", code))])
