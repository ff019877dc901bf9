"""The JSON Schemas of source files and of exported JSON, derived from the model.

Draft 2020-12 (https://json-schema.org/draft/2020-12).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from alignprep import artifacts, exported, model
from alignprep.docstrings import described
from alignprep.fieldtypes import Key
from alignprep.model import BANK_SCHEMA, BankData, Outline, Question, Reference, Vocabulary
from alignprep.selection import VISIBLE, Edition

__all__ = ["SCHEMAS", "schema", "stale", "write_schemas"]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_FROM_PLACE: Final = ("id", "section")


class _Generator(GenerateJsonSchema):
    """Pydantic's generator without the titles that repeat each field's name."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False


@cache
def _describe() -> None:
    """Give every record's fields their descriptions, those of parts before those of wholes, as the module has them."""
    for kind in vars(model).values():
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind.__module__ == model.__name__:
            described(kind)


def _generate(type_: Any, id: str, title: str) -> dict[str, Any]:
    _describe()
    generated = TypeAdapter(type_).json_schema(by_alias=True, schema_generator=_Generator)
    for name, definition in generated.get("$defs", {}).items():
        definition["title"] = name
    return {"$schema": _DIALECT, "$id": id, **generated, "title": title}


def _question() -> dict[str, Any]:
    schema = _generate(Question, "urn:alignprep:schema:question:1", "A question's source file")
    for name in _FROM_PLACE:
        del schema["properties"][name]
        schema["required"].remove(name)
    schema["description"] = (
        "One file content/<section>/<id>.yaml; its name is the question's id, its folder the section's."
    )
    return schema


def _bank() -> dict[str, Any]:
    """The exported document: an edition requires what it shows and forbids what it hides."""
    schema = _generate(BankData, BANK_SCHEMA, "An exported alignprep bank")
    schema["properties"]["$schema"] = {"const": BANK_SCHEMA}
    schema["properties"]["edition"] = {"enum": [str(edition) for edition in Edition]}
    schema["required"] = [name for name in schema["properties"] if name not in ("released", "ledger")]
    question = schema["$defs"]["Question"]
    optional = [name for name in ("figure",) if name in question["properties"]]
    everything = [name for name in question["properties"] if name not in optional]
    question["required"] = [name for name in everything if name in VISIBLE[Edition.CANDIDATE]]
    schema["allOf"] = [_edition(edition, everything, list(question["properties"])) for edition in Edition]
    return schema


def _edition(edition: Edition, required: list[str], fields: list[str]) -> dict[str, Any]:
    visible = VISIBLE[edition]
    items = {
        "required": [name for name in required if name in visible],
        "properties": {name: False for name in fields if name not in visible},
    }
    return {
        "if": {"properties": {"edition": {"const": str(edition)}}, "required": ["edition"]},
        "then": {"properties": {"questions": {"items": items}}},
    }


def _outline() -> dict[str, Any]:
    return _generate(Outline, "urn:alignprep:schema:sections:1", "content/sections.yaml")


def _vocabulary() -> dict[str, Any]:
    return _generate(Vocabulary, "urn:alignprep:schema:topics:1", "content/topics.yaml")


def _references() -> dict[str, Any]:
    return _generate(dict[Key, Reference], "urn:alignprep:schema:references:1", "content/references.yaml")


SCHEMAS: Final = {
    "question.schema.json": _question,
    "bank.schema.json": _bank,
    "sections.schema.json": _outline,
    "topics.schema.json": _vocabulary,
    "references.schema.json": _references,
}
"""The file of each schema and what makes it."""


def schema(file: str) -> dict[str, Any]:
    """The schema that belongs into a file of `SCHEMAS`."""
    return SCHEMAS[file]()


def stale(folder: Path) -> tuple[str, ...]:
    """The names of the schema files that are missing or differ from what the model says."""
    return tuple(name for name, data in _files().items() if not _same(folder / name, data))


def write_schemas(folder: Path) -> tuple[str, ...]:
    """Write the schema files that are stale, and return their names.

    Raises `OutputError` when one cannot be written.
    """
    written = stale(folder)
    for name in written:
        artifacts.write(folder / name, _files()[name])
    return written


def _files() -> Mapping[str, bytes]:
    return {name: exported.dumps(make()) for name, make in SCHEMAS.items()}


def _same(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False
