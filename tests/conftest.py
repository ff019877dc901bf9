"""Fixtures that several test modules share."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.support.browsers import Chromium

# A slow machine takes longer, and that is no fault; the examples are the same each time, so that no run fails by luck.
# `--hypothesis-profile=search` looks for new ones.
settings.register_profile(
    "any machine", deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
settings.register_profile("search", settings.get_profile("any machine"), derandomize=False)
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
    """A content folder with one question, `beginner/rlhf-pipeline`, that a test may spoil."""
    return shutil.copytree(ROOT / "tests" / "data" / "content", tmp_path / "content")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test's Anki collection is."""
    return tmp_path / "collection.anki2"


@pytest.fixture
def before_our_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Releases of decks of long ago, so that no date lies in the future of any machine's clock."""
    from alignprep_exporters.anki import notes, notetypes
    from tests.support.anki_releases import forget, seconds

    monkeypatch.setattr(notes, "RENDERED", seconds("2025-01-01"))
    monkeypatch.setattr(notetypes, "CHANGED", seconds("2025-01-01"))
    forget()
    yield
    forget()


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    """Chromium, for tests that `make acceptance` runs."""
    from tests.support.browsers import chromium  # It needs more than most tests have.

    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the bank's page."""
    from tests.support.practice import page_of_the_bank

    return page_of_the_bank(tmp_path_factory.mktemp("pages"))
