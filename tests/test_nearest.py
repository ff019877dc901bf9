"""What may have been meant by a name that is not known, in one wording everywhere."""

from __future__ import annotations

import pytest

from alignprep.errors import did_you_mean, near

KNOWN = ["minutes", "number", "question", "Reward-Hacking", "dpo", "x" * 70]


@pytest.mark.parametrize(
    ("name", "clause"),
    [
        ("minuts", "; did you mean 'minutes'?"),
        (" Minutes ", "; did you mean 'minutes'?"),
        ("REWARD-HAKING", "; did you mean 'Reward-Hacking'?"),
        ("zzz", ""),
        ("", ""),
        ("m\u0456nutes", "; did you mean 'minutes'? ('\u0456' is CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I)"),
        ("x" * 71, ""),
        ("    dpo    ", "; did you mean 'dpo'?"),
    ],
)
def test_the_clause(name: str, clause: str) -> None:
    assert did_you_mean(name, KNOWN) == clause


def test_several_are_named_the_nearest_first() -> None:
    assert near("question-1", ["question-2", "question-11", "hint"], 3) == ["question-11", "question-2"]
    assert did_you_mean("question-1", ["question-2", "question-11"], 2) == "; did you mean 'question-11', 'question-2'?"
    assert near("question-1", ["question-2", "question-11"]) == ["question-11"]


def test_numbers_are_near_numbers() -> None:
    assert did_you_mean(177, [17, 2]) == "; did you mean 17?"


def test_nothing_known_is_near_to_nothing() -> None:
    assert near("minutes", []) == []
    assert did_you_mean("minutes", []) == ""
