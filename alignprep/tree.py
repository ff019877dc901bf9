"""What git calls a folder with this content, found without git.

A commit cannot name itself in a file that it holds, and a source distribution has no commits. The name of a tree
depends on its content only, and anybody can compare it: `git rev-parse HEAD:content`. It is written as a Software
Heritage identifier (ISO/IEC 18670, `swh:1:dir:…`). It identifies; integrity rests on the SHA-256 digests.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from pathlib import Path
from typing import Final

__all__ = ["directory_id"]

_FILE: Final = b"100644"
_LINK: Final = b"120000"
_FOLDER: Final = b"40000"


def directory_id(folder: Path, *, leave_out: Collection[str] = ()) -> str:
    """The Software Heritage identifier of a folder: `swh:1:dir:` and the name of git's tree.

    Left out are names that begin with a dot, Python's caches, empty folders, devices and the paths of `leave_out`
    (relative, with `/`), none of which git would track here. Every file counts as one that is not executable, since
    some file systems cannot tell. Raises `OSError` when something cannot be read.
    """
    tree = _tree(folder, "", leave_out)
    return f"swh:1:dir:{(tree or _named(b'tree', b'')).hex()}"


def _tree(folder: Path, prefix: str, leave_out: Collection[str]) -> bytes | None:
    """The name of a folder's tree; None when it holds nothing."""
    entries: list[tuple[bytes, bytes]] = []
    for entry in os.scandir(folder):
        path = prefix + entry.name
        if entry.name.startswith(".") or entry.name == "__pycache__" or path in leave_out:
            continue
        name = os.fsencode(entry.name)
        if entry.is_symlink():
            target = os.fsencode(os.readlink(entry))  # noqa: PTH115 (a path's readlink may change the text)
            entries.append((name, _LINK + b" " + name + b"\0" + _named(b"blob", target)))
        elif entry.is_dir():
            below = _tree(Path(entry), f"{path}/", leave_out)
            if below is not None:
                entries.append((name + b"/", _FOLDER + b" " + name + b"\0" + below))
        elif entry.is_file():
            entries.append((name, _FILE + b" " + name + b"\0" + _named(b"blob", Path(entry).read_bytes())))
    return _named(b"tree", b"".join(line for _, line in sorted(entries))) if entries else None


def _named(kind: bytes, content: bytes) -> bytes:
    """How git names an object (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects)."""
    return hashlib.sha1(kind + b" %d\0" % len(content) + content, usedforsecurity=False).digest()
