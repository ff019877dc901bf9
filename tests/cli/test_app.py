from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from alignprep.cli.app import main
from alignprep.errors import CODES

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, stdin: bytes = b"") -> Result:
        return CliRunner().invoke(main, arguments, input=stdin)

    return call


COMMANDS = sorted(main.commands)


def test_commands() -> None:
    assert COMMANDS == [
        "banks",
        "build",
        "check",
        "collect",
        "debrief",
        "explain",
        "export",
        "exporters",
        "import",
        "init",
        "ledger",
        "list",
        "new",
        "packet",
        "packets",
        "schema",
        "show",
        "validate",
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_examples(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert re.search(rf"Examples?:\n +alignprep {name}", result.output)
    for option in main.commands[name].params:
        if isinstance(option, click.Option) and option.name not in (
            "help",
            "format_",
            "edition",
            "paper",
            "dist",
            "content",
        ):
            assert option.help, option.name


def test_help_and_version(run: Run) -> None:
    assert "Commands:" in run("--help").output
    assert re.fullmatch(r"alignprep, version [0-9.]+\n", run("--version").output)


def test_check_is_quiet_and_zero_when_all_is_well(run: Run, content: Path) -> None:
    result = run("check")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "1 question, no problem\n")
    assert run("check", str(content)).exit_code == 0
    assert run("check", "content/beginner/rlhf-pipeline.yaml").stderr == "1 file checked, no problem\n"


def test_check_reports_in_three_formats(run: Run, content: Path) -> None:
    path = content / "beginner" / "rlhf-pipeline.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("minutes: 5", "minuts: 5"), encoding="utf-8")
    text, as_json, github = (run("check", "--format", name) for name in ("text", "json", "github"))
    assert {text.exit_code, as_json.exit_code, github.exit_code} == {1}
    assert text.output.startswith("content/beginner/rlhf-pipeline.yaml:14:1: error[AP302]: unknown field 'minuts'")
    assert json.loads(as_json.output)[0]["line"] == 14
    assert github.output.startswith("::error file=content/beginner/rlhf-pipeline.yaml,line=14,col=1")


def test_check_of_one_file_leaves_out_the_others(run: Run, content: Path) -> None:
    (content / "stray.txt").write_text("x")
    assert run("check").exit_code == 1
    assert run("check", "content/beginner/rlhf-pipeline.yaml").exit_code == 0


BAD = [
    (("check", "nowhere"), 1, "nowhere: error[AP101]"),
    (("check", "--format", "xml"), 2, "Invalid value for '--format'"),
    (("check", "--no-such"), 2, "No such option"),
    (("no-such-command",), 2, "No such command"),
    (("build", "--bank", "nowhere"), 1, "there is no file or folder 'nowhere', and no installed bank of that name"),
    (("check", "--bank", "content", "content"), 2, "--bank and paths exclude each other"),
    (
        ("check", "--bank", "file"),
        1,
        "alignprep: a check needs a content folder, and file is not one",
    ),
    (("ledger", "--bank", "file"), 1, "a ledger needs a content folder, and file is not one"),
    (("list", "--bank", "file"), 1, "file:1:1: error[AP601]: not valid JSON: expecting value"),
    (("build", "--dist", "file"), 1, "file cannot be written: "),
    (("list", "--sections", "begginer"), 1, "no section 'begginer' in the bank; did you mean 'beginner'?"),
    (("list", "--numbers", "x"), 2, "'x' is not a number"),
    (("list", "--numbers", "9-3"), 2, "'9-3' is not a range"),
    (("list", "--numbers", "1-999999999"), 2, "is not a range"),
    (("list", "--topics", " , "), 2, "an empty list selects nothing"),
    (("list", "--minutes", "1"), 1, "1 minutes leave 0 for questions"),
    (("list", "--count", "51"), 1, "a sample of 51 questions was asked for"),
    (("show", "rlhf-pipline"), 1, "did you mean 'rlhf-pipeline'?"),
    (("export", "pfd"), 1, "no exporter 'pfd'; did you mean 'pdf'?"),
    (("export", "pfd", "--booklet"), 1, "no exporter 'pfd'; did you mean 'pdf'?"),
    (("export", "docx", "--booklet"), 2, "'docx' makes no booklets; those that do: pdf, pdf-answers, pdf-quick"),
    (("export", "json", "-o", "nowhere/x.json"), 1, "nowhere/x.json cannot be written: there is no folder nowhere"),
    (("export", "json", "-o", "file/x.json"), 1, "cannot be written"),
    (("validate", "nowhere.json"), 1, "nowhere.json cannot be read: no such file or directory"),
    (("validate", "file"), 1, "file:1:1: error[AP601]"),
    (("schema", "--folder", "nowhere"), 1, "nowhere cannot be written"),
]


@pytest.mark.parametrize(("arguments", "status", "message"), BAD, ids=[" ".join(case[0]) for case in BAD])
def test_a_bad_call_is_a_clear_line_and_a_status(
    run: Run, content: Path, arguments: tuple[str, ...], status: int, message: str
) -> None:
    Path("file").write_text("no json")
    result = run(*arguments)
    assert result.exit_code == status
    assert message in result.output
    assert "Traceback" not in result.output
    assert sorted(os.listdir()) == ["content", "file"]


def test_an_empty_folder_is_no_bank(run: Run) -> None:
    Path("content").mkdir()
    result = run("build", "--bank", "content")
    assert result.exit_code == 1
    assert "content/bank.yaml: error[AP101]: is missing" in result.output
    assert os.listdir() == ["content"]


def test_list(run: Run) -> None:
    assert "rlhf-pipeline" in run("list").stdout
    assert run("list", "--numbers", "2", "--format", "ids").stdout == "rlhf-pipeline\n"
    (question,) = json.loads(run("list", "--numbers", "1-2", "--topics", "rlhf", "--format", "json").stdout)[
        "questions"
    ]
    assert question["id"] == "rlhf-pipeline"
    assert "hint" not in question


def test_show_by_id_and_number(run: Run) -> None:
    assert run("show", "2").output == run("show", "rlhf-pipeline").output
    assert run("show", "2").output.startswith("2. The RLHF pipeline")
    assert "Rubric" in run("show", "2", "--edition", "interviewer").output


def test_show_names_the_range_of_the_numbers(run: Run) -> None:
    result = run("show", "99")
    assert (result.exit_code, result.stderr) == (1, "alignprep: no question 99; the numbers go from 1 to 50\n")


def test_check_without_a_bank_says_what_it_needs(run: Run) -> None:
    said = (
        "a check needs a content folder, and there is no bank.yaml or content/bank.yaml at or above the current folder"
    )
    assert run("check").stderr == f"alignprep: {said}; name one with --bank\n"


def test_explain(run: Run) -> None:
    said = run("explain", "ap406", "answer.spoken").stdout
    assert said.startswith(
        "problem codes:\n  AP406: maths that cannot be typeset\n\na question:\n  answer.spoken: What a "
    )
    assert "bank.yaml" not in said
    every = run("explain").stdout
    for name in (*CODES, "number", "answer.short", "facts.text", "sections.title", "topics.title", "doi"):
        assert f"  {name}: " in every
    result = run("explain", "minuts")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "there is no code and no field 'minuts'; did you mean 'minutes'?" in result.stderr


@pytest.mark.parametrize(
    ("before", "begun", "offered"),
    [
        (["export"], "csv-f", ["csv-facts", "csv-follow-ups"]),
        (["build", "--only"], "jsonl", ["jsonl"]),
        (["list", "--sections"], "inter", ["intermediate"]),
        (["list", "--sections"], "beginner,inter", ["beginner,intermediate"]),
        (["show"], "rlhf-p", ["rlhf-pipeline"]),
        (["list", "--bank", "nowhere", "--ids"], "rlhf", []),
    ],
)
def test_a_shell_completes_what_there_is(run: Run, before: list[str], begun: str, offered: list[str]) -> None:
    found = ShellComplete(main, {}, "alignprep", "_ALIGNPREP_COMPLETE").get_completions(before, begun)
    assert [one.value for one in found] == offered


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is always full")
@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["check", "--help"]], ids=" ".join)
def test_help_to_a_full_disk_is_one_line(arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "alignprep", *arguments], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 1
    assert re.fullmatch("alignprep: standard output cannot be written: no space left on device; .*\n", done.stderr)


