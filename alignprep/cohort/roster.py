"""A roster: who is interviewed when and with which form, read from CSV (RFC 4180), a candidate a line.

A line is a row and a row is a line: no cell holds a line break, so that a quote that somebody forgot spoils one row and
not all that follow. Whatever is wrong is said with its line and column, and the other rows are read all the same.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from string import ascii_uppercase
from typing import Final

from alignprep.errors import Problem, did_you_mean
from alignprep.text import characters

__all__ = [
    "COLUMNS",
    "MAX_LINE",
    "Cell",
    "CellError",
    "Roster",
    "Row",
    "cells_in",
    "decoded",
    "listed",
    "read_roster",
    "value",
    "wrong_column",
]

MAX_LINE: Final = 1 << 14
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
    hold, but for the delimiter, and for spaces, which `cells_in` makes plain.
    """
    if len(line) > MAX_LINE:
        raise CellError("AP702", f"the line is {len(line):,} bytes long; {MAX_LINE:,} are allowed")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        column = len(line[: error.start].decode("utf-8")) + 1
        raise CellError("AP103", "is not UTF-8 from here on; save it as “CSV UTF-8”", column) from None
    for fault in characters.hidden(text.translate(_PLAIN).replace(delimiter, " ")):
        raise CellError(fault.code, fault.message, fault.offset + 1)
    return text


def cells_in(line: str, delimiter: str) -> list[Cell]:
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


COLUMNS: Final[Mapping[str, str]] = {
    "name": "the candidate's name",
    "form": "the letter of a parallel form, such as A",
    "date": "the day of the interview, such as 2026-12-01",
    "start": "when it begins, such as 14:30",
    "role": "the role to be filled",
    "interviewer": "the interviewer's name",
}
"""The columns of a roster, of which only `name` must be there, in any order."""
_LONGEST: Final = 200
_FORMULA: Final = ("=", "+", "-", "@")
"""What a cell begins with that a spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME: Final = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")


def listed() -> str:
    """The columns that there are, for a message."""
    return ", ".join(COLUMNS)


def wrong_column(column: str, before: Sequence[str]) -> tuple[str, str] | None:
    """What is wrong with the name of a column, if anything; a nameless one must be empty all the way down."""
    if column and column in before:
        return "AP307", f"the column {column!r} is there twice"
    if column and column not in COLUMNS:
        hint = did_you_mean(column, COLUMNS) or f"; a roster has {listed()}"
        return "AP302", f"unknown column {column!r}{hint}"
    return None


def value(column: str, text: str) -> object:
    """What a cell says; raises `CellError` for what its column does not take."""
    if column == "" and text:
        raise CellError("AP302", "a cell under no column")
    if text.startswith(_FORMULA):
        raise CellError("AP304", f"{text[:40]!r} begins like a formula of a spreadsheet; write it otherwise")
    if len(text) > _LONGEST:
        raise CellError("AP304", f"is {len(text):,} characters long; {_LONGEST} are allowed")
    if column == "name":
        return _name(text)
    if column == "form" and text:
        return _letter(text)
    if column == "date":
        return _date(text) if text else None
    if column == "start":
        return _start(text) if text else None
    return text


def _name(text: str) -> str:
    if not text:
        raise CellError("AP301", "the name is missing")
    if not any(character.isalnum() for character in text):
        raise CellError("AP304", f"{text[:40]!r} is no name: there is no letter in it")
    return text


def _letter(text: str) -> str:
    letter = text.upper()
    if len(letter) != 1 or letter not in ascii_uppercase:
        raise CellError("AP304", f"{text[:40]!r} is no form; a form is a letter from A to Z")
    return letter


def _date(text: str) -> datetime.date:
    try:
        if _DAY.fullmatch(text):
            return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    raise CellError("AP304", f"{text[:40]!r} is no day such as 2026-12-01 (year-month-day)")


def _start(text: str) -> datetime.time:
    if not _TIME.fullmatch(text):
        raise CellError("AP304", f"{text[:40]!r} is no time such as 14:30")
    hour, minute = text.split(":")
    return datetime.time(int(hour), int(minute))


MAX_BYTES: Final = 16 << 20
MAX_ROWS: Final = 100_000
_DELIMITERS: Final = ",;\t"
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A candidate, as the roster says; what it does not say is empty or None."""

    line: int = field(compare=False)
    """The line of the file, from 1."""
    name: str
    form: str = ""
    date: datetime.date | None = None
    start: datetime.time | None = None
    role: str = ""
    interviewer: str = ""

    def key(self) -> str:
        """All that the row says, as one text; no two rows of a roster say the same."""
        return "\x1f".join(str(value or "") for name, value in asdict(self).items() if name != "line")


