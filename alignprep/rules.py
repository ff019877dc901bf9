"""What the parts of a bank say of each other: rules that no schema can hold.

They run over plain data of the shape of the exported JSON, whether it comes from source files or from a
JSON file, and pass over whatever is malformed: the model reports that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

__all__ = ["Finding", "compared", "completeness", "findings"]

_COMPARED: Final = (
    "id", "number", "section", "topics", "competencies", "references", "code", "figure", "related",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule and the value that breaks it, by its path from the document's root."""

    path: tuple[str | int, ...]
    code: str
    message: str


def findings(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Every broken rule of a bank, complete or not."""
    yield from _sections(data)
    questions = [question if isinstance(question, Mapping) else {} for question in _list(data, "questions")]
    by_id: dict[object, Mapping[str, Any]] = {}
    by_number: dict[int, object] = {}
    for index, question in enumerate(questions):
        id = question.get("id")
        if isinstance(id, str):
            if id in by_id:
                yield Finding(("questions", index, "id"), "AP511", f"a second question {id!r}")
            by_id.setdefault(id, question)
        number = _int(question.get("number"))
        if number is not None:
            if number in by_number:
                message = f"the number {number} belongs to {by_number[number]!r} already"
                yield Finding(("questions", index, "number"), "AP506", message)
            by_number.setdefault(number, id)
    sections: dict[object, Mapping[str, Any]] = {
        _text(section.get("id")): section for section in _list(data, "sections") if isinstance(section, Mapping)
    }
    for index, question in enumerate(questions):
        for finding in _question(question, data, sections, by_id):
            yield Finding(("questions", index, *finding.path), finding.code, finding.message)


def compared(question: Mapping[str, Any]) -> dict[str, Any]:
    """A question without what no rule looks at: its texts."""
    kept = {name: question[name] for name in _COMPARED if name in question}
    facts = [{"id": fact.get("id")} if isinstance(fact, Mapping) else {} for fact in _list(question, "facts")]
    return {**kept, "facts": facts}


def completeness(data: Mapping[str, Any]) -> Iterator[Finding]:
    """The numbers that no question has, section by section."""
    numbers = {_int(question.get("number")) for question in _list(data, "questions") if isinstance(question, Mapping)}
    for index, section in enumerate(_list(data, "sections")):
        missing = [str(number) for number in _range(section) if number not in numbers]
        if missing:
            count = len(_range(section))
            message = f"{section['id']} has {count - len(missing)} of {count} questions; missing: {', '.join(missing)}"
            yield Finding(("sections", index), "AP510", message)


def _sections(data: Mapping[str, Any]) -> Iterator[Finding]:
    seen: dict[object, range] = {}
    for index, section in enumerate(_list(data, "sections")):
        numbers = _range(section)
        id = _text(section.get("id")) if isinstance(section, Mapping) else None
        if id in seen:
            yield Finding(("sections", index, "id"), "AP512", f"a second section {id!r}")
        for other, taken in seen.items():
            if numbers and taken and numbers[0] <= taken[-1] and taken[0] <= numbers[-1]:
                yield Finding(("sections", index, "first"), "AP512", f"its numbers overlap those of {other!r}")
        seen.setdefault(id, numbers)


def _question(
    question: Mapping[str, Any],
    data: Mapping[str, Any],
    sections: Mapping[object, Mapping[str, Any]],
    by_id: Mapping[object, Mapping[str, Any]],
) -> Iterator[Finding]:
    yield from _known(("section",), "AP501", "section", question.get("section"), sections)
    numbers = _range(sections.get(_text(question.get("section"))))
    number = _int(question.get("number"))
    if numbers and number is not None and number not in numbers:
        message = f"{number} is outside the numbers of {question['section']}, {numbers[0]} to {numbers[-1]}"
        yield Finding(("number",), "AP507", message)
    for name, code, what, table in (
        ("topics", "AP501", "topic", "topics"),
        ("competencies", "AP501", "competency", "competencies"),
        ("references", "AP502", "reference", "references"),
        ("code", "AP508", "code sample", "code"),
    ):
        for index, value in enumerate(_list(question, name)):
            yield from _known((name, index), code, what, value, data.get(table))
    figure = question.get("figure")
    if isinstance(figure, Mapping):
        yield from _known(("figure", "file"), "AP508", "figure", figure.get("file"), data.get("media"))
    yield from _related(question, by_id)
    yield from _digest(question, data.get("ledger"))
    facts: set[str] = set()
    for index, fact in enumerate(_list(question, "facts")):
        id = fact.get("id") if isinstance(fact, Mapping) else None
        if isinstance(id, str):
            if id in facts:
                yield Finding(("facts", index, "id"), "AP511", f"a second fact {id!r} in this question")
            facts.add(id)


def _related(question: Mapping[str, Any], by_id: Mapping[object, Mapping[str, Any]]) -> Iterator[Finding]:
    id = question.get("id")
    for index, other in enumerate(_list(question, "related")):
        if other == id:
            yield Finding(("related", index), "AP504", "a question is not related to itself")
        elif isinstance(other, str) and other not in by_id:
            yield from _known(("related", index), "AP504", "question", other, by_id)
        elif isinstance(other, str) and "number" in by_id[other] and id not in _list(by_id[other], "related"):
            yield Finding(("related", index), "AP505", f"{other!r} does not name {id!r} among its related questions")


def _digest(question: Mapping[str, Any], ledger: object) -> Iterator[Finding]:
    id = question.get("id")
    entry = ledger.get(id) if isinstance(ledger, Mapping) and isinstance(id, str) else None
    if isinstance(entry, Mapping) and "hash" in question and question["hash"] != entry.get("hash"):
        yield Finding(("hash",), "AP514", f"the ledger has the digest {entry.get('hash')!r}")


def _known(
    path: tuple[str | int, ...], code: str, what: str, value: object, known: Collection[Any] | None
) -> Iterator[Finding]:
    if isinstance(value, str) and known is not None and value not in known:
        near = get_close_matches(value, [name for name in known if isinstance(name, str)], 1)
        yield Finding(path, code, f"there is no {what} {value!r}" + (f"; did you mean {near[0]!r}?" if near else ""))


def _list(mapping: Mapping[str, Any], name: str) -> list[Any]:
    value = mapping.get(name)
    return value if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _int(value: object) -> int | None:
    """A number, also one that a source file holds as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _range(section: object) -> range:
    if not isinstance(section, Mapping):
        return range(0)
    first, last = _int(section.get("first")), _int(section.get("last"))
    return range(first, last + 1) if first is not None and last is not None else range(0)
