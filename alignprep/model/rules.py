"""Rules about how the parts of a bank fit together, which a schema cannot express.

They run over plain data in the shape of the exported JSON, whether it comes from source files or from a JSON file, and
skip whatever is malformed, since the model reports that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, Final

from pydantic import ValidationError

from alignprep.errors import Finding, Path, did_you_mean
from alignprep.model.field_types import MAX_NUMBER, TEXT_SCALARS, numbers, whole_number, words
from alignprep.model.records import ABOUT, RULED, FieldRule

__all__ = ["DRAFT", "Demands", "compared", "completeness", "findings", "too_few"]

DRAFT: Final = "draft"
"""The `status` of a question that is left out of its bank."""
_MAX_SECTIONS: Final = 100
_MOST_NAMES: Final = 8
"""How many names a message lists."""
_WRITTEN_IN: Final = {
    "topic": "topics.yaml",
    "competency": "topics.yaml",
    "reference": "references.yaml",
    "code sample": "the folder code/",
    "figure": "the folder media/",
}
"""Where an author writes such things."""


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
        number = whole_number(question.get("number"))
        if number is not None:
            if number in by_number:
                message = f"the number {number} belongs to {by_number[number]!r} already"
                yield Finding(("questions", index, "number"), "AP506", message)
            by_number.setdefault(number, id)
    sections = _sections_by_id(data)
    yield from _products(data, sections, by_id)
    for index, question in enumerate(questions):
        for finding in _question(question, data, sections, by_id):
            yield Finding(("questions", index, *finding.path), finding.code, finding.message)


def compared(question: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a question that the rules look at; its texts are left out."""
    kept = {name: question[name] for name, about in ABOUT.items() if about.compared and name in question}
    facts = [
        {name: fact[name] for name in ("id", "point") if name in fact} if isinstance(fact, Mapping) else {}
        for fact in _list(question, "facts")
    ]
    # Of the key points only how many there are.
    return {**kept, "facts": facts, "key_points": [""] * len(_list(question, "key_points"))}


def completeness(data: Mapping[str, Any]) -> Iterator[Finding]:
    """The numbers that no question has, section by section; a draft does not count."""
    ready = (one for one in _list(data, "questions") if isinstance(one, Mapping) and one.get("status") != DRAFT)
    numbers = {whole_number(question.get("number")) for question in ready}
    for index, section in enumerate(_list(data, "sections")):
        missing = [str(number) for number in _numbers_of(section) if number not in numbers]
        if missing:
            count = len(_numbers_of(section))
            message = (
                f"{section.get('id')} has {count - len(missing)} of {count} questions; missing: {', '.join(missing)}"
            )
            yield Finding(("sections", index), "AP510", message)


class Demands:
    """What a bank demands of its questions, by field; the rules of a section stand above those of the bank.

    `outline` is a bank in the shape of JSON; rules that the model would refuse are left out.
    """

    def __init__(self, outline: Mapping[str, Any]) -> None:
        self._everywhere = _rules(outline)
        self._in_section = {
            section["id"]: {**self._everywhere, **_rules(section)}
            for section in reversed(_list(outline, "sections"))
            if isinstance(section, Mapping) and isinstance(section.get("id"), str)
        }

    def findings(self, question: Mapping[str, Any]) -> Iterator[Finding]:
        """Where a question falls short of that; a demanded field that is missing has the code AP301."""
        section = question.get("section")
        rules = self._in_section.get(section, self._everywhere) if isinstance(section, str) else self._everywhere
        minutes = whole_number(question.get("minutes")) or 0
        for name, rule in rules.items():
            for path, value in _values_at(question, tuple(name.split("."))):
                if value is None:
                    if rule.required:
                        yield Finding(path, "AP301", f"the field {path[-1]!r} is missing")
                elif isinstance(value, list):
                    yield from _count_findings(path, value, rule)
                    for index, entry in enumerate(value):
                        yield from _length_findings((*path, index), entry, rule, minutes)
                else:
                    yield from _length_findings(path, value, rule, minutes)


def _rules(record: Mapping[str, Any]) -> dict[str, FieldRule]:
    found = {}
    rules = record.get("rules")
    given = rules if isinstance(rules, Mapping) else {}
    for name in filter(given.__contains__, RULED):
        with suppress(ValidationError):
            found[name] = FieldRule.model_validate(given[name], context=TEXT_SCALARS)
    return found


