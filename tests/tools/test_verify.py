"""What `make verify` compares, and with what."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from alignprep.files.publishing import RELEASE_SUMS, SUMS, checksums
from tests.support.git import NO_SETTINGS, git, untouched
from tools import verify

MAKEFILE = "build:\n\t@mkdir -p dist && cp made/* dist/\n"


def lay(folder: Path, products: dict[str, bytes], wheel: bytes = b"code") -> None:
    """A folder as a build leaves it."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {**products, "x.whl": wheel}
    entries = [
        {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()
    ]
    files["manifest.json"] = json.dumps({"files": entries}).encode()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / SUMS).write_text(checksums(products))
    (folder / RELEASE_SUMS).write_text(checksums(files))


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that was published; its build lays down what is in made/."""
    (tmp_path / "Makefile").write_text(MAKEFILE)
    lay(tmp_path / "made", {"a.csv": b"1"})
    lay(tmp_path / "dist", {"a.csv": b"1"})
    monkeypatch.setattr(verify, "ROOT", tmp_path)
    for name in os.environ.keys() - untouched(os.environ).keys():
        monkeypatch.delenv(name)
    for name, value in NO_SETTINGS.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_the_same_bytes(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main() == 0
    assert capsys.readouterr().out == (
        "These are the published bytes: all 1 products "
        "(compared with dist/SHA256SUMS as it lay there before the build).\n"
    )


def test_other_bytes(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(tree / "made", {"a.csv": b"2", "b.csv": b""})
    assert verify.main() == 1
    assert capsys.readouterr().out.startswith("These are not the published bytes: a.csv, b.csv (")


def test_code_that_changes_no_product(tree: Path) -> None:
    lay(tree / "made", {"a.csv": b"1"}, wheel=b"other code")
    assert verify.main() == 0


def test_git_knows_better_than_a_build_that_was_made_since(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(tree, "init", "--quiet")
    git(tree, "add", "dist/SHA256SUMS")
    for folder in ("made", "dist"):
        lay(tree / folder, {"a.csv": b"2"})
    assert verify.main() == 1
    assert "(compared with dist/SHA256SUMS as git has it)" in capsys.readouterr().out
    git(tree, "add", "dist/SHA256SUMS")
    assert verify.main() == 0


def test_a_manifest_that_says_something_else(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in ("made", "dist"):
        path = tree / folder / "manifest.json"
        path.write_text(path.read_text().replace('"bytes": 1', '"bytes": 2'))
    assert verify.main() == 1
    assert capsys.readouterr().out == "dist/manifest.json does not describe dist/: a.csv.\n"


def test_nothing_to_compare_with_and_a_build_that_fails(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "dist" / "SHA256SUMS").unlink()
    assert verify.main() == 3
    (tree / "Makefile").write_text("build:\n\t@false\n")
    assert verify.main() == 1
