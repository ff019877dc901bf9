"""The bad files of `tests/content/bad`: what is wrong with each, and where a content folder would have it."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from alignprep.content.reader import check_content, read_content
from alignprep.errors import Problem
from alignprep.json_format.validator import validate
from alignprep.json_format.writer import compiled, dumps

BAD = Path(__file__).resolve().parents[1] / "content" / "bad"
GOOD = BAD / "good"
PLACES = {
    "question": "basics/first.yaml",
    "sections": "sections.yaml",
    "topics": "topics.yaml",
    "references": "references.yaml",
    "ledger": "ledger.json",
    "figure": "media/boxes.svg",
    "code": "code/sample.py",
}
"""Where a file of each kind stands in a content folder; `bank` is an exported JSON file instead."""


@dataclass(frozen=True)
class Expected:
    """One row of `expected.csv`; `file` is where in the folder, if not in the bad file itself."""

    file: str
    code: str
    line: int
    column: int
    message: str


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the tables."""
    with (BAD / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def expected() -> dict[str, list[Expected]]:
    """By bad file, what must be said of it."""
    found: dict[str, list[Expected]] = {}
    for row in table("expected.csv"):
        place = Expected(row["in"], row["code"], int(row["line"]), int(row["column"]), row["message"])
        found.setdefault(row["file"], []).append(place)
    return found


def good(kind: str) -> bytes:
    """The good file of a kind."""
    if kind == "bank":
        return dumps(compiled(read_content(GOOD)))
    return (GOOD / PLACES[kind]).read_bytes()


def problems_of(data: bytes, kind: str, folder: Path) -> tuple[Problem, ...]:
    """The problems of the good folder, copied into `folder`, with one file of a kind replaced."""
    if kind == "bank":
        return validate(data, "bank.json")
    shutil.copytree(GOOD, folder)
    (folder / PLACES[kind]).write_bytes(data)
    bank, problems = check_content(folder)
    assert (bank is None) == bool(problems)
    return problems


def assert_as_expected(problems: Sequence[Problem], wanted: Sequence[Expected], kind: str, folder: Path) -> None:
    """Neither more nor less, wherever in the list it stands."""
    own = "bank.json" if kind == "bank" else (folder / PLACES[kind]).as_posix()
    said = sorted((problem.file, problem.code, problem.line, problem.column, problem.message) for problem in problems)
    places = sorted(
        ((folder / place.file).as_posix() if place.file else own, place.code, place.line, place.column, place.message)
        for place in wanted
    )
    assert [problem[:4] for problem in said] == [place[:4] for place in places], said
    for problem, place in zip(said, places, strict=True):
        assert place[4] in problem[4]
