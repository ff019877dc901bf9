"""Banks of other formats: an old one still loads, a newer one says clearly why not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import alignprep
from alignprep import BankError
from alignprep.json_format.validator import validate

DATA = Path(__file__).parents[1] / "data"
OLD = sorted(DATA.glob("bank-*.json"))


def document(**changes: Any) -> str:
    return json.dumps({**json.loads((DATA / "bank-1.0.json").read_text(encoding="utf-8")), **changes})


def refusal(text: str) -> list[str]:
    with pytest.raises(BankError) as caught:
        alignprep.read_bank(text, "bank.json")
    return [str(problem) for problem in caught.value.problems]


def test_the_old_banks_are_there() -> None:
    assert [path.name for path in OLD] == ["bank-1.0-without-ledger.json", "bank-1.0.json"]
    assert all(json.loads(path.read_text(encoding="utf-8"))["schema_version"] == "1.0" for path in OLD)


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_an_old_bank_still_loads(path: Path) -> None:
    bank = alignprep.read_bank(path.read_bytes(), path.name)
    assert [one.id for one in bank.questions] == ["question-1", "question-2"]
    assert bank["question-1"].reviewed.isoformat() == "2026-01-01"
    assert bank["question-1"].figure
    assert len(bank["question-1"].citation_list()) == 2
    assert set(bank.ledger) == {*bank, *(f"{one.id}/{fact.id}" for one in bank.questions for fact in one.facts)}
    assert bank.search("rewards")
    assert alignprep.select(bank, edition="interviewer").items
    assert validate(path.read_bytes(), path.name) == ()


def test_a_bank_of_a_newer_format_says_in_one_line_to_upgrade() -> None:
    newest = alignprep.SCHEMA_VERSION
    expected = "bank.json: error[AP602]: /schema_version: this bank has format {}; this alignprep reads 1.x up to {}; "
    assert refusal(document(schema_version="2.0", questions={})) == [
        expected.format("2.0", newest) + "upgrade alignprep"
    ]
    assert refusal(document(schema_version="2.0")) == [expected.format("2.0", newest) + "upgrade alignprep"]
    assert refusal(document(schema_version="1.99")) == [expected.format("1.99", newest) + "upgrade alignprep"]


def test_another_edition_says_so_in_one_line() -> None:
    text = json.dumps({**json.loads(document()), "edition": "candidate", "questions": [{"id": "x"}]})
    assert refusal(text) == [
        "bank.json: error[AP602]: /edition: this is the candidate edition; a bank is read from the interviewer "
        "edition, which hides nothing"
    ]


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '{"schema_version": 2}', '{"schema_version": []}', "\ud800"])
def test_what_is_no_bank_is_refused(text: str) -> None:
    assert refusal(text)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(BankError):
        alignprep.read_bank(b"\xff\xfe")
