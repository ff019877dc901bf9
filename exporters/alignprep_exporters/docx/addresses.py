"""Addresses of links as an Open XML package may hold them: Word refuses a whole document for one malformed address."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

__all__ = ["address"]

_LONGEST: Final = 2079
"""Word's limit on the length of a link."""


def address(url: str) -> str:
    """The address with every character that no URI may hold percent-encoded; empty where it is too long for Word."""
    whole, hash, fragment = re.sub("%(?![0-9A-Fa-f]{2})", "%25", url).partition("#")
    encoded = quote(whole, safe="%:/?@!$&'()*+,;=~") + hash + quote(fragment, safe="%:/?@!$&'()*+,;=~")
    return encoded if len(encoded) <= _LONGEST else ""
