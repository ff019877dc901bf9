from __future__ import annotations

import copy
import datetime
import json
import operator
import pickle

import pytest
from pydantic import ValidationError

from alignprep.content.reader import read_content
from alignprep.errors import ReadOnly
from alignprep.json_format.schema import field_docstrings
from alignprep.model.bibliography import Reference
from alignprep.model.field_types import TEXT_SCALARS, FrozenDict, words
from alignprep.model.records import BankData, Question, Rubric, Vocabulary
from tests.conftest import ROOT
from tests.support.sample_bank import bank_data, question, release


def test_records_are_frozen_hashable_and_closed() -> None:
    record = Question.model_validate(question(1))
    assert hash(record) == hash(Question.model_validate(question(1)))
    with pytest.raises(ReadOnly):
        record.minutes = 9  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Question.model_validate(question(1, surprise="x"))


def test_numbers_come_as_text_only_from_source_files() -> None:
    assert Question.model_validate(question(1, minutes="7"), context=TEXT_SCALARS).minutes == 7
    with pytest.raises(ValidationError):
        Question.model_validate(question(1, minutes="7"))
    for value in ("07", "+7", " 7", "7.0", "1_0", True, 7.0):
        with pytest.raises(ValidationError):
            Question.model_validate(question(1, minutes=value), context=TEXT_SCALARS)


def test_dates_are_days_of_the_calendar() -> None:
    assert Question.model_validate(question(1, reviewed="2024-02-29")).reviewed == datetime.date(2024, 2, 29)
    for value in ("2023-02-29", "2024-2-9", "20240209", "2024-02-29T00:00:00", 1709164800, "1709164800"):
        with pytest.raises(ValidationError):
            Question.model_validate(question(1, reviewed=value))


def test_rubric_is_written_by_grade() -> None:
    rubric = Rubric.model_validate({"1": "a", "3": "b", "5": "c"})
    assert rubric.anchors() == ((1, "a"), (3, "b"), (5, "c"))
    with pytest.raises(ValidationError):
        Rubric.model_validate({"one": "a", "three": "b", "five": "c"})


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("two words", 2),
        ("one — two", 2),
        ("cited [@key] here", 2),
        ("cited [@key; @other] here", 2),
        ("a\n\n```python\nnot these words\n```\n\nb", 2),
        ("a\n\n$$\nx = y\n$$\n\nb", 2),
        ("inline $x$ counts", 3),
        ("報酬の設計", 3),
        ("報酬の設計、です。", 4),
        ("APIを使う「テスト」", 4),
        ("보상 설계", 2),
        ("", 0),
    ],
)
def test_words_are_those_a_speaker_says(text: str, count: int) -> None:
    assert words(text) == count


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("answer", {}, "no_answer"),
        ("rubric", {}, "no_grade"),
        ("key_points", ["a", "b", "c", "c"], "repeated"),
        ("red_flags", list(map(str, range(101))), "too_long"),
        ("x-", "text", "dict_type"),
        ("hint", "  ", "blank"),
        ("title", "two\nlines", "one_line"),
        ("id", "Upper", "string_pattern_mismatch"),
        ("id", "a--b", "string_pattern_mismatch"),
        ("figure", {"file": "../x.svg", "alt": "x"}, "string_pattern_mismatch"),
        ("figure", {"file": "x.png", "alt": "x"}, "string_pattern_mismatch"),
        ("code", [".hidden"], "string_pattern_mismatch"),
    ],
)
def test_limits(field: str, value: object, kind: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Question.model_validate(question(1, **{field: value}))
    assert [fault["type"] for fault in caught.value.errors()] == [kind]


def test_a_doi_with_angle_brackets_links_as_its_registrar_has_it() -> None:
    base = {"type": "article", "title": "T", "authors": ["A"], "year": 1950}
    reference = Reference.model_validate({**base, "doi": "10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2"})
    assert reference.link == "https://doi.org/10.1175/1520-0493(1950)078%3C0001:VOFEIT%3E2.0.CO;2"


def test_a_reference_links_to_arxiv_then_doi_then_url() -> None:
    base = {"type": "article", "title": "T", "authors": ["A"], "year": 2020}
    every = {"arxiv": "2203.02155", "doi": "10.1000/182", "url": "https://a.b"}
    assert Reference.model_validate({**base, **every}).link == "https://arxiv.org/abs/2203.02155"
    assert (
        Reference.model_validate({**base, "doi": "10.1000/182", "url": "https://a.b"}).link
        == "https://doi.org/10.1000/182"
    )
    assert Reference.model_validate({**base, "url": "https://a.b"}).link == "https://a.b"
    with pytest.raises(ValidationError):
        Reference.model_validate({**base, "url": "javascript:alert(1)"})
    with pytest.raises(ValidationError):
        Reference.model_validate(base)


def test_a_bank_round_trips_through_json() -> None:
    bank = BankData.model_validate(bank_data())
    assert BankData.model_validate_json(bank.model_dump_json(by_alias=True)) == bank


def test_public_fields_are_documented() -> None:
    for kind in (BankData, Question, Reference, Rubric):
        names = [base.__name__ for base in kind.__mro__ if base.__module__ == kind.__module__]
        said = {name for base in names for name in field_docstrings(kind.__module__).get(base, ())}
        assert said == set(kind.model_fields)


def test_it_reads_like_a_dict_and_never_changes() -> None:
    made = FrozenDict({"a": 1, "b": 2})
    assert made == {"a": 1, "b": 2}
    assert hash(made) == hash(FrozenDict({"b": 2, "a": 1}))
    assert json.loads(json.dumps(made)) == made
    assert type(made | {"c": 3}) is dict
    changes = [
        lambda: operator.setitem(made, "a", 2),
        lambda: operator.delitem(made, "a"),
        lambda: operator.ior(made, {"c": 3}),
        made.clear,
        made.popitem,
        lambda: made.pop("a"),
        lambda: made.setdefault("c", 3),
        lambda: made.update(c=3),
    ]
    for change in changes:
        with pytest.raises(ReadOnly, match="never changes"):
            change()
    assert made == {"a": 1, "b": 2}


def test_every_way_to_change_a_dict_is_refused() -> None:
    changing = {name for name in dir(dict) if name not in dir(tuple)} - {
        "__class_getitem__", "__or__", "__ror__", "__reversed__", "copy", "fromkeys", "get", "items", "keys", "values",
    }  # fmt: skip
    assert len(changing) == 8
    assert all(name in vars(FrozenDict) for name in changing)


def test_it_is_copied_and_pickled() -> None:
    made = FrozenDict({"a": (1,)})
    for again in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert type(again) is FrozenDict
        assert again == made


def test_no_record_holds_a_mapping_that_changes() -> None:
    records = [
        BankData.model_validate(bank_data()),
        release("2026-02-01").data,
        read_content(ROOT / "content").data,
        Vocabulary.model_validate({"topics": {}, "competencies": {}}),
    ]
    for record in records:
        hash(record)
        held = [value for value in vars(record).values() if isinstance(value, dict)]
        assert held
        assert all(type(value) is FrozenDict for value in held)
