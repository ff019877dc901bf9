"""A folder's identifier is what git calls it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignprep.build.manifest import directory_id
from tests.support.git import git

PARTS = st.sampled_from(["a", "a.b", "a-b", "ab", "ü", "Z", "0"])


def by_git(folder: Path) -> str:
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    return f"swh:1:dir:{git(folder, 'write-tree').strip()}"


@settings(max_examples=25)
@given(files=st.dictionaries(st.tuples(PARTS, PARTS, PARTS), st.binary(max_size=9), max_size=8))
def test_it_is_gits_name(tmp_path_factory: pytest.TempPathFactory, files: dict[tuple[str, ...], bytes]) -> None:
    folder = tmp_path_factory.mktemp("tree")
    for parts, data in files.items():
        path = folder.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    found = directory_id(folder)
    assert found == by_git(folder) == directory_id(folder)


def test_what_git_would_not_track_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a").write_text("a")
    os.symlink("sub/a", tmp_path / "link")
    expected = by_git(tmp_path)
    (tmp_path / ".hidden").write_text("x")
    (tmp_path / "sub" / "a~").write_text("x")
    (tmp_path / "Thumbs.db").write_text("x")
    (tmp_path / "empty").mkdir()
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_text("x")
    (tmp_path / "sub" / "made").write_text("x")
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "sub" / "a").chmod(0o755)
    os.utime(tmp_path / "sub" / "a", (0, 0))
    assert directory_id(tmp_path, leave_out={"sub/made"}) == expected
    assert directory_id(tmp_path) != expected


def test_an_empty_folder(tmp_path: Path) -> None:
    assert directory_id(tmp_path) == "swh:1:dir:4b825dc642cb6eb9a060e54bf8d69288fbee4904"