def test_export_to_a_file_and_to_standard_output(run: Run) -> None:
    result = run("export", "json", "--numbers", "2", "--edition", "interviewer")
    assert result.exit_code == 0
    assert run("validate", "alignprep-interviewer.json").stderr == "alignprep-interviewer.json: valid\n"
    piped = run("export", "json", "--numbers", "2", "--edition", "interviewer", "-o", "-")
    assert piped.stdout_bytes == Path("alignprep-interviewer.json").read_bytes()


def test_exports_without_a_name_do_not_overwrite_each_other(run: Run) -> None:
    exporters = ("csv", "csv-facts", "csv-follow-ups", "csv-references", "datapackage", "croissant", "json", "jsonl")
    for exporter in exporters:
        assert run("export", exporter, "--numbers", "2").exit_code == 0
    assert len(list(Path().glob("alignprep-*"))) == len(exporters)
    assert Path("alignprep-csv-facts-study.csv").is_file()


def test_lines_are_validated(run: Run) -> None:
    assert run("export", "jsonl", "-o", "questions.jsonl").exit_code == 0
    assert run("validate", "questions.jsonl").stderr == "questions.jsonl: valid\n"
    spoilt = Path("questions.jsonl").read_text(encoding="utf-8").replace('"minutes": ', '"minutes": 9', 1)
    Path("questions.jsonl").write_text(spoilt, encoding="utf-8")
    column = spoilt.index('"minutes": 9') + len('"minutes": 9')
    broken = run("validate", "questions.jsonl")
    assert broken.exit_code == 1
    assert broken.output.startswith(f"questions.jsonl:1:{column}: error[AP602]: /minutes: ")


