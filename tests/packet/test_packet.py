from __future__ import annotations

import dataclasses
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignprep import Edition, SelectionError, select
from alignprep.json_format.writer import document
from alignprep.packet.packet import VISIBLE, Item
from tests.support.sample_bank import large_bank, question, sample_bank

BANK = sample_bank()
LARGE = large_bank(60)


def test_the_edition_table_is_the_designs() -> None:
    study = VISIBLE[Edition.CANDIDATE] | {
        "hint", "answer", "key_points", "facts", "code", "figure", "references", "competencies", "related", "reviewed",
    }  # fmt: skip
    assert VISIBLE[Edition.CANDIDATE] == {"id", "number", "section", "title", "question", "topics", "minutes"}
    assert VISIBLE[Edition.STUDY] == study
    assert VISIBLE[Edition.INTERVIEWER] == study | {"rubric", "follow_ups", "red_flags"}
    assert {field.name for field in dataclasses.fields(Item)} == VISIBLE[Edition.INTERVIEWER]


def test_a_candidate_packet_holds_nothing_of_the_interviewers() -> None:
    packet = select(BANK, edition="candidate")
    text = json.dumps(document(packet)) + repr(packet)
    for secret in (
        "Hint 1",
        "Anchor",
        "Point a",
        "Follow-up",
        "Wrong claim",
        "Fact one",
        "short short",
        "<hello>",
        "NeurIPS",
    ):
        assert secret not in text
    assert not packet.references
    assert not packet.code
    assert not packet.media
    assert not packet.competencies


def test_a_study_packet_holds_no_rubric() -> None:
    text = repr(select(BANK, edition="study"))
    assert "Hint 1" in text
    for secret in ("Anchor", "Follow-up", "Wrong claim"):
        assert secret not in text


def test_filters() -> None:
    ids = lambda **filters: [item.id for item in select(BANK, **filters).items]
    assert ids() == ["question-1", "question-2", "question-3"]
    assert ids(sections=["two"]) == ["question-3"]
    assert ids(topics=["rlhf"]) == ["question-1", "question-2"]
    assert ids(competencies=["depth"], numbers=[2, 3]) == ["question-2", "question-3"]
    assert ids(max_minutes=4) == ["question-1"]
    assert ids(ids=["question-3", "question-1"]) == ["question-1", "question-3"]


def test_a_packet_holds_only_what_its_items_use() -> None:
    packet = select(BANK, ids=["question-3"])
    assert [section.id for section in packet.sections] == ["two"]
    assert list(packet.topics) == ["safety"]
    assert not packet.code
    assert not packet.media
    assert packet.items[0].related == ()


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"sections": ["oen"]}, "no section 'oen' in the bank; did you mean 'one'?"),
        ({"topics": ["rlfh"]}, "no topic 'rlfh' in the bank; did you mean 'rlhf'?"),
        ({"numbers": [77]}, "no number 77 in the bank"),
        ({"ids": ["question-9"]}, "no question 'question-9' in the bank"),
        ({"edition": "teacher"}, "no edition 'teacher'; there are candidate, study, interviewer"),
        ({"paper": "a3"}, "no paper 'a3'; there are a4, letter"),
        ({"sections": ["one"], "numbers": [3]}, "no question fits"),
        ({"count": 4}, "only 3 fit"),
        ({"count": 0}, "at least 1"),
        ({"minutes": 3}, "the shortest takes 4"),
    ],
)
def test_impossible_selections_say_why(filters: dict[str, object], message: str) -> None:
    with pytest.raises(SelectionError) as caught:
        select(BANK, **filters)  # type: ignore[arg-type]
    assert message in str(caught.value)


@given(count=st.integers(1, 60), seed=st.integers())
def test_a_sample_is_exact_ordered_and_repeatable(count: int, seed: int) -> None:
    items = select(LARGE, count=count, seed=seed).items
    assert len(items) == count
    assert [item.number for item in items] == sorted({item.number for item in items})
    assert items == select(LARGE, count=count, seed=seed).items


@given(minutes=st.integers(4, 300), seed=st.integers())
def test_a_budget_is_kept_and_used(minutes: int, seed: int) -> None:
    packet = select(LARGE, minutes=minutes, seed=seed)
    assert packet.minutes <= minutes
    left = set(LARGE) - {item.id for item in packet.items}
    assert all(LARGE[id].minutes > minutes - packet.minutes for id in left)


def test_samples_spread_over_the_sections() -> None:
    for seed in range(20):
        assert {item.section for item in select(LARGE, count=2, seed=seed).items} == {"one", "two"}


def test_a_sample_is_the_same_on_every_machine() -> None:
    assert [item.number for item in select(LARGE, count=6, seed=7).items] == GOLDEN


GOLDEN = [1, 2, 22, 40, 48, 49]


def test_another_question_moves_no_other() -> None:
    before = select(sample_bank(*(question(n) for n in range(3, 30))), count=5, seed=1).items
    after = select(sample_bank(*(question(n) for n in range(3, 31))), count=5, seed=1).items
    assert len({item.id for item in before} - {item.id for item in after}) <= 1


@pytest.mark.parametrize("edition", list(Edition))
def test_packets_and_banks_travel_to_other_processes(edition: Edition) -> None:
    packet = select(BANK, edition=edition)
    assert BANK.labels  # Cached views do not travel; what they are made of does.
    arrived, bank = pickle.loads(pickle.dumps((packet, BANK)))
    assert arrived == packet
    assert type(arrived.topics) is type(packet.topics)
    assert bank.data == BANK.data
