"""Inline nodes -> spans: characters with their font, size, color and place in the document's structure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from alignprep.text.nodes import Citation, Cloze, Code, Emphasis, Link, Math, Strong, Text, plain
from alignprep_exporters.pdf.fonts import MONO, face
from alignprep_exporters.pdf.maths import Sign, signs, spoken
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.styles import ACCENT, SOFT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from alignprep.text.nodes import Inline
    from alignprep_exporters.pdf.styles import Style

__all__ = ["Span", "Target", "links", "spans", "words"]

_SCRIPT = 0.72
"""The size of raised and lowered parts."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: a place in the document by its key, or an address; `description` says so in words."""

    description: str
    key: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters that look the same and mean the same."""

    text: str
    font: str
    size: float
    color: str
    rise: float = 0
    node: Node | None = None
    """The element that they belong to, if not to the paragraph's own."""
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class _Look:
    family: str
    size: float
    color: str
    bold: bool = False
    italic: bool = False
    node: Node | None = None
    target: Target | None = None

    def span(self, text: str, *, size: float = 1, rise: float = 0) -> Span:
        font = face(self.family, bold=self.bold, italic=self.italic)
        return Span(text, font, self.size * size, self.color, rise, self.node, self.target)


def words(text: str, style: Style) -> list[Span]:
    """Plain text as one span."""
    return [_look(style).span(text)]


def spans(inlines: Iterable[Inline], style: Style, labels: Mapping[str, str], node: Node) -> list[Span]:
    """A line's spans; `node` is the element that links and formulas in it join.

    Raises `MissingCharacter` for a character that no font has.
    """
    return list(_several(inlines, _look(style), labels, node))


def links(targets: Iterable[tuple[str, Target]], style: Style, node: Node) -> list[Span]:
    """Links in a row, parted by semicolons; each becomes an element inside `node`."""
    look = _look(style)
    made: list[Span] = []
    for text, target in targets:
        if made:
            made.append(look.span("; "))
        made.append(replace(look, color=ACCENT, node=Node("Link", node, inline=True), target=target).span(text))
    return made


def _look(style: Style) -> _Look:
    return _Look(style.family, style.size, style.color, style.bold)


def _several(inlines: Iterable[Inline], look: _Look, labels: Mapping[str, str], parent: Node) -> Iterator[Span]:
    for inline in inlines:
        yield from _one(inline, look, labels, parent)


def _one(inline: Inline, look: _Look, labels: Mapping[str, str], parent: Node) -> Iterator[Span]:
    match inline:
        case Text(text):
            yield look.span(text)
        case Strong(children) | Cloze(children):
            yield from _several(children, replace(look, bold=True), labels, parent)
        case Emphasis(children):
            yield from _several(children, replace(look, italic=True), labels, parent)
        case Code(text):
            yield replace(look, family=MONO).span(text, size=0.88)
        case Link(url, children):
            target = Target(plain(children) or url, url=url)
            link = Node("Link", parent, inline=True)
            yield from _several(children, replace(look, color=ACCENT, node=link, target=target), labels, link)
        case Math(latex):
            formula = Node(
                "Formula",
                look.node or parent,
                alt=spoken(latex),
                attributes=" /O /Layout /Placement /Inline",
                inline=True,
            )
            yield from (_sign(sign, replace(look, node=formula)) for sign in signs(latex))
        case Citation(keys):
            soft = replace(look, color=SOFT)
            for index, key in enumerate(keys):
                yield soft.span("; " if index else "(")
                target = Target(f"{labels[key]}, in the references", key=f"work-{key}")
                link = Node("Link", look.node or parent, inline=True)
                yield replace(look, color=ACCENT, node=link, target=target).span(labels[key])
            yield soft.span(")")
        case _:
            assert_never(inline)


def _sign(sign: Sign, look: _Look) -> Span:
    return replace(look, italic=sign.italic).span(
        sign.text, size=_SCRIPT ** abs(sign.level), rise=sign.rise * look.size
    )
