"""The canvas for boxes: reportlab's, where everything belongs to a structure element or is an artifact."""

from __future__ import annotations

import io
from contextlib import contextmanager
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Final

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import STATE_DEFAULTS
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFPage
from reportlab.pdfgen.canvas import Canvas

from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.tagged.elements import Annotations, add_tree
from alignprep_exporters.pdf.tagged.fields import TEXT_SIZE, Form
from alignprep_exporters.pdf.tagged.late import GAP, LateContent, LateLine
from alignprep_exporters.pdf.tagged.objects import ESCAPES, reserve, string
from alignprep_exporters.pdf.type.fonts import SANS, clusters, kerning, pieces, register, width
from alignprep_exporters.pdf.type.styles import color

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from alignprep_exporters.pdf.tagged.fields import Field
    from alignprep_exporters.pdf.type.lines import Line
    from alignprep_exporters.pdf.type.spans import Span, Target

__all__ = ["TaggedCanvas"]

_END: Final = "EMC"
"""The operator that ends marked content (ISO 32000-1, 14.6)."""
_PAGE_KEYS: Final = [*PDFPage.__NoDefault__, "StructParents", "Tabs"]
"""What a page's dictionary may have."""
_CODES: Final = {**ESCAPES, **{code: f"\\{code:03o}" for code in (*range(32), *range(127, 256))}}
"""How the codes of a string are written, so that a page's content is ASCII."""


class _Tagged(str):
    """Operators that already belong to a structure element or an artifact."""

    __slots__ = ()


