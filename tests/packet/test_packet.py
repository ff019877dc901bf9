from __future__ import annotations

import dataclasses
import datetime
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

import alignprep
from alignprep import AlignprepError, Edition, Interview, Question, SelectionError, select
from alignprep.json_format.writer import document
from alignprep.packet.interview import agenda
from alignprep.packet.packet import VISIBLE, Item
from tests.support.sample_bank import large_bank, question, sample_bank

BANK = sample_bank()
LARGE = large_bank(60)
PUBLISHED = alignprep.load()


def test_the_edition_table_is_the_designs() -> None:
    study = VISIBLE[Edition.CANDIDATE] | {
        "section", "title", "topics",
        "hint", "nudge", "priority", "answer", "key_points", "facts", "code", "figure", "references", "competencies",
        "related", "reviewed",
    }  # fmt: skip
    assert VISIBLE[Edition.CANDIDATE] == {"id", "number", "question", "minutes"}
    assert VISIBLE[Edition.STUDY] == study
    assert VISIBLE[Edition.INTERVIEWER] == study | {"rubric", "follow_ups", "red_flags", "extra"}
    assert {field.name for field in dataclasses.fields(Item)} == VISIBLE[Edition.INTERVIEWER]


def everything(packet: alignprep.Packet) -> str:
    """All that a packet holds; its own `repr` says only what identifies it."""
    return repr(dataclasses.asdict(packet))


def test_a_packet_shows_itself_in_one_line() -> None:
    assert repr(select(BANK, edition="study")) == "<Packet 2026.1.0, study: 3 questions, 15 minutes>"
    packet = select(PUBLISHED, edition="interviewer", ids="rlhf-pipeline")
    assert "1 question, 3 minutes>" in repr(packet)
    assert repr(packet.items[0]) == "Item(number=2, id='rlhf-pipeline', title='The RLHF pipeline, stage by stage')"
    assert len(repr(dataclasses.replace(packet, template=b"x" * 1000))) < 80


def test_a_candidate_packet_holds_nothing_of_the_interviewers() -> None:
    packet = select(BANK, edition="candidate")
    text = json.dumps(document(packet)) + everything(packet)
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
        "Section One",
        "rlhf",
        BANK[2].title,
        BANK.title,
        BANK.version,
    ):
        assert secret not in text
    assert [(item.id, item.number) for item in select(BANK, edition="candidate", numbers=[3, 1]).items] == [
        ("question-1", 1), ("question-2", 2),
    ]  # fmt: skip
    assert not packet.sections
    assert not packet.topics
    assert not packet.ledger
    assert not packet.references
    assert not packet.code
    assert not packet.media
    assert not packet.competencies


def test_a_study_packet_holds_no_rubric() -> None:
    text = everything(select(BANK, edition="study"))
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
    assert ids(ids=["question-3", "question-1"]) == ["question-3", "question-1"]
    assert ids(numbers=[3, 1, 2]) == ["question-3", "question-1", "question-2"]
    assert ids(numbers=[1, 2], ids=["question-2", "question-1"]) == ["question-2", "question-1"]
    sections = [section.id for section in select(BANK, numbers=[3, 1]).sections]
    assert sections == ["two", "one"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("sections", "one"), ("topics", "rlhf"), ("competencies", "depth"), ("numbers", 2), ("ids", "question-2")],
)
def test_one_value_stands_for_a_list_of_one(name: str, value: object) -> None:
    assert select(BANK, **{name: value}) == select(BANK, **{name: [value]})  # type: ignore[arg-type]
    assert len(select(BANK, **{name: value}).items) < len(BANK) or name == "competencies"  # type: ignore[arg-type]


def test_a_packet_holds_only_what_its_items_use() -> None:
    packet = select(BANK, ids=["question-3"])
    assert [section.id for section in packet.sections] == ["two"]
    assert list(packet.topics) == ["safety"]
    assert not packet.code
    assert not packet.media
    assert packet.items[0].related == ()
    assert packet.related == {"question-3": tuple(f"{BANK[id].number}. {BANK[id].title}" for id in BANK[3].related)}
    assert packet.related["question-3"]


