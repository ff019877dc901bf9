from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from alignprep.files import exchange
from tests.support.publish import publish

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.acceptance
@pytest.mark.parametrize("how", [pytest.param([], id="exchanged"), pytest.param(["--one-by-one"], id="one by one")])
def test_a_kill_at_any_step_leaves_the_old_files_or_the_new(tmp_path: Path, how: list[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.support.killed_at_every_step", str(tmp_path), *how],
        cwd=ROOT, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    steps, old, new, unfinished = map(int, run.stdout.split())
    assert steps == old + new
    assert min(steps - 200, old, new) > 0
    assert bool(unfinished) == bool(how)


@pytest.mark.parametrize("name", [".alignprep-build-notes", ".alignprep-publishing.md"])
def test_files_of_others_with_a_name_like_ours_are_there_at_every_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What stands in the folder between the two exchanges is all that is left when a build is killed there."""
    dist = tmp_path / "dist"
    publish(dist, {"file": b"old"})
    (dist / name).write_bytes(b"theirs")
    really, between = exchange._exchange, []

    def seen(one: Path, other: Path) -> None:
        really(one, other)
        between.append(sorted(os.listdir(dist)))

    monkeypatch.setattr(exchange, "_exchange", seen)
    publish(dist, {"file": b"new"})
    assert between == [[name, "SHA256SUMS", "file"]] * 2
    assert (dist / name).read_bytes() == b"theirs"
