from __future__ import annotations

import pytest

import alignprep
from alignprep import AlignprepError, Question, SelectionError
from tests.support.sample_bank import sample_bank

BANK = alignprep.load()


def ids(questions: tuple[Question, ...]) -> list[str]:
    return [question.id for question in questions]


def test_no_condition_finds_all_by_number() -> None:
    assert BANK.find() == BANK.questions


def test_every_condition_must_hold_and_any_of_its_values_will_do() -> None:
    assert BANK.find(section="beginner") == BANK[1:6]
    assert BANK.find(section=["beginner", "behavioral"]) == BANK[1:6] + BANK[46:51]
    assert BANK.find(section=(name for name in ("beginner",))) == BANK[1:6]
    both = BANK.find(section="beginner", topic="rlhf")
    assert both
    assert all(one.section == "beginner" and "rlhf" in one.topics for one in both)
    either = BANK.find(topic={"rlhf", "interpretability"})
    assert set(either) == {*BANK.find(topic="rlhf"), *BANK.find(topic="interpretability")}
    for name in BANK.competencies:
        assert all(name in one.competencies for one in BANK.find(competency=name))
    assert BANK.find(section=[]) == ()


def test_minutes_are_exactly_these_and_a_range_is_any_of_it() -> None:
    assert {one.minutes for one in BANK.find(minutes=5)} == {5}
    assert {one.minutes for one in BANK.find(minutes=range(6))} <= {1, 2, 3, 4, 5}
    assert set(BANK.find(minutes=range(6))) | set(BANK.find(minutes=range(6, 31))) == set(BANK.questions)
    assert BANK.find(minutes=[4, 5]) == tuple(one for one in BANK.questions if one.minutes in (4, 5))
    assert BANK.find(minutes=29) == ()


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ({"section": "begginer"}, "no section 'begginer' in the bank; did you mean 'beginner'?"),
        ({"topic": ["rlhf", "RHLF"]}, "no topic 'RHLF' in the bank; did you mean 'rlhf'?"),
        ({"competency": "zzz"}, "no competency 'zzz' in the bank"),
        ({"minutes": -1}, "-1 is not a number of minutes; give one such as 5, or range(1, 6) for up to 5"),
        ({"minutes": "5"}, "'5' is not a number of minutes; give one such as 5, or range(1, 6) for up to 5"),
        ({"minutes": 2.5}, "2.5 is not a number of minutes; give one such as 5, or range(1, 6) for up to 5"),
    ],
)
def test_what_the_bank_does_not_know_is_refused(conditions: dict[str, object], message: str) -> None:
    for error in (SelectionError, ValueError, AlignprepError):
        with pytest.raises(error) as caught:
            BANK.find(**conditions)  # type: ignore[arg-type]
        assert str(caught.value) == message


def test_a_section_without_questions_is_known() -> None:
    data = BANK.data.model_copy(update={"questions": BANK.data.questions[:5]})
    assert alignprep.Bank(data).find(section="behavioral") == ()
    assert ids(sample_bank().find(section="two")) == ["question-3"]
