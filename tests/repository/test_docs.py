"""The documentation: it builds without a warning, its links lead somewhere, and its snippets do what they say."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zipfile import is_zipfile

import click
import pytest
from click.testing import CliRunner
from lxml import html

import alignprep
from alignprep.cli.app import main
from alignprep.errors import CODES
from alignprep.model.records import Outline
from tests.support.csv_reader import family
from tests.support.docx_templates import company
from tests.support.foreign_bank import write_folder
from tools.links import external, strangers, works

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "pages"
FENCE = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.DOTALL | re.MULTILINE)
INCLUDED = re.compile(r'^--8<-- "([^"]+)"$', re.MULTILINE)


# The site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built anew: a warning of MkDocs, such as a broken link, ends the build."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@dataclass
class Page:
    """A page of the site: its anchors, its links and whatever it loads."""

    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)


@cache
def read(path: Path) -> Page:
    tree = html.parse(str(path), html.HTMLParser(encoding="utf-8")).getroot()
    page = Page({"", *tree.xpath("//@id"), *tree.xpath("//a/@name")})
    page.links = [str(link) for link in tree.xpath("//a/@href")]
    page.loads = [
        str(link) for link in tree.xpath("//link[not(@rel='canonical')]/@href | //@src | //@srcset | //@poster")
    ]
    return page


def pages(site: Path) -> list[Path]:
    found = sorted(set(site.rglob("*.html")) - {site / "alignprep.html"})  # A product, which has tests of its own.
    assert len(found) >= 15
    return found


def target(site: Path, page: Path, link: str) -> tuple[Path, str]:
    """The file and the anchor that a link of the site leads to."""
    parts = urlsplit(link)
    start = site if parts.path.startswith("/") else page.parent
    path = (start / unquote(parts.path).lstrip("/")).resolve() if parts.path else page
    return (path / "index.html" if path.is_dir() else path), unquote(parts.fragment)


def test_links_within_the_site_lead_to_a_place(site: Path) -> None:
    followed, broken = 0, []
    for page in pages(site):
        for link in read(page).links:
            if urlsplit(link).scheme:
                continue
            path, anchor = target(site, page, link)
            followed += 1
            if not path.is_file() or (path.suffix == ".html" and anchor not in read(path).anchors):
                broken.append(f"{page.relative_to(site)}: {link}")
    assert followed > 500
    assert broken == []


def test_links_to_elsewhere_are_well_formed(site: Path) -> None:
    links = external(site)
    assert "https://apps.ankiweb.net/" in links
    for link in links:
        parts = urlsplit(link)
        assert parts.scheme == "https", link
        assert re.fullmatch(r"([a-z0-9-]+\.)+[a-z]+", parts.netloc), link
        assert not re.search(r"\s", link), link


def test_links_to_works_are_those_of_the_bibliography(site: Path) -> None:
    assert strangers(external(site), works()) == []


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    loaded = 0
    for page in pages(site):
        for link in read(page).loads:
            assert not urlsplit(link).netloc, f"{page.name}: {link}"
            assert target(site, page, link)[0].is_file(), f"{page.name}: {link}"
            loaded += 1
    assert loaded > 100
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(url\(|@import)\s*['\"]?(https?:)?//", sheet.read_text(encoding="utf-8")), sheet


def test_pages_are_found_by_their_words(site: Path) -> None:
    index = (site / "search" / "search_index.js").read_text(encoding="utf-8")
    assert index.startswith("var __index = ")
    for word in ("roster", "cloze", "AP302", "read_roster", "--changed-since"):
        assert word in index


def test_what_is_generated_is_complete(site: Path) -> None:
    library = read(site / "reference" / "library.html").anchors
    for name, module in alignprep._MODULES.items():
        assert f"alignprep.{module}.{name}" in library
    command = (site / "reference" / "command.html").read_text(encoding="utf-8")
    for name, found in main.commands.items():
        assert name in read(site / "reference" / "command.html").anchors
        for option in found.params:
            if isinstance(option, click.Option):
                assert option.opts[-1] in command
    assert {code.lower() for code in CODES} <= read(site / "reference" / "codes.html").anchors
    fields = (site / "reference" / "fields.html").read_text(encoding="utf-8")
    for name in (*alignprep.Question.model_fields.keys() - {"id", "section", "extra"}, *Outline.model_fields, "x-…"):
        assert f"<code>{name}</code>" in fields
    pictures = {path.name for path in (ROOT / "exporters" / "gallery").iterdir()}
    assert pictures == {Path(link).name for link in read(site / "gallery.html").links if link.endswith(".png")}


# The guide for authors


def test_the_guide_names_every_field_of_a_question_and_of_a_bank() -> None:
    guide = (ROOT / "content" / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_.-]+)`", " ".join(re.findall(r"^\| (`.+?) \|", guide, re.MULTILINE))))
    own = {"id", "section", "answer", "extra"}
    assert alignprep.Question.model_fields.keys() - own <= named
    assert {"answer.short", "answer.depth", "status", *Outline.model_fields} <= named


def test_what_the_guide_shows_of_a_bank_is_allowed(tmp_path: Path) -> None:
    guide = (ROOT / "content" / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```yaml\n(.*?)^```$", guide, re.DOTALL | re.MULTILINE)
    assert [text.partition(":")[0] for text in shown] == ["rules", "products"]
    bank = "slug: acme\ntitle: Acme\nversion: 1\nlicense: MIT\nsections: [{id: basics, title: Basics}]\n"
    folder = write_folder(tmp_path / "content", bank=bank + "".join(shown))
    said = CliRunner().invoke(main, ["check", str(folder)]).output
    assert [line for line in said.splitlines() if "bank.yaml" in line] == []
    assert "key_points" in said  # The rules are heeded.


# The snippets


@dataclass(frozen=True)
class Snippet:
    """A fenced block of a page."""

    language: str
    title: str
    text: str


def snippets(page: Path) -> list[Snippet]:
    """The blocks of a page, with what they include; pages that are included whole have tests of their own."""
    found = [Snippet(*block) for block in FENCE.findall(page.read_text(encoding="utf-8"))]
    return [
        Snippet(one.language, one.title, INCLUDED.sub(lambda name: (ROOT / name[1]).read_text().rstrip("\n"), one.text))
        for one in found
    ]


WITH_SNIPPETS = sorted(path for path in PAGES.rglob("*.md") if snippets(path))
LONG = ("build", "data", "print", "cohort")
"""Pages whose snippets take longest."""
IN_AN_EMPTY_FOLDER = PAGES / "own-bank.md"
"""The page whose reader has nothing yet."""


def test_there_are_snippets_of_every_kind() -> None:
    kinds = {snippet.language for page in WITH_SNIPPETS for snippet in snippets(page)}
    assert kinds == {"console", "csv", "diff", "markdown", "python", "text", "yaml"}


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and no network for `datasets` to ask."""
    monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def place(empty: Path) -> Path:
    """What a reader has: the content and a company's template."""
    shutil.copytree(ROOT / "content", empty / "content")
    (empty / "company.docx").write_bytes(company())
    return empty


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, marks=[pytest.mark.acceptance] * (page.stem in LONG))
        for page in WITH_SNIPPETS
        if page != IN_AN_EMPTY_FOLDER
    ],
    ids=lambda page: page.relative_to(PAGES).as_posix(),
)
def test_the_snippets_of_a_page_do_what_they_say(page: Path, place: Path) -> None:
    follow(page, place)


