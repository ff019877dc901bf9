"""A roster: who is interviewed, when and with which form, read from CSV (RFC 4180), one candidate per line.

A cell cannot contain a line break, so a forgotten quote spoils one row and not all rows after it. Where one does, none
of its lines is a row. Every problem is reported with its line and column, and the other rows are still read.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from string import ascii_uppercase
from typing import Any, Final, NamedTuple

from alignprep.errors import Problem, did_you_mean
from alignprep.text import characters

__all__ = ["COLUMNS", "MAX_BYTES", "MAX_LINE", "MAX_ROWS", "Roster", "Row", "day", "read_roster", "time"]

COLUMNS: Final[Mapping[str, str]] = {
    "name": "the candidate's name",
    "form": "the letter of a parallel form, such as A",
    "date": "the day of the interview, such as 2026-12-01",
    "start": "when it begins, such as 14:30",
    "role": "the role to be filled",
    "interviewer": "the interviewer's name",
}
"""The columns of a roster, in any order; only `name` is required."""
_OTHER_NAMES: Final = {
    "candidate": "name", "full name": "name", "day": "date", "time": "start", "position": "role",
}  # fmt: skip
"""What people call these columns too; a similar word may mean another one."""
MAX_BYTES: Final = 16 << 20
"""The largest file that is read."""
MAX_ROWS: Final = 100_000
MAX_LINE: Final = 1 << 14
"""The longest line that is read, in bytes."""
_MAX_CELL: Final = 200
"""The longest cell, in characters."""
_DELIMITERS: Final = ",;\t"
_PLAIN: Final = str.maketrans(dict.fromkeys(characters.SPACES, " "))
_FORMULA_STARTS: Final = ("=", "+", "-", "@")
"""A spreadsheet takes a cell that begins like this for a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME: Final = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A candidate as listed in the roster; what the row leaves out is empty or None."""

    line: int = field(compare=False)
    """The line of the file, from 1."""
    name: str
    form: str = ""
    date: datetime.date | None = None
    start: datetime.time | None = None
    role: str = ""
    interviewer: str = ""

    def key(self) -> str:
        """The content of the row as one text, different for every row of a roster."""
        return "\x1f".join(str(value or "") for name, value in asdict(self).items() if name != "line")


@dataclass(frozen=True, slots=True)
class Roster:
    """The good rows of a file, and what is wrong with the others."""

    file: str
    forms: tuple[str, ...]
    """The letters of the forms; one empty text if no row names a form."""
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    claims: tuple[tuple[str, str, str], ...]
    """The name, form and interviewer of every row with a readable name, bad rows included, so that correcting a row
    changes nothing about the others."""


def read_roster(data: bytes, name: str, *, forms: Sequence[str] = ()) -> Roster:
    """Read a roster: UTF-8, with or without a byte order mark; commas, semicolons or tabs between cells.

    The first line names the columns (`COLUMNS`) in any order; their case and the spaces around them do not matter.
    A column of another name is not used, which is a warning, unless it seems to mean one of these. `name` is what
    problems call the file. Every row must name one of `forms`; if none are given, the forms are those from A to the
    last letter that a row names, so that form B is always the second of at least two.

    Never raises an error, whatever the bytes; a roster without rows has a problem that says why.
    """
    reader = _Reader(name)
    if len(data) > MAX_BYTES:
        reader.note(0, "", "AP702", f"is larger than {MAX_BYTES:,} bytes", column=0)
    elif wide := characters.wide_encoding(data):
        reader.note(0, "", "AP103", f"is {wide}; save it as “CSV UTF-8”", column=0)
    else:
        reader.read(re.split(rb"\r\n|\r|\n", data.removeprefix(codecs.BOM_UTF8)))
    return reader.roster(tuple(forms))


class _LineError(Exception):
    """A problem in a line; the arguments are its code, its message and, if not 1, its column."""


class _UnclosedError(_LineError):
    """A quote that nothing closes in its line: forgotten, or the cell goes on in the next line."""


class _UnopenedError(_LineError):
    """A quote in a cell that does not begin with one: the end of a cell that began in an earlier line."""


class _Reader:
    """Reads one roster, line by line."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._problems: list[Problem] = []
        self._rows: dict[Row, Problem] = {}
        """The good rows, each with the problem to report if its form does not exist."""
        self._claims: list[tuple[str, str, str]] = []
        self._unclosed = 0
        """The last line with a quote that is not closed, or 0."""

    def read(self, lines: Sequence[bytes]) -> None:
        """Read the header and the rows."""
        numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
        number, header = next(numbered, (0, b""))
        columns = self._header(number, header) if number else None
        if not columns:
            return
        for number, line in numbered:
            if len(self._rows) == MAX_ROWS:
                self.note(number, "", "AP702", f"is one row more than the {MAX_ROWS:,} that are allowed")
                return
            self._row(number, line, *columns)

    def roster(self, forms: tuple[str, ...]) -> Roster:
        """What has been read. A row that names none of the forms is a problem."""
        if not self._rows and all(problem.is_warning for problem in self._problems):
            self.note(0, "", "AP701", "has no candidates", column=0)
        last = max((form for _, form, _ in self._claims), default="")
        names = forms or tuple(ascii_uppercase[: ascii_uppercase.index(last) + 1] if last else [""])
        for row, problem in self._rows.items():
            if row.form not in names:
                message = f"{problem.message}; the forms are {', '.join(names)}"
                self._problems.append(replace(problem, message=message))
        rows = tuple(row for row in self._rows if row.form in names)
        problems = sorted(self._problems, key=lambda problem: (problem.line, problem.column))
        return Roster(self._file, names, rows, tuple(problems), tuple(self._claims))

    def note(self, line: int, source: str, code: str, message: str, column: int = 1, length: int = 1) -> None:
        """Add a problem; line and column are 0 if it is about the whole file."""
        self._problems.append(Problem(self._file, line, column, code, message, source, max(length, 1)))

    def _header(self, number: int, line: bytes) -> tuple[str, list[str]] | None:
        """The delimiter and the names of the columns; None if the line is not the header of a roster.

        A column without a name must be empty in every row.
        """
        source = line.decode("utf-8", "replace")
        names: list[str] = []
        delimiter = max(_DELIMITERS, key=source.count)
        listed = ", ".join(COLUMNS)
        try:
            cells = [
                (" ".join(cell.text.casefold().split()), cell) for cell in _cells(_decoded(line, delimiter), delimiter)
            ]
            lacking = [column for column in COLUMNS if column not in dict(cells)]
            for name, cell in cells:
                if name in COLUMNS and name in names:
                    self.note(number, source, "AP307", f"the column {name!r} appears twice", cell.column, cell.length)
                elif name and name not in COLUMNS:
                    hint = did_you_mean(_OTHER_NAMES.get(name, name), lacking)
                    code, said = "AP302", f"unknown column {name!r}{hint}"
                    if not hint:
                        code, said = "AP910", f"the column {name!r} is not used; a roster has {listed}"
                    self.note(number, source, code, said, cell.column, cell.length)
                names.append(name)
            if "name" not in names and all(problem.is_warning for problem in self._problems):
                self._problems.clear()  # Where nothing is a name, it is no news that the others are none either.
                raise _LineError("AP301", f"there is no column 'name'; a roster has {listed}")
        except _LineError as error:
            self.note(number, source, *error.args)
        return (delimiter, names) if all(problem.is_warning for problem in self._problems) else None

    def _row(self, number: int, line: bytes, delimiter: str, columns: Sequence[str]) -> None:
        source = line.decode("utf-8", "replace")
        try:
            cells = _cells(_decoded(line, delimiter), delimiter)
            if not any(cell.text for cell in cells):
                return
            if len(cells) != len(columns):
                column = cells[min(len(columns), len(cells) - 1)].column
                raise _LineError("AP701", f"has {len(cells)} cells for {len(columns)} columns", column)
        except _LineError as error:
            self.note(number, source, *error.args)
            if isinstance(error, _UnclosedError):
                self._unclosed = number
            elif isinstance(error, _UnopenedError) and self._unclosed:
                self._withdraw_since(self._unclosed)
                self._unclosed = 0
            return
        values: dict[str, Any] = {}
        problems = len(self._problems)
        for name, cell in zip(columns, cells, strict=True):
            if name and name not in COLUMNS:
                continue
            try:
                values[name] = _value(name, cell.text)
            except _LineError as error:
                code, message = error.args
                self.note(number, source, code, message, cell.column, cell.length)
        values.pop("", None)
        if "name" in values:
            self._claims.append((values["name"], values.get("form", ""), values.get("interviewer", "")))
        if len(self._problems) > problems:
            return
        row = Row(line=number, **values)
        if row in self._rows:
            self.note(number, source, "AP307", f"repeats line {self._rows[row].line}", 1, len(source))
            self._claims.pop()
            return
        form = cells[columns.index("form")] if "form" in columns else _Cell("", 1, len(source))
        code, message = ("AP304", f"there is no form {row.form!r}") if row.form else ("AP301", "the form is missing")
        length = max(form.length, 1)
        self._rows[row] = Problem(self._file, number, form.column, code, message, source, length)

    def _withdraw_since(self, first: int) -> None:
        """Make rows after a line problems, since they may be the middle of a cell that begins there."""
        for row in [row for row in self._rows if row.line > first]:
            source = self._rows.pop(row).source
            message = f"may be part of a cell that begins in line {first}; a cell cannot hold a line break"
            self.note(row.line, source, "AP701", message, 1, len(source))