class TaggedCanvas(Canvas):  # type: ignore[misc]
    """Draws a document's pages, one after the other. Lengths are in points from a page's lower left corner."""

    def __init__(self, size: tuple[float, float], root: Node, language: str) -> None:
        register()
        super().__init__(
            io.BytesIO(),
            pagesize=size,
            invariant=1,
            pageCompression=0,
            initialFontName=SANS,
            pdfVersion=(1, 7),
            lang=language,
        )
        self._tree = root.tree
        self._page_of: dict[str, int] = {}
        self.series: dict[int, Iterator[bytes]] = {}
        """Series of objects that are made while the file is written, by the number of the first; filled by `finish`."""
        self._code: list[str]  # The operators of the page; the list is reportlab's.
        self._late: list[Callable[[], str]] = []
        self._artifact = ""
        self._annotations = Annotations()
        self._form = Form()
        self._encoder = _Encoder(self._doc)

    @property
    def page_count(self) -> int:
        """How many pages are finished."""
        return len(self._doc.Pages.pages)

    def page_of(self, key: str) -> int:
        """The number of the page that a destination is on; ask only once all pages are drawn."""
        return self._page_of[key]

    def text(self, node: Node, lines: Iterable[tuple[float, float, Line]], late: LateLine | None = None) -> None:
        """Draw lines of text, each at its x and baseline, and after them a late line."""
        if self._artifact:
            self._code.append(_Tagged(f"{self._artifact}\n{self._untagged('q BT', lines, late)}\n{_END}"))
            return
        made = _TextObject(self._encoder, ["q BT"])
        current: Node | None = None

        def belongs_to(owner: Node) -> None:
            nonlocal current
            if owner is not current:
                made.operators += [self._begin(owner)] if current is None else [_END, self._begin(owner)]
                current = owner

        for x, y, line in lines:
            made.move(x, y)
            for span, text, shown in _shown(line):
                for part, marked in clusters(span.font, shown):
                    owner = span.node or node
                    # Readers that sort text by position would separate a letter and its mark.
                    belongs_to(Node("Span", owner, actual_text=part, inline=True) if marked else owner)
                    made.show(span, part)
                advance = width(span.font, text) * span.size / 1000
                if span.target is not None and span.node is not None:
                    self.link(span.node, span.target, (x, y - span.size * 0.25, x + advance, y + span.size * 0.8))
                x += advance
        if late is not None:
            belongs_to(node)
            made.operators.append(self._gap(late, made))
        self._code.append(_Tagged("\n".join([*made.operators, *[_END] * (current is not None), "ET Q"])))

    def _untagged(self, start: str, lines: Iterable[tuple[float, float, Line]], late: LateLine | None = None) -> str:
        made = _TextObject(self._encoder, [start])
        for x, y, line in lines:
            made.move(x, y)
            made.show_line(line)
        if late is not None:
            made.operators.append(self._gap(late, made))
        return "\n".join([*made.operators, "ET Q"])

    def _begin(self, node: Node) -> str:
        """The operator after which content belongs to an element, until `_END`."""
        tag = node.tag
        text = f" /ActualText {string(tag.actual_text)}" if tag.actual_text else ""
        return f"/{tag.kind} <</MCID {self._tree.mark(node.index)}{text}>> BDC"

    def _gap(self, late: LateLine, before: _TextObject) -> str:
        """A gap for the operators of a late line, which may rely on what the text object has set so far."""
        state = before.state

        def fill() -> str:
            line, made = late.line(), _TextObject(self._encoder, [], state)
            if late.end is not None:
                made.move(late.end[0] - line.width, late.end[1])
            made.show_line(line)
            return "\n".join(made.operators)

        self._late.append(fill)
        return GAP

    @contextmanager
    def _belonging_to(self, node: Node) -> Iterator[None]:
        """What is drawn inside belongs to the element."""
        self._code.append(_Tagged(self._begin(node)))
        start = len(self._code)
        yield
        self._code[start:] = [_Tagged("\n".join([*self._code[start:], _END]))]

    def drawing(self, node: Node, drawing: Any, x: float, y: float) -> None:
        """Draw a reportlab drawing with its lower left corner at (x, y)."""
        self._tree.boxes[node.index] = (x, y, x + drawing.width, y + drawing.height)
        before, STATE_DEFAULTS["fontName"] = STATE_DEFAULTS["fontName"], SANS  # Every font in use must be embedded.
        try:
            with self._belonging_to(node):
                renderPDF.draw(drawing, self, x, y, showBoundary=False)
        finally:
            STATE_DEFAULTS["fontName"] = before

    def shapes(
        self, node: Node, code: str, box: tuple[float, float, float, float], hidden: Sequence[tuple[float, float, Line]]
    ) -> None:
        """Draw shapes from finished operators, and under them invisible text for search, copying and screen readers."""
        self._tree.boxes[node.index] = box
        with self._belonging_to(node):
            # Mode 3 paints nothing (ISO 32000-1, 9.3.6); the spacing keeps marks before what follows their letter.
            self._code.append(self._untagged("q BT 3 Tr 1 Tc", hidden))
            self._code.append(code)

    @contextmanager
    def artifact(self, kind: str = "") -> Iterator[None]:
        """Text drawn inside is an artifact: the page's `Header` or `Footer`, or the repeated header of a table."""
        self._artifact = f"/Artifact <</Type /Pagination{f' /Subtype /{kind}' if kind else ''}>> BDC"
        yield
        self._artifact = ""

    def rule(self, x: float, y: float, end: float, *, stroke: str, thickness: float = 0.5) -> None:
        """A horizontal line."""
        self._code.append(_rule(x, y, end, stroke, thickness))

    def leader(self, x: float, y: float, end: Callable[[], float], *, stroke: str) -> None:
        """A dotted line, whose end is known only later."""
        self._late.append(lambda: _rule(x, y, end(), stroke, 0.6, "[0.6 3.5] 0 d "))
        self._code.append(GAP)

    def path(self, points: Sequence[tuple[float, float]], *, stroke: str, thickness: float = 0.5) -> None:
        """A line through some points."""
        (x, y), *others = points
        lines = " ".join(f"{x_:.2f} {y_:.2f} l" for x_, y_ in others)
        self._code.append(f"q {color(stroke, 'RG')} {thickness:.2f} w 1 J {x:.2f} {y:.2f} m {lines} S Q")

    def shape(self, code: str) -> None:
        """A decoration, by its operators."""
        self._code.append(code)

    def area(self, x: float, y: float, width: float, height: float, *, fill: str = "", stroke: str = "") -> None:
        """A rectangle, filled or framed."""
        paint = color(fill) if fill else f"{color(stroke, 'RG')} 0.6 w"
        self._code.append(f"q {paint} {x:.2f} {y:.2f} {width:.2f} {height:.2f} re {'f' if fill else 'S'} Q")

    def link(self, node: Node, target: Target, rectangle: tuple[float, float, float, float]) -> None:
        """Make a rectangle of the page a link that belongs to an element."""
        self._tree.link(node.index)
        self._annotations.add(target, rectangle)

    def field(
        self,
        node: Node,
        field: Field,
        rectangle: tuple[float, float, float, float],
        shown: str = "",
        *,
        state: str = "",
        text_size: float = TEXT_SIZE,
    ) -> None:
        """Make a rectangle of the page a place of a field, which belongs to an element of the kind Form.

        `shown` are the operators that draw a button in its `state`, or the text that the field has to begin with, from
        the lower left corner of the rectangle.
        """
        left, bottom, right, top = rectangle
        size = right - left, top - bottom
        self._form.add(field, len(self._annotations), size, shown, state=state, text_size=text_size)
        self._tree.link(node.index)
        self._annotations.add(None, rectangle)

    def appearance(self, lines: Iterable[tuple[float, float, Line]]) -> str:
        """The operators that draw lines of text in the rectangle of a field."""
        return self._untagged("q BT", lines)

    def add_destination(self, key: str, top: float) -> None:
        """Let links with this key lead to this height of the page."""
        self._page_of[key] = self.page_count + 1
        self.bookmarkPage(key, fit="XYZ", left=0, top=round(top, 2), zoom=0)

    def showPage(self) -> None:  # noqa: N802
        """Finish the page; anything that belongs to no element becomes an artifact."""
        self._code = _with_artifacts(self._code)
        super().showPage()
        page = self._doc.Pages.pages[-1]
        page.__NoDefault__ = _PAGE_KEYS
        page.StructParents, page.Tabs = self.page_count - 1, "/S"
        page.stream = LateContent(page.stream, self._late)
        self._late = []
        self._tree.end_page()

    def finish(self) -> None:
        """Once all pages are drawn: fill their gaps, add links, fields and structure."""
        document, tree = self._doc, self._tree
        pages = [document.idToObjectNumberAndVersion[f"Page{index + 1}"][0] for index in range(self.page_count)]
        first_link = reserve(document, len(self._annotations))
        widgets = self._form.finish(document, first_link)
        self.series[first_link] = self._annotations.objects(self.page_count, self._destination, widgets)
        for index, page in enumerate(document.Pages.pages):
            page.stream.fill()
            page.Annots = [f"{first_link + link} 0 R" for link in tree.links_of(index)]
        first, elements = add_tree(document, tree, pages, first_link)
        self.series[first] = elements

    def _destination(self, key: str) -> str:
        destination = self._destinations[key]
        number, _ = self._doc.idToObjectNumberAndVersion[destination.page.name]
        return f"[{number} 0 R /XYZ {destination.fmt.left} {destination.fmt.top} 0]"


