from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("how", [[], ["--one-by-one"]], ids=["exchanged", "one by one"])
def test_a_kill_at_any_step_leaves_the_old_files_or_the_new(tmp_path: Path, how: list[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.killed_at_every_step", str(tmp_path), *how],
        cwd=ROOT, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    steps, old, new, unfinished = map(int, run.stdout.split())
    assert steps == old + new
    assert min(steps - 200, old, new) > 0
    assert bool(unfinished) == bool(how)
