"""`--bank` of every command, as somebody calls it."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import alignprep
from alignprep.cli.app import main
from tests.support.foreign_bank import install, write_folder
from tests.support.terminal import told_on_a_terminal

READING = (
    "build",
    "check",
    "collect",
    "debrief",
    "export",
    "import",
    "ledger",
    "list",
    "new",
    "packet",
    "packets",
    "show",
)
"""The commands that read a bank, or write into one."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a bank, whose notes are the current folder; an installed one, and a file of exported JSON."""
    folder = tmp_path / "project"
    write_folder(folder / "content", drafts=("half",))
    (folder / "notes").mkdir()
    monkeypatch.chdir(folder / "notes")
    text = alignprep.load("../content").to_json()
    Path("acme.json").write_text(text.replace("Acme interview", "Exported interview"))
    site = folder / "site"
    data = text.replace("Acme interview", "Installed interview").encode()
    install(site, "acme = acme_bank", files={"acme_bank/bank.json": data})
    install(site, "broken = no_such_package", name="broken-bank")
    monkeypatch.syspath_prepend(str(site))
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_the_commands_that_read_a_bank_take_the_option() -> None:
    takes = [name for name, command in main.commands.items() if any("--bank" in one.opts for one in command.params)]
    assert sorted(takes) == [*READING]
    assert not any("--content" in one.opts for command in main.commands.values() for one in command.params)


TITLES = {(): "Acme", ("--bank", "acme.json"): "Exported", ("--bank", "acme"): "Installed", ("--bank", ".."): "Acme"}


@pytest.mark.parametrize("named", TITLES)
def test_every_reader_follows_the_one_rule(project: Path, named: tuple[str, ...]) -> None:
    assert run("list", "--format", "ids", *named).stdout == "question-1\nquestion-2\n"
    assert run("show", "2", *named).output.startswith("2. Title 2\n")
    assert run("packet", "--count", "1", "-o", "p.docx", *named).exit_code == 0
    assert run("export", "json", *named).exit_code == 0
    assert f'"title": "{TITLES[named]} interview questions"' in Path("acme-study.json").read_text()
    assert run("build", "--only", "json", *named).exit_code == 0
    assert f'"title": "{TITLES[named]} interview questions"' in Path("dist/acme.json").read_text()


@pytest.mark.parametrize("named", [name for name in TITLES if name and name[1] != ".."])
def test_what_needs_source_files_says_so(project: Path, named: tuple[str, ...]) -> None:
    for command in ("check", "ledger"):
        done = run(command, *named)
        assert (done.exit_code, done.stdout) == (1, "")
        assert "needs a content folder, and acme" in done.stderr
        assert done.stderr.endswith(" is not one\n")
    assert run("build", "--complete", *named).exit_code == 2


def test_check_and_ledger_find_the_folder_above(project: Path) -> None:
    assert run("check").stderr == "2 questions, 1 draft, no problem\n"
    (project / "content" / "basics" / "question-1.yaml").write_text("x: 1\n")
    assert run("check").stdout.startswith("../content/basics/question-1.yaml:1:1: error[AP")
    assert run("check", "..").exit_code == 1, "a folder that holds the content is that"
    (project / "content" / "basics" / "question-1.yaml").unlink()
    assert "\n../content/ledger.json: 2 new, 0 changed on 2026-01-15" in run("ledger").stderr


@pytest.mark.parametrize("command", ["check", "ledger"])
def test_without_source_files_they_name_the_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(command)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.endswith(
        "needs a content folder, and there is no bank.yaml or content/bank.yaml at or above the current folder; "
        "name one with --bank\n"
    )


def test_a_broken_installed_bank_is_named(project: Path) -> None:
    done = run("list", "--bank", "broken")
    assert done.exit_code == 1
    assert done.stderr.startswith("broken of broken-bank 1.2: error[AP101]: bank.json cannot be read from the package ")


def test_banks_lists_all_and_spoils_none(project: Path) -> None:
    own = alignprep.load()
    lines = run("banks").stdout.splitlines()
    assert lines[0].split(maxsplit=3) == [
        own.slug, "alignprep", alignprep.__version__, f"{own.title} {own.version}, {len(own)} questions",
    ]  # fmt: skip
    assert re.sub(" +", " ", lines[1]) == "acme acme-bank 1.2 Installed interview questions 1.0.0, 2 questions"
    assert lines[2].startswith("broken    cannot be used: broken of broken-bank 1.2: error[AP101]: ")


def on_a_terminal(*arguments: str) -> str:
    """What the command says on standard error if that is a terminal."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return told_on_a_terminal([sys.executable, "-m", "alignprep", *arguments], environment)


def test_a_terminal_is_told_which_bank_it_is_and_nobody_else(project: Path) -> None:
    acme = "(Acme interview questions 1.0.0, 2 questions)"
    assert on_a_terminal("list").startswith(f"bank: ../content {acme}\n")
    assert on_a_terminal("export", "csv", "-o", "-").startswith(f"bank: ../content {acme}\n")
    assert on_a_terminal("check").startswith("bank: ../content\n")
    assert on_a_terminal("list", "--bank", "acme").startswith("bank: acme of acme-bank 1.2 (Installed interview ")
    assert on_a_terminal("list", "--bank", alignprep.load().slug).startswith("bank: the one in the package (")
    assert "bank:" not in run("list").stderr