class _Cell(NamedTuple):
    """A cell and where it is in its line: its column, from 1, and its length, both in characters."""

    text: str
    column: int
    length: int


def _decoded(line: bytes, delimiter: str) -> str:
    """The text of a line.

    Raises `_LineError` for a line that is too long, at the first byte that is not UTF-8, and at the first character
    that a person's name may not contain, except the delimiter and special spaces, which `_cells` makes plain.
    """
    if len(line) > MAX_LINE:
        raise _LineError("AP702", f"the line is {len(line):,} bytes long; {MAX_LINE:,} are allowed")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        column = len(line[: error.start].decode("utf-8")) + 1
        raise _LineError("AP103", "is not UTF-8 from here on; save it as “CSV UTF-8”", column) from None
    for fault in characters.hidden_in_name(text.translate(_PLAIN).replace(delimiter, " ")):
        raise _LineError(fault.code, fault.message, fault.offset + 1)
    return text


def _cells(line: str, delimiter: str) -> list[_Cell]:
    """The cells of a line, trimmed, in Unicode normal form C and with plain spaces.

    Raises `_LineError` for quotes that do not match.
    """
    try:
        texts = next(csv.reader([line], delimiter=delimiter, strict=True, skipinitialspace=True))
    except csv.Error as error:
        hint = "a quote that is not closed, or not doubled" if '"' in line else str(error)
        kind = _UnclosedError if "end of data" in str(error) else _LineError
        raise kind("AP701", hint, line.find('"') + 1 or 1) from None
    cells = []
    for text, (column, length) in zip(texts, _places(line, delimiter), strict=True):
        written = line[column - 1 :][:length]
        if not written.lstrip(" ").startswith('"') and written.count('"') % 2:
            raise _UnopenedError("AP701", "a quote that is not opened, or not doubled", column + written.rfind('"'))
        cells.append(_Cell(_tidy(text), column, length))
    return cells


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


