"""The fields of the source files with what they mean, from their schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from alignprep.json_format.schema import schema

__all__ = ["FILES", "fields"]

FILES: Final[Mapping[str, str]] = {
    "a question": "question",
    "bank.yaml": "bank-file",
    "topics.yaml": "topics",
    "references.yaml": "references",
}
"""What an author writes, each with its schema."""


def fields(file: str) -> dict[str, str]:
    """The fields of one of `FILES`, such as `answer.short`, each with what it means; optional ones say so."""
    whole = schema(f"{FILES[file]}.schema.json")
    return dict(_fields(whole, whole["$defs"], ""))


def _fields(node: Mapping[str, Any], records: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    required = node.get("required", node.get("else", {}).get("required", ()))
    for name, field in node.get("properties", {}).items():
        if field is not False:
            optional = "" if name in required else "(optional)"
            yield prefix + name, " ".join([*field.get("description", "").split(), optional]).rstrip()
            yield from _fields(_record(field, records), records, f"{prefix}{name}.")
    if not node.get("properties") and not prefix:
        yield from _fields(_record(node, records), records, "")


def _record(field: Mapping[str, Any], records: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record that a field holds: itself, in a list, or under keys of one's own; an empty one for plain values."""
    for holder in (field, field.get("items"), field.get("additionalProperties"), *field.get("oneOf", ())):
        if isinstance(holder, Mapping) and "$ref" in holder:
            return dict(records[holder["$ref"].rpartition("/")[2]])
    return {}
