"""The study guide as HTML, for who reads that."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape

from alignprep.text.maths import mathml

__all__ = ["Html", "image"]


class Html:
    """How HTML spells each thing; who reads it says how formulas are to come."""

    def text(self, text: str) -> str:
        return escape(text)

    def strong(self, inner: str) -> str:
        return f"<b>{inner}</b>"

    def emphasis(self, inner: str) -> str:
        return f"<em>{inner}</em>"

    def hidden(self, inner: str) -> str:
        return f"<u><b>{inner}</b></u>"

    def code(self, text: str) -> str:
        return f"<code>{escape(text)}</code>"

    def link(self, url: str, inner: str) -> str:
        return f'<a href="{escape(url)}">{inner}</a>'

    def inside(self, key: str, inner: str) -> str:
        return f'<a href="#{key}">{inner}</a>'

    def maths(self, latex: str) -> str:
        return mathml(latex)

    def paragraph(self, inner: str, style: str = "body") -> str:
        return f'<p class="{style}">{inner}</p>'

    def bullets(self, items: Sequence[str], tight: bool) -> str:
        return f"<ul{_tight(tight)}>{_list(items)}</ul>"

    def numbers(self, items: Sequence[str], tight: bool, start: int) -> str:
        return f'<ol{_tight(tight)} style="counter-reset: list-item {start - 1}">{_list(items)}</ol>'

    def quote(self, inner: str) -> str:
        return f"<blockquote>{inner}</blockquote>"

    def sample(self, text: str) -> str:
        return f"<pre>{escape(text)}</pre>"

    def table(self, aligns: Sequence[str], header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        def row(cells: Sequence[str], tag: str) -> str:
            made = "".join(f'<{tag} class="{a}">{cell}</{tag[:2]}>' for a, cell in zip(aligns, cells, strict=True))
            return f"<tr>{made}</tr>"

        head = row(header, 'th scope="col"')
        return f"<table><thead>{head}</thead><tbody>{''.join(row(cells, 'td') for cells in rows)}</tbody></table>"

    def display(self, latex: str) -> str:
        return f'<p class="display">{mathml(latex, display=True)}</p>'

    def figure(self, svg: str, alt: str, caption: str) -> str:
        return f"<figure>{image(svg, alt)}<figcaption>{caption}</figcaption></figure>"

    def section(self, key: str, title: str) -> str:
        return f'<h1 class="named" id="{key}">{title}</h1>'

    def question(self, key: str, title: str) -> str:
        return f'<h2 id="{key}">{title}</h2>'

    def room(self) -> str:
        return ""

    def overleaf(self) -> str:
        return ""

    def label(self, title: str) -> str:
        return f"<h3>{title}</h3>"

    def page_of(self, key: str, inner: str) -> str:
        return f'<a class="page" href="#{key}">{inner}</a>'

    def work(self, key: str, inner: str) -> str:
        return f'<p class="work" id="{key}">{inner}</p>'

    def front(self, title: str, lines: Sequence[str], contents: Sequence[tuple[int, str, str]]) -> str:
        """The cover, and contents whose page numbers CSS looks up."""
        cover = "".join(f"<p>{line}</p>" for line in lines[:-1])
        entries = "".join(f'<li class="level{level}"><a href="#{key}">{text}</a></li>' for level, key, text in contents)
        return (
            f'<div class="cover"><p class="title">{title}</p>{cover}<p class="data">{lines[-1]}</p></div>'
            f'<h1 style="bookmark-level: none">Contents</h1><ul class="contents">{entries}</ul>'
        )


def image(svg: str, alt: str) -> str:
    """A picture within the page."""
    data = base64.b64encode(svg.encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(alt)}">'


def _tight(tight: bool) -> str:
    return ' class="tight"' if tight else ""


def _list(items: Sequence[str]) -> str:
    return "".join(f"<li>{item}</li>" for item in items)
