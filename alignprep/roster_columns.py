"""The columns of a roster, and what their cells may say."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from string import ascii_uppercase
from typing import Final

from alignprep.csv_line import CellError
from alignprep.nearest import did_you_mean

__all__ = ["COLUMNS", "listed", "value", "wrong_column"]

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
