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
_WORD: Final = re.compile(r"[()]|[A-Za-z0-9.+:-]+")
_WORDS: Final = re.compile(r"[()A-Za-z0-9.+:\s-]*")


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
    licenses, exceptions = known()
    if not _WORDS.fullmatch(text):
        return False
    depth = 0
    before = "("  # A license or a bracket must follow, as after AND and OR.
    for word in _WORD.findall(text):
        kind = word
        match before, word:
            case "(" | "AND" | "OR", "(":
                depth += 1
            case "(" | "AND" | "OR", _ if word.removesuffix("+") in licenses:
                kind = "license"
            case "license" | "exception" | ")", "AND" | "OR":
                pass
            case "license" | "exception" | ")", ")" if depth:
                depth -= 1
            case "license", "WITH":
                pass
            case "WITH", _ if word in exceptions:
                kind = "exception"
            case _:
                return False
        before = kind
    return depth == 0 and before in ("license", "exception", ")")
