"""Boxes -> a file: pages are filled, then drawn with their heads and feet, then written."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from reportlab.graphics.shapes import STATE_DEFAULTS

from alignprep_exporters.pdf.boxes import Anchor
from alignprep_exporters.pdf.compose import Column, Page, compose
from alignprep_exporters.pdf.file import serialize
from alignprep_exporters.pdf.fonts import SANS
from alignprep_exporters.pdf.isolation import undated
from alignprep_exporters.pdf.lines import broken
from alignprep_exporters.pdf.metadata import describe
from alignprep_exporters.pdf.sheet import Sheet
from alignprep_exporters.pdf.spans import words
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.styles import LINE, Geometry, style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alignprep import Packet
    from alignprep_exporters.pdf.boxes import Box
    from alignprep_exporters.pdf.progress import Progress

__all__ = ["publish"]


def publish(
    packet: Packet, name: str, geometry: Geometry, boxes: Iterable[Box], root: Node, progress: Progress
) -> bytes:
    """The file of a document in one column, whose first page is its cover."""
    column = Column(geometry.left, geometry.height - geometry.top, geometry.depth)
    return write(packet, name, geometry, compose(boxes, [column]), root, progress)


def write(packet: Packet, name: str, geometry: Geometry, pages: list[Page], root: Node, progress: Progress) -> bytes:
    """The file of pages that are filled."""
    with undated():
        sheet = Sheet((geometry.width, geometry.height), root)
    sheet.places = {
        one.box.key: index + 1 for index, page in enumerate(pages) for one in page.placed if isinstance(one.box, Anchor)
    }
    describe(sheet._doc, packet, f"{packet.title}: {name}")
    with _drawings_in(SANS):
        for index, page in enumerate(pages):
            for one in page.placed:
                one.box.draw(sheet, one.x, one.top)
            if index:
                _furnish(sheet, packet, geometry, page, name, f"Page {index + 1} of {len(pages)}")
            sheet.showPage()
            page.placed.clear()  # A long document's boxes take more memory than its pages.
            progress.drawn(index + 1, len(pages))
    sheet.finish()
    return serialize(sheet)


def _furnish(sheet: Sheet, packet: Packet, geometry: Geometry, page: Page, name: str, count: str) -> None:
    """Head and foot: the section, the question or the document's name, the data's version, the page."""
    look = style("furniture")
    left, right, high = geometry.left, geometry.width - geometry.right, geometry.height
    head, foot = high - geometry.top * 0.64, geometry.bottom * 0.53
    data = f"alignprep {packet.version} · {packet.date.isoformat()} · {packet.license}"
    for kind, text, y, ends in (
        ("Header", page.section, head, False),
        ("Header", page.question or name, head, True),
        ("Footer", data, foot, False),
        ("Footer", count, foot, True),
    ):
        line = broken(words(text, look), geometry.wide * 0.6)[0]
        with sheet.furniture(kind):
            sheet.text(Node("P"), [(right - line.width if ends else left, y, line)])
    sheet.rule(left, head - 7, right, stroke=LINE, thickness=0.4)


@contextmanager
def _drawings_in(font: str) -> Iterator[None]:
    """Let drawings begin in a font of ours, since every font has to be embedded."""
    before = STATE_DEFAULTS["fontName"]
    STATE_DEFAULTS["fontName"] = font
    try:
        yield
    finally:
        STATE_DEFAULTS["fontName"] = before
