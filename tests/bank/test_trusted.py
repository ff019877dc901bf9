from __future__ import annotations

import json

import pytest

import alignprep
from alignprep import BankError
from alignprep.bank import bank
from alignprep.bank.bank import build
from alignprep.model.records import BankData
from alignprep.model.versions import compiled_bank
from tests.support.sample_bank import bank_data, release


def parts(record: object) -> object:
    """A record taken apart: its type, its values with their types, and which of its fields were given."""
    if hasattr(record, "model_fields_set"):
        values = {name: parts(value) for name, value in vars(record).items()}
        return type(record), record.model_fields_set, values
    if isinstance(record, tuple):
        return tuple, [parts(value) for value in record]
    if isinstance(record, dict):
        return type(record), [(key, parts(value)) for key, value in record.items()]
    return type(record), record


@pytest.mark.parametrize(
    "text",
    [
        compiled_bank(),
        json.dumps({**bank_data(), "ledger": {}}).encode(),
        release("2026-02-01").to_json().encode(),
    ],
    ids=["the bank", "a sample", "a release"],
)
def test_built_records_are_those_that_validation_makes(text: bytes) -> None:
    built = build(BankData, json.loads(text))
    validated = BankData.model_validate_json(text)
    assert built == validated
    assert parts(built) == parts(validated)
    assert hash(built) == hash(validated)
    assert built.model_dump_json(by_alias=True) == validated.model_dump_json(by_alias=True)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data["questions"][0].update(surprise=1), "/questions/0/surprise: "),
        (lambda data: data["questions"][1].pop("hint"), "/questions/1/hint: "),
        (lambda data: data["questions"][1].update(reviewed="2026-13-01"), "/questions/1/reviewed: "),
        (lambda data: data["references"]["nist2023"].update(type="novel"), "/references/nist2023/type: "),
        (lambda data: data.update(questions=None), "/questions: "),
    ],
)
def test_a_stale_bank_in_a_source_tree_is_validated_and_refused(
    change: object, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = json.loads(json.dumps(bank_data()))
    change(data)  # type: ignore[operator]
    monkeypatch.setattr(bank, "compiled_bank", lambda: json.dumps(data).encode())
    with pytest.raises(BankError) as caught:
        bank.load.__wrapped__()
    assert [problem.message for problem in caught.value.problems if problem.message.startswith(message)]
    assert caught.value.problems[0].file == "alignprep/data/bank.json"


def test_a_source_tree_without_a_bank_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(package: str, name: str) -> bytes:
        raise FileNotFoundError(name)

    monkeypatch.setattr("pkgutil.get_data", missing)
    with pytest.raises(BankError, match="make build"):
        bank.load.__wrapped__()
    alignprep.model.versions.head.cache_clear()
    try:
        with pytest.raises(BankError, match="make build"):
            alignprep.model.versions.__getattr__("DATA_VERSION")
    finally:
        alignprep.model.versions.head.cache_clear()