class _TextObject:
    """The operators of a text object (ISO 32000-1, 9.4), which set font, size, color and rise only when they change."""

    def __init__(
        self, encoder: _Encoder, operators: list[str], state: tuple[str, float, str, float] = ("", 0, "", 0)
    ) -> None:
        self._encoder, self.operators = encoder, operators
        self.state = state
        """The font's name in the file, size, color and rise that are set now."""

    def move(self, x: float, y: float) -> None:
        """Continue at x, on a baseline."""
        self.operators.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")

    def show_line(self, line: Line) -> None:
        """Show a whole line."""
        for span, _, shown in _shown(line):
            self.show(span, shown)

    def show(self, span: Span, text: str) -> None:
        """Show a text in the style of a span."""
        code = self.operators
        font_before, size_before, color_before, rise_before = self.state
        if span.color != color_before:
            code.append(color(span.color))
        for piece in pieces(span.font, text):
            rise = round(span.rise + piece.rise * span.size / 1000, 2)
            if rise != rise_before:
                code.append(f"{rise:g} Ts")
                rise_before = rise
            for name, strings, kerned in self._encoder.encode(piece.font, piece.text):
                if name != font_before or span.size != size_before:
                    code.append(f"{name} {span.size:.2f} Tf")
                    font_before, size_before = name, span.size
                if piece.shift:
                    back = piece.shift + width(piece.font, piece.text)
                    code.append(f"[{-piece.shift:.1f} {strings} {back:.1f}] TJ")
                else:
                    code.append(f"[{strings}] TJ" if kerned else f"{strings} Tj")
        self.state = font_before, size_before, span.color, rise_before


