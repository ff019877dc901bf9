from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

import alignprep
from alignprep import AlignprepError, Bank, NotInBank, Question, ReadOnly, SelectionError
from alignprep.model.records import BankData
from tests.support.sample_bank import bank_data, question, sample_bank

BANK = sample_bank(question(5), question(1, related=["question-3"]), question(3))


def numbers(questions: tuple[Question, ...]) -> list[int]:
    return [one.number for one in questions]


def test_a_bank_is_an_ordered_mapping_by_id_and_finds_by_number_too() -> None:
    assert list(BANK) == list(BANK.keys()) == ["question-1", "question-3", "question-5"]
    assert [one.number for one in BANK.values()] == [1, 3, 5]
    assert len(BANK) == 3
    assert BANK["question-3"] is BANK[3]
    assert "question-3" in BANK
    assert 3 in BANK
    assert BANK.get(3) is BANK[3]
    for miss in ("question-2", 2, None, ("question-3",), 3.0):
        assert miss not in BANK
    assert BANK.get("nothing") is None
    assert BANK.get(2, "x") == "x"
    assert BANK.get(2, default=BANK[1]) is BANK[1]


def test_a_slice_counts_numbers_and_excludes_its_stop() -> None:
    bank = alignprep.load()
    assert numbers(bank[1:6]) == [1, 2, 3, 4, 5]
    assert numbers(bank[46:]) == [46, 47, 48, 49, 50]
    assert numbers(bank[:4]) == [1, 2, 3]
    assert numbers(bank[1:12:5]) == [1, 6, 11]
    assert numbers(bank[6:1]) == numbers(bank[51:]) == []
    assert bank[:] == bank.questions
    assert numbers(BANK[1:5]) == [1, 3]
    for section in bank.sections:
        assert {one.section for one in bank[section.first : section.last + 1]} == {section.id}


@given(st.none() | st.integers(0, 40), st.none() | st.integers(0, 40), st.none() | st.integers(1, 9))
def test_a_slice_is_that_of_the_counting_numbers(start: int | None, stop: int | None, step: int | None) -> None:
    asked = range(41)[slice(start, stop, step)]
    assert numbers(SPARSE[start:stop:step]) == [number for number in asked if number in SPARSE]


SPARSE = sample_bank(*(question(number) for number in (1, 3, 4, 7, 12, 20, 21, 22, 30)))


@pytest.mark.parametrize(
    ("wrong", "shown"),
    [
        (slice(-3, None), "[-3:]"),
        (slice(None, -1), "[:-1]"),
        (slice(None, None, -1), "[::-1]"),
        (slice(1, 9, 0), "[1:9:0]"),
        (slice("a", "b"), "['a':'b']"),
        (slice(1.5, None), "[1.5:]"),
    ],
)
def test_a_slice_that_counts_otherwise_is_refused(wrong: slice, shown: str) -> None:
    with pytest.raises(SelectionError) as caught:
        BANK[wrong]
    assert str(caught.value) == f"{shown} is not a slice by number; count upwards, such as bank[6:16] for 6 to 15"


def test_a_miss_is_a_readable_key_error_that_names_the_nearest() -> None:
    for error in (KeyError, LookupError, AlignprepError, NotInBank):
        with pytest.raises(error):
            BANK["question-2"]
    with pytest.raises(KeyError) as caught:
        alignprep.load()["RLHF pipeline"]
    assert str(caught.value) == "no question 'RLHF pipeline'; did you mean 'rlhf-pipeline'?"
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    with pytest.raises(KeyError) as caught:
        alignprep.load()[99]
    assert str(caught.value) == "no question 99; the numbers go from 1 to 50"
    with pytest.raises(KeyError) as caught:
        alignprep.load()["zzzzzzzz"]
    assert str(caught.value) == "no question 'zzzzzzzz'"


def test_nothing_of_a_bank_can_be_changed() -> None:
    bank = sample_bank()
    attempts = [
        lambda: setattr(bank, "title", "x"),
        lambda: setattr(bank, "anything", "x"),
        lambda: delattr(bank, "title"),
        lambda: setattr(bank[1], "minutes", 9),
        lambda: delattr(bank[1], "minutes"),
        lambda: setattr(bank[1].answer, "short", "x"),
        lambda: setattr(bank.data, "title", "x"),
        lambda: bank.data.topics.clear(),
        lambda: bank.data.references.pop("nist2023"),
        lambda: bank.data.code.update(x="y"),
        lambda: bank.data.media.setdefault("x", "y"),
        lambda: bank.data.ledger.__setitem__("x", "y"),  # type: ignore[arg-type]
        lambda: bank.data.competencies.popitem(),
    ]
    before = bank.to_json()
    for attempt in attempts:
        with pytest.raises(ReadOnly) as caught:
            attempt()
        assert isinstance(caught.value, AlignprepError)
        assert isinstance(caught.value, AttributeError)
    for view in (bank.topics, bank.references, bank.labels, bank.ledger):
        with pytest.raises(ReadOnly):
            view["x"] = "y"  # type: ignore[index]
    assert bank.to_json() == before


