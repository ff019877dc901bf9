"""Descriptions of the data set: its card and its Croissant file; here are the texts and columns that both use.

What these formats do differently:

- They describe the files beside them (`questions.jsonl`, the CSV files), so this folder may import `csv` and `json`.
- `card` is Markdown with a YAML head for the Hugging Face Hub; `croissant` is JSON-LD for loaders.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from alignprep import ExporterError, __version__
from alignprep.json_format.schema import schema
from alignprep.json_format.writer import hidden_fields
from alignprep.language.words import words_of
from alignprep.model.bibtex import bibtex

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["citation", "columns", "lines_file", "summary"]

_LINE: Final = schema("line.schema.json")


def summary(packet: Packet) -> str:
    """The data in two sentences."""
    say = words_of(packet.profile)
    shown = {
        "study": say("The study edition holds questions with hints, model answers, key points, facts and cited works."),
        "interviewer": say(
            "The interviewer edition holds questions with hints, model answers, key points, rubrics, follow-ups, red "
            "flags, facts and cited works."
        ),
    }
    size = say(
        "{title}: {questions} {in_sections}.",
        title=packet.title,
        questions=say.plural("{count} question", "{count} questions", len(packet.items)),
        in_sections=say.plural("in {count} section", "in {count} sections", len(packet.sections)),
    )
    described = [packet.profile.description] if packet.profile.description else []
    return say.sentences([size, shown[packet.edition], *described])


def citation(packet: Packet) -> str:
    """How to cite the bank, in BibTeX."""
    say = words_of(packet.profile)
    said = say(
        "Data set, version {version}, {license}; read with alignprep {software}",
        version=packet.version,
        license=packet.license,
        software=__version__,
    )
    return bibtex(packet.profile.model_dump(mode="json", exclude_none=True), said)


def lines_file(packet: Packet) -> str:
    """The name of the file of JSON Lines, which a description of the data set describes.

    Raises `ExporterError` in a build that makes no such file.
    """
    stem = packet.name_of("jsonl", "questions")
    if stem is None:
        raise ExporterError(
            "a description of the data set is about the questions as JSON Lines, and this build makes none of the same "
            "edition and selection; add a product of the exporter 'jsonl' to bank.yaml"
        )
    return f"{stem}.jsonl"


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
