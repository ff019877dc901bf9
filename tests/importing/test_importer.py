from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from alignprep.content.reader import survey
from alignprep.errors import ContentError
from alignprep.importing import importer
from alignprep.importing.importer import format_of, largest, read
from tests.support.import_bank import bank_folder, imported, written

TABLE = "Question,Answer,Minutes,Section\nWhat is git?,A tool.,3,basics\nWhy?,,,basics\n"


@pytest.mark.parametrize(
    ("name", "data", "format"),
    [
        ("a.CSV", b"", "csv"), ("a.tsv", b"", "csv"), ("a.xlsx", b"", "xlsx"), ("README.md", b"", "markdown"),
        ("a.gift", b"", "gift"), ("a.json", b"", "json"), ("a.jsonl", b"", "jsonl"),
        ("a.txt", b"#separator:tab\na\tb\n", "anki"), ("a.txt", b"\xef\xbb\xbf#html:true\na\n", "anki"),
        ("a.txt", b"a\tb\n", "anki"), ("a.txt", b"::Q:: Why? {}\n", "gift"), ("a.txt", b"Why? {=So ~No}", "gift"),
    ],
)  # fmt: skip
def test_formats_by_name_and_beginning(name: str, data: bytes, format: str) -> None:
    assert format_of(name, data) == format


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.xls", "save it as .xlsx"),
        ("a.apkg", "in Anki choose 'Notes in Plain Text"),
        ("a.txt", "its name does not tell its format; say --format, one of csv, xlsx, markdown, gift"),
        ("a.dat", "its name does not tell its format"),
    ],
)
def test_formats_that_are_not_read(name: str, message: str) -> None:
    with pytest.raises(ContentError, match=message):
        format_of(name, b"only text")


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "_LARGEST", 10)
    with pytest.raises(ContentError, match=r"a.csv: error\[AP102\]: is larger than 10 bytes"):
        read(b"x" * 11, "a.csv", "csv")
    assert largest("json") > 10


def test_an_import_leaves_a_sound_bank_and_a_second_one_adds_nothing(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)
    placement = imported(root, TABLE, "a.csv")
    assert [(question.id, question.is_draft) for question in placement.questions] == [
        ("what-is-git", False),
        ("why", True),
    ]
    found = survey(root)
    assert (found.questions, found.drafts, found.problems) == (1, 1, ())
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    again = imported(root, TABLE, "a.csv")
    assert (again.questions, again.present) == ((), 2)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_what_was_changed_by_hand_stays(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)
    imported(root, TABLE, "a.csv")
    path = root / "basics" / "what-is-git.yaml"
    path.write_text(path.read_text().replace("A tool.", "A better answer."))
    imported(root, TABLE + "New?,Yes,3,basics\n", "a.csv")
    assert written(root)["what-is-git"]["answer"] == {"short": "A better answer."}
    assert written(root)["new"]["number"] == "3"


def test_minutes_for_those_that_have_none(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)
    imported(root, "Question,Answer,Minutes\nA?,a,3\nB?,b,\n", "a.csv", section="basics", minutes=7)
    assert [fields["minutes"] for fields in written(root).values()] == ["3", "7"]


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)
    assert len(imported(root, TABLE, "a.csv", dry_run=True).files) == 2
    assert os.listdir(root) == ["bank.yaml"]


def test_two_imports_at_once_share_no_number(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)
    tables = [f"Question,Answer,Minutes,Section\nQuestion {n}?,So,3,basics\n" for n in range(8)]
    threads = [threading.Thread(target=imported, args=(root, table, "a.csv")) for table in tables]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(fields["number"]) for fields in written(root).values()) == list(range(1, 9))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", TABLE),
        ("a.md", "### What is git?\n\nA *tool*.\n\n### Why?\n"),
        ("a.gift", "What is git?{=a tool}\n\nWhy?{}\n"),
        ("a.txt", "#separator:tab\nWhat is git?\tA tool.\nWhy?\t\n"),
        ("a.json", '{"questions": [{"question": "What is git?", "answer": {"short": "A"}}, {"question": "Why?"}]}'),
        ("a.jsonl", '{"question": "What is git?", "answer": {"short": "A"}}\n{"question": "Why?"}\n'),
    ],
)
def test_every_format_gives_the_same_questions_and_is_imported_once(tmp_path: Path, name: str, data: str) -> None:
    root = bank_folder(tmp_path)
    imported(root, data, name, section="basics", minutes=3)
    assert {id: "status" in fields for id, fields in written(root).items()} == {"what-is-git": False, "why": True}
    assert survey(root).problems == ()
    assert imported(root, data, name, section="basics").present == 2
    assert imported(root, TABLE, "other.csv").present == 2, "in another format, too"
