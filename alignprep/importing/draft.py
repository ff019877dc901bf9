"""What every reader of a foreign file makes: drafts of questions, and notes on what could not be kept as it was."""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from alignprep.errors import ContentError, Problem
from alignprep.importing.prose import Notes, as_blocks, as_line
from alignprep.text.characters import columns, printable
from alignprep.text.nodes import Blocks, Paragraph, Text

__all__ = ["Draft", "Reading", "answer_of", "cell_limit", "minutes_of", "question_of", "refusal", "x_name"]

_SHORT: Final = 500
"""The longest text, in columns, that is taken for a short answer; about eighty words."""
_LONGEST_CELL: Final = 131_072
_MOST_MINUTES: Final = 30


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as a file of another kind holds it."""

    fields: Mapping[str, Any]
    """Plain data under the names of a question's file; every scalar is text. `id` is among them if the file has one."""
    place: str
    """Where it stands in the file, such as `row 3`."""
    section: str = ""
    """The id or the title of its section; empty if the file does not say."""
    section_title: str = ""
    """The title of its section, if the file gives both an id and a title."""
    reasons: tuple[str, ...] = ()
    """Why it cannot be more than a draft, if something beyond a missing field is the reason."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from a file."""

    drafts: tuple[Draft, ...]
    notes: Notes
    """What could not be kept as it was."""
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Definitions that the file brings along, by id: `topics`, `competencies`, `references`."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Code samples and figures that the file brings along: their texts by path, such as `code/loop.py`."""


def refusal(name: str, message: str, line: int = 0, code: str = "AP801") -> ContentError:
    """The error for a file, or a line of it, that cannot be imported."""
    return ContentError([Problem(printable(name), line, 1 if line else 0, code, message)])


@contextmanager
def cell_limit() -> Iterator[None]:
    """Inside, no cell has more characters than csv allows by itself, whatever other code has set for the process."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def question_of(blocks: Blocks, notes: Notes, place: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The fields `question` and perhaps `x-question`, and why such a question is a draft.

    A question is one paragraph. If the text has code, a list or a table, `question` is what its paragraphs say, and
    `x-question` has the whole.
    """
    line: list[Any] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            line += [Text(" "), *block.children] if line else block.children
    fields: dict[str, Any] = {"question": as_line(tuple(line), notes, place)} if line else {}
    if all(isinstance(block, Paragraph) for block in blocks):
        return fields, ()
    whole = as_blocks(blocks, notes, place)
    if not line:
        fields["question"] = as_line((Text(" ".join(whole.split())[:200]),), notes, place)
    return {**fields, "x-question": whole}, ("a question with code, a list or a table; the whole is in x-question",)


def answer_of(blocks: Blocks, notes: Notes, place: str) -> dict[str, str]:
    """An answer: `short` if it is one short paragraph, else `depth`; empty if there is none."""
    if not blocks:
        return {}
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        line = as_line(blocks[0].children, notes, place)
        if columns(line) <= _SHORT:
            return {"short": line} if line else {}
    return {"depth": as_blocks(blocks, notes, place)}


_NUMBER: Final = r"(\d{1,4}(?:[.,]\d{1,2})?)"
_TIME: Final = re.compile(
    rf"(?:ca\.?|about|approx\.?|etwa|circa|約|~|max\.?|up to|bis zu|最大)?\s*"
    rf"(?:{_NUMBER}\s*(?:-|–|—|~|〜|to|bis|から)\s*)?"
    rf"{_NUMBER}\s*(s|secs?|seconds?|sekunden?|sek|秒|h|hours?|hrs?|stunden?|std|時間)?"
    r"\s*(?:m|mins?|minutes?|minuten?|分|')?\s*(?:間|程度)?\.?",
    re.IGNORECASE,
)
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


def minutes_of(text: str) -> str | None:
    """Whole minutes, rounded up, from texts such as `5`, `5 min`, `3-5 minutes` (the upper one) and `00:05:00`.

    None for anything else, and for what is not between 1 and 30 minutes.
    """
    text = unicodedata.normalize("NFKC", text).strip().casefold()
    clock, amount = _CLOCK.fullmatch(text), _TIME.fullmatch(text)
    if clock:
        first, second, third = (int(part or 0) for part in clock.groups())
        # Two parts are hours and minutes if the first is 0, else minutes and seconds.
        hours = first if clock[3] or not first else 0
        seconds: float = hours * 3600 + (second * 60 + third if clock[3] or not first else first * 60 + second)
    elif amount:
        unit = (amount[3] or "m")[0]
        seconds = float(amount[2].replace(",", ".")) * {"s": 1, "秒": 1, "h": 3600, "時": 3600}.get(unit, 60)
    else:
        return None
    minutes = math.ceil(seconds / 60)
    return str(minutes) if 1 <= minutes <= _MOST_MINUTES else None


def x_name(name: str, others: Sequence[str], position: int) -> str:
    """The name under which a field that we do not know is kept: `x-owner` for a column `Owner`.

    `x-column-5` for a name without Latin letters; a number follows if one of `others` is the same.
    """
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall("[a-z0-9]+", letters))[:50].strip("-")
    wanted = f"x-{slug}" if slug else f"x-column-{position}"
    found, count = wanted, 1
    while found in others:
        count += 1
        found = f"{wanted}-{count}"
    return found
