from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas._libs.parsers import STR_NA_VALUES

import alignprep
from alignprep import ExporterError, Packet, select
from alignprep.bank.bank import Bank
from alignprep.json_format.writer import compiled
from alignprep.json_format.writer import document as exported_document
from alignprep.model.records import BankData, Question
from alignprep.text.cells import cell
from alignprep_exporters.csv import package, render
from alignprep_exporters.csv.tables import FACTS, FOLLOW_UPS, REFERENCES
from tests.support import strategies
from tests.support.csv_reader import FORMULAS, VALUES, cells, document, family, tables
from tests.support.sample_bank import question, sample_bank

EDITIONS = ("candidate", "study", "interviewer")


def whole(bank: Bank, **chosen: Any) -> Packet:
    return select(bank, edition="interviewer", **chosen)


def read_back(packet: Packet) -> BankData:
    return BankData.model_validate(document(family(packet)))


def as_packet(packet: Packet) -> BankData:
    """What the packet itself says, by way of its JSON."""
    data = exported_document(packet)
    for name in ("software_version", "released", "language", "anki", "dataset", "products", "rules"):
        data.pop(name, None)
    if not packet.code:
        data.pop("code_license", None)
    for one in data["questions"]:
        del one["hash"]
    return BankData.model_validate(data)


@pytest.mark.parametrize("bank", [sample_bank(), alignprep.load()], ids=["sample", "ours"])
def test_the_files_hold_the_bank(bank: Bank) -> None:
    again = read_back(whole(bank))
    assert again.questions == bank.questions
    assert dict(again.references) == dict(bank.references)
    for name in ("title", "version", "license", "sections", "topics", "competencies", "code", "media"):
        assert getattr(again, name) == getattr(bank.data, name), name
    assert again.ledger == dict(bank.ledger)


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_bank_comes_back(data: st.DataObject) -> None:
    made = [data.draw(strategies.questions(number))[0] for number in (1, 2, 3)]
    packet = whole(sample_bank(*made))
    assert read_back(packet) == as_packet(packet)


def test_each_row_begins_with_quotes_so_that_no_text_gives_the_separator() -> None:
    """Gnumeric takes for it what follows the quotes of the first line that begins with them."""
    text = render(whole(sample_bank(question(1, hint="One.", related=[])))).decode()
    assert text.split("\r\n")[1].startswith('"question-1",1,')


@pytest.mark.parametrize("ids", [["question-1"], ["question-2", "question-3"]])
def test_a_selection_comes_back(ids: list[str]) -> None:
    packet = whole(sample_bank(), ids=ids)
    assert read_back(packet) == as_packet(packet)


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_edition_shows_its_fields_and_no_other(edition: str) -> None:
    packet = select(sample_bank(), edition=edition)
    if edition == "candidate":
        assert list(cells(render(packet))[0]) == ["id", "number", "question", "minutes"]
        return
    again = document(family(packet))
    for one, wanted in zip(again["questions"], exported_document(packet)["questions"], strict=True):
        del wanted["hash"]
        assert one == wanted
    hidden = {"rubric.1", "red_flags"}
    header = set(cells(render(packet))[0])
    assert header.isdisjoint(hidden) if edition != "interviewer" else header > hidden


def test_columns_do_not_depend_on_what_is_selected() -> None:
    bank = sample_bank()
    assert not bank["question-3"].figure
    for one in ("question-1", "question-3"):
        (row,) = cells(render(whole(bank, ids=[one])))
        assert {"figure.file", "figure.alt", "figure.caption"} < set(row)


def test_what_an_edition_hides_is_a_table_without_rows() -> None:
    packet = select(sample_bank(), edition="candidate")
    for exporter in (FACTS, FOLLOW_UPS, REFERENCES):
        (header,) = exporter.render(packet).decode().split("\r\n")[:-1]
        assert header
    with pytest.raises(ExporterError, match="description of the tables cannot be made of the candidate edition"):
        package.render(packet)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_file_is_rfc_4180(edition: str) -> None:
    packet = select(sample_bank(), edition=edition)
    files = {"questions.csv": render(packet)} if edition == "candidate" else family(packet)
    for name, data in files.items():
        if name.endswith(".csv"):
            assert data.endswith(b"\r\n")
            assert not data.startswith(b"\xef\xbb\xbf")
            assert re.fullmatch(rb'(?:(?:[^",\r\n]*|"(?:[^"]|"")*")(?:,|\r\n))+', data)
            rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
            assert len({len(row) for row in rows}) == 1
            assert rows[0] not in rows[1:]


