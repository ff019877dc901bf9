"""The schemas as others read them: the YAML language server of editors, Ajv and quicktype. Run by `make acceptance`."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from alignprep.json_format.schema import SCHEMAS
from tests.support.language_server import Editor, editor
from tests.support.real_clients import run

pytestmark = pytest.mark.acceptance
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MAPS = {
    "bank.schema.json": {
        "topics": "Term",
        "competencies": "Term",
        "references": "Reference",
        "code": "str",
        "media": "str",
        "ledger": "Revision",
        "labels": "str",
        "rules": "FieldRule",
    },
    "bank-file.schema.json": {"labels": "str", "rules": "FieldRule"},
    "topics.schema.json": {"topics": "Term", "competencies": "Term"},
}
"""By schema, its mappings and the types of their values as Python has them."""


@pytest.fixture
def in_editor() -> Iterator[Editor]:
    with editor(ROOT, home=HERE) as opened:
        yield opened


def test_an_editor_underlines_nothing_in_the_source_files(in_editor: Editor) -> None:
    paths = sorted((ROOT / "content").rglob("*.yaml"))
    assert len(paths) > 3
    said = {path.name: in_editor.diagnostics(path) for path in paths}
    assert {name: lines for name, lines in said.items() if lines} == {}


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("\n  1: >-", "\n  6: >-", "Property 6 is not allowed."),
        ("\n  1: >-", "\n  one: >-", "Property one is not allowed."),
        ("\n  1: >-\n", "\n  1: 7\n  x: >-\n", 'Incorrect type. Expected "string".'),
        ("\nminutes: 5", "\nminutes:", 'Incorrect type. Expected "integer".'),
        ("minutes: ", "minuets: ", "Property minuets is not allowed."),
    ],
)
def test_an_editor_underlines_what_is_wrong(old: str, new: str, line: str, in_editor: Editor, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "schema", tmp_path / "schema")
    path = tmp_path / "content" / "basics" / "spoilt.yaml"
    path.parent.mkdir(parents=True)
    text = (ROOT / "tests" / "data" / "content" / "beginner" / "rlhf-pipeline.yaml").read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    number = text[: text.index(old)].count("\n") + old.startswith("\n") + 1
    assert f"{number}: {line}" in in_editor.diagnostics(path)


@pytest.mark.parametrize("name", SCHEMAS)
def test_ajv_compiles_every_schema_in_strict_mode_and_says_nothing(name: str) -> None:
    assert run("node", HERE / "validate.mjs", ROOT / "schema" / name, cwd=HERE) == ""


def test_ajv_says_when_a_schema_is_not_strict(tmp_path: Path) -> None:
    path = tmp_path / "loose.schema.json"
    path.write_text('{"type": "object", "required": ["a"]}', encoding="utf-8")
    done = subprocess.run(
        ["node", str(HERE / "validate.mjs"), str(path)], cwd=HERE, capture_output=True, text=True, check=False
    )
    assert done.returncode
    assert 'required property "a" is not defined' in done.stderr


def generated(name: str, language: str) -> str:
    """The types that quicktype makes of a schema, with the functions that read them."""
    program = HERE / "node_modules" / "quicktype" / "dist" / "index.js"
    assert program.exists(), "quicktype is missing; run: make acceptance"
    return run("node", program, "--src-lang", "schema", "--lang", language, ROOT / "schema" / name, cwd=HERE)


@pytest.mark.parametrize("name", MAPS)
def test_quicktype_makes_typed_maps(name: str) -> None:
    made, python = generated(name, "typescript"), generated(name, "python")
    for field, kind in MAPS[name].items():
        values = {"str": "string"}.get(kind, kind)
        assert re.search(rf"^    {field}\??: +\{{ \[key: string\]: {values} \}};$", made, re.MULTILINE), field
        assert re.search(rf"^    {field}: (Optional\[)?Dict\[str, {kind}\]", python, re.MULTILINE), field
    assert "unknown" not in made
    assert not re.search(r"^    \w+: .*\bAny\b", python, re.MULTILINE)


def test_quicktype_reads_a_bibliography_as_one_map() -> None:
    made = generated("references.schema.json", "typescript")
    assert re.search(r"public static \w+\(json: string\): \{ \[key: string\]: \w+ \}", made)