class _Encoder:
    """Texts as a document's fonts write them; each word is encoded once, since no font kerns a space."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._words: dict[tuple[str, str], tuple[str, bool] | None] = {}
        self._names: dict[str, str] = {}

    def encode(self, font: str, text: str) -> list[tuple[str, str, bool]]:
        """For each subset of the font: its name, its strings, and whether there is kerning between them."""
        words = [self._word(font, word) for word in text.split(" ")]
        known = [word for word in words if word is not None]
        if len(known) < len(words):
            return self._encoded(font, text)
        strings = f"({' '.join([code for code, _ in known])})"
        return [(self._names[font], strings, any(kerned for _, kerned in known))]

    def _word(self, font: str, word: str) -> tuple[str, bool] | None:
        """A word's strings without the outer parentheses, and if it is kerned; None if it needs several subsets."""
        key = font, word
        if key not in self._words:
            made = self._encoded(font, word)
            first = self._names.setdefault(font, pdfmetrics.getFont(font).getSubsetInternalName(0, self._document))
            if all(name == first for name, _, _ in made):
                self._words[key] = (made[0][1][1:-1], made[0][2]) if made else ("", False)
            else:
                self._words[key] = None
        return self._words[key]

    def _encoded(self, font: str, text: str) -> list[tuple[str, str, bool]]:
        made = pdfmetrics.getFont(font)
        found: list[tuple[str, list[str]]] = []
        for part, moved in _kerned(font, text):
            for subset, codes in made.splitString(part, self._document):
                name = made.getSubsetInternalName(subset, self._document)
                if not found or found[-1][0] != name:
                    found.append((name, []))
                found[-1][1].append(f"({codes.decode('latin-1').translate(_CODES)})")
            if moved:
                found[-1][1].append(str(-moved))
        return [(name, " ".join(strings), len(strings) > 1) for name, strings in found]


def _kerned(font: str, text: str) -> Iterator[tuple[str, int]]:
    """The text in parts, each with how far the next one is moved."""
    pairs = kerning(font)
    start = 0
    for index, (a, b) in enumerate(pairwise(text), 1) if pairs else ():
        if a + b in pairs:
            yield text[start:index], pairs[a + b]
            start = index
    yield text[start:], 0


def _shown(line: Line) -> Iterator[tuple[Span, str, str]]:
    """A line's runs, and the text written for each, which ends with the space of a soft line."""
    for index, (span, text) in enumerate(line.runs):
        yield span, text, text + " " if line.soft and index == len(line.runs) - 1 else text


def _rule(x: float, y: float, end: float, stroke: str, thickness: float, dash: str = "") -> str:
    return f"q {color(stroke, 'RG')} {thickness:.2f} w {dash}{x:.2f} {y:.2f} m {end:.2f} {y:.2f} l S Q"


def _with_artifacts(code: list[str]) -> list[str]:
    """A page's operators, with artifacts made of all that belongs to no element (ISO 32000-1, 14.8.2.2)."""
    made: list[str] = []
    for tagged, group in groupby(code, lambda part: isinstance(part, _Tagged)):
        parts = list(group)
        if tagged:
            made += parts
        elif any(map(str.strip, parts)):
            made += ["/Artifact BMC", *parts, _END]
    return made
