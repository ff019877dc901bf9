"""The suite itself: it holds on a slow machine, and where signals are ignored."""

from __future__ import annotations

import signal
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings


def test_no_example_has_a_deadline() -> None:
    assert settings().deadline is None
    assert HealthCheck.too_slow in settings().suppress_health_check


def test_no_folder_of_tests_is_left_out(pytestconfig: pytest.Config, root: Path) -> None:
    """As pytest leaves out a folder called `build` unless told otherwise."""
    left_out = pytestconfig.getini("norecursedirs")
    folders = {part for path in (root / "tests").rglob("test_*.py") for part in path.relative_to(root).parts[:-1]}
    tests = {name for name in folders - {"node_modules"} if any(fnmatch(name, pattern) for pattern in left_out)}
    assert "build" in folders
    assert not tests


def test_tests_of_signals_pass_where_they_are_ignored(root: Path) -> None:
    """As for a job in the background, and under nohup."""

    def ignore() -> None:
        for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)

    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/files/test_signals.py"]
    done = subprocess.run(command, cwd=root, preexec_fn=ignore, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert " passed" in done.stdout
