"""The front matter: cover, instructions, agenda and table of contents; the head and foot of all pages but the cover."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from alignprep import Edition, Interview
from alignprep_exporters.docx.prose import write_prose
from alignprep_exporters.docx.questions import question_link
from alignprep_exporters.docx.tables import Cell, field_table, table
from alignprep_exporters.docx.xml import Element, field, link, new, paragraph, run

if TYPE_CHECKING:
    from alignprep import Packet
    from alignprep_exporters.docx.body import Body
    from alignprep_exporters.docx.forms import Controls

__all__ = [
    "SUBTITLES", "interview_fields", "write_agenda", "write_contents", "write_cover", "write_head_and_foot",
    "write_instructions",
]  # fmt: skip

SUBTITLES: Final = {
    Edition.CANDIDATE: "Interview questions",
    Edition.STUDY: "Study guide",
    Edition.INTERVIEWER: "Interview packet for the interviewer",
}
"""What the document is called in each edition."""
_LONGEST_TITLE: Final = 80
"""A title longer than this is cut at the head of the pages."""


def write_head_and_foot(body: Body) -> None:
    """Fill the head and the foot of the pages; the cover has neither."""
    section = body.document.sections[0]
    section.different_first_page_header_footer = True
    packet = body.packet
    title = packet.title if len(packet.title) <= _LONGEST_TITLE else f"{packet.title[:_LONGEST_TITLE].rstrip()}…"
    head = section.header.paragraphs[0]
    head.style = "header"
    head._p.extend([run(f"{title}\t{SUBTITLES[packet.edition]}")])
    foot = section.footer.paragraphs[0]
    foot.style = "footer"
    notice = "Holds the answers: not for candidates" if packet.edition is Edition.INTERVIEWER else ""
    foot._p.extend([run(f"{notice}\tPage "), *field("PAGE", run("1")), run(" of "), *field("NUMPAGES", run("1"))])


def write_cover(body: Body, controls: Controls) -> None:
    """Add the title, the fields for who meets whom and when, and a summary of the document."""
    packet = body.packet
    body.write("Title", run(packet.title))
    body.write("Subtitle", run(SUBTITLES[packet.edition]))
    if packet.edition is not Edition.STUDY:
        body.append(interview_fields(packet, controls))
        body.write("Subtitle")
    if packet.interview and packet.interview.form:
        body.write("Details", run("Form: ", "Label"), run(packet.interview.form))
    for label, text in (
        ("Holds", f"{_count(len(packet.items), 'question')}, {_count(packet.minutes, 'minute')}"),
        ("Sections", ", ".join(section.title for section in packet.sections)),
        ("Version", f"{packet.version}, {_state(packet)}"),
        ("License", packet.license),
    ):
        body.write("Details", run(f"{label}: ", "Label"), run(text))


def interview_fields(packet: Packet, controls: Controls) -> Element:
    """The fields for candidate, role, interviewer and date; the cover and the scorecard show the same values."""
    known = packet.interview or Interview()

    def text(title: str, prompt: str, value: str) -> tuple[str, Element]:
        return title, controls.text(title, prompt, field=title.lower(), value=value)

    return field_table(
        (
            text("Candidate", "Name of the candidate", known.candidate),
            text("Role", "Role to be filled", known.role),
            text("Interviewer", "Name of the interviewer", known.interviewer),
            ("Date", controls.date("Date", "Day of the interview", field="date", value=known.date)),
        ),
        "Who meets whom, and when",
    )


def _state(packet: Packet) -> str:
    """How old the questions are: when they were checked or, where the edition does not show that, last changed."""
    if packet.checked is None:
        return f"last changed on {packet.date.isoformat()}"
    oldest, newest = (day.isoformat() for day in packet.checked)
    return f"last checked on {newest}" if oldest == newest else f"last checked from {oldest} to {newest}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


_GUIDES: Final = {
    Edition.CANDIDATE: """
# Before you begin

Every candidate for this role is asked the same questions, in the same words and order.

## During the interview

- Beside each question you see how many minutes an answer may take.
- Ask when a question is not clear to you. That costs you nothing.
- Think aloud: how you get to an answer matters as much as the answer.
- Say so when you do not know something, and how you would find out.
- Make notes wherever you like.
""",
    Edition.STUDY: """
# How to study with this guide

Reading an answer feels like knowing it. Saying it aloud shows whether you do.

## With each question

1. Answer aloud before you read on, in the minutes given. Turn to the hint only when you are stuck.
2. Read the short answer, and say in your own words what yours lacked.
3. Read the full answer, and check yours against the key points.
4. Learn the facts. What is underlined is what to recall when the rest of the sentence is given.

## Over the weeks

- Come back to a question after a day, a week and a month.
- Read at least one of the sources of each question: a good interviewer asks beyond the answer.
""",
    Edition.INTERVIEWER: """
