"""Reads the CSV files and the data package back, by what the package itself says of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from alignprep import Packet
from alignprep.exporting import find

FILES = {
    "questions.csv": "csv",
    "facts.csv": "csv-facts",
    "follow_ups.csv": "csv-follow-ups",
    "references.csv": "csv-references",
    "datapackage.json": "datapackage",
}
"""The family of files, each with the exporter that makes it."""
FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", '"=1+1', '" =1"', "“=1", "＝1+1", "＋1", "－1",
    "＠A1", "'=1", "''=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://example.org")', "-", "=",
]  # fmt: skip
VALUES = [
    "1-2", "1e5", "1E5", "007", "3", "1,000", "1/2", "10 1/2", "2024-01-02", "2024-01-02T10:20:30Z", "1:30", "12 pm",
    "mar-5", "sept-1", "may2022", "MARCH1", "Monday 5", "$5", "5€", "50%", "(5)", "TRUE", "false", "#N/A", "#REF!",
    "1.10", "2305.18290", "9" * 400, "１２", "٣", "1'000",
]  # fmt: skip
PLAIN = [
    "Title", "may", "e", "nist2023", "rlhf-pipeline", "10.1145/3442188.3445922", "10.48550/arXiv.2203.02155",
    "4 things", "a - b", "x=1", "Trueness", "NaNs", "4-bit", "<b>", "[1]", "https://example.org/=1",
]  # fmt: skip


def family(packet: Packet) -> dict[str, bytes]:
    """Every file of a packet that its data package names, and that itself."""
    made = {name: find(exporter).load().render(packet) for name, exporter in FILES.items()}
    named = {resource.get("path") for resource in json.loads(made["datapackage.json"])["resources"]}
    return {name: data for name, data in made.items() if name in named or name == "datapackage.json"}


def cells(data: bytes) -> list[dict[str, str]]:
    """The rows of a file, cell for cell."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))


def tables(files: Mapping[str, bytes]) -> dict[str, list[dict[str, Any]]]:
    """Every table, its values read as the package's schemas and its description say."""
    found: dict[str, list[dict[str, Any]]] = {}
    for resource in json.loads(files["datapackage.json"])["resources"]:
        if "data" in resource:
            found[resource["name"]] = [
                {name: value.removeprefix("'") if isinstance(value, str) else value for name, value in row.items()}
                for row in resource["data"]
            ]
            continue
        kinds = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        found[resource["name"]] = [
            {name: _value(cell, kinds[name]) for name, cell in row.items() if cell}
            for row in cells(files[resource["path"]])
        ]
    return found


def _value(cell: str, kind: str) -> Any:
    return json.loads(cell) if kind in ("integer", "array") else cell.removeprefix("'")


def document(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The bank that the files hold, in the shape of exported JSON."""
    read, described = tables(files), json.loads(files["datapackage.json"])
    ledger: dict[str, Any] = {}
    questions = []
    for row in read["questions"]:
        ledger[row["id"]] = {name: row.pop(name) for name in ("hash", "revision", "changed")}
        question: dict[str, Any] = {}
        for name, value in row.items():
            outer, _, inner = name.partition(".")
            if inner:
                question.setdefault(outer, {})[inner] = value
            else:
                question[name] = value
        for name in ("facts", "follow_ups"):
            if name in read:
                question[name] = []
        questions.append(question)
    by_id = {question["id"]: question for question in questions}
    for row in read.get("facts", []):
        entry = {name: row.pop(name) for name in ("hash", "revision", "changed")}
        ledger[f"{row['question']}/{row['id']}"] = entry
    for name in ("facts", "follow_ups"):
        for row in read.get(name, []):
            owner = by_id[row.pop("question")][name]
            owner.append(row)
            assert row.pop("position") == len(owner)
    licenses = [one.get("name") or {"name": one["title"]} for one in described["licenses"]]
    return {
        "slug": described["name"],
        "title": described["title"],
        "version": described["version"],
        "license": licenses[0],
        **({"code_license": licenses[1]} if licenses[1:] else {}),
        "authors": [one["title"] for one in described.get("contributors", [])],
        "keywords": described.get("keywords", []),
        "sections": read["sections"],
        **{name: {row.pop("id"): row for row in read.get(name, [])} for name in ("topics", "competencies")},
        "references": {
            row.pop("key"): {name: value for name, value in row.items() if name != "link"}
            for row in read.get("references", [])
        },
        "code": {row["file"]: row["text"] for row in read.get("code", [])},
        "media": {row["file"]: row["source"] for row in read.get("figures", [])},
        "questions": questions,
        "ledger": ledger,
    }
