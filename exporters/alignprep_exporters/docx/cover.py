"""The cover, and the line at the head and foot of every other page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from alignprep import Edition, Interview
from alignprep_exporters.docx.elements import Element, field, run
from alignprep_exporters.docx.tables import table

if TYPE_CHECKING:
    from alignprep import Packet
    from alignprep_exporters.docx.body import Body
    from alignprep_exporters.docx.controls import Controls

__all__ = ["SUBTITLES", "field_table", "people", "write_cover", "write_margins"]

SUBTITLES: Final = {
    Edition.CANDIDATE: "Interview questions",
    Edition.STUDY: "Study guide",
    Edition.INTERVIEWER: "Interview packet for the interviewer",
}
"""What each edition is called."""
_LONGEST: Final = 80
"""A title longer than this is cut at the head of the pages."""


def write_cover(body: Body, controls: Controls) -> None:
    """Add the title, who meets whom, and what the document holds."""
    packet = body.packet
    body.write("Title", run(packet.title))
    body.write("Subtitle", run(SUBTITLES[packet.edition]))
    if packet.edition is not Edition.STUDY:
        body.append(people(packet, controls))
        body.write("Subtitle")
    if packet.interview and packet.interview.form:
        body.write("Details", run("Form: ", "Label"), run(packet.interview.form))
    sections = ", ".join(section.title for section in packet.sections)
    for label, text in (
        ("Holds", f"{_count(len(packet.items), 'question')}, {_count(packet.minutes, 'minute')}"),
        ("Sections", sections),
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


def field_table(rows: Sequence[tuple[str, Element | None]], title: str) -> Element:
    """Labels and what is filled in beside them, each on a line to write on."""
    cells = [[[run(label, "Label")], [] if control is None else [control]] for label, control in rows]
    return table([], cells, (2200, 7100), style="FieldTable", title=title, together=True)


def write_margins(body: Body) -> None:
    """Fill the head and the foot of the pages; the cover has neither."""
    section = body.document.sections[0]
    section.different_first_page_header_footer = True
    packet = body.packet
    title = packet.title if len(packet.title) <= _LONGEST else f"{packet.title[:_LONGEST].rstrip()}…"
    head = section.header.paragraphs[0]
    head.style = "header"
    head._p.extend([run(f"{title}\t{SUBTITLES[packet.edition]}")])
    foot = section.footer.paragraphs[0]
    foot.style = "footer"
    notice = "Holds the answers: not for candidates" if packet.edition is Edition.INTERVIEWER else ""
    foot._p.extend([run(f"{notice}\tPage "), *field("PAGE", run("1")), run(" of "), *field("NUMPAGES", run("1"))])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
