"""The front page of an interviewer's packet: who meets whom, what to say, how to use the pages, and the agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep.language.words import message
from alignprep.model.records import Priority
from alignprep.packet.interview import agenda
from alignprep_exporters.docx.pages import FORM_WIDTH
from alignprep_exporters.docx.questions import question_bookmark
from alignprep_exporters.docx.spread import MARKS
from alignprep_exporters.docx.tables import Cell, layout_table, table
from alignprep_exporters.docx.xml import link, run

if TYPE_CHECKING:
    from alignprep.packet.interview import Interview
    from alignprep_exporters.docx.body import Body
    from alignprep_exporters.docx.forms import Controls
    from alignprep_exporters.docx.xml import Element

__all__ = ["meeting_fields", "write_front_page"]

_RULE: Final = message(
    "Read it as it is written. Tick what you hear. Probe for the limits of an answer; do not help it along. Write down "
    "the evidence in the candidate’s words, then circle the score, before the next question."
)
"""How to use the pages of a question, in English."""


def write_front_page(meeting: Interview, body: Body, controls: Controls) -> None:
    """Add the title, the fields, the script and the agenda: one side, unless there are many questions."""
    packet, say = body.packet, body.say
    body.write("FormSmall", run(packet.title))
    body.heading(1, say("Interview packet"), "front", style="FormTitle")
    body.append(meeting_fields(meeting, body, controls))
    body.write("FormHeading", run(say("Welcome")))
    body.write("FormSpoken", run(say("“Thank you for coming.”")))
    body.write("FormNote", run(say("Say who you are and what you work on.")))
    for text in _spoken(body):
        body.write("FormSpoken", run(text))
    body.write("FormHeading", run(say("With each question")))
    body.write("FormText", run(say(_RULE)))
    body.write("FormHeading", run(say("At the end")))
    body.write("FormSpoken", run(say("“What would you like to know from me?”")))
    body.write("FormNote", run(say("Say what happens next, and when and from whom the candidate will hear.")))
    body.write("FormHeading", run(say("Agenda")))
    body.append(_agenda(meeting, body))
    body.write("FormNote", run(say.sentences(_order(meeting, body))))


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
    title = say("Who meets whom, and when")
    return layout_table(rows, (1300, 3940, 1100, 3740), say, text="FormCellText", title=title)


def _spoken(body: Body) -> list[str]:
    """What the interviewer says of the interview."""
    say = body.say
    return [
        say.plural(
            "“I have {count} question for you, and it has its time.”",
            "“I have {count} questions for you, and each has its time.”",
            len(body.packet.items),
        ),
        say("“Think aloud, and ask me when something is not clear: that costs you nothing.”"),
        say("“After an answer I shall ask further, to see how far it goes.”"),
        say("“I take notes, so that I judge what you said and not what I remember. Is that all right with you?”"),
    ]


def _order(meeting: Interview, body: Body) -> list[str]:
    """What is true of the questions, and which to leave out when time runs short."""
    say = body.say
    return [
        say("Other candidates get other questions, of the same length and kind.")
        if meeting.parallel
        else say("Every candidate for this role is asked the same questions, in the same words and order."),
        say("If time runs short, leave out the questions marked “Drop first”, else the last ones.")
        if any(item.priority is Priority.EXTRA for item in body.packet.items)
        else say("If time runs short, leave out the last questions."),
        say("A question that you did not ask has no score. It is not a 1."),
    ]


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
            named: Cell = [link(question_bookmark(part.item), run(f"{place}\u2002{part.item.title}", "CrossReference"))]
            if part.item.priority:
                named.append(run(f"\u2003{say(MARKS[part.item.priority])}", "Strong"))
            times = (part.item.minutes, meeting.probing, meeting.scoring)
            rows.append([begins, named, *([run(f"{time:g}")] for time in times)])
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
