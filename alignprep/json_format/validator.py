"""Anybody's exported JSON against the schema and against the rules that a schema cannot hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError as SchemaError
from pydantic import BaseModel, ValidationError, create_model

from alignprep.errors import Problem, did_you_mean
from alignprep.json_format import strict_json
from alignprep.json_format.schema import schema
from alignprep.json_format.strict_json import Path
from alignprep.model import prose, rules
from alignprep.model.json_shapes import Document, Question
from alignprep.packet.packet import VISIBLE, Edition
from alignprep.text import characters
from alignprep.text.source import MAX_FAULTS, Source
from alignprep.text.svg import svg_fault

__all__ = ["LARGEST", "validate"]

LARGEST: Final = 1 << 29
"""The largest file that the command reads, in bytes: some twenty thousand questions."""

_CODES: Final = {"word_count": "AP306", "repeated": "AP307"}


_SAID_ELSEWHERE: Final = frozenset({"hidden", "svg", "missing", "extra_forbidden", "too_short"})
"""What the schema or the characters have shown already; a list is too short when its entries are bad."""


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is wrong at a path; `character` counts within a text, `key` means the name of the value, not the value."""

    path: Path
    code: str
    message: str
    character: int | None = None
    key: Path | None = None


def validate(data: bytes, name: str, *, complete: bool = False) -> tuple[Problem, ...]:
    """Everything that is wrong with exported JSON, up to a hundred problems, each with its line and column.

    Each message begins with a JSON pointer (RFC 6901). `name` stands for the document in the problems; if it ends with
    `.jsonl`, each line is a question (JSON Lines). Never raises for any bytes.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        source = Source(data[: error.start].decode("utf-8"))
        return (_problem(name, source, len(source.text), "AP103", "is not UTF-8 from here on"),)
    source = Source(text)
    if text.startswith("\ufeff"):
        return (_problem(name, source, 0, "AP103", "begins with a byte order mark; save it without one"),)
    found = _lines(source, name) if name.endswith(".jsonl") else _document(source, name, complete)
    problems = sorted(islice(found, MAX_FAULTS + 1), key=lambda problem: (problem.line, problem.column))
    if len(problems) > MAX_FAULTS:
        problems[-1] = Problem(name, 0, 0, "AP110", f"has more problems than the {MAX_FAULTS} listed")
    return tuple(problems)


def _document(source: Source, name: str, complete: bool) -> Iterator[Problem]:
    document, broken = strict_json.read(source.text)
    for fault in broken:
        more = "; the name of a file of JSON Lines ends with .jsonl" if "extra data" in fault.message else ""
        offset = source.offset(fault.line - 1, fault.column - 1)
        yield _problem(name, source, offset, fault.code, fault.message + more)
    if not broken:
        yield from _placed(islice(_faults(document, complete), MAX_FAULTS + 1), name, source, source.text, 0)


def _lines(source: Source, name: str) -> Iterator[Problem]:
    """What is wrong with JSON Lines, line by line, and then with what the lines say of each other."""
    validator = _validator("line.schema.json")
    questions: list[dict[str, Any]] = []
    places: list[tuple[str, int]] = []
    start = 0
    for line in source.text.removesuffix("\n").split("\n"):
        document, broken = strict_json.read(line)
        for fault in broken:
            yield _problem(name, source, start + fault.column - 1, fault.code, fault.message)
        if not broken:
            yield from _placed(_line_faults(document, validator), name, source, line, start)
        if isinstance(document, dict):
            questions.append(document)
            places.append((line, start))
        start += len(line) + 1
    sections = {question["section"]: None for question in questions if isinstance(question.get("section"), str)}
    for finding in rules.findings({"questions": questions, "sections": [{"id": id} for id in sections]}):
        line, start = places[int(finding.path[1])]
        yield from _placed([_Fault(finding.path[2:], finding.code, finding.message)], name, source, line, start)


def _line_faults(document: Any, validator: Draft202012Validator) -> Iterator[_Fault]:
    for path, is_key, text in strict_json.strings(document):
        for offset, code, message in characters.faults(text):
            yield _Fault(path, code, message, offset, path if is_key else None)
    for error in validator.iter_errors(document):
        yield from _schema_faults(error)
    if isinstance(document, dict):
        for fault in prose.faults(document):
            yield _Fault(fault.path, fault.code, fault.message, fault.offset)
        figure = document.get("figure")
        drawn = figure.get("source") if isinstance(figure, dict) else None
        fault_of_figure = svg_fault(drawn) if isinstance(drawn, str) and drawn else None
        if fault_of_figure and isinstance(drawn, str):
            line, column, message = fault_of_figure
            yield _Fault(("figure", "source"), "AP509", message, Source(drawn).offset(line - 1, column - 1))


def _placed(faults: Iterable[_Fault], name: str, source: Source, text: str, start: int) -> Iterator[Problem]:
    """Faults of the JSON text that begins at an offset of the source, each with its place."""
    found = list(faults)
    places = strict_json.places(text, {fault.key or fault.path for fault in found}) if found else {}
    for fault in found:
        place = places.get((fault.key, True)) if fault.key else places.get((fault.path, False))
        offset = place.start if place else 0
        if place and fault.character is not None:
            offset = place.character(text, fault.character)
        yield _problem(name, source, start + offset, fault.code, f"{_pointer(fault.path)}: {fault.message}")


def _problem(name: str, source: Source, offset: int, code: str, message: str) -> Problem:
    line, column = source.place(offset)
    return Problem(characters.printable(name), line, column, code, message, source.lines[line - 1])


def _faults(document: Any, complete: bool) -> Iterator[_Fault]:
    broken: list[Path] = []
    for path, is_key, text in strict_json.strings(document):
        for offset, code, message in characters.faults(text):
            broken.append(path)
            yield _Fault(path, code, message, offset, path if is_key else None)
    for error in _validator("bank.schema.json").iter_errors(document):
        for fault in _schema_faults(error):
            broken.append(fault.path)
            yield fault
    if not isinstance(document, dict):
        return
    for finding in (*rules.findings(document), *(rules.completeness(document) if complete else ())):
        if finding.path not in broken:
            yield _Fault(finding.path, finding.code, finding.message)
    yield from _text_faults(document)
    for fault in _model_faults(document):
        if not any(_within(fault.path, path) or _within(path, fault.path) for path in broken):
            yield fault


def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name), format_checker=Draft202012Validator.FORMAT_CHECKER)


def _text_faults(document: dict[str, Any]) -> Iterator[_Fault]:
    for fault in prose.section_faults(document.get("sections")):
        yield _Fault(fault.path, fault.code, fault.message, fault.offset)
    questions = document.get("questions")
    for index, question in enumerate(questions if isinstance(questions, list) else []):
        if isinstance(question, dict):
            for fault in prose.faults(question):
                yield _Fault(("questions", index, *fault.path), fault.code, fault.message, fault.offset)
    media = document.get("media")
    for name, text in (media if isinstance(media, dict) else {}).items():
        figure = svg_fault(text) if isinstance(text, str) else None
        if figure:
            line, column, message = figure
            yield _Fault(("media", name), "AP509", message, Source(text).offset(line - 1, column - 1))


def _schema_faults(error: SchemaError) -> Iterator[_Fault]:
    """A fault for each name that an object may not have; for anything else what the schema says."""
    path = tuple(error.absolute_path)
    if error.validator == "anyOf":
        for inner in error.context or ():
            if inner.schema != {"type": "null"}:
                yield from _schema_faults(inner)
        return
    properties = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
    if error.validator == "additionalProperties" and error.validator_value is False:
        instance: Any = error.instance
        for name in instance:
            if name not in properties:
                clause = did_you_mean(name, properties)
                yield _Fault(path, "AP602", f"unknown field {name[:60]!r}{clause}", key=(*path, name))
        return
    yield _Fault(path, "AP602", error.message if len(error.message) <= 200 else _shortened(error.message))


def _shortened(message: str) -> str:
    return f"{message[:120]} … {message[-60:]}"


def _model_faults(document: dict[str, Any]) -> Iterator[_Fault]:
    """What the model demands beyond its schema, such as numbers of words, of the fields that the edition shows.

    Question by question, since the records of all of them take more memory than the document.
    """
    edition = document.get("edition")
    if not isinstance(edition, str) or edition not in VISIBLE:
        return
    bank, question = _shown(Edition(edition))
    questions = document.get("questions")
    if isinstance(questions, list):
        yield from _record_faults(bank, {**document, "questions": []}, ())
        for index, value in enumerate(questions):
            yield from _record_faults(question, value, ("questions", index))
    else:
        yield from _record_faults(bank, document, ())


def _record_faults(model: type[BaseModel], value: object, place: Path) -> Iterator[_Fault]:
    """What a model demands of the value at a place of the document."""
    try:
        model.model_validate(value)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            context = fault.get("ctx", {})
            path = (*place, *(step for step in fault["loc"] if step != "[key]"))
            if fault["type"] == "repeated":
                path = (*path, context["index"])
            if fault["type"] not in _SAID_ELSEWHERE:
                key = path if "[key]" in fault["loc"] else None
                yield _Fault(path, _CODES.get(fault["type"], "AP304"), fault["msg"], key=key)


@cache
def _shown(edition: Edition) -> tuple[type[BaseModel], type[BaseModel]]:
    """The models of the document that an edition makes, and of its questions, without the fields that it hides."""
    fields: dict[str, Any] = {
        name: (field.annotation, field) for name, field in Question.model_fields.items() if name in VISIBLE[edition]
    }
    question: Any = create_model("ShownQuestion", __config__=Question.model_config, **fields)
    return create_model("ShownBank", __base__=Document, edition=(str, edition)), question


def _within(path: Path, outer: Path) -> bool:
    return path[: len(outer)] == outer and len(outer) > 0


def _pointer(path: Path) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path) or "(the document)"
