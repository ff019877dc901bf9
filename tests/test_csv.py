from __future__ import annotations

import csv
import io
import json

import pytest

from alignprep import select
from alignprep.exported import document
from alignprep_exporters import csv as exporter
from tests.sample_bank import question, sample_bank


def rows(edition: str, *questions: dict[str, object]) -> list[dict[str, str]]:
    data = exporter.render(select(sample_bank(*questions), edition=edition))
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def read_back(row: dict[str, str]) -> dict[str, object]:
    """Undo the documented flattening."""
    record: dict[str, object] = {}
    for name, cell in row.items():
        cell = cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@\t\r" else cell
        value = json.loads(cell) if name in LISTS or name in ("number", "minutes") else cell
        outer, _, inner = name.partition(".")
        if inner:
            record.setdefault(outer, {})[inner] = value  # type: ignore[index]
        else:
            record[name] = value
    return record


LISTS = {
    "topics", "competencies", "key_points", "follow_ups", "red_flags", "facts", "references", "code", "related",
}  # fmt: skip


@pytest.mark.parametrize("edition", ["candidate", "study", "interviewer"])
def test_every_field_comes_back(edition: str) -> None:
    for row, wanted in zip(rows(edition), document(select(sample_bank(), edition=edition))["questions"], strict=True):
        row.pop("code.text", None)
        row.pop("references.works", None)
        if "figure" not in wanted:
            for name in [name for name in row if name.startswith("figure.")]:
                assert row.pop(name) == ""
        assert read_back(row) == wanted


def test_samples_and_works_are_in_the_row() -> None:
    row = rows("study")[0]
    assert json.loads(row["code.text"]) == ['print("<hello> & {{goodbye}}")\n']
    assert [work["year"] for work in json.loads(row["references.works"])] == [2022, 2023]


def test_it_is_rfc_4180() -> None:
    data = exporter.render(select(sample_bank(), edition="study"))
    assert data.endswith(b"\r\n")
    assert not data.startswith(b"\xef\xbb\xbf")
    header = data.split(b"\r\n")[0].decode().split(",")
    assert header[:4] == ["id", "number", "section", "title"]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x"])
def test_no_cell_begins_a_formula(start: str) -> None:
    for row in rows("interviewer", question(1, title=f"{start} title", hint=f"{start} hint", related=[])):
        assert row["title"] == f"'{start} title"
        assert row["hint"] == f"'{start} hint"
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
