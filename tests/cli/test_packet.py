"""`alignprep packet`, as somebody calls it, and the roads that choose the same questions."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import alignprep
from alignprep import Interview
from alignprep.cli.app import main
from alignprep.packet import spread
from alignprep.packet.planning import plan
from tests.support.docx_reader import parts
from tests.support.sample_bank import question, sample_bank

BANK = alignprep.load()


Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments)

    return call


def asked(result: Result) -> list[int]:
    """The numbers of the questions that the command says it took, in their order."""
    assert result.exit_code == 0, result.output
    return [int(number) for number in re.findall(r"^ *(\d+) +\d+ min  ", result.stderr, re.MULTILINE)]


def test_it_says_what_is_in_it_and_how_the_time_adds_up(run: Run) -> None:
    result = run("packet", "--minutes", "45", "-o", "packet.docx")
    count = len(asked(result))
    sum_ = re.search(
        rf"^{count} questions: 5 opening \+ (\d+) answers \+ {count} × 3 probing \+ {count} × 1\.5 scoring \+ 5 closing"
        r" = ([\d.]+) of 45 minutes, ([\d.]+) to spare$",
        result.stderr,
        re.MULTILINE,
    )
    assert sum_
    answers, taken, spare = map(float, sum_.groups())
    assert taken == 10 + answers + 4.5 * count == 45 - spare
    assert Path("packet.docx").read_bytes()[:2] == b"PK"


def test_the_times_are_options(run: Run) -> None:
    times = ("--opening", "2", "--probing", "0.5", "--scoring", "0", "--closing", "3")
    result = run("packet", "--numbers", "1,6,16", *times)
    said = "3 questions: 2 opening + 10 answers + 3 × 0.5 probing + 3 × 0 scoring + 3 closing = 16.5 of 16.5 minutes"
    assert f"{said}, 0 to spare" in result.stderr
    assert run("packet", "--numbers", "1", "--probing", "-1").exit_code == 2
    assert run("packet", "--numbers", "1", "--scoring", "nan").exit_code == 2


def test_parallel_forms_and_their_sheets(run: Run) -> None:
    who = ("--candidate-name", "Ada L.", "--role", "Engineer", "--date", "2026-12-01", "--start", "14:00")
    result = run("packet", "--minutes", "30", "--forms", "A,B", "--sheets", *who, "-o", "p.docx")
    assert result.exit_code == 0
    assert sorted(path.name for path in Path().glob("*.docx")) == [
        "p-A-candidate.docx", "p-A.docx", "p-B-candidate.docx", "p-B.docx",
    ]  # fmt: skip
    again = run("packet", "--minutes", "30", "--forms", "A,B", *who, "-o", "again.docx")
    assert again.exit_code == 0
    assert Path("again-B.docx").read_bytes() == Path("p-B.docx").read_bytes()
    assert "form B" in again.stderr


@pytest.mark.parametrize("seed", range(0, 200, 4))
def test_45_minutes_are_three_or_four_questions(seed: int) -> None:
    """Those of the bank, and of any bank whose questions are as long."""
    assert len(plan(BANK.questions, minutes=45, seed=seed).forms[0]) in (3, 4)
    lengths = [question.minutes for question in BANK.questions]
    random.Random(seed).shuffle(lengths)
    dealt = [one.model_copy(update={"minutes": m}) for one, m in zip(BANK.questions, lengths, strict=True)]
    assert len(plan(dealt, minutes=45, seed=seed).forms[0]) in (3, 4)


ROADS = [
    ((), {}, Interview()),
    (
        ("--opening", "3", "--probing", "1", "--scoring", "0.5", "--closing", "2"),
        {},
        Interview(opening=3, probing=1, scoring=0.5, closing=2),
    ),
    (("--competencies", "integrity,communication"), {"competencies": ["integrity", "communication"]}, Interview()),
    (
        ("--competencies", "risk-judgment", "--probing", "0"),
        {"competencies": "risk-judgment"},
        Interview(probing=0),
    ),
]


@pytest.mark.parametrize(("options", "filters", "interview"), ROADS, ids=[" ".join(road[0]) for road in ROADS])
def test_every_road_chooses_the_same_questions(
    run: Run, options: tuple[str, ...], filters: dict[str, Any], interview: Interview
) -> None:
    drawn = ("--minutes", "45", "--seed", "7", *options)
    chosen = alignprep.select(BANK, minutes=45, seed=7, interview=interview, **filters)
    numbers, ids = [item.number for item in chosen.items], [item.id for item in chosen.items]
    own = {"competency": filters["competencies"]} if filters else {}
    assert [item.id for item in BANK.packet(minutes=45, seed=7, interview=interview, **own).items] == ids
    if interview == Interview():
        assert alignprep.select(BANK, minutes=45, seed=7, **filters).items == chosen.items
    assert asked(run("packet", *drawn)) == numbers
    assert run("list", *drawn, "--format", "ids").stdout.split() == ids
    exported = json.loads(run("export", "json", *drawn, "-o", "-").stdout)
    assert [one["id"] for one in exported["questions"]] == ids
    Path("roster.csv").write_text("name\nAda\n")
    assert asked(run("packets", "roster.csv", "--jobs", "1", *drawn)) == numbers


ORDERS = [("--numbers", "16,1,6"), ("--ids", ",".join(BANK[number].id for number in (16, 1, 6)))]


@pytest.mark.parametrize("named", ORDERS, ids=["numbers", "ids"])
def test_the_order_asked_for_is_kept(run: Run, named: tuple[str, str]) -> None:
    ids = [BANK[number].id for number in (16, 1, 6)]
    assert asked(run("packet", *named)) == [16, 1, 6]
    text = parts(Path("packet.docx").read_bytes())["word/document.xml"].decode()
    places = [text.index(BANK[number].question[:30].replace("&", "&amp;")) for number in (16, 1, 6)]
    assert places == sorted(places)
    assert run("list", *named, "--format", "ids").stdout.split() == ids
    as_json = json.loads(run("export", "json", *named, "-o", "-").stdout)
    assert [one["id"] for one in as_json["questions"]] == ids
    rows = csv.DictReader(io.StringIO(run("export", "csv", *named, "-o", "-").stdout_bytes.decode("utf-8-sig")))
    assert [row["id"] for row in rows] == ids
    sheet = json.loads(run("export", "json", *named, "--edition", "candidate", "-o", "-").stdout)
    assert [(one["id"], one["question"]) for one in sheet["questions"]] == [
        (f"question-{place}", BANK[id].question) for place, id in enumerate(ids, 1)
    ]


def test_a_packet_of_what_was_selected(run: Run) -> None:
    result = run("packet", "--numbers", "1,6,16", "--edition", "candidate", "-o", "c.docx")
    sum_ = "3 questions: 5 opening + 10 answers + 3 × 3 probing + 3 × 1.5 scoring + 5 closing"
    assert f"{sum_} = 33.5 of 33.5 minutes, 0 to spare" in result.stderr
    assert run("packet", "--count", "4", "--forms", "A,B", "-o", "x.docx").exit_code == 2
    assert run("packet", "--minutes", "30", "--forms", "A,A", "-o", "x.docx").exit_code == 1
    assert run("packet", "--minutes", "30", "-o", "nowhere/x.docx").exit_code == 1
    assert not list(Path().glob("x*"))


def test_without_a_choice_it_is_an_interview_of_45_minutes(run: Run) -> None:
    assert " of 45 minutes" in run("packet", "--sections", "beginner,advanced", "-o", "a.docx").stderr
    assert run("packet", "-o", "a.docx").stderr == run("packet", "--minutes", "45", "-o", "a.docx").stderr
    every = run("packet", "--numbers", "1-99999", "--edition", "candidate", "-o", "a.docx").stderr
    assert f"{len(alignprep.load())} questions: " in every


@pytest.mark.parametrize(
    ("option", "given", "said"),
    [
        ("--date", "1.12.2026", "'1.12.2026' is not a date such as 2026-12-01 (year-month-day)"),
        ("--changed-since", "2026-1-1", "'2026-1-1' is not a date such as 2026-12-01 (year-month-day)"),
        ("--start", "2pm", "'2pm' is not a time such as 14:30"),
        ("--role", "\udcdcber", "has bytes that are no text"),
        ("--candidate-name", "\udcdcber", "has bytes that are no text"),
    ],
)
def test_what_to_write_is_said_in_plain_words(run: Run, option: str, given: str, said: str) -> None:
    result = run("packet", option, given)
    assert result.exit_code == 2
    assert said in result.output
    assert "%" not in run("packet", "--help").stdout


FILES = [
    (("--format", "pdf"), "packet.pdf", b"%PDF"),
    ((), "packet.docx", b"PK"),
    (("-o", "x.pdf"), "x.pdf", b"%PDF"),
    (("-o", "x.PDF", "--format", "pdf"), "x.PDF", b"%PDF"),
    (("-o", "x.DOCX"), "x.DOCX", b"PK"),
    (("-o", "x"), "x", b"PK"),
    (("-o", "x", "--format", "pdf"), "x", b"%PDF"),
]


@pytest.mark.parametrize(("options", "file", "begins"), FILES, ids=[" ".join(case[0]) for case in FILES])
def test_the_format_is_named_or_is_that_of_the_file(
    run: Run, options: tuple[str, ...], file: str, begins: bytes
) -> None:
    assert run("packet", "--numbers", "1", *options).exit_code == 0
    assert os.listdir() == [file]
    assert Path(file).read_bytes().startswith(begins)


def test_standard_output_takes_one_packet_of_either_format(run: Run) -> None:
    assert run("packet", "--numbers", "1", "-o", "-").stdout_bytes.startswith(b"PK")
    assert run("packet", "--numbers", "1", "-o", "-", "--format", "pdf").stdout_bytes.startswith(b"%PDF")
    assert os.listdir() == []


CARD = ("--numbers", "1,6")
BAD = [
    (("-o", "x.pdf", "--format", "docx"), 2, "x.pdf does not end in .docx, which --format docx asks for; drop either"),
    (("-o", "x.docx", "--format", "pdf"), 2, "x.docx does not end in .pdf, which --format pdf asks for; drop either"),
    (
        ("-o", "x.txt"),
        2,
        "x.txt: a packet is a Word document, .docx, or a PDF, .pdf; alignprep export makes other files",
    ),
    (("-o", "x.pdf", "--template", "x.docx"), 2, "--template has the styles of a Word document; a PDF has its own"),
    (("--minutes", "30", "--forms", "A,B", "-o", "-"), 2, "several files, which standard output cannot hold"),
    (("--ids", "rlhf-pipline"), 1, "no question 'rlhf-pipline' in the bank; did you mean 'rlhf-pipeline'?"),
    (("--minutes", "15"), 1, "15 minutes leave 5 for questions, and the shortest takes 7.5 with probing and scoring"),
    (("--level", "6"), 2, "6 is not in the range"),
    ((*CARD, "--weights", "integrity=2"), 1, "weights other than 1 need a written reason"),
    ((*CARD, "--weights", "integrty=1"), 1, "no competency 'integrty' in the bank; did you mean 'integrity'?"),
    ((*CARD, "--weights", "x"), 2, "'x' is not a weight such as id=2"),
    ((*CARD, "--weights", "=2"), 2, "'=2' is not a weight such as id=2"),
    ((*CARD, "--weights", "integrity=nan"), 2, "'integrity=nan' is not a weight such as id=2"),
    ((*CARD, "--weights", "integrity=much"), 2, "'integrity=much' is not a weight such as id=2"),
    ((*CARD, "--weights", "integrity=0"), 1, "weights are numbers above 0 and below 1,000"),
    ((*CARD, "--weights", "integrity=inf", "--reason", "x"), 1, "weights are numbers above 0 and below 1,000"),
    ((*CARD, "--weights", ","), 2, "an empty list selects nothing"),
    (
        ("--competencies", ",".join(list(BANK.competencies)[:5])),
        1,
        "a scorecard rates two to four competencies, and 5 are named",
    ),
]


@pytest.mark.parametrize(("arguments", "status", "message"), BAD, ids=[" ".join(case[0]) for case in BAD])
def test_a_bad_call_is_a_clear_line_and_no_packet(
    run: Run, arguments: tuple[str, ...], status: int, message: str
) -> None:
    result = run("packet", *arguments)
    assert result.exit_code == status, result.output
    (line,) = [line for line in result.output.splitlines() if line.startswith(("alignprep: ", "Error: "))]
    assert message in line
    assert "Traceback" not in result.output
    assert os.listdir() == []


def test_what_the_scorecard_rates_and_how_much_it_counts(run: Run) -> None:
    """One competency is enough, those of `--competencies` count 1, and four are allowed."""
    reason = "Integrity is the job, and nobody can learn it here"
    weighted = ("--weights", "integrity=2,communication=0.5", "--reason", reason)
    assert run("packet", *CARD, *weighted).exit_code == 0
    assert reason in parts(Path("packet.docx").read_bytes())["word/document.xml"].decode()
    assert run("packet", *CARD, "--weights", "integrity=1").exit_code == 0
    four = ",".join(list(BANK.competencies)[:4])
    assert run("packet", "--minutes", "45", "--competencies", four).exit_code == 0


def test_what_does_not_fit_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    long = "word " * 90
    probes = [{"ask": f"{long}{number}?", "listen_for": f"{long}{number}"} for number in range(4)]
    flags = [f"{long}{number}" for number in range(4)]
    bank = sample_bank(question(1), question(3, follow_ups=probes, red_flags=flags))
    Path("long.json").write_text(bank.to_json())
    result = run("packet", "--bank", "long.json")
    assert result.exit_code == 0
    said = [line for line in result.stderr.splitlines() if "left out" in line]
    assert said[:2] == [
        "question 3: follow-up 4 is left out, since it does not fit on its pages",
        "question 3: follow-up 3 is left out, since it does not fit on its pages",
    ]
    assert all(line.startswith("question 3: ") for line in said)
    assert "left out" not in run("packet", "--bank", "long.json", "--edition", "candidate").stderr
    monkeypatch.setattr(spread, "DEPTH", 10.0)
    result = run("packet", "--bank", "long.json", "-o", "none.docx")
    assert (result.exit_code, "question 1 does not fit on two facing pages" in result.stderr) == (1, True)
    assert not Path("none.docx").exists()
