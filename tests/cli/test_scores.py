"""`alignprep collect` and `alignprep debrief`, as somebody calls them."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import alignprep
from alignprep.cli.app import main
from tests.support.filled_packets import Filling, pdf, word

GRACE = Filling()
ALAN = GRACE.with_(interviewer="Alan T.", scores={16: "2", 1: "3"}, recommendation="no", concerns="None of note")
RETENTION = (
    "Scores are personal data: keep them as long as your policy says, then delete them. Nothing has been sent anywhere."
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("Ada_A.docx").write_bytes(word(GRACE))
    Path("Ada_A.pdf").write_bytes(pdf(ALAN))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_packets_are_collected(folder: Path) -> None:
    result = run("collect", "Ada_A.docx", "Ada_A.pdf", "-o", "scores.csv")
    assert (result.exit_code, result.stdout) == (0, ""), result.output
    assert result.stderr.splitlines()[-2:] == ["3 scores of 2 packets", RETENTION]
    rows = list(csv.DictReader(io.StringIO(Path("scores.csv").read_bytes().decode(), newline="")))
    assert [(row["interviewer"], row["question"], row["score"]) for row in rows] == [
        ("Grace H.", "16", "4"), ("Grace H.", "1", ""), ("Alan T.", "16", "2"), ("Alan T.", "1", "3"),
    ]  # fmt: skip
    assert rows[0]["concerns"] == "'=1+1 is a formula"


def test_titles_come_from_the_bank_of_the_packets(folder: Path) -> None:
    bank = alignprep.load()
    key = f"{bank.slug}/{bank.version}/A/7/16,1"
    known = GRACE.with_(key=key, fed="integrity:16,1", ratings={"integrity": "4"})
    Path("known.docx").write_bytes(word(known))
    assert run("collect", "known.docx", "Ada_A.pdf", "-o", "scores.csv").exit_code == 0
    rows = list(csv.DictReader(io.StringIO(Path("scores.csv").read_bytes().decode(), newline="")))
    assert [row["title"] for row in rows] == [bank[16].title, bank[1].title, "", ""]
    told = json.loads(rows[0]["competencies"])
    assert told[0]["title"] == bank.competencies["integrity"].title
    for files in (["known.docx"], ["scores.csv"]):
        result = run("debrief", *files, "--incomplete", "-o", "sheet.html")
        assert result.exit_code == 0, result.output
        assert f"16. {bank[16].title}" in html.unescape(Path("sheet.html").read_text(encoding="utf-8"))
    result = run("debrief", "known.docx", "--incomplete", "--bank", "nowhere")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "'nowhere'" in result.stderr


def test_json_goes_to_standard_output(folder: Path) -> None:
    result = run("collect", "Ada_A.docx", "-o", "-", "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["packets"][0]["candidate"] == "Ada Lovelace"


def test_what_cannot_be_read_is_named_and_the_others_are_written(folder: Path) -> None:
    Path("bad.docx").write_bytes(b"PK")
    Path("flat.pdf").write_bytes(pdf(GRACE, fields=False))
    Path("~$a_A.docx").write_bytes(b"Word has it open")
    Path("odd.docx").write_bytes(word(GRACE.with_(interviewer="Bo", scores={16: "4.5", 1: "2"})))
    files = ("bad.docx", "flat.pdf", "~$a_A.docx", "none.pdf", "odd.docx", "Ada_A.pdf")
    result = run("collect", *files, "-o", "scores.json")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[1:] == [
        "3 scores of 2 packets",
        "bad.docx: error[AP803]: is not a Word document (.docx), or is damaged",
        "flat.pdf: error[AP803]: is a flattened copy: its fields are gone; type the scores in, or send the saved file",
        "none.pdf: error[AP101]: cannot be read: no such file or directory",
        "odd.docx: error[AP804]: question 16, score: what is written there is not a number from 1 to 5 or 'Not asked'",
        "4 problems in 4 files",
        RETENTION,
    ]
    assert len(json.loads(Path("scores.json").read_text())["packets"]) == 2


def test_what_differs_is_a_warning_and_no_failure(folder: Path) -> None:
    Path("card.docx").write_bytes(word(GRACE.with_(card={16: "1"})))
    result = run("collect", "card.docx", "-o", "scores.csv")
    assert result.exit_code == 0
    assert "card.docx: warning[AP906]: question 16, score: another place" in result.stderr


def test_two_packets_of_one_interview_are_named_unless_they_are_equal(folder: Path) -> None:
    Path("copy.docx").write_bytes(word(GRACE))
    Path("other.docx").write_bytes(word(GRACE.with_(reasons="Others")))
    result = run("collect", "Ada_A.docx", "copy.docx", "-o", "scores.csv")
    assert result.exit_code == 0
    assert "1 score of 1 packet\n" in result.stderr
    result = run("collect", "Ada_A.docx", "other.docx", "-o", "scores.csv")
    assert result.exit_code == 1
    assert "other.docx: error[AP805]: is of the same interviewer, candidate and form as Ada_A.docx" in result.stderr
    assert "2 scores of 2 packets\n" in result.stderr
    result = run("debrief", "Ada_A.docx", "other.docx", "Ada_A.pdf", "--expect", "Grace H.,Alan T.")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "  Ada Lovelace: Grace H." in result.stderr


def test_pseudonyms_replace_every_name(folder: Path) -> None:
    result = run("collect", "Ada_A.pdf", "Ada_A.docx", "--pseudonyms", "-o", "scores.csv")
    assert result.exit_code == 0
    assert "evidence, reasons, concerns" in result.stderr
    text = Path("scores.csv").read_text(encoding="utf-8")
    assert not [name for name in ("Ada", "Lovelace", "Grace", "Alan") if name in text]
    assert '"candidate-1_interviewer-2_A",candidate-1,interviewer-2' in text
    result = run("debrief", "Ada_A.pdf", "Ada_A.docx", "--pseudonyms", "--expect", "Grace H.,Alan T.")
    assert result.exit_code == 0
    assert not [name for name in ("Ada", "Lovelace", "Grace", "Alan") if name in result.stdout]
    result = run("debrief", "Ada_A.pdf", "--pseudonyms", "--expect", "Grace H.,Alan T.", "--incomplete")
    assert "! candidate-1: not in yet: 1 of the interviewers" in result.stdout
    assert "Grace" not in result.stdout


def test_a_debrief_wants_to_know_who_is_expected(folder: Path) -> None:
    result = run("debrief", "Ada_A.docx")
    assert result.exit_code == 2
    assert "nobody's scores before all that are expected are in" in " ".join(result.stderr.split())


@pytest.mark.parametrize("expected", ["Grace H.,Alan T.", "2", "grace h.; ALAN T.", "Alan T."])
def test_a_debrief_of_all_is_shown(folder: Path, expected: str) -> None:
    result = run("debrief", "Ada_A.docx", "Ada_A.pdf", "--expect", expected)
    assert result.exit_code == 0, result.output
    assert re.search(r"^  16 +2 +4 +2: GAP, talk about it$", result.stdout, re.MULTILINE)
    assert "Incomplete" not in result.stdout
    assert result.stderr == f"{RETENTION}\n"


@pytest.mark.parametrize(
    ("expected", "who"),
    [
        ("Grace H.,Bo", "Bo"),
        ("3", "1 of 3 interviewers not in yet (in: Alan T., Grace H.)"),
        ("Hopper, Grace;Alan T.", "Hopper, Grace"),
    ],
)
def test_without_all_no_score_is_shown(folder: Path, expected: str, who: str) -> None:
    result = run("debrief", "Ada_A.docx", "Ada_A.pdf", "--expect", expected, "-o", "debrief.html")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"alignprep: no score is shown, since not all are in yet:\n  Ada Lovelace: {who}" in result.stderr
    assert not Path("debrief.html").exists()
    result = run("debrief", "Ada_A.docx", "Ada_A.pdf", "--expect", expected, "--incomplete")
    assert result.exit_code == 0
    assert f"! Ada Lovelace: not in yet: {who}" in result.stdout
    assert "GAP" in result.stdout


def test_problems_show_no_score_either(folder: Path) -> None:
    Path("odd.docx").write_bytes(word(GRACE.with_(interviewer="Bo", scores={16: "4-5", 1: "2"}, card={1: "3"})))
    result = run("debrief", "odd.docx", "--expect", "2")
    assert result.exit_code == 1
    assert "4-5" not in result.output
    assert "warning[AP906]: question 1, score" in result.stderr


def test_a_debrief_of_what_was_collected_is_the_same(folder: Path) -> None:
    run("collect", "Ada_A.docx", "Ada_A.pdf", "-o", "scores.csv")
    run("collect", "Ada_A.docx", "Ada_A.pdf", "-o", "scores.json")
    wanted = run("debrief", "Ada_A.docx", "Ada_A.pdf", "--expect", "2").stdout
    for files in (["scores.csv"], ["scores.json"], ["scores.json", "scores.csv"], ["scores.csv", "Ada_A.pdf"]):
        assert run("debrief", *files, "--expect", "2").stdout == wanted


def test_a_debrief_is_a_page(folder: Path) -> None:
    result = run("debrief", "Ada_A.docx", "Ada_A.pdf", "--incomplete", "-o", "debrief.html")
    assert (result.exit_code, result.stdout) == (0, "")
    assert Path("debrief.html").read_bytes().startswith(b"<!DOCTYPE html>")


def test_with_nothing_to_show_there_is_no_sheet(folder: Path) -> None:
    Path("bad.pdf").write_bytes(b"%PDF-")
    result = run("debrief", "bad.pdf", "--incomplete")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "there is no filled packet to show" in result.stderr


BAD = [
    (("collect", "a.docx", "-o", "-"), "give --format csv or json"),
    (("collect", "a.docx", "-o", "scores.xlsx"), "scores are a .csv or a .json file"),
    (("collect", "a.docx", "-o", "scores.csv", "--format", "json"), "scores are a .csv or a .json file"),
    (("collect", "a.docx"), "Missing option '-o'"),
    (("collect", "-o", "scores.csv"), "Missing argument 'FILES...'"),
    (("debrief", "a.docx", "--expect", "0"), "--expect is at least one interviewer"),
    (("debrief", "a.docx", "--expect", " , "), "--expect names nobody"),
    (("debrief", "a.docx", "--expect", "2", "-o", "x.docx"), "the sheet is an .html file"),
]


@pytest.mark.parametrize(("arguments", "message"), BAD)
def test_a_wrong_call_is_status_2(arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


def test_ten_thousand_files_are_no_trouble(folder: Path) -> None:
    for number in range(10_000):
        Path(f"{number}.pdf").touch()
    result = run("collect", *(f"{number}.pdf" for number in range(10_000)), "Ada_A.docx", "-o", "scores.csv")
    assert result.exit_code == 1
    assert "10000 problems in 10000 files" in result.stderr
    assert "Ada Lovelace" in Path("scores.csv").read_text()
