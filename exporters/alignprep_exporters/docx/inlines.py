"""Markdown within a line -> runs, links and equations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, assert_never

from alignprep.text.characters import is_wide
from alignprep.text.nodes import Citation, Cloze, Code, Emphasis, Inline, Link, Math, Strong, Text
from alignprep_exporters.docx.equations import equation
from alignprep_exporters.docx.xml import Element, link, new, run

if TYPE_CHECKING:
    from alignprep.model.records import Fact
    from alignprep_exporters.docx.body import Body

__all__ = ["fact", "inlines", "line", "work_links"]


@dataclass(frozen=True, slots=True)
class _Marks:
    """The markup around a text."""

    strong: bool = False
    emphasis: bool = False
    code: bool = False
    link: bool = False
    cloze: bool = False


_PLAIN: Final = _Marks()


def line(markdown: str, body: Body) -> list[Element]:
    """A line of Markdown as the content of a paragraph."""
    return inlines(body.type.line(markdown), body)


def fact(told: Fact, body: Body) -> list[Element]:
    """A fact and why it is so as the content of a paragraph; its hidden words are underlined."""
    return inlines(body.type.told(told.text, told.why), body)


def inlines(nodes: Iterable[Inline], body: Body) -> list[Element]:
    """Inline nodes as the content of a paragraph."""
    return list(_several(nodes, body, _PLAIN))


def work_links(keys: Iterable[str], body: Body) -> Iterator[Element]:
    """The labels of works as links to their lines in the bibliography, separated by semicolons."""
    for index, key in enumerate(keys):
        if index:
            yield run("; ")
        yield link(body.work_bookmark(key), run(body.type.label(body.packet.labels[key]), "CrossReference"))


def _several(nodes: Iterable[Inline], body: Body, marks: _Marks) -> Iterator[Element]:
    several = tuple(nodes)
    for node, following in zip_longest(several, several[1:]):
        hides = isinstance(following, Citation) and not _shown(following.keys, body)
        yield from _one(Text(node.text.rstrip()) if hides and isinstance(node, Text) else node, body, marks)


def _one(node: Inline, body: Body, marks: _Marks) -> Iterable[Element]:
    match node:
        case Text(characters):
            return [_run(characters, marks)]
        case Strong(children):
            return _several(children, body, replace(marks, strong=True))
        case Emphasis(children):
            return _several(children, body, replace(marks, emphasis=True))
        case Code(characters):
            return [_run(characters, replace(marks, code=True))]
        case Link(url, children):
            return body.web_link(url, list(_several(children, body, replace(marks, link=True))))
        case Math(latex):
            return [equation(latex, display=False)]
        case Citation(keys):
            return _citation(keys, body)
        case Cloze(children, cue):
            hidden = list(_several(children, body, replace(marks, cloze=True)))
            return [*hidden, run(f" ({cue})", "Cue")] if cue else hidden
        case _:
            assert_never(node)


def _run(characters: str, marks: _Marks) -> Element:
    """A run in the style of its most important mark; a run has only one style, so the other marks are properties."""
    styles = {
        "InlineCode": marks.code,
        "Hyperlink": marks.link,
        "Recall": marks.cloze,
        "Strong": marks.strong,
        "Emphasis": marks.emphasis,
    }
    style = next((style for style, marked in styles.items() if marked), "")
    properties = []
    dotted = marks.emphasis and any(map(is_wide, characters))
    if marks.strong and style != "Strong":
        properties.append(new("w:b"))
    if dotted:
        properties.append(new("w:i", val=0))
    elif marks.emphasis and style != "Emphasis":
        properties.append(new("w:i"))
    if (marks.link or marks.cloze) and marks.code:
        properties.append(new("w:u", val="single" if marks.link else "dotted"))
    if dotted:  # Chinese, Japanese and Korean have no italics (https://www.w3.org/TR/jlreq/#emphasis_dots).
        properties.append(new("w:em", val="dot"))
    return run(characters, style, *properties)


def _citation(keys: Iterable[str], body: Body) -> list[Element]:
    """The cited works in parentheses, except those that the edition does not show."""
    shown = _shown(keys, body)
    return [run("("), *work_links(shown, body), run(")")] if shown else []


def _shown(keys: Iterable[str], body: Body) -> list[str]:
    return [key for key in keys if body.work_bookmark(key)]
