"""Problems as text for people, as JSON for programs, as annotations for GitHub Actions."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from typing import Final

from alignprep.errors import Problem
from alignprep.text.characters import printable

__all__ = ["FORMATS", "report"]

FORMATS: Final = ("text", "json", "github")
_WIDTH: Final = 100


def report(problems: Sequence[Problem], format: str) -> str:
    """All problems in one of `FORMATS`; text ends with a count, and says nothing when there is none."""
    if format == "json":
        return json.dumps([_record(problem) for problem in problems], ensure_ascii=False, indent=2)
    if format == "github":
        return "\n".join(map(_annotation, problems))
    if not problems:
        return ""
    files = len({problem.file for problem in problems})
    count = f"{len(problems)} problem{'s' * (len(problems) != 1)} in {files} file{'s' * (files != 1)}"
    return "\n".join([*map(_lines, problems), count])


def _record(problem: Problem) -> dict[str, object]:
    """The problem as plain data; what cannot be seen is an escape, as in every other form."""
    return {
        "file": printable(problem.file, lines=True),
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "message": printable(problem.message, lines=True),
    }


def _lines(problem: Problem) -> str:
    """The problem, the line it is on and a caret under the place; a long line is cut around it."""
    if not problem.line or not problem.source.strip():
        return str(problem)
    start = problem.column - 1
    left = max(0, start - _WIDTH // 2) if len(problem.source) > _WIDTH else 0
    shown = _visible(problem.source[left : left + _WIDTH])
    before = _visible(problem.source[left:start])
    length = max(1, min(problem.length, len(problem.source) - start, left + _WIDTH - start))
    margin = f"{problem.line:>5} | "
    pad = " " * (len(margin) + _columns(before))
    return f"{problem}\n{margin}{shown}\n{pad}{'^' * length}"


def _visible(text: str) -> str:
    """What cannot be seen, or would disturb a terminal, as U+FFFD; what is wide stays."""
    return "".join(character if printable(character) == character else "\ufffd" for character in text)


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes (UAX #11 and combining characters)."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def _annotation(problem: Problem) -> str:
    """A workflow command, escaped as GitHub's runner reads it.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
    """
    place = f"file={_property(printable(problem.file, lines=True))}"
    if problem.line:
        place += f",line={problem.line},col={problem.column}"
    return f"::error {place},title={_property(problem.code)}::{_data(printable(problem.message, lines=True))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
