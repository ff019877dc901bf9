from __future__ import annotations

import pytest

from alignprep.importing.draft import answer_of, minutes_of, question_of, x_name
from alignprep.importing.html_text import from_markdown
from alignprep.importing.prose import Notes


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("5", "5"), ("5 min", "5"), ("3-5 minutes", "5"), ("3–5 Minuten", "5"), ("00:05:00", "5"), ("0:05", "5"),
        ("4:30", "5"), ("ca. 10 Min.", "10"), ("2.5", "3"), ("2,5 min", "3"), ("90 s", "2"), ("300 Sekunden", "5"),
        ("0.5 h", "30"), ("５分", "5"), ("3〜5分", "5"), ("約10分間", "10"), ("5'", "5"), ("30", "30"),
        ("", None), ("0", None), ("31", None), ("45 min", None), ("Round 2", None), ("five", None), ("1:30:00", None),
        ("2024-01-05", None), ("5 apples", None),
    ],
)  # fmt: skip
def test_minutes(text: str, minutes: str | None) -> None:
    assert minutes_of(text) == minutes


def test_a_long_answer_or_one_with_blocks_is_the_full_one() -> None:
    notes = Notes()
    assert answer_of(from_markdown("short", notes, ""), notes, "") == {"short": "short"}
    assert answer_of(from_markdown("a\n\nb", notes, ""), notes, "") == {"depth": "a\n\nb\n"}
    assert set(answer_of(from_markdown("word " * 99, notes, ""), notes, "")) == {"short"}
    assert set(answer_of(from_markdown("word " * 101, notes, ""), notes, "")) == {"depth"}
    assert set(answer_of(from_markdown("語" * 251, notes, ""), notes, "")) == {"depth"}
    assert answer_of((), notes, "") == {}


def test_a_question_with_code_is_kept_whole_beside_its_text() -> None:
    notes = Notes()
    fields, reasons = question_of(from_markdown("What is it?\n\n```\nx\n```\n\nSay why.", notes, ""), notes, "")
    assert fields == {
        "question": "What is it? Say why.",
        "x-question": "What is it?\n\n```\nx\n```\n\nSay why.\n",
    }
    assert reasons == ("a question with code, a list or a table; the whole is in x-question",)
    assert question_of(from_markdown("One.\n\nTwo?", notes, ""), notes, "") == ({"question": "One. Two?"}, ())


def test_names_of_unknown_fields() -> None:
    assert x_name("Owner (Team)", [], 1) == "x-owner-team"
    assert x_name("Prüfer", ["x-prufer"], 1) == "x-prufer-2"
    assert x_name("担当者", [], 5) == "x-column-5"
