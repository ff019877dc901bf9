from __future__ import annotations

from collections import Counter

import pytest

import alignprep
from alignprep import SelectionError
from tests.support.sample_bank import large_bank

BANK = alignprep.load()


def numbers(**asked: object) -> list[int]:
    return [one.number for one in BANK.sample(**asked)]  # type: ignore[arg-type]


def test_a_seed_chooses_these_questions_on_any_machine() -> None:
    """Pinned: who gave a seed to somebody else gets the same questions in later versions too."""
    assert numbers(n=6, seed=7) == GOLDEN["section"]
    assert numbers(n=6, seed=7, by="topic") == GOLDEN["topic"]
    assert numbers(n=6, seed=7, by="competency") == GOLDEN["competency"]
    assert numbers(n=6, seed=7, by=None) == GOLDEN[None]


GOLDEN = {
    "section": [1, 13, 22, 31, 39, 47],
    "topic": [1, 14, 20, 31, 35, 39],
    "competency": [1, 13, 26, 31, 35, 47],
    None: [1, 13, 20, 22, 31, 35],
}


def test_sampling_by_section_is_what_select_does() -> None:
    for seed in range(5):
        packet = alignprep.select(BANK, count=9, seed=seed)
        assert [one.id for one in BANK.sample(9, seed=seed)] == [item.id for item in packet.items]


@pytest.mark.parametrize("by", ["section", "topic", "competency", None])
def test_a_sample_has_its_size_without_repetition_and_grows_by_addition(by: object) -> None:
    before: set[int] = set()
    for n in range(1, len(BANK) + 1):
        drawn = numbers(n=n, seed=3, by=by)
        assert drawn == sorted(set(drawn))
        assert len(drawn) == n
        assert before <= set(drawn)
        before = set(drawn)


def test_a_sample_is_spread_over_what_it_is_asked_to() -> None:
    for seed in range(20):
        assert len({one.section for one in BANK.sample(6, seed=seed)}) == 6
        shown = Counter(
            name for one in BANK.sample(len(BANK.competencies), seed=seed, by="competency") for name in one.competencies
        )
        assert set(shown) == set(BANK.competencies)


def test_every_question_can_be_drawn_and_none_is_preferred() -> None:
    bank = large_bank(20)
    drawn = Counter(one.number for seed in range(400) for one in bank.sample(5, seed=seed, by=None))
    assert set(drawn) == set(range(1, 21))
    assert all(60 < count < 140 for count in drawn.values())


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"n": 51}, "a sample of 51 questions was asked for; only 50 fit the selection"),
        ({"n": 0}, "a sample of 0 questions was asked for; at least 1 makes sense"),
        (
            {"n": 3, "by": "topics"},
            "samples are spread by section, topic, competency or None, not 'topics'; did you mean 'topic'?",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(asked: dict[str, object], message: str) -> None:
    with pytest.raises(SelectionError) as caught:
        BANK.sample(**asked)  # type: ignore[arg-type]
    assert str(caught.value) == message
