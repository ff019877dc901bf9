"""Exported JSON, from alignprep or elsewhere, checked against the schema and the rules that a schema cannot express."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from itertools import islice
from types import ModuleType
from typing import Any, Final

from pydantic import BaseModel, ValidationError, create_model

from alignprep.errors import Finding, Path, Problem, did_you_mean, problem_at
from alignprep.json_format import strict_json
from alignprep.json_format.schema import schema
from alignprep.json_format.strict_json import LARGEST
from alignprep.model import prose, rules
from alignprep.model.field_types import FORMS
from alignprep.model.json_shapes import Document, Question, upgraded
from alignprep.packet.packet import VISIBLE, Edition
from alignprep.text import characters
from alignprep.text.source import MAX_FAULTS, Fault
from alignprep.text.svg import svg_fault


@contextmanager
def _without(name: str) -> Iterator[None]:
    """Let what is imported inside find an empty module of this name, unless it has been imported before."""
    empty = ModuleType(name)
    hidden = sys.modules.setdefault(name, empty) is empty
    try:
        yield
    finally:
        if hidden:
            del sys.modules[name]


with _without("rfc3987_syntax"):  # jsonschema would spend a second on parsers for formats that no schema here uses.
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError as SchemaError

__all__ = ["LARGEST", "validate"]

_CODES: Final = {"no_answer": "AP301", "no_grade": "AP301", "repeated": "AP307"}
_REPORTED_ELSEWHERE: Final = frozenset({"hidden", "svg", "missing", "extra_forbidden", "too_short"})
"""Errors that the schema or the characters have been reported for; a list is too short also if its entries are bad."""


def validate(data: bytes, name: str, *, complete: bool = False, json_lines: bool | None = None) -> tuple[Problem, ...]:
    """Everything that is wrong with exported JSON, up to a hundred problems, each with its line and column.

    Each message begins with a JSON pointer (RFC 6901). `name` stands for the document in the problems. With
    `json_lines` each line is a question (JSON Lines, https://jsonlines.org); by default if the name ends with `.jsonl`.
    Never raises for any bytes.
    """
    source, wrong = characters.decode_utf8(data)
    is_lines = name.endswith(".jsonl") if json_lines is None else json_lines
    name = characters.printable(name)
    if wrong:
        return (problem_at(name, source, wrong),)
    faults = _lines(source.text) if is_lines else _document(source.text, complete)
    problems = [problem_at(name, source, fault) for fault in islice(faults, MAX_FAULTS + 1)]
    problems.sort(key=lambda problem: (problem.line, problem.column))
    if len(problems) > MAX_FAULTS:
        problems[-1] = Problem(name, 0, 0, "AP110", f"has more problems than the {MAX_FAULTS} listed")
    return tuple(problems)


def _document(text: str, complete: bool) -> Iterator[Fault]:
    document, broken = strict_json.read(text)
    for fault in broken:
        more = "; JSON Lines need a name that ends with .jsonl, or --lines" if "extra data" in fault.message else ""
        yield replace(fault, message=fault.message + more)
    if not broken:
        yield from _placed(islice(_findings(document, complete), MAX_FAULTS + 1), text)


def _lines(text: str) -> Iterator[Fault]:
    """What is wrong with each line of JSON Lines, and then with the lines together."""
    validator = _validator("line.schema.json")
    questions: list[dict[str, Any]] = []
    places: list[tuple[str, int]] = []
    start = 0
    for line in text.removesuffix("\n").split("\n"):
        document, broken = strict_json.read(line)
        for fault in broken or _placed(_line_findings(document, validator), line):
            yield replace(fault, offset=start + fault.offset)
        if isinstance(document, dict):
            questions.append(document)
            places.append((line, start))
        start += len(line) + 1
    sections = {question["section"]: None for question in questions if isinstance(question.get("section"), str)}
    for finding in rules.findings({"questions": questions, "sections": [{"id": id} for id in sections]}):
        line, start = places[int(finding.path[1])]
        for fault in _placed([replace(finding, path=finding.path[2:])], line):
            yield replace(fault, offset=start + fault.offset)


def _placed(findings: Iterable[Finding], text: str) -> Iterator[Fault]:
    """The findings in a document as faults at their places in its text, with JSON pointers."""
    pointed = [replace(one, message=f"{_pointer(one)}: {one.message}") for one in findings]
    yield from strict_json.faults_at(text, pointed)


def _pointer(finding: Finding) -> str:
    """A JSON pointer to what is wrong; for an unknown field, to the object that has it."""
    path = finding.path[:-1] if finding.of_key and finding.code == "AP602" else finding.path
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path) or "(the document)"


def _line_findings(document: Any, validator: Draft202012Validator) -> Iterator[Finding]:
    yield from _characters(document)
    for error in validator.iter_errors(document):
        yield from _schema_findings(error)
    if isinstance(document, dict):
        yield from prose.findings(document)
        figure = document.get("figure")
        drawn = figure.get("source") if isinstance(figure, dict) else None
        yield from _figure(("figure", "source"), drawn or None)


def _findings(document: Any, complete: bool) -> Iterator[Finding]:
    document = upgraded(document)
    broken: list[Path] = []
    for finding in _characters(document):
        broken.append(finding.path)
        yield finding
    for error in _validator("bank.schema.json").iter_errors(document):
        for finding in _schema_findings(error):
            unknown = finding.of_key and finding.code == "AP602"
            broken.append(finding.path[:-1] if unknown else finding.path)
            yield finding
    if not isinstance(document, dict):
        return
    for finding in (*rules.findings(document), *(rules.completeness(document) if complete else ())):
        if finding.path not in broken:
            yield finding
    yield from _texts(document)
    for finding in _demands(document):
        if not any(_within(finding.path, path) for path in broken):
            yield finding
    for finding in _model_findings(document):
        if not any(_within(finding.path, path) or _within(path, finding.path) for path in broken):
            yield finding


def _characters(document: Any) -> Iterator[Finding]:
    for path, is_key, text in strict_json.strings(document):
        for fault in characters.faults(text):
            yield Finding(path, fault.code, fault.message, fault.offset, fault.length, of_key=is_key)


def _figure(path: Path, text: object) -> Iterator[Finding]:
    fault = svg_fault(text) if isinstance(text, str) else None
    if fault:
        yield Finding(path, fault.code, fault.message, fault.offset)


def _texts(document: dict[str, Any]) -> Iterator[Finding]:
    """What is wrong with Markdown and figures."""
    yield from prose.outline_findings(document)
    questions = document.get("questions")
    for index, question in enumerate(questions if isinstance(questions, list) else []):
        if isinstance(question, dict):
            for finding in prose.findings(question):
                yield replace(finding, path=("questions", index, *finding.path))
    media = document.get("media")
    for name, text in (media if isinstance(media, dict) else {}).items():
        yield from _figure(("media", name), text)


def _demands(document: dict[str, Any]) -> Iterator[Finding]:
    """Where questions fall short of what their bank demands; only the interviewer's edition says what that is."""
    questions, demands = document.get("questions"), rules.Demands(document)
    for index, question in enumerate(questions if isinstance(questions, list) else []):
        if isinstance(question, dict):
            for finding in demands.findings(question):
                path = ("questions", index, *finding.path)
                yield replace(finding, path=path[:-1] if finding.code == "AP301" else path)


def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name), format_checker=Draft202012Validator.FORMAT_CHECKER)


