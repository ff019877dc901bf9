"""The audit tells "safe", "vulnerable" and "not checked" apart, with and without a network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tools.audit import SAFE, UNCHECKED, VULNERABLE, audit, judged

GOOD = {"dependencies": [{"name": "a", "version": "1", "vulns": []}]}
BAD = {"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}]}
PARTLY = {"dependencies": [*GOOD["dependencies"], {"name": "b", "skip_reason": "not found"}]}


def answering(answer: dict[str, Any] | None) -> Any:
    return lambda: (answer, "" if answer else "could not connect")


def test_answers_are_judged() -> None:
    assert judged(GOOD) == (SAFE, ["No known vulnerability in 1 pins."])
    status, lines = judged(BAD)
    assert (status, lines[0]) == (VULNERABLE, "a 1: PYSEC-1, fixed in 2")
    assert judged(PARTLY)[0] == UNCHECKED
    assert judged({"dependencies": []})[0] == UNCHECKED


def test_without_a_network_nothing_is_called_safe(tmp_path: Path) -> None:
    status, lines = audit(answering(None), tmp_path / "kept")
    assert status == UNCHECKED
    assert lines == ["Not checked: no network, or no answer (could not connect)."]
    assert not (tmp_path / "kept").exists()


def test_the_last_answer_for_this_lock_is_shown(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert audit(answering(GOOD), kept)[0] == SAFE
    status, lines = audit(answering(None), kept)
    assert (status, lines[-1]) == (UNCHECKED, "No known vulnerability in 1 pins.")
    assert audit(answering(PARTLY), kept)[0] == UNCHECKED
    kept.write_text(json.dumps({**json.loads(kept.read_text()), "lock": "another"}))
    assert len(audit(answering(None), kept)[1]) == 1


def test_what_was_vulnerable_stays_so_without_a_network(tmp_path: Path) -> None:
    assert audit(answering(BAD), tmp_path / "kept")[0] == VULNERABLE
    status, lines = audit(answering(None), tmp_path / "kept")
    assert status == VULNERABLE
    assert "a 1: PYSEC-1, fixed in 2" in lines
