"""The CSV files in LibreOffice Calc and Gnumeric: no formula, every cell as written. Run by `make acceptance`.

Gnumeric takes most of what Excel takes for a number, a date or a time, without being asked.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from pandas._libs.parsers import STR_NA_VALUES

from alignprep import Packet, select
from alignprep.bank.bank import load
from alignprep.text import characters
from alignprep.text.cells import table
from tests.support.csv_reader import FORMULAS, PLAIN, VALUES, cells, family
from tests.support.real_clients import run
from tests.support.sample_bank import question, sample_bank

pytestmark = pytest.mark.acceptance
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
GNUMERIC = "{http://www.gnumeric.org/v10.dtd}"
VALUE_TYPES = {"10": "empty", "20": "boolean", "30": "number", "40": "number", "50": "error", "60": "text"}
FILTERS = {
    "as it comes": "CSV:44,34,76",
    # American English, dates and the like are looked for, formulas are evaluated: the most that a user can ask for.
    "eager": "CSV:44,34,76,1,,1033,false,true,false,false,false,-1,true",
    "eager in Japanese": "CSV:44,34,76,1,,1041,false,true,false,false,false,-1,true",
    "eager in German": "CSV:44,34,76,1,,1031,false,true,false,false,false,-1,true",
}
NUMBERS = {"number", "minutes", "year", "position", "revision", "point"}
DATES = {"reviewed", "changed"}


TEXTS = [
    text
    for text in (*FORMULAS, *VALUES, *PLAIN, *sorted(STR_NA_VALUES - {""}))
    if not list(characters.faults(text))  # A bank holds no others.
]


def hostile() -> Packet:
    """Every text that might be mistaken, as a question's title, hint and id."""
    titles = [text for text in TEXTS if text == text.strip() and len(text) <= 80]
    ids = ["1-2", "1e5", "007", "2024-01-02", "mar-5", "nan", "true"]
    questions = [
        question(number, title=titles[number % len(titles)], hint=text, related=[], reviewed="2026-01-31")
        for number, text in enumerate(TEXTS, 1)
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


def gnumeric(file: Path) -> dict[tuple[int, int], tuple[str, str]]:
    """The type and the text of every cell that is not empty, by row and column."""
    made = file.with_suffix(".gnumeric.xml")
    run("ssconvert", "-I", "Gnumeric_stf:stf_csvtab", "-T", "Gnumeric_XmlIO:sax:0", file, made, cwd=file.parent)
    found = {}
    for cell in etree.parse(made, etree.XMLParser(huge_tree=True)).iter(GNUMERIC + "Cell"):
        kind = VALUE_TYPES.get(cell.get("ValueType", ""), "formula")
        found[int(cell.get("Row", "")), int(cell.get("Col", ""))] = kind, cell.text or ""
    return found


def test_gnumeric_shows_every_cell_as_it_was_written(tmp_path: Path) -> None:
    """But for the apostrophe, which Gnumeric takes for what it is and hides."""
    for name, data in family(select(load(), edition="interviewer")).items():
        if not name.endswith(".csv"):
            continue
        (tmp_path / name).write_bytes(data)
        found = gnumeric(tmp_path / name)
        for row, wanted in enumerate(cells(data), 1):
            for place, (column, cell) in enumerate(wanted.items()):
                kind, text = found.get((row, place), ("empty", ""))
                if cell == "":
                    assert kind == "empty", (name, column)
                elif column in NUMBERS | DATES:
                    assert kind == "number", (name, column)
                    assert column in DATES or text == cell
                else:
                    assert (kind, text) == ("text", cell.removeprefix("'")), (name, column)


def test_gnumeric_takes_no_text_for_anything_else(tmp_path: Path) -> None:
    # A tab or the end of a line in so short a file would make it guess another separator.
    texts = [text for text in TEXTS if not re.search(r"[\t\r\n]", text)]
    names = ["a", "b", "c", "d", "text"]
    rows = [{**dict.fromkeys(names, "word"), "text": text} for text in texts]
    (tmp_path / "hostile.csv").write_bytes(table({name: {} for name in names}, rows))
    found = gnumeric(tmp_path / "hostile.csv")
    assert [found[row, 4] for row in range(1, len(texts) + 1)] == [("text", text) for text in texts]


def test_without_apostrophes_gnumeric_would_mistake_them(tmp_path: Path) -> None:
    texts = ("=1+1", "1/2", "1e5", "007", "TRUE", "mar-5", "$5", "50%", "1:30", "#N/A", "(5)", "2305.18290", "Title")
    with (tmp_path / "raw.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[text] for text in texts])
    found = gnumeric(tmp_path / "raw.csv")
    kinds = [found[row, 0][0] for row in range(len(texts))]
    assert kinds[0] == "formula"
    assert kinds[-1] == "text"
    assert "text" not in kinds[:-1]


def test_without_apostrophes_libreoffice_would_mistake_them(tmp_path: Path) -> None:
    with (tmp_path / "raw.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[text] for text in ("=1+1", "1/2/2024", "1e5", "007", "TRUE", "Title")])
    opened(tmp_path, FILTERS["eager"])
    found = [row[0] for row in sheet(tmp_path / "raw.fods")]
    assert found[0][2] == "of:=1+1"
    assert [kind for kind, _, _ in found[1:]] == ["date", "float", "float", "boolean", "string"]
