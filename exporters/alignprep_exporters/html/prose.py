"""Markdown -> HTML for this page: what is wide can be scrolled, by keyboard too, and says what it is."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from alignprep.text.markdown import parse_fact
from alignprep_exporters.markup.code import marked
from alignprep_exporters.markup.figures import drawing
from alignprep_exporters.markup.writer import PacketWriter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alignprep import Packet
    from alignprep.model.records import Fact, Figure
    from alignprep.text.nodes import Align, Inlines, Table

__all__ = ["Prose"]

_LONG_FORMULA: Final = 60
"""The letters of LaTeX from which on a formula may be wider than a phone."""
_TOKEN: Final = re.compile(r'<span class="([^"]+)">([^<]*)</span>')
_STYLED: Final = frozenset(
    {"c", "c1", "cm", "ch", "cs", "k", "kn", "kc", "kd", "kr", "kt", "ow", "nf", "nc", "nd", "nt"}
    | {"s", "s1", "s2", "sd", "si", "sa", "se", "sb"}
)
"""The kinds of tokens that `style.css` colors, as Pygments shortens them."""


class _PageWriter(PacketWriter):
    """Writes nodes for the page."""

    def code_block(self, source: str, language: str) -> str:
        scrolls = self._scrolls(self._say("Code"))
        return f'<pre class="wide"{scrolls}><code>{_styled(marked(source, language))}</code></pre>'

    def table(self, table: Table) -> str:
        scrolls = self._scrolls(self._say("Table"))
        return f'<div class="wide"{scrolls}>{super().table(table)}</div>'

    def heading(self, cell: Inlines, side: Align) -> str:
        """The heading of a column; an empty corner heads nothing."""
        return super().heading(cell, side) if cell else "<td></td>"

    def aligned(self, side: Align) -> str:
        return "" if side == "left" else f' class="{side}"'

    def display(self, latex: str) -> str:
        scrolls = self._scrolls(self._say("Formula")) if len(latex) > _LONG_FORMULA else ""
        return f'<div class="formula wide"{scrolls}>{self.math(latex, display=True)}</div>'

    def citation(self, keys: tuple[str, ...]) -> str:
        """Links to the works in the bibliography, which leads on."""
        return f'<span class="cite">({"; ".join(map(self.named, keys))})</span>'

    def named(self, key: str) -> str:
        """A work's label, as a link to the bibliography."""
        return f'<a href="#work_{key}">{self.text(self.label(key))}</a>'

    def cloze(self, hidden: Inlines, cue: str) -> str:
        """What a card hides, marked, and what it shows instead."""
        return f'<mark data-cue="{escape(cue)}">{self.inlines(hidden)}</mark>'

    def _scrolls(self, name: str) -> str:
        """What makes an element one that keys can scroll; a group, since hundreds of regions would be no landmarks."""
        return f' role="group" tabindex="0" aria-label="{escape(name)}"'


def _styled(code: str) -> str:
    """Highlighted code without the classes that have no style here: most of its bytes."""
    return _TOKEN.sub(lambda found: found[0] if found[1] in _STYLED else found[2], code)


class Prose:
    """The texts and the figures of one packet as HTML, set as print has them; `plain` excepted, all is markup."""

    def __init__(self, packet: Packet) -> None:
        self._packet, self._writer = packet, _PageWriter(packet)

    def plain(self, text: str) -> str:
        """Plain text, not yet HTML."""
        return self._writer.type.plain(text)

    def blocks(self, text: str) -> str:
        """A text with blocks."""
        return self._writer.set_blocks(text)

    def line(self, text: str) -> str:
        """A text of one line."""
        return self._writer.set_line(text)

    def paragraph(self, text: str) -> str:
        """A text of one line as a paragraph."""
        return f"<p>{self.line(text)}</p>"

    def told(self, fact: Fact) -> str:
        """A fact with what a card hides marked, and why it is so."""
        why = f' <span class="why">{self.line(fact.why)}</span>' if fact.why else ""
        return f'<span class="fact">{self._writer.inlines(self._writer.type.nodes(parse_fact(fact.text)))}</span>{why}'

    def figure(self, figure: Figure) -> str:
        """A drawing."""
        return drawing(self._packet.media[figure.file], self.plain(figure.alt))

    def sample(self, file: str) -> str:
        """A code sample."""
        return self._writer.code_block(self._packet.code[file].rstrip("\n"), file.rpartition(".")[2])

    def sources(self, keys: Iterable[str]) -> str:
        """A list of works, by label and title."""
        titled = ((self._writer.named(key), escape(self.plain(self._packet.references[key].title))) for key in keys)
        return f"<ul>{''.join(f'<li>{label}: <cite>{title}</cite></li>' for label, title in titled)}</ul>"

    def work(self, key: str) -> str:
        """A work of the bibliography."""
        return self._writer.work(key)
