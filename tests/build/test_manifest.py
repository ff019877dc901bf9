"""manifest.json says what a build was made from and what it made."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from alignprep import __version__, load
from alignprep.build import build as building
from alignprep.build import manifest as module
from alignprep.build.build import build, products_of
from alignprep.build.manifest import (
    MANIFEST,
    Difference,
    Made,
    Origin,
    differences,
    left_in,
    lock_of,
    manifest,
    origin_of,
    pins,
)
from alignprep.cli.app import main
from alignprep.errors import OutputError
from alignprep.exporting import find
from alignprep.files.publishing import RELEASE_SUMS, SUMS
from tests.support.git import git
from tests.support.sample_bank import sample_bank

ORIGIN = Origin("swh:1:dir:0", {"alignprep": "swh:1:dir:1"}, "f" * 64, pins("click==8.5.1\nx==1\n"))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the quick exporters."""
    quick = tuple(one for one in products_of(sample_bank()) if one.exporter in ("csv", "json"))
    monkeypatch.setattr(building, "products_of", lambda _: quick)


def test_every_file_is_described(tmp_path: Path, few: None) -> None:
    (tmp_path / "x.cdx.json").write_text("{}")
    built = build(sample_bank(), tmp_path / "dist", also=[tmp_path / "x.cdx.json"], paper="letter", origin=ORIGIN)
    assert built.names[-1] == MANIFEST
    data = json.loads((tmp_path / "dist" / MANIFEST).read_bytes())
    assert [entry["name"] for entry in data["files"]] == ["alignprep.json", "questions.csv", "x.cdx.json"]
    for entry in data["files"]:
        content = (tmp_path / "dist" / entry["name"]).read_bytes()
        assert (entry["bytes"], entry["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert [(entry.get("exporter"), entry.get("edition")) for entry in data["files"]] == [
        ("json", "interviewer"), ("csv", "interviewer"), (None, None),
    ]  # fmt: skip
    assert data["files"][2]["media_type"] == "application/vnd.cyclonedx+json; version=1.6"
    assert data["exporters"] == {
        name: {"distribution": "alignprep", "version": __version__} for name in ("csv", "json")
    }
    assert data["paper"] == "letter"
    assert data["project"] == {"name": "alignprep", "version": __version__, "requires_python": ">=3.11"}
    assert (data["data"]["version"], data["data"]["questions"]) == ("2026.1.0", 3)
    assert left_in(tmp_path / "dist") == (sample_bank().slug, {entry["name"] for entry in data["files"]})
    assert data["source"] == {"content": "swh:1:dir:0", "alignprep": "swh:1:dir:1"}
    assert f"  {MANIFEST}\n" in (tmp_path / "dist" / RELEASE_SUMS).read_text()


def test_code_that_changes_no_product_changes_no_tracked_sum(tmp_path: Path, few: None) -> None:
    wheel = tmp_path / "x-1-py3-none-any.whl"
    sums = []
    for code in ("swh:1:dir:1", "swh:1:dir:2"):
        wheel.write_text(code)
        build(sample_bank(), tmp_path / "dist", also=[wheel], origin=replace(ORIGIN, code={"alignprep": code}))
        sums.append([(tmp_path / "dist" / name).read_text().splitlines() for name in (SUMS, RELEASE_SUMS)])
    (products, every), (products_after, every_after) = sums
    assert products == products_after
    assert {line[66:] for line in {*every} ^ {*every_after}} == {wheel.name, MANIFEST}


def test_git_tracks_the_sums_of_the_products_and_no_others(root: Path) -> None:
    tracked = {line[66:] for line in (root / "dist" / SUMS).read_text().splitlines()}
    assert tracked == {product.file + find(product.exporter).load().suffix for product in products_of(load())}


def test_no_manifest_without_an_origin(tmp_path: Path, few: None) -> None:
    assert MANIFEST not in build(sample_bank(), tmp_path).names


def test_what_is_installed_instead_is_recorded() -> None:
    moved = Origin("c", {}, "f" * 64, ORIGIN.pins, (Difference("click", "8.5.1", "8.2.0"),))
    data = json.loads(manifest(sample_bank(), {}, {}, "a4", moved))
    assert data["dependencies"] == {"click": "8.2.0", "x": "1"}
    assert data["lock"]["differences"] == [{"name": "click", "locked": "8.5.1", "installed": "8.2.0"}]


def test_without_a_lock_the_installed_versions_are_recorded() -> None:
    data = json.loads(manifest(sample_bank(), {}, {"a.csv": Made("csv", "study")}, "a4", Origin("c", {})))
    assert data["lock"] is None
    assert {"click", "pydantic", "reportlab", "deflate"} <= data["dependencies"].keys()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.apkg", "application/x-apkg"),
        ("a.tar.gz", "application/gzip"),
        ("a.cdx.json", "application/vnd.cyclonedx+json; version=1.6"),
        ("a.json", "application/json"),
        ("a", "application/octet-stream"),
    ],
)
def test_media_types(name: str, kind: str) -> None:
    assert json.loads(manifest(sample_bank(), {name: b""}, {}, "a4", ORIGIN))["files"][0]["media_type"] == kind


