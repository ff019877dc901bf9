from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from alignprep import select
from alignprep.json_format.schema import SCHEMAS, schema, stale, write_schemas
from alignprep.json_format.writer import compiled, document, lines
from tests.support.sample_bank import question, sample_bank


def test_committed_schemas_are_fresh(root: Path) -> None:
    assert (root / "schema" / "question.schema.json").exists()
    assert stale(root / "schema") == (), "run: make schema"


def test_a_changed_file_is_stale(tmp_path: Path) -> None:
    assert write_schemas(tmp_path) == tuple(SCHEMAS)
    assert stale(tmp_path) == ()
    (tmp_path / "bank.schema.json").write_text("{}", encoding="utf-8")
    assert stale(tmp_path) == ("bank.schema.json",)


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas_are_schemas(name: str) -> None:
    made = schema(name)
    Draft202012Validator.check_schema(made)
    assert made["$id"].startswith("urn:alignprep:schema:")


@pytest.mark.parametrize("edition", ["candidate", "study", "interviewer"])
def test_every_edition_validates(edition: str) -> None:
    Draft202012Validator(schema("bank.schema.json")).validate(document(select(sample_bank(), edition=edition)))


def test_the_compiled_bank_validates() -> None:
    Draft202012Validator(schema("bank.schema.json")).validate(compiled(sample_bank()))


def test_an_edition_must_show_and_hide_its_fields() -> None:
    validator = Draft202012Validator(schema("bank.schema.json"))
    leaky: dict[str, Any] = document(select(sample_bank(), edition="candidate"))
    leaky["questions"][0]["hint"] = "a secret"
    assert not validator.is_valid(leaky)
    poor: dict[str, Any] = document(select(sample_bank(), edition="study"))
    del poor["questions"][0]["answer"]
    assert not validator.is_valid(poor)


@pytest.mark.parametrize("edition", ["candidate", "study", "interviewer"])
def test_every_line_validates(edition: str) -> None:
    validator = Draft202012Validator(schema("line.schema.json"), format_checker=Draft202012Validator.FORMAT_CHECKER)
    for ids in ([], ["question-3"]):
        for line in lines(select(sample_bank(), edition=edition, ids=ids)):
            validator.validate(line)


def test_a_line_must_show_and_hide_its_editions_fields() -> None:
    validator = Draft202012Validator(schema("line.schema.json"))
    for edition, name in (("candidate", "hint"), ("candidate", "works"), ("study", "rubric")):
        (leaky, *_), (full, *_) = (
            list(lines(select(sample_bank(), edition=shown))) for shown in (edition, "interviewer")
        )
        assert validator.is_valid(leaky)
        assert not validator.is_valid({**leaky, name: full[name]})
        assert not validator.is_valid({key: value for key, value in full.items() if key != name})


@pytest.mark.parametrize("name", ["hash", "software_version", "licenses"])
def test_documents_of_format_1_0_still_validate(name: str) -> None:
    old: dict[str, Any] = document(select(sample_bank(), edition="study"))
    old["schema_version"] = "1.0"
    old.pop(name, None)
    for one in old["questions"]:
        one.pop(name, None)
    Draft202012Validator(schema("bank.schema.json")).validate(old)


def yaml_as_editors_read_it(path: Path) -> Any:
    """YAML 1.2's core types, as the YAML language server has them: numbers are numbers, dates are text."""

    class Loader(yaml.SafeLoader):
        pass

    Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))
    loaded = yaml.load(path.read_text(encoding="utf-8"), Loader)
    return json.loads(json.dumps(loaded))


def test_every_source_file_names_a_schema_that_accepts_it(root: Path) -> None:
    paths = sorted((root / "content").rglob("*.yaml"))
    assert len(paths) > 3
    for path in paths:
        first = path.read_text(encoding="utf-8").split("\n")[0]
        prefix = "# yaml-language-server: $schema="
        assert first.startswith(prefix), path
        target = (path.parent / first.removeprefix(prefix)).resolve()
        assert target.parent == root / "schema"
        validator = Draft202012Validator(json.loads(target.read_text(encoding="utf-8")))
        errors = [error.message for error in validator.iter_errors(yaml_as_editors_read_it(path))]
        assert not errors, path


@pytest.mark.parametrize("key", ["0", "6", "11", "one", "1 ", ""])
def test_a_rubric_has_no_other_grades(key: str) -> None:
    validator = Draft202012Validator(schema("question.schema.json"))
    source = question(1)
    del source["id"], source["section"]
    assert validator.is_valid(source)
    source["rubric"][key] = "A grade that nobody gives."
    assert not validator.is_valid(source)


def test_a_mapping_states_its_keys_and_the_type_of_its_values() -> None:
    """As generators of code read it; with `patternProperties`, any other key could have any value."""
    for name in ("bank.schema.json", "topics.schema.json", "references.schema.json"):
        made = schema(name)
        for field in (made, *made.get("properties", {}).values()):
            assert "patternProperties" not in field
            if "propertyNames" in field:
                assert field["propertyNames"].keys() in ({"pattern", "maxLength"}, {"maxLength"}, {"enum"})
                assert field["additionalProperties"]


@pytest.mark.parametrize("name", ["question", "bank-file", "topics", "references"])
def test_a_source_file_has_no_null(name: str) -> None:
    """A field without a value is a problem for `check`, so it is one for an editor too."""
    assert "null" not in json.dumps(schema(f"{name}.schema.json"))


def test_source_schema_leaves_out_what_the_place_says() -> None:
    made = schema("question.schema.json")
    source = question(1)
    del source["id"], source["section"]
    assert Draft202012Validator(made).is_valid(source)
    assert not Draft202012Validator(made).is_valid(question(1))


def test_every_field_is_described() -> None:
    for name in ("question.schema.json", "bank.schema.json", "line.schema.json"):
        made = schema(name)
        for record in [made, *made["$defs"].values()]:
            for field, definition in record.get("properties", {}).items():
                assert field in ("$schema", "edition") or "description" in definition, (name, field)


def test_dates_are_text_of_one_form() -> None:
    made = schema("question.schema.json")["properties"]["reviewed"]
    assert made["format"] == "date"
    assert datetime.date.fromisoformat("2026-01-31")
