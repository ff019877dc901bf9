from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import alignprep
from alignprep import BankError, __version__, select
from alignprep.bank.bank import Bank, load, read_bank
from alignprep.json_format.validator import validate
from alignprep.json_format.writer import compiled, document, dumps
from alignprep.model.json_shapes import Document, Line
from alignprep.model.records import BankData
from alignprep_exporters import json as exporter
from alignprep_exporters.json import lines
from tests.support import strategies
from tests.support.sample_bank import question, release, sample_bank

EDITIONS = ("candidate", "study", "interviewer")


@pytest.mark.parametrize("bank", [sample_bank(), release("2026-02-01"), load()], ids=["sample", "release", "ours"])
def test_the_interviewers_edition_reads_back_as_the_same_bank(bank: Bank) -> None:
    again = read_bank(exporter.render(select(bank, edition="interviewer")), "x")
    assert again == bank
    assert again.data.model_copy(update={"ledger": {}}) == bank.data.model_copy(update={"ledger": {}})
    assert dict(again.ledger) == dict(bank.ledger)
    assert {type(one) for one in again.questions} == {type(one) for one in bank.questions}
    assert {hash(one) for one in again.questions} == {hash(one) for one in bank.questions}
    assert exporter.render(select(again, edition="interviewer")) == exporter.render(select(bank, edition="interviewer"))


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_bank_comes_back_and_its_lines_are_valid(data: st.DataObject) -> None:
    bank = sample_bank(*(data.draw(strategies.questions(number))[0] for number in (1, 2)))
    packet = select(bank, edition="interviewer")
    again = read_bank(exporter.render(packet), "x")
    assert again == bank
    assert validate(exporter.render(packet), "x.json") == ()
    assert validate(lines.render(packet), "x.jsonl") == ()
    assert [Line.model_validate(line).title for line in read(packet)] == [one.title for one in bank.questions]


def test_a_document_of_format_1_0_reads_back() -> None:
    old: dict[str, Any] = compiled(sample_bank())
    for name in ("slug", "language", "anki", "authors", "code_license"):
        del old[name]
    old |= {"$schema": "urn:alignprep:schema:bank:1", "schema_version": "1.0"}
    again = read_bank(dumps(old), "x")
    assert again == sample_bank()
    assert (again.slug, again.language, again.license) == ("a-sample-bank", "en", "CC-BY-4.0")
    assert read_bank(dumps({**old, "license": "Ours alone"}), "x").license == "Ours alone"


def test_a_candidates_copy_says_nothing_of_its_bank() -> None:
    data = json.loads(exporter.render(select(release("2026-02-01"), edition="candidate", numbers=[3, 1])))
    assert list(data) == [
        "$schema", "schema_version", "software_version", "edition", "title", "language", "license", "authors",
        "questions",
    ]  # fmt: skip
    assert data["title"] == "Interview questions"
    assert [list(one) for one in data["questions"]] == [["id", "number", "question", "minutes"]] * 2
    assert [(one["id"], one["number"]) for one in data["questions"]] == [("question-1", 1), ("question-2", 2)]
    (first, _) = [
        json.loads(line)
        for line in lines.render(select(release("2026-02-01"), edition="candidate", numbers=[3, 1])).splitlines()
    ]
    assert list(first) == ["id", "number", "question", "minutes", "edition", "language", "license", "code_license"]


@pytest.mark.parametrize("edition", EDITIONS[1:])
def test_it_says_what_it_is(edition: str) -> None:
    bank = release("2026-02-01")
    data = json.loads(exporter.render(select(bank, edition=edition)))
    assert list(data)[:8] == [
        "$schema", "schema_version", "software_version", "edition", "slug", "title", "version", "released",
    ]  # fmt: skip
    assert data["$schema"] == "urn:alignprep:schema:bank:2"
    assert data["software_version"] == __version__
    assert data["released"] == "2026-02-01"
    assert (data["language"], data["license"], data["code_license"]) == ("en", "CC-BY-4.0", "MIT")
    for one in data["questions"]:
        assert one["hash"] == data["ledger"][one["id"]]["hash"] == bank.ledger[one["id"]].hash


def test_a_digest_changes_with_its_question_and_with_no_other() -> None:
    before = {one["id"]: one["hash"] for one in document(select(sample_bank()))["questions"]}
    changed = sample_bank(question(1), question(2, hint="Another hint."), question(3))
    after = {one["id"]: one["hash"] for one in document(select(changed))["questions"]}
    assert [id for id in before if before[id] != after[id]] == ["question-2"]
    assert len(set(before.values())) == len(before)


def test_it_is_readable_utf_8_with_a_final_line_break() -> None:
    data = exporter.render(select(sample_bank()))
    assert data.endswith(b"}\n")
    assert "θ → π" in data.decode("utf-8")


def read(packet: alignprep.Packet) -> list[dict[str, Any]]:
    data = lines.render(packet).decode("utf-8")
    assert data.endswith("\n")
    assert data.count("\n") == len(data.splitlines()) == len(packet.items)
    return [json.loads(line) for line in data.splitlines()]


