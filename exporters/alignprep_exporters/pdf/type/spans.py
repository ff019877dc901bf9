"""Inline Markdown nodes -> spans: characters with their font, size, color and structure element."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, assert_never

from alignprep.language.words import words_of
from alignprep.text.nodes import Citation, Cloze, Code, Emphasis, Link, Math, Strong, Text, plain
from alignprep.text.typography import typography_of
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.fonts import MONO, face, width
from alignprep_exporters.pdf.type.inline_maths import SCRIPT_SIZE, Symbol, described, symbols
from alignprep_exporters.pdf.type.styles import ACCENT, SOFT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from alignprep import Packet
    from alignprep.text.nodes import Inline
    from alignprep_exporters.pdf.type.outlines import Outline
    from alignprep_exporters.pdf.type.styles import Style

__all__ = ["Cited", "Placed", "Span", "Target", "cited_works", "links", "spans", "words"]


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
    placed: Placed | None = None
    """What is drawn instead of the characters."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A part of a formula that is more than a row of characters; nothing breaks it.

    Runs of text, each at its distance from the start. If there are outlines, the characters are hidden under them.
    """

    width: float
    runs: tuple[tuple[float, Span], ...] = ()
    outline: Outline | None = None
    scale: float = 1
    """The size of the outlines, as a fraction of theirs."""

    @property
    def above(self) -> float:
        """How far the outlines reach above the baseline."""
        return self.outline.above * self.scale if self.outline else 0

    @property
    def below(self) -> float:
        """How far the outlines reach below the baseline."""
        return self.outline.below * self.scale if self.outline else 0


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
    say, prose = words_of(packet.profile, typeset=True), typography_of(packet.profile.language)
    labels = {key: prose.label(label) for key, label in packet.labels.items()}
    return {
        key: Cited(label, Target(say("{work}, in the references", work=label), key=f"work-{key}") if listed else None)
        for key, label in labels.items()
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
            yield replace(look, family=MONO).span(text, size=max(0.88, min(1, 8 / look.size)))
        case Link(url, children):
            target = Target(plain(children) or url, url=url)
            link = Node("Link", parent, inline=True)
            yield from _several(children, replace(look, color=ACCENT, node=link, target=target), works, link)
        case Math(latex):
            formula = Node(
                "Formula",
                look.node or parent,
                alt=described(latex, parent.tree.words),
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
    size = SCRIPT_SIZE ** abs(symbol.level)
    span = replace(look, italic=symbol.italic).span(symbol.text, size=size, rise=symbol.rise * look.size)
    if symbol.drawn is not None:
        # Imported when needed, since ziamath takes a third of the time in which this package is imported.
        from alignprep_exporters.pdf.type.outlines import SIZE, outline

        made, scale = outline(symbol.drawn), look.size * size / SIZE
        letters = replace(look, italic=False).span
        runs = tuple(
            (words.x * scale, letters(words.text, size=words.size / SIZE * size, rise=words.y * scale + span.rise))
            for words in made.words
        )
        return replace(span, placed=Placed(made.width * scale, runs, made, scale))
    if symbol.stacked:
        runs = tuple(run for part in symbol.stacked for run in _side_by_side(_symbol(one, look) for one in part))
        return replace(span, placed=Placed(max(x + _length(run) for x, run in runs), runs))
    return span


def _side_by_side(several: Iterable[Span]) -> Iterator[tuple[float, Span]]:
    """Spans with their distance from the first."""
    x = 0.0
    for span in several:
        yield x, span
        x += _length(span)


def _length(span: Span) -> float:
    return width(span.font, span.text) * span.size / 1000
