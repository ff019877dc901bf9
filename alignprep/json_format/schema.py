"""The JSON Schemas of source files and of exported JSON, derived from the model.

Draft 2020-12 (https://json-schema.org/draft/2020-12).
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from alignprep.files import publishing
from alignprep.json_format import writer
from alignprep.model import bibliography, json_shapes, records
from alignprep.model.bibliography import Reference
from alignprep.model.field_types import Key
from alignprep.model.json_shapes import ANONYMOUS, LINE_SCHEMA, Document, Line
from alignprep.model.records import BANK_SCHEMA, Outline, Profile, Question, Vocabulary
from alignprep.model.rules import DRAFT
from alignprep.packet.packet import Edition

__all__ = ["SCHEMAS", "described", "field_docstrings", "schema", "stale", "write_schemas"]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_NOT_IN_FILE: Final = ("id", "section")
_OPTIONAL: Final = ("ledger", "retired", "software_version")
"""What a document of format 1.0 may lack."""


class _Generator(GenerateJsonSchema):
    """Pydantic's generator without titles that repeat each field's name, and with mappings as programs read them."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False

    def dict_schema(self, schema: Any) -> dict[str, Any]:
        """A mapping, its keys under `propertyNames` and its values under `additionalProperties`.

        Pydantic writes both as `patternProperties`, which accepts a key that does not match with any value, and from
        which generators of code learn no type.
        """
        made = super().dict_schema(schema)
        for pattern, values in made.pop("patternProperties", {}).items():
            made["propertyNames"] = {**made.get("propertyNames", {}), "pattern": pattern}
            made["additionalProperties"] = values
        return made

    def tuple_schema(self, schema: Any) -> dict[str, Any]:
        """A tuple; one of equal entries is a list of a fixed length, which more programs understand."""
        made = super().tuple_schema(schema)
        first, *others = made.get("prefixItems", [None])
        if first is not None and all(other == first for other in others):
            made["items"] = made.pop("prefixItems")[0]
        return made


@cache
def _describe() -> None:
    """Give the fields of every record their descriptions, in the order of definition: parts before wholes."""
    for module in (bibliography, records, json_shapes):
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, BaseModel) and kind.__module__ == module.__name__:
                described(kind)


def _generate(type_: Any, id: str, title: str) -> dict[str, Any]:
    _describe()
    generated = TypeAdapter(type_).json_schema(by_alias=True, schema_generator=_Generator)
    for name, definition in generated.get("$defs", {}).items():
        definition["title"] = name
    return {"$schema": _DIALECT, "$id": id, **generated, "title": title}


def _source(type_: Any, id: str, title: str) -> dict[str, Any]:
    """The schema of a source file. There is no null in one: a field without a value is left out."""
    generated = _generate(type_, id, title)
    _leave_out_null(generated)
    return generated


def _leave_out_null(schema: Any) -> None:
    """Take the choice of null from every part of a schema, and the defaults that are null."""
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        _leave_out_null(part)
    if isinstance(schema, dict) and {"type": "null"} in schema.get("anyOf", ()):
        choices = [choice for choice in schema.pop("anyOf") if choice != {"type": "null"}]
        schema |= choices[0] if len(choices) == 1 else {"anyOf": choices}
        schema.pop("default", None)
    if isinstance(schema, dict) and isinstance(schema.get("default"), dict):
        schema["default"] = {name: value for name, value in schema["default"].items() if value is not None}


def _question() -> dict[str, Any]:
    schema = _source(Question, "urn:alignprep:schema:question:2", "A question's source file")
    for name in _NOT_IN_FILE:
        del schema["properties"][name]
        schema["required"].remove(name)
    schema["properties"]["status"] = {
        "const": DRAFT,
        "description": "Keeps the question out of the bank; a draft may lack fields, and is counted.",
    }
    _allow_extra(schema)
    draft = {"properties": {"status": {"const": DRAFT}}, "required": ["status"]}
    schema |= {"if": draft, "then": {}, "else": _demanding(schema.pop("required"))}
    schema["description"] = (
        "One file content/<section>/<id>.yaml; its name is the question's id, its folder the section's."
    )
    _allow_number_keys(schema["$defs"]["Rubric"])
    return schema


def _allow_number_keys(rubric: dict[str, Any]) -> None:
    """Forbid other keys than the grades by a pattern.

    In YAML a plain `1` is a number. The YAML language server compares the names in `properties` with keys as text, so
    `additionalProperties: false` refuses it; a pattern is matched with the number's text
    (https://github.com/redhat-developer/yaml-language-server).
    """
    del rubric["additionalProperties"]
    rubric["patternProperties"] = {f"^(?!({'|'.join(rubric['properties'])})$)": False}