def test_standard_input_is_validated(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    document = run("export", "json", "--numbers", "2", "-o", "-").stdout_bytes
    lines = run("export", "jsonl", "--numbers", "2,6", "-o", "-").stdout_bytes
    assert run("validate", "-", stdin=document).stderr == "<stdin>: valid\n"
    assert run("validate", "--lines", "-", stdin=lines).stderr == "<stdin>: valid\n"
    broken = run("validate", "--lines", "-", stdin=lines.replace(b'"minutes": ', b'"minutes": 9'))
    assert broken.exit_code == 1
    assert re.findall(r"^<stdin>:([12]):[0-9]+: error\[AP602\]: /minutes: ", broken.output, re.MULTILINE) == ["1", "2"]
    assert "JSON Lines need a name that ends with .jsonl, or --lines" in run("validate", "-", stdin=lines).output
    assert "<stdin>:1:1: error[AP601]: not valid JSON" in run("validate", "-").output
    monkeypatch.setattr("alignprep.json_format.validator.LARGEST", 10)
    too_large = run("validate", "-", stdin=document)
    assert (too_large.exit_code, too_large.stderr) == (1, "alignprep: <stdin> is larger than 10 bytes\n")


def test_lines_may_have_any_name(run: Run) -> None:
    Path("questions.txt").write_bytes(run("export", "jsonl", "--numbers", "2,6", "-o", "-").stdout_bytes)
    assert run("validate", "questions.txt").exit_code == 1
    assert run("validate", "--lines", "questions.txt").stderr == "questions.txt: valid\n"


def test_a_pipe_is_validated_and_a_closed_standard_input_is_said(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m alignprep'
    export = f"{command} export jsonl --numbers 2 -o - 2>fifo.log"
    for shell, status, said in (
        (f"{export} | {command} validate --lines -", 0, "<stdin>: valid\n"),
        (f"{export} | {command} validate --lines /dev/fd/0", 0, "/dev/fd/0: valid\n"),
        (f"{command} validate - <&-", 1, "alignprep: standard input cannot be read: it is closed\n"),
    ):
        done = subprocess.run(["sh", "-c", shell], cwd=tmp_path, capture_output=True, text=True, timeout=600)
        assert (done.returncode, done.stderr) == (status, said)


def test_exporters(run: Run) -> None:
    lines = run("exporters").output.splitlines()
    assert [line.split()[0] for line in lines] == [
        "anki", "anki-interviewer", "anki-text", "anki-text-facts", "anki-text-interviewer", "croissant", "csv",
        "csv-facts", "csv-follow-ups", "csv-references", "datapackage", "dataset-card", "docx", "html", "json", "jsonl",
        "pdf", "pdf-answers", "pdf-quick",
    ]  # fmt: skip
    assert all(line.endswith("ready") for line in lines)


def test_schema(run: Run) -> None:
    Path("schema").mkdir()
    assert run("schema", "--check").exit_code == 1
    assert run("schema").exit_code == 0
    assert run("schema", "--check").exit_code == 0
    assert len(os.listdir("schema")) == 6