def test_a_packet_knows_how_it_is_folded_and_since_when_its_questions_changed() -> None:
    day = datetime.date(2026, 1, 2)
    packet = select(BANK, booklet=True, changed_since=day)
    assert (packet.booklet, packet.since) == (True, day)
    assert [item.number for item in packet.items] == [2, 3]
    usual = select(BANK)
    assert (usual.booklet, usual.since) == (False, None)


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"sections": ["oen"]}, "no section 'oen' in the bank; did you mean 'one'?"),
        ({"topics": ["rlfh"]}, "no topic 'rlfh' in the bank; did you mean 'rlhf'?"),
        ({"numbers": [77]}, "no number 77 in the bank"),
        ({"ids": ["question-9"]}, "no question 'question-9' in the bank"),
        ({"ids": ["51"]}, "no question '51' in the bank; the numbers go from "),
        ({"sections": "oen"}, "no section 'oen' in the bank; did you mean 'one'?"),
        ({"sections": ""}, "no section '' in the bank"),
        ({"numbers": 0}, "no number 0 in the bank"),
        ({"edition": "teacher"}, "no edition 'teacher'; there are candidate, study, interviewer"),
        ({"edition": "studdy"}, "no edition 'studdy'; did you mean 'study'?"),
        ({"paper": "a3"}, "no paper 'a3'; there are a4, letter"),
        ({"sections": ["one"], "numbers": [3]}, "no question fits"),
        ({"count": 4}, "only 3 fit"),
        ({"count": 0}, "at least 1"),
        ({"minutes": 13}, "the shortest takes 8.5 with probing and scoring"),
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


@given(minutes=st.integers(20, 300), seed=st.integers())
def test_a_budget_is_kept_and_used(minutes: int, seed: int) -> None:
    packet = select(LARGE, minutes=minutes, seed=seed, interview=Interview(probing=2, closing=0))
    meeting = packet.interview
    assert meeting == Interview(probing=2, closing=0, seed=seed)
    taken = agenda(packet)[-1].ends
    assert taken <= minutes
    left = set(LARGE) - {item.id for item in packet.items}
    assert all(meeting.takes(LARGE[id].minutes) > minutes - taken for id in left)


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


def ids(questions: tuple[Question, ...]) -> list[str]:
    return [question.id for question in questions]


def test_no_condition_finds_all_by_number() -> None:
    assert PUBLISHED.find() == PUBLISHED.questions


def test_every_condition_must_hold_and_any_of_its_values_will_do() -> None:
    assert PUBLISHED.find(section="beginner") == PUBLISHED[1:6]
    assert PUBLISHED.find(section=["beginner", "behavioral"]) == PUBLISHED[1:6] + PUBLISHED[46:51]
    assert PUBLISHED.find(section=(name for name in ("beginner",))) == PUBLISHED[1:6]
    both = PUBLISHED.find(section="beginner", topic="rlhf")
    assert both
    assert all(one.section == "beginner" and "rlhf" in one.topics for one in both)
    either = PUBLISHED.find(topic={"rlhf", "interpretability"})
    assert set(either) == {*PUBLISHED.find(topic="rlhf"), *PUBLISHED.find(topic="interpretability")}
    for name in PUBLISHED.competencies:
        assert all(name in one.competencies for one in PUBLISHED.find(competency=name))
    assert PUBLISHED.find(section=[]) == ()


def test_minutes_are_exactly_these_and_a_range_is_any_of_it() -> None:
    assert {one.minutes for one in PUBLISHED.find(minutes=4)} == {4}
    assert {one.minutes for one in PUBLISHED.find(minutes=range(6))} <= {1, 2, 3, 4, 5}
    assert set(PUBLISHED.find(minutes=range(6))) | set(PUBLISHED.find(minutes=range(6, 31))) == set(PUBLISHED.questions)
    assert PUBLISHED.find(minutes=[4, 5]) == tuple(one for one in PUBLISHED.questions if one.minutes in (4, 5))
    assert PUBLISHED.find(minutes=29) == ()


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
            PUBLISHED.find(**conditions)  # type: ignore[arg-type]
        assert str(caught.value) == message


def test_a_section_without_questions_is_known() -> None:
    data = PUBLISHED.data.model_copy(update={"questions": PUBLISHED.data.questions[:5]})
    assert alignprep.Bank(data).find(section="behavioral") == ()
    assert ids(sample_bank().find(section="two")) == ["question-3"]
