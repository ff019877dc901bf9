"""Document nodes -> HTML that Anki shows as written.

Styles come from classes only, and there are no scripts. Text cannot become markup, a cloze, a sound, a template or a
formula.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Final

from alignprep.language.words import cut
from alignprep_exporters.markup.code import marked
from alignprep_exporters.markup.writer import PacketWriter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alignprep import Packet
    from alignprep.language.words import Words
    from alignprep.text.nodes import Align, Inline, Inlines, Table

__all__ = ["Renderer", "attribute", "code", "contact", "html", "isolated", "text"]

_SPECIAL: Final = {ord("{"): "&#123;", ord("}"): "&#125;", ord("["): "&#91;"}
_ACTIVE: Final = re.compile(r"[&<>{}\[\\]")
_DOUBLED: Final = re.compile(r"([{}:])(?=\1)")
_SPACE_BEFORE_CITATION: Final = re.compile('(\\s+)(<span class="ap-cite">)')
_COLONS: Final = re.compile(r"(?<=:):|:$")


def text(characters: str) -> str:
    """Plain text as HTML.

    Braces and brackets become references, so that no cloze, `[sound:` or `[latex]` can arise; a backslash is separated
    from what follows, since MathJax would read `\\(` and `\\begin` in the running text. Quotation marks, which
    typography has made curly, stay characters, so that Anki's search finds them, or any by `_`.
    """
    if not _ACTIVE.search(characters):  # As most are: this is a tenth of the time of an export.
        return characters
    return escape(characters, quote=False).translate(_SPECIAL).replace("\\", "\\<span></span>")


def attribute(characters: str) -> str:
    """Plain text as the value of an attribute between double quotes."""
    return escape(characters).translate(_SPECIAL)


def html(said: str, **parts: str) -> str:
    """A text that was said as HTML, with HTML in the places of its placeholders."""
    pieces = cut(said, **parts)
    return "".join(piece if index % 2 else text(piece) for index, piece in enumerate(pieces))


def isolated(said: str, say: Words) -> str:
    """Fixed words as HTML; among lines from right to left they run as their own letters do, since they may be English.

    Without that, `3 min` would read `min 3`.
    """
    return f"<bdi>{said}</bdi>" if say.direction == "rtl" else said


def contact(address: str) -> str:
    """A link to an address of the web or of mail, which shows it."""
    return f'<a href="{attribute(address)}">{text(address.removeprefix("mailto:"))}</a>'


@lru_cache(maxsize=1024)
def code(source: str, language: str) -> str:
    """Lines of code, with a class for each kind of token."""
    return f'<pre class="ap-code"><code>{marked(source, language).translate(_SPECIAL)}</code></pre>'


class Renderer(PacketWriter):
    """Draws nodes as HTML, with one packet's citation labels and links."""

    def __init__(self, packet: Packet) -> None:
        super().__init__(packet, "ap-")

    def boxes(self, lines: Iterable[Iterable[Inline]], *, keys: bool = True) -> str:
        """A list of lines to tick, by a tap (`tappable` is AnkiMobile's) or by Alt and a digit for the first nine.

        Those keys work in a closed fold, too, where nobody would see it: without `keys` there are none.
        """
        rows = (self._box(line, place if keys and place <= 9 else None) for place, line in enumerate(lines, 1))
        return f'<ol class="ap-points">{"".join(rows)}</ol>'

    def _box(self, line: Iterable[Inline], digit: int | None) -> str:
        key = "" if digit is None else f' accesskey="{digit}"'
        box = f'<input class="tappable" type="checkbox"{key}>'
        return f'<li><label class="tappable">{box}<span class="tappable">{self.inlines(line)}</span></label></li>'

    text = staticmethod(text)
    """Plain text, in which nothing is Anki's markup."""

    def attribute(self, characters: str) -> str:
        """Plain text as the value of an attribute."""
        return attribute(characters)

    def code(self, characters: str) -> str:
        """A piece of code within a line, which MathJax does not read."""
        return f"<code>{escape(characters, quote=False).translate(_SPECIAL)}</code>"

    def code_block(self, source: str, language: str) -> str:
        """Lines of code."""
        return code(source, language)

    def table(self, table: Table) -> str:
        """A table that can be scrolled."""
        return f'<div class="ap-table">{super().table(table)}</div>'

    def aligned(self, side: Align) -> str:
        """The class of a cell."""
        return f' class="ap-{side}"'

    def formula(self, latex: str) -> str:
        """A formula for MathJax."""
        return f"\\({_latex(latex)}\\)"

    def display(self, latex: str) -> str:
        """A formula for MathJax that can be scrolled."""
        return f'<div class="ap-maths">\\[{_latex(latex)}\\]</div>'

    def fact(self, line: Inlines) -> str:
        """The text of a fact: each citation takes the space before it along, since the front leaves citations out."""
        return _SPACE_BEFORE_CITATION.sub(r"\2\1", self.inlines(line))

    def cloze(self, hidden: Inlines, cue: str) -> str:
        """A cloze: "::" would end the hidden text, and so would a ":" before the "::" of the cue."""
        inside = _COLONS.sub("&#58;", self.inlines(hidden))
        return "{{c1::" + inside + (f"::{text(cue)}" if cue else "") + "}}"


def _latex(latex: str) -> str:
    """A formula for MathJax: `}}` would end a cloze and `::` would begin its cue, so spaces separate them."""
    return escape(_DOUBLED.sub(r"\1 ", latex), quote=False)
