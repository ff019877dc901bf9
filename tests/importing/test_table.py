from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from alignprep.errors import ContentError
from alignprep.importing.prose import Notes
from alignprep.importing.table import FIELDS, cell_list, decoded, read_csv, read_xlsx
from tests.support.import_bank import bank_folder, imported, written

GERMAN = """\
Nr;Bereich;Frage;Antwort;Zeit (Min.);Schwierigkeit;Verantwortlich\r
1;Basics;Was ist ein Commit?;"Ein Stand des Projekts; er hat *Eltern*.";5;leicht;Jörg\r
2;In practice;"Wie löst man einen
Konflikt?";"- ansehen\r
- entscheiden";3-5 Minuten;;Zoë\r
;;;;;;\r
3;In practice;Erkläre die Größe.;;;schwer;\r
"""


def rows(data: list[list[object]], separator: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(data)
    return out.getvalue().encode()


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, data in sheets:
        sheet = book.create_sheet(title)
        for row in data:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def only(data: bytes, **options: Any) -> dict[str, Any]:
    [draft] = read_csv(data, "a.csv", options.pop("columns", {}), **options).drafts
    return {**draft.fields, "section": draft.section}


def test_a_german_table_of_excel(tmp_path: Path) -> None:
    root = bank_folder(tmp_path, "de")
    placement = imported(root, b"\xef\xbb\xbf" + GERMAN.encode(), "fragen.csv")
    found = written(root)
    assert list(found) == ["was-ist-ein-commit", "wie-loest-man-einen-konflikt", "erklaere-die-groesse"]
    first, second, third = found.values()
    assert first == {
        "number": "1", "section": "basics", "title": "Was ist ein Commit?", "question": "Was ist ein Commit?",
        "minutes": "5", "answer": {"short": r"Ein Stand des Projekts; er hat \*Eltern\*."},
        "x-difficulty": "leicht", "x-verantwortlich": "Jörg",
    }  # fmt: skip
    assert second["question"] == "Wie löst man einen Konflikt?"
    assert second["answer"] == {"depth": "- ansehen\n- entscheiden\n"}
    assert (second["minutes"], second["section"], second["number"]) == ("5", "practice", "301")
    assert (third["status"], third["x-number"]) == ("draft", "3")
    assert "not placed: the column 'Verantwortlich', kept as x-verantwortlich" in placement.notes.lines()
    assert "draft: no answer (line 7)" in placement.notes.lines()


def test_a_japanese_workbook(tmp_path: Path) -> None:
    root = bank_folder(tmp_path, "ja")
    book = workbook(
        ("説明", [["この表について"]]),
        ("質問", [
            ["面接質問一覧", None],
            ["番号", "分野", "質問", "回答", "所要時間", "担当者", "追加日"],
            [1, "基礎", "クロージャとは何ですか？　例を挙げてください。", "関数と環境です。", datetime.time(0, 5),
             "山田", datetime.date(2026, 1, 5)],
            [2.0, "基礎", "`==`の違いは？", "1. 型変換をする\n2. しない", 3.0, None, None],
            [3, "実践", "CSSとは何ですか？", None, None, None, None],
        ]),
    )  # fmt: skip
    imported(root, book, "質問.xlsx", add_sections=True)
    found = written(root)
    assert list(found) == ["question-301", "question-302", "css"]
    first, second, third = found.values()
    assert first["title"] == first["question"] == "クロージャとは何ですか？ 例を挙げてください。"
    assert (first["minutes"], first["answer"]) == ("5", {"short": "関数と環境です。"})
    assert (first["x-column-6"], first["x-column-7"], first["x-number"]) == ("山田", "2026-01-05", "1")
    assert second["answer"] == {"depth": "1. 型変換をする\n2. しない\n"}
    assert third["status"] == "draft"
    text = (root / "bank.yaml").read_text(encoding="utf-8")
    assert "  - id: section-3\n    title: 基礎\n  - id: section-4\n    title: 実践\n\n# The end.\n" in text
    assert "# Our bank: this comment stays.\n" in text


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators(separator: str) -> None:
    assert only(rows([["Question", "Answer"], ["Why, or why not; why?", "So"]], separator))["answer"] == {"short": "So"}


def test_the_separator_that_excel_names() -> None:
    assert only(b"sep=|\r\nQuestion|Answer\r\nWhy?|a,b;c\r\n")["answer"] == {"short": "a,b;c"}


@pytest.mark.parametrize(
    ("encoding", "text", "note"),
    [
        ("utf-8-sig", "Größe?", None),
        ("utf-16", "Größe?", "read as UTF-16"),
        ("cp1252", "Größe?", "read as Windows-1252, since it is not UTF-8: check letters with accents (line 2)"),
        ("cp932", "これは何ですか", "read as Shift JIS, since it is not UTF-8: check letters with accents (line 2)"),
    ],
)
def test_encodings_of_spreadsheets(encoding: str, text: str, note: str | None) -> None:
    notes = Notes()
    assert decoded(f"Question\n{text}".encode(encoding), "a.csv", notes) == f"Question\n{text}"
    assert notes.lines() == ([note] if note else [])


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(ContentError, match=r"a.csv:2:1: error\[AP103\]: is neither UTF-8 nor Windows-1252"):
        decoded(b"Question\n\x81\x8d\xff", "a.csv", Notes())
    with pytest.raises(ContentError, match="not valid UTF-16"):
        decoded(b"\xff\xfea", "a.csv", Notes())


def test_headings_in_three_languages_and_of_every_field() -> None:
    headings = {
        "Question": "question", "質問文": "question", "Interview Question": "question", "FRAGE:": "question",
        "Answers": "answer", "Musterantwort": "answer", "模範解答": "answer", "Short answer": "answer.short",
        "解説": "answer.depth", "Titel": "title", "Kategorie": "section", "カテゴリー": "section",
        "Time (min)": "minutes",
        "所要時間（分）": "minutes", "Key Points": "key_points", "red-flags": "red_flags", "Nachfragen": "follow_ups",
        "Tags": "topics", "Hinweis": "hint", "#": "number", "difficulty": "difficulty",
    }  # fmt: skip
    from alignprep.importing.table import _meanings

    assert {heading: _meanings(heading)[0] for heading in headings} == headings
    assert {_meanings(field)[0] for field in FIELDS} == set(FIELDS)


def test_of_two_columns_for_one_field_the_first_has_it() -> None:
    fields = only(rows([["Question", "Topic", "Category", "Frage"], ["Why?", "git", "Basics", "Warum?"]]))
    assert fields == {"question": "Why?", "section": "Basics", "topics": ["git"], "x-frage": "Warum?"}


def test_columns_can_be_mapped() -> None:
    data = rows([["A", "My Q", "B"], ["x", "Why?", "So"]])
    assert only(data, columns={"my q": "question", "B": "answer", "A": "x-kind"}) == {
        "question": "Why?", "answer": {"short": "So"}, "x-kind": "x", "section": "",
    }  # fmt: skip
    with pytest.raises(ContentError, match=r"a\.csv:1:1.*has no column of questions; it has 'A', 'My Q', 'B'"):
        read_csv(data, "a.csv", {})
    with pytest.raises(ContentError, match=r"has no column 'My P'; did you mean 'My Q'\?"):
        read_csv(data, "a.csv", {"My P": "answer", "My Q": "question"})


def test_lists_and_follow_ups() -> None:
    fields = only(
        rows([
            ["Question", "Key points", "Red flags", "Tags", "Follow-ups"],
            ["Why?", "- one\n- two\n- one", "a; b", "x, y", "How? -> So.\nWhen? → Now."],
        ])
    )  # fmt: skip
    assert (fields["key_points"], fields["red_flags"], fields["topics"]) == (["one", "two"], ["a", "b"], ["x", "y"])
    assert fields["follow_ups"] == [{"ask": "How?", "listen_for": "So."}, {"ask": "When?", "listen_for": "Now."}]
    other = only(rows([["Question", "Follow-ups"], ["Why?", "How?\nWhen?"]]))
    assert other["x-follow-ups"] == ["How?", "When?"]
    assert cell_list('["a, b", "c"]') == ["a, b", "c"]


def test_times_that_are_none_are_kept() -> None:
    assert only(rows([["Question", "Time"], ["Why?", "Round 2"]])) == {
        "question": "Why?", "x-minutes": "Round 2", "section": "",
    }  # fmt: skip


def test_cells_can_be_markdown() -> None:
    data = rows([["Question", "Answer"], ["What is `x`?", "# Head\n\n```js\nf()\n```"]])
    assert only(data, markdown=True) == {
        "question": "What is `x`?", "answer": {"depth": "**Head**\n\n```js\nf()\n```\n"}, "section": "",
    }  # fmt: skip
    assert only(data)["question"] == r"What is \`x\`?"


def test_rows_without_a_question_and_cells_beyond_the_header_are_not_lost() -> None:
    reading = read_csv(rows([["Question", "Answer"], ["", "Chapter 1"], ["Why?", "So", "more"]]), "a.csv", {})
    assert [draft.fields.get("x-column-3") for draft in reading.drafts] == ["more"]
    assert reading.notes.lines() == [
        "not placed: the column 'number 3', kept as x-column-3",
        "left out: a row without a question: 'Chapter 1' (line 2)",
    ]


def test_a_sheet_can_be_named() -> None:
    book = workbook(("One", [["Question"], ["Why?"]]), ("Two", [["Question"], ["How?"]]))
    reading = read_xlsx(book, "a.xlsx", {})
    assert [draft.fields["question"] for draft in reading.drafts] == ["Why?"]
    assert reading.notes.lines() == ["left out: the other sheets with questions, 'Two'; name one with --sheet"]
    [draft] = read_xlsx(book, "a.xlsx", {}, sheet="Two").drafts
    assert (draft.fields["question"], draft.place) == ("How?", "row 2")
    with pytest.raises(ContentError, match=r"has no sheet 'Too'; did you mean 'Two'\?; it has One, Two"):
        read_xlsx(book, "a.xlsx", {}, sheet="Too")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "cannot be read as an .xlsx workbook"),
        (b"PK\x03\x04 broken", "cannot be read as an .xlsx workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Excel file, or one with a password"),
        (workbook(("Empty", [])), "is empty"),
    ],
)
def test_what_is_no_workbook_is_said(data: bytes, message: str) -> None:
    with pytest.raises(ContentError, match=message):
        read_xlsx(data, "a.xlsx", {})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.csv: error\\[AP801\\]: is empty"),
        (b"\n\n,,\n", "is empty"),
        (b"Question,Answer\n" + b"x" * 200_000, "cannot be read as CSV: field larger than field limit"),
        (b"question,position,id,text,hash\nq,1,a,b,c\n", "is a table of facts, follow-ups or references"),
    ],
)
def test_what_is_no_table_of_questions_is_said(data: bytes, message: str) -> None:
    with pytest.raises(ContentError, match=message):
        read_csv(data, "a.csv", {})


def test_two_hundred_rows_all_get_a_place(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)
    book = workbook(("Questions", [
        ["Question", "Answer", "Minutes", "Section"],
        *([f"Why is {n} interesting?", f"Because it is {n}.", n % 30 + 1, "Basics"] for n in range(200)),
    ]))  # fmt: skip
    placement = imported(root, book, "a.xlsx")
    assert len(placement.questions) == len(written(root)) == 200
    assert sorted(question.number for question in placement.questions) == list(range(1, 201))
    assert not placement.notes.found
    assert imported(root, book, "a.xlsx").present == 200
    assert len(list(root.glob("*/*.yaml"))) == 200
