"""The software bill of materials: valid CycloneDX, complete, and a function of the lock and the bundled files."""

from __future__ import annotations

import importlib.metadata
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import uharfbuzz
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tools import sbom
from tools.lock import pins


@pytest.fixture(scope="module")
def text() -> str:
    project = tomllib.loads((sbom.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return sbom.bill_of_materials(project, (sbom.ROOT / sbom.LOCK).read_bytes())


@pytest.fixture(scope="module")
def bill(text: str) -> dict[str, Any]:
    return json.loads(text)


def edges(bill: dict[str, Any]) -> dict[str, set[str]]:
    return {entry["ref"]: set(entry.get("dependsOn", ())) for entry in bill["dependencies"]}


def test_it_is_valid_by_the_schema(text: str, bill: dict[str, Any]) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    broken = text.replace('"type": "application"', '"type": "no such type"')
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(broken) is not None


def test_it_has_no_clock_and_no_chance(text: str, bill: dict[str, Any]) -> None:
    project = tomllib.loads((sbom.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (sbom.ROOT / sbom.LOCK).read_bytes()
    assert sbom.bill_of_materials(project, lock) == text
    assert "timestamp" not in bill["metadata"]
    other = json.loads(sbom.bill_of_materials(project, lock + b"\n"))
    assert other["serialNumber"] != bill["serialNumber"]


def test_every_pin_is_there_with_version_and_hashes(bill: dict[str, Any]) -> None:
    found = {entry["name"]: entry for entry in bill["components"] if entry.get("purl", "").startswith("pkg:pypi/")}
    locked = pins((sbom.ROOT / sbom.LOCK).read_text(encoding="utf-8"))
    assert found.keys() == {pin.name for pin in locked}
    for pin in locked:
        entry = found[pin.name]
        assert entry["purl"] == entry["bom-ref"] == f"pkg:pypi/{pin.name}@{pin.version}"
        assert {f"sha256:{one['content']}" for one in entry["hashes"]} == set(pin.hashes)
        assert {one["alg"] for one in entry["hashes"]} == {"SHA-256"}


def test_the_graph_is_the_locks_and_the_metadatas(bill: dict[str, Any]) -> None:
    graph = edges(bill)
    by_name = {entry["name"]: entry["bom-ref"] for entry in bill["components"]}
    refs = {bill["metadata"]["component"]["bom-ref"], *by_name.values()}
    assert graph.keys() == refs
    assert all(targets <= refs for targets in graph.values())
    assert graph[by_name["pydantic"]] == {
        by_name[name] for name in ("annotated-types", "pydantic-core", "typing-extensions", "typing-inspection")
    }
    root = graph[bill["metadata"]["component"]["bom-ref"]]
    assert {by_name[name] for name in ("click", "pydantic", "reportlab", "genanki", "deflate")} <= root
    assert by_name["hatchling"] not in root


def test_scopes(bill: dict[str, Any]) -> None:
    scopes = {entry["name"]: entry["scope"] for entry in bill["components"]}
    assert {name for name, scope in scopes.items() if scope == "required" and "(" not in name} == {
        "annotated-types", "click", "minisearch", "pydantic", "pydantic-core", "ts-fsrs", "typing-extensions",
        "typing-inspection",
    }  # fmt: skip
    assert {scopes[name] for name in ("reportlab", "lxml", "deflate", "jsonschema")} == {"optional"}
    assert {scopes[name] for name in ("hatchling", "build", "cyclonedx-python-lib")} == {"excluded"}


def test_licenses(bill: dict[str, Any]) -> None:
    known = {entry["name"]: entry["licenses"][0] for entry in bill["components"] if entry.get("licenses")}
    assert known["click"] == {"license": {"id": "BSD-3-Clause"}}
    assert known["packaging"] == {"expression": "Apache-2.0 OR BSD-2-Clause"}
    assert known["latex2mathml"] == {"license": {"id": "MIT"}}
    assert known["reportlab"] == {"license": {"name": "BSD License"}}
    unknown = {entry["name"] for entry in bill["components"]} - known.keys()
    assert unknown == {"colorama", "resvg-py"}
    assert bill["metadata"]["component"]["licenses"] == [
        {"expression": "MIT AND CC-BY-4.0 AND Bitstream-Vera AND OFL-1.1"}
    ]


def test_a_license_of_another_version_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    (pin,) = pins("click==0.0.1\n")
    assert sbom._licenses(pin) == []
    (pin,) = pins(f"click=={importlib.metadata.version('click')}\n")
    assert len(sbom._licenses(pin)) == 1


def test_the_bundled_files_are_there_and_say_the_same_of_themselves(bill: dict[str, Any]) -> None:
    files = {entry["bom-ref"]: entry for entry in bill["components"] if entry["type"] == "file"}
    fonts = sorted((sbom.EXPORTERS / "fonts").glob("*.ttf"))
    assert files.keys() == {f"file:{path.name}" for path in fonts} | {"file:sRGB.icc"}
    for path in fonts:
        entry = files[f"file:{path.name}"]
        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
        assert face.get_name(uharfbuzz.OTNameIdPredefined.VERSION_STRING).startswith(f"Version {entry['version']}")
        stated = face.get_name(uharfbuzz.OTNameIdPredefined.LICENSE)
        license = entry["licenses"][0]["license"]["id"]
        assert ("SIL Open Font License, Version 1.1" in stated) == (license == "OFL-1.1")
        assert license in bill["metadata"]["component"]["licenses"][0]["expression"]


def test_the_libraries_in_the_pages_script_are_there(bill: dict[str, Any]) -> None:
    script = (sbom.EXPORTERS / "html" / "practice.js").read_text(encoding="utf-8")
    bundled = {entry["name"]: entry for entry in bill["components"] if entry.get("purl", "").startswith("pkg:npm/")}
    assert bundled.keys() == {"minisearch", "ts-fsrs"}
    for name, entry in bundled.items():
        assert entry["purl"] == f"pkg:npm/{name}@{entry['version']}"
        assert f"{name} {entry['version']}" in script
        assert entry["licenses"] == [{"license": {"id": "MIT"}}]


def test_the_command_writes_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.argv", ["sbom.py", str(tmp_path / "x.cdx.json")])
    sbom.main()
    assert (tmp_path / "x.cdx.json").read_bytes() == text.encode()
