"""What fits on the two pages of a question, and the order in which the rest is cut."""

from __future__ import annotations

import pytest

from alignprep import Item, Packet, SelectionError, load, select
from alignprep.packet import spread
from alignprep.packet.spread import fitted
from tests.support.sample_bank import question, sample_bank


def packet(**values: object) -> Packet:
    return select(sample_bank(question(1, **values)), edition="interviewer")


def cut(words: int) -> tuple[Item, list[str]]:
    """The question with so many words in each probe and red flag, and what was cut of it."""
    long = "word " * words
    probes = [{"ask": f"{long}{number}?", "listen_for": f"{long}{number}"} for number in range(4)]
    made, cuts = fitted(packet(follow_ups=probes, red_flags=[f"{long}{number}" for number in range(4)]))
    return made.items[0], [what for _, what in cuts]


def test_every_question_of_the_bank_fits_whole() -> None:
    assert fitted(select(load(), edition="interviewer"))[1] == ()


def test_probes_beyond_the_second_go_first_and_then_red_flags() -> None:
    order = [
        "follow-up 4", "follow-up 3", "red flag 4", "red flag 3", "follow-up 2", "red flag 2", "red flag 1",
        "follow-up 1",
    ]  # fmt: skip
    found = [cut(words)[1] for words in (10, 60, 90, 120, 200, 400)]
    assert found[0] == []
    assert all(cuts == order[: len(cuts)] for cuts in found)
    assert len({len(cuts) for cuts in found}) > 3
    item, cuts = cut(120)
    assert (len(item.follow_ups), len(item.red_flags)) == (2, 8 - 2 - len(cuts))


def test_what_fits_once_fits_again() -> None:
    long = packet(red_flags=["word " * 300 + str(number) for number in range(4)])
    once, cuts = fitted(long)
    assert cuts
    assert fitted(once) == (once, ())


@pytest.mark.parametrize("field", ["key_points", "rubric"])
def test_a_question_that_cannot_fit_is_named(field: str) -> None:
    long = "word " * 500
    texts = [f"{long}{number}" for number in range(1, 6)]
    value = texts if field == "key_points" else {str(grade): text for grade, text in enumerate(texts, 1)}
    with pytest.raises(SelectionError, match="question 1 does not fit on two facing pages"):
        fitted(packet(**{field: value}))


def test_wide_letters_take_more_room() -> None:
    assert spread._lines("語" * 200, 500) > 2 * spread._lines("a" * 200, 500) - 1
