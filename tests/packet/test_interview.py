"""The clock of an interview, and the competencies on its scorecard."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignprep import Bank, Interview, SelectionError, select
from alignprep.model.records import BankData
from alignprep.packet.interview import agenda, form_key, observed
from tests.support.sample_bank import bank_data, question, sample_bank

BANK = sample_bank()


def meeting(**values: Any) -> Interview:
    return Interview(**values)


def test_a_question_takes_its_answer_probing_and_scoring() -> None:
    packet = select(BANK, numbers=[3, 1], edition="interviewer", interview=meeting(opening=4, probing=2, scoring=0.5))
    first, second = packet.items
    assert [item.number for item in packet.items] == [3, 1]
    opening, *questions, closing = agenda(packet)
    assert (opening.begins, opening.ends, opening.item) == (0, 4, None)
    assert [(part.begins, part.ends) for part in questions] == [
        (4, 6.5 + first.minutes),
        (6.5 + first.minutes, 9 + first.minutes + second.minutes),
    ]
    assert closing.ends == closing.begins + 5


def test_the_clock_shows_the_time_of_day_or_what_has_passed() -> None:
    assert [meeting().clock(minutes) for minutes in (0, 5, 13.5, 61)] == ["0:00", "0:05", "0:13", "1:01"]
    late = meeting(start=datetime.time(23, 50))
    assert [late.clock(minutes) for minutes in (0, 9.5, 10)] == ["23:50", "23:59", "00:00"]


def shown(*competencies: tuple[str, ...], **values: Any) -> list[tuple[str, float, list[int]]]:
    terms = {name: {"title": name.title(), "description": "x"} for name in "abcde"}
    questions = [question(number, competencies=list(names)) for number, names in enumerate(competencies, 1)]
    bank = Bank(BankData.model_validate({**bank_data(*questions), "competencies": terms}))
    packet = select(bank, edition="interviewer", interview=meeting(**values))
    return [(one.id, one.weight, [item.number for item in one.items]) for one in observed(packet)]


def test_the_scorecard_rates_what_several_questions_show() -> None:
    assert shown(("a", "b"), ("b", "c"), ("c", "a")) == [("a", 1, [1, 3]), ("b", 1, [1, 2]), ("c", 1, [2, 3])]
    assert shown(("a", "b"), ("b",)) == [("a", 1, [1]), ("b", 1, [1, 2])]
    assert shown(("a",), ("b",)) == [("a", 1, [1]), ("b", 1, [2])]
    assert shown(()) == []


def test_the_scorecard_rates_what_was_named_in_that_order() -> None:
    named = shown(("a", "b"), ("b",), weights={"b": 2.0, "a": 1.0, "d": 1.0}, reason="b is the job")
    assert named == [("b", 2, [1, 2]), ("a", 1, [1]), ("d", 1, [])]


def test_a_competency_that_the_bank_does_not_know_is_refused() -> None:
    with pytest.raises(SelectionError, match="no competency 'dept' in the bank; did you mean 'depth'"):
        select(BANK, interview=meeting(weights={"dept": 1.0}))


@given(st.lists(st.lists(st.sampled_from("abcde"), max_size=3, unique=True), min_size=1, max_size=8))
def test_two_to_four_are_rated_and_no_better_one_is_left_out(competencies: list[list[str]]) -> None:
    found = shown(*map(tuple, competencies))
    counts = {name: sum(name in names for names in competencies) for name in "abcde"}
    there = [count for count in counts.values() if count]
    assert min(len(there), 2) <= len(found) <= 4
    least = min((len(items) for _, _, items in found), default=0)
    rated = {name for name, _, _ in found}
    assert all(counts[name] <= max(least, 1) or len(found) == 4 for name in counts.keys() - rated)
    assert all(counts[name] <= least for name in counts.keys() - rated if least)


def test_a_filled_in_packet_is_recognized() -> None:
    packet = select(BANK, numbers=[3, 1], edition="interviewer", interview=meeting(form="B", seed=7))
    identity, *rated = form_key(packet).split()
    assert identity == f"{BANK.data.profile.slug}/{BANK.version}/B/7/3,1"
    assert rated == [f"{one.id}:{','.join(str(item.number) for item in one.items)}" for one in observed(packet)]
    assert rated
    assert form_key(select(BANK, numbers=[2], interview=meeting())).split()[0].endswith("/-/-/2")


def test_a_competency_on_the_scorecard_has_a_title_though_no_question_shows_it() -> None:
    named = meeting(weights={"depth": 1.0, "clarity": 1.0})
    bank = Bank(
        BANK.data.model_copy(update={"competencies": {**BANK.competencies, "clarity": BANK.competencies["depth"]}})
    )
    assert "clarity" in select(bank, edition="interviewer", interview=named).competencies
    assert not select(bank, edition="candidate", interview=named).competencies
