"""A bank or a packet as JSON: one shape for the package's own data and for what is exported."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from alignprep.model import BANK_SCHEMA, SCHEMA_VERSION, Question
from alignprep.selection import VISIBLE

if TYPE_CHECKING:
    from pydantic import BaseModel

    from alignprep.bank import Bank
    from alignprep.selection import Item, Packet

__all__ = ["compiled", "document", "dumps"]


def compiled(bank: Bank) -> dict[str, Any]:
    """The whole bank as the package holds it: every section, term and work, used by a question or not."""
    return _record(bank.data)


def document(packet: Packet) -> dict[str, Any]:
    """The packet as plain data of the shape that `schema/bank.schema.json` describes."""
    return {
        "$schema": BANK_SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "edition": str(packet.edition),
        "title": packet.title,
        "version": packet.version,
        "license": packet.license,
        "sections": [_record(section) for section in packet.sections],
        "topics": _table(packet.topics),
        "competencies": _table(packet.competencies),
        "references": _table(packet.references),
        "code": dict(packet.code),
        "media": dict(packet.media),
        "questions": [_item(item, packet) for item in packet.items],
        "ledger": _table(packet.ledger),
    }


def dumps(data: Mapping[str, Any]) -> bytes:
    """The one way in which alignprep writes JSON: UTF-8, two spaces, keys as given, a final line break."""
    return (json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()


def _record(record: BaseModel) -> dict[str, Any]:
    return record.model_dump(mode="json", by_alias=True, exclude_none=True)


def _table(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _record(value) for key, value in mapping.items()}


def _item(item: Item, packet: Packet) -> dict[str, Any]:
    """What the edition shows of a question, in the order of the model's fields."""
    visible = VISIBLE[packet.edition]
    values = {name: getattr(item, name) for name in Question.model_fields if name in visible}
    return {name: _value(value) for name, value in values.items() if value is not None}


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_value(entry) for entry in value]
    if hasattr(value, "model_dump"):
        return _record(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
