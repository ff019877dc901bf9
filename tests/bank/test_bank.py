from __future__ import annotations

import contextlib
import dataclasses
import gc
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import alignprep
from alignprep.bank import bank
from alignprep.bank.bank import build, read_bank
from alignprep.build.build import export
from alignprep.cli.app import main
from alignprep.errors import BankError
from alignprep.json_format.validator import validate
from alignprep.json_format.writer import compiled, dumps
from alignprep.model.bibliography import Reference, entry, labels
from alignprep.model.records import BankData
from alignprep.model.versions import compiled_bank
from alignprep.text.nodes import plain
from tests.support.sample_bank import bank_data, release, sample_bank


def test_the_package_holds_a_bank() -> None:
    bank = alignprep.load()
    assert bank is alignprep.load()
    assert bank["rlhf-pipeline"].number == 2
    assert len(bank.sections) == 6


def test_read_bank_reads_what_is_compiled() -> None:
    bank = sample_bank()
    again = read_bank(dumps(compiled(bank)), "x")
    assert again.data == bank.data


@pytest.mark.parametrize("text", [dumps(compiled(sample_bank())), b"{}"], ids=["a bank", "none"])
@pytest.mark.parametrize("enabled", [True, False])
def test_reading_leaves_the_collector_as_it_was(text: bytes, enabled: bool) -> None:
    try:
        gc.enable() if enabled else gc.disable()
        with contextlib.suppress(BankError):
            read_bank(text, "x")
        assert gc.isenabled() is enabled
    finally:
        gc.enable()


def test_read_bank_refuses_with_a_pointer() -> None:
    data = compiled(sample_bank())
    data["questions"][1]["minutes"] = 99
    with pytest.raises(BankError) as caught:
        read_bank(dumps(data), "x.json")
    assert caught.value.problems[0].message.startswith("/questions/1/minutes: ")


@pytest.mark.parametrize("edition", ["candidate", "study", "interviewer"])
def test_a_packet_is_the_one_that_the_command_makes(edition: str, tmp_path: Path) -> None:
    file = tmp_path / "packet.docx"
    arguments = ["packet", "--minutes", "60", "--seed", "7", "--edition", edition, "-o", str(file)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    packet = alignprep.load().packet(minutes=60, seed=7, edition=edition)
    assert export("docx", packet) == file.read_bytes()
    assert packet.edition == edition


def test_a_packet_takes_the_interview_and_the_conditions() -> None:
    bank = alignprep.load()
    interview = alignprep.Interview(candidate="Ada L.", opening=10, closing=0)
    packet = bank.packet(minutes=30, seed=1, paper="letter", interview=interview, section="behavioral")
    assert packet.interview == dataclasses.replace(interview, seed=1)
    assert packet.paper == "letter"
    assert {item.section for item in packet.items} == {"behavioral"}
    assert 10 + packet.minutes + 4.5 * len(packet.items) <= 30
    with pytest.raises(alignprep.SelectionError, match="give it"):
        bank.packet(minutes=5)
    with pytest.raises(alignprep.SelectionError, match="no section"):
        bank.packet(section="nowhere")


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
    assert list(labels(works).values()) == sorted(labels(works).values(), key=str.casefold)


def test_a_bibliography_is_sorted_without_regard_to_capitals_and_accents() -> None:
    names = ["Zou", "habryka", "Hughes", "Hägele", "Face", "FDA", "arXiv", "Anthropic"]
    shown = labels({str(index): reference(name) for index, name in enumerate(names)}).values()
    assert [label.removesuffix(" 2020") for label in shown] == [
        "Anthropic", "arXiv", "Face", "FDA", "habryka", "Hägele", "Hughes", "Zou",
    ]  # fmt: skip


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
        (lambda data: data["questions"][1].pop("answer"), "/questions/1/answer: "),
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


DATA = Path(__file__).parents[1] / "data"
OLD = sorted(DATA.glob("bank-*.json"))


def document(**changes: Any) -> str:
    return json.dumps({**json.loads((DATA / "bank-1.0.json").read_text(encoding="utf-8")), **changes})


def refusal(text: str) -> list[str]:
    with pytest.raises(BankError) as caught:
        alignprep.read_bank(text, "bank.json")
    return [str(problem) for problem in caught.value.problems]


def test_the_old_banks_are_there() -> None:
    assert [path.name for path in OLD] == ["bank-1.0-without-ledger.json", "bank-1.0.json", "bank-1.1.json"]
    versions = [json.loads(path.read_text(encoding="utf-8"))["schema_version"] for path in OLD]
    assert versions == ["1.0", "1.0", "1.1"]


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_an_old_bank_still_loads(path: Path) -> None:
    bank = alignprep.read_bank(path.read_bytes(), path.name)
    assert [one.id for one in bank.questions] == ["question-1", "question-2"]
    assert bank["question-1"].reviewed.isoformat() == "2026-01-01"
    assert bank["question-1"].figure
    assert len(bank["question-1"].citation_list()) == 2
    assert set(bank.ledger) == {*bank, *(f"{one.id}/{fact.id}" for one in bank.questions for fact in one.facts)}
    assert bank.search("rewards")
    assert alignprep.select(bank, edition="interviewer").items
    assert validate(path.read_bytes(), path.name) == ()


def test_a_bank_of_a_newer_format_says_in_one_line_to_upgrade() -> None:
    newest = alignprep.SCHEMA_VERSION
    expected = "bank.json: error[AP602]: /schema_version: this bank has format {}; this alignprep reads 2.x up to {}; "
    assert refusal(document(schema_version="3.0", questions={})) == [
        expected.format("3.0", newest) + "upgrade alignprep"
    ]
    assert refusal(document(schema_version="3.0")) == [expected.format("3.0", newest) + "upgrade alignprep"]
    assert refusal(document(schema_version="2.99")) == [expected.format("2.99", newest) + "upgrade alignprep"]


def test_another_edition_says_so_in_one_line() -> None:
    text = json.dumps({**json.loads(document()), "edition": "candidate", "questions": [{"id": "x"}]})
    assert refusal(text) == [
        "bank.json: error[AP602]: /edition: this is the candidate edition; a bank is read from the interviewer "
        "edition, which hides nothing"
    ]


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '{"schema_version": 2}', '{"schema_version": []}', "\ud800"])
def test_what_is_no_bank_is_refused(text: str) -> None:
    assert refusal(text)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(BankError):
        alignprep.read_bank(b"\xff\xfe")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b'{"$schema": \n', "x.json:2:1: error[AP601]: not valid JSON: expecting value, but the file ends"),
        ('{"a": 1,}', "x.json:1:8: error[AP601]: not valid JSON: a comma with nothing behind it"),
        ("[1, \n]", "x.json:1:3: error[AP601]: not valid JSON: a comma with nothing behind it"),
        ('{"a": ,}', "x.json:1:7: error[AP601]: not valid JSON: expecting value"),
        (b'{"a": "\xff"}', "x.json:1:8: error[AP103]: is not UTF-8 from here on; save it as UTF-8"),
    ],
)
def test_what_is_no_json_is_told_with_its_place(text: str | bytes, told: str) -> None:
    with pytest.raises(BankError) as caught:
        read_bank(text, "x.json")
    assert str(caught.value).startswith(told)
