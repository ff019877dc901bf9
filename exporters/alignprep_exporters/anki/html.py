"""Document nodes -> HTML that Anki shows as written.

Classes only, no inline style, no script. Text can form neither markup nor a cloze, a sound, a template or a formula.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, assert_never

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.lexers.special import TextLexer
from pygments.util import ClassNotFound

from alignprep.bibliography import entry
from alignprep.document import (
    BulletList,
    Citation,
    Cloze,
    Code,
    CodeBlock,
    Emphasis,
    Link,
    Math,
    MathBlock,
    OrderedList,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alignprep import Packet
    from alignprep.document import Block, Inline

__all__ = ["Renderer", "text"]

_SPECIAL = {ord("{"): "&#123;", ord("}"): "&#125;", ord("["): "&#91;"}


def text(characters: str) -> str:
    """Plain text as HTML.

    Braces and brackets become references, so that no cloze, `[sound:` or `[latex]` can arise; a backslash is cut off
    from what follows, since MathJax would read `\\(` and `\\begin` in the running text.
    """
    return escape(characters).translate(_SPECIAL).replace("\\", "\\<span></span>")


class Renderer:
    """Draws nodes with one packet's citation labels and links."""

    def __init__(self, packet: Packet) -> None:
        self._packet = packet

    def blocks(self, blocks: Iterable[Block]) -> str:
        """Blocks, one after the other."""
        return "\n".join(self._block(block) for block in blocks)

    def inlines(self, inlines: Iterable[Inline]) -> str:
        """A line of text."""
        return "".join(self._inline(inline) for inline in inlines)

    def items(self, lines: Iterable[Iterable[Inline]]) -> str:
        """A bullet list of lines."""
        return "<ul>" + "".join(f"<li>{self.inlines(line)}</li>" for line in lines) + "</ul>"

    def sources(self, keys: Iterable[str]) -> str:
        """A list of works, each under its citation label."""
        works = [
            f"<li><b>{text(self._packet.labels[key])}</b> {self.inlines(entry(self._packet.references[key]))}</li>"
            for key in keys
        ]
        return f'<ul class="ap-sources">{"".join(works)}</ul>' if works else ""

    def code(self, source: str, language: str) -> str:
        """Lines of code with classes for their tokens."""
        try:
            lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
        except ClassNotFound:
            lexer = TextLexer(stripnl=False, ensurenl=False)
        marked = highlight(source, lexer, HtmlFormatter(nowrap=True)).removesuffix("\n").translate(_SPECIAL)
        return f'<pre class="ap-code"><code>{marked}</code></pre>'

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(children):
                return f"<p>{self.inlines(children)}</p>"
            case BulletList(items):
                return f"<ul>{self._list_items(items)}</ul>"
            case OrderedList(items, _, start):
                return f'<ol start="{start}">{self._list_items(items)}</ol>'
            case Quote(children):
                return f"<blockquote>{self.blocks(children)}</blockquote>"
            case CodeBlock(source, language):
                return self.code(source, language)
            case Table():
                return self._table(block)
            case MathBlock(latex):
                return f'<div class="ap-maths">\\[{_latex(latex)}\\]</div>'
            case _:
                assert_never(block)

    def _list_items(self, items: Iterable[Iterable[Block]]) -> str:
        return "".join(f"<li>{self._item(tuple(item))}</li>" for item in items)

    def _item(self, blocks: tuple[Block, ...]) -> str:
        """An item's first paragraph stands beside its bullet."""
        if blocks and isinstance(blocks[0], Paragraph):
            return self.inlines(blocks[0].children) + self.blocks(blocks[1:])
        return self.blocks(blocks)

    def _table(self, table: Table) -> str:
        def row(cells: Iterable[Iterable[Inline]], tag: str, scope: str = "") -> str:
            return "".join(
                f'<{tag}{scope} class="ap-{align}">{self.inlines(cell)}</{tag}>'
                for cell, align in zip(cells, table.aligns, strict=True)
            )

        head = "<thead><tr>" + row(table.header, "th", ' scope="col"') + "</tr></thead>"
        body = "".join(f"<tr>{row(cells, 'td')}</tr>" for cells in table.rows)
        return f'<div class="ap-table"><table>{head}<tbody>{body}</tbody></table></div>'

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Text(characters):
                return text(characters)
            case Strong(children):
                return f"<strong>{self.inlines(children)}</strong>"
            case Emphasis(children):
                return f"<em>{self.inlines(children)}</em>"
            case Code(characters):
                return f"<code>{escape(characters).translate(_SPECIAL)}</code>"
            case Link(url, children):
                return f'<a href="{escape(url).translate(_SPECIAL)}">{self.inlines(children)}</a>'
            case Math(latex):
                return f"\\({_latex(latex)}\\)"
            case Citation(keys):
                return self._citation(keys)
            case Cloze(children, cue):
                # "::" would end what the cloze hides.
                hidden = self.inlines(children).replace("::", ":&#58;")
                return "{{c1::" + hidden + (f"::{text(cue)}" if cue else "") + "}}"
            case _:
                assert_never(inline)

    def _citation(self, keys: Iterable[str]) -> str:
        links = [
            f'<a href="{escape(self._packet.references[key].link)}">{text(self._packet.labels[key])}</a>'
            for key in keys
        ]
        return f'<span class="ap-cite">({"; ".join(links)})</span>'


def _latex(latex: str) -> str:
    """A formula for MathJax: `}}` would end a cloze and `::` begin its cue, so spaces keep them apart."""
    return escape(re.sub(r"([{}:])(?=\1)", r"\1 ", latex), quote=False)
