from __future__ import annotations

import pytest

import alignprep
from alignprep.bank import read_bank
from alignprep.bibliography import entry, labels
from alignprep.document import plain
from alignprep.errors import BankError
from alignprep.exported import compiled, dumps
from alignprep.model import Reference
from tests.sample_bank import question, sample_bank


def test_a_bank_is_an_ordered_mapping() -> None:
    bank = sample_bank(question(3), question(1, related=["question-3"]), question(2))
    assert list(bank) == ["question-1", "question-2", "question-3"]
    assert len(bank) == 3
    assert "question-2" in bank
    assert bank["question-2"].number == 2
    assert bank.get("nothing") is None
    assert repr(bank) == "<Bank 2026.1.0: 3 questions in 2 sections>"


def test_a_miss_names_the_nearest() -> None:
    with pytest.raises(KeyError, match="no question 'question-x'; did you mean question-"):
        sample_bank()["question-x"]


def test_the_package_holds_a_bank() -> None:
    bank = alignprep.load()
    assert bank is alignprep.load()
    assert bank["rlhf-pipeline"].number == 2
    assert len(bank.sections) == 6


def test_read_bank_reads_what_is_compiled() -> None:
    bank = sample_bank()
    again = read_bank(dumps(compiled(bank)), "x")
    assert again.data == bank.data


def test_read_bank_refuses_with_a_pointer() -> None:
    data = compiled(sample_bank())
    data["questions"][1]["minutes"] = 99
    with pytest.raises(BankError) as caught:
        read_bank(dumps(data), "x.json")
    assert caught.value.problems[0].message.startswith("/questions/1/minutes: ")


def reference(*authors: str, year: int = 2020, **more: object) -> Reference:
    fields = {
        "type": "article",
        "title": "On things",
        "authors": authors,
        "year": year,
        "url": "https://example.org/x/",
    }
    return Reference.model_validate({**fields, **more})


def test_labels() -> None:
    works = {
        "one": reference("Ada Lovelace"),
        "two": reference("Ada Lovelace", "Alan Turing"),
        "three": reference("A. B. van der Berg", "C", "D"),
        "others": reference("Ada Lovelace", "et al."),
        "junior": reference("Sammy Davis Jr."),
        "label": reference("National Institute of Standards and Technology", label="NIST"),
        "b": reference("Alan Turing", title="B"),
        "a": reference("Alan Turing", title="A"),
    }
    assert labels(works) == {
        "junior": "Davis 2020",
        "one": "Lovelace 2020",
        "two": "Lovelace and Turing 2020",
        "others": "Lovelace et al. 2020",
        "label": "NIST 2020",
        "a": "Turing 2020a",
        "b": "Turing 2020b",
        "three": "van der Berg et al. 2020",
    }
    assert list(labels(works).values()) == sorted(labels(works).values(), key=str)


def test_entries() -> None:
    assert plain(entry(reference("Ada Lovelace", "Alan Turing", venue="Proc. X"))) == (
        "Ada Lovelace and Alan Turing (2020). On things. Proc. X. example.org/x"
    )
    assert plain(entry(reference("Ada Lovelace", "B C", "et al.", arxiv="2203.02155"))) == (
        "Ada Lovelace, B C, et al. (2020). On things. arXiv:2203.02155"
    )
    assert plain(entry(reference("Ada Lovelace", title="Why?", doi="10.1000/182"))) == (
        "Ada Lovelace (2020). Why? doi:10.1000/182"
    )