def _value(column: str, text: str) -> object:
    """The value of a cell. Raises `_LineError` for text that is not allowed in its column."""
    if column == "" and text:
        raise _LineError("AP302", "a cell in a column without a name")
    if text.startswith(_FORMULA_STARTS):
        raise _LineError("AP304", f"{text[:40]!r} begins like a spreadsheet formula; write it another way")
    if len(text) > _MAX_CELL:
        raise _LineError("AP304", f"is {len(text):,} characters long; {_MAX_CELL} are allowed")
    for fault in characters.hidden_in_name(text):  # In normal form C, a mark may stand before a joiner.
        raise _LineError(fault.code, fault.message)
    if not text and column != "name":
        return None if column in ("date", "start") else ""
    try:
        return {"name": _name, "form": _form, "date": day, "start": time}.get(column, str)(text)
    except ValueError as error:
        raise _LineError("AP304", str(error)) from None


def _name(text: str) -> str:
    if not text:
        raise _LineError("AP301", "the name is missing")
    if not any(character.isalnum() for character in text):
        raise _LineError("AP304", f"{text[:40]!r} is not a name: it has no letter")
    return text


def _form(text: str) -> str:
    letter = text.upper()
    if len(letter) != 1 or letter not in ascii_uppercase:
        raise _LineError("AP304", f"{text[:40]!r} is not a form; a form is a letter from A to Z")
    return letter


def day(text: str) -> datetime.date:
    """A day as people write it here, in ISO 8601. Raises `ValueError`, with what to write, for any other text."""
    with suppress(ValueError):
        if _DAY.fullmatch(text):
            return datetime.date.fromisoformat(text)
    raise ValueError(f"{text[:40]!r} is not a date such as 2026-12-01 (year-month-day)")


def time(text: str) -> datetime.time:
    """A time of 24 hours. Raises `ValueError`, with what to write, for any other text."""
    if not _TIME.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is not a time such as 14:30")
    hour, minute = text.split(":")
    return datetime.time(int(hour), int(minute))
