"""Inline nodes -> runs, links and equations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, assert_never

from alignprep.text.markdown import parse_fact, parse_line
from alignprep.text.maths import mathml
from alignprep.text.nodes import Citation, Cloze, Code, Emphasis, Inline, Link, Math, Strong, Text
from alignprep_exporters.docx.body import internal
from alignprep_exporters.docx.elements import Element, new, run
from alignprep_exporters.docx.omml import omml

if TYPE_CHECKING:
    from alignprep_exporters.docx.body import Body

__all__ = ["fact", "inlines", "line"]


@dataclass(frozen=True, slots=True)
class _Marks:
    """What stands around a text."""

    strong: bool = False
    emphasis: bool = False
    code: bool = False
    link: bool = False
    recall: bool = False


_PLAIN: Final = _Marks()


def line(markdown: str, body: Body) -> list[Element]:
    """A line of Markdown as the content of a paragraph."""
    return inlines(parse_line(markdown), body)


def fact(markdown: str, body: Body) -> list[Element]:
    """A fact as the content of a paragraph; what it hides is underlined."""
    return inlines(parse_fact(markdown), body)


def inlines(nodes: Iterable[Inline], body: Body) -> list[Element]:
    """Inline nodes as the content of a paragraph."""
    return list(_all(nodes, body, _PLAIN))


def _all(nodes: Iterable[Inline], body: Body, marks: _Marks) -> Iterator[Element]:
    for node in nodes:
        yield from _one(node, body, marks)


def _one(node: Inline, body: Body, marks: _Marks) -> Iterable[Element]:
    match node:
        case Text(characters):
            return [_run(characters, marks)]
        case Strong(children):
            return _all(children, body, replace(marks, strong=True))
        case Emphasis(children):
            return _all(children, body, replace(marks, emphasis=True))
        case Code(characters):
            return [_run(characters, replace(marks, code=True))]
        case Link(url, children):
            return body.external(url, list(_all(children, body, replace(marks, link=True))))
        case Math(latex):
            return [omml(mathml(latex), display=False)]
        case Citation(keys):
            return _citation(keys, body)
        case Cloze(children, cue):
            hidden = list(_all(children, body, replace(marks, recall=True)))
            return [*hidden, run(f" ({cue})", "Cue")] if cue else hidden
        case _:
            assert_never(node)


def _run(characters: str, marks: _Marks) -> Element:
    """A run in the style of its most telling mark; a run has one style, so the other marks are properties."""
    style = (
        "InlineCode"
        if marks.code
        else "Hyperlink"
        if marks.link
        else "Recall"
        if marks.recall
        else "Strong"
        if marks.strong
        else "Emphasis"
        if marks.emphasis
        else ""
    )
    properties = []
    if marks.strong and style != "Strong":
        properties.append(new("w:b"))
    if marks.emphasis and style != "Emphasis":
        properties.append(new("w:i"))
    if (marks.link or marks.recall) and marks.code:
        properties.append(new("w:u", val="single" if marks.link else "dotted"))
    return run(characters, style, *properties)


def _citation(keys: Iterable[str], body: Body) -> Iterator[Element]:
    """The cited works in parentheses, each linked to its line in the bibliography.

    A work that the edition does not show is not named either.
    """
    shown = [key for key in keys if body.work(key)]
    for index, key in enumerate(shown):
        yield run("; " if index else "(")
        yield internal(body.work(key), run(body.packet.labels[key], "CrossReference"))
    if shown:
        yield run(")")
