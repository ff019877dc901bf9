from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from alignprep.cli.app import main
from alignprep.content.reader import read_content, survey
from alignprep.errors import OutputError, SelectionError
from alignprep.model.records import NamedLicense
from alignprep.model.versions import __version__
from alignprep.starting import new_bank, new_question
from alignprep.starting.new_bank import NewBank, files_of

DAY = datetime.date(2026, 11, 29)
TITLES = {"en": "Our questions", "de": "Fragen für die Technik", "ja": "面接の質問"}


def begun(folder: Path, language: str = "en", **given: object) -> Path:
    """A new bank in a folder; returns its content folder."""
    known = {"title": TITLES.get(language, "Questions"), "slug": "our-bank", "language": language, **given}
    new_bank.write(folder, files_of(NewBank(**known), DAY))  # type: ignore[arg-type]
    return folder / "content"


def alignprep(*arguments: str, here: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "alignprep", *arguments]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, cwd=here, capture_output=True, text=True, encoding="utf-8", env=environment)


@pytest.mark.parametrize("language", TITLES)
def test_a_new_bank_has_no_problem(language: str, tmp_path: Path) -> None:
    content = begun(tmp_path, language)
    assert survey(content, complete=True).counts == "2 questions"
    assert survey(content).problems == ()
    bank = read_content(content)
    assert (bank.slug, bank.title, bank.language, bank.released) == ("our-bank", TITLES[language], language, DAY)
    assert [question.number for question in bank.questions] == [1, 2]
    assert isinstance(bank.data.license, NamedLicense)
    if language == "ja":
        assert not re.search(r"[a-z]{3}", "".join(one.question for one in bank.questions))


def test_the_schemas_are_there_and_accept_the_files(tmp_path: Path) -> None:
    content = begun(tmp_path)
    for path in sorted(content.rglob("*.yaml")):
        first, _ = path.read_text(encoding="utf-8").split("\n", 1)
        schema = (path.parent / first.removeprefix("# yaml-language-server: $schema=")).resolve()
        assert schema.is_relative_to(tmp_path)
        document = json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))
        Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(document)
    settings_ = json.loads((tmp_path / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    assert all((tmp_path / name).is_file() for name in settings_["yaml.schemas"])


def test_hooks_and_workflow_are_what_their_services_read(tmp_path: Path) -> None:
    begun(tmp_path)
    (repository,) = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert [hook["entry"] for hook in repository["hooks"]] == ["alignprep check"]
    workflow = yaml.safe_load((tmp_path / ".github/workflows/bank.yaml").read_text(encoding="utf-8"))
    runs = [step["run"] for step in workflow["jobs"]["bank"]["steps"] if "run" in step]
    assert runs[1:] == ["alignprep check --format github", "alignprep build"]


@pytest.mark.parametrize("language", TITLES)
def test_nobody_is_sent_to_an_index_that_has_no_alignprep(language: str, tmp_path: Path) -> None:
    """Whoever registered the name there would run code in a team's workflow."""
    begun(tmp_path, language)
    wheel = f"wheels/alignprep-{__version__}-py3-none-any.whl"
    for name in ("README.md", ".github/workflows/bank.yaml"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert re.findall(r"pip install (.*)", text) == [f'"{wheel}[all]"']


@pytest.mark.parametrize("language", TITLES)
@pytest.mark.parametrize("section", ["Basics", "A section with a long title"])
def test_the_comments_of_the_readme_stand_below_each_other(language: str, section: str, tmp_path: Path) -> None:
    begun(tmp_path, language, section=section)
    lines = (tmp_path / "README.md").read_text(encoding="utf-8").splitlines()
    places = [line.index("  # ") for line in lines if line.startswith("alignprep ") and "  # " in line]
    assert len(places) == 7
    assert len(set(places)) == 1


def test_nothing_that_is_there_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    with pytest.raises(OutputError, match=r"README\.md is there already; nothing is overwritten"):
        begun(tmp_path)
    (tmp_path / ".gitignore").write_text("mine")
    with pytest.raises(OutputError, match=r"README\.md and 1 more are there already"):
        begun(tmp_path)
    (tmp_path / ".gitignore").unlink()
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]
    assert (tmp_path / "README.md").read_text() == "mine"


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_place_that_cannot_hold_a_bank_is_one_line(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match=rf"{name} cannot be written: .*; move the file that is in the way"):
        begun(tmp_path / name)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"language": "deutsch"},
            r"--language 'deutsch': is not a language tag; write it as en, en-US, de or zh-Hant$",
        ),
        ({"slug": "Our Bank"}, r"--slug 'Our Bank': is not an id; ids are lower-case letters"),
        ({"slug": "a" * 65}, r"--slug 'a{60}': 65 characters; at most 64 are allowed$"),
        ({"title": "\udcdcber"}, r"--title '\\udcdcber': has bytes that are no text"),
        ({"title": "  "}, r"--title '  ': is empty"),
        ({"title": "質問", "slug": ""}, r"no slug can be made of '質問'; give one with --slug"),
        ({"authors": ("a\nb",)}, r"--author 'a\\nb': must be one line"),
    ],
)
def test_what_no_bank_can_have_is_refused(given: dict[str, object], message: str, tmp_path: Path) -> None:
    with pytest.raises(SelectionError, match=message):
        begun(tmp_path, **given)
    assert list(tmp_path.iterdir()) == []


LINE = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30).map(str.strip).filter(bool)


