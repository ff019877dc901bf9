"""One line of CSV (RFC 4180) as cells that know their places."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from alignprep import characters

__all__ = ["MAX_BYTES", "Cell", "CellError", "cells", "decoded"]

MAX_BYTES: Final = 1 << 14
"""The longest line that is read, in bytes."""
_PLAIN: Final = str.maketrans(dict.fromkeys(characters.SPACES, " "))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, and its place in its line: a column from 1, and how many characters it takes."""

    text: str
    column: int
    length: int


class CellError(Exception):
    """Something wrong at a place of a line; `column` counts from 1, in characters, and `code` is a problem's."""

    def __init__(self, code: str, message: str, column: int = 1, length: int = 1) -> None:
        super().__init__(message)
        self.code: str = code
        self.message: str = message
        self.column: int = column
        self.length: int = max(length, 1)


def decoded(line: bytes, delimiter: str) -> str:
    """The text of a line.

    Raises `CellError` for too long a line, at what is not UTF-8, and at the first character that no text of a bank may
    hold, but for the delimiter, and for spaces, which `cells` makes plain.
    """
    if len(line) > MAX_BYTES:
        raise CellError("AP702", f"the line is {len(line):,} bytes long; {MAX_BYTES:,} are allowed")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        column = len(line[: error.start].decode("utf-8")) + 1
        raise CellError("AP103", "is not UTF-8 from here on; save it as “CSV UTF-8”", column) from None
    for offset, code, message in characters.hidden(text.translate(_PLAIN).replace(delimiter, " ")):
        raise CellError(code, message, offset + 1)
    return text


def cells(line: str, delimiter: str) -> list[Cell]:
    """The cells of a line, trimmed, in Unicode normal form C and with plain spaces.

    Raises `CellError` for quotes that do not match.
    """
    try:
        texts = next(csv.reader([line], delimiter=delimiter, strict=True, skipinitialspace=True))
    except csv.Error as error:
        hint = "a quote that is not closed, or not doubled" if '"' in line else str(error)
        raise CellError("AP701", hint, line.find('"') + 1 or 1) from None
    return [
        Cell(_tidy(text), column, length)
        for text, (column, length) in zip(texts, _places(line, delimiter), strict=True)
    ]


def _places(line: str, delimiter: str) -> Iterator[tuple[int, int]]:
    """The column and length of every cell of a well-formed line."""
    cell = re.compile(rf' *"(?:[^"]|"")*"[^{delimiter}]*|[^{delimiter}]*')
    at = 0
    while at <= len(line):
        found = cell.match(line, at)
        assert found
        yield at + 1, found.end() - at
        at = found.end() + 1


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", re.sub(" +", " ", text.translate(_PLAIN)).strip(" "))
