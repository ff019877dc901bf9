"""Nodes -> HTML with the works of a packet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from alignprep.language.words import words_of
from alignprep.model.bibliography import entry
from alignprep.text import nodes
from alignprep.text.html import HtmlWriter
from alignprep.text.typography import typography_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alignprep import Packet
    from alignprep.text.nodes import Inline, Inlines

__all__ = ["PacketWriter"]

_CLOSING: Final = re.compile(r"[.,;:!?)\]’”'\"]+")


class PacketWriter(HtmlWriter):
    """Writes nodes with a packet's citation labels and links, in the marks of its language; `prefix` begins classes."""

    def __init__(self, packet: Packet, prefix: str = "") -> None:
        self._packet, self._prefix, self._say = packet, prefix, words_of(packet.profile, typeset=True)
        self.type = typography_of(packet.profile.language)
        """How texts are set."""
        self._works: dict[str, str] = {}
        self._citations: dict[tuple[str, ...], str] = {}

    def set_blocks(self, markdown: str) -> str:
        """Markdown with blocks."""
        return self.blocks(self.type.blocks(markdown))

    def set_line(self, markdown: str) -> str:
        """A line of Markdown."""
        return self.inlines(self.type.line(markdown))

    def set_text(self, plain: str) -> str:
        """Plain text."""
        return self.text(self.type.plain(plain))

    def inlines(self, inlines: Iterable[Inline]) -> str:
        """A line of text.

        A formula and the punctuation behind it stay together: the line could break after the formula's box.
        """
        parts: list[str] = []
        after_formula = False
        for inline in inlines:
            if isinstance(inline, nodes.Text):
                characters = inline.text
                if after_formula and (closing := _CLOSING.match(characters)):
                    parts[-1] = f'<span class="{self._prefix}keep">{parts[-1]}{self.text(closing[0])}</span>'
                    characters = characters[closing.end() :]
                parts.append(self.text(characters))
            else:
                parts.append(self.inline(inline))
            after_formula = isinstance(inline, nodes.Math)
        return "".join(parts)

    def sources(self, keys: Iterable[str]) -> str:
        """A list of works, each under its citation label."""
        works = "".join(f"<li>{self.work(key)}</li>" for key in keys)
        return f'<ul class="{self._prefix}sources">{works}</ul>' if works else ""

    def work(self, key: str) -> str:
        """A work, under its citation label."""
        if key not in self._works:
            work = self.inlines(self.entry(key))
            self._works[key] = f"<b>{self.text(self.label(key))}</b> {work}"
        return self._works[key]

    def entry(self, key: str) -> Inlines:
        """A work as it stands in the bibliography."""
        return self.type.nodes(entry(self._packet.references[key], self._say))

    def label(self, key: str) -> str:
        """How a work is named in the text."""
        return self.type.label(self._packet.labels[key])

    def citation(self, keys: tuple[str, ...]) -> str:
        """Links to the works."""
        if keys not in self._citations:
            works = ((self._packet.references[key].link, self.label(key)) for key in keys)
            links = (f'<a href="{self.attribute(link)}">{self.text(label)}</a>' for link, label in works)
            self._citations[keys] = f'<span class="{self._prefix}cite">({"; ".join(links)})</span>'
        return self._citations[keys]
