"""The surface that boxes draw on: reportlab's canvas, on which every mark is tagged or an artifact."""

from __future__ import annotations

import io
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from reportlab.graphics import renderPDF
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFObjectReference
from reportlab.pdfgen.canvas import Canvas

from alignprep_exporters.pdf.fonts import SANS, clusters, kerns, pieces, register, width
from alignprep_exporters.pdf.marks import CLOSE, Tagged, with_artifacts
from alignprep_exporters.pdf.objects import ESCAPES, Raw, string
from alignprep_exporters.pdf.structure import Link, Marked, Node, add_tree
from alignprep_exporters.pdf.styles import color

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alignprep_exporters.pdf.lines import Line
    from alignprep_exporters.pdf.spans import Span, Target

__all__ = ["Sheet"]


class Sheet(Canvas):  # type: ignore[misc]
    """A document's pages, one after the other. Lengths are in points from a page's lower left corner."""

    def __init__(self, size: tuple[float, float], root: Node) -> None:
        register()
        super().__init__(
            io.BytesIO(),
            pagesize=size,
            invariant=1,
            pageCompression=0,
            initialFontName=SANS,
            pdfVersion=(1, 7),
            lang="en-US",
        )
        self._root = root
        self.places: dict[str, int] = {}
        """The page of each place that has a key."""
        self._code: list[str]
        self._artifact = ""
        self._marks: list[list[Node]] = [[]]
        self._linked: list[tuple[str, Node, Target, tuple[float, float, float, float]]] = []

    @property
    def _index(self) -> int:
        return len(self._marks) - 1

    def text(self, node: Node, lines: Sequence[tuple[float, float, Line]]) -> None:
        """Draw lines of text, each at its x and baseline."""
        if self._artifact:
            self._code.append(Tagged(f"{self._artifact}\n{self._untagged('q BT', lines)}\n{CLOSE}"))
            return
        code = ["q BT"]
        current: Node | None = None
        look: tuple[str, float, str, float] = ("", 0, "", 0)
        for x, y, line in lines:
            code.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
            for index, (span, text) in enumerate(line.runs):
                shown = text + " " if line.soft and index == len(line.runs) - 1 else text
                for part, marked in clusters(span.font, shown):
                    owner = span.node or node
                    if marked:  # Readers that sort what they find by its place would part a letter and its mark.
                        owner = Node("Span", owner, spelled=part, inline=True)
                    if owner is not current:
                        if current is not None:
                            code.append(CLOSE)
                        code.append(self._opening(owner))
                        current = owner
                    look = self._show(code, span, part, look)
                advance = width(span.font, text) * span.size / 1000
                if span.target is not None and span.node is not None:
                    self.link(span.node, span.target, (x, y - span.size * 0.25, x + advance, y + span.size * 0.8))
                x += advance
        code += [CLOSE, "ET Q"] if current is not None else ["ET Q"]
        self._code.append(Tagged("\n".join(code)))

    def _show(
        self, code: list[str], span: Span, text: str, look: tuple[str, float, str, float]
    ) -> tuple[str, float, str, float]:
        """Add the operators that show a text; what they leave set is returned."""
        font_before, size_before, color_before, rise_before = look
        if span.color != color_before:
            code.append(color(span.color))
        for piece in pieces(span.font, text):
            rise = round(span.rise + piece.rise * span.size / 1000, 2)
            if rise != rise_before:
                code.append(f"{rise:g} Ts")
                rise_before = rise
            for name, array in self._encoded(piece.font, piece.text):
                if name != font_before or span.size != size_before:
                    code.append(f"{name} {span.size:.2f} Tf")
                    font_before, size_before = name, span.size
                if piece.shift:
                    back = piece.shift + width(piece.font, piece.text)
                    code.append(f"[{-piece.shift:.1f} {' '.join(array)} {back:.1f}] TJ")
                else:
                    code.append(f"{array[0]} Tj" if len(array) == 1 else f"[{' '.join(array)}] TJ")
        return font_before, size_before, span.color, rise_before

    def _encoded(self, font: str, text: str) -> list[tuple[str, list[str]]]:
        """The text in the codes of the font's subsets: each one's name, its strings and the kerning between them."""
        made = pdfmetrics.getFont(font)
        found: list[tuple[str, list[str]]] = []
        for part, kerning in _kerned(font, text):
            for subset, codes in made.splitString(part, self._doc):
                name = made.getSubsetInternalName(subset, self._doc)
                if not found or found[-1][0] != name:
                    found.append((name, []))
                found[-1][1].append(f"({codes.decode('latin-1').translate(_CODES)})")
            if kerning:
                found[-1][1].append(str(-kerning))
        return found

    def _opening(self, node: Node) -> str:
        node.attach()
        marks = self._marks[-1]
        node.kids.append(Marked(self._index, len(marks)))
        marks.append(node)
        spelled = f" /ActualText {string(node.spelled)}" if node.spelled else ""
        return f"/{node.kind} <</MCID {len(marks) - 1}{spelled}>> BDC"

    @contextmanager
    def marked(self, node: Node) -> Iterator[None]:
        """Whatever is drawn inside belongs to the node."""
        self._code.append(Tagged(self._opening(node)))
        start = len(self._code)
        yield
        self._code[start:] = [Tagged("\n".join([*self._code[start:], CLOSE]))]

    def drawing(self, node: Node, drawing: Any, x: float, y: float) -> None:
        """Draw a drawing of reportlab's with its lower left corner at (x, y)."""
        node.box = (x, y, x + drawing.width, y + drawing.height)
        with self.marked(node):
            renderPDF.draw(drawing, self, x, y, showBoundary=False)

    def outlines(
        self, node: Node, code: str, box: tuple[float, float, float, float], hidden: Sequence[tuple[float, float, Line]]
    ) -> None:
        """Draw finished operators, and under them text that only machines read."""
        node.box = box
        with self.marked(node):
            # Mode 3 paints nothing (ISO 32000-1, 9.3.6); the spacing keeps marks before what follows their letter.
            self._code.append(self._untagged("q BT 3 Tr 1 Tc", hidden))
            self._code.append(code)

    def _untagged(self, start: str, lines: Sequence[tuple[float, float, Line]]) -> str:
        code = [start]
        look: tuple[str, float, str, float] = ("", 0, "", 0)
        for x, y, line in lines:
            code.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
            for index, (span, text) in enumerate(line.runs):
                shown = text + " " if line.soft and index == len(line.runs) - 1 else text
                look = self._show(code, span, shown, look)
        return "\n".join([*code, "ET Q"])

    @contextmanager
    def furniture(self, kind: str = "") -> Iterator[None]:
        """Text that is drawn inside is an artifact: the page's `Header` or `Footer`, or a repeated head of a table."""
        self._artifact = f"/Artifact <</Type /Pagination{f' /Subtype /{kind}' if kind else ''}>> BDC"
        yield
        self._artifact = ""

    def rule(self, x: float, y: float, end: float, *, stroke: str, thickness: float = 0.5, dash: str = "") -> None:
        """A horizontal line."""
        pen = f"{color(stroke, 'RG')} {thickness:.2f} w {f'[{dash}] 0 d ' if dash else ''}"
        self._code.append(f"q {pen}{x:.2f} {y:.2f} m {end:.2f} {y:.2f} l S Q")

    def path(self, points: Sequence[tuple[float, float]], *, stroke: str, thickness: float = 0.5) -> None:
        """A line through some points."""
        (x, y), *others = points
        lines = " ".join(f"{x_:.2f} {y_:.2f} l" for x_, y_ in others)
        self._code.append(f"q {color(stroke, 'RG')} {thickness:.2f} w 1 J {x:.2f} {y:.2f} m {lines} S Q")

    def area(self, x: float, y: float, width: float, height: float, *, fill: str = "", stroke: str = "") -> None:
        """A rectangle, filled or framed."""
        paint = color(fill) if fill else f"{color(stroke, 'RG')} 0.6 w"
        self._code.append(f"q {paint} {x:.2f} {y:.2f} {width:.2f} {height:.2f} re {'f' if fill else 'S'} Q")

    def link(self, node: Node, target: Target, rectangle: tuple[float, float, float, float]) -> None:
        """Make a rectangle of the page a link that belongs to a node."""
        name = f"Link{len(self._linked)}"
        node.attach()
        node.kids.append(Link(self._index, len(self._linked)))
        self._linked.append((name, node, target, rectangle))
        self._annotationrefs.append(PDFObjectReference(name))

    def page_of(self, key: str) -> int:
        """The number of the page that a place is on."""
        return self.places[key]

    def mark_place(self, key: str, top: float) -> None:
        """Make a height of the page a place that links lead to."""
        self.bookmarkPage(key, fit="XYZ", left=0, top=round(top, 2), zoom=0)

    def showPage(self) -> None:  # noqa: N802
        """End the page; what no node owns becomes an artifact."""
        self._code = with_artifacts(self._code)
        super().showPage()
        page = self._doc.Pages.pages[-1]
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = self._index, "/S"
        self._marks.append([])

    def finish(self) -> None:
        """Write links and structure, once all pages are shown."""
        document = self._doc
        pages = [f"Page{index + 1}" for index in range(self._index)]
        links = [(name, node) for name, node, _, _ in self._linked]
        for index, (name, _, target, rectangle) in enumerate(self._linked):
            place = self._action(target)
            corners = " ".join(f"{value:.2f}" for value in rectangle)
            document.Reference(
                Raw(
                    f"<< /Type /Annot /Subtype /Link /Rect [{corners}] /Border [0 0 0] /F 4 "
                    f"/StructParent {len(pages) + index} /Contents {string(target.description)} {place} >>"
                ),
                name,
            )
        add_tree(document, self._root, pages, self._marks[: self._index], links)

    def _action(self, target: Target) -> str:
        if target.url:
            return f"/A << /Type /Action /S /URI /URI {string(target.url)} >>"
        destination = self._destinations[target.key]
        page, left, top = destination.page, destination.fmt.left, destination.fmt.top
        number, _ = self._doc.idToObjectNumberAndVersion[page.name]
        return f"/Dest [{number} 0 R /XYZ {left} {top} 0]"


def _kerned(font: str, text: str) -> Iterator[tuple[str, int]]:
    """The text in parts, each with what it moves the next one by."""
    kerning = kerns(font)
    start = 0
    for index, (a, b) in enumerate(pairwise(text), 1) if kerning else ():
        if a + b in kerning:
            yield text[start:index], kerning[a + b]
            start = index
    yield text[start:], 0


_CODES = {**ESCAPES, **{code: f"\\{code:03o}" for code in (*range(32), *range(127, 256))}}
"""How the codes of a string are written, so that a page's drawing is ASCII."""
