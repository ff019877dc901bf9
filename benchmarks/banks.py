"""Banks of any size for the benchmarks: the bank's own questions under other ids and with other words."""

from __future__ import annotations

from alignprep import load
from alignprep.bank.bank import Bank


def _word(index: int) -> str:
    return "".join(chr(ord("a") + index // 26**place % 26) for place in range(3))


def bank_of(count: int) -> Bank:
    """A bank of so many questions in which hardly a text stands twice.

    Each question has its own word of three letters for `the`, so no text becomes longer; related questions are those of
    the same round. The sections are as long as they need to be, one behind the other.
    """
    data = load().data
    numbers = {source.id: number for number, source in enumerate(data.questions)}
    sections = {section.id: place for place, section in enumerate(data.sections)}
    order = sorted(range(count), key=lambda index: sections[data.questions[index % len(numbers)].section])
    questions = []
    for number, index in enumerate(order, 1):
        source = data.questions[index % len(numbers)]
        start = index - numbers[source.id]
        related = [(id, start + numbers[id]) for id in source.related]
        changes = {
            "id": f"{source.id}-{index}",
            "number": number,
            "related": tuple(f"{id}-{other}" for id, other in related if other < count),
        }
        text = source.model_dump_json(by_alias=True).replace(" the ", f" {_word(index)} ")
        questions.append(type(source).model_validate_json(text).model_copy(update=changes))
    found = {section: [one.number for one in questions if one.section == section] for section in sections}
    ranges = tuple(
        section.model_copy(update={"first": found[section.id][0], "last": found[section.id][-1]})
        for section in data.sections
    )
    return Bank(data.model_copy(update={"sections": ranges, "questions": tuple(questions), "ledger": {}}))