def test_every_product_has_a_media_type() -> None:
    for product in products_of(load()):
        assert module._media_type(f"x{find(product.exporter).load().suffix}") != "application/octet-stream"


def test_the_sources_are_named_as_git_names_them(root: Path) -> None:
    origin = origin_of(root / "content")
    for folder, found in (
        ("content", origin.content),
        ("exporters/alignprep_exporters", origin.code["alignprep_exporters"]),
    ):
        if (root / ".git").exists() and not git(root, "status", "--porcelain", folder):
            assert found == f"swh:1:dir:{git(root, 'rev-parse', f'HEAD:./{folder}').strip()}"
    assert origin.lock_digest == hashlib.sha256((root / "constraints.txt").read_bytes()).hexdigest()
    assert origin.code.keys() == {"alignprep", "alignprep_exporters"}


def test_exported_json_is_named_by_its_digest_and_has_no_lock(tmp_path: Path) -> None:
    origin = origin_of(b"{}")
    assert origin.content == f"sha256:{hashlib.sha256(b'{}').hexdigest()}"
    assert (origin.lock_digest, origin.pins, origin.differences) == (None, (), ())
    assert "alignprep" in origin.code


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"data": {"slug": "x"}}', '{"data": {"slug": 1}, "files": []}', "[" * 9999]
)
def test_a_manifest_that_says_nothing(tmp_path: Path, text: str) -> None:
    assert left_in(tmp_path) == ("", frozenset())
    (tmp_path / MANIFEST).write_text(text)
    assert left_in(tmp_path) == ("", frozenset())


def test_a_source_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"nowhere cannot be read: no such file or directory"):
        origin_of(tmp_path / "nowhere")


def test_a_build_with_other_versions_says_so(content: Path, monkeypatch: pytest.MonkeyPatch, few: None) -> None:
    monkeypatch.chdir(content.parent)
    quiet = CliRunner().invoke(main, ["build"])
    assert (quiet.exit_code, "lock" in quiet.stderr) == (0, False)
    (content.parent / "constraints.txt").write_text("click==0.1\npydantic==0.2\nabsent==1\n")
    result = CliRunner().invoke(main, ["build"])
    assert result.exit_code == 0
    (line,) = [line for line in result.stderr.splitlines() if "lock" in line]
    assert line.startswith("alignprep: not the locked versions, so bytes may differ from the published ones: click ")
    assert "(locked: 0.1), pydantic " in line
    assert "absent" not in line
    recorded = json.loads(Path("dist", MANIFEST).read_bytes())["lock"]["differences"]
    assert [entry["name"] for entry in recorded] == ["click", "pydantic"]


def test_what_is_installed_in_another_version_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = {"same": "1", "moved": "2", "forked": "3.1"}

    def version(name: str) -> str:
        try:
            return installed[name]
        except KeyError:
            raise module.PackageNotFoundError(name) from None

    monkeypatch.setattr(module, "version", version)
    locked = pins("same==1\nmoved==1\nabsent==1\nforked==3.0 ; os_name == 'a'\nforked==3.1 ; os_name == 'b'\n")
    assert differences(locked) == (Difference("moved", "1", "2"),)
    assert str(Difference("moved", "1", "2")) == "moved 2 (locked: 1)"


def test_the_lock_lies_beside_the_content(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    assert lock_of(tmp_path / "content") is None
    (tmp_path / "constraints.txt").write_text("")
    assert lock_of(tmp_path / "content") == tmp_path / "constraints.txt"


def test_this_environment_is_the_locked_one(root: Path) -> None:
    assert differences(pins((root / "constraints.txt").read_text(encoding="utf-8"))) == ()
