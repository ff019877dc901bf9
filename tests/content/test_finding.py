"""Which bank is meant."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import alignprep
from alignprep.content import finding
from alignprep.content.finding import OWN, find, nearest
from alignprep.errors import BankError, ContentError, OutputError, UnknownBank
from tests.support.foreign_bank import install, write_folder


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a bank in `content`, which is the current one."""
    folder = tmp_path / "project"
    write_folder(folder / "content")
    (folder / "notes" / "deep").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    ("below", "found"),
    [
        (".", "content"),
        ("notes", "../content"),
        ("notes/deep", "../../content"),
        ("content", "."),
        ("content/basics", ".."),
    ],
)
def test_the_nearest_at_or_above_the_current_folder(
    project: Path, monkeypatch: pytest.MonkeyPatch, below: str, found: str
) -> None:
    monkeypatch.chdir(project / below)
    assert find().name == found
    assert find().folder == Path(found)
    assert find().bank().slug == "acme"
    assert nearest(project / "notes") == Path(os.path.relpath(project / "content"))


def test_a_bank_here_comes_before_one_in_content_and_that_before_one_above(project: Path) -> None:
    write_folder(project / "notes" / "content")
    assert nearest(project / "notes" / "deep") == Path("notes/content")
    (project / "notes" / "bank.yaml").touch()
    assert nearest(project / "notes" / "deep") == Path("notes")


def test_without_one_it_is_the_bank_in_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find() is OWN
    assert OWN.bank() is alignprep.load()
    (tmp_path / "content").mkdir()
    assert find() is OWN, "a folder without a bank.yaml is none"


def test_the_search_ends_where_another_file_system_begins(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    devices = {project / "notes" / "deep": 1, project / "notes": 1, project: 2}

    class Stat:
        def __init__(self, path: Path) -> None:
            self.st_dev = devices[path]

    monkeypatch.setattr(finding.Path, "stat", lambda self: Stat(self))
    assert nearest(project / "notes") is None
    devices[project] = 1
    assert nearest(project / "notes") is not None


def test_a_current_folder_that_was_removed_has_no_bank(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = project / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert find() is OWN


@pytest.mark.parametrize("named", ["content", "content/", "content/bank.yaml", ".", "./content"])
def test_a_folder_is_named_itself_or_by_the_one_that_holds_it(project: Path, named: str) -> None:
    assert find(named).folder == Path("content")
    assert [question.id for question in alignprep.load(Path(named)).questions] == ["question-1", "question-2"]


def test_exported_json_makes_the_same_questions(project: Path) -> None:
    bank = alignprep.load("content")
    Path("acme.json").write_text(bank.to_json())
    source = find("acme.json")
    assert (source.name, source.folder, source.is_own) == ("acme.json", None, False)
    assert source.bank() == bank == alignprep.load(project / "acme.json")
    Path("acme.json").unlink()
    assert source.bank() == bank, "the document was read once"


def test_the_name_of_an_installed_bank(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = alignprep.load("content").to_json().encode()
    install(project / "site", "theirs = acme_bank.data", files={"acme_bank/data/bank.json": text})
    monkeypatch.syspath_prepend(str(project / "site"))
    assert find("theirs").name == "theirs of acme-bank 1.2"
    assert alignprep.load("theirs") == alignprep.load("content")
    Path("theirs").mkdir()
    assert find("theirs").folder is None, "a folder that holds no bank does not hide it"
    write_folder(Path("theirs/content"))
    assert find("theirs").folder == Path("theirs/content"), "a path to a bank comes before a name"


def test_the_bank_in_the_package_has_its_slug_for_a_name(project: Path) -> None:
    assert find(alignprep.load().slug) is OWN
    assert alignprep.load(alignprep.load().slug) is alignprep.load()


@pytest.mark.parametrize("named", ["nowhere", "", "no\0where", "nowhere/bank.yaml"])
def test_what_is_nothing_of_all_this(project: Path, named: str) -> None:
    with pytest.raises(UnknownBank, match=r"there is no file or folder '.*', and no installed bank of that name"):
        alignprep.load(named)


def test_a_name_that_is_nearly_right_gets_a_suggestion(project: Path) -> None:
    slug = alignprep.load().slug
    with pytest.raises(UnknownBank, match=f"; did you mean '{slug}'\\?$"):
        alignprep.load(slug[:-1])


def test_what_is_wrong_is_said_by_whoever_reads_it(project: Path) -> None:
    with pytest.raises(ContentError, match=r"notes/bank\.yaml: error\[AP101\]: is missing"):
        alignprep.load("notes")
    Path("x.json").write_text('{"edition": "study"}')
    with pytest.raises(BankError, match=r"x\.json: error\[AP602\]: /edition: this is the study edition"):
        alignprep.load("x.json")
    source = find("x.json")
    Path("x.json").unlink()
    with pytest.raises(OutputError, match=r"x\.json cannot be read: no such file or directory"):
        source.bank()


def test_a_pipe_is_refused_since_nobody_may_ever_write_into_it(project: Path) -> None:
    os.mkfifo("pipe")
    with pytest.raises(OutputError, match="pipe cannot be read: no regular file"):
        alignprep.load("pipe")


def test_a_document_that_is_too_large_is_not_read(project: Path) -> None:
    with Path("large.json").open("wb") as file:
        file.truncate((1 << 29) + 1)
    with pytest.raises(BankError, match=r"large\.json: error\[AP102\]: is larger than 536,870,912 bytes"):
        alignprep.load("large.json")


def test_a_folder_needs_an_extra_and_a_document_does_not(project: Path) -> None:
    Path("acme.json").write_text(alignprep.load("content").to_json())
    program = (
        "import sys; sys.modules['yaml'] = None\n"
        "import alignprep; print(alignprep.load('acme.json').slug); alignprep.load('content')"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert done.stdout == "acme\n"
    last = done.stderr.splitlines()[-1]
    assert last.endswith("MissingExtra: reading a content folder needs yaml; run: pip install 'alignprep[content]'")
