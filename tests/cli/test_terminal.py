from __future__ import annotations

from pathlib import Path

from alignprep import select
from alignprep.cli.terminal import show
from tests.support.sample_bank import sample_bank


def test_golden(root: Path) -> None:
    text = show(select(sample_bank(), edition="interviewer", ids=["question-1"]), width=72)
    golden = root / "tests" / "golden" / "terminal.txt"
    assert text == golden.read_text(encoding="utf-8")


def test_prose_is_wrapped_and_code_is_not() -> None:
    text = show(select(sample_bank(), edition="study"), width=40)
    assert 'return "<&>" if x < 0 else x  # {{not}} a cloze' in text
    prose = [line for line in text.split("\n") if line.startswith("A paragraph")]
    assert prose
    assert all(len(line) <= 40 for line in prose)


def test_an_edition_hides_here_too() -> None:
    text = show(select(sample_bank(), edition="candidate"))
    assert "What does question 1 ask" in text
    for secret in ("Hint", "Anchor", "Listen for", "Point a"):
        assert secret not in text
