"""Inline nodes -> runs, links and equations."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, assert_never

from alignprep.document import Citation, Cloze, Code, Emphasis, Link, Math, Strong, Text
from alignprep_exporters.docx.elements import element, run
from alignprep_exporters.docx.maths import equation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alignprep.document import Inline
    from alignprep_exporters.docx.body import Body

__all__ = ["bookmark", "runs", "to_bookmark"]


def runs(inlines: Iterable[Inline], body: Body, *properties: tuple[str, str]) -> Iterator[Any]:
    """The content of a paragraph; `properties` are the run properties of what stands around, by tag and value."""
    for inline in inlines:
        yield from _one(inline, body, properties)


def bookmark(key: str) -> str:
    """A bookmark's name for a key: Word allows letters, digits and underscores, forty at most."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:8]
    return "".join(character if character.isalnum() else "_" for character in key)[:31] + "_" + digest


def to_bookmark(key: str, *children: Any) -> Any:
    """A link to a bookmark of this document."""
    return element("w:hyperlink", *children, anchor=bookmark(key), history=1)


def _one(inline: Inline, body: Body, properties: tuple[tuple[str, str], ...]) -> Iterator[Any]:
    match inline:
        case Text(text):
            yield run(text, *_elements(properties))
        case Strong(children):
            yield from runs(children, body, *properties, ("w:b", ""))
        case Emphasis(children):
            yield from runs(children, body, *properties, ("w:i", ""))
        case Code(text):
            yield run(text, *_elements((("w:rStyle", "CodeChar"), *properties)))
        case Link(url, children):
            link = element("w:hyperlink", *runs(children, body, ("w:rStyle", "Hyperlink"), *properties), history=1)
            body.link_to(link, url)
            yield link
        case Math(latex):
            yield equation(latex, display=False)
        case Citation(keys):
            yield from _citation(keys, body)
        case Cloze(children):
            yield from runs(children, body, ("w:rStyle", "Cloze"), *properties)
        case _:
            assert_never(inline)


def _citation(keys: Iterable[str], body: Body) -> Iterator[Any]:
    yield run("(")
    for index, key in enumerate(keys):
        if index:
            yield run("; ")
        yield to_bookmark(f"work-{key}", run(body.labels[key], element("w:rStyle", val="Hyperlink")))
    yield run(")")


_ORDER = ("w:rStyle", "w:b", "w:i")


def _elements(properties: Iterable[tuple[str, str]]) -> list[Any]:
    """Run properties, each once and in the order that the schema wants."""
    first = dict(reversed(list(properties)))
    return [element(tag, **({"val": first[tag]} if first[tag] else {})) for tag in _ORDER if tag in first]
