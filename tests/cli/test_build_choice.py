"""`alignprep build` of part of the products and from exported JSON, and the file that `export` writes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

import alignprep
from alignprep.cli.app import main
from tests.support.bad_luck import LISTS, tree, verified
from tests.support.foreign_bank import write_folder

ALL = ("acme.json", "questions.csv", "questions.jsonl", "guide.txt")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_folder(tmp_path / "content")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def made(done: Result) -> list[str]:
    """The new files, the manifest apart."""
    assert done.exit_code == 0, done.output
    names = [line.removeprefix("dist/") for line in done.stdout.splitlines()]
    assert names.pop() == "manifest.json"
    return names


CHOICES = {
    ("--only", "json"): ["acme.json"],
    ("--only", "acme.json"): ["acme.json"],
    ("--only", "acme"): ["acme.json"],
    ("--only", "questions"): ["questions.csv", "questions.jsonl"],
    ("--only", "questions.csv"): ["questions.csv"],
    ("--only", "questions.jsonl", "--only", "json"): ["acme.json", "questions.jsonl"],
    ("--without", "questions"): ["acme.json", "guide.txt"],
    ("--without", "anki-text", "--without", "questions.csv"): ["acme.json", "questions.jsonl"],
    ("--only", "questions", "--without", "csv"): ["questions.jsonl"],
    ("--exporter", "csv-facts", "--only", "csv-facts"): ["acme-csv-facts.csv"],
    ("--exporter", "csv:candidate", "--only", "acme-csv-candidate.csv"): ["acme-csv-candidate.csv"],
}


@pytest.mark.parametrize("choice", CHOICES, ids=" ".join)
def test_only_what_is_named_is_made(project: Path, choice: tuple[str, ...]) -> None:
    assert made(run("build", *choice)) == CHOICES[choice]
    assert set(tree(project / "dist")) == {*CHOICES[choice], "manifest.json", *LISTS}


def test_the_rest_of_an_earlier_build_stays_and_is_listed(project: Path) -> None:
    (project / "extra.txt").write_text("extra")
    assert made(run("build", "--add", "extra.txt")) == [*ALL, "extra.txt"]
    before = tree(project / "dist")
    path = project / "content" / "basics" / "question-1.yaml"
    path.write_text(path.read_text().replace("Title 1", "A new title"))
    done = run("build", "--only", "csv")
    assert made(done) == ["questions.csv"]
    assert "4 files of an earlier build stay in dist\n" in done.stderr
    after = tree(project / "dist")
    assert after.keys() == before.keys()
    assert {name for name in after if after[name] != before[name]} == {"questions.csv", "manifest.json", *LISTS}
    assert verified(project / "dist")
    listed = [{line[66:] for line in after[name].decode().splitlines()} for name in LISTS]
    assert listed == [{*ALL}, {*ALL, "extra.txt", "manifest.json"}]
    described = {one["name"]: one.get("exporter") for one in json.loads(after["manifest.json"])["files"]}
    assert described == {**dict.fromkeys((*ALL, "extra.txt")), "questions.csv": "csv"}
    assert "stay in" not in run("build").stderr
    assert "extra.txt" not in tree(project / "dist"), "a build of everything lists what it has made"


WRONG = {
    ("--only", "jsn"): "this build has no exporter and no file 'jsn'; did you mean 'json'?",
    ("--only", "questons.csv"): "no file 'questons.csv'; did you mean 'questions'?",
    ("--without", "questions.pdf"): "no file 'questions.pdf'; did you mean 'questions'?",
    ("--only", "pdf"): "this build has no exporter and no file 'pdf'; there are json, acme, csv, questions, jsonl, ",
    ("--only", "csv", "--without", "questions"): "--only and --without leave nothing to make",
}


@pytest.mark.parametrize("choice", WRONG, ids=" ".join)
def test_a_name_of_nothing_and_a_choice_of_nothing(project: Path, choice: tuple[str, ...]) -> None:
    done = run("build", *choice)
    assert (done.exit_code, done.stdout) == (1, "")
    assert WRONG[choice] in done.stderr
    assert not (project / "dist").exists()


def test_exported_json_makes_the_same_products(project: Path) -> None:
    assert made(run("build")) == [*ALL]
    Path("moved.json").write_bytes((project / "dist" / "acme.json").read_bytes())
    done = run("build", "--bank", "moved.json", "--dist", "again")
    assert done.exit_code == 0
    assert "ledger" not in done.stderr
    one, other = tree(project / "dist"), tree(project / "again")
    assert {name for name in one if one[name] != other.get(name)} == {"manifest.json", "RELEASE-SHA256SUMS"}
    source = json.loads(other["manifest.json"])["source"]
    assert re.fullmatch("sha256:[0-9a-f]{64}", source["content"])
    said = json.loads(one["acme.json"])
    assert said["rules"] == {"answer.short": {"required": True}}
    assert [product["file"] for product in said["products"]] == ["acme", "questions", "questions", "guide"]
    assert said["sections"][0]["rules"] == {"hint": {"required": True}}


def test_the_bank_in_the_package_is_built_where_there_is_no_other(project: Path) -> None:
    own = alignprep.load()
    done = run("build", "--bank", own.slug, "--only", "json")
    assert done.exit_code == 0
    assert alignprep.load(f"dist/{own.slug}.json").version == own.version
    refused = run("build", "--only", "json")
    assert refused.exit_code == 1
    assert f"dist holds the files of another bank, '{own.slug}'; choose another folder, or allow" in refused.stderr
    assert run("build", "--only", "json", "--force").exit_code == 0
    assert Path("dist", f"{own.slug}.json").is_file()


def test_a_candidates_edition_is_no_bank(project: Path) -> None:
    assert run("export", "json", "--edition", "candidate", "-o", "c.json").exit_code == 0
    done = run("build", "--bank", "c.json")
    assert (done.exit_code, "this is the candidate edition; a bank is read from" in done.stderr) == (1, True)


def test_a_booklet_is_called_one(project: Path) -> None:
    done = run("export", "pdf-answers", "--booklet", "--paper", "letter")
    assert done.exit_code == 0, done.output
    file = project / "acme-pdf-answers-study-booklet.pdf"
    (size,) = {(float(one.mediabox.width), float(one.mediabox.height)) for one in PdfReader(file).pages}
    assert size == (792, 612)


def test_a_text_that_cannot_be_drawn_names_its_question(project: Path) -> None:
    path = project / "content" / "basics" / "question-2.yaml"
    path.write_text(path.read_text().replace("Two threads", "Two \U0001f9f5 threads"))
    Path("x.json").write_text(alignprep.load("content").to_json())
    (project / "content" / "bank.yaml").unlink()
    done = run("export", "pdf", "--bank", "x.json")
    assert done.exit_code == 1
    assert "question 'question-2': the PDF exporter has no font" in done.stderr


def test_drafts_that_are_left_out_are_named(project: Path) -> None:
    assert "left out" not in run("build", "--only", "json").stderr
    write_folder(project / "two" / "content", drafts=("later", "half"))
    done = run("build", "--only", "json", "--bank", "two")
    assert "2 drafts are left out: half, later\n" in done.stderr
    (project / "two" / "content" / "basics" / "later.yaml").unlink()
    assert "1 draft is left out: half\n" in run("build", "--only", "json", "--bank", "two").stderr


@pytest.mark.parametrize(
    ("exporter", "output", "message"),
    [
        ("docx", "x.pdf", "docx makes .docx files; for x.pdf run: alignprep export pdf -o x.pdf (or with pdf-"),
        ("csv", "x.TXT", "csv makes .csv files; for x.TXT run: alignprep export anki-text -o x.TXT (or with anki-"),
        ("csv", "x.nothing", "csv makes .csv files; run: alignprep export csv -o x.csv\n"),
        ("json", "x.tar.gz", "json makes .json files; run: alignprep export json -o x.tar.json\n"),
    ],
)
def test_a_file_is_not_named_unlike_what_it_is(project: Path, exporter: str, output: str, message: str) -> None:
    done = run("export", exporter, "-o", output)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert [path.name for path in project.iterdir()] == ["content"]


@pytest.mark.parametrize("output", ["x.json", "x.JSON", "x", "report-1.0", ".json", "a.b.json"])
def test_a_name_that_fits_or_has_no_ending_is_written(project: Path, output: str) -> None:
    assert run("export", "json", "-o", output).exit_code == 0
    assert json.loads(Path(output).read_bytes())["title"] == "Acme interview questions"


def test_a_file_without_a_name_is_named_after_the_bank(project: Path) -> None:
    for exporter, name in (("json", "acme-study.json"), ("csv-facts", "acme-csv-facts-study.csv")):
        assert run("export", exporter).exit_code == 0
        assert Path(name).is_file()


HIDDEN = (
    "alignprep: the study edition is without rubric, follow_ups, red_flags; anki-text takes interviewer by default\n"
)


@pytest.mark.parametrize(
    ("options", "name", "said"),
    [
        ((), "acme-anki-text-interviewer.txt", ""),
        (("--edition", "interviewer"), "acme-anki-text-interviewer.txt", ""),
        (("--edition", "study"), "acme-anki-text-study.txt", HIDDEN),
    ],
)
def test_what_updates_a_deck_is_full_unless_told_otherwise(
    project: Path, options: tuple[str, ...], name: str, said: str
) -> None:
    assert run("ledger", "--date", "2026-11-29").exit_code == 0
    done = run("export", "anki-text", *options)
    assert done.stderr == f"{said}{name}: {(project / name).stat().st_size:,} bytes\n"
    assert ("\tRubric" in Path(name).read_text()) == (not said)


@pytest.mark.parametrize("exporter", ["anki", "anki-text-facts", "csv"])
def test_an_export_of_a_deck_says_what_the_ledger_does_not_date(project: Path, exporter: str) -> None:
    """Else an edit would be exported and never arrive."""
    deck, lacks = exporter != "csv", "content/ledger.json lacks {} new or changed entries; run: alignprep ledger\n"
    assert (lacks.format(4) in run("export", exporter).stderr) == deck
    assert run("ledger", "--date", "2026-11-29").exit_code == 0
    assert "lacks" not in run("export", exporter).stderr
    path = project / "content" / "basics" / "question-2.yaml"
    path.write_text(path.read_text().replace("Two threads", "Three threads"))
    assert (lacks.format(1) in run("export", exporter).stderr) == deck
    (project / "x.json").write_text(alignprep.load("content").to_json())
    assert "lacks" not in run("export", exporter, "--bank", "x.json").stderr


def test_a_build_says_it_too(project: Path) -> None:
    """The bank asks for anki-text without an edition."""
    assert HIDDEN in run("build", "--only", "guide").stderr
    assert HIDDEN not in run("build", "--exporter", "anki-text", "--only", "acme-anki-text").stderr
    columns = (project / "dist" / "acme-anki-text.txt").read_text().partition("#columns:")[2].partition("\n")[0]
    assert "Rubric" in columns.split("\t")


@pytest.mark.parametrize("dist", ["content", "content/dist", "."])
def test_nothing_is_written_into_the_content_folder(project: Path, dist: str) -> None:
    before = tree(project)
    for force in ((), ("--force",)):
        done = run("build", "--only", "json", "--dist", dist, *force)
        assert (done.exit_code, done.stdout) == (1, "")
        assert "the content folder; choose another folder, such as --dist " in done.stderr
    assert tree(project) == before
