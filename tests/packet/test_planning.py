"""Interviews within their time: full, balanced, and the same for the same seed; forms that are parallel."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from alignprep import Interview, SelectionError, load, select
from alignprep.model.records import Priority, Question
from alignprep.packet.planning import explained, letters, plan
from tests.support.sample_bank import question, sample_bank

QUESTIONS = load().questions


def made(drawn: list[tuple[int, int, list[str]]]) -> list[Question]:
    """Questions of some sections, minutes and competencies."""
    return [
        QUESTIONS[0].model_copy(
            update={
                "id": f"q{number}",
                "number": number + 1,
                "section": f"s{section}",
                "minutes": minutes,
                "competencies": tuple(names),
            }
        )
        for number, (section, minutes, names) in enumerate(drawn)
    ]


BANKS = st.lists(
    st.tuples(
        st.integers(1, 4), st.integers(1, 9), st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True)
    ),
    min_size=1,
    max_size=40,
).map(made)
MEETINGS = st.builds(
    Interview,
    opening=st.integers(0, 10),
    closing=st.integers(0, 10),
    probing=st.integers(0, 10).map(lambda halves: halves / 2),
    scoring=st.integers(0, 6).map(lambda halves: halves / 2),
)
BARE = Interview(probing=0, scoring=0)


@settings(deadline=None)
@given(BANKS, st.integers(5, 90), MEETINGS, st.integers(1, 4), st.integers(0, 5))
def test_forms_fit_are_equal_and_share_nothing(
    questions: list[Question], minutes: int, meeting: Interview, forms: int, seed: int
) -> None:
    room = minutes - meeting.opening - meeting.closing
    try:
        found = plan(questions, minutes=minutes, interview=meeting, forms=forms, seed=seed)
    except SelectionError:
        lengths = Counter(question.minutes for question in questions)
        assert all(count < forms or meeting.takes(length) > room for length, count in lengths.items())
        return
    assert len(found.forms) == forms
    assert found.spare >= 0
    assert found.minutes + found.spare == room
    with_each = meeting.probing + meeting.scoring
    assert found.minutes == sum(question.minutes + with_each for question in found.forms[-1])
    assert len({tuple(sorted(question.minutes for question in form)) for form in found.forms}) == 1
    ids = {question.id for form in found.forms for question in form}
    assert len(ids) == forms * len(found.forms[0])
    unused = [question for question in questions if question.id not in ids]
    alike = Counter((question.section, question.minutes) for question in unused)
    kinds = [sorted((question.section, question.minutes) for question in form) for form in found.forms]
    if any(kind != kinds[0] for kind in kinds):  # Only where no slot of one section fits any more.
        assert all(count < forms or meeting.takes(length) > found.spare for (_, length), count in alike.items())
    lengths = Counter(question.minutes for question in found.unpaired)
    assert all(count < forms and meeting.takes(length) <= found.spare for length, count in lengths.items())
    assert set(found.unpaired) <= set(unused)
    for form in found.forms:
        assert [question.number for question in form] == sorted(question.number for question in form)


@settings(deadline=None)
@given(BANKS, st.integers(20, 90), st.integers(1, 3), st.integers(0, 3), st.randoms(use_true_random=False))
def test_the_same_seed_gives_the_same_forms_in_any_order(
    questions: list[Question], minutes: int, forms: int, seed: int, chance: random.Random
) -> None:
    shuffled = list(questions)
    chance.shuffle(shuffled)
    try:
        first = plan(questions, minutes=minutes, forms=forms, seed=seed)
    except SelectionError:
        assume(False)
    again = plan(shuffled, minutes=minutes, forms=forms, seed=seed)
    assert [set(form) for form in again.forms] == [set(form) for form in first.forms]
    places = {question.id: place for place, question in enumerate(shuffled)}
    for form in again.forms:
        assert [question.id for question in form] == sorted((question.id for question in form), key=places.__getitem__)


def test_known_forms_of_the_bank() -> None:
    found = plan(QUESTIONS, minutes=45, forms=2, seed=7)
    assert found.minutes + found.spare == 35
    assert found.spare <= 7
    assert len({question.section for question in found.forms[0]}) == len(found.forms[0]) == 4
    assert plan(QUESTIONS, minutes=45, forms=2, seed=8).forms != found.forms


@pytest.mark.parametrize(("minutes", "least", "most"), [(30, 2, 2), (45, 4, 4), (60, 6, 6), (90, 9, 10)])
def test_the_bank_fills_an_interview(minutes: int, least: int, most: int) -> None:
    for seed in range(20):
        found = plan(QUESTIONS, minutes=minutes, seed=seed)
        assert least <= len(found.forms[0]) <= most
        assert found.spare < Interview().takes(4)
        counts = found.sections()
        assert max(counts.values()) - min(counts.values()) <= 1
        assert len(found.competencies(0)) >= 3


def test_of_questions_that_repeat_as_little_the_core_is_asked() -> None:
    questions = [
        one.model_copy(update={"priority": priority})
        for one, priority in zip(made([(1, 4, ["a"])] * 9), [Priority.EXTRA, None, Priority.CORE] * 3, strict=True)
    ]
    for seed in range(20):
        found = plan(questions, minutes=36, seed=seed)
        assert [question.priority for question in found.forms[0]] == [Priority.CORE] * 3


def test_room_that_is_left_goes_to_longer_questions() -> None:
    questions = made([(1, 4, ["a"]), (1, 6, ["b"])])
    found = plan(questions, minutes=16, interview=BARE, seed=0)
    assert found.minutes == 6
    assert found.spare == 0


LENGTHS = {1: 4, 2: 6, 3: 4, 4: 6, 5: 9, 6: 30}
SMALL = sample_bank(*(question(number, minutes=minutes) for number, minutes in LENGTHS.items()))


def test_a_small_bank_uses_equal_minutes_of_other_sections_and_says_what_is_left_over() -> None:
    found = plan(SMALL.questions, minutes=40, interview=BARE, forms=2)
    assert [sorted(question.minutes for question in form) for form in found.forms] == [[4, 6], [4, 6]]
    assert found.sections(0) == found.sections(1) == Counter({"one": 1, "two": 1})
    assert [question.number for question in found.unpaired] == [5]  # The sixth would take longer than what is left.
    assert "not used, since too few others take equally long: 5 (9 min)" in explained(found, SMALL, ("A", "B"))


def test_forms_whose_sections_differ_say_so() -> None:
    found = plan([SMALL[1], SMALL[3]], minutes=40, forms=2)
    lines = [line for line in explained(found, SMALL, ("A", "B")) if line.startswith("sections")]
    assert sorted(line.partition(": ")[2] for line in lines) == ["Section One 1", "Section Two & more 1"]
    assert [line.partition(":")[0] for line in lines] == ["sections of form A", "sections of form B"]


def test_other_sections_are_left_alone_while_one_section_is_enough() -> None:
    questions = made([(1, 4, ["a"]), (1, 4, ["b"]), (1, 6, ["a"]), (2, 6, ["b"]), (3, 4, ["a"]), (3, 4, ["a"])])
    found = plan(questions, minutes=14, interview=BARE, forms=2)
    assert found.sections(0) == found.sections(1)
    assert len(found.forms[0]) == 1
    assert found.unpaired == ()


def test_questions_without_competencies_are_planned() -> None:
    assert plan(made([(1, 4, []), (2, 4, [])]), minutes=30).minutes == 17


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"minutes": 12},
            "12 minutes leave 2 for questions, and the shortest takes 7.5 with probing and scoring; give it 18 min",
        ),
        ({"minutes": 5}, "5 minutes leave 0 for questions"),
        ({"minutes": 60, "forms": 0}, "0 forms were asked for"),
        ({"minutes": 60, "forms": 60}, "no 60 parallel forms can be made: no 60 questions take equally long"),
        ({"minutes": 12, "forms": 2}, "the shortest in 2 parallel forms takes"),
    ],
)
def test_what_cannot_be_made_says_what_could(settings: dict[str, int], message: str) -> None:
    with pytest.raises(SelectionError, match=message):
        plan(QUESTIONS, **settings)


def test_letters() -> None:
    assert letters("A, b,C") == ("A", "B", "C")
    for text in ("", "A,A", "AB", "1", "A,,B"):
        with pytest.raises(SelectionError, match="does not name forms"):
            letters(text)


def test_the_explanation_adds_up() -> None:
    bank = load()
    found = plan(bank.questions, minutes=45, forms=2, seed=7)
    lines = explained(found, bank, ("A", "B"))
    assert lines[0] == "form A"
    answers, count = sum(question.minutes for question in found.forms[0]), len(found.forms[0])
    taken = 10 + answers + 4.5 * count
    parts = f"5 opening + {answers} answers + {count} × 3 probing + {count} × 1.5 scoring + 5 closing"
    assert f"{count} questions: {parts} = {taken:g} of 45 minutes, {45 - taken:g} to spare" in lines
    assert sum(" min  " in line for line in lines) == 2 * count
    assert any(line.startswith("sections: ") and line.count(" 1") == count for line in lines)
    assert any(line.startswith("competencies of form B: ") for line in lines)


def test_a_packet_says_which_interview_it_is_for() -> None:
    interview = Interview(candidate="Ada", form="A")
    packet = select(load(), ids=["rlhf-pipeline"], edition="interviewer", interview=interview)
    assert packet.interview is interview
    assert [item.id for item in packet.items] == ["rlhf-pipeline"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"candidate": "a\x00b"}, {"candidate": "Ada\nL."}, {"candidate": "\u3164"}, {"role": "x" * 201},
        {"form": "\u202e"}, {"opening": -1}, {"probing": -0.5}, {"level": 0}, {"level": 6}, {"weights": {"a": 0.0}},
        {"weights": {"a": 1.0, "b": 2.0}}, {"candidate": "A\u200dB"},
    ],
)  # fmt: skip
def test_an_interview_that_no_page_can_show_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SelectionError):
        Interview(**wrong)  # type: ignore[arg-type]


def test_an_interview_takes_the_names_that_a_roster_takes() -> None:
    """Python calls neither the Arabic sign nor a letter of a later Unicode printable."""
    for name in ("Ada\u00a0L.", "Zoe\u0308", "\u0600", "\U000323b0", "ශ්\u200dරී", "علی\u200cرضا"):
        assert Interview(candidate=name).candidate == name