def _values_at(value: object, names: tuple[str, ...], path: Path = ()) -> Iterator[tuple[Path, object]]:
    """What stands at a dotted name, None where nothing does; in a list, of each of its entries."""
    if not names:
        yield path, value
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _values_at(entry, names, (*path, index))
    elif isinstance(value, Mapping):
        inner = value.get(names[0])
        if inner is not None or len(names) == 1:
            yield from _values_at(inner, names[1:], (*path, names[0]))


def _count_findings(path: Path, entries: list[Any], rule: FieldRule) -> Iterator[Finding]:
    low, high = rule.entries or (1 if rule.required else 0, len(entries))
    if len(entries) < low:
        yield Finding(path, "AP305", too_few(len(entries), low))
    elif len(entries) > high:
        yield Finding(path, "AP305", f"more than {high} entries; {high} are allowed")


def too_few(count: int, least: int) -> str:
    """The message about a list that is too short."""
    return f"{count} {'entry' if count == 1 else 'entries'}; at least {least} {'is' if least == 1 else 'are'} needed"


def _length_findings(path: Path, text: object, rule: FieldRule, minutes: int) -> Iterator[Finding]:
    """What is wrong with the length of a text, in a question whose spoken answer takes so many minutes."""
    if not isinstance(text, str) or not text.strip():
        return
    pace = (rule.pace[0] * minutes, rule.pace[1] * minutes) if rule.pace and minutes > 0 else None
    for bounds, count, unit, more in (
        (rule.words, words, "word", ""),
        (pace, words, "word", f" in {minutes} minute{'s' * (minutes != 1)}"),
        (rule.numbers, numbers, "number", ""),
        (rule.characters, lambda said: len("".join(said.split())), "character", ""),
    ):
        if bounds and not bounds[0] <= (counted := count(text)) <= bounds[1]:
            units = f"{unit}{'s' * (counted != 1)}{more}"
            yield Finding(path, "AP306", f"{counted} {units}; {bounds[0]} to {bounds[1]} are allowed")


def _sections(data: Mapping[str, Any]) -> Iterator[Finding]:
    seen: dict[object, range] = {}
    for index, section in enumerate(islice(_list(data, "sections"), _MAX_SECTIONS)):
        numbers = _numbers_of(section)
        id = section.get("id") if isinstance(section, Mapping) else None
        if not isinstance(id, str):
            continue
        if id in seen:
            yield Finding(("sections", index, "id"), "AP512", f"a second section {id!r}")
        for other, taken in seen.items():
            if numbers and taken and numbers[0] <= taken[-1] and taken[0] <= numbers[-1]:
                yield Finding(("sections", index, "first"), "AP512", f"its numbers overlap those of {other!r}")
        seen.setdefault(id, numbers)


def _products(
    data: Mapping[str, Any], sections: Mapping[str, Any] | None, by_id: Mapping[object, Mapping[str, Any]]
) -> Iterator[Finding]:
    """What a product asks for that the bank does not have."""
    tables = (
        ("sections", "AP501", "section", sections),
        ("topics", "AP501", "topic", data.get("topics")),
        ("competencies", "AP501", "competency", data.get("competencies")),
        ("ids", "AP504", "question", by_id or None),
    )
    for place, product in enumerate(_list(data, "products")):
        select = product.get("select") if isinstance(product, Mapping) else None
        chosen = select if isinstance(select, Mapping) else {}
        for name, code, what, known in tables:
            for index, value in enumerate(_list(chosen, name)):
                yield from _check_known(("products", place, "select", name, index), code, what, value, known)


def _question(
    question: Mapping[str, Any],
    data: Mapping[str, Any],
    sections: Mapping[str, Any] | None,
    by_id: Mapping[object, Mapping[str, Any]],
) -> Iterator[Finding]:
    id = question.get("section")
    yield from _check_known(("section",), "AP501", "section", id, sections)
    numbers = _numbers_of(sections.get(id) if sections and isinstance(id, str) else None)
    number = whole_number(question.get("number"))
    if numbers and number is not None and number not in numbers:
        message = f"{number} is outside the numbers of {id}, {numbers[0]} to {numbers[-1]}"
        yield Finding(("number",), "AP507", message)
    for name, code, what, table in (
        ("topics", "AP501", "topic", "topics"),
        ("competencies", "AP501", "competency", "competencies"),
        ("references", "AP502", "reference", "references"),
        ("code", "AP508", "code sample", "code"),
    ):
        for index, value in enumerate(_list(question, name)):
            yield from _check_known((name, index), code, what, value, data.get(table))
    figure = question.get("figure")
    if isinstance(figure, Mapping):
        yield from _check_known(("figure", "file"), "AP508", "figure", figure.get("file"), data.get("media"))
    yield from _related(question, by_id)
    yield from _digest(question, data.get("ledger"))
    yield from _retired(question, data.get("retired"))
    facts: set[str] = set()
    for index, fact in enumerate(_list(question, "facts")):
        id = fact.get("id") if isinstance(fact, Mapping) else None
        if isinstance(id, str):
            if id in facts:
                yield Finding(("facts", index, "id"), "AP511", f"a second fact {id!r} in this question")
            facts.add(id)
        point = whole_number(fact.get("point")) if isinstance(fact, Mapping) else None
        count = len(_list(question, "key_points"))
        if point is not None and point > count:
            message = f"there is no key point {point}; the question has {count or 'none'}"
            yield Finding(("facts", index, "point"), "AP304", message)