@settings(max_examples=40, deadline=None)
@given(title=LINE, author=LINE, license=LINE, section=LINE)
def test_any_words_are_written_as_they_are(
    title: str, author: str, license: str, section: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("bank")
    try:
        content = begun(folder, title=title, authors=(author,), license=license, section=section)
    except SelectionError:  # A character that no text may have, such as one that is not composed.
        return
    bank = read_content(content)
    assert (bank.title, bank.profile.authors, bank.license) == (title, (author,), license)
    assert bank.sections[0].title == section


def test_the_command_needs_only_a_folder(tmp_path: Path) -> None:
    done = alignprep("init", "acme-questions", here=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "acme-questions/content/bank.yaml" in done.stdout.splitlines()
    assert done.stderr == "next: cd acme-questions; alignprep check; alignprep build\n"
    bank = read_content(tmp_path / "acme-questions" / "content")
    assert (bank.title, bank.slug, bank.profile.authors) == ("Acme questions", "acme-questions", ())


def test_on_a_terminal_it_asks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("alignprep.cli.start.on_a_terminal", lambda: True)
    answers = "Unsere Fragen\nde\nBeispiel GmbH, Eva\nCC0-1.0\n"
    done = CliRunner().invoke(main, ["init", str(tmp_path / "x")], input=answers)
    assert done.exit_code == 0, done.output
    bank = read_content(tmp_path / "x" / "content")
    assert (bank.title, bank.language, bank.license) == ("Unsere Fragen", "de", "CC0-1.0")
    assert bank.profile.authors == ("Beispiel GmbH", "Eva")


def test_a_wrong_answer_is_asked_again_and_the_others_stay(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("alignprep.cli.start.on_a_terminal", lambda: True)
    answers = f"{'x' * 301}\nOur Questions\nenglish\nen\nA, A\nA\n\n"
    done = CliRunner().invoke(main, ["init", str(tmp_path / "two words")], input=answers)
    assert done.exit_code == 0, done.output
    assert "Error: --language 'english': is not a language tag; write it as en, en-US, de or zh-Hant" in done.output
    assert done.output.count("Error: ") == 3
    bank = read_content(tmp_path / "two words" / "content")
    assert (bank.title, bank.language, bank.profile.authors) == ("Our Questions", "en", ("A",))
    assert done.stderr.splitlines()[-1].startswith(f"next: cd '{tmp_path / 'two words'}'; ")


def test_a_wrong_option_is_refused_before_anything_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("alignprep.cli.start.on_a_terminal", lambda: True)
    done = CliRunner().invoke(main, ["init", str(tmp_path / "x"), "--language", "english"], input="")
    assert done.output == (
        "alignprep: --language 'english': is not a language tag; write it as en, en-US, de or zh-Hant\n"
    )


@pytest.mark.parametrize("call", [["init", "x"], ["new", "basics/x"]], ids=" ".join)
def test_bytes_that_are_no_text_are_refused(call: list[str]) -> None:
    done = CliRunner().invoke(main, [*call, "--title", "\udcdcber"])
    assert done.exit_code == 2
    assert "has bytes that are no text in the encoding of this system" in done.output


def test_the_next_question_is_a_draft_with_the_next_number(tmp_path: Path) -> None:
    content = begun(tmp_path)
    path = new_question.write(content, "basics", "my-question", DAY)
    assert path == content / "basics" / "my-question.yaml"
    assert survey(content) == new_survey(2, 1)
    ready = path.read_text(encoding="utf-8").replace("status: draft\n", "")
    ready = ready.replace("What a good", "So that there are words enough for the rules of this bank: what a good")
    path.write_text(re.sub("^# (?=hint)", "", ready, flags=re.MULTILINE), encoding="utf-8")
    question = read_content(content)["my-question"]
    assert (question.number, question.title) == (3, "My question")
    assert new_question.write(content, "basics", "another", DAY, title="Any: title").name == "another.yaml"
    assert "number: 4\ntitle: 'Any: title'" in (content / "basics" / "another.yaml").read_text().replace('"', "'")


def new_survey(questions: int, drafts: int) -> object:
    from alignprep.content.reader import Survey

    return Survey(questions, drafts, ())


@pytest.mark.parametrize(
    ("section", "id", "message"),
    [
        ("basic", "x", "the bank has no section 'basic'; did you mean 'basics'?"),
        ("basics", "explain-simply", "the id 'explain-simply' is taken"),
        ("basics", "Not An Id", "'Not An Id' is not an id"),
        ("basics", "con", "'con' is not an id"),
    ],
)
def test_a_question_that_cannot_be_is_refused(section: str, id: str, message: str, tmp_path: Path) -> None:
    content = begun(tmp_path)
    before = sorted(content.rglob("*"))
    with pytest.raises(SelectionError, match=re.escape(message)):
        new_question.write(content, section, id, DAY)
    assert sorted(content.rglob("*")) == before


def test_numbers_of_a_section_can_run_out(tmp_path: Path) -> None:
    content = begun(tmp_path)
    path = content / "bank.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "    first: 1\n    last: 2\n", encoding="utf-8")
    with pytest.raises(SelectionError, match=r"no number of section 'basics' is left; raise `last` in bank\.yaml"):
        new_question.write(content, "basics", "third", DAY)


@pytest.mark.parametrize("language", TITLES)
def test_the_command_new(language: str, tmp_path: Path) -> None:
    content = begun(tmp_path, language, section="Basics")
    done = alignprep("new", "basics/third", here=content / "basics")
    assert (done.returncode, done.stderr) == (0, "")
    assert (content / "basics" / done.stdout.strip()).samefile(content / "basics" / "third.yaml")
    assert survey(content) == new_survey(2, 1)
