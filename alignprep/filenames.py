"""Names of files that every system takes, made from names of people, each file its own.

A name keeps the letters and digits of any script, and everything else becomes a hyphen, so it holds no separator, no
dot and no blank: Windows, macOS and Linux take it (https://learn.microsoft.com/windows/win32/fileio/naming-a-file). No
two of a set differ only in case or in how Unicode spells them, which some file systems take for the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from alignprep.fieldtypes import RESERVED

__all__ = ["safe", "stems"]

_LONGEST: Final = 100
"""How many bytes of UTF-8 a name may take; file systems take 255 of a whole file name."""


def safe(name: str) -> str:
    """A name as part of a file's name: letters, digits, marks and single hyphens.

    Empty when the name has no letter and no digit.
    """
    text = unicodedata.normalize("NFC", name)
    kept = "".join(character if unicodedata.category(character)[0] in "LNM" else "-" for character in text)
    kept = re.sub("-+", "-", kept).strip("-").encode()[:_LONGEST].decode("utf-8", "ignore").rstrip("-")
    return f"{kept}-" if RESERVED.fullmatch(_folded(kept)) else kept


def stems(wanted: Iterable[tuple[str, str, str]], claims: Iterable[tuple[str, str]]) -> list[str]:
    """A file's stem for each wanted name, form and key: `Ada-Lovelace_A`, no two of them the same on any system.

    `claims` are the names and forms of all, whether wanted or not. Where several of them come to the same stem, each
    ends with a hash of its key, so none is called by what could be another's, and no order of rows changes a name.
    """
    counts = Counter(_folded(_stem(name, form)) for name, form in claims)
    made = []
    for name, form, key in wanted:
        stem = _stem(name, form)
        alone = counts[_folded(stem)] == 1
        made.append(stem if alone else f"{stem}_{sha256(key.encode()).hexdigest()[:12]}")
    return made


def _stem(name: str, form: str) -> str:
    """The underscore stands nowhere else, so no name can look like another's name and form."""
    return f"{safe(name)}_{form}" if form else safe(name)


def _folded(text: str) -> str:
    """What the names have in common that a file system blind to case and spelling takes for one."""
    folded = unicodedata.normalize("NFKC", text).upper().casefold()
    return unicodedata.normalize("NFKC", folded)
