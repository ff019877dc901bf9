"""SHA256SUMS: which files of a folder a build made, and what is in them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

__all__ = ["SUMS", "checksums", "listed"]

SUMS: Final = "SHA256SUMS"
"""The file that lists every artifact with its digest, as `sha256sum --check` reads it."""


def checksums(artifacts: Mapping[str, bytes]) -> str:
    """The lines of `SHA256SUMS`, by name."""
    names = sorted(artifacts, key=os.fsencode)
    return "".join(f"{hashlib.sha256(artifacts[name]).hexdigest()}  {name}\n" for name in names)


def listed(folder: Path) -> frozenset[str]:
    """The names that a folder's `SHA256SUMS` lists; bare names only, so that nothing else can be removed by it."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return frozenset()
    names = {line[66:] for line in lines if line[64:66] == "  "}
    return frozenset(name for name in names if name and Path(name).name == name and name not in (".", "..", SUMS))
