"""Inline Markdown nodes -> spans: characters with their font, size, color and structure element."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, assert_never

from alignprep.language.words import words_of
from alignprep.text.nodes import Citation, Cloze, Code, Emphasis, Link, Math, Strong, Text, plain
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.fonts import MONO, face
from alignprep_exporters.pdf.type.inline_maths import SCRIPT_SIZE, Symbol, spoken, symbols
from alignprep_exporters.pdf.type.styles import ACCENT, SOFT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from alignprep import Packet
    from alignprep.text.nodes import Inline
    from alignprep_exporters.pdf.type.styles import Style

__all__ = ["Cited", "Span", "Target", "cited_works", "links", "spans", "words"]


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a link: a key in the document, or a URL; `description` names it for screen readers."""

    description: str
    key: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters in one style that belong to one structure element."""

    text: str
    font: str
    size: float
    color: str
    rise: float = 0
    node: Node | None = None
    """The element they belong to, if it is not the paragraph's own."""
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class _TextStyle:
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


class Cited(NamedTuple):
    """A work as the text cites it: its label, and its entry in the bibliography, if the document has one."""

    label: str
    target: Target | None


def cited_works(packet: Packet, *, listed: bool = True) -> dict[str, Cited]:
    """The works that the packet names, by key; not `listed` in a document without a bibliography."""
    say = words_of(packet.profile)
    return {
        key: Cited(label, Target(say("{work}, in the references", work=label), key=f"work-{key}") if listed else None)
        for key, label in packet.labels.items()
    }


def words(text: str, style: Style) -> list[Span]:
    """Plain text as one span."""
    return [_text_style(style).span(text)]


def spans(inlines: Iterable[Inline], style: Style, works: Mapping[str, Cited], node: Node) -> list[Span]:
    """Inline nodes as spans; `node` is the parent of the elements of links and formulas among them.

    Raises `MissingCharacter` for a character that no font has.
    """
    return list(_several(inlines, _text_style(style), works, node))


def links(targets: Iterable[tuple[str, Target | None]], style: Style, node: Node) -> list[Span]:
    """Links in a row, separated by semicolons; each gets an element below `node`."""
    look = _text_style(style)
    made: list[Span] = []
    for text, target in targets:
        if made:
            made.append(look.span("; "))
        made.append(replace(look, color=ACCENT, node=Node("Link", node, inline=True), target=target).span(text))
    return made


def _text_style(style: Style) -> _TextStyle:
    return _TextStyle(style.family, style.size, style.color, style.bold)


def _several(inlines: Iterable[Inline], look: _TextStyle, works: Mapping[str, Cited], parent: Node) -> Iterator[Span]:
    for inline in inlines:
        yield from _one(inline, look, works, parent)


def _one(inline: Inline, look: _TextStyle, works: Mapping[str, Cited], parent: Node) -> Iterator[Span]:
    match inline:
        case Text(text):
            yield look.span(text)
        case Strong(children) | Cloze(children):
            yield from _several(children, replace(look, bold=True), works, parent)
        case Emphasis(children):
            yield from _several(children, replace(look, italic=True), works, parent)
        case Code(text):
            yield replace(look, family=MONO).span(text, size=0.88)
        case Link(url, children):
            target = Target(plain(children) or url, url=url)
            link = Node("Link", parent, inline=True)
            yield from _several(children, replace(look, color=ACCENT, node=link, target=target), works, link)
        case Math(latex):
            formula = Node(
                "Formula",
                look.node or parent,
                alt=spoken(latex),
                attributes=" /O /Layout /Placement /Inline",
                inline=True,
            )
            yield from (_symbol(symbol, replace(look, node=formula)) for symbol in symbols(latex))
        case Citation(keys):
            soft = replace(look, color=SOFT)
            for index, key in enumerate(keys):
                yield soft.span("; " if index else "(")
                if works[key].target is None:
                    yield soft.span(works[key].label)
                    continue
                link = Node("Link", look.node or parent, inline=True)
                yield replace(look, color=ACCENT, node=link, target=works[key].target).span(works[key].label)
            yield soft.span(")")
        case _:
            assert_never(inline)


def _symbol(symbol: Symbol, look: _TextStyle) -> Span:
    return replace(look, italic=symbol.italic).span(
        symbol.text, size=SCRIPT_SIZE ** abs(symbol.level), rise=symbol.rise * look.size
    )
