"""A roster: who is interviewed when and with which form, read from CSV (RFC 4180), a candidate a line.

A line is a row and a row is a line: no cell holds a line break, so that a quote that somebody forgot spoils one row and
not all that follow. Whatever is wrong is said with its line and column, and the other rows are read all the same.
"""

from __future__ import annotations

import codecs
import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from string import ascii_uppercase
from typing import Final

from alignprep.csv_line import Cell, CellError, decoded
from alignprep.csv_line import cells as cells_of
from alignprep.errors import Problem
from alignprep.roster_columns import COLUMNS, listed, value, wrong_column

__all__ = ["COLUMNS", "Roster", "Row", "read_roster"]

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
            for cell in cells_of(decoded(line, delimiter), delimiter):
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
            cells = cells_of(decoded(line, delimiter), delimiter)
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
