"""The CSV files in LibreOffice Calc: no formula, and every cell as it was written. Run by `make acceptance`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from pandas._libs.parsers import STR_NA_VALUES

from alignprep import Packet, select
from alignprep.bank import load
from tests.reading import cells, family
from tests.sample_bank import question, sample_bank
from tests.test_acceptance import run
from tests.test_csv import FORMULAS, PLAIN, VALUES

pytestmark = pytest.mark.acceptance
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
FILTERS = {
    "as it comes": "CSV:44,34,76",
    # American English, dates and the like are looked for, formulas are evaluated: the most that a user can ask for.
    "eager": "CSV:44,34,76,1,,1033,false,true,false,false,false,-1,true",
    "eager in Japanese": "CSV:44,34,76,1,,1041,false,true,false,false,false,-1,true",
    "eager in German": "CSV:44,34,76,1,,1031,false,true,false,false,false,-1,true",
}
NUMBERS = {"number", "minutes", "year", "position", "revision"}
DATES = {"reviewed", "changed"}


def hostile() -> Packet:
    """Every text that might be mistaken, as a question's title, hint and id."""
    texts = [*FORMULAS, *VALUES, *PLAIN, *sorted(STR_NA_VALUES - {""})]
    titles = [text for text in texts if text == text.strip() and len(text) <= 80]
    ids = ["1-2", "1e5", "007", "2024-01-02", "mar-5", "nan", "true"]
    questions = [
        question(number, title=titles[number % len(titles)], hint=text, related=[], reviewed="2026-01-31")
        for number, text in enumerate(texts, 1)
    ]
    for one, id in zip(questions, ids, strict=False):
        one["id"] = id
    return select(sample_bank(*questions), edition="interviewer")


def paragraph(node: etree._Element) -> str:
    said = node.text or ""
    for inner in node:
        if inner.tag == TEXT + "s":
            said += " " * int(inner.get(TEXT + "c", "1"))
        else:
            said += {TEXT + "tab": "\t", TEXT + "line-break": "\n"}.get(str(inner.tag), "") or paragraph(inner)
        said += inner.tail or ""
    return said


def sheet(path: Path) -> Iterator[list[tuple[str, str, str | None]]]:
    """Every row of a flat spreadsheet: the kind of each cell, its text and its formula."""
    for row in etree.parse(path, etree.XMLParser(huge_tree=True)).iter(TABLE + "table-row"):
        found: list[tuple[str, str, str | None]] = []
        for cell in row.iter(TABLE + "table-cell"):
            text = "\n".join(map(paragraph, cell.findall(TEXT + "p")))
            entry = (cell.get(OFFICE + "value-type", ""), text, cell.get(TABLE + "formula"))
            found += [entry] * min(int(cell.get(TABLE + "number-columns-repeated", "1")), 100)
        yield found


def opened(folder: Path, filter_: str) -> None:
    profile = (folder / "profile").as_uri()
    files = sorted(folder.glob("*.csv"))
    run(
        "soffice", f"-env:UserInstallation={profile}", "--headless", f"--infilter={filter_}", "--convert-to", "fods",
        *files, cwd=folder,
    )  # fmt: skip


@pytest.mark.parametrize("filter_", FILTERS.values(), ids=FILTERS.keys())
@pytest.mark.parametrize("which", ["ours", "hostile"])
def test_libreoffice_shows_every_cell_as_it_was_written(which: str, filter_: str, tmp_path: Path) -> None:
    packet = select(load(), edition="interviewer") if which == "ours" else hostile()
    files = {name: data for name, data in family(packet).items() if name.endswith(".csv")}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    opened(tmp_path, filter_)
    for name, data in files.items():
        written, (header, *rows) = cells(data), sheet((tmp_path / name).with_suffix(".fods"))
        assert [text for _, text, _ in header][: len(written[0])] == list(written[0])
        assert len(rows) == len(written)
        for row, wanted in zip(rows, written, strict=True):
            assert len(row) >= len(wanted)
            for (kind, text, formula), (column, cell) in zip(row, wanted.items(), strict=False):
                assert formula is None, (name, column, cell)
                if cell == "":
                    assert text == "", (name, column)
                elif column in NUMBERS:
                    assert (kind, text) == ("float", cell), (name, column)
                elif column in DATES:
                    assert kind == "date", (name, column)
                else:
                    # Calc has one sign for the end of a line in a cell.
                    assert (kind, text) == ("string", cell.replace("\r", "\n")), (name, column)


def test_without_apostrophes_libreoffice_would_mistake_them(tmp_path: Path) -> None:
    with (tmp_path / "raw.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[text] for text in ("=1+1", "1/2/2024", "1e5", "007", "TRUE", "Title")])
    opened(tmp_path, FILTERS["eager"])
    found = [row[0] for row in sheet(tmp_path / "raw.fods")]
    assert found[0][2] == "of:=1+1"
    assert [kind for kind, _, _ in found[1:]] == ["date", "float", "float", "boolean", "string"]
