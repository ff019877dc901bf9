"""The files of a content folder: which belong there, and what they hold, read with suspicion.

Only regular files are opened, none is larger than allowed, and whatever does not belong there is a problem.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from alignprep import ledger
from alignprep.errors import Problem
from alignprep.fieldtypes import ID_PATTERN
from alignprep.source import MAX_BYTES, Source, decode

__all__ = ["TABLES", "Folder", "problem_in", "shown"]

TABLES: Final = ("sections.yaml", "topics.yaml", "references.yaml")
"""The files that every content folder has."""
_BESIDE: Final = frozenset({*TABLES, "README.md", "LICENSE", ledger.FILE, "code", "media"})


class Folder:
    """Reads one content folder and appends what is wrong to `problems`."""

    def __init__(self, root: Path, problems: list[Problem]) -> None:
        self._root = root
        self._problems = problems

    def whole(self, path: Path, code: str, message: str) -> None:
        """Report a problem of a whole file or folder."""
        self._problems.append(Problem(shown(path), 0, 0, code, message))

    def data(self, path: Path) -> bytes | None:
        """A regular file's bytes; links, pipes and devices are refused before they are opened."""
        try:
            status = os.lstat(path)
            if not stat.S_ISREG(status.st_mode):
                self.whole(path, "AP109", "is no regular file; links, pipes and devices are not read")
                return None
            if status.st_size > MAX_BYTES:
                self.whole(path, "AP102", f"is {status.st_size:,} bytes long; {MAX_BYTES:,} are allowed")
                return None
            return path.read_bytes()
        except OSError as error:
            self.whole(path, "AP101", f"cannot be read: {(error.strerror or str(error)).lower()}")
            return None

    def text(self, path: Path) -> Source | None:
        """A regular file's text; what is wrong with its characters is reported with its place."""
        data = self.data(path)
        if data is None:
            return None
        source, faults = decode(data)
        self._problems += [
            problem_in(shown(path), source, fault.line, fault.column, fault.code, fault.message, fault.length)
            for fault in faults
        ]
        return source

    def texts(self, name: str) -> dict[str, str]:
        """The text of every file in `code/` or `media/`, by file name."""
        folder = self._root / name
        found = {}
        for entry in self._entries(folder) if os.path.lexists(folder) else []:
            if entry.name in ("README.md", "results.json") or entry.name.endswith(".txt"):
                continue
            source = self.text(folder / entry.name)
            if source is not None:
                found[entry.name] = source.text
        return found

    def questions(self, sections: Iterable[str]) -> Iterator[Path]:
        """Every question file of every section, and a problem for whatever else lies around."""
        known = list(sections)
        for entry in self._entries(self._root):
            path = self._root / entry.name
            if entry.name in known and entry.is_dir(follow_symlinks=False):
                yield from self._section(path)
            elif entry.name not in _BESIDE:
                others = f"; there are {', '.join(known)}" if entry.is_dir() else ""
                self.whole(path, "AP108", f"does not belong here{others}")

    def _section(self, folder: Path) -> Iterator[Path]:
        for entry in self._entries(folder):
            path = folder / entry.name
            if entry.name == "README.md":
                continue
            if not re.fullmatch(ID_PATTERN[1:-1] + r"\.yaml", entry.name) or len(entry.name) > 69:
                message = "a question's file is called <id>.yaml, its id of lower-case letters, digits and hyphens"
                self.whole(path, "AP108", message)
                continue
            yield path

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                visible = [entry for entry in entries if not entry.name.startswith(".") and entry.name != "__pycache__"]
                return sorted(visible, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            self.whole(folder, "AP101", f"cannot be read: {(error.strerror or str(error)).lower()}")
            return []


def problem_in(name: str, source: Source, line: int, column: int, code: str, message: str, length: int = 1) -> Problem:
    """A problem at a place of a text, with the line that it is in."""
    text = source.lines[line - 1] if 0 < line <= len(source.lines) else ""
    return Problem(name, line, column, code, message, text, length)


def shown(path: Path) -> str:
    """How a path is written in problems, on any system."""
    return path.as_posix()
