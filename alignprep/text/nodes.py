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
    "Align",
    "Block",
    "Blocks",
    "BulletList",
    "Citation",
    "Cloze",
    "Code",
    "CodeBlock",
    "Emphasis",
    "Inline",
    "Inlines",
    "Link",
    "Math",
    "MathBlock",
    "OrderedList",
    "Paragraph",
    "Quote",
    "Strong",
    "Table",
    "Text",
    "cited",
    "plain",
]

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Text:
    """Characters, to be shown as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Bold text."""

    children: Inlines


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Emphasized text."""

    children: Inlines


@dataclass(frozen=True, slots=True)
class Code:
    """A piece of code within a line."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an `http:`, `https:` or `mailto:` address."""

    url: str
    children: Inlines


@dataclass(frozen=True, slots=True)
class Math:
    """A formula within a line, in LaTeX, without delimiters."""

    latex: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A place that cites one or more works, by their keys in the bibliography."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cloze:
    """What a fact hides, with the cue that may be shown instead (empty for none)."""

    children: Inlines
    cue: str


Inline = Text | Strong | Emphasis | Code | Link | Math | Citation | Cloze
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    children: Inlines


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list without numbers; `tight` means without space between its items."""

    items: tuple[Blocks, ...]
    tight: bool


@dataclass(frozen=True, slots=True)
class OrderedList:
    """A numbered list that begins with `start`."""

    items: tuple[Blocks, ...]
    tight: bool
    start: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation that stands apart."""

    children: Blocks


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines of code, without a final line break; `language` may be empty."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: one header row and any number of rows, each as wide as `aligns`."""

    aligns: tuple[Align, ...]
    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]


@dataclass(frozen=True, slots=True)
class MathBlock:
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


def _inlines(blocks: Iterable[Block]) -> Iterator[Inline]:
    """Every inline of some blocks, outermost first, in reading order."""
    pending: list[Block | Inline] = []
    pending.extend(reversed(tuple(blocks)))
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
