"""The decks on older versions of the engine, whose importers differ: the tests with the engine again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

VERSIONS = sorted(
    path.stem.removeprefix("anki-") for path in (Path(__file__).parent / "engines").glob("anki-[0-9]*.txt")
)


def test_there_are_older_engines() -> None:
    assert len(VERSIONS) >= 2


@pytest.mark.acceptance
@pytest.mark.parametrize("version", VERSIONS)
def test_the_deck_lives_on_an_older_engine(version: str, root: Path) -> None:
    engine = Path(sys.prefix) / "engines" / version
    assert (engine / "anki").is_dir(), f"anki {version} is not installed; run: make acceptance"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(engine), str(root)])}
    ask = "from anki.buildinfo import version; print(version)"
    found = subprocess.run([sys.executable, "-W", "ignore", "-c", ask], env=environment, capture_output=True, text=True)
    assert [int(part) for part in found.stdout.split(".")] == [int(part) for part in version.split(".")], found.stderr
    names = (
        "test_cards.py", "test_engine.py", "test_interviewer.py", "test_life.py", "test_roads.py",
        "test_text_export.py", "test_two_banks.py",
    )  # fmt: skip
    tests = [f"tests/exporters/anki/{name}" for name in names]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]
    assert " passed" in run.stdout