def test_the_tutorial_goes_from_nothing_to_a_packet_of_ones_own(empty: Path) -> None:
    follow(IN_AN_EMPTY_FOLDER, empty)
    for packet in ("our-bank/packet.docx", "our-bank/packet-candidate.docx", "unterlagen.docx"):
        assert is_zipfile(empty / packet)


def follow(page: Path, place: Path) -> None:
    """Do what a page says: all in one folder and in order, as a reader does."""
    names = {"__name__": "__main__"}
    for snippet in snippets(page):
        if snippet.language == "python":
            exec(compile(snippet.text, str(page), "exec"), names)
        elif snippet.language == "console":
            for command, said in calls(snippet.text):
                call(command, said)
        elif snippet.language == "diff":
            change(Path(snippet.title), snippet.text)
        elif snippet.title:
            Path(snippet.title).write_text(snippet.text, encoding="utf-8")
            if snippet.language == "yaml":
                call(f"alignprep check {snippet.title}", "")
        else:
            assert snippet.language == "text"
            assert spoiled(place).startswith(snippet.text)


def change(file: Path, difference: str) -> None:
    """Replace the lines of a file that are marked with -, which stand in it once, by those marked with +."""
    old, new = ("".join(line[1:] for line in difference.splitlines(True) if line[0] == sign) for sign in "-+")
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file}: {old}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def calls(text: str) -> Iterator[tuple[str, str]]:
    """The commands of a console, each with what it is shown to say."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, said = part.partition("\n")
        yield command, said


def call(command: str, said: str) -> None:
    command, _, status = command.partition(" # status ")
    program, *arguments = shlex.split(command)
    if program == "alignprep" and "--executor" in arguments:
        main.commands[arguments[0]].make_context(arguments[0], arguments[1:])  # test_executors.py has a cluster.
    elif program == "alignprep":
        done = CliRunner().invoke(main, arguments, terminal_width=100)
        assert done.exit_code == int(status or 0), done.output
        assert re.fullmatch(pattern(said), done.output), done.output
    else:
        OTHERS[program](arguments)


def pattern(said: str) -> str:
    """What is said, where a line `…` stands for any lines, and nothing for anything."""
    lines = [r"(?:.*\n)*?" if line == "…\n" else re.escape(line) for line in said.splitlines(keepends=True)]
    return "".join(lines) or r"(?s:.*)"


@pytest.mark.parametrize(
    ("block", "now"),
    [
        ("$ alignprep list --format ids --numbers 2\nrlhf-pipeline\n", True),
        ("$ alignprep list --format ids --numbers 2\nrlhf-pipelines\n", False),
        ("$ alignprep list --format ids --numbers 2\nrlhf-pipeline\nreward-model\n", False),
        ("$ alignprep list --format ids --numbers 1-3\nrlhf-pipeline\n", False),
        ("$ alignprep list --format ids --numbers 1-3\n…\nreward-model\n", True),
        ("$ alignprep list --format ids --numbers 1-3\n…\nrlhf-pipeline\n", False),
        ("$ alignprep list --format ids --numbers 1-3\n…\nrlhf-pipeline\n…\n", True),
        ("$ alignprep list --format ids --numbers 2\n", True),
        ("$ alignprep list --no-such-option\n", False),
        ("$ alignprep list --no-such-option # status 2\n", True),
        ("$ alignprep list --no-such-option # status 1\n", False),
        ("$ alignprep --version\nalignprep, version 0.0.0\n", False),
        ("$ make no-such-target\n", False),
        (f"$ pip install 'dist/alignprep-{alignprep.__version__}-py3-none-any.whl[docx,dask]'\n", True),
        (f"$ pip install 'dist/alignprep-{alignprep.__version__}-py3-none-any.whl[no-such-extra]'\n", False),
        ("$ pip install 'alignprep[docx,dask]'\n", False),
    ],
)
def test_a_console_that_shows_what_is_not_said_is_stale(block: str, now: bool) -> None:
    ((command, said),) = calls(block)
    if now:
        call(command, said)
    else:
        with pytest.raises((AssertionError, subprocess.CalledProcessError)):
            call(command, said)


def test_a_message_that_is_not_given_is_stale(place: Path) -> None:
    """The blocks of text are what `alignprep check` says of a misspelled field."""
    said = spoiled(place)
    (shown,) = [
        one.text for one in snippets(PAGES / "how-to" / "question.md") if (one.language, one.title) == ("text", "")
    ]
    assert said.startswith(shown)
    assert not said.startswith(shown.replace("minuts", "minutz"))


def test_the_tables_that_a_page_reads_back_are_the_bank(place: Path) -> None:
    """The program of the page, on the files that its commands make, gives what the data itself says."""
    page = PAGES / "how-to" / "data.md"
    (program,) = [one.text for one in snippets(page) if "import csv" in one.text]
    for name, data in family(alignprep.select(alignprep.load(), edition="interviewer")).items():
        (place / name).write_bytes(data)
    names: dict[str, Any] = {}
    exec(compile(program, str(page), "exec"), names)
    wanted = alignprep.load().to_dicts()
    assert list(names["questions"]) == [question["id"] for question in wanted]
    for question in wanted:
        read = names["questions"][question["id"]]
        parts = {"facts": ("id", "text", "why", "point"), "follow_ups": ("ask", "listen_for")}
        told = dict(read)
        for name, kept in parts.items():
            told[name] = [{part: row[part] for part in kept if part in row} for row in read[name]]
        assert told | question == told, question["id"]
    assert names["works"].keys() == {key for question in wanted for key in question["references"]}
    for key, work in names["works"].items():
        reference = alignprep.load().references[key]
        assert (work["title"], work.get("arxiv"), work["link"]) == (reference.title, reference.arxiv, reference.link)


def make(arguments: list[str]) -> None:
    subprocess.run(["make", "--dry-run", *arguments], cwd=ROOT, check=True, capture_output=True)


def pip(arguments: list[str]) -> None:
    """The wheel is ours, in this version, and has the extras that are named; no index has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    install, what = arguments
    name, extras = re.fullmatch(r"(.*)\[(.*)\]", what).groups()
    assert install == "install"
    assert name == f"dist/alignprep-{alignprep.__version__}-py3-none-any.whl"
    assert set(extras.split(",")) <= project["optional-dependencies"].keys()


