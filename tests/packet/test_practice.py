"""Interviews to practice with are those that `select` makes with the same minutes and seed."""

from __future__ import annotations

import pytest

from alignprep import load, select
from alignprep.packet.practice import LENGTHS, MEETING, rehearsals
from tests.support.sample_bank import question, sample_bank

BANK = load()


@pytest.mark.parametrize("edition", ["study", "interviewer"])
def test_they_are_the_interviews_of_the_command(edition: str) -> None:
    made = rehearsals(select(BANK, edition=edition))
    assert tuple(made) == LENGTHS
    for minutes, forms in made.items():
        assert len(forms) == 5
        assert len({one.questions for one in forms}) == len(forms)
        for one in forms:
            chosen = select(BANK, minutes=minutes, seed=one.seed)
            assert one.questions == tuple(item.id for item in chosen.items)
            taken = MEETING.opening + MEETING.closing + sum(MEETING.takes(item.minutes) for item in chosen.items)
            assert minutes - 8 < taken <= minutes


def test_a_selection_that_is_too_small_has_no_longer_ones() -> None:
    three = sample_bank(*(question(number, minutes=3, related=[]) for number in (1, 2, 3)))
    assert rehearsals(select(three)).keys() == {30}
    assert rehearsals(select(sample_bank(question(1, minutes=2, related=[])))).keys() == set()
    long = rehearsals(select(sample_bank(question(1, minutes=30, related=[]))))
    assert {minutes: [(one.seed, one.questions) for one in forms] for minutes, forms in long.items()} == {
        45: [(0, ("question-1",))],
        60: [(0, ("question-1",))],
    }


def test_they_are_of_the_packets_questions_only() -> None:
    packet = select(BANK, sections="beginner")
    ids = {item.id for item in packet.items}
    assert all(ids.issuperset(one.questions) for forms in rehearsals(packet).values() for one in forms)
