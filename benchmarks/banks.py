"""Banks of any size for the benchmarks: the bank's own questions under other ids and with other words."""

from __future__ import annotations

from alignprep import load
from alignprep.bank import Bank


def bank_of(count: int) -> Bank:
    """A bank of so many questions in which hardly a text stands twice.

    Each round through the bank has its own word for `the`; related questions are those of the same round.
    """
    data = load().data
    numbers = {source.id: number for number, source in enumerate(data.questions)}
    questions = []
    for index in range(count):
        source = data.questions[index % len(numbers)]
        start = index - numbers[source.id]
        related = [(id, start + numbers[id]) for id in source.related]
        changes = {
            "id": f"{source.id}-{index}",
            "number": index + 1,
            "related": tuple(f"{id}-{other}" for id, other in related if other < count),
        }
        text = source.model_dump_json(by_alias=True).replace(" the ", f" the{index} ")
        questions.append(type(source).model_validate_json(text).model_copy(update=changes))
    return Bank(data.model_copy(update={"questions": tuple(questions), "ledger": {}}))