def dask(arguments: list[str]) -> None:
    program, *rest = arguments
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", f"distributed.cli.dask_{program}", "--help"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    for option in rest:
        assert not option.startswith("--") or option in done.stdout


def cd(arguments: list[str]) -> None:
    """The folder stays until the end of the test, which is in a folder of its own."""
    (folder,) = arguments
    os.chdir(folder)


OTHERS = {"make": make, "pip": pip, "dask": dask, "cd": cd}


def spoiled(place: Path) -> str:
    """What the checker says of a misspelled field."""
    file = place / "content" / "beginner" / "rlhf-pipeline.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("minutes: ", "minuts: "), encoding="utf-8")
    return CliRunner().invoke(main, ["check"]).output


EXAMPLES = [
    (name, line.strip())
    for name, found in sorted(main.commands.items())
    for line in (found.help or "").partition("\b\n")[2].splitlines()[1:]
    if line.strip()
]


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[example for _, example in EXAMPLES])
def test_the_examples_of_the_help_are_calls(name: str, example: str) -> None:
    parts = [shlex.split(part) for part in example.split(" | ")]
    assert ["alignprep", name] in [part[:2] for part in parts]
    for program, command, *arguments in parts:
        if program == "alignprep":
            main.commands[command].make_context(command, arguments)
