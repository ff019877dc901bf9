"""Our own exported JSON and JSON Lines, of any edition and format (1.0, 1.1, 2.0) -> drafts.

Fields go straight through. What the export derives (digests, titles of topics) is left out, and fields that this
version does not know are kept as `x-…`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from alignprep.errors import ContentError, problem_at
from alignprep.importing.draft import Draft, Reading, refusal, x_name
from alignprep.importing.prose import LEFT_OUT, Notes, allowed
from alignprep.json_format import strict_json
from alignprep.model.bibliography import Reference
from alignprep.model.json_shapes import with_depth
from alignprep.model.records import Fact, Question
from alignprep.text.characters import decode_utf8
from alignprep.text.source import Source

__all__ = ["read"]

_DERIVED: Final = frozenset(
    {
        "hash", "revision", "changed", "section_title", "topic_titles", "competency_titles", "works", "samples",
        "edition", "version", "license", "code_license", "$schema", "schema_version", "bank", "language", "position",
    }
)  # fmt: skip
"""Fields of a question, or of a line, that repeat or derive what stands elsewhere."""


def read(data: bytes, name: str, *, lines: bool) -> Reading:
    """The questions of an exported document, or of JSON Lines; `name` stands for the file in an error.

    Raises `ContentError` for what is no JSON, or has no questions.
    """
    source, wrong = decode_utf8(data)
    if wrong:
        raise ContentError([problem_at(name, source, wrong)])
    notes = Notes()
    return _lines(source.text, name, notes) if lines else _document(source.text, name, notes)


def _document(text: str, name: str, notes: Notes) -> Reading:
    document, faults = strict_json.read(text)
    if faults:
        raise ContentError([problem_at(name, Source(text), fault) for fault in faults])
    questions = document.get("questions") if isinstance(document, dict) else document
    if not isinstance(questions, list) or not all(isinstance(one, dict) for one in questions) or not questions:
        raise refusal(name, "is not an export of a bank: it has no list of questions")
    given = document if isinstance(document, dict) else {}
    tables = {key: _table(given.get(key), notes) for key in ("topics", "competencies", "references")}
    files = {
        f"{folder}/{file}": said
        for folder in ("code", "media")
        for file, said in (given[folder].items() if isinstance(given.get(folder), dict) else ())
        if isinstance(said, str)
    }
    sections = {
        section["id"]: section.get("title", "")
        for section in given.get("sections") or ()
        if isinstance(section, dict) and isinstance(section.get("id"), str)
    }
    drafts = tuple(
        _draft(question, f"question {index}", given.get("edition"), sections, notes)
        for index, question in enumerate(questions, 1)
    )
    return Reading(tuple(one for one in drafts if one), notes, tables, files)


def _lines(text: str, name: str, notes: Notes) -> Reading:
    drafts: list[Draft] = []
    tables: dict[str, dict[str, Any]] = {"topics": {}, "competencies": {}, "references": {}}
    files: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        question, faults = strict_json.read(line)
        if faults or not isinstance(question, dict):
            message = faults[0].message if faults else "is not a question: an object is expected"
            raise refusal(name, message, number, faults[0].code if faults else "AP801")
        for work in question.get("works") or ():
            if isinstance(work, dict) and isinstance(work.get("key"), str):
                kept = {field: work[field] for field in Reference.model_fields if work.get(field) not in (None, "", [])}
                tables["references"][work["key"]] = _as_text(kept, notes, f"line {number}")
        for sample in question.get("samples") or ():
            if isinstance(sample, dict) and isinstance(sample.get("file"), str) and isinstance(sample.get("text"), str):
                files[f"code/{sample['file']}"] = sample["text"]
        figure = question.get("figure")
        if isinstance(figure, dict):
            if figure.get("file") and isinstance(figure.get("source"), str):
                files[f"media/{figure['file']}"] = figure["source"]
            shown = {key: value for key, value in figure.items() if value and key != "source"}
            question = {**question, "figure": shown or None}
        if isinstance(question.get("facts"), list):
            rubric = question.get("rubric")
            if isinstance(rubric, dict):
                question = {**question, "rubric": {grade: said for grade, said in rubric.items() if said}}
            facts = [
                {key: fact[key] for key in Fact.model_fields if fact.get(key)}
                for fact in question["facts"]
                if isinstance(fact, dict)
            ]
            question = {**question, "facts": facts}
        title = question.get("section_title")
        sections = {str(question.get("section")): title if isinstance(title, str) else ""}
        draft = _draft(question, f"line {number}", question.get("edition"), sections, notes)
        if draft:
            drafts.append(draft)
    if not drafts:
        raise refusal(name, "there is no question in it")
    return Reading(tuple(drafts), notes, tables, files)


def _table(table: object, notes: Notes) -> dict[str, Any]:
    if not isinstance(table, dict):
        return {}
    return {key: _as_text(value, notes, key) for key, value in table.items() if isinstance(value, dict)}


def _draft(
    question: Mapping[str, Any], place: str, edition: object, sections: Mapping[str, str], notes: Notes
) -> Draft | None:
    fields = dict(_fields(with_depth(question), place, notes))
    if not isinstance(fields.get("question"), str) or not fields["question"].strip():
        notes.add(f"{LEFT_OUT}a question without its text", place)
        return None
    if edition == "candidate":
        fields.pop("id", None)  # Those of a candidate's copy are made up: question-1, question-2 …
    section = fields.pop("section", "")
    if not isinstance(section, str):
        section = ""
    return Draft(fields, place, section, sections.get(section, ""))


def _fields(question: Mapping[str, Any], place: str, notes: Notes) -> Iterator[tuple[str, Any]]:
    known = {field.alias or name for name, field in Question.model_fields.items()} | {"status"}
    used: list[str] = []
    for position, (name, value) in enumerate(question.items(), 1):
        if name in _DERIVED or value is None or value in ("", [], {}):
            continue
        if name in known or name.startswith("x-"):
            yield name, _as_text(value, notes, place)
        else:
            kept = x_name(name, used, position)
            used.append(kept)
            notes.add(f"not placed: the field {name!r}, kept as {kept}", place)
            yield kept, _as_text(value, notes, place)


def _as_text(value: Any, notes: Notes, place: str) -> Any:
    """The value with every scalar as text, and without what is null."""
    if isinstance(value, dict):
        return {key: _as_text(inner, notes, place) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_as_text(inner, notes, place) for inner in value if inner is not None]
    if isinstance(value, bool):
        return "true" if value else "false"
    return allowed(value, notes, place) if isinstance(value, str) else str(value)
