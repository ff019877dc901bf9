"""Source text: its lines, places in it, and everything in it that an eye cannot see."""

from __future__ import annotations

import errno
import os
import stat
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice
from pathlib import Path
from typing import Final

from alignprep.text import characters

__all__ = ["MAX_BYTES", "MAX_FAULTS", "Fault", "Source", "decode", "read_file"]

MAX_BYTES: Final = 1 << 20
"""The largest source file that is read, in bytes."""
MAX_FAULTS: Final = 100
"""How many problems of one file are listed at most."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem at a place of a source text; `line` and `column` count from 1."""

    line: int
    column: int
    code: str
    message: str
    length: int = 1


def read_file(path: Path, limit: int, *, follow: bool = False) -> bytes:
    """A regular file's bytes, and of one that is too large no more than one byte over the limit.

    Raises `OSError` for whatever cannot be read or is no regular file, such as a pipe, which is not waited for.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if not follow:
        flags |= getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "no regular file")
        return file.read(limit + 1)


class Source:
    """A text with its lines, and places in it, which are found out when somebody asks."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends."""
        return self.text.split("\n")

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins, and where one more would."""
        return [0, *accumulate(len(line) + 1 for line in self.lines)]

    def offset(self, line: int, column: int) -> int:
        """The offset of a place; `line` and `column` count from 0."""
        return min(self._starts[min(line, len(self.lines))] + column, len(self.text))

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column, from 1, of an offset."""
        line = min(bisect_right(self._starts, offset) - 1, len(self.lines) - 1)
        return line + 1, offset - self._starts[line] + 1


def decode(data: bytes) -> tuple[Source, list[Fault]]:
    """Decode a text file, and say everything in it that an eye cannot see. Never raises for any bytes."""
    if len(data) > MAX_BYTES:
        return Source(""), [Fault(1, 1, "AP102", f"is {len(data):,} bytes long; {MAX_BYTES:,} are allowed")]
    try:
        decoded = data.decode("utf-8")
    except UnicodeDecodeError as error:
        source = Source(data[: error.start].decode("utf-8"))
        return source, [Fault(*source.place(len(source.text)), "AP103", "is not UTF-8 from here on")]
    if decoded.startswith("\ufeff"):
        return Source(decoded[1:]), [Fault(1, 1, "AP103", "begins with a byte order mark; save it without one")]
    source = Source(decoded.replace("\r\n", "\n"))
    return source, list(islice(_characters(source), MAX_FAULTS + 1))


def _characters(source: Source) -> Iterator[Fault]:
    for number, line in enumerate(source.lines, 1):
        for offset, code, message in characters.faults(line):
            yield Fault(number, offset + 1, code, message)
