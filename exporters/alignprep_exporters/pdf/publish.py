"""A document from beginning to end: packet -> story -> boxes -> pages -> drawn pages -> file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alignprep import ExporterError
from alignprep.language.words import words_of
from alignprep_exporters.pdf.layout.pages import Column, fill_pages
from alignprep_exporters.pdf.story import story
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.tagged.bare_reportlab import without_source_date_epoch
from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas
from alignprep_exporters.pdf.tagged.file import serialize
from alignprep_exporters.pdf.tagged.late import LateLine
from alignprep_exporters.pdf.tagged.metadata import describe
from alignprep_exporters.pdf.type.fonts import located, using
from alignprep_exporters.pdf.type.lines import break_lines
from alignprep_exporters.pdf.type.spans import words
from alignprep_exporters.pdf.type.styles import LINE, SIZES, Geometry, style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alignprep import Packet
    from alignprep_exporters.pdf.layout.pages import Page
    from alignprep_exporters.pdf.story import Kind
    from alignprep_exporters.pdf.type.lines import Line

__all__ = ["draw_pages", "publish", "require_answers"]


def publish(packet: Packet, kind: Kind) -> bytes:
    """The file of a document in one column.

    Raises `TextError` for a character that no font has.
    """
    root, page = Node("Document"), Geometry(*SIZES[packet.paper])
    with using(packet.fonts):
        boxes = story(packet, kind, root, page)
        pages = fill_pages(boxes, [Column(page.left, page.height - page.top, page.depth)])
        return draw_pages(packet, kind.name, page, pages, root)


def draw_pages(packet: Packet, name: str, geometry: Geometry, pages: Iterable[Page], root: Node) -> bytes:
    """Draw each page as soon as it is filled, and make the file; the first page is the cover.

    `name` is the document's in English.
    """
    say = words_of(packet.profile)
    with without_source_date_epoch():
        canvas = TaggedCanvas((geometry.width, geometry.height), root, packet.profile.language)
    describe(canvas._doc, packet, say("{title}: {part}", title=packet.title, part=say(name)))
    with located("bank"):
        for page in pages:
            for one in page.placed:
                one.box.draw(canvas, one.x, one.top)
            if canvas.page_count:
                _draw_head_and_foot(canvas, packet, geometry, page, say(name))
            canvas.showPage()
        canvas.finish()
    return serialize(canvas)


def require_answers(packet: Packet) -> None:
    """Raise `ExporterError` for an edition without answers."""
    if any(item.answer is None for item in packet.items):
        raise ExporterError(f"the {packet.edition} edition has no answers; choose the study edition")


def _draw_head_and_foot(canvas: TaggedCanvas, packet: Packet, geometry: Geometry, page: Page, name: str) -> None:
    """Head: the section, and the question or the document's name. Foot: version, date and license, and the page."""
    look = style("furniture")
    left, right, high = geometry.left, geometry.width - geometry.right, geometry.height
    head, foot = high - geometry.top * 0.64, geometry.bottom * 0.53
    say = words_of(packet.profile)
    data = f"{packet.profile.slug} {packet.version} · {say.day(packet.issued)} · {packet.license}"
    number, unused = canvas.page_count + 1, Node("P")

    def page_line() -> Line:
        return line(say("Page {page} of {pages}", page=number, pages=canvas.page_count))

    def line(text: str) -> Line:
        return break_lines(words(text, look), geometry.wide * 0.6)[0]

    question = line(page.question or name)
    for kind, x, y, text in (
        ("Header", left, head, line(page.section)),
        ("Header", right - question.width, head, question),
        ("Footer", left, foot, line(data)),
    ):
        with canvas.artifact(kind):
            canvas.text(unused, [(x, y, text)])
    with canvas.artifact("Footer"):
        canvas.text(unused, [], LateLine(page_line, (right, foot)))
    canvas.rule(left, head - 7, right, stroke=LINE, thickness=0.4)
