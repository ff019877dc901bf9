"""The front page of an interviewer's packet: who meets whom, what to say, how to use the pages, and the agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alignprep.packet import wording
from alignprep.packet.interview import agenda
from alignprep_exporters.docx.pages import FORM_WIDTH
from alignprep_exporters.docx.questions import question_bookmark
from alignprep_exporters.docx.tables import Cell, label_width, layout_table, table
from alignprep_exporters.docx.xml import link, run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alignprep.packet.interview import Interview
    from alignprep_exporters.docx.body import Body
    from alignprep_exporters.docx.forms import Controls
    from alignprep_exporters.docx.xml import Element

__all__ = ["meeting_fields", "write_front_page"]


def write_front_page(meeting: Interview, body: Body, controls: Controls) -> None:
    """Add the title, the fields, the script and the agenda: one side, unless there are many questions."""
    packet, say = body.packet, body.say
    body.write("FormSmall", run(body.type.plain(packet.title)))
    body.heading(1, say("Interview packet"), "front", style="FormTitle")
    body.append(meeting_fields(meeting, body, controls))
    body.write("FormHeading", run(say("Welcome")))
    _write_script(wording.welcome(packet, say), body)
    body.write("FormHeading", run(say("With each question")))
    body.write("FormText", run(say(wording.USE)))
    body.write("FormHeading", run(say("At the end")))
    _write_script(wording.closing(say), body)
    body.write("FormHeading", run(say("Agenda")))
    body.append(_agenda(meeting, body))
    body.write("FormNote", run(say.sentences(wording.order(packet, meeting, say))))


def _write_script(sentences: Iterable[tuple[str, bool]], body: Body) -> None:
    for text, spoken in sentences:
        body.write("FormSpoken" if spoken else "FormNote", run(text))


def meeting_fields(meeting: Interview, body: Body, controls: Controls) -> Element:
    """Who meets whom, and when; what is not known is a blank."""
    say = body.say

    def field(name: str, title: str, value: str, *, fixed: bool = False) -> list[Cell]:
        return [[run(title, "Label")], controls.text(name, title, value, fixed=fixed)]

    day: list[Cell] = [[run(say("Date"), "Label")], controls.date("date", say("Date"), meeting.date)]
    form: list[Cell] = field("form", say("Form"), meeting.form, fixed=True) if meeting.form else [[], []]
    rows = [
        field("candidate", say("Candidate"), meeting.candidate) + field("role", say("Role"), meeting.role),
        field("interviewer", say("Interviewer"), meeting.interviewer) + day,
        *([[*form, [], []]] if meeting.form else []),
    ]
    first = label_width((say("Candidate"), say("Interviewer"), say("Form")), 1300)
    second = label_width((say("Role"), say("Date")), 1100)
    half = FORM_WIDTH // 2 + 200
    widths = first, half - first, second, FORM_WIDTH - half - second
    title = say("Who meets whom, and when")
    return layout_table(rows, widths, say, text="FormCellText", title=title)


def _agenda(meeting: Interview, body: Body) -> Element:
    """When the opening, each question and the closing begin, and how long each part of a question takes."""
    say = body.say
    parts = agenda(body.packet)
    rows: list[list[Cell]] = []
    for place, part in enumerate(parts):
        if not part.minutes:
            continue
        begins: Cell = [run(meeting.clock(part.begins))]
        if part.item:
            shown = run(f"{place}\u2002{body.type.plain(part.item.title)}", "CrossReference")
            named: Cell = [link(question_bookmark(part.item), shown)]
            marked = wording.mark(part.item, body.packet, say)
            if marked:
                named.append(run(f"\u2003{marked}", "Strong"))
            times = (part.item.minutes, meeting.probing, meeting.scoring)
            rows.append([begins, named, *([run(say.number(time))] for time in times)])
        else:
            text = say("The candidate’s questions, and what happens next") if place else say("Welcome")
            rows.append([begins, [run(text)], [], [], []])
    rows.append([[run(meeting.clock(parts[-1].ends))], [run(say("End"), "Strong")], [], [], []])
    header = [[run(title)] for title in (say("Begins"), say("Question"), say("Answer"), say("Probing"), say("Scoring"))]
    return table(
        header,
        rows,
        (1000, FORM_WIDTH - 4900, 1300, 1300, 1300),
        text="FormCellText",
        aligns=("right", "left", "right", "right", "right"),
        title=say("The interview by time"),
    )
