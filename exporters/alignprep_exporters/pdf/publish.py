"""Boxes -> a file: each page is filled, drawn with its head and foot and packed; when all are, the file is written."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from reportlab.graphics.shapes import STATE_DEFAULTS

from alignprep_exporters.pdf.compose import Column, compose
from alignprep_exporters.pdf.file import serialize
from alignprep_exporters.pdf.fonts import SANS
from alignprep_exporters.pdf.isolation import undated
from alignprep_exporters.pdf.lines import broken
from alignprep_exporters.pdf.metadata import describe
from alignprep_exporters.pdf.sheet import Sheet
from alignprep_exporters.pdf.spans import words
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.styles import LINE, Geometry, style
from alignprep_exporters.pdf.waiting import Late

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alignprep import Packet
    from alignprep_exporters.pdf.boxes import Box
    from alignprep_exporters.pdf.compose import Page
    from alignprep_exporters.pdf.lines import Line
    from alignprep_exporters.pdf.progress import Progress

__all__ = ["publish"]


def publish(
    packet: Packet, name: str, geometry: Geometry, boxes: Iterable[Box], root: Node, progress: Progress
) -> bytes:
    """The file of a document in one column, whose first page is its cover."""
    column = Column(geometry.left, geometry.height - geometry.top, geometry.depth)
    return write(packet, name, geometry, compose(boxes, [column]), root, progress)


def write(
    packet: Packet, name: str, geometry: Geometry, pages: Iterable[Page], root: Node, progress: Progress
) -> bytes:
    """The file of pages, each of which is drawn as soon as it is filled."""
    with undated():
        sheet = Sheet((geometry.width, geometry.height), root)
    describe(sheet._doc, packet, f"{packet.title}: {name}")
    for page in pages:
        with _drawings_in(SANS):
            for one in page.placed:
                one.box.draw(sheet, one.x, one.top)
            if sheet.count:
                _furnish(sheet, packet, geometry, page, name)
            sheet.showPage()
    sheet.finish()
    return serialize(sheet, progress.written)


def _furnish(sheet: Sheet, packet: Packet, geometry: Geometry, page: Page, name: str) -> None:
    """Head and foot: the section, the question or the document's name, the data's version, the page."""
    look = style("furniture")
    left, right, high = geometry.left, geometry.width - geometry.right, geometry.height
    head, foot = high - geometry.top * 0.64, geometry.bottom * 0.53
    data = f"alignprep {packet.version} · {packet.date.isoformat()} · {packet.license}"
    number, nobody = sheet.count + 1, Node("P")

    def line(text: str) -> Line:
        return broken(words(text, look), geometry.wide * 0.6)[0]

    section, question, origin = line(page.section), line(page.question or name), line(data)
    for kind, x, y, shown in (
        ("Header", left, head, section),
        ("Header", right - question.width, head, question),
        ("Footer", left, foot, origin),
    ):
        with sheet.furniture(kind):
            sheet.text(nobody, [(x, y, shown)])
    with sheet.furniture("Footer"):
        sheet.text(nobody, [], Late(lambda: line(f"Page {number} of {sheet.count}"), (right, foot)))
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