@dataclass(frozen=True, slots=True)
class Roster:
    """What a file says: its good rows, and what is wrong with the others."""

    file: str
    forms: tuple[str, ...]
    """The letters of the forms; one empty text when no row names any."""
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    claims: tuple[tuple[str, str], ...]
    """The name and form of every row that has a readable name, those of bad rows too, so that mending a row changes
    nothing about the others."""


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a row was read, for what is only known when all are."""

    number: int
    source: str
    form: Cell


def read_roster(data: bytes, name: str, *, forms: Sequence[str] = ()) -> Roster:
    """Read a roster: UTF-8, with or without a byte order mark; commas, semicolons or tabs between cells.

    The first line names the columns (`COLUMNS`), in any order, their case and spaces around them ignored. `name` is
    what the problems call the file. Every row must name one of `forms`; where none are given, the forms are those from
    A to the last letter that a row names, so that form B is always the second of at least two.

    Never raises for any bytes; a roster without rows has a problem that says why.
    """
    whole = _whole(data, name)
    if whole:
        return Roster(name, tuple(forms) or ("",), (), (whole,), ())
    lines = re.split(rb"\r\n|\r|\n", data.removeprefix(codecs.BOM_UTF8))
    return _Reader(name).read(lines, tuple(forms))


def _whole(data: bytes, name: str) -> Problem | None:
    """What makes a file no roster at all."""
    if len(data) > MAX_BYTES:
        return Problem(name, 0, 0, "AP702", f"is {len(data):,} bytes long; {MAX_BYTES:,} are allowed")
    if data.startswith(_UTF16):
        return Problem(name, 0, 0, "AP103", "is UTF-16; save it as “CSV UTF-8”")
    return None


class _Reader:
    """Reads one roster, line after line."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._problems: list[Problem] = []
        self._rows: dict[Row, _Line] = {}
        self._claims: list[tuple[str, str]] = []

    def read(self, lines: Sequence[bytes], forms: tuple[str, ...]) -> Roster:
        numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
        number, header = next(numbered, (0, b""))
        columns = self._header(number, header) if number else None
        if columns:
            for number, line in numbered:
                if len(self._rows) == MAX_ROWS:
                    self._note(
                        number, "", CellError("AP702", f"is one row more than the {MAX_ROWS:,} that are allowed")
                    )
                    break
                self._row(number, line, *columns)
        if not self._rows and not self._problems:
            self._problems.append(Problem(self._file, 0, 0, "AP701", "holds no candidate"))
        names = forms or _implied(form for _, form in self._claims)
        rows = [row for row, line in self._rows.items() if self._has_form(row, line, names)]
        problems = sorted(self._problems, key=lambda problem: (problem.line, problem.column))
        return Roster(self._file, names, tuple(rows), tuple(problems), tuple(self._claims))

    def _has_form(self, row: Row, line: _Line, names: Sequence[str]) -> bool:
        """Whether a row's form is one of these; notes it if not."""
        if row.form in names:
            return True
        code, what = ("AP304", f"there is no form {row.form!r}") if row.form else ("AP301", "the form is missing")
        self._note(
            row.line,
            line.source,
            CellError(code, f"{what}; the forms are {', '.join(names)}", line.form.column, line.form.length),
        )
        return False

    def _note(self, number: int, source: str, fault: CellError) -> None:
        self._problems.append(
            Problem(self._file, number, fault.column, fault.code, fault.message, source, fault.length)
        )

    def _header(self, number: int, line: bytes) -> tuple[str, list[str]] | None:
        """The delimiter and the names of the columns; None when they are not a roster's."""
        source = line.decode("utf-8", "replace")
        faults: list[CellError] = []
        names: list[str] = []
        delimiter = max(_DELIMITERS, key=source.count)
        try:
            for cell in cells_in(decoded(line, delimiter), delimiter):
                column = " ".join(cell.text.casefold().split())
                wrong = wrong_column(column, names)
                if wrong:
                    faults.append(CellError(*wrong, cell.column, cell.length))
                names.append(column)
            if "name" not in names and not faults:
                faults.append(CellError("AP301", f"there is no column 'name'; a roster has {listed()}"))
        except CellError as error:
            faults.append(error)
        for fault in faults:
            self._note(number, source, fault)
        return None if faults else (delimiter, names)

    def _row(self, number: int, line: bytes, delimiter: str, columns: Sequence[str]) -> None:
        source = line.decode("utf-8", "replace")
        try:
            cells = cells_in(decoded(line, delimiter), delimiter)
            if not any(cell.text for cell in cells):
                return
            if len(cells) != len(columns):
                at = cells[min(len(columns), len(cells) - 1)].column
                raise CellError("AP701", f"has {len(cells)} cells under {len(columns)} columns", at)
        except CellError as error:
            self._note(number, source, error)
            return
        values: dict[str, object] = {}
        faults: list[CellError] = []
        for column, cell in zip(columns, cells, strict=True):
            try:
                values[column] = value(column, cell.text)
            except CellError as error:
                faults.append(CellError(error.code, error.message, cell.column, cell.length))
        values.pop("", None)
        if "name" in values:
            self._claims.append((str(values["name"]), str(values.get("form", ""))))
        if not faults:
            row = Row(line=number, **values)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
            if row in self._rows:
                first = self._rows[row].number
                faults.append(CellError("AP307", f"says the same as line {first}", 1, len(source)))
                self._claims.pop()
            else:
                form = dict(zip(columns, cells, strict=True)).get("form", Cell("", 1, len(source)))
                self._rows[row] = _Line(number, source, form)
        for fault in faults:
            self._note(number, source, fault)


def _implied(named: Iterable[str]) -> tuple[str, ...]:
    """The forms from A to the last that is named."""
    last = max(named, default="")
    return tuple(ascii_uppercase[: ascii_uppercase.index(last) + 1]) if last else ("",)
