from __future__ import annotations

import pickle

import pytest

from alignprep import errors
from alignprep.errors import AlignprepError, BankError, ContentError, Problem, TextError

PROBLEM = Problem("a.yaml", 3, 4, "AP302", "is wrong", "source", 2)
MADE = [
    *(getattr(errors, name)("why") for name in errors.__all__ if name.endswith(("Exporter", "Clash", "Extra"))),
    *(getattr(errors, name)("why") for name in ("AlignprepError", "ExporterError", "LedgerError", "OutputError")),
    errors.SelectionError("why"),
    ContentError([PROBLEM, PROBLEM]),
    BankError([PROBLEM]),
    TextError("no font has it", kind="question", name="rlhf-pipeline", text="\U0001f600"),
    TextError("no font has it", kind="bank", name="", text="x"),
]


def test_every_error_is_tried() -> None:
    names = {name for name in errors.__all__ if issubclass(getattr(errors, name), Exception)}
    assert {type(error).__name__ for error in MADE} == names


@pytest.mark.parametrize("error", MADE, ids=lambda error: type(error).__name__)
def test_errors_come_back_whole_from_other_processes(error: AlignprepError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert (str(again), vars(again)) == (str(error), vars(error))
