"""A bank or a packet as plain data for JSON; the package's own bank and exported JSON have the same shape."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING, Any

from alignprep.model.bibliography import Reference
from alignprep.model.json_shapes import ANONYMOUS, SHOWN_WITH, Line, LineAnswer, LineRubric, Question
from alignprep.model.ledger import fact_key
from alignprep.model.records import ABOUT, Profile
from alignprep.model.versions import BANK_SCHEMA, SCHEMA_VERSION, __version__
from alignprep.packet.packet import VISIBLE, Edition

if TYPE_CHECKING:
    from pydantic import BaseModel

    from alignprep.model.catalog import Catalog
    from alignprep.packet.packet import Item, Packet

__all__ = ["compiled", "document", "dumps", "hidden_fields", "lines"]


def compiled(bank: Catalog) -> dict[str, Any]:
    """The whole bank as the package holds it: every section, term and work, used by a question or not."""
    values = _record(bank.data)
    values["sections"] = [_without_empty(section) for section in values["sections"]]
    for question in values["questions"]:
        question |= question.pop("x-", {})
    about = _without_empty({name: values.pop(name) for name in Profile.model_fields if name in values})
    format = {name: values.pop(name) for name in ("$schema", "schema_version", "edition")}
    return {**format, **about, **values}


def document(packet: Packet) -> dict[str, Any]:
    """The packet as plain data of the shape that `schema/bank.schema.json` describes."""
    format = {
        "$schema": BANK_SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "software_version": __version__,
        "edition": str(packet.edition),
    }
    profile, questions = _without_empty(_record(packet.profile)), [_item(item, packet) for item in packet.items]
    if packet.edition is Edition.CANDIDATE:
        return {**format, **{name: profile[name] for name in ANONYMOUS if name in profile}, "questions": questions}
    return {
        **format,
        **profile,
        "sections": [_without_empty(_record(section)) for section in packet.sections],
        "topics": _table(packet.topics),
        "competencies": _table(packet.competencies),
        "references": _table(packet.references),
        "code": dict(packet.code),
        "media": dict(packet.media),
        "questions": questions,
        "ledger": _table(packet.ledger),
        "retired": {key: day.isoformat() for key, day in packet.retired.items()},
    }


def lines(packet: Packet) -> Iterator[dict[str, Any]]:
    """Each question as plain data of the shape that `schema/line.schema.json` describes."""
    works = {key: _line_work(key, packet) for key in packet.references}
    sections = {section.id: section.title for section in packet.sections}
    for item in packet.items:
        figure = item.figure
        values = {
            **_item(item, packet),
            "facts": [
                {
                    "id": fact.id,
                    "text": fact.text,
                    "why": fact.why or "",
                    "point": fact.point or 0,
                    **_record(packet.ledger[fact_key(item.id, fact.id)]),
                }
                for fact in item.facts
            ],
            "hint": item.hint or "",
            "nudge": item.nudge or "",
            "priority": item.priority or "",
            "answer": {**_empty(LineAnswer), **(_record(item.answer) if item.answer else {})},
            "rubric": {**_empty(LineRubric), **(_record(item.rubric) if item.rubric else {})},
            "reviewed": item.reviewed and item.reviewed.isoformat(),
            "figure": {
                "file": figure.file if figure else "",
                "alt": figure.alt if figure else "",
                "caption": (figure.caption if figure else None) or "",
                "source": packet.media[figure.file] if figure else "",
            },
            "section_title": sections.get(item.section),
            "topic_titles": [packet.topics[topic].title for topic in item.topics],
            "competency_titles": [packet.competencies[name].title for name in item.competencies],
            "works": [works[key] for key in item.references],
            "samples": [{"file": name, "text": packet.code[name]} for name in item.code],
            **(_record(packet.ledger[item.id]) if item.id in packet.ledger else {}),
            "edition": str(packet.edition),
            "bank": packet.profile.slug,
            "version": packet.version,
            "language": packet.profile.language,
            "license": packet.profile.license_name,
            "code_license": packet.profile.code_license_name,
        }
        hidden = hidden_fields(packet.edition)
        yield {name: values[name] for name in Line.model_fields if name not in hidden and name != "extra"}


def hidden_fields(edition: Edition) -> set[str]:
    """The fields of a question in JSON that an edition hides, and those of a line that are shown only with them."""
    hidden = ABOUT.keys() - VISIBLE[edition]
    return hidden | {name for name, other in SHOWN_WITH.items() if other in hidden}


def dumps(data: Mapping[str, Any]) -> bytes:
    """A JSON document as bytes: UTF-8, two spaces, keys as given, a final line break."""
    made = BytesIO()
    with TextIOWrapper(made, encoding="utf-8", newline="") as out:
        json.dump(data, out, ensure_ascii=False, allow_nan=False, indent=2)
        out.write("\n")
        out.flush()
        return made.getvalue()


def _record(record: BaseModel) -> dict[str, Any]:
    return record.model_dump(mode="json", by_alias=True, exclude_none=True)


def _empty(model: type[BaseModel]) -> dict[str, str]:
    """The fields of a record of texts, without a text."""
    return {field.alias or name: "" for name, field in model.model_fields.items()}


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    """The values without empty lists and mappings."""
    return {name: value for name, value in values.items() if value not in ([], {})}


def _table(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _record(value) for key, value in mapping.items()}


def _item(item: Item, packet: Packet) -> dict[str, Any]:
    """What the edition shows of a question, in the order of the model's fields, and the digest of its content."""
    visible = VISIBLE[packet.edition]
    values = {name: getattr(item, name) for name in Question.model_fields if name in visible}
    own = values.pop("extra", {})
    shown = {name: _plain(value) for name, value in values.items() if value is not None}
    digest = {"hash": packet.ledger[item.id].hash} if item.id in packet.ledger else {}
    return {**shown, **own, **digest}


def _line_work(key: str, packet: Packet) -> dict[str, Any]:
    work = packet.references[key]
    absent = dict.fromkeys(Reference.model_fields, "")
    return {"key": key, **absent, **_record(work), "label": packet.labels[key], "link": work.link}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if hasattr(value, "model_dump"):
        return _record(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
