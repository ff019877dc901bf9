from __future__ import annotations

import pickle

import pytest

from alignprep import errors
from alignprep.errors import AlignprepError, BankError, ContentError, Problem, TextError, did_you_mean, near

PROBLEM = Problem("a.yaml", 3, 4, "AP302", "is wrong", "source", 2)
MADE = [
    *(getattr(errors, name)("why") for name in errors.__all__ if name.endswith(("Exporter", "Clash", "Extra"))),
    *(getattr(errors, name)("why") for name in ("AlignprepError", "ExporterError", "InterviewError", "LedgerError")),
    *(
        getattr(errors, name)("why")
        for name in ("NotInBank", "OutputError", "ReadOnly", "SelectionError", "TemplateError")
    ),
    errors.UnknownBank("why"),
    ContentError([PROBLEM, PROBLEM]),
    BankError([PROBLEM]),
    TextError("no font has it", kind="question", name="rlhf-pipeline", text="\U0001f600"),
    TextError("no font has it", kind="bank", name="", text="x"),
]


def test_every_error_is_tried() -> None:
    named = {name: getattr(errors, name) for name in errors.__all__}
    names = {name for name, kind in named.items() if isinstance(kind, type) and issubclass(kind, Exception)}
    assert {type(error).__name__ for error in MADE} == names


@pytest.mark.parametrize("error", MADE, ids=lambda error: type(error).__name__)
def test_errors_come_back_whole_from_other_processes(error: AlignprepError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert (str(again), vars(again)) == (str(error), vars(error))


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
