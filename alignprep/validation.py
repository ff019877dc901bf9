"""Anybody's exported JSON against the schema and against the rules that a schema cannot hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError as SchemaError
from pydantic import ValidationError

from alignprep import prose, rules
from alignprep.errors import Problem
from alignprep.published import Document
from alignprep.schema import schema
from alignprep.svg import svg_fault

__all__ = ["validate"]


def validate(data: bytes, name: str, *, complete: bool = False) -> tuple[Problem, ...]:
    """Everything that is wrong with exported JSON; each message begins with a JSON pointer (RFC 6901).

    `name` stands for the document in the problems. If it ends with `.jsonl`, each line is a question (JSON Lines).
    Never raises for any bytes.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return (Problem(name, 0, 0, "AP103", "is not UTF-8"),)
    if name.endswith(".jsonl"):
        return tuple(_line_problems(text, name))
    document, problem = _read(text, name)
    if problem:
        return (problem,)
    found = _faults(document, complete)
    return tuple(Problem(name, 0, 0, code, f"{_pointer(path)}: {message}") for path, code, message in found)


def _line_problems(text: str, name: str) -> Iterator[Problem]:
    """What is wrong with JSON Lines, line by line, and then with what the lines say of each other."""
    validator = _validator("line.schema.json")
    questions: list[dict[str, Any]] = []
    places: list[int] = []
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        document, problem = _read(line, name, number)
        if problem:
            yield problem
            continue
        found = [(tuple(error.absolute_path), "AP602", _short(error)) for error in _errors(validator, document)]
        if isinstance(document, dict):
            questions.append(document)
            places.append(number)
            found += _prose_faults(document)
        for path, code, message in found:
            yield Problem(name, number, 1, code, f"{_pointer(path)}: {message}")
    sections = {question["section"]: None for question in questions if isinstance(question.get("section"), str)}
    for finding in rules.findings({"questions": questions, "sections": [{"id": id} for id in sections]}):
        index, path = int(finding.path[1]), finding.path[2:]
        yield Problem(name, places[index], 1, finding.code, f"{_pointer(path)}: {finding.message}")


def _read(text: str, name: str, first: int = 1) -> tuple[Any, Problem | None]:
    """The value of a JSON text whose first line has that number, or what keeps it from having one."""
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse), None
    except json.JSONDecodeError as error:
        line = error.doc.split("\n")[error.lineno - 1]
        number = first + error.lineno - 1
        more = "; the name of a file of JSON Lines ends with .jsonl" if error.msg == "Extra data" else ""
        return None, Problem(name, number, error.colno, "AP601", f"no valid JSON: {error.msg}{more}", line)
    except ValueError as error:
        return None, Problem(name, first if first > 1 else 0, 0, "AP601", f"no valid JSON: {error}")
    except RecursionError:
        return None, Problem(name, first if first > 1 else 0, 0, "AP601", "nested too deeply")


_Fault = tuple[tuple[str | int, ...], str, str]


def _faults(document: Any, complete: bool) -> Iterator[_Fault]:
    errors = _errors(_validator("bank.schema.json"), document)
    for error in errors:
        yield tuple(error.absolute_path), "AP602", _short(error)
    if not isinstance(document, dict):
        return
    found = [*rules.findings(document), *(rules.completeness(document) if complete else ())]
    for finding in found:
        yield finding.path, finding.code, finding.message
    questions = document.get("questions")
    for index, question in enumerate(questions if isinstance(questions, list) else []):
        if isinstance(question, dict):
            for path, code, message in _prose_faults(question):
                yield ("questions", index, *path), code, message
    media = document.get("media")
    for name, text in (media if isinstance(media, dict) else {}).items():
        fault_of_figure = svg_fault(text) if isinstance(text, str) else None
        if fault_of_figure:
            line, column, message = fault_of_figure
            yield ("media", name), "AP509", f"at line {line}, column {column}: {message}"
    if not errors and document.get("edition") == "interviewer":
        yield from _model_faults(document)


def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name), format_checker=Draft202012Validator.FORMAT_CHECKER)


def _errors(validator: Draft202012Validator, document: Any) -> list[SchemaError]:
    return sorted(validator.iter_errors(document), key=lambda error: [str(step) for step in error.absolute_path])


def _prose_faults(question: dict[str, Any]) -> Iterator[_Fault]:
    for fault in prose.faults(question):
        yield fault.path, fault.code, f"at character {fault.offset + 1}: {fault.message}"


def _model_faults(document: dict[str, Any]) -> Iterator[_Fault]:
    """What the model demands beyond its schema, such as numbers of words."""
    try:
        Document.model_validate(document)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            code = "AP306" if fault["type"] == "word_count" else "AP304"
            yield fault["loc"], code, fault["msg"]


def _short(error: SchemaError) -> str:
    message = error.message
    return message if len(message) <= 200 else f"{message[:120]} … {message[-60:]}"


def _pointer(path: tuple[str | int, ...]) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path) or "(the document)"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise ValueError(f"the key {key!r} appears twice in one object")
            seen.add(key)
    return result


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON value")
