"""The cases of `tests/content/bad`: good files with one fault each. Its README explains the fields."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from alignprep.content.reader import check_content, read_content
from alignprep.content.strict_yaml import Node
from alignprep.errors import Problem
from alignprep.json_format.validator import validate
from alignprep.json_format.writer import compiled, dumps

BAD = Path(__file__).resolve().parents[1] / "content" / "bad"
GOOD = BAD / "good"
PLACES = {
    "question": "basics/first.yaml",
    "bank-file": "bank.yaml",
    "topics": "topics.yaml",
    "references": "references.yaml",
    "ledger": "ledger.json",
    "figure": "media/boxes.svg",
    "code": "code/sample.py",
}
"""Where a file of each kind stands in a content folder."""
KINDS = (*PLACES, "bank")
"""`bank` is an exported JSON file instead."""


@dataclass(frozen=True)
class Case:
    """A good file with one fault, made by an edit, or in rare cases written as a `whole`."""

    kind: str
    name: str
    expect: str
    find: str = ""
    replace: str = ""
    repeat: Mapping[str, int] = field(default_factory=dict)
    whole: str | None = None
    encoding: str = "utf-8"

    def data(self) -> bytes:
        """The bytes of the bad file."""
        if self.whole is not None:
            return self.whole.encode(self.encoding)
        replacement = self.replace
        for text, times in self.repeat.items():
            assert replacement.count(text) == 1, f"{self.kind}/{self.name}: {text!r} must stand once in the replacement"
            replacement = replacement.replace(text, text * times)
        before, found = good(self.kind), self.find.encode()
        assert before.count(found) == 1, f"{self.kind}/{self.name}: {self.find!r} must stand once in the good file"
        return before.replace(found, replacement.encode(self.encoding))

    def code(self) -> str:
        """The code of the expected problem."""
        return self.expect.split()[1]


def cases() -> list[Case]:
    """All cases, kind by kind."""
    return [
        Case(kind, **entry) for kind in KINDS for entry in yaml.safe_load((BAD / f"{kind}.yaml").read_text("utf-8"))
    ]


@cache
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


def said(problem: Problem, kind: str, folder: Path) -> str:
    """A problem as the cases write it: the file only if it is another one than the bad file."""
    own = "bank.json" if kind == "bank" else (folder / PLACES[kind]).as_posix()
    file = "" if problem.file == own else f"{Path(problem.file).relative_to(folder).as_posix()}:"
    return f"{file}{problem.line}:{problem.column} {problem.code} {problem.message}"


def replaced(text: str, node: Node, value: str) -> str:
    """The text with another value in a node's place."""
    end = node.end
    while text[node.start : end].endswith(("\n", " ")):
        end -= 1
    return f"{text[: node.start]}{value}{text[end:]}"
