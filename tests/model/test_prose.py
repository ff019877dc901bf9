"""Which fields of a record are Markdown, whatever the type that they stand in."""

from __future__ import annotations

from pydantic import BaseModel

from alignprep.model.field_types import Markdown, MarkdownBlocks, MarkdownFact, MarkdownKind, Plain
from alignprep.model.prose import _passages


class Part(BaseModel):
    said: MarkdownFact
    name: Plain


class Record(BaseModel):
    title: Plain
    full: MarkdownBlocks
    aside: Markdown | None = None
    lines: tuple[Markdown, ...] = ()
    part: Part | None = None
    parts: tuple[Part, ...] | None = None


def test_markdown_is_found_in_every_type_of_field() -> None:
    part = {"said": "fact", "name": "plain"}
    record = {"title": "plain", "full": "f", "aside": "a", "lines": ["l", "m"], "part": part, "parts": [part]}
    assert [(passage.path, passage.text, passage.kind) for passage in _passages(record, Record)] == [
        (("full",), "f", MarkdownKind.BLOCKS),
        (("aside",), "a", MarkdownKind.LINE),
        (("lines", 0), "l", MarkdownKind.LINE),
        (("lines", 1), "m", MarkdownKind.LINE),
        (("part", "said"), "fact", MarkdownKind.FACT),
        (("parts", 0, "said"), "fact", MarkdownKind.FACT),
    ]


def test_what_is_absent_or_of_another_type_is_left_out() -> None:
    record = {"full": 1, "aside": None, "lines": "text", "part": [], "parts": {"said": "fact"}}
    assert list(_passages(record, Record)) == []
