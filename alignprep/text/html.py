"""Nodes -> HTML: elements that mean something, without styles and scripts. No text can become markup.

A format that needs more, such as classes or another notation of formulas, overrides what it writes differently.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, assert_never

from alignprep.text import nodes

if TYPE_CHECKING:
    from alignprep.text.nodes import Align, Block, Blocks, Inline, Inlines

__all__ = ["HtmlWriter"]


class HtmlWriter(ABC):
    """Writes nodes; a subclass says how works are cited."""

    def blocks(self, blocks: Iterable[Block]) -> str:
        """Blocks, one after the other."""
        return "\n".join(map(self._block, blocks))

    def inlines(self, inlines: Iterable[Inline]) -> str:
        """A line of text."""
        return "".join(map(self.inline, inlines))

    def bullets(self, lines: Iterable[Iterable[Inline]]) -> str:
        """A bullet list of lines."""
        return "<ul>" + "".join(f"<li>{self.inlines(line)}</li>" for line in lines) + "</ul>"

    def text(self, characters: str) -> str:
        """Characters as they are."""
        return escape(characters, quote=False)

    def code(self, characters: str) -> str:
        """A piece of code within a line."""
        return f"<code>{escape(characters, quote=False)}</code>"

    def code_block(self, source: str, language: str) -> str:  # noqa: ARG002 - for those who can show it
        """Lines of code."""
        return f"<pre><code>{escape(source, quote=False)}</code></pre>"

    def formula(self, latex: str) -> str:
        """A formula within a line."""
        return self.math(latex)

    def display(self, latex: str) -> str:
        """A formula on lines of its own."""
        return f"<p>{self.math(latex, display=True)}</p>"

    def math(self, latex: str, *, display: bool = False) -> str:
        """A formula as an element `math`."""
        from alignprep.text.mathml import core_mathml  # which Anki's cards do not need

        return core_mathml(latex, display=display)

    def table(self, table: nodes.Table) -> str:
        """A table with its header."""
        head = "".join(map(self.heading, table.header, table.aligns))
        body = "".join(
            f"<tr>{''.join(f'<td{self.aligned(side)}>{self.inlines(cell)}</td>' for cell, side in aligned)}</tr>"
            for aligned in (zip(row, table.aligns, strict=True) for row in table.rows)
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def heading(self, cell: Inlines, side: Align) -> str:
        """The heading of a column."""
        return f'<th scope="col"{self.aligned(side)}>{self.inlines(cell)}</th>'

    def aligned(self, side: Align) -> str:  # noqa: ARG002 - for those who have classes
        """The attribute of a cell that stands on a side of its column, with a space before it; none without styles."""
        return ""

    @abstractmethod
    def citation(self, keys: tuple[str, ...]) -> str:
        """A place that cites works, by their keys."""

    def cloze(self, hidden: Inlines, cue: str) -> str:  # noqa: ARG002 - for those who hide it
        """What a fact hides, shown."""
        return f"<mark>{self.inlines(hidden)}</mark>"

    def _block(self, block: Block) -> str:
        match block:
            case nodes.Paragraph(children):
                return f"<p>{self.inlines(children)}</p>"
            case nodes.BulletList(items):
                return f"<ul>{self._items(items)}</ul>"
            case nodes.OrderedList(items, _, start):
                return f'<ol start="{start}">{self._items(items)}</ol>'
            case nodes.Quote(children):
                return f"<blockquote>{self.blocks(children)}</blockquote>"
            case nodes.CodeBlock(source, language):
                return self.code_block(source, language)
            case nodes.Table():
                return self.table(block)
            case nodes.MathBlock(latex):
                return self.display(latex)
            case _:
                assert_never(block)

    def _items(self, items: Iterable[Blocks]) -> str:
        parts = map(nodes.item_parts, items)
        return "".join(f"<li>{self.inlines(first)}{self.blocks(others)}</li>" for first, others in parts)

    def inline(self, inline: Inline) -> str:
        """One inline."""
        match inline:
            case nodes.Text(characters):
                return self.text(characters)
            case nodes.Strong(children):
                return f"<strong>{self.inlines(children)}</strong>"
            case nodes.Emphasis(children):
                return f"<em>{self.inlines(children)}</em>"
            case nodes.Code(characters):
                return self.code(characters)
            case nodes.Link(url, children):
                return f'<a href="{self.attribute(url)}">{self.inlines(children)}</a>'
            case nodes.Math(latex):
                return self.formula(latex)
            case nodes.Citation(keys):
                return self.citation(keys)
            case nodes.Cloze(children, cue):
                return self.cloze(children, cue)
            case _:
                assert_never(inline)

    def attribute(self, characters: str) -> str:
        """Characters as the value of an attribute between double quotes."""
        return escape(characters)
