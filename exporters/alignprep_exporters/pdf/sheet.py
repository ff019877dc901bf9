"""What a candidate gets: the questions in their words, the minutes of each, and ruled room for notes.

Nothing in it tells what an answer is graded on: a question is known by its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep.language.words import words_of
from alignprep.packet.interview import Sheet
from alignprep.packet.wording import ADVICE, fairness, form_of
from alignprep.text.nodes import Text
from alignprep.text.typography import typography_of
from alignprep_exporters.pdf.layout.blocks import BoxMaker
from alignprep_exporters.pdf.layout.boxes import NewPage, NoteLines
from alignprep_exporters.pdf.layout.fields import Beside
from alignprep_exporters.pdf.layout.pages import Column, fill_pages
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.fonts import located
from alignprep_exporters.pdf.type.styles import style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alignprep import Packet
    from alignprep_exporters.pdf.layout.boxes import Box
    from alignprep_exporters.pdf.layout.pages import Page
    from alignprep_exporters.pdf.type.styles import Geometry

__all__ = ["sheet_pages"]

_MINUTES: Final = style("meta", size=10, leading=21, align="right")
"""Minutes on the line of their question's number."""


def sheet_pages(packet: Packet, root: Node, page: Geometry) -> Iterator[Page]:
    """The pages of a candidate's questions, one after the other or each on a page of its own.

    Raises `TextError` for a character that no font has.
    """
    head = _head(packet)
    for made in fill_pages(_boxes(packet, root, page), [Column(page.left, page.height - page.top, page.depth)]):
        made.section = head
        yield made


def _head(packet: Packet) -> str:
    """Who gets the sheet, for which role, when, and in which form."""
    meeting, say = packet.interview, words_of(packet.profile, typeset=True)
    if meeting is None:
        return ""
    form = form_of(meeting, say)
    day = say.date(meeting.date) if meeting.date else ""
    return " · ".join(filter(None, (form, meeting.candidate, meeting.role, day)))


def _boxes(packet: Packet, root: Node, page: Geometry) -> Iterator[Box]:
    say, boxes, meeting = words_of(packet.profile, typeset=True), BoxMaker(packet, page), packet.interview
    prose = typography_of(packet.profile.language)
    apart = meeting is not None and meeting.sheet is Sheet.PAGES
    with located("bank"):
        front = Node("Sect", root)
        yield boxes.heading(prose.plain(packet.title), style("h1"), front, "H1", "questions")
        if head := _head(packet):
            yield boxes.plain(head, style("cover", after=10.5), front)
        yield boxes.plain(say("Before you begin"), style("h2", before=10.5), front, kind="H2")
        if meeting is not None:
            yield boxes.plain(fairness(meeting, say), style("body"), front)
        yield from boxes.bullets(((Text(say(point)),) for point in ADVICE), front)
        for item in packet.items:
            if apart:
                yield NewPage()
            with located("question", item.id):
                sect = Node("Sect", root)
                named = say("Question {number} of {count}", number=item.number, count=len(packet.items))
                heading = boxes.heading(
                    named, style("h2"), sect, "H2", item.id, bookmark=say("Question {number}", number=item.number)
                )
                minutes = say.plural("{count} minute", "{count} minutes", item.minutes)
                beside = Beside([heading, boxes.plain(minutes, _MINUTES, sect)], [0, 0])
                beside.before, beside.keep = heading.before, True
                yield beside
                yield boxes.line(prose.line(item.question), style("question", keep=True), sect)
                yield NoteLines(item.minutes + 3, page.wide)
