"""`alignprep packets`, as somebody calls it."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alignprep.build import worker_pool
from alignprep.cli import packet
from alignprep.cli.app import main
from alignprep.cohort import executors
from alignprep.packet import spread

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, roster: str = "name,form\nAda,A\nBo,B\n") -> Result:
        Path("r.csv").write_text(roster)
        return CliRunner().invoke(main, ["packets", "r.csv", "--jobs", "1", *arguments])

    return call


def test_a_packet_and_a_sheet_for_each(run: Run) -> None:
    result = run("--minutes", "30", "--sheets", "--role", "Engineer")
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert result.stderr.splitlines()[0] == "form A"
    assert result.stderr.splitlines()[-1] == "packets: 4 files"
    assert sorted(os.listdir("packets")) == ["Ada_A.docx", "Bo_B.docx", "candidate"]
    assert sorted(os.listdir("packets/candidate")) == ["Ada_A_candidate.docx", "Bo_B_candidate.docx"]


def test_scores_are_collected_from_the_folder_as_it_is(run: Run) -> None:
    """As the documentation says: `alignprep collect packets/*.docx`."""
    assert run("--minutes", "30", "--sheets", "--interviewer", "Grace H.").exit_code == 0
    done = CliRunner().invoke(main, ["collect", *map(str, Path("packets").glob("*.docx")), "-o", "scores.csv"])
    assert done.exit_code == 0, done.output
    assert done.stderr.splitlines()[-2] == "0 scores of 2 packets"


def test_a_panel_can_tell_its_files_apart(run: Run) -> None:
    roster = "name,form,interviewer\nAda,A,Grace H.\nAda,A,Alan T.\nBo,B,Grace H.\n"
    assert run("--minutes", "30", "--jobs", "1", roster=roster).exit_code == 0
    assert sorted(os.listdir("packets")) == ["Ada_A_Alan-T.docx", "Ada_A_Grace-H.docx", "Bo_B.docx"]


def test_a_column_that_is_not_used_is_a_warning(run: Run) -> None:
    result = run("--numbers", "1", "--jobs", "1", roster="Name,E-mail\nAda,=ada@example.org\n")
    assert result.exit_code == 0, result.output
    assert os.listdir("packets") == ["Ada.docx"]
    assert "r.csv:1:6: warning[AP910]: the column 'e-mail' is not used; a roster has name, form" in result.stderr


def test_it_is_the_packet_of_the_same_form_that_is_made_alone(run: Run) -> None:
    assert run("--minutes", "30", "--seed", "3", "-o", "all").exit_code == 0
    alone = ["packet", "--minutes", "30", "--seed", "3", "--forms", "A,B", "--candidate-name", "Bo"]
    assert CliRunner().invoke(main, alone).exit_code == 0
    assert Path("all/Bo_B.docx").read_bytes() == Path("packet-B.docx").read_bytes()


def test_a_bad_row_is_named_the_others_are_made_and_the_status_is_1(run: Run) -> None:
    result = run("--minutes", "30", "-o", "p", roster="name,form,date\nAda,A,\nBo,B,tomorrow\nCy,A,\n")
    assert result.exit_code == 1
    assert sorted(os.listdir("p")) == ["Ada_A.docx", "Cy_A.docx"]
    lines = result.stderr.splitlines()
    assert lines[-5:] == [
        "p: 2 files",
        "r.csv:3:6: error[AP304]: 'tomorrow' is not a date such as 2026-12-01 (year-month-day)",
        "    3 | Bo,B,tomorrow",
        "             ^^^^^^^^",
        "1 problem in 1 file",
    ]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_name_that_a_pdf_cannot_show_keeps_nobody_else_from_a_packet(run: Run, jobs: str) -> None:
    roster = "name,date\nAda,\n\U00012000,\nBo,soon\nCy,\n"
    result = run("--numbers", "1", "--format", "pdf", "--sheets", "--jobs", jobs, "-o", "p", roster=roster)
    assert result.exit_code == 1
    assert sorted(os.listdir("p")) == ["Ada.pdf", "Cy.pdf", "candidate"]
    assert sorted(os.listdir("p/candidate")) == ["Ada_candidate.pdf", "Cy_candidate.pdf"]
    lines = result.stderr.splitlines()
    assert "p: 4 files" in lines
    reported = [line for line in lines if line.startswith("r.csv:")]
    assert [line.split(": ", 2)[:2] for line in reported] == [
        ["r.csv:3:1", "error[AP513]"],
        ["r.csv:4:4", "error[AP304]"],
    ]
    assert "the PDF exporter cannot draw the candidate's name" in reported[0]
    assert lines[-1] == "2 problems in 1 file"


def test_standard_input_is_a_roster(run: Run) -> None:
    arguments = ["packets", "-", "--minutes", "30", "--jobs", "1"]
    result = CliRunner().invoke(main, arguments, input="name,form\nAda,A\nBo,C,\n")
    assert os.listdir("packets") == ["Ada_A.docx"]
    assert "<stdin>:3:6: error[AP701]: has 3 cells for 2 columns" in result.stderr


def test_again_over_the_same_folder(run: Run) -> None:
    assert run("--minutes", "30").exit_code == 0
    before = {path.name: path.read_bytes() for path in Path("packets").iterdir()}
    assert run("--minutes", "30", roster="name,form\nBo,B\nAda,A\n").exit_code == 0
    assert {path.name: path.read_bytes() for path in Path("packets").iterdir()} == before


def test_without_forms_the_minutes_are_those_of_the_questions(run: Run) -> None:
    assert run("--numbers", "1,6", roster="name\nAda\n").exit_code == 0
    assert os.listdir("packets") == ["Ada.docx"]


BAD = [
    (("--candidate-name", "x"), 2, "No such option '--candidate-name'"),
    (("-o", "-"), 2, "the packets need a folder, which cannot be standard output"),
    (("--executor", "dask://h:1"), 2, "--jobs and --executor exclude each other"),
    (("--count", "4"), 2, "parallel forms need --minutes"),
    (("--forms", "A,A"), 1, "does not name forms"),
    (("--minutes", "12"), 1, "12 minutes leave 2 for questions"),
    (("--minutes", "30", "-o", "r.csv"), 1, "r.csv cannot be written: file exists"),
    (("--minutes", "30", "--jobs", "0"), 2, "0 is not in the range"),
    (("--minutes", "30", "--forms", "C"), 1, "there is no form 'A'; the forms are C"),
    (
        ("--minutes", "30", "--weights", "integrty=1"),
        1,
        "no competency 'integrty' in the bank; did you mean 'integrity'?",
    ),
    (("--minutes", "30", "--weights", "integrity=2"), 1, "weights other than 1 need a written reason"),
    (("--minutes", "30", "--format", "pdf", "--template", "r.csv"), 2, "--template has the styles of a Word document"),
]


@pytest.mark.parametrize(("arguments", "status", "message"), BAD, ids=[" ".join(case[0]) for case in BAD])
def test_a_bad_call_is_a_clear_line_and_writes_nothing(
    run: Run, arguments: tuple[str, ...], status: int, message: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == status
    assert message in result.output
    assert "Traceback" not in result.output
    assert os.listdir() == ["r.csv"]


@pytest.mark.parametrize(
    ("roster", "message"),
    [
        ("nowhere.csv", "nowhere.csv cannot be read: no such file"),
        (".", ". cannot be read: is a directory"),
        ("", "Missing argument 'ROSTER'"),
    ],
)
def test_a_roster_that_cannot_be_read(run: Run, roster: str, message: str) -> None:
    result = CliRunner().invoke(main, ["packets", *[roster] * bool(roster), "--minutes", "30"])
    assert (result.exit_code, message in result.output) == (1 if roster else 2, True)
    assert os.listdir() == []


@pytest.mark.parametrize("address", ["localhost:8786", "dask://localhost", "dask://:8786", "tcp://h:1", "dask://h:x"])
def test_addresses(address: str) -> None:
    result = CliRunner().invoke(main, ["packets", "r.csv", "--executor", address])
    assert result.exit_code == 2
    assert "is not an address such as dask://localhost:8786" in result.output


@pytest.mark.parametrize("option", [("--jobs", "2"), ("--executor", "dask://h:1"), ("--roster", "r.csv")])
def test_one_packet_has_no_options_of_many(option: tuple[str, str]) -> None:
    result = CliRunner().invoke(main, ["packet", *option])
    assert (result.exit_code, f"No such option '{option[0]}'" in result.output) == (2, True)


def test_what_a_row_leaves_out_comes_from_the_options(run: Run) -> None:
    roster = "name,role,start\nAda,,9:00\nBo,Lead,\n"
    options = ("--numbers", "1,6", "--role", "Engineer", "--start", "14:00")
    assert run(*options, "--weights", "integrity=1", roster=roster).exit_code == 0
    for name, more in (("Ada", ("--start", "9:00")), ("Bo", ("--role", "Lead"))):
        alone = ("packet", *options, "--weights", "integrity=1", "--candidate-name", name, *more)
        assert CliRunner().invoke(main, alone).exit_code == 0
        assert Path("packet.docx").read_bytes() == Path(f"packets/{name}.docx").read_bytes()


def test_packets_are_pdf_files_too(run: Run) -> None:
    result = run("--numbers", "1,6", "--format", "pdf", roster="name\nAda\n")
    assert result.exit_code == 0
    assert os.listdir("packets") == ["Ada.pdf"]
    assert Path("packets/Ada.pdf").read_bytes().startswith(b"%PDF")


def test_what_does_not_fit_is_said_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "_CHARACTER", 0.9)
    monkeypatch.setattr(spread, "_EVIDENCE", 0.0)
    result = run("--numbers", "1,6", "--sheets", roster="name\nAda\nBo\n")
    said = [line for line in result.stderr.splitlines() if "left out" in line]
    assert said
    assert len(set(said)) == len(said)


def test_a_file_that_cannot_be_written_ends_it_and_leaves_no_half(run: Run) -> None:
    Path("packets/Bo_B.docx").mkdir(parents=True)
    result = run("--minutes", "30")
    assert result.exit_code == 1
    assert "packets/Bo_B.docx cannot be written" in result.output
    assert sorted(os.listdir("packets")) == ["Ada_A.docx", "Bo_B.docx"]


@pytest.mark.parametrize(("jobs", "files", "count"), [(None, 10, 3), (None, 2, 2), (5, 10, 5)])
def test_processes_by_default_are_the_cores(
    monkeypatch: pytest.MonkeyPatch, jobs: int | None, files: int, count: int
) -> None:
    asked: list[int] = []

    def processes(count: int) -> AbstractContextManager[None]:
        asked.append(count)
        return nullcontext()

    monkeypatch.setattr(worker_pool, "cores", lambda: 3)
    monkeypatch.setattr(executors, "processes", processes)
    with packet._executor_arguments({"executor": None, "jobs": jobs}, files) as workers:
        assert workers == {"executor": None, "ahead": 4 * count}
    assert asked == [count]
