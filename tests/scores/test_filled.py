from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from alignprep.scores.filled import Filled, Rating, Score, State, clean, person
from alignprep.text.characters import hidden_in_name


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        (" \n two  \n\nlines \n", "two\n\nlines"),
        ("e\u0301", "é"),
        ("a\u00a0b\tc\u2028d", "a b c\nd"),
        ("a\x1b[31mb\x00", "a\\x1b[31mb\\x00"),
        ("a\u202eb\u200bc", "a\\u202eb\\u200bc"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_texts_are_kept_as_they_can_be_read(text: str, kept: str) -> None:
    assert clean(text) == kept


@given(st.text())
def test_clean_text_stays_as_it_is(text: str) -> None:
    made = clean(text)
    assert clean(made) == made
    assert unicodedata.is_normalized("NFC", made)
    assert not list(hidden_in_name(made))


def test_a_person_is_the_same_in_other_case_and_spacing() -> None:
    assert person(" Ada\u00a0 LOVELACE ") == person("ada lovelace")
    assert person("Ada") != person("Adah")


@pytest.mark.parametrize(
    ("state", "score"), [("scored", None), ("not-asked", 3), ("missing", 1), ("scored", 6), ("scored", 0), ("x", None)]
)
def test_a_score_is_1_to_5_and_nothing_else_is_one(state: str, score: int | None) -> None:
    with pytest.raises(ValidationError):
        Score.model_validate({"question": 1, "state": state, "score": score})


def test_nothing_is_listed_twice() -> None:
    missing = Score(question=1, state=State.MISSING)
    with pytest.raises(ValidationError, match="a question appears twice"):
        Filled(file="a", scores=(missing, missing))
    with pytest.raises(ValidationError, match="a competency appears twice"):
        Filled(file="a", competencies=(Rating(id="x"), Rating(id="x")))


def test_a_mean_is_of_scores_only() -> None:
    scores = (
        Score(question=1, state=State.SCORED, score=2),
        Score(question=2, state=State.NOT_ASKED),
        Score(question=3, state=State.SCORED, score=5),
        Score(question=4, state=State.SCORED, score=1),
    )
    packet = Filled(file="a", scores=scores)
    assert packet.mean(Rating(id="x", questions=(1, 2, 3))) == (3.5, 2)
    assert packet.mean(Rating(id="x", questions=(2,))) is None
    assert packet.mean(Rating(id="x")) is None
