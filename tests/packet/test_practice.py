"""Interviews to practice with are the parallel forms that the command makes of the same minutes and seed."""

from __future__ import annotations

from itertools import combinations

import pytest

from alignprep import load, select
from alignprep.packet.planning import plan
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
        planned = plan(BANK.questions, minutes=minutes, forms=5, seed=0)
        assert [(one.seed, one.questions) for one in forms] == [
            (0, tuple(question.id for question in form)) for form in planned.forms
        ]
        for form in planned.forms:
            taken = MEETING.opening + MEETING.closing + sum(MEETING.takes(question.minutes) for question in form)
            assert minutes - 8 < taken <= minutes


def test_they_share_no_question_while_there_are_enough() -> None:
    for minutes, forms in rehearsals(select(BANK)).items():
        asked = [id for one in forms for id in one.questions]
        assert len(asked) == len(set(asked)), minutes


def test_a_small_bank_has_the_forms_that_its_questions_make_then_those_of_other_seeds() -> None:
    eight = sample_bank(*(question(number, minutes=3, related=[]) for number in range(1, 9)))
    made = rehearsals(select(eight))
    assert len(made[30]) == 5
    for forms in made.values():
        assert len({one.questions for one in forms}) == len(forms) > 1
        for one, other in combinations(forms, 2):
            assert one.seed != other.seed or not set(one.questions) & set(other.questions)


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
