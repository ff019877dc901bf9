"""SPDX license expressions, such as `CC-BY-4.0` or `MIT AND CC-BY-4.0`.

https://spdx.github.io/spdx-spec/v3.0.1/annexes/spdx-license-expressions/
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

__all__ = ["LIST_VERSION", "is_expression", "is_license", "known"]

LIST_VERSION: Final = "3.27.0"
"""The version of the SPDX license list (https://spdx.org/licenses/) in `alignprep/data/spdx.txt`."""
_TOKEN: Final = re.compile(r"\s*(\(|\)|[A-Za-z0-9.+:-]+)")


@cache
def known() -> tuple[frozenset[str], frozenset[str]]:
    """The ids of all licenses, and of all exceptions."""
    from pkgutil import get_data

    licenses, exceptions = (get_data("alignprep", "data/spdx.txt") or b"").decode().split("\n\n")
    return frozenset(licenses.split()), frozenset(exceptions.split())


def is_license(text: str) -> bool:
    """Whether a text is the id of one license on the list, so that `https://spdx.org/licenses/<id>` exists."""
    return text in known()[0]


def is_expression(text: str) -> bool:
    """Whether a text is a license expression whose every license and exception is on the list."""
    tokens, place = [], 0
    for found in _TOKEN.finditer(text):
        if found.start() != place:
            return False
        place = found.end()
        tokens.append(found[1])
    if text[place:].strip():
        return False
    left = _alternatives(tokens)
    return left is not None and not left


def _alternatives(tokens: list[str]) -> list[str] | None:
    """What is left behind an expression; None if there is none at the beginning."""
    rest = _term(tokens)
    while rest and rest[0] in ("AND", "OR"):
        rest = _term(rest[1:])
    return rest


def _term(tokens: list[str]) -> list[str] | None:
    licenses, exceptions = known()
    if not tokens:
        return None
    first, *rest = tokens
    if first == "(":
        inner = _alternatives(rest)
        return inner[1:] if inner and inner[0] == ")" else None
    if first.removesuffix("+") not in licenses:
        return None
    if rest and rest[0] == "WITH":
        return rest[2:] if len(rest) > 1 and rest[1] in exceptions else None
    return rest
