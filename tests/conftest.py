"""Fixtures that several test modules share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def root() -> Path:
    """The source tree."""
    return ROOT


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the content with one question, `beginner/rlhf-pipeline`, that a test may spoil."""
    folder = tmp_path / "content"
    (folder / "beginner").mkdir(parents=True)
    for name in ("bank.yaml", "topics.yaml", "references.yaml"):
        shutil.copyfile(ROOT / "content" / name, folder / name)
    source = (ROOT / "tests" / "data" / "rlhf-pipeline.yaml").read_text(encoding="utf-8")
    (folder / "beginner" / "rlhf-pipeline.yaml").write_text(source, encoding="utf-8")
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test's Anki collection is."""
    return tmp_path / "collection.anki2"
