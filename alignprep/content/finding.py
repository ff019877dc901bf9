"""Which bank is meant: the one rule that every command and `alignprep.load` follow.

What is named is a content folder (or the folder that holds it as `content/`), a file of exported JSON or, where there
is neither, an installed bank. If nothing is named, a command takes the nearest content folder at or above the current
folder, and else the bank in the package.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alignprep.bank import bank
from alignprep.errors import BankError, MissingExtra, OutputError, Problem, UnknownBank
from alignprep.model.versions import compiled_bank
from alignprep.text.characters import printable

if TYPE_CHECKING:
    from alignprep.bank.bank import Bank

__all__ = ["OWN", "Source", "content_in", "find", "load", "nearest"]

_FILE: Final = "bank.yaml"
_CONTENT: Final = "content"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a bank is read from: a content folder, or a document of exported JSON."""

    name: str
    """How messages name it."""
    folder: Path | None = None
    """The content folder; None if it is a document."""
    document: Callable[[], bytes] = compiled_bank
    """The bytes of the document, the same in every call. Raises `BankError` or `OutputError` if it cannot be read."""

    def bank(self, *, complete: bool = False, drafts: list[str] | None = None) -> Bank:
        """Read the bank.

        For a content folder, `complete` requires a question for every number of every section, and the ids of drafts,
        which the bank leaves out, are appended to `drafts`. Raises `ContentError` or `BankError` with every problem.
        """
        if self.folder is None:
            return bank.load() if self.is_own else bank.read_bank(self.document(), self.name)
        try:
            from alignprep.content.reader import read_content
        except ModuleNotFoundError as error:
            message = f"reading a content folder needs {error.name}; run: pip install 'alignprep[content]'"
            raise MissingExtra(message) from None
        return read_content(self.folder, complete=complete, drafts=drafts)

    @property
    def is_own(self) -> bool:
        """Whether it is the bank in the package."""
        return self.folder is None and self.document is compiled_bank


OWN: Final = Source("the one in the package")
"""The bank in the package."""


def load(path: str | os.PathLike[str] | None = None) -> Bank:
    """The bank in the package or, with a path or a name, another one.

    `path` is a content folder (or a folder that holds one as `content/`), a file of exported JSON in the interviewer's
    edition, or the name of a bank that is installed as a package. Without it nothing but the package is read, and every
    call returns the same bank. No network is used.

    Raises `UnknownBank` for what is none of these, `ContentError` or `BankError` with every problem of what cannot be
    read, and `MissingExtra` for a folder unless `alignprep[content]` is installed.

    >>> load() is load()
    True
    >>> load("no-such-bank")
    Traceback (most recent call last):
    alignprep.errors.UnknownBank: there is no file or folder 'no-such-bank', and no installed bank of that name
    """
    return bank.load() if path is None else find(path).bank()


def find(named: str | os.PathLike[str] | None = None, start: Path | None = None) -> Source:
    """The bank that is meant by a path or a name; with neither, the nearest at or above `start` (the current folder).

    A path to a bank comes before a name. Raises `UnknownBank`, with the nearest name, when there is no such thing,
    `BankClash` when two distributions offer a bank of the name, and `OutputError` when the path cannot be read.
    """
    if named is None:
        folder = nearest(start)
        return OWN if folder is None else Source(printable(folder.as_posix()), folder)
    name, path = os.fspath(named), Path(named)
    try:
        there, is_folder = bool(name) and os.path.lexists(path), path.is_dir()
    except OSError as error:
        raise _unreadable(path, error) from None
    if there and path.name == _FILE and not is_folder:
        path, is_folder = path.parent, True
    if there and not is_folder:
        return Source(printable(path.as_posix()), document=cache(partial(_read, path)))
    content = content_in(path)
    if not (there and os.path.lexists(content / _FILE)):
        try:
            return _installed(name)
        except UnknownBank:
            if not there:
                raise
    return Source(printable(content.as_posix()), content)


def nearest(start: Path | None = None) -> Path | None:
    """The nearest content folder: one with a `bank.yaml`, or a `content/` with one, at or above a folder.

    `start` is the current folder unless it is given. The search ends at the root of the file system and, as git's does,
    where another file system begins. The path is relative to the current folder.
    """
    try:
        start = (start or Path.cwd()).absolute()
        device = start.stat().st_dev
        for place in (start, *start.parents):
            if place.stat().st_dev != device:
                return None
            content = content_in(place)
            if os.path.lexists(content / _FILE):
                return Path(os.path.relpath(content))
    except OSError:  # The current folder has been removed, or one above it cannot be entered.
        return None
    return None


def content_in(folder: Path) -> Path:
    """The folder itself or, if only its `content/` has a `bank.yaml`, that."""
    inner = folder / _CONTENT
    return inner if os.path.lexists(inner / _FILE) and not os.path.lexists(folder / _FILE) else folder


def _installed(name: str) -> Source:
    from alignprep.content.installed import installed

    found = installed(name)
    return OWN if found.is_own else Source(str(found), document=cache(found.document))


def _read(path: Path) -> bytes:
    from alignprep.content.folder import read_file
    from alignprep.json_format.strict_json import LARGEST

    try:
        data = read_file(path.resolve(), LARGEST)
    except OSError as error:
        raise _unreadable(path, error) from None
    if len(data) > LARGEST:
        raise BankError([Problem(printable(path.as_posix()), 0, 0, "AP102", f"is larger than {LARGEST:,} bytes")])
    return data


def _unreadable(path: Path, error: OSError) -> OutputError:
    from alignprep.files.os_errors import unreadable

    return unreadable(path, error)
