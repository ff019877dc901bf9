"""Inline nodes -> reportlab's paragraph markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never
from xml.sax.saxutils import quoteattr

from alignprep.document import Citation, Cloze, Code, Emphasis, Link, Math, Strong, Text
from alignprep_exporters.pdf.fonts import MONO, SERIF
from alignprep_exporters.pdf.markup import marked
from alignprep_exporters.pdf.maths import inline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alignprep.document import Inline

__all__ = ["markup"]


def markup(inlines: Iterable[Inline], labels: Mapping[str, str], family: str = SERIF) -> str:
    """A line's markup; citations become links to the bibliography, by their labels."""

    def several(children: Iterable[Inline]) -> str:
        return "".join(map(one, children))

    def one(node: Inline) -> str:
        match node:
            case Text(text):
                return marked(text, family)
            case Strong(children):
                return f"<b>{several(children)}</b>"
            case Emphasis(children):
                return f"<i>{several(children)}</i>"
            case Code(text):
                return f'<font name="{MONO}" size="-1.1">{marked(text, MONO)}</font>'
            case Link(url, children):
                return f'<a href={quoteattr(url)} color="#12597a">{several(children)}</a>'
            case Math(latex):
                return inline(latex, family)
            case Citation(keys):
                return f'<font color="#59636b">({"; ".join(map(cite, keys))})</font>'
            case Cloze(children):
                return f"<u><b>{several(children)}</b></u>"
            case _:
                assert_never(node)

    def cite(key: str) -> str:
        return f'<a href="#work-{key}" color="#12597a">{marked(labels[key], family)}</a>'

    return several(inlines)
