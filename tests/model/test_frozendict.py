from __future__ import annotations

import copy
import json
import operator
import pickle

import pytest

from alignprep.content.reader import read_content
from alignprep.errors import ReadOnly
from alignprep.model.field_types import FrozenDict
from alignprep.model.records import BankData, Vocabulary
from tests.conftest import ROOT
from tests.support.sample_bank import bank_data, release


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