@pytest.mark.parametrize("text", sorted(STR_NA_VALUES - {""}))
def test_what_pandas_takes_for_missing_has_an_apostrophe(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", FORMULAS[:4] + VALUES[:4])
def test_no_cell_begins_a_formula(text: str) -> None:
    packet = whole(sample_bank(question(1, title=text, hint=f"{text} hint", related=[])))
    (row,) = cells(render(packet))
    assert row["title"] == f"'{text}"
    for name, data in family(packet).items():
        for one in cells(data) if name.endswith(".csv") else []:
            assert not [value for value in one.values() if re.match(r"[\"\s]*[=+\-@\t\r]", value)]


def test_our_cells_fit_into_excel() -> None:
    longest = {
        name: max(len(value) for row in cells(data) for value in row.values())
        for name, data in family(whole(alignprep.load())).items()
        if name.endswith(".csv")
    }
    assert set(longest) == {"questions.csv", "facts.csv", "follow_ups.csv", "references.csv"}
    assert max(longest.values()) < 32_767, "Excel cuts longer cells"


def test_our_keys_need_no_apostrophe() -> None:
    read = family(whole(alignprep.load()))
    for name, columns in (("questions.csv", ["id"]), ("facts.csv", ["question", "id"]), ("references.csv", ["key"])):
        assert not [row for row in cells(read[name]) if any(row[column].startswith("'") for column in columns)]


def test_pandas_reads_every_text_as_text(tmp_path: Path) -> None:
    for name, data in family(whole(alignprep.load())).items():
        if name.endswith(".csv"):
            (tmp_path / name).write_bytes(data)
            frame = pd.read_csv(tmp_path / name, dtype_backend="numpy_nullable")
            for index, row in enumerate(cells(data)):
                for column, value in row.items():
                    seen = frame.iloc[index][column]
                    assert (value == "" and pd.isna(seen)) or str(seen) == value, (name, column)


def frictionless(folder: Path) -> tuple[int, str]:
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).write_bytes(data)


@pytest.mark.acceptance
@pytest.mark.parametrize("edition", EDITIONS[1:])
def test_frictionless_accepts_the_package(edition: str, tmp_path: Path) -> None:
    hostile = [question(n, title=text, related=[]) for n, text in enumerate(["=1+1", "1-2", "'x"], 1)]
    hostile[0]["id"], hostile[1]["id"] = "1-2", "1e5"
    for name, bank in (("ours", alignprep.load()), ("sample", sample_bank()), ("hostile", sample_bank(*hostile))):
        folder = tmp_path / name
        folder.mkdir()
        write(folder, family(select(bank, edition=edition)))
        status, report = frictionless(folder)
        assert status == 0, report
        assert json.loads(report)["valid"] is True


@pytest.mark.acceptance
@pytest.mark.parametrize(
    ("file", "change", "error"),
    [
        ("facts.csv", (b'\r\n"question-2",', b'\r\n"no-such",'), "foreign-key"),
        ("follow_ups.csv", (b'\r\n"question-2",', b'\r\n"no-such",'), "foreign-key"),
        ("questions.csv", (b",two,", b",three,"), "foreign-key"),
        ("references.csv", (b'\r\n"nist2023",', b'\r\n"nist2024",'), "foreign-key"),
        ("questions.csv", (b'"question-2",2,', b'"question-1",2,'), "primary-key"),
        ("questions.csv", (b'"question-2",2,', b'"question-2",0,'), "constraint-error"),
        ("questions.csv", (b"2026-01-02", b"2026-13-02"), "type-error"),
        ("references.csv", (b"NeurIPS", b"ICML"), "hash-count"),
    ],
)
def test_frictionless_finds_what_is_broken(file: str, change: tuple[bytes, bytes], error: str, tmp_path: Path) -> None:
    files = family(whole(sample_bank()))
    assert change[0] in files[file]
    files[file] = files[file].replace(*change)
    write(tmp_path, files)
    status, report = frictionless(tmp_path)
    assert status == 1
    assert f'"{error}"' in report


def test_the_package_describes_every_column_by_the_model() -> None:
    files = family(whole(sample_bank()))
    described = json.loads(files["datapackage.json"])
    assert described["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    for resource in described["resources"]:
        fields = resource["schema"]["fields"]
        assert all(field["description"] for field in fields)
        if "path" in resource:
            assert [field["name"] for field in fields] == list(cells(files[resource["path"]])[0])
            assert resource["bytes"] == len(files[resource["path"]])
    by_name = {field["name"]: field for field in described["resources"][0]["schema"]["fields"]}
    assert by_name["minutes"]["type"] == "integer"
    assert by_name["minutes"]["constraints"] == {"required": True, "minimum": 1, "maximum": 30}
    assert by_name["minutes"]["description"] == Question.model_fields["minutes"].description
    assert by_name["key_points"]["type"] == "array"
    assert by_name["reviewed"]["type"] == "date"
    assert "required" not in by_name["figure.alt"].get("constraints", {})


def test_lists_of_keys_name_rows() -> None:
    read = tables(family(whole(alignprep.load())))
    keys = {row["key"] for row in read["references"]}
    for row in read["questions"]:
        assert set(row["references"]) <= keys
    cited = [(row["question"], row["position"], row["reference"]) for row in read["citations"]]
    listed = [(row["id"], n, key) for row in read["questions"] for n, key in enumerate(row["references"], 1)]
    assert cited == listed


def test_the_compiled_bank_has_no_more_than_the_files(root: Path) -> None:
    bank = alignprep.load()
    data = document(family(whole(bank)))
    ours = compiled(bank)
    for name in ("sections", "topics", "competencies", "references", "code", "media", "questions", "ledger"):
        assert data[name] == ours[name], name
