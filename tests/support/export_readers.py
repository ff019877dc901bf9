"""Independent readers of the exports: each gives the pieces of text that a person would read, in order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from typing import Any, Final

from lxml import etree

from alignprep.bank.bank import Bank
from alignprep_exporters import pdf
from alignprep_exporters.pdf import answers, quick
from tests.support import expected_text as rules
from tests.support.expected_text import PAGE, normal, shown_spaces, signs
from tests.support.pdf_reader import Element, tagged

__all__ = ["PDFS", "docx_pieces", "html_pieces", "pdf_pieces"]

PDFS: dict[str, tuple[Any, str, Callable[[Bank], Iterable[str]]]] = {
    "handout": (pdf, "candidate", rules.handout),
    "study guide": (pdf, "study", lambda bank: rules.handbook(bank, "study")),
    "interviewer's guide": (pdf, "interviewer", lambda bank: rules.handbook(bank, "interviewer")),
    "answers": (answers, "study", lambda bank: rules.handbook(bank, "study", asks=False)),
    "quick reference": (quick, "study", rules.quick_reference),
}
"""The PDF products, each with its exporter, its edition and what it has to say."""

_LEAVES: Final = ("P", "H1", "H2", "H3", "Lbl", "TH", "TD", "Formula", "Link", "Code")


def pdf_pieces(data: bytes) -> list[str]:
    """What a screen reader says of a tagged PDF, with `PAGE` for the page that a link's last word names."""
    return list(_leaves(tagged(data).root))


def _leaves(element: Element) -> Iterator[str]:
    for child in element.children:
        assert not isinstance(child, str), f"text that is only in a {element.kind}"
        if child.kind == "Figure":
            yield f"[{child.alt}]"
        elif child.kind in _LEAVES:
            text = _said(child)
            paged = child.kind == "Link" and element.kind in ("Reference", "LBody")
            yield normal(text).rpartition(" ")[0] + f" {PAGE}" if paged else text
        else:
            yield from _leaves(child)


def _said(element: Element) -> str:
    if element.kind == "Formula":
        # The space at which a line ends belongs to whatever stands before it.
        return f"⟦{signs(element.text())}⟧" + " " * element.text().endswith(" ")
    said = (child if isinstance(child, str) else _said(child) for child in element.children)
    text = element.actual_text or "".join(said)
    return shown_spaces(text) if element.kind == "Code" else text


_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_BREAKS: Final = {f"{_W}tab": "\t", f"{_W}br": "\n"}


def docx_pieces(data: bytes) -> list[tuple[str, str]]:
    """The paragraphs of a Word document, each with its style; a picture is a piece of its own."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    made = []
    for paragraph in root.iter(f"{_W}p"):
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = "" if style is None else str(style.get(f"{_W}val"))
        made += [(f"[{picture.get('descr')}]", name) for picture in paragraph.iter("{*}docPr")]
        made.append((_paragraph(paragraph), name))
    return made


def _paragraph(node: Any) -> str:
    text = ""
    for child in node:
        if child.tag == f"{_M}oMath":
            text += f"⟦{signs(''.join(part.text or '' for part in child.iter(f'{_M}t')))}⟧"
        elif child.tag == f"{_W}t":
            text += child.text or ""
        elif child.tag == f"{_W}p":
            continue
        else:
            text += _BREAKS.get(child.tag) or _paragraph(child)
    return text


_LINES: Final = frozenset(
    {"p", "div", "li", "ul", "ol", "dt", "dd", "dl", "table", "thead", "tbody", "tr", "td", "th", "pre", "blockquote",
     "figure", "figcaption", "section", "header", "footer", "article", "details", "summary", "h2", "br"}
)  # fmt: skip


class _Html(HTMLParser):
    """Parts text where a browser begins a line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces = [""]
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._line(tag)
        if tag == "img":
            self.pieces += [f"[{dict(attrs)['alt']}]", ""]
        elif tag not in ("br", "input"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        self._line(tag)

    def handle_data(self, data: str) -> None:
        self.pieces[-1] += data

    def _line(self, tag: str) -> None:
        if tag in _LINES or (tag == "span" and self._open[-1:] == ["header"]):
            self.pieces.append("")


def html_pieces(side: str) -> list[str]:
    """What is shown of a card's side, without its style sheet."""
    reader = _Html()
    reader.feed(side[side.index("</style>") + len("</style>") :])
    reader.close()
    assert reader._open == []
    return [piece for piece in reader.pieces if normal(piece)]
