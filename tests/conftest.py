"""Fixtures that several test modules share."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A slow machine takes longer, and that is no fault.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.load_profile("any machine")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def root() -> Path:
    """The source tree."""
    return ROOT


@pytest.fixture
def heard_signals() -> Iterator[None]:
    """Interrupts and the like with their usual effect, also where whoever runs the tests ignores them.

    A shell ignores SIGINT for a job in the background, and nohup ignores SIGHUP; children inherit both.
    """
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL, signal.SIGHUP: signal.SIG_DFL}
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


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
