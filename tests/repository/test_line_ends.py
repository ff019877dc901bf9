"""The same bytes in every clone, whatever git is set to do with the ends of lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.git import git


@pytest.mark.parametrize("setting", ["true", "input", "false"])
def test_a_clone_has_the_same_bytes(setting: str, root: Path, tmp_path: Path) -> None:
    if not (root / ".git").exists():
        pytest.skip("the source distribution is no clone")
    clone = tmp_path / "clone"
    git(
        tmp_path,
        "clone",
        "--quiet",
        "--config",
        f"core.autocrlf={setting}",
        "--config",
        "core.eol=crlf",
        str(root),
        "clone",
    )
    committed = {}
    for line in git(clone, "ls-tree", "-r", "HEAD").splitlines():
        about, _, path = line.partition("\t")
        committed[path] = about.split()[2]
    assert len(committed) > 400
    found = git(clone, "hash-object", "--no-filters", "--stdin-paths", text="\n".join(committed)).splitlines()
    differing = [path for path, name in zip(committed, found, strict=True) if committed[path] != name]
    assert differing == []
