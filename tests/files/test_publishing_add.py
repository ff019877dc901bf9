from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from alignprep.errors import OutputError
from alignprep.files import publishing
from alignprep.files.publishing import add


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"/" for path in folder.rglob("*")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "old").write_bytes(b"old")
    (tmp_path / "table").write_bytes(b"one\n")
    return tmp_path


def test_new_files_and_changed_ones_appear_together(folder: Path) -> None:
    add(folder, {folder / "a" / "new": b"1", folder / "b" / "c" / "new": b"2"}, {folder / "table": b"one\ntwo\n"})
    assert tree(folder) == {
        "a": b"/", "a/old": b"old", "a/new": b"1", "b": b"/", "b/c": b"/", "b/c/new": b"2", "table": b"one\ntwo\n",
    }  # fmt: skip
    assert (folder / "a" / "new").stat().st_mode & 0o777 == 0o644


def test_a_place_that_cannot_be_written_is_named_as_the_user_knows_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Any, *_arguments: Any, **_more: Any) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), os.fspath(path))

    monkeypatch.setattr(os, "mkdir", refused)
    with pytest.raises(OutputError) as caught:
        add(folder, {folder / "a" / "new": b"1"}, {})
    assert str(caught.value).startswith(f"{folder} cannot be written: permission denied")


def test_a_file_that_is_there_is_never_overwritten(folder: Path) -> None:
    before = tree(folder)
    with pytest.raises(OutputError, match="cannot be written: file exists"):
        add(folder, {folder / "b" / "new": b"1", folder / "a" / "old": b"2"}, {folder / "table": b"x"})
    assert tree(folder) == before


@pytest.mark.parametrize("step", range(8))
def test_whatever_step_fails_all_is_as_before(folder: Path, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    before = tree(folder)
    real = {name: getattr(os, name) for name in ("replace", "link", "fsync")}
    count = 0

    def failing(name: str) -> Any:
        def call(*args: Any, **options: Any) -> Any:
            nonlocal count
            count += 1
            if count == step + 1:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real[name](*args, **options)

        return call

    for name in real:
        monkeypatch.setattr(os, name, failing(name))
    files = {folder / "a" / "new": b"1", folder / "b" / "new": b"2"}
    if step in (5, 6):  # A link that fails is taken for a file system without links.
        add(folder, files, {folder / "table": b"x"})
        assert (folder / "b" / "new").read_bytes() == b"2"
        return
    if step == 7:
        add(folder, files, {folder / "table": b"x"})
        return
    with pytest.raises(OutputError, match="no space left on device; free some space"):
        add(folder, files, {folder / "table": b"x"})
    monkeypatch.undo()
    assert tree(folder) == before


def test_without_hard_links_files_are_moved(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(publishing.os, "link", refuse)
    add(folder, {folder / "a" / "new": b"1"}, {})
    assert (folder / "a" / "new").read_bytes() == b"1"
    with pytest.raises(OutputError, match="file exists"):
        add(folder, {folder / "a" / "old": b"1"}, {})
    assert (folder / "a" / "old").read_bytes() == b"old"
