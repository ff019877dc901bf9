"""The kinds of values that fields hold: constrained text, numbers and dates, for the model to be built of."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    Strict,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

__all__ = [
    "ID_PATTERN",
    "MAX_NUMBER",
    "TEXT_SCALARS",
    "Alt",
    "Date",
    "FileName",
    "Id",
    "Key",
    "LedgerKey",
    "Markdown",
    "Number",
    "Plain",
    "SvgName",
    "read_number",
    "unique",
    "words",
    "words_between",
]

TEXT_SCALARS: Final = "every scalar is text"
"""Validation context of a source in which numbers arrive as text (YAML read as its strict subset)."""

MAX_NUMBER: Final = 99_999
"""The largest number of a question."""
ID_PATTERN: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
FILE_PATTERN: Final = r"^[a-z0-9]+([._-][a-z0-9]+)*$"

_UNCOUNTED = re.compile(r"^ *```.*?^ *```|^ *\$\$ *$.*?^ *\$\$ *$|\[@[^\]]*\]", re.DOTALL | re.MULTILINE)
_WORD = re.compile(r"[^\W_]")


def words(markdown: str) -> int:
    """How many words a speaker says: runs between white space that hold a letter or digit.

    Citations, fenced code and display maths are not spoken and not counted.
    """
    return sum(1 for run in _UNCOUNTED.sub(" ", markdown).split() if _WORD.search(run))


def words_between(low: int, high: int) -> Callable[[str], str]:
    """A validator of the number of words."""

    def check(text: str) -> str:
        count = words(text)
        if not low <= count <= high:
            raise PydanticCustomError(
                "word_count",
                "{count} words; {low} to {high} are allowed",
                {"count": count, "low": low, "high": high},
            )
        return text

    return check


def read_number(value: object, info: ValidationInfo) -> object:
    """Read canonical decimal text as a number where the source has only text."""
    if info.context == TEXT_SCALARS and isinstance(value, str) and re.fullmatch(r"-?(0|[1-9][0-9]{0,8})", value):
        return int(value)
    return value


def _date(value: object) -> object:
    """Read `YYYY-MM-DD` and nothing else as a date."""
    if not isinstance(value, str):
        return value
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("date", "a day of the calendar, written YYYY-MM-DD, is expected")


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "is empty")
    return text


def _one_line(text: str) -> str:
    if "\n" in text or text != text.strip():
        raise PydanticCustomError("one_line", "must be one line without white space around it")
    return text


def unique(items: tuple[Any, ...]) -> tuple[Any, ...]:
    """A validator that refuses an entry listed twice."""
    seen = set()
    for index, item in enumerate(items):
        if item in seen:
            raise PydanticCustomError("repeated", "{item} is listed twice", {"item": item, "index": index})
        seen.add(item)
    return items


Markdown = Annotated[str, AfterValidator(_not_blank), WithJsonSchema({"type": "string", "pattern": r"\S"})]
"""Markdown of the closed set, one paragraph unless the field says otherwise."""
Plain = Annotated[str, AfterValidator(_not_blank), AfterValidator(_one_line), StringConstraints(max_length=300)]
"""Plain text of one line: nothing in it is markup."""
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=64)]
"""A lower-case name of letters, digits and single hyphens."""
FileName = Annotated[str, StringConstraints(pattern=FILE_PATTERN, max_length=64)]
"""A bare lower-case file name: no folder, nothing hidden, the same on every file system."""
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
"""A key of the bibliography."""
LedgerKey = Annotated[str, StringConstraints(pattern=ID_PATTERN[:-1] + r"(/[a-z0-9]+(-[a-z0-9]+)*)?$", max_length=129)]
"""A question's id, or that and a fact's behind a slash."""
Number = Annotated[int, Strict(), Field(ge=1, le=MAX_NUMBER), BeforeValidator(read_number)]
"""A question's place in the bank."""
Date = Annotated[
    datetime.date,
    Strict(),
    BeforeValidator(_date),
    WithJsonSchema({"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
]
SvgName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([._-][a-z0-9]+)*\.svg$", max_length=64)]
"""The bare name of an SVG file."""
Alt = Annotated[str, AfterValidator(_not_blank), AfterValidator(_one_line), StringConstraints(max_length=600)]
"""A text that stands for a picture."""
