"""The candidate's sheet: the words of each question, its minutes, and room to write; nothing of the bank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep import Interview
from alignprep.packet import wording
from alignprep.packet.interview import Sheet
from alignprep_exporters.docx.questions import question_bookmark
from alignprep_exporters.docx.spread import asked, lines_left
from alignprep_exporters.docx.tables import Cell, layout_table
from alignprep_exporters.docx.xml import labeled, new, paragraph, run

if TYPE_CHECKING:
    from alignprep_exporters.docx.body import Body
    from alignprep_exporters.docx.forms import Controls
    from alignprep_exporters.docx.xml import Element

__all__ = ["write_sheet"]

_LINES: Final = 8
"""The ruled lines below a question that has no page of its own."""


def write_sheet(body: Body, controls: Controls) -> None:
    """Add the title, a few words of advice, and the questions."""
    packet, say = body.packet, body.say
    meeting = packet.interview or Interview()
    body.heading(1, packet.title, "front", style="FormTitle")
    body.append(_fields(meeting, body, controls))
    body.write("FormHeading", run(say("Before you begin")))
    told = [wording.fairness(meeting, say)] if packet.interview else []
    for text in (*told, *map(say, wording.ADVICE)):
        body.write("FormPoint", run(f"•\t{text}"))
    body.write("FormSmall", *labeled(say("License"), packet.license, say))
    alone = meeting.sheet is Sheet.PAGES
    for place, item in enumerate(packet.items, 1):
        top = (new("w:pageBreakBefore"),) if alone else (new("w:spacing", before=280),)
        heading = run(say("Question {number} of {count}", number=place, count=len(packet.items)))
        minutes = run(say.plural("{count} minute", "{count} minutes", item.minutes), "Label")
        blocks = [
            paragraph("FormHeading", *body.bookmarked(question_bookmark(item), heading), properties=top),
            paragraph("FormDetails", minutes),
            asked(item, body),
        ]
        for block in blocks:
            body.append(block)
        count = lines_left(blocks, body) if alone else _LINES
        body.write("FormRuled", run("\n".join("\t" * count), "PlaceholderText"))


def _fields(meeting: Interview, body: Body, controls: Controls) -> Element:
    """Who is asked, for which role, and when."""
    say = body.say
    cells: list[Cell] = [
        [run(say("Candidate"), "Label")],
        controls.text("candidate", say("Candidate"), meeting.candidate),
        [run(say("Role"), "Label")],
        controls.text("role", say("Role"), meeting.role),
    ]
    others: list[Cell] = [[run(say("Date"), "Label")], controls.date("date", say("Date"), meeting.date)]
    if meeting.form:
        others += [[run(say("Form"), "Label")], controls.text("form", say("Form"), meeting.form, fixed=True)]
    else:
        others += [[], []]
    title = say("Who meets whom, and when")
    return layout_table([cells, others], (1300, 3940, 1100, 3740), say, text="FormCellText", title=title)
