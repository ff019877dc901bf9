"""The front matter: cover, agenda and table of contents, and the line at the head and foot of every other page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep import Edition, Interview
from alignprep_exporters.docx.questions import question_link
from alignprep_exporters.docx.tables import Cell, field_table, table
from alignprep_exporters.docx.xml import Element, field, link, new, paragraph, run

if TYPE_CHECKING:
    from alignprep import Packet
    from alignprep_exporters.docx.body import Body
    from alignprep_exporters.docx.forms import Controls

__all__ = ["SUBTITLES", "people", "write_agenda", "write_contents", "write_cover", "write_head_and_foot"]

SUBTITLES: Final = {
    Edition.CANDIDATE: "Interview questions",
    Edition.STUDY: "Study guide",
    Edition.INTERVIEWER: "Interview packet for the interviewer",
}
"""What each edition is called."""
_LONGEST_TITLE: Final = 80
"""A title longer than this is cut at the head of the pages."""
_DAY: Final = 24 * 60
"""In minutes."""


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
    """Add the title, the people in the interview, and what the document holds."""
    packet = body.packet
    body.write("Title", run(packet.title))
    body.write("Subtitle", run(SUBTITLES[packet.edition]))
    if packet.edition is not Edition.STUDY:
        body.append(people(packet, controls))
        body.write("Subtitle")
    if packet.interview and packet.interview.form:
        body.write("Details", run("Form: ", "Label"), run(packet.interview.form))
    for label, text in (
        ("Holds", f"{_count(len(packet.items), 'question')}, {_count(packet.minutes, 'minute')}"),
        ("Sections", ", ".join(section.title for section in packet.sections)),
        ("Version", f"{packet.version}, last checked on {packet.date.isoformat()}"),
        ("License", packet.license),
    ):
        body.write("Details", run(f"{label}: ", "Label"), run(text))


def people(packet: Packet, controls: Controls) -> Element:
    """The fields that say who meets whom, and when; the same wherever they stand."""
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


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


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
    total = (interview.start.hour * 60 + interview.start.minute + passed) % _DAY
    return f"{total // 60:02}:{total % 60:02}"


def write_contents(body: Body) -> None:
    """Put the table of all headings into the gap left for it: each a link, with the page of its bookmark.

    It is a field of Word's whose entries are there from the start; its page numbers are an estimate. An application
    that lays out pages corrects them: Word when somebody updates the table, LibreOffice whenever it opens the file. A
    field that is marked as stale would make Word ask questions (ISO/IEC 29500-1, 17.16.18, `dirty`).

    LibreOffice takes what stands in a field for a table of contents as mere text. So that field is only for
    applications that know the vocabulary `w15`, which is Word since 2013 (ISO/IEC 29500-3, alternate content).
    """
    numbers = {bookmark: run("0") for _, _, bookmark in body.headings}
    entries = [
        paragraph(
            f"TOC{level}",
            link(bookmark, run(f"{text}\t"), *field(f"PAGEREF {bookmark} \\h", numbers[bookmark])),
        )
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
