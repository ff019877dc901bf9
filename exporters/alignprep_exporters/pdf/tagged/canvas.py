"""The canvas for boxes: reportlab's, where everything belongs to a structure element or is an artifact."""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby, pairwise
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import STATE_DEFAULTS
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFPage
from reportlab.pdfgen.canvas import Canvas

from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.tagged.composed_font import ComposedFont
from alignprep_exporters.pdf.tagged.elements import Annotations, add_tree
from alignprep_exporters.pdf.tagged.fields import TEXT_SIZE, Form
from alignprep_exporters.pdf.tagged.late import GAP, LateContent, LateLine
from alignprep_exporters.pdf.tagged.objects import ESCAPES, reserve, string
from alignprep_exporters.pdf.type.fonts import SANS, clusters, kerning, pieces, register, runs_backwards, width
from alignprep_exporters.pdf.type.lines import Line, length, turned
from alignprep_exporters.pdf.type.styles import color

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from alignprep_exporters.pdf.tagged.fields import Field
    from alignprep_exporters.pdf.type.fonts import Piece
    from alignprep_exporters.pdf.type.lines import Part
    from alignprep_exporters.pdf.type.spans import Span, Target

__all__ = ["TaggedCanvas"]

_drawing: Final = Lock()
"""reportlab writes into a drawing while it draws it, and threads share drawings and what holds for all of them."""
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
    """Draws a document's pages, one after the other. Lengths are in points from a page's lower left corner.

    In a language that runs from right to left they are from the lower right corner, and pages are mirrored but for what
    stands inside figures, formulas and `forward`: so the first column, margins, indents, labels and the first cells of
    tables are on the right, and nobody who places a box has to know.
    """

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
        self._backwards, self._right = runs_backwards(), size[0]
        self._shift: float | None = None

    @property
    def page_count(self) -> int:
        """How many pages are finished."""
        return len(self._doc.Pages.pages)

    def page_of(self, key: str) -> int:
        """The number of the page that a destination is on; ask only once all pages are drawn."""
        return self._page_of[key]

    def text(self, node: Node, lines: Sequence[tuple[float, float, Line]], late: LateLine | None = None) -> None:
        """Draw lines of text, each at its x and baseline, and after them a late line."""
        for left, baseline, line in lines:
            if line.hyphen:
                self._draw_hyphen(left, baseline, line)
        if self._artifact:
            self._code.append(_Tagged(f"{self._artifact}\n{self._untagged('q BT', lines, late)}\n{_END}"))
            return
        made, end = _TextObject(self._encoder, ["q BT"]), (0.0, 0.0)
        current: Node | None = None

        def belongs_to(owner: Node) -> None:
            nonlocal current
            if owner is not current:
                made.operators += [self._begin(owner)] if current is None else [_END, self._begin(owner)]
                current = owner

        def place(owner: Node, span: Span, x: float, y: float, rest: str) -> None:
            nonlocal current
            if span.placed is None or span.placed.outline is None:
                belongs_to(owner)
                made.show_placed(span, x, y)
            else:  # Outlines stand outside the text object, and marked content begins and ends on the same side of it.
                made.operators += [_END] * (current is not None)
                current = None
                made.show_placed(span, x, y, self._begin(owner))
            if rest:
                belongs_to(owner)
                made.show(span, rest)

        for x, y, line in lines:
            parts = self._turned(line) if line.parts is None else line.parts
            if self._backwards:
                x = self._begins(x, line)
            end = x, y
            if parts:
                made.operators += [_END] * (current is not None)
                current = None
                self._show_turned(made, node, x, y, line, parts)
                continue
            made.move(x, y)
            for span, text, shown in _shown(line):
                owner = span.node or node
                if span.placed is not None:
                    place(owner, span, x, y, shown[len(text) :])
                    advance = span.placed.width
                else:
                    for part, marked in clusters(span.font, shown):
                        # Readers that sort text by position would separate a letter and its mark.
                        belongs_to(Node("Span", owner, actual_text=part, inline=True) if marked else owner)
                        made.show(span, part)
                    advance = width(span.font, text) * span.size / 1000
                if span.target is not None:
                    self._link_to(span, x, y, advance)
                x += advance
        if late is not None:
            belongs_to(node)
            made.operators.append(self._gap(late, made, end))
        self._code.append(_Tagged("\n".join([*made.operators, *[_END] * (current is not None), "ET Q"])))

    def _draw_hyphen(self, x: float, y: float, line: Line) -> None:
        """Draw the hyphen of a word that goes on in the next line, as a stroke as high and thick as the font's."""
        span = line.runs[-1][0]
        left, size = x + line.width + line.hyphen * 0.1, span.size
        self.rule(left, y + size * 0.23, left + line.hyphen * 0.8, stroke=span.color, thickness=size * 0.07)

    def _show_turned(
        self, made: _TextObject, node: Node, x: float, y: float, line: Line, parts: Sequence[Part]
    ) -> None:
        """Show a line whose parts stand in another order than they are read in, each as content of its own."""
        owners = [part.span.node or node for part in parts]
        begins = {}
        for part, owner in sorted(zip(parts, owners, strict=True), key=lambda one: one[0].place):
            # Letters are painted from left to right, as readers of untagged text expect; the element has the text.
            marked = Node("Span", owner, actual_text=part.text, inline=True) if part.backwards else owner
            begins[part.place] = self._begin(marked, text=False)
        last = max(range(len(parts)), key=lambda place: parts[place].place)
        space = self._begin(owners[last]) if line.soft else ""  # It belongs to what is read last, wherever that stands.
        made.move(x, y)
        for part in parts:
            if part.span.placed is None:
                made.operators.append(begins[part.place])
                made.show(part.span, part.text, backwards=part.backwards)
                made.operators.append(_END)
            else:
                made.show_placed(part.span, x, y, begins[part.place])
            self._link_to(part.span, x, y, part.width)
            x += part.width
        if space:
            made.operators.append(space)
            if self._backwards:
                made.move(x - line.width - length(parts[last].span, " "), y)
            made.show(parts[last].span, " ")
            made.operators.append(_END)

    def _link_to(self, span: Span, x: float, y: float, advance: float) -> None:
        """Make the place of a link's text on the page a part of the link."""
        if span.target is not None and span.node is not None:
            self._tree.link(span.node.index)
            self._annotations.add(span.target, (x, y - span.size * 0.25, x + advance, y + span.size * 0.8))

    def _turned(self, line: Line) -> Sequence[Part]:
        """The parts of a line of which some run from right to left; none of any other line."""
        return turned(line, backwards=self._backwards and self._shift is None)

    def _begins(self, x: float, line: Line) -> float:
        """Where a line begins on the page, from the left."""
        if not self._backwards:
            return x
        return self._at(x, line.width or sum(length(*run) for run in line.runs))

    def _at(self, x: float, width: float = 0) -> float:
        """Where something of a width begins on the page, from the left."""
        if self._shift is not None:
            return x + self._shift
        return self._right - x - width if self._backwards else x

    @contextmanager
    def forward(self, x: float, width: float) -> Iterator[None]:
        """What is drawn inside is not mirrored, such as code; x and width are those of all of it."""
        with self._shifted(self._at(x, width) - x):
            yield

    @contextmanager
    def _shifted(self, shift: float) -> Iterator[None]:
        before, self._shift = self._shift, shift
        try:
            yield
        finally:
            self._shift = before

    def _untagged(self, start: str, lines: Iterable[tuple[float, float, Line]], late: LateLine | None = None) -> str:
        made, end = _TextObject(self._encoder, [start]), (0.0, 0.0)
        for x, y, line in lines:
            parts = self._turned(line)
            end = self._begins(x, line), y
            made.move(*end)
            made.show_line(line, parts)
        if late is not None:
            made.operators.append(self._gap(late, made, end))
        return "\n".join([*made.operators, "ET Q"])

    def _begin(self, node: Node, *, text: bool = True) -> str:
        """The operator after which content belongs to an element, until `_END`; it has the element's `text` too."""
        tag = node.tag
        said = f" /ActualText {string(tag.actual_text)}" if tag.actual_text and text else ""
        return f"/{tag.kind} <</MCID {self._tree.mark(node.index)}{said}>> BDC"

    def _gap(self, late: LateLine, before: _TextObject, end: tuple[float, float]) -> str:
        """A gap for the operators of a late line, which may rely on what the text object has set so far.

        `end` is where the last line begins on the page, from the left.
        """
        state = before.state

        def fill() -> str:
            line, made = late.line(), _TextObject(self._encoder, [], state)
            parts = self._turned(line)
            if late.end is not None:
                made.move(self._at(late.end[0] - line.width, line.width), late.end[1])
            elif self._backwards:
                made.move(end[0] - line.width, end[1])
            made.show_line(line, parts)
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
        x = self._at(x, drawing.width)
        self._tree.boxes[node.index] = (x, y, x + drawing.width, y + drawing.height)
        with _drawing, self._shifted(0.0), self._belonging_to(node):
            before, STATE_DEFAULTS["fontName"] = STATE_DEFAULTS["fontName"], SANS  # Every font in use must be embedded.
            try:
                renderPDF.draw(drawing, self, x, y, showBoundary=False)
            finally:
                STATE_DEFAULTS["fontName"] = before

    def shapes(
        self,
        node: Node,
        code: str,
        box: tuple[float, float, float, float],
        hidden: Sequence[tuple[float, float, Line]],
        words: Sequence[tuple[float, float, Line]] = (),
    ) -> None:
        """Draw shapes from finished operators, and under them invisible text for search, copying and screen readers.

        `words` among the shapes are drawn as text that is only seen, since the invisible text has them.
        """
        left, bottom, right, top = box
        with self.forward(left, right - left):
            with self._belonging_to(node):
                moved = self._at(left) - left
                self._tree.boxes[node.index] = (left + moved, bottom, right + moved, top)
                # Mode 3 paints nothing (ISO 32000-1, 9.3.6); the spacing keeps marks before what follows their letter.
                self._code.append(self._untagged("q BT 3 Tr 1 Tc", hidden))
                self._code.append(f"q 1 0 0 1 {moved:.2f} 0 cm\n{code}\nQ" if moved else code)
            if words:
                self._code.append(self._untagged("q BT", words))

    @contextmanager
    def artifact(self, kind: str = "") -> Iterator[None]:
        """Text drawn inside is an artifact: the page's `Header` or `Footer`, or the repeated header of a table."""
        self._artifact = f"/Artifact <</Type /Pagination{f' /Subtype /{kind}' if kind else ''}>> BDC"
        yield
        self._artifact = ""

    def rule(self, x: float, y: float, end: float, *, stroke: str, thickness: float = 0.5) -> None:
        """A horizontal line."""
        left = self._at(x, end - x)
        self._code.append(_rule(left, y, left + end - x, stroke, thickness))

    def leader(self, x: float, y: float, end: Callable[[], float], *, stroke: str) -> None:
        """A dotted line, whose end is known only later."""
        self._late.append(lambda: _rule(self._at(x), y, self._at(end()), stroke, 0.6, "[0.6 3.5] 0 d "))
        self._code.append(GAP)

    def path(self, points: Sequence[tuple[float, float]], *, stroke: str, thickness: float = 0.5) -> None:
        """A line through some points."""
        (x, y), *others = [(self._at(x), y) for x, y in points]
        lines = " ".join(f"{x_:.2f} {y_:.2f} l" for x_, y_ in others)
        self._code.append(f"q {color(stroke, 'RG')} {thickness:.2f} w 1 J {x:.2f} {y:.2f} m {lines} S Q")

    def shape(self, code: str) -> None:
        """A decoration, by its operators."""
        if self._shift is None and self._backwards:
            code = f"q -1 0 0 1 {self._right:.2f} 0 cm {code} Q"
        elif self._shift:
            code = f"q 1 0 0 1 {self._shift:.2f} 0 cm {code} Q"
        self._code.append(code)

    def area(self, x: float, y: float, width: float, height: float, *, fill: str = "", stroke: str = "") -> None:
        """A rectangle, filled or framed."""
        x = self._at(x, width)
        paint = color(fill) if fill else f"{color(stroke, 'RG')} 0.6 w"
        self._code.append(f"q {paint} {x:.2f} {y:.2f} {width:.2f} {height:.2f} re {'f' if fill else 'S'} Q")

    def link(self, node: Node, target: Target, rectangle: tuple[float, float, float, float]) -> None:
        """Make a rectangle of the page a link that belongs to an element."""
        left, bottom, right, top = rectangle
        x = self._at(left, right - left)
        self._tree.link(node.index)
        self._annotations.add(target, (x, bottom, x + right - left, top))

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
        size, x = (right - left, top - bottom), self._at(left, right - left)
        self._form.add(field, len(self._annotations), size, shown, state=state, text_size=text_size)
        self._tree.link(node.index)
        self._annotations.add(None, (x, bottom, x + size[0], top))

    def appearance(self, lines: Iterable[tuple[float, float, Line]], width: float | None = None) -> str:
        """The operators that draw lines of text in the rectangle of a field, from where text begins if it has a width.

        Without one, from its left.
        """
        if width is not None and self._backwards:
            lines = [(width - x - line.width, y, line) for x, y, line in lines]
        with self._shifted(0.0):
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
        self._encoder.finish()
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
        self._place = 0.0, 0.0
        self.state = state
        """The font's name in the file, size, color and rise that are set now."""

    def move(self, x: float, y: float) -> None:
        """Continue at x, on a baseline."""
        self.operators.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
        self._place = x, y

    def show_line(self, line: Line, parts: Sequence[Part] = ()) -> None:
        """Show a whole line, or its parts if some run from right to left."""
        x, y = self._place
        for part in parts:
            if part.span.placed is None:
                self.show(part.span, part.text, backwards=part.backwards)
            else:
                self.show_placed(part.span, x, y)
            x += part.width
        for span, text, shown in () if parts else _shown(line):
            if span.placed is None:
                self.show(span, shown)
            else:
                self.show_placed(span, x, y)
                self.show(span, shown[len(text) :])
            x += length(span, text)

    def show_placed(self, span: Span, x: float, y: float, mark: str = "") -> None:
        """Show a placed part of a formula, and continue behind it.

        A `mark` is the operator that begins its marked content, which is ended too.
        """
        made = span.placed
        assert made is not None
        begin, end = ([mark], [_END]) if mark else ([], [])
        if made.outline is not None:
            hidden = _TextObject(self._encoder, [f"q BT 3 Tr 1 Tc {_stretch(span):.1f} Tz"])
            hidden.move(x, y + span.rise)
            hidden.show(replace(span, font=SANS, rise=0), span.text)
            matrix = f"{made.scale:.4f} 0 0 {made.scale:.4f} {x:.2f} {y + span.rise:.2f} cm"
            outlines = f"q {color(span.color)} {matrix}\n{made.outline.code} Q"
            self.operators += ["ET", *begin, *hidden.operators, "ET Q", outlines, *end, "BT"]
            self.state = "", 0, *self.state[2:]  # Some readers do not restore the font.
            begin = ["/Artifact BMC"] if made.runs and mark else []  # The hidden text has their words.
            end = [_END] * len(begin)
        self.operators += begin
        for distance, run in made.runs:
            self.move(x + distance, y)
            line = Line([(run, run.text)])
            self.show_line(line, turned(line, backwards=False))
        self.operators += end
        self.move(x + made.width, y)

    def show(self, span: Span, text: str, *, backwards: bool = False) -> None:
        """Show a text in the style of a span; `backwards` if it runs from right to left."""
        code, encoder = self.operators, self._encoder
        font_before, size_before, color_before, rise_before = self.state
        if span.color != color_before:
            code.append(color(span.color))
        for piece in pieces(span.font, text, backwards=backwards):
            rise = round(span.rise + piece.rise * span.size / 1000, 2)
            if rise != rise_before:
                code.append(f"{rise:g} Ts")
                rise_before = rise
            encoded = encoder.encode_glyphs(piece) if piece.glyphs else encoder.encode(piece.font, piece.text)
            for name, strings, kerned in encoded:
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
        self._composed: dict[str, ComposedFont] = {}

    def encode_glyphs(self, piece: Piece) -> list[tuple[str, str, bool]]:
        """A piece of shaped text as `encode` gives others."""
        known = self._composed.get(piece.font)
        if known is None:
            font = pdfmetrics.getFont(piece.font)
            known = self._composed[piece.font] = ComposedFont(f"S{len(self._composed) + 1}", font)
        return [(f"/{known.name}", known.encode(piece.glyphs), False)]

    def finish(self) -> None:
        """Add the fonts of shaped text to the document, once all of it is written."""
        for font in self._composed.values():
            font.finish(self._document)

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


def _stretch(span: Span) -> float:
    """How much the hidden text of outlines is stretched, in percent, to be as wide as they are."""
    assert span.placed is not None
    return 100 * span.placed.width / (width(SANS, span.text) * span.size / 1000 + len(span.text))


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