def _schema_findings(error: SchemaError) -> Iterator[Finding]:
    """A finding for each unknown field; for any other error, the message of jsonschema."""
    path = tuple(error.absolute_path)
    if error.validator == "anyOf":
        for inner in error.context or ():
            if inner.schema != {"type": "null"}:
                yield from _schema_findings(inner)
        return
    properties = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
    if error.validator == "additionalProperties" and error.validator_value is False:
        instance: Any = error.instance
        for name in instance:
            if name not in properties:
                clause = did_you_mean(name, properties)
                yield Finding((*path, name), "AP602", f"unknown field {name[:60]!r}{clause}", of_key=True)
        return
    text = error.message if len(error.message) <= 200 else f"{error.message[:120]} … {error.message[-60:]}"
    if "propertyNames" in error.absolute_schema_path:
        name, wanted = str(error.instance), error.validator_value
        if isinstance(wanted, list):
            text = f"{name[:60]!r} is not known{did_you_mean(name, wanted)}"
        elif isinstance(wanted, str) and wanted in FORMS:
            text = f"{name[:60]!r} {FORMS[wanted]}"
        yield Finding((*path, name), "AP304", text, of_key=True)
        return
    yield Finding(path, "AP602", text)


def _model_findings(document: dict[str, Any]) -> Iterator[Finding]:
    """What breaks the model's rules beyond the schema, such as word counts, in the fields that the edition shows.

    Question by question, since the records of all of them take more memory than the document.
    """
    edition = document.get("edition")
    if not isinstance(edition, str) or edition not in VISIBLE:
        return
    bank, question = _models_of(Edition(edition))
    questions = document.get("questions")
    if isinstance(questions, list):
        yield from _record_findings(bank, {**document, "questions": []}, ())
        for index, value in enumerate(questions):
            yield from _record_findings(question, value, ("questions", index))
    else:
        yield from _record_findings(bank, document, ())


def _record_findings(model: type[BaseModel], value: object, place: Path) -> Iterator[Finding]:
    """What is wrong with the value at a path, by a model."""
    try:
        model.model_validate(value)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            context = fault.get("ctx", {})
            path = (*place, *(step for step in fault["loc"] if step not in ("[key]", "(spdx)", "(named)")))
            if fault["type"] == "repeated":
                path = (*path, context["index"])
            if fault["type"] not in _REPORTED_ELSEWHERE:
                code = _CODES.get(fault["type"], "AP304")
                yield Finding(path, code, fault["msg"], of_key="[key]" in fault["loc"])


@cache
def _models_of(edition: Edition) -> tuple[type[BaseModel], type[BaseModel]]:
    """The models of an edition's document and of its questions, without the fields that it hides."""
    fields: dict[str, Any] = {
        name: (field.annotation, field) for name, field in Question.model_fields.items() if name in VISIBLE[edition]
    }
    question: Any = create_model("ShownQuestion", __config__=Question.model_config, **fields)
    return create_model("ShownBank", __base__=Document, edition=(str, edition)), question


def _within(path: Path, outer: Path) -> bool:
    return path[: len(outer)] == outer and len(outer) > 0
