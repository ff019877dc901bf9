"""The known names that a misspelt one may have meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final, TypeVar

__all__ = ["did_you_mean", "near"]

N = TypeVar("N")
_LONGEST: Final = 64
"""No name is longer, and the comparison's cost grows with the square of the length."""
_MANY: Final = 500
_ENDS: Final = 4


def did_you_mean(name: object, known: Iterable[object], count: int = 1) -> str:
    """The end of a message about a name that is not known: at most so many that are near; empty where none is.

    A letter that only looks like the right one (U+0456 for i) is named, since the two names look alike.
    """
    found = near(name, known, count)
    if not found:
        return ""
    strange = next((letter for letter in str(name) if not letter.isascii()), "")
    looks = f" ({strange!r} is {unicodedata.name(strange, 'no letter')})" if strange else ""
    return f"; did you mean {', '.join(map(repr, found))}?{looks}"


def near(name: object, known: Iterable[N], count: int = 1) -> list[N]:
    """The known names that are like this one, at most so many, the nearest first; case and space around it aside."""
    from difflib import get_close_matches

    wanted = str(name).strip().casefold()
    if len(wanted) > _LONGEST:
        return []
    names = {str(one).casefold(): one for one in known}
    return [names[one] for one in get_close_matches(wanted, _alike(wanted, names), count)]


def _alike(name: str, known: Iterable[str]) -> list[str]:
    """The names that may be meant; of very many, only those that begin or end alike, since comparing is slow."""
    names = list(known)
    if len(names) <= _MANY:
        return names
    start, end = name[:_ENDS], name[-_ENDS:]
    return [other for other in names if other.startswith(start) or other.endswith(end)][:_MANY]
