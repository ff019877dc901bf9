"""Problems as text for people, as JSON for programs, as annotations for GitHub Actions."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from typing import Final

from alignprep.errors import Problem
from alignprep.text.characters import is_wide, printable

__all__ = ["FORMATS", "report"]

FORMATS: Final = ("text", "json", "github")
_WIDTH: Final = 100


def report(problems: Sequence[Problem], format: str) -> str:
    """All problems in one of `FORMATS`. Text ends with a count, and is empty without problems."""
    if format == "json":
        return json.dumps([_record(problem) for problem in problems], ensure_ascii=False, indent=2)
    if format == "github":
        return "\n".join(map(_annotation, problems))
    if not problems:
        return ""
    files = len({problem.file for problem in problems})
    warnings = sum(problem.is_warning for problem in problems)
    errors = len(problems) - warnings
    counts = [
        *([f"{errors} problem{'s' * (errors != 1)}"] if errors else []),
        *([f"{warnings} warning{'s' * (warnings != 1)}"] if warnings else []),
    ]
    count = f"{' and '.join(counts)} in {files} file{'s' * (files != 1)}"
    return "\n".join([*map(_lines, problems), count])


def _record(problem: Problem) -> dict[str, object]:
    """The problem as plain data, with invisible characters escaped, as in every other format."""
    return {
        "file": printable(problem.file, lines=True),
        "line": problem.line,
        "column": problem.column,
        "severity": "warning" if problem.is_warning else "error",
        "code": problem.code,
        "message": printable(problem.message, lines=True),
    }


def _lines(problem: Problem) -> str:
    """The problem, its line, and carets under the place; a long line is cut to what is around it."""
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
    """The text with U+FFFD for characters that are invisible or would disturb a terminal."""
    return "".join(character if printable(character) == character else "\ufffd" for character in text)


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes (UAX #11 and combining characters)."""
    return sum(0 if unicodedata.combining(character) else 2 if is_wide(character) else 1 for character in text)


def _annotation(problem: Problem) -> str:
    """A workflow command, escaped the way GitHub's runner expects it.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
    """
    place = f"file={_property(printable(problem.file, lines=True))}"
    if problem.line:
        place += f",line={problem.line},col={problem.column}"
    kind = "warning" if problem.is_warning else "error"
    return f"::{kind} {place},title={_property(problem.code)}::{_data(printable(problem.message, lines=True))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