def _related(question: Mapping[str, Any], by_id: Mapping[object, Mapping[str, Any]]) -> Iterator[Finding]:
    id = question.get("id")
    for index, other in enumerate(_list(question, "related")):
        if other == id:
            yield Finding(("related", index), "AP504", "a question is not related to itself")
        elif isinstance(other, str) and other not in by_id:
            yield from _check_known(("related", index), "AP504", "question", other, by_id)
        elif isinstance(other, str) and _lacks_link_to(by_id[other], id):
            yield Finding(("related", index), "AP505", f"{other!r} does not name {id!r} among its related questions")


def _digest(question: Mapping[str, Any], ledger: object) -> Iterator[Finding]:
    id = question.get("id")
    entry = ledger.get(id) if isinstance(ledger, Mapping) and isinstance(id, str) else None
    if isinstance(entry, Mapping) and "hash" in question and question["hash"] != entry.get("hash"):
        yield Finding(("hash",), "AP514", f"the ledger has the digest {entry.get('hash')!r}")


def _retired(question: Mapping[str, Any], retired: object) -> Iterator[Finding]:
    """Ids that something else has had: a learner's deck would take the one for the other."""
    days, id = retired if isinstance(retired, Mapping) else {}, question.get("id")
    facts = [fact.get("id") if isinstance(fact, Mapping) else None for fact in _list(question, "facts")]
    named: list[tuple[Path, str]] = [(("id",), f"{id}")]
    named += [(("facts", index, "id"), f"{id}/{fact}") for index, fact in enumerate(facts)]
    for path, key in named:
        if key in days:
            message = (
                f"{key!r} was retired on {str(days[key])[:10]} and may be in people's decks; take another id or, if "
                "this is what it was, delete its `retired` in ledger.json"
            )
            yield Finding(path, "AP516", message)


def _lacks_link_to(question: Mapping[str, Any], id: object) -> bool:
    """Whether a readable question does not list another among its related ones."""
    related = question.get("related", [])
    readable = isinstance(related, list) and all(isinstance(other, str) for other in related)
    return "number" in question and readable and id not in related


def _check_known(path: tuple[str | int, ...], code: str, what: str, value: object, known: object) -> Iterator[Finding]:
    """A finding if a name is not in a table; a malformed table is reported elsewhere."""
    if isinstance(value, str) and isinstance(known, Mapping) and value not in known:
        names = [name for name in known if isinstance(name, str)]
        clause = did_you_mean(value, names) or _there_are(names, what)
        yield Finding(path, code, f"there is no {what} {value[:60]!r}{clause}")


def _there_are(names: Sequence[str], what: str) -> str:
    """The end of a message about a name that resembles none: which there are, or where to write the first."""
    if not names:
        return f"; {_WRITTEN_IN[what]} has none" if what in _WRITTEN_IN else ""
    if what not in ("section", "topic", "competency"):
        return ""
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"; there {'is' if len(names) == 1 else 'are'} {', '.join(names[:_MOST_NAMES])}{more}"


def _sections_by_id(data: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The sections by id; None where the document has no list of them."""
    if not isinstance(data.get("sections"), list):
        return None
    found: dict[str, Any] = {}
    for section in data["sections"]:
        if isinstance(section, Mapping) and isinstance(section.get("id"), str):
            found.setdefault(section["id"], section)
    return found


def _list(mapping: Mapping[str, Any], name: str) -> list[Any]:
    value = mapping.get(name)
    return value if isinstance(value, list) else []


def _numbers_of(section: object) -> range:
    if not isinstance(section, Mapping):
        return range(0)
    first, last = whole_number(section.get("first")), whole_number(section.get("last"))
    if first is None or last is None or not 1 <= first <= last <= MAX_NUMBER:
        return range(0)
    return range(first, last + 1)
