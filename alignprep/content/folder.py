"""The files of a content folder: which belong there, and what is in them, read defensively.

Only regular files of limited size are opened, and any file that does not belong there is a problem, unless editors or
systems leave such files behind: those are skipped and counted.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from alignprep.errors import Problem, did_you_mean, problem_at
from alignprep.files.os_errors import meaning
from alignprep.model import ledger
from alignprep.model.field_types import FILE_PATTERN, ID_PATTERN, RESERVED
from alignprep.text.characters import decode, printable
from alignprep.text.source import MAX_BYTES, Source

__all__ = ["TABLES", "Folder", "is_left_behind", "read_file", "shown"]

TABLES: Final = ("bank.yaml", "topics.yaml", "references.yaml")
"""What the bank is and its sections, which every content folder says; the vocabularies; the bibliography."""
MAX_TEXT: Final = 100_000
"""The largest code sample or figure that is read, in bytes."""
FONTS: Final = "fonts"
"""The folder of the fonts that `bank.yaml` names."""
MAX_FONT: Final = 32 << 20
"""The largest font that is read, in bytes."""
_LONGEST_NAME: Final = 64
_QUESTION_FILE: Final = ID_PATTERN[:-1] + r"\.yaml$"
_BESIDE: Final = frozenset({*TABLES, "README.md", "LICENSE", ledger.FILE, "code", "media", FONTS})
_HIDDEN_SOURCE: Final = re.compile(r"\..+\.(ya?ml|svg)")
"""A hidden file that looks like content."""
_LEFT_BEHIND: Final = re.compile(
    r".+~|#.+#|\.#.+|.+\.(bak|orig|rej|tmp)|\..+\.sw[a-z]|4913|.+___jb_(tmp|old)___"
    r"|\.DS_Store|\._.+|Thumbs\.db|ehthumbs\.db|desktop\.ini",
    re.IGNORECASE,
)
"""What editors and tools for merging leave behind, then what macOS and Windows do. Vim makes a file 4913 for a moment,
to find out whether it can write to a folder."""


class Folder:
    """Reads one content folder and appends problems to `problems`."""

    def __init__(self, root: Path, problems: list[Problem]) -> None:
        self._root = root
        self._problems = problems
        self.skipped: int = 0
        """How many files that editors or systems left behind have been skipped."""

    def report(self, path: Path, code: str, message: str) -> None:
        """Report a problem of a whole file or folder."""
        self._problems.append(Problem(shown(path), 0, 0, code, message))

    def data(self, path: Path, limit: int = MAX_BYTES) -> bytes | None:
        """A regular file's bytes; links, pipes and devices are refused before they are opened."""
        try:
            if not stat.S_ISREG(os.lstat(path).st_mode):
                self.report(path, "AP109", "is not a regular file; links, pipes and devices are not read")
                return None
            data = read_file(path, limit)
        except OSError as error:
            self.report(path, "AP101", f"cannot be read: {meaning(error)}")
            return None
        if len(data) > limit:
            self.report(path, "AP102", f"is larger than {limit:,} bytes")
            return None
        return data

    def text(self, path: Path, limit: int = MAX_BYTES) -> Source | None:
        """A regular file's text, or None, and the problems are reported."""
        data = self.data(path, limit)
        if data is None:
            return None
        source, faults = decode(data)
        self._problems += [problem_at(shown(path), source, fault) for fault in faults]
        return None if faults else source

    def texts(self, name: str) -> dict[str, str | None] | None:
        """The text of every file in `code/` or `media/`, by name; None if a file, or the folder, cannot be read."""
        folder = self._root / name
        found: dict[str, str | None] = {}
        entries = self._entries(folder) if os.path.lexists(folder) else []
        if entries is None:
            return None
        for entry in entries:
            if entry.name in ("README.md", "results.json") or entry.name.endswith(".txt"):
                continue
            what = "lower-case letters, digits and single . _ -"
            if not self._has_good_name(folder / entry.name, FILE_PATTERN, what, _LONGEST_NAME):
                continue
            source = self.text(folder / entry.name, MAX_TEXT)
            found[entry.name] = source.text if source else None
        return found

    def fonts(self) -> frozenset[str] | None:
        """The names of the files in `fonts/`; None if the folder cannot be read."""
        folder = self._root / FONTS
        entries = self._entries(folder) if os.path.lexists(folder) else []
        return None if entries is None else frozenset(entry.name for entry in entries)

    def font(self, name: str) -> bytes | None:
        """The bytes of a file in `fonts/`, or None, and the problem is reported."""
        return self.data(self._root / FONTS / name, MAX_FONT)

    def questions(self, sections: Collection[str] | None) -> Iterator[Path]:
        """Every question file of every section; anything else is reported.

        If the sections are not known, since their file cannot be read, every folder may be one.
        """
        for entry in self._entries(self._root) or ():
            path = self._root / entry.name
            if entry.name in _BESIDE and not (sections and entry.name in sections):
                continue
            if entry.is_dir(follow_symlinks=False) and (sections is None or entry.name in sections):
                yield from self._section(path)
            elif sections is not None and entry.name in sections:
                self.report(path, "AP109", "is not a folder; links to one are not followed")
            elif sections is not None:
                others = f"; the sections are {', '.join(sorted(sections))}" if entry.is_dir() else ""
                hint = did_you_mean(entry.name, sections if entry.is_dir() else _BESIDE)
                self.report(path, "AP108", f"does not belong here{hint or others}")

    def _section(self, folder: Path) -> Iterator[Path]:
        for entry in self._entries(folder) or ():
            path = folder / entry.name
            if entry.name == "README.md":
                continue
            if not entry.name.endswith(".yaml"):
                self.report(path, "AP108", "does not belong here; a question's file is called <id>.yaml")
                continue
            what = "an id of lower-case letters, digits and single hyphens"
            if self._has_good_name(path, _QUESTION_FILE, what, _LONGEST_NAME - len(path.suffix)):
                yield path

    def _has_good_name(self, path: Path, pattern: str, what: str, longest: int) -> bool:
        """Whether a file's name is allowed; if not, it is reported, with `what` it must be, of so many characters."""
        if RESERVED.fullmatch(path.name):
            message = "is a device name on Windows; choose another"
        elif not re.fullmatch(pattern, path.name) or len(path.name) > _LONGEST_NAME:
            message = f"has a name that does not work on every system; use {what}, at most {longest} characters"
        else:
            return True
        self.report(path, "AP108", message)
        return False

    def _entries(self, folder: Path) -> list[os.DirEntry[str]] | None:
        try:
            if folder != self._root and not stat.S_ISDIR(os.lstat(folder).st_mode):
                self.report(folder, "AP109", "is not a folder; links to one are not followed")
                return None
            with os.scandir(folder) as entries:
                listed = sorted(entries, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            self.report(folder, "AP101", f"cannot be read: {meaning(error)}")
            return None
        found = [entry for entry in listed if entry.is_dir(follow_symlinks=False) or not is_left_behind(entry.name)]
        self.skipped += len(listed) - len(found)
        for entry in found:
            if _HIDDEN_SOURCE.fullmatch(entry.name):
                self.report(folder / entry.name, "AP108", "is hidden, and would not be read; rename or remove it")
        return [entry for entry in found if not entry.name.startswith(".") and entry.name != "__pycache__"]


def is_left_behind(name: str) -> bool:
    """Whether a file of this name is a backup, lock or setting that an editor or a system leaves in a folder."""
    return _LEFT_BEHIND.fullmatch(name) is not None


def read_file(path: Path, limit: int) -> bytes:
    """A regular file's bytes, at most one more than the limit.

    Raises `OSError` for a file that cannot be read or is not regular, such as a link or pipe, without waiting for it.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "no regular file")
        return file.read(limit + 1)


def shown(path: Path) -> str:
    """A path as problems show it, the same on every system and safe for a terminal."""
    return printable(path.as_posix())
