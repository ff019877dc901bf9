from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alignprep.cli import import_
from alignprep.cli.app import main
from alignprep.importing.importer import FORMATS
from tests.support.import_bank import bank_folder, written

TABLE = "Question,Answer,Minutes,Section,Owner\nWhat is git?,A tool.,3,basics,Zoë\nWhy?,,,practice,\n"


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    return bank_folder(tmp_path)


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["import", *arguments], input=stdin)


def test_an_import_names_the_files_and_says_what_happened(bank: Path) -> None:
    result = run("a.csv")
    assert (result.exit_code, result.stdout) == (0, "content/basics/what-is-git.yaml\ncontent/practice/why.yaml\n")
    assert result.stderr == (
        "2 questions added to sections basics, practice (1 as a draft)\n"
        "  not placed: the column 'Owner', kept as x-owner\n"
        "  draft: no answer (line 3)\n"
        "  draft: no minutes (line 3)\n"
    )
    assert written(bank)["what-is-git"]["x-owner"] == "Zoë"
    again = run("a.csv")
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "0 questions added; 2 were there already\n")


def test_check_passes_after_an_import(bank: Path) -> None:
    run("a.csv")
    result = CliRunner().invoke(main, ["check"])
    assert (result.exit_code, result.stderr) == (0, "1 question, 1 draft, no problem\n")


def test_the_command_knows_every_format() -> None:
    assert import_._FORMATS == FORMATS


def test_a_dry_run(bank: Path) -> None:
    result = run("a.csv", "--dry-run", "--minutes", "5")
    assert result.stdout.count("\n") == 2
    assert "2 questions would be added" in result.stderr
    assert os.listdir(bank) == ["bank.yaml"]


def test_standard_input_and_columns(bank: Path) -> None:
    result = run("-", "--format", "csv", "--column", "Q=question", "--section", "basics", stdin="Q,Answer\nWhy?,So\n")
    assert result.exit_code == 0, result.output
    assert written(bank)["why"]["answer"] == {"short": "So"}


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["-"], 2, "give --format"),
        (["a.csv", "--column", "Owner"], 2, "'Owner' is not HEADING=FIELD"),
        (["a.csv", "--column", "Owner=qestion"], 2, "there is no field 'qestion'; did you mean 'question'?"),
        (["a.csv", "--section", "x"], 1, "a.csv: error[AP802]: the bank has no section 'x'; its sections are basics"),
        (["none.csv"], 1, "none.csv cannot be read: no such file"),
        (["a.csv", "--bank", "nowhere"], 1, "there is no file or folder 'nowhere'"),
        (["a.csv", "--format", "json"], 1, "a.csv:1:1: error[AP601]"),
    ],
)
def test_what_is_wrong_is_said(bank: Path, arguments: list[str], status: int, message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == status
    assert message in " ".join(result.output.split())
    assert os.listdir(bank) == ["bank.yaml"]
