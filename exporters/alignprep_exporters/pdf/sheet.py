"""The surface that boxes draw on: reportlab's canvas, on which every mark is tagged or an artifact."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from reportlab.graphics import renderPDF
from reportlab.pdfbase.pdfdoc import PDFPage
from reportlab.pdfgen.canvas import Canvas

from alignprep_exporters.pdf.elements import add_tree
from alignprep_exporters.pdf.fonts import SANS, clusters, register, width
from alignprep_exporters.pdf.glyphs import BARE, Look, runs, show, show_line
from alignprep_exporters.pdf.links import Links
from alignprep_exporters.pdf.marks import CLOSE, Tagged, with_artifacts
from alignprep_exporters.pdf.objects import reserved, string
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.styles import color
from alignprep_exporters.pdf.waiting import GAP, Late, Waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alignprep_exporters.pdf.lines import Line
    from alignprep_exporters.pdf.spans import Target

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
        self._tree = root.tree
        self.places: dict[str, int] = {}
        """The page of each place that has a key, once it is drawn."""
        self.series: dict[int, Iterator[bytes]] = {}
        """Objects that are made when the file is written, by the number of the first, once the pages are finished."""
        self._code: list[str]
        self._pieces: list[Callable[[], str]] = []
        self._artifact = ""
        self._links = Links()

    @property
    def count(self) -> int:
        """How many pages are shown."""
        return len(self._doc.Pages.pages)

    def text(self, node: Node, lines: Sequence[tuple[float, float, Line]], late: Late | None = None) -> None:
        """Draw lines of text, each at its x and baseline, and behind them one that is known later."""
        if self._artifact:
            self._code.append(Tagged(f"{self._artifact}\n{self._untagged('q BT', lines, late)}\n{CLOSE}"))
            return
        code = ["q BT"]
        current: Node | None = None
        look = BARE
        for x, y, line in lines:
            code.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
            for span, text, shown in runs(line):
                for part, marked in clusters(span.font, shown):
                    owner = span.node or node
                    if marked:  # Readers that sort what they find by its place would part a letter and its mark.
                        owner = Node("Span", owner, spelled=part, inline=True)
                    code += self._change(current, owner)
                    current = owner
                    look = show(self._doc, code, span, part, look)
                advance = width(span.font, text) * span.size / 1000
                if span.target is not None and span.node is not None:
                    self.link(span.node, span.target, (x, y - span.size * 0.25, x + advance, y + span.size * 0.8))
                x += advance
        if late is not None:
            code += self._change(current, node)
            current = node
            code.append(self._later(late, look))
        code += [CLOSE, "ET Q"] if current is not None else ["ET Q"]
        self._code.append(Tagged("\n".join(code)))

    def _change(self, before: Node | None, owner: Node) -> list[str]:
        """The operators after which what is drawn belongs to the owner."""
        if owner is before:
            return []
        return [self._opening(owner)] if before is None else [CLOSE, self._opening(owner)]

    def _opening(self, node: Node) -> str:
        tag = node.tag
        spelled = f" /ActualText {string(tag.spelled)}" if tag.spelled else ""
        return f"/{tag.kind} <</MCID {self._tree.mark(node.index)}{spelled}>> BDC"

    def _later(self, late: Late, look: Look) -> str:
        """A gap for a line's operators, before which this look is set."""

        def piece() -> str:
            line, code = late.line(), []
            if late.end is not None:
                code.append(f"1 0 0 1 {late.end[0] - line.width:.2f} {late.end[1]:.2f} Tm")
            show_line(self._doc, code, line, look)
            return "\n".join(code)

        return self._gap(piece)

    def _gap(self, piece: Callable[[], str]) -> str:
        self._pieces.append(piece)
        return GAP

    @contextmanager
    def marked(self, node: Node) -> Iterator[None]:
        """Whatever is drawn inside belongs to the node."""
        self._code.append(Tagged(self._opening(node)))
        start = len(self._code)
        yield
        self._code[start:] = [Tagged("\n".join([*self._code[start:], CLOSE]))]

    def drawing(self, node: Node, drawing: Any, x: float, y: float) -> None:
        """Draw a drawing of reportlab's with its lower left corner at (x, y)."""
        self._tree.boxes[node.index] = (x, y, x + drawing.width, y + drawing.height)
        with self.marked(node):
            renderPDF.draw(drawing, self, x, y, showBoundary=False)

    def outlines(
        self, node: Node, code: str, box: tuple[float, float, float, float], hidden: Sequence[tuple[float, float, Line]]
    ) -> None:
        """Draw finished operators, and under them text that only machines read."""
        self._tree.boxes[node.index] = box
        with self.marked(node):
            # Mode 3 paints nothing (ISO 32000-1, 9.3.6); the spacing keeps marks before what follows their letter.
            self._code.append(self._untagged("q BT 3 Tr 1 Tc", hidden))
            self._code.append(code)

    def _untagged(self, start: str, lines: Sequence[tuple[float, float, Line]], late: Late | None = None) -> str:
        code = [start]
        look = BARE
        for x, y, line in lines:
            code.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
            look = show_line(self._doc, code, line, look)
        if late is not None:
            code.append(self._later(late, look))
        return "\n".join([*code, "ET Q"])

    @contextmanager
    def furniture(self, kind: str = "") -> Iterator[None]:
        """Text that is drawn inside is an artifact: the page's `Header` or `Footer`, or a repeated head of a table."""
        self._artifact = f"/Artifact <</Type /Pagination{f' /Subtype /{kind}' if kind else ''}>> BDC"
        yield
        self._artifact = ""

    def rule(self, x: float, y: float, end: float, *, stroke: str, thickness: float = 0.5, dash: str = "") -> None:
        """A horizontal line."""
        self._code.append(_rule(x, y, end, stroke, thickness, dash))

    def leader(self, x: float, y: float, end: Callable[[], float], *, stroke: str) -> None:
        """A dotted line to where something begins that is known later."""
        self._code.append(self._gap(lambda: _rule(x, y, end(), stroke, 0.6, "0.6 3.5")))

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
        self._tree.link(node.index)
        self._links.add(target, rectangle)

    def page_of(self, key: str) -> int:
        """The number of the page that a place is on; asked once all pages are drawn."""
        return self.places[key]

    def mark_place(self, key: str, top: float) -> None:
        """Make a height of the page a place that links lead to."""
        self.places[key] = self.count + 1
        self.bookmarkPage(key, fit="XYZ", left=0, top=round(top, 2), zoom=0)

    def showPage(self) -> None:  # noqa: N802
        """End the page; what no node owns becomes an artifact."""
        self._code = with_artifacts(self._code)
        super().showPage()
        page = self._doc.Pages.pages[-1]
        page.__NoDefault__ = _KEYS
        page.StructParents, page.Tabs = self.count - 1, "/S"
        page.stream = Waiting(page.stream, self._pieces)
        self._pieces = []
        self._tree.turn()

    def finish(self) -> None:
        """Decide what waited, add links and structure, once all pages are shown."""
        document, tree = self._doc, self._tree
        pages = [document.idToObjectNumberAndVersion[f"Page{index + 1}"][0] for index in range(self.count)]
        first_link = reserved(document, len(self._links))
        self.series[first_link] = self._links.objects(self.count, self._destination)
        for index, page in enumerate(document.Pages.pages):
            page.stream.decide()
            page.Annots = [f"{first_link + link} 0 R" for link in tree.links_of(index)]
        first, elements = add_tree(document, tree, pages, first_link)
        self.series[first] = elements

    def _destination(self, key: str) -> str:
        destination = self._destinations[key]
        number, _ = self._doc.idToObjectNumberAndVersion[destination.page.name]
        return f"[{number} 0 R /XYZ {destination.fmt.left} {destination.fmt.top} 0]"


def _rule(x: float, y: float, end: float, stroke: str, thickness: float, dash: str) -> str:
    pen = f"{color(stroke, 'RG')} {thickness:.2f} w {f'[{dash}] 0 d ' if dash else ''}"
    return f"q {pen}{x:.2f} {y:.2f} m {end:.2f} {y:.2f} l S Q"


_KEYS: Final = [*PDFPage.__NoDefault__, "StructParents", "Tabs"]
"""What a page's dictionary may have."""
