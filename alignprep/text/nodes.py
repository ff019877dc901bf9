"""What parsed Markdown consists of: blocks and inlines that every exporter can draw.

::

    Inline = Text | Strong | Emphasis | Code | Link | Math | Citation | Cloze
    Block  = Paragraph | BulletList | OrderedList | Quote | CodeBlock | Table | MathBlock

There is no more than this, so an exporter that handles each of these fifteen is complete; end its `match`
with `typing.assert_never`. `alignprep.text.markdown` makes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Align", "Block", "Blocks", "BulletList", "Citation", "Cloze", "Code", "CodeBlock", "Emphasis", "Inline", "Inlines",
    "Link", "Math", "MathBlock", "OrderedList", "Paragraph", "Quote", "Strong", "Table", "Text", "cited", "item_parts",
    "plain",
]  # fmt: skip

Align = Literal["left", "center", "right"]


class _Node:
    """What all nodes share: they are pickled as calls of their classes, which are read twice as fast as their state."""

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[type[_Node], tuple[object, ...]]:
        return type(self), tuple(getattr(self, name) for name in self.__match_args__)


@dataclass(frozen=True, slots=True)
class Text(_Node):
    """Characters, to be shown as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong(_Node):
    """Bold text."""

    children: Inlines


@dataclass(frozen=True, slots=True)
class Emphasis(_Node):
    """Emphasized text."""

    children: Inlines


@dataclass(frozen=True, slots=True)
class Code(_Node):
    """A piece of code within a line."""

    text: str


@dataclass(frozen=True, slots=True)
class Link(_Node):
    """A link to an `http:`, `https:` or `mailto:` address."""

    url: str
    children: Inlines


@dataclass(frozen=True, slots=True)
class Math(_Node):
    """A formula within a line, in LaTeX, without delimiters."""

    latex: str


@dataclass(frozen=True, slots=True)
class Citation(_Node):
    """A place that cites one or more works, by their keys in the bibliography."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cloze(_Node):
    """What a fact hides, with the cue that may be shown instead (empty for none)."""

    children: Inlines
    cue: str


Inline = Text | Strong | Emphasis | Code | Link | Math | Citation | Cloze
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph(_Node):
    """A paragraph."""

    children: Inlines


@dataclass(frozen=True, slots=True)
class BulletList(_Node):
    """A list without numbers; `tight` means without space between its items."""

    items: tuple[Blocks, ...]
    tight: bool


@dataclass(frozen=True, slots=True)
class OrderedList(_Node):
    """A numbered list that begins with `start`."""

    items: tuple[Blocks, ...]
    tight: bool
    start: int


@dataclass(frozen=True, slots=True)
class Quote(_Node):
    """A quotation that stands apart."""

    children: Blocks


@dataclass(frozen=True, slots=True)
class CodeBlock(_Node):
    """Lines of code, without a final line break; `language` may be empty."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Table(_Node):
    """A table: one header row and any number of rows, each as wide as `aligns`."""

    aligns: tuple[Align, ...]
    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]


@dataclass(frozen=True, slots=True)
class MathBlock(_Node):
    """A formula on lines of its own, in LaTeX, without delimiters."""

    latex: str


Block = Paragraph | BulletList | OrderedList | Quote | CodeBlock | Table | MathBlock
Blocks = tuple[Block, ...]


def plain(inlines: Inlines) -> str:
    """The text alone, for places that cannot show more, such as bookmarks. Citations are left out."""
    texts = []
    for inline in _inlines([Paragraph(inlines)]):
        match inline:
            case Text(text) | Code(text) | Math(text):
                texts.append(text)
    return "".join(texts)


def cited(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The keys that some blocks cite, each once, in the order of first citation."""
    keys = (key for inline in _inlines(blocks) if isinstance(inline, Citation) for key in inline.keys)
    return tuple(dict.fromkeys(keys))


def item_parts(item: Blocks) -> tuple[Inlines, Blocks]:
    """A list item's first paragraph, which is drawn beside its bullet and may be missing, and its other blocks."""
    match item:
        case (Paragraph(children), *others):
            return children, tuple(others)
        case _:
            return (), item


def _inlines(blocks: Iterable[Block]) -> Iterator[Inline]:
    """Every inline of some blocks, outermost first, in reading order."""
    pending: list[Block | Inline] = [*reversed(tuple(blocks))]
    while pending:
        node = pending.pop()
        match node:
            case Paragraph(children):
                pending.extend(reversed(children))
            case BulletList(items) | OrderedList(items):
                pending.extend(block for item in reversed(items) for block in reversed(item))
            case Quote(blocks_inside):
                pending.extend(reversed(blocks_inside))
            case Table(_, header, rows):
                cells = [cell for row in (header, *rows) for cell in row]
                pending.extend(inline for cell in reversed(cells) for inline in reversed(cell))
            case CodeBlock() | MathBlock():
                pass
            case Strong(children) | Emphasis(children) | Link(_, children) | Cloze(children):
                yield node
                pending.extend(reversed(children))
            case _:
                yield node
