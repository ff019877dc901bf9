from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from alignprep.errors import OutputError
from alignprep.files.publishing import RELEASE_SUMS, SUMS, checksums, destination, write
from tests.support.publish import publish


def test_checksums_are_read_by_sha256sum(tmp_path: Path) -> None:
    publish(tmp_path, {"b.txt": b"b", "a.txt": b"a"})
    assert (tmp_path / SUMS).read_text() == checksums({"a.txt": b"a", "b.txt": b"b"})
    assert hashlib.sha256(b"a").hexdigest() + "  a.txt" in (tmp_path / SUMS).read_text()
    subprocess.run(["sha256sum", "--check", "--quiet", SUMS], cwd=tmp_path, check=True)


def test_publishing_removes_what_an_earlier_build_made_and_nothing_else(tmp_path: Path) -> None:
    publish(tmp_path, {"old.txt": b"old", "kept.txt": b"1"})
    (tmp_path / "mine.txt").write_text("mine")
    publish(tmp_path, {"new.txt": b"new", "kept.txt": b"2"})
    assert {path.name for path in tmp_path.iterdir()} == {"mine.txt", "new.txt", "kept.txt", SUMS}
    assert (tmp_path / "kept.txt").read_bytes() == b"2"


def test_what_is_no_product_has_its_sums_apart(tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    for number in (b"1", b"2"):
        with destination(dist) as place, place.locked():
            place.replace({"a.csv": b"a"}, {f"x-{number.decode()}.whl": number, "manifest.json": number})
        assert (dist / SUMS).read_text() == checksums({"a.csv": b"a"})
        assert sorted(line[66:] for line in (dist / RELEASE_SUMS).read_text().splitlines()) == [
            "a.csv", "manifest.json", f"x-{number.decode()}.whl",
        ]  # fmt: skip
        for sums in (SUMS, RELEASE_SUMS):
            subprocess.run(["sha256sum", "--check", "--strict", "--quiet", sums], cwd=dist, check=True)
        assert len(list(dist.iterdir())) == 5, "the wheel of the version before is removed"
        assert place.earlier(lambda name: True) == {"a.csv": b"a"}
    publish(dist, {"a.csv": b"a"})
    assert sorted(os.listdir(dist)) == [SUMS, "a.csv"]


def test_a_hostile_sums_file_removes_nothing_outside(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("x")
    (tmp_path / "dist").mkdir()
    for sums in (SUMS, RELEASE_SUMS):
        (tmp_path / "dist" / sums).write_text("0" * 64 + "  ../outside.txt\n")
    publish(tmp_path / "dist", {"a": b"a"})
    assert (tmp_path / "outside.txt").exists()


def test_writing_replaces_a_file_whole(tmp_path: Path) -> None:
    write(tmp_path / "a", b"1")
    write(tmp_path / "a", b"2")
    assert (tmp_path / "a").read_bytes() == b"2"
    assert os.listdir(tmp_path) == ["a"]


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for attempt in (
        lambda: publish(tmp_path / "file", {"a": b"a"}),
        lambda: publish(tmp_path / "file" / "below", {"a": b"a"}),
        lambda: write(tmp_path / "nowhere" / "a", b"a"),
    ):
        with pytest.raises(OutputError) as caught:
            attempt()
        assert "cannot be written" in str(caught.value)
        assert "\n" not in str(caught.value)
    assert os.listdir(tmp_path) == ["file"]


def test_an_error_midway_leaves_the_old_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, {"a": b"old", "b": b"old"})
    real = os.fsync
    calls = []

    def full_disk(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OutputError, match="no space left on device"):
        publish(tmp_path, {"a": b"new", "b": b"new"})
    assert {path.name: path.read_bytes()[:3] for path in tmp_path.iterdir() if path.name != SUMS} == {
        "a": b"old",
        "b": b"old",
    }
