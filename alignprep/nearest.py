"""The known word that a misspelt one may have meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

__all__ = ["suggestion"]

_LONGEST: Final = 64
"""No name is longer, and the comparison's cost grows with the square of the length."""
_MANY: Final = 500
_ENDS: Final = 4


def suggestion(word: str, known: Iterable[str]) -> tuple[str, str]:
    """The nearest known word and a clause that suggests it; two empty texts where none is near.

    A letter that only looks like the right one (U+0456 for i) is named, since the two words look alike.
    """
    near = get_close_matches(word.lower(), _alike(word.lower(), known), 1) if len(word) <= _LONGEST else []
    if not near:
        return "", ""
    strange = next((letter for letter in word if not letter.isascii()), "")
    looks = f" ({strange!r} is {unicodedata.name(strange, 'no letter')})" if strange else ""
    return near[0], f"; did you mean {near[0]!r}?{looks}"


def _alike(word: str, known: Iterable[str]) -> list[str]:
    """The words that may be meant; of very many, only those that begin or end alike, since comparing is slow."""
    words = list(known)
    if len(words) <= _MANY:
        return words
    start, end = word[:_ENDS], word[-_ENDS:]
    return [other for other in words if other.startswith(start) or other.endswith(end)][:_MANY]
