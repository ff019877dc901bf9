"""Every command and snippet of the README is run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import venv
from glob import glob
from pathlib import Path

import pytest

from alignprep import Interview, load, select
from alignprep.cli.app import main
from alignprep.exporting import export
from tests.support.filled_packets import typed_into_word
from tools.reproduce.room import LEFT_OUT

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for line in re.findall(r"^\$ (.*)$", block, re.MULTILINE)
]
SNIPPETS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_the_readme_has_commands_and_snippets() -> None:
    assert len(COMMANDS) >= 10
    assert SNIPPETS
    assert {command.split()[0] for command in COMMANDS} == {"make", "pip", "alignprep"}


SAID = (
    ("2 The RLHF pipeline", "https://arxiv.org/abs/", "rlhf-with-trl"),
    ("rlhf-pipeline [1, 2, 3]", "reward-hacking", "5 [", "Ouyang", "", "alignprep"),
)
"""What the lines that each snippet prints contain."""


@pytest.mark.parametrize(("snippet", "said"), list(zip(SNIPPETS, SAID, strict=True)))
def test_snippets_run(snippet: str, said: tuple[str, ...], tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-W", "error", "-c", snippet], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == len(said)
    assert all(words in line for words, line in zip(said, lines, strict=True)), lines


def prepare_interviews(folder: Path) -> None:
    """A roster, the filled packets of two interviewers who met one candidate, and what `collect` reads out of them."""
    (folder / "roster.csv").write_text("name,form\nAda Lovelace,A\nAlan Turing,B\n", encoding="utf-8")
    (folder / "filled").mkdir()
    for name in ("Grace H.", "Tim B."):
        interview = Interview(candidate="Ada Lovelace", interviewer=name)
        packet = select(load(), numbers=[1, 6], edition="interviewer", interview=interview)
        scores = {"score-1": "4", "score-6": "2", "recommendation": "yes", "confidence": "high"}
        (folder / "filled" / f"{name[:3]}.docx").write_bytes(typed_into_word(export("docx", packet), scores))
    files = sorted(map(str, (folder / "filled").iterdir()))
    collect = [sys.executable, "-m", "alignprep", "collect", *files, "-o", "scores.csv"]
    subprocess.run(collect, cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.startswith("alignprep")])
def test_commands_run(command: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    if "validate" in command:
        subprocess.run(
            [sys.executable, "-m", "alignprep", "export", "json", "--edition", "interviewer", "-o", "bank.json"],
            cwd=tmp_path,
            check=True,
        )
    if command.startswith(("alignprep packets", "alignprep collect", "alignprep debrief")):
        prepare_interviews(tmp_path)
    words = [path for word in shlex.split(command) for path in sorted(glob(word, root_dir=tmp_path)) or [word]]
    done = subprocess.run([sys.executable, "-m", *words], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    output = re.search(r"-o (\S+)", command)
    if output:
        place = tmp_path / output[1]
        made = [path for path in place.rglob("*") if path.is_file()] if place.is_dir() else [place]
        assert made
        assert all(path.stat().st_size > 500 for path in made)
    else:
        assert done.stdout + done.stderr


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.startswith("make")])
def test_make_targets_exist(command: str) -> None:
    subprocess.run([*command.split(), "--dry-run"], cwd=ROOT, check=True, capture_output=True)
    assert (
        command.split()[1]
        in subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    )


CALLS = re.findall(r"`alignprep (\w+ [^`]*)`", README)


@pytest.mark.parametrize("arguments", CALLS)
def test_commands_inside_a_sentence_are_calls(arguments: str) -> None:
    name, *rest = shlex.split(arguments)
    main.commands[name].make_context(name, rest)


@pytest.mark.acceptance
def test_the_wheel_is_installed_as_written(tmp_path: Path) -> None:
    (command,) = [command for command in COMMANDS if command.startswith("pip")]
    shutil.copytree(ROOT, tmp_path / "tree", ignore=LEFT_OUT)
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(tmp_path / "dist"), "."]
    subprocess.run(build, cwd=tmp_path / "tree", check=True, capture_output=True)
    venv.create(tmp_path / "fresh", with_pip=True)
    python = tmp_path / "fresh" / "bin" / "python"
    arguments = [word.strip('"') for word in command.split()[1:]]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(
        [python, "-m", "pip", "--quiet", *arguments], cwd=tmp_path, env=environment, check=True, capture_output=True
    )
    listed = subprocess.run(
        [python.parent / "alignprep", "exporters"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert listed.stdout.count("ready") == 19


def test_the_message_shown_is_the_one_that_is_given(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    file = tmp_path / "content" / "beginner" / "rlhf-pipeline.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("minutes: ", "minuts: "), encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "alignprep", "check"], cwd=tmp_path, capture_output=True, text=True)
    (shown,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    assert done.stdout.startswith(shown)


def test_every_folder_has_a_readme() -> None:
    for folder in ("alignprep", "content", "schema", "exporters", "dist", "tests"):
        assert (ROOT / folder / "README.md").read_text(encoding="utf-8").startswith("# ")
