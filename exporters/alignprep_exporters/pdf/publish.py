"""A document from beginning to end: packet -> story -> boxes -> pages -> drawn pages -> file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alignprep import ExporterError
from alignprep.language.words import words_of
from alignprep_exporters.pdf.booklet import Booklet, page_of, require_no_interview
from alignprep_exporters.pdf.layout.pages import Column, fill_pages
from alignprep_exporters.pdf.packet import NAME, foot, packet_pages, room_page
from alignprep_exporters.pdf.sheet import sheet_pages
from alignprep_exporters.pdf.story import guide_page, story
from alignprep_exporters.pdf.structure import Node, document
from alignprep_exporters.pdf.tagged.bare_reportlab import without_source_date_epoch
from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas
from alignprep_exporters.pdf.tagged.file import serialize
from alignprep_exporters.pdf.tagged.late import LateLine
from alignprep_exporters.pdf.tagged.metadata import describe
from alignprep_exporters.pdf.type.fonts import located, using
from alignprep_exporters.pdf.type.lines import break_lines
from alignprep_exporters.pdf.type.names import require_names
from alignprep_exporters.pdf.type.spans import words
from alignprep_exporters.pdf.type.styles import LINE, style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alignprep import Packet
    from alignprep_exporters.pdf.layout.pages import Page
    from alignprep_exporters.pdf.story import Kind
    from alignprep_exporters.pdf.type.lines import Line
    from alignprep_exporters.pdf.type.styles import Geometry

__all__ = ["columns_of", "draw_pages", "furniture", "publish", "publish_packet", "publish_sheet", "require_answers"]


@dataclass(frozen=True, slots=True)
class Furniture:
    """What a document is called, and what stands at the head and the foot of its pages."""

    title: str
    head: str
    """At the right of the head of a page that names no question."""
    foot: str
    """At the left of the foot."""
    cover: bool = True
    """Whether the first page is a cover, which has neither head nor foot."""


def publish(packet: Packet, kind: Kind) -> bytes:
    """The file of a guide.

    Raises `TextError` for a character that no font has.
    """
    root, page = document(words_of(packet.profile, typeset=True)), guide_page(packet)
    with using(packet.fonts, words_of(packet.profile, typeset=True).direction):
        pages = fill_pages(story(packet, kind, root, page), columns_of(page))
        return draw_pages(packet, furniture(packet, kind.name), page, pages, root)


def columns_of(page: Geometry) -> list[Column]:
    """The columns of a page."""
    return [Column(left, page.height - page.top, page.depth, page.measure) for left in page.lefts]


def publish_packet(packet: Packet) -> bytes:
    """The file of what an interviewer holds in an interview.

    Raises `ExporterError` for a question that does not fit on two pages, for a name that cannot be drawn and for a
    booklet, `TextError` for a character of the bank that no font has.
    """
    require_no_interview(packet)
    root, page, say = (
        document(words_of(packet.profile, typeset=True)),
        room_page(packet.paper),
        words_of(packet.profile, typeset=True),
    )
    with using(packet.fonts, words_of(packet.profile, typeset=True).direction):
        require_names(packet.interview)
        title = say("{title}: {part}", title=packet.title, part=say(NAME))
        return draw_pages(
            packet, Furniture(title, "", foot(packet), cover=False), page, packet_pages(packet, root, page), root
        )


def publish_sheet(packet: Packet) -> bytes:
    """The file of a candidate's questions.

    Raises `ExporterError` for a name that cannot be drawn and for a booklet of what is made for an interview,
    `TextError` for a character of the bank that no font has.
    """
    require_no_interview(packet)
    root, page = document(words_of(packet.profile, typeset=True)), page_of(packet)
    with using(packet.fonts, words_of(packet.profile, typeset=True).direction):
        require_names(packet.interview)
        return draw_pages(
            packet,
            Furniture(packet.title, "", packet.license, cover=False),
            page,
            sheet_pages(packet, root, page),
            root,
        )


def furniture(packet: Packet, name: str) -> Furniture:
    """What a document made of a whole bank says: its name, which is given in English, version, date and license."""
    say = words_of(packet.profile, typeset=True)
    data = f"{packet.profile.slug} {packet.version} · {say.day(packet.issued)} · {packet.license}"
    return Furniture(say("{title}: {part}", title=packet.title, part=say(name)), say(name), data)


def draw_pages(packet: Packet, about: Furniture, geometry: Geometry, pages: Iterable[Page], root: Node) -> bytes:
    """Draw each page as soon as it is filled, and make the file."""
    with without_source_date_epoch():
        made_by = Booklet if packet.booklet else TaggedCanvas
        canvas = made_by((geometry.width, geometry.height), root, packet.profile.language)
    describe(canvas._doc, packet, about.title, tagged=not packet.booklet)
    with located("bank"):
        for page in pages:
            shift = geometry.inward * (1 if canvas.page_count % 2 == 0 else -1)
            for one in page.placed:
                one.box.draw(canvas, one.x + shift, one.top)
            if canvas.page_count or not about.cover:
                moved = replace(geometry, left=geometry.left + shift, right=geometry.right - shift)
                _draw_head_and_foot(canvas, packet, about, moved, page)
            canvas.showPage()
        canvas.finish()
    return serialize(canvas)


def require_answers(packet: Packet) -> None:
    """Raise `ExporterError` for an edition without answers."""
    if any(item.answer is None for item in packet.items):
        raise ExporterError(f"the {packet.edition} edition has no answers; choose the study edition")


def _draw_head_and_foot(canvas: TaggedCanvas, packet: Packet, about: Furniture, geometry: Geometry, page: Page) -> None:
    """Head: the section, and the question or the document's name. Foot: what the document says there, and the page."""
    look = style("furniture")
    left, right, high = geometry.left, geometry.width - geometry.right, geometry.height
    head_y, foot_y = high - geometry.top * 0.64, geometry.bottom * 0.53
    say = words_of(packet.profile, typeset=True)
    number, unused = canvas.page_count + 1, Node("P")

    def page_line() -> Line:
        return line(say("Page {page} of {pages}", page=number, pages=canvas.page_count))

    def line(text: str) -> Line:
        return break_lines(words(text, look), geometry.wide * 0.6)[0]

    question = line(page.question or about.head)
    for kind, x, y, text in (
        ("Header", left, head_y, line(page.section)),
        ("Header", right - question.width, head_y, question),
        ("Footer", left, foot_y, line(about.foot)),
    ):
        with canvas.artifact(kind):
            canvas.text(unused, [(x, y, text)])
    with canvas.artifact("Footer"):
        canvas.text(unused, [], LateLine(page_line, (right, foot_y)))
    if page.section or page.question or about.head:
        canvas.rule(left, head_y - 7, right, stroke=LINE, thickness=0.4)