# How to use this packet

A structured interview is fair and predicts work on the job because every candidate gets the same questions, and every
answer is held against the same descriptions.

## Before the interview

1. Settle on the four to eight competencies that the role needs and on the questions that show them. Ask every
   candidate for the role the same questions in the same order.
2. Read each question with its descriptions of the scores, its follow-ups and its model answer, until you would know
   each level when you hear it.
3. Fill in the cover. What you enter there is on the scorecard as well.

## With each question

1. Read it aloud as it is written, and give everybody the same minutes.
2. Listen. Tick the points that you hear. Follow-ups look for the limits of an answer; they do not help it along.
3. Write down the evidence before you score: what the candidate said, in the candidate’s words.
4. Score before you ask the next question, so that one answer does not color another. Compare the evidence with the
   descriptions, never with other candidates.

## The scores

- 1, 3 and 5 are described for each question. An answer between two of them is a 2 or a 4.
- A question that you did not ask has no score. It is not a 1.

## After the interview

1. Complete the scorecard alone, before anybody tells you what they think.
2. Recommend only when every question has its score. Then sign, and only then compare notes.
""",
}
"""How to use the document, in words for the readers of each edition: Markdown below headings."""
_GUIDE_HEADING: Final = re.compile("^##? (.+)$", re.MULTILINE)


def write_instructions(body: Body) -> None:
    """Add the page on how to use the document."""
    _, title, opening, *parts = _GUIDE_HEADING.split(_GUIDES[body.packet.edition])
    body.heading(1, title, "guide")
    write_prose(opening, body)
    for number, (heading, steps) in enumerate(zip(parts[::2], parts[1::2], strict=True), 1):
        body.heading(2, heading, f"guide_{number}")
        write_prose(steps, body)


def write_agenda(interview: Interview, body: Body) -> None:
    """Add the agenda: when the opening, each question and the closing begin."""
    parts: list[tuple[int, Cell]] = [
        (interview.opening, [run("Welcome, and how the interview goes")]),
        *((item.minutes, [question_link(item)]) for item in body.packet.items),
        (interview.closing, [run("The candidate’s questions, and what happens next")]),
    ]
    rows: list[list[Cell]] = []
    passed = 0
    for minutes, part in parts:
        if minutes:
            rows.append([[run(_time(interview, passed))], [run(str(minutes))], part])
            passed += minutes
    rows.append([[run(_time(interview, passed))], [], [run("End", "Strong")]])
    body.heading(1, "Agenda", "agenda")
    header = [[run("Begins")], [run("Minutes")], [run("Part")]]
    body.append(
        table(header, rows, (1300, 1200, 6800), aligns=("right", "right", "left"), title="The interview by time")
    )
    body.write("AfterTable")


def _time(interview: Interview, passed: int) -> str:
    """The time on the clock, or hours and minutes since the start."""
    if interview.start is None:
        return f"{passed // 60}:{passed % 60:02}"
    total = (interview.start.hour * 60 + interview.start.minute + passed) % (24 * 60)
    return f"{total // 60:02}:{total % 60:02}"


def write_contents(body: Body) -> None:
    """Fill the gap with the table of contents: a link to each heading, and the page that it is on.

    It is a field of Word's, with its entries already filled in and estimates of the page numbers. Word corrects them
    when somebody updates the table, LibreOffice whenever it opens the file. A field that is marked as stale would make
    Word ask questions (ISO/IEC 29500-1, 17.16.18, `dirty`).

    LibreOffice would treat the entries inside such a field as mere text. So the field is only for applications that
    know the vocabulary `w15`: Word since 2013 (ISO/IEC 29500-3, alternate content).
    """
    numbers = {bookmark: run("0") for _, _, bookmark in body.headings}
    entries = [
        paragraph(f"TOC{level}", link(bookmark, run(f"{text}\t"), *field(f"PAGEREF {bookmark} \\h", numbers[bookmark])))
        for level, text, bookmark in body.headings
    ]
    *opening, closing = field('TOC \\o "1-2" \\h \\z \\u')
    entries[0][0].addnext(_for_word(*opening))
    entries[-1].append(_for_word(closing))
    contents = new(
        "w:sdt",
        new(
            "w:sdtPr",
            new("w:id", val=body.new_id()),
            new("w:docPartObj", new("w:docPartGallery", val="Table of Contents"), new("w:docPartUnique")),
        ),
        new("w:sdtContent", paragraph("TOCHeading", run("Contents")), *entries),
    )
    pages = body.pages_with(contents)
    for bookmark, number in numbers.items():
        number[0].text = str(pages[bookmark])
    body.fill_gap(contents)


def _for_word(*runs: Element) -> Element:
    """Runs that only an application with Word's newer vocabularies sees."""
    return new("mc:AlternateContent", new("mc:Choice", *runs, Requires="w15"), new("mc:Fallback"))
