"""The Markdown texts of a record, their paths, and what is wrong with them.

The model's annotations (`alignprep.model.field_types.MarkdownKind`) say which fields are Markdown. Records come as
plain data; a value that is not a text is skipped, since the model reports it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import NoneType
from typing import Annotated, Any, Final, get_args, get_origin

from pydantic import BaseModel

from alignprep.errors import Finding, Path, did_you_mean
from alignprep.model.field_types import MarkdownKind
from alignprep.model.records import DatasetNotes, Outline, Question
from alignprep.text.markdown import MarkdownError, parse, parse_fact, parse_line
from alignprep.text.nodes import Paragraph, cited
from alignprep.text.typography import typography_of

__all__ = ["Passage", "findings", "outline_findings", "outline_passages", "passages", "set_passages"]

_EACH: Final = 0
"""A step of a path that stands for every entry of a list."""
_NO_CITATIONS: Final[dict[Path, str]] = {
    ("question",): "the question, which candidates see",
    ("description",): "a description, which is shown",
    **{(name,): "a note on the data set, which is shown" for name in DatasetNotes.model_fields},
}
"""The texts that may cite nothing, since no bibliography is printed with them."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A Markdown text, where it stands and how it is read."""

    path: Path
    text: str
    kind: MarkdownKind


def passages(question: Mapping[str, Any]) -> Iterator[Passage]:
    """The Markdown texts of a question that are no longer than the model allows."""
    return _passages(question, Question)


def outline_passages(outline: Mapping[str, Any]) -> Iterator[Passage]:
    """The Markdown texts of what `bank.yaml` or an exported document says of its bank and its sections."""
    yield from _passages(outline, Outline)


def findings(question: Mapping[str, Any]) -> Iterator[Finding]:
    """What is wrong with a question's Markdown, citations that it does not list included."""
    given = question.get("references", [])
    listed = given if isinstance(given, list) and all(isinstance(key, str) for key in given) else None
    for passage in passages(question):
        yield from _findings(passage, listed, passage.path)


def outline_findings(outline: Mapping[str, Any]) -> Iterator[Finding]:
    """What is wrong with these texts, which cite nothing."""
    for passage in outline_passages(outline):
        yield from _findings(passage, [], passage.path[-1:])


def set_passages(question: Mapping[str, Any], language: str) -> None:
    """Set a question's texts in a language, for `alignprep.text.markdown.recording` to collect what becomes of them."""
    typography = typography_of(language)
    for passage in passages(question):
        if passage.kind is MarkdownKind.BLOCKS:
            typography.blocks(passage.text)
        elif passage.kind is MarkdownKind.FACT:
            typography.told(passage.text, None)
        else:
            typography.line(passage.text)


def _findings(passage: Passage, listed: Collection[str] | None, field: Path) -> Iterator[Finding]:
    """What is wrong with one text; `listed` is None where the references themselves are malformed."""
    try:
        if passage.kind is MarkdownKind.BLOCKS:
            keys = cited(parse(passage.text))
        else:
            read = parse_fact if passage.kind is MarkdownKind.FACT else parse_line
            keys = cited((Paragraph(read(passage.text)),))
    except MarkdownError as error:
        for fault in error.faults:
            yield Finding(passage.path, fault.code, fault.message, fault.offset, fault.length)
        return
    for key in keys:
        if field in _NO_CITATIONS:
            message = f"a citation in {_NO_CITATIONS[field]} without the bibliography"
            yield Finding(passage.path, "AP404", message, max(passage.text.find("[@"), 0), 2)
        elif listed is not None and key not in listed:
            hint = did_you_mean(key, listed)
            message = f"cites {key!r}, which the question's references do not list{hint}"
            yield Finding(passage.path, "AP503", message, max(passage.text.find(f"@{key}"), 0), len(key) + 1)


def _passages(record: object, model: type[BaseModel]) -> Iterator[Passage]:
    for pattern, kind in _places(model):
        for path, text in _values_at((), pattern, record):
            if isinstance(text, str) and text.strip() and len(text) <= kind.longest:
                yield Passage(path, text, kind)


def _values_at(path: Path, pattern: Path, value: object) -> Iterator[tuple[Path, object]]:
    """The values at all paths that match a pattern."""
    if not pattern:
        yield path, value
    elif pattern[0] == _EACH:
        for index, entry in enumerate(value if isinstance(value, list) else []):
            yield from _values_at((*path, index), pattern[1:], entry)
    elif isinstance(value, Mapping):
        yield from _values_at((*path, pattern[0]), pattern[1:], value.get(pattern[0]))


@cache
def _places(model: type[BaseModel]) -> tuple[tuple[Path, MarkdownKind], ...]:
    """The Markdown fields of a model, in its order: patterns of paths, and how each text is read."""
    return tuple(
        ((field.alias or name, *pattern), kind)
        for name, field in model.model_fields.items()
        for pattern, kind in _places_in(field.annotation, field.metadata)
    )


def _places_in(annotation: Any, rules: Iterable[object] = ()) -> Iterator[tuple[Path, MarkdownKind]]:
    """The Markdown in a value of a type; `rules` are what the type is annotated with."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    kind = next((rule for rule in rules if isinstance(rule, MarkdownKind)), None)
    if kind:
        yield (), kind
    elif origin is Annotated:
        yield from _places_in(arguments[0], arguments[1:])
    elif origin is tuple:
        yield from (((_EACH, *pattern), kind) for pattern, kind in _places_in(arguments[0]))
    elif NoneType in arguments:
        yield from (found for one in arguments if one is not NoneType for found in _places_in(one))
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from _places(annotation)