def _bank() -> dict[str, Any]:
    """The exported document: an edition requires what it shows and forbids what it hides."""
    schema = _generate(Document, BANK_SCHEMA, "An exported alignprep bank")
    schema["properties"]["$schema"] = {"const": BANK_SCHEMA}
    schema["properties"]["edition"] = {"enum": [str(edition) for edition in Edition]}
    question = schema["$defs"]["Question"]
    _allow_extra(question)
    required = [
        name
        for name, field in schema["properties"].items()
        if name not in _OPTIONAL and (name not in Profile.model_fields or Profile.model_fields[name].is_required())
    ]
    anonymous = {"$schema", "schema_version", "software_version", "edition", "questions", *ANONYMOUS}
    schema["required"] = [name for name in required if name in anonymous]
    question["required"] = _required(question, Edition.CANDIDATE)
    schema["allOf"] = []
    for edition in Edition:
        demands: dict[str, Any] = {"properties": dict.fromkeys(required, True), "required": required}
        if edition is Edition.CANDIDATE:
            demands = {"properties": {name: False for name in schema["properties"] if name not in anonymous}}
        demands["properties"]["questions"] = {"type": "array", "items": _question_rules(question, edition)}
        schema["allOf"].append(_if_edition(edition, demands))
    return schema


def _allow_extra(question: dict[str, Any]) -> None:
    """Let a question have any fields whose names begin with `x-`."""
    about = question["properties"].pop("x-")
    question["patternProperties"] = {"^x-": {"description": about["description"]}}


def _line() -> dict[str, Any]:
    """A line of JSON Lines: as in the document, an edition decides which fields it has, and it has all of them."""
    schema = _generate(Line, LINE_SCHEMA, "A question of an exported alignprep bank as a line of JSON Lines")
    del schema["properties"]["x-"]
    schema["properties"]["edition"]["enum"] = [str(edition) for edition in Edition]
    schema["required"] = _required(schema, Edition.CANDIDATE)
    schema["allOf"] = [_if_edition(edition, _question_rules(schema, edition)) for edition in Edition]
    return schema


def _if_edition(edition: Edition, demands: dict[str, Any]) -> dict[str, Any]:
    return {"if": {"properties": {"edition": {"const": str(edition)}}, "required": ["edition"]}, "then": demands}


def _question_rules(question: dict[str, Any], edition: Edition) -> dict[str, Any]:
    """The fields that an edition requires of a question, and those that it forbids."""
    hidden = writer.hidden_fields(edition) & question["properties"].keys()
    rules = _demanding(_required(question, edition))
    forbidden = {name: False for name in question["properties"] if name in hidden}
    return {**rules, "properties": {**rules["properties"], **forbidden}}


def _demanding(required: list[str]) -> dict[str, Any]:
    """The part of a schema that requires these fields.

    They are named twice, since strict validators refuse to require what is not in `properties` beside it
    (https://ajv.js.org/strict-mode.html#defined-required-properties).
    """
    return {"type": "object", "required": required, "properties": dict.fromkeys(required, True)}


def _required(question: dict[str, Any], edition: Edition) -> list[str]:
    """The fields that every question of the edition has."""
    hidden = writer.hidden_fields(edition)
    missing = [
        name for name, field in question["properties"].items() if "default" in field and field["default"] is None
    ]
    return [name for name in question["properties"] if name not in hidden and name not in missing]


@cache
def field_docstrings(module: str) -> dict[str, dict[str, str]]:
    """By class and field of an imported module, the docstring under each annotated field."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {
        kind.name: {
            field.target.id: inspect.cleandoc(text.value.value)
            for field, text in pairwise(kind.body)
            if isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
            and isinstance(text.value.value, str)
        }
        for kind in tree.body
        if isinstance(kind, ast.ClassDef)
    }


def described(model: type[BaseModel]) -> None:
    """Give the model's fields their docstrings as descriptions, for a schema to show.

    Pydantic's `use_attribute_docstrings` would do it for every program that only looks a question up.
    """
    own = [kind for kind in reversed(model.__mro__) if kind.__module__.startswith("alignprep.")]
    for kind in own:
        for name, text in field_docstrings(kind.__module__)[kind.__name__].items():
            model.model_fields[name].description = text
    model.model_rebuild(force=True)


SCHEMAS: Final[Mapping[str, Callable[[], dict[str, Any]]]] = {
    "question.schema.json": _question,
    "bank.schema.json": _bank,
    "line.schema.json": _line,
    "bank-file.schema.json": lambda: _source(Outline, "urn:alignprep:schema:bank-file:2", "content/bank.yaml"),
    "topics.schema.json": lambda: _source(Vocabulary, "urn:alignprep:schema:topics:1", "content/topics.yaml"),
    "references.schema.json": lambda: _source(
        dict[Key, Reference], "urn:alignprep:schema:references:1", "content/references.yaml"
    ),
}
"""The function that makes each schema, by its file name."""


@cache
def schema(file: str) -> dict[str, Any]:
    """The schema in a file of `SCHEMAS`."""
    return SCHEMAS[file]()


def stale(folder: Path) -> tuple[str, ...]:
    """The names of the schema files that are missing or differ from the model."""
    return tuple(name for name in SCHEMAS if not _same(folder / name, writer.dumps(schema(name))))


def write_schemas(folder: Path) -> tuple[str, ...]:
    """Write the schema files that are stale, and return their names.

    Raises `OutputError` when one cannot be written.
    """
    written = stale(folder)
    for name in written:
        publishing.write(folder / name, writer.dumps(schema(name)))
    return written


def _same(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False
