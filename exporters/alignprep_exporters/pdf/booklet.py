"""A document as a booklet: two pages on each side of a sheet, in the order in which the folded sheets are read.

All sheets lie inside each other and are folded and stapled together at the middle (saddle stitch). So their number is
a quarter of that of the pages, to which blank ones are added at the end; a sheet is printed on both sides and turned
over its short edge.

- Pages are half as large as the sheet, and text has its usual size. They are set for that, not made smaller.
- A page becomes a form XObject (ISO 32000-1, 8.10), so that its content stays as it is.
- There are no tags, links, bookmarks and fields: what is printed here is in no order for a reader on screen. Hence it
  claims to be neither PDF/UA nor PDF/A.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from alignprep import ExporterError
from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas
from alignprep_exporters.pdf.tagged.objects import Raw, packed, string
from alignprep_exporters.pdf.type.styles import SIZES, Geometry

if TYPE_CHECKING:
    from alignprep import Packet
    from alignprep_exporters.pdf.structure import Node

__all__ = ["Booklet", "page_of", "require_no_interview", "sides"]

_MARGINS: Final = {"left": 38.0, "right": 38.0, "top": 56.0, "bottom": 48.0, "notes": 0.0}
"""Those of a page of a booklet."""
_PREFERENCES: Final = "<< /DisplayDocTitle true /Duplex /DuplexFlipShortEdge /PrintScaling /None >>"
"""What a program suggests to print by (ISO 32000-1, 12.2)."""


def page_of(packet: Packet, **margins: Any) -> Geometry:
    """The page that a document is set on: a sheet of the packet's paper or, for a booklet, half of one.

    Margins that are given replace the usual ones.
    """
    width, height = SIZES[packet.paper]
    if not packet.booklet:
        return Geometry(width, height, **margins)
    return Geometry(height / 2, width, **{**_MARGINS, **margins})


def require_no_interview(packet: Packet) -> None:
    """Raise `ExporterError` for a booklet of what is made for an interview."""
    if packet.booklet and packet.interview is not None:
        raise ExporterError("what is filled in during an interview has pages of its own, and cannot be a booklet")


def sides(count: int) -> list[tuple[int, int]]:
    """The pages on each side of the sheets, left and right, counted from 0; numbers from `count` on are blank.

    The sides of a sheet follow each other, the outer side first.
    """
    whole = count + -count % 4
    return [(whole - 1 - side, side) if side % 2 == 0 else (side, whole - 1 - side) for side in range(whole // 2)]


class Booklet(TaggedCanvas):
    """Draws the pages of a document without its tags, and lays them out on sheets at the end.

    Where lines run from right to left, so do the pages: the sheets are bound on the right.
    """

    def _begin(self, node: Node, *, text: bool = True) -> str:
        """Marked content belongs to no element; it keeps a text that its characters would not give."""
        tag = node.tag
        said = f"<</ActualText {string(tag.actual_text)}>> BDC" if tag.actual_text and text else "BMC"
        return f"/{tag.kind} {said}"

    def addOutlineEntry(self, *_: Any, **__: Any) -> None:  # noqa: N802 - reportlab's name
        """A booklet has no bookmarks."""

    def add_destination(self, key: str, top: float) -> None:  # noqa: ARG002 - links go to a height, contents to a page
        """Only the page's number is of use."""
        self._page_of[key] = self.page_count + 1

    def finish(self) -> None:
        """Fill the gaps of the pages, and put them on sheets, without links and fields: paper has none."""
        document, pages = self._doc, self._doc.Pages.pages
        width, height = self._pagesize
        forms = []
        for number, page in enumerate(pages, 1):
            page.stream.fill()
            page.check_format(document)
            resources = page.Resources.format(document).decode("latin-1")
            keys = f"/Type /XObject /Subtype /Form /BBox [0 0 {width:g} {height:g}] /Resources {resources}"
            document.idToObject[f"Page{number}"] = packed(keys, page.stream.whole())
            forms.append(document.idToObjectNumberAndVersion[f"Page{number}"][0])
            page.stream = page.Contents = page.Resources = None
        self._encoder.finish()
        catalog = document.Catalog
        catalog.ViewerPreferences, catalog.Outlines = Raw(_PREFERENCES), None
        parent = document.Reference(document.Pages).format(document).decode("ascii")
        document.Pages.pages = [self._side(shown, forms, parent) for shown in sides(len(forms))]

    def _side(self, shown: tuple[int, int], forms: list[int], parent: str) -> Raw:
        """A side of a sheet with two pages."""
        width, height = self._pagesize
        left, right = shown[::-1] if self._backwards else shown
        placed = [(forms[page], x) for page, x in ((left, 0.0), (right, width)) if page < len(forms)]
        drawn = "\n".join(f"q 1 0 0 1 {x:g} 0 cm /Page{index} Do Q" for index, (_, x) in enumerate(placed))
        content = self._doc.Reference(packed("", drawn.encode("ascii"))).format(self._doc).decode("ascii")
        objects = " ".join(f"/Page{index} {number} 0 R" for index, (number, _) in enumerate(placed))
        return Raw(
            f"<< /Type /Page /Parent {parent} /MediaBox [0 0 {2 * width:g} {height:g}] "
            f"/Resources << /XObject << {objects} >> >> /Contents {content} >>"
        )