def test_banks_and_records_are_hashable_to_the_last_field() -> None:
    one, other = sample_bank(), sample_bank()
    assert one == other
    assert hash(one) == hash(other)
    assert hash(one.data) == hash(other.data)
    assert len({*one.questions, *other.questions}) == 3
    assert one != sample_bank(question(1, related=[]))
    assert one.data != sample_bank(question(1, related=[])).data
    assert one == dict(one)
    loaded = alignprep.load()
    for record in (loaded, loaded.data, *loaded.questions, *loaded.sections, *loaded.references.values()):
        hash(record)


def test_banks_are_copied_and_pickled() -> None:
    for bank in (alignprep.load(), sample_bank()):
        bank.search("rewards")
        for again in (pickle.loads(pickle.dumps(bank)), copy.copy(bank), copy.deepcopy(bank)):
            assert type(again) is Bank
            assert again == bank
            assert again.data == bank.data
            assert again.questions == bank.questions
            assert again[1].citation_list() == bank[1].citation_list()


def test_fonts_go_with_a_bank_and_are_no_part_of_its_data() -> None:
    data = sample_bank().data.model_copy(update={"fonts": ("A.ttf",)})
    bank, without = Bank(data, {"A.ttf": b"a"}), Bank(data)
    for again in (pickle.loads(pickle.dumps(bank)), copy.copy(bank), copy.deepcopy(bank)):
        assert again.fonts == {"A.ttf": b"a"}
    assert without.fonts == {}
    assert (without, hash(without), without.data, without.to_json()) == (bank, hash(bank), bank.data, bank.to_json())
    with pytest.raises(AttributeError):
        bank.fonts["B.ttf"] = b"b"  # type: ignore[index]


def test_a_question_lists_its_citations_in_its_order() -> None:
    (first, second) = BANK[1].citation_list()
    assert BANK[1].references == ("ouyang2022training", "nist2023")
    assert first == (
        "Long Ouyang, Jeff Wu, et al. (2022). Training language models to follow instructions with human feedback. "
        "NeurIPS. arXiv:2203.02155"
    )
    assert second.startswith("National Institute of Standards and Technology (2023). A framework <with> markup & all.")
    for one in alignprep.load().questions:
        assert len(one.citation_list()) == len(one.references)


def test_knowing_its_works_changes_nothing_else_of_a_question() -> None:
    alone = Question.model_validate(question(1))
    with pytest.raises(
        NotInBank, match=r"question 'question-1' cites 'ouyang2022training', a work that it does not know"
    ):
        alone.citation_list()
    listed = sample_bank()[1]
    assert listed == alone
    assert alone == listed
    assert hash(listed) == hash(alone)
    assert listed.model_dump() == alone.model_dump()
    assert listed.model_dump_json(by_alias=True) == alone.model_dump_json(by_alias=True)
    assert dict(listed) == dict(alone)
    for again in (
        pickle.loads(pickle.dumps(listed)),
        copy.copy(listed),
        copy.deepcopy(listed),
        listed.model_copy(update={"minutes": 9}),
    ):
        assert again.citation_list() == listed.citation_list()
    data = BankData.model_validate(bank_data())
    Bank(data)
    with pytest.raises(NotInBank):
        data.questions[0].citation_list()


def test_a_prompt_shows_a_line() -> None:
    bank = alignprep.load()
    assert repr(bank) == f"<Bank {bank.version}: 50 questions in 6 sections>"
    assert repr(BANK[3]) == str(BANK[3])
    assert repr(BANK[3]) == "Question(number=3, id='question-3', title='Title 3 with <b> & {{braces}}')"
    assert repr(bank.data).startswith("BankData(title=")
    assert max(len(repr(record)) for record in (bank, bank.data, *bank.questions)) < 200
    assert bank._ipython_key_completions_() == list(bank)


def test_an_empty_bank_is_one_too() -> None:
    empty = Bank(sample_bank().data.model_copy(update={"questions": ()}))
    assert len(empty) == 0
    assert empty.search("rewards") == empty[1:] == empty.find(section="one") == ()
    with pytest.raises(KeyError, match=r"^no question 1$"):
        empty[1]
    with pytest.raises(SelectionError):
        empty.sample(1)
    with pytest.raises(SelectionError):
        empty.packet()
