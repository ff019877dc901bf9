"""The pages around the story: running heads, page numbers, contents, bookmarks, metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageTemplate, Paragraph
from reportlab.platypus.flowables import Flowable

from alignprep_exporters.pdf.fonts import SANS, register
from alignprep_exporters.pdf.styles import LINE, MARGIN, SIZES, SOFT, style

if TYPE_CHECKING:
    import io

    from alignprep import Packet

__all__ = ["NAMES", "Handout", "Heading", "Page", "PageOf", "Rules", "inside"]

NAMES: Final = {"candidate": "Candidate handout", "study": "Study guide", "interviewer": "Interviewer's guide"}
_TOP, _BOTTOM = 78.0, 70.0


class Page(Canvas):  # type: ignore[misc]
    """A canvas that begins every page in a font of ours: reportlab's own choice is not embedded."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **{**settings, "initialFontName": SANS})


class Heading(Paragraph):  # type: ignore[misc]
    """A heading that goes into the contents and the bookmarks, and to which links lead.

    `name` is its text there; `section`, where given, is what the running head says from here on.
    """

    def __init__(self, markup: str, made: Any, *, key: str, name: str, level: int, section: str | None = None) -> None:
        super().__init__(markup, made)
        self.key, self.name, self.level, self.section = key, name, level, section


class PageOf(Flowable):  # type: ignore[misc]
    """A line that names the page of a heading, as the last pass had it."""

    def __init__(self, key: str, markup: str) -> None:
        super().__init__()
        self._key, self._markup = key, markup

    def wrap(self, available: float, height: float) -> tuple[float, float]:
        """Lay the line out with the page that is known by now."""
        page = self.canv._doctemplate.pages.get(self._key, 0)
        text = f'<a href="#{self._key}" color="#12597a">{self._markup}</a>, page {page}'
        self._line = Paragraph(text, style("tight", bullet=True), bulletText="•")
        size: tuple[float, float] = self._line.wrap(available, height)
        return size

    def draw(self) -> None:
        """Draw the line."""
        self._line.drawOn(self.canv, 0, 0)


class Rules(Flowable):  # type: ignore[misc]
    """Ruled lines to write on: so many, 22 points apart."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count

    def wrap(self, available: float, height: float) -> tuple[float, float]:  # noqa: ARG002
        """As wide as the text."""
        self._width = available
        return available, self._count * 22.0 + 6

    def split(self, available: float, height: float) -> list[Flowable]:  # noqa: ARG002
        """As many lines as fit, and the others."""
        fitting = int((height - 6) / 22)
        return [Rules(fitting), Rules(self._count - fitting)] if 0 < fitting < self._count else []

    def draw(self) -> None:
        """Draw the lines."""
        self.canv.setStrokeColor(LINE)
        self.canv.setLineWidth(0.5)
        for index in range(self._count):
            y = index * 22.0 + 4
            self.canv.line(0, y, self._width, y)


class Handout(BaseDocTemplate):  # type: ignore[misc]
    """The document: a cover without a head, then pages with one."""

    def __init__(self, file: io.BytesIO, packet: Packet) -> None:
        register()
        width, height = SIZES[packet.paper]
        self.pages: dict[str, int] = {}
        self._packet = packet
        self._section = ""
        self._total = 0
        super().__init__(
            file,
            pagesize=(width, height),
            title=f"{packet.title}: {NAMES[packet.edition]}",
            author="alignprep",
            subject=f"{len(packet.items)} interview questions, data {packet.version}",
            creator="alignprep",
            producer="reportlab",
            lang="en-US",
            invariant=1,
            pageCompression=1,
        )
        frame = Frame(MARGIN, _BOTTOM, width - 2 * MARGIN, height - _TOP - _BOTTOM, 0, 0, 0, 0, id="text")
        self.addPageTemplates([PageTemplate("cover", [frame]), PageTemplate("inside", [frame], onPageEnd=self._around)])

    def beforeDocument(self) -> None:  # noqa: N802
        """Begin a pass: reportlab lays the document out until the contents agree with it."""
        self._section = ""
        self.canv.showOutline()
        self.canv.setViewerPreference("DisplayDocTitle", "true")

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802
        """Note a heading's page, for the contents, the bookmarks and the running head."""
        if isinstance(flowable, Heading):
            self.pages[flowable.key] = self.page
            self.canv.bookmarkPage(flowable.key)
            self.canv.addOutlineEntry(flowable.name, flowable.key, flowable.level, closed=flowable.level == 0)
            self.notify("TOCEntry", (flowable.level, flowable.text, self.page, flowable.key))
            if flowable.section is not None:
                self._section = flowable.section
        self._total = max(self._total, self.page)

    def _around(self, canvas: Any, document: Any) -> None:  # noqa: ARG002
        """Head and foot of a page."""
        width, height = self.pagesize
        canvas.saveState()
        canvas.setFont(SANS, 8.4)
        canvas.setFillColor(SOFT)
        canvas.drawString(MARGIN, height - 46, self._section)
        canvas.drawRightString(width - MARGIN, height - 46, NAMES[self._packet.edition])
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.4)
        canvas.line(MARGIN, height - 53, width - MARGIN, height - 53)
        canvas.drawString(
            MARGIN, 40, f"alignprep {self._packet.version} · {self._packet.date.isoformat()} · {self._packet.license}"
        )
        canvas.drawRightString(width - MARGIN, 40, f"{self.page} of {self._total}")
        canvas.restoreState()


def inside() -> Flowable:
    """From the next page on, pages with head and foot."""
    return NextPageTemplate("inside")
