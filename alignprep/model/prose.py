"""Every Markdown text of a question, where it stands, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from alignprep.model.field_types import MAX_BLOCKS, MAX_LINE
from alignprep.text.markdown import MarkdownError, parse, parse_fact, parse_line
from alignprep.text.nodes import Paragraph, cited

__all__ = ["Passage", "TextFault", "described", "faults", "passages", "section_faults"]

Path = tuple[str | int, ...]

_LINES: Final = ("question", "hint")
_LISTS: Final = ("key_points", "red_flags")


@dataclass(frozen=True, slots=True)
class Passage:
    """A Markdown text of a question; `kind` says how it is read: `line`, `blocks` or `fact`."""

    path: Path
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class TextFault:
    """Something wrong at an offset of the text at `path`."""

    path: Path
    offset: int
    code: str
    message: str
    length: int


def passages(question: Mapping[str, Any]) -> Iterator[Passage]:
    """The Markdown texts of a question that may be malformed elsewhere: what is no text is passed over."""
    found: list[tuple[Path, object, str]] = [((name,), question.get(name), "line") for name in _LINES]
    answer, rubric = _mapping(question.get("answer")), _mapping(question.get("rubric"))
    found.append((("answer", "short"), answer.get("short"), "line"))
    found.append((("answer", "full"), answer.get("full"), "blocks"))
    found += [(("rubric", grade), rubric.get(grade), "line") for grade in ("1", "3", "5")]
    for name in _LISTS:
        found += [((name, index), text, "line") for index, text in enumerate(_list(question.get(name)))]
    for index, follow_up in enumerate(_list(question.get("follow_ups"))):
        found += [
            (("follow_ups", index, part), _mapping(follow_up).get(part), "line") for part in ("ask", "listen_for")
        ]
    for index, fact in enumerate(_list(question.get("facts"))):
        found.append((("facts", index, "text"), _mapping(fact).get("text"), "fact"))
    yield from _readable(found)


def described(sections: object) -> Iterator[Passage]:
    """The Markdown texts of the sections."""
    found: list[tuple[Path, object, str]] = [
        (("sections", index, "description"), _mapping(section).get("description"), "line")
        for index, section in enumerate(_list(sections))
    ]
    yield from _readable(found)


def _readable(found: Iterable[tuple[Path, object, str]]) -> Iterator[Passage]:
    """What is text, and no longer than the model allows."""
    for path, text, kind in found:
        if isinstance(text, str) and text.strip() and len(text) <= (MAX_BLOCKS if kind == "blocks" else MAX_LINE):
            yield Passage(path, text, kind)


def faults(question: Mapping[str, Any]) -> Iterator[TextFault]:
    """What is wrong with a question's Markdown, citations that it does not list included."""
    given = question.get("references", [])
    listed = given if isinstance(given, list) and all(isinstance(key, str) for key in given) else None
    for passage in passages(question):
        yield from _faults(passage, listed)


def section_faults(sections: object) -> Iterator[TextFault]:
    """What is wrong with the Markdown of the sections' descriptions, which cite nothing."""
    for passage in described(sections):
        yield from _faults(passage, [])


def _faults(passage: Passage, listed: list[str] | None) -> Iterator[TextFault]:
    """Faults of one text; `listed` is None where the references themselves are malformed."""
    try:
        if passage.kind == "blocks":
            keys = cited(parse(passage.text))
        else:
            keys = cited((Paragraph(parse_fact(passage.text) if passage.kind == "fact" else parse_line(passage.text)),))
    except MarkdownError as error:
        for fault in error.faults:
            yield TextFault(passage.path, fault.offset, fault.code, fault.message, fault.length)
        return
    for key in keys:
        if passage.path == ("question",) or passage.path[0] == "sections":
            offset = max(passage.text.find("[@"), 0)
            what = (
                "the question, which candidates see" if passage.path == ("question",) else "a description, which stands"
            )
            yield TextFault(passage.path, offset, "AP404", f"a citation in {what} without the works", 2)
        elif listed is not None and key not in listed:
            offset = max(passage.text.find(f"@{key}"), 0)
            message = f"cites {key!r}, which the question's references do not list"
            yield TextFault(passage.path, offset, "AP503", message, len(key) + 1)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