def shape(value: Any) -> Any:
    """The keys, in order, and the types of a value; of a list, what its entries have in common."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return sorted({json.dumps(shape(entry)) for entry in value})
    return type(value).__name__


def without_lists(value: Any) -> Any:
    return {name: [] if isinstance(inner, list) else inner for name, inner in value.items()}


@pytest.mark.parametrize("bank", [sample_bank(), load()], ids=["sample", "ours"])
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_line_has_the_same_keys_and_types(edition: str, bank: Bank) -> None:
    found = read(select(bank, edition=edition))
    assert len({json.dumps(without_lists(shape(line))) for line in found}) == 1
    for name in found[0]:
        if isinstance(found[0][name], list):
            assert len({kind for line in found for kind in shape(line[name])}) <= 1, name
    assert "null" not in {kind for line in found for kind in json.dumps(shape(line))}
    assert list(found[0]) == [name for name in Line.model_fields if name in found[0]]


@pytest.mark.parametrize("bank", [sample_bank(), load()], ids=["sample", "ours"])
def test_a_line_is_whole_in_itself(bank: Bank) -> None:
    for line in read(select(bank, edition="interviewer")):
        Line.model_validate(line)
        one = bank[line["id"]]
        assert line["section_title"] in {section.title for section in bank.sections if section.id == one.section}
        assert line["topic_titles"] == [bank.topics[topic].title for topic in one.topics]
        assert [work["key"] for work in line["works"]] == line["references"]
        for work in line["works"]:
            original = bank.references[work["key"]].model_dump(mode="json")
            assert work["link"] == bank.references[work["key"]].link
            assert work["label"] == bank.labels[work["key"]]
            assert {name: work[name] or None for name in original if name != "label"} == {
                name: value for name, value in original.items() if name != "label"
            }
        assert line["samples"] == [{"file": name, "text": bank.code[name]} for name in one.code]
        assert line["figure"]["file"] == (one.figure.file if one.figure else "")
        assert line["figure"]["source"] == (bank.media[one.figure.file] if one.figure else "")
        entry = bank.ledger[one.id]
        assert (line["hash"], line["revision"]) == (entry.hash, entry.revision)
        for fact in line["facts"]:
            assert fact["hash"] == bank.ledger[f"{one.id}/{fact['id']}"].hash


def test_a_document_that_is_not_valid_is_not_returned() -> None:
    shown = select(sample_bank(), edition="study")
    broken = replace(shown, media=dict.fromkeys(shown.media, "<svg/>"))
    with pytest.raises(BankError, match="the exported JSON"):
        exporter.render(broken)


def test_only_a_missing_library_of_the_validator_is_forgiven(monkeypatch: pytest.MonkeyPatch) -> None:
    shown, nothing = select(sample_bank(), edition="study"), cast(Any, None)
    for missing, forgiven in (("jsonschema", True), ("alignprep.json_format.validator", False)):
        monkeypatch.delitem(sys.modules, "alignprep.json_format.validator", raising=False)
        with monkeypatch.context() as patched:
            patched.setitem(sys.modules, missing, nothing)
            if forgiven:
                assert json.loads(exporter.render(shown))["edition"] == "study"
            else:
                with pytest.raises(ModuleNotFoundError):
                    exporter.render(shown)


def test_a_line_agrees_with_the_document() -> None:
    packet = select(load(), edition="interviewer")
    for line, one in zip(read(packet), document(packet)["questions"], strict=True):
        for name, value in one.items():
            if name in ("answer", "rubric"):
                assert {part: text for part, text in line[name].items() if text} == value
            elif name not in ("figure", "facts"):
                assert line[name] == value, name
        told = [{name: fact[name] for name in ("id", "text", "why", "point") if fact[name]} for fact in line["facts"]]
        assert told == one["facts"]


def test_what_looks_like_the_end_of_a_line_is_none() -> None:
    bank = sample_bank(question(1, hint="A\u00a0b.", related=[]))
    (line,) = read(select(bank))
    assert line["hint"] == "A\u00a0b."


def test_exported_records_add_to_the_models() -> None:
    assert {*Document.model_fields} - {*BankData.model_fields} == {"software_version"}


LOAD = """
import sys
from datasets import load_dataset
rows = load_dataset("json", data_files=sys.argv[1], split="train", cache_dir=sys.argv[2])
print(rows.features)
for row in rows:
    print(row["id"], row["minutes"], len(row.get("works", [])))
"""


@pytest.mark.parametrize("edition", EDITIONS)
def test_datasets_loads_the_lines_without_a_network(edition: str, tmp_path: Path) -> None:
    packet = select(load(), edition=edition)
    (tmp_path / "questions.jsonl").write_bytes(lines.render(packet))
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(tmp_path / "questions.jsonl"), str(tmp_path / "cache")],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    features, *rows = done.stdout.splitlines()
    assert "'null'" not in features
    assert rows == [f"{item.id} {item.minutes} {len(item.references)}" for item in packet.items]
