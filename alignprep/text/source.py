"""Source text: its lines and the places in it, and what is wrong at a place."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

__all__ = ["MAX_BYTES", "MAX_FAULTS", "Fault", "Source"]

MAX_BYTES: Final = 1 << 20
"""The largest source file that is read, in bytes."""
MAX_FAULTS: Final = 100
"""The most problems that are listed for one file."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at an offset of a text: `code` is one of `alignprep.errors.CODES`, `length` counts characters."""

    offset: int
    code: str
    message: str
    length: int = 1


class Source:
    """A text with its lines; their places are computed on first use."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends."""
        return self.text.split("\n")

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins, and where the next one after the last would."""
        return [0, *accumulate(len(line) + 1 for line in self.lines)]

    def offset(self, line: int, column: int) -> int:
        """The offset of a place; `line` and `column` count from 0."""
        return min(self._starts[min(line, len(self.lines))] + column, len(self.text))

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column, from 1, of an offset."""
        line = min(bisect_right(self._starts, offset) - 1, len(self.lines) - 1)
        return line + 1, offset - self._starts[line] + 1
