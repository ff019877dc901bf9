"""Descriptions of the data set: its card and its Croissant file; here are the texts and columns that both use.

What these formats do differently:

- They describe the files beside them (`questions.jsonl`, the CSV files), so this folder may import `csv` and `json`.
- `card` is Markdown with a YAML head for the Hugging Face Hub; `croissant` is JSON-LD for loaders.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from alignprep.json_format.schema import schema
from alignprep.json_format.writer import hidden_fields

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["LIMITS", "MADE", "PERSONAL", "TRAINING", "USES", "columns", "summary"]

MADE: Final = (
    "The texts were written for this bank. Each question is one source file, which a strict reader checks against the"
    " model, the vocabulary and the bibliography. A work is listed only if somebody has looked it up, and a claim "
    "with a number cites the work that gives it. Code samples are run with their real libraries at pinned versions. "
    "The brief says what each question must cover: every point of it is mapped to the hint, key points and answer that "
    "cover it (`tests/data/coverage.yaml` in the source), and the strongest objection to each answer is kept with the "
    "follow-up that meets it (`tests/data/objections.yaml`); tests check both. "
    "`reviewed` is the day on which the whole question was last checked; `hash`, `revision` and `changed` say when "
    "what a reader sees of it last changed."
)
USES: Final = (
    "Preparing for interviews, and preparing interviews; teaching; study tools such as flashcards, quizzes and "
    "search; a starting point for banks of other fields in the same format."
)
LIMITS: Final = (
    "English only. The field moves: an answer is as old as its `reviewed`, and says what was contested at that time. "
    "Answers and rubrics are the authors' judgment, not ground truth: do not grade people by them without checking, "
    "and do not decide about anybody by the sum of scores. Rubrics describe the grades 1, 3 and 5 and have not been "
    "calibrated on real candidates. Topics are those of AI alignment engineering; the number of questions on a topic "
    "does not say how important it is."
)
TRAINING: Final = (
    "The license allows training on the texts if credit is given. This is not a benchmark: the answers are public "
    "and meant to be learned, by people and machines, so there is no canary string. Anyone who evaluates a model with "
    "these questions has to assume that it has seen them, and to say so."
)
PERSONAL: Final = (
    "Names are those of authors of published works and of people in public affairs; the people in scenarios are "
    "invented."
)

_LINE: Final = schema("line.schema.json")


def summary(packet: Packet) -> str:
    """The data in two sentences."""
    shown = {
        "candidate": "what candidates may see: the questions alone",
        "study": "questions with hints, model answers, key points, facts and cited works",
        "interviewer": "questions with hints, model answers, key points, rubrics, follow-ups, red flags, facts and "
        "cited works",
    }
    return (
        f"{packet.title}: {len(packet.items)} questions in {len(packet.sections)} sections. "
        f"The {packet.edition} edition holds {shown[packet.edition]}."
    )


def columns(packet: Packet) -> dict[str, Any]:
    """The JSON Schema of each field of a line that the packet's edition shows, with every `$ref` resolved."""
    hidden = hidden_fields(packet.edition)
    return {name: _resolved(field) for name, field in _LINE["properties"].items() if name not in hidden}


def _resolved(field: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(field)
    if "$ref" in found:
        definition = _LINE["$defs"][found.pop("$ref").rpartition("/")[2]]
        found = {**definition, **found}
    if "anyOf" in found:
        found = {**_resolved(found["anyOf"][0]), **{name: value for name, value in found.items() if name != "anyOf"}}
    if "items" in found:
        found["items"] = _resolved(found["items"])
    if "properties" in found:
        found["properties"] = {name: _resolved(part) for name, part in found["properties"].items()}
    return found
