"""The front matter: cover, instructions, agenda and table of contents; the head and foot of all pages but the cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alignprep import Edition, Interview
from alignprep.language.words import cut, message
from alignprep_exporters.docx.prose import list_item
from alignprep_exporters.docx.questions import question_link
from alignprep_exporters.docx.tables import Cell, field_table, fitted, table
from alignprep_exporters.docx.xml import Element, field, labeled, link, new, paragraph, pieced, run

if TYPE_CHECKING:
    from alignprep import Packet
    from alignprep.language.words import Words
    from alignprep_exporters.docx.body import Body
    from alignprep_exporters.docx.forms import Controls

__all__ = [
    "SUBTITLES", "interview_fields", "write_agenda", "write_contents", "write_cover", "write_head_and_foot",
    "write_instructions",
]  # fmt: skip

SUBTITLES: Final = {
    Edition.CANDIDATE: message("Interview questions"),
    Edition.STUDY: message("Study guide"),
    Edition.INTERVIEWER: message("Interview packet for the interviewer"),
}
"""What the document is called in each edition, in English."""
_LONGEST_TITLE: Final = 80
"""A title longer than this is cut at the head of the pages."""


def write_head_and_foot(body: Body) -> None:
    """Fill the head and the foot of the pages; the cover has neither."""
    section = body.document.sections[0]
    section.different_first_page_header_footer = True
    packet, say = body.packet, body.say
    title = packet.title if len(packet.title) <= _LONGEST_TITLE else f"{packet.title[:_LONGEST_TITLE].rstrip()}…"
    head = section.header.paragraphs[0]
    head.style = "header"
    head._p.extend([run(f"{title}\t{say(SUBTITLES[packet.edition])}")])
    foot = section.footer.paragraphs[0]
    foot.style = "footer"
    notice = say("Holds the answers: not for candidates") if packet.edition is Edition.INTERVIEWER else ""
    numbers = {"page": field("PAGE", run("1")), "pages": field("NUMPAGES", run("1"))}
    foot._p.extend(pieced(f"{notice}\t", *cut(say("Page {page} of {pages}"), **numbers)))


def write_cover(body: Body, controls: Controls) -> None:
    """Add the title, the fields for who meets whom and when, and a summary of the document."""
    packet, say = body.packet, body.say
    body.write("Title", run(packet.title))
    body.write("Subtitle", run(say(SUBTITLES[packet.edition])))
    if packet.edition is not Edition.STUDY:
        body.append(interview_fields(body, controls))
        body.write("Subtitle")
    if packet.interview and packet.interview.form:
        body.write("Details", *labeled(say("Form"), packet.interview.form, say))
    questions = say.plural("{count} question", "{count} questions", len(packet.items))
    minutes = say.plural("{count} minute", "{count} minutes", packet.minutes)
    for label, text in (
        (say("Holds"), say.listed((questions, minutes))),
        (say("Sections"), say.listed(section.title for section in packet.sections)),
        (say("Version"), _state(packet, say)),
        (say("License"), packet.license),
    ):
        body.write("Details", *labeled(label, text, say))


def interview_fields(body: Body, controls: Controls) -> Element:
    """The fields for candidate, role, interviewer and date; the cover and the scorecard show the same values."""
    known, say = body.packet.interview or Interview(), body.say

    def text(field: str, title: str, prompt: str, value: str) -> tuple[str, Element]:
        return title, controls.text(title, prompt, field=field, value=value)

    return field_table(
        (
            text("candidate", say("Candidate"), say("Name of the candidate"), known.candidate),
            text("role", say("Role"), say("Role to be filled"), known.role),
            text("interviewer", say("Interviewer"), say("Name of the interviewer"), known.interviewer),
            (say("Date"), controls.date(say("Date"), say("Day of the interview"), field="date", value=known.date)),
        ),
        say("Who meets whom, and when"),
    )


def _state(packet: Packet, say: Words) -> str:
    """The version, and how old the questions are: when they were checked or, where that is not shown, last changed."""
    if packet.checked is None:
        return say("{version}, last changed on {date}", version=packet.version, date=say.day(packet.date))
    oldest, newest = map(say.day, packet.checked)
    if oldest == newest:
        return say("{version}, last checked on {date}", version=packet.version, date=newest)
    return say(
        "{version}, last checked from {oldest} to {newest}", version=packet.version, oldest=oldest, newest=newest
    )


@dataclass(frozen=True, slots=True)
class _Point:
    """Something that the instructions say, in English, and what they say where the packet lacks what it is about."""

    text: str
    needs: frozenset[str] = frozenset()
    """What the packet must hold, as `_held` names it."""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """A heading of the instructions and the points below it."""

    title: str
    points: tuple[_Point, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class _Guide:
    """How to use the document, in words for the readers of one edition."""

    title: str
    opening: str
    parts: tuple[_Part, ...]


def _needs(*names: str) -> frozenset[str]:
    return frozenset(names)


_GUIDES: Final = {
    Edition.CANDIDATE: _Guide(
        message("Before you begin"),
        message("Every candidate for this role is asked the same questions, in the same words and order."),
        (
            _Part(
                message("During the interview"),
                (
                    _Point(message("Beside each question you see how many minutes an answer may take.")),
                    _Point(message("Ask when a question is not clear to you. That costs you nothing.")),
                    _Point(message("Think aloud: how you get to an answer matters as much as the answer.")),
                    _Point(message("Say so when you do not know something, and how you would find out.")),
                    _Point(message("Make notes wherever you like.")),
                ),
            ),
        ),
    ),
    Edition.STUDY: _Guide(
        message("How to study with this guide"),
        message("Reading an answer feels like knowing it. Saying it aloud shows whether you do."),
        (
            _Part(
                message("With each question"),
                (
                    _Point(
                        message(
                            "Answer aloud before you read on, in the minutes given. Turn to the hint only when you are "
                            "stuck."
                        ),
                        _needs("hint"),
                        message("Answer aloud before you read on, in the minutes given."),
                    ),
                    _Point(
                        message("Read the short answer, and say in your own words what yours lacked."), _needs("short")
                    ),
                    _Point(
                        message("Read what one says in these minutes, and check yours against the key points."),
                        _needs("spoken", "key_points"),
                        message("Read the answer, and check yours against it."),
                    ),
                    _Point(
                        message("Read what stands behind it, so that you can go on if somebody pushes."),
                        _needs("depth"),
                    ),
                    _Point(
                        message(
                            "Learn the facts. What is underlined is what to recall when the rest of the sentence is "
                            "given."
                        ),
                        _needs("facts"),
                    ),
                ),
                numbered=True,
            ),
            _Part(
                message("Over the weeks"),
                (
                    _Point(message("Come back to a question after a day, a week and a month.")),
                    _Point(
                        message(
                            "Read at least one of the sources of each question: a good interviewer asks beyond the "
                            "answer."
                        ),
                        _needs("references"),
                    ),
                ),
            ),
        ),
    ),
    Edition.INTERVIEWER: _Guide(
        message("How to use this packet"),
        message(
            "A structured interview is fair and predicts work on the job because every candidate gets the same "
            "questions, and every answer is held against the same descriptions."
        ),
        (
            _Part(
                message("Before the interview"),
                (
                    _Point(
                        message(
                            "Settle on the four to eight competencies that the role needs and on the questions that "
                            "show them. Ask every candidate for the role the same questions in the same order."
                        )
                    ),
                    _Point(
                        message(
                            "Read each question with its descriptions of the scores, its follow-ups and its model "
                            "answer, until you would know each level when you hear it."
                        ),
                        _needs("rubric", "follow_ups"),
                        message(
                            "Read each question with its model answer, until you would know a good answer when you "
                            "hear it."
                        ),
                    ),
                    _Point(
                        message("Fill in the cover. What you enter there is on the scorecard as well."),
                        _needs("rubric"),
                        message("Fill in the cover."),
                    ),
                ),
                numbered=True,
            ),
            _Part(
                message("With each question"),
                (
                    _Point(message("Read it aloud as it is written, and give everybody the same minutes.")),
                    _Point(
                        message(
                            "Listen. Tick the points that you hear. Follow-ups look for the limits of an answer; they "
                            "do not help it along."
                        ),
                        _needs("rubric", "key_points", "follow_ups"),
                        message("Listen, and do not help the answer along."),
                    ),
                    _Point(
                        message(
                            "Write down the evidence before you score: what the candidate said, in the candidate’s "
                            "words."
                        ),
                        _needs("rubric"),
                        message("Write down what the candidate said, in the candidate’s words."),
                    ),
                    _Point(
                        message(
                            "Score before you ask the next question, so that one answer does not color another. "
                            "Compare the evidence with the descriptions, never with other candidates."
                        ),
                        _needs("rubric"),
                    ),
                ),
                numbered=True,
            ),
            _Part(
                message("The scores"),
                (
                    _Point(
                        message(
                            "1, 3 and 5 are described for each question. An answer between two of them is a 2 or a 4."
                        ),
                        _needs("grades"),
                    ),
                    _Point(
                        message(
                            "An answer that lacks one part of a description has the score below it. A wrong statement "
                            "takes away the part that it contradicts."
                        ),
                        _needs("rubric"),
                    ),
                    _Point(message("A question that you did not ask has no score. It is not a 1."), _needs("rubric")),
                ),
            ),
            _Part(
                message("After the interview"),
                (
                    _Point(
                        message("Complete the scorecard alone, before anybody tells you what they think."),
                        _needs("rubric"),
                    ),
                    _Point(
                        message(
                            "Recommend only when every question has its score. Then sign, and only then compare notes."
                        ),
                        _needs("rubric"),
                    ),
                ),
                numbered=True,
            ),
        ),
    ),
}


def write_instructions(body: Body) -> None:
    """Add the page on how to use the document."""
    guide, say, held = _GUIDES[body.packet.edition], body.say, _held(body.packet)
    body.heading(1, say(guide.title), "guide")
    body.write("BodyText", run(say(guide.opening)))
    for count, part in enumerate(guide.parts, 1):
        said = [point.text if point.needs <= held else point.instead for point in part.points]
        if not any(said):
            continue
        body.heading(2, say(part.title), f"guide_{count}")
        number = body.new_list(0, 1) if part.numbered else None
        for text in filter(None, said):
            body.append(list_item(run(say(text)), number=number))


def _held(packet: Packet) -> frozenset[str]:
    """The fields that any item has, the lengths of its answer among them; `grades` if all describe just 1, 3 and 5."""
    fields = ("hint", "key_points", "facts", "references", "rubric", "follow_ups")
    found = {name for name in fields for item in packet.items if getattr(item, name)}
    found |= {name for item in packet.items if item.answer for name, text in item.answer if text}
    described = all(item.rubric and [grade for grade, _ in item.rubric.anchors()] == [1, 3, 5] for item in packet.items)
    return frozenset(found | ({"grades"} if described else set()))


def write_agenda(interview: Interview, body: Body) -> None:
    """Add the agenda: when the opening, each question and the closing begin."""
    say = body.say
    parts: list[tuple[int, Cell]] = [
        (interview.opening, [run(say("Welcome, and how the interview goes"))]),
        *((item.minutes, [question_link(item)]) for item in body.packet.items),
        (interview.closing, [run(say("The candidate’s questions, and what happens next"))]),
    ]
    rows: list[list[Cell]] = []
    passed = 0
    for minutes, part in parts:
        if minutes:
            rows.append([[run(_time(interview, passed))], [run(str(minutes))], part])
            passed += minutes
    rows.append([[run(_time(interview, passed))], [], [run(say("End"), "Strong")]])
    body.heading(1, say("Agenda"), "agenda")
    header = [[run(say("Begins"))], [run(say("Minutes"))], [run(say("Part"))]]
    body.append(
        table(
            header,
            rows,
            fitted((1300, 1200, 6800), header),
            aligns=("right", "right", "left"),
            title=say("The interview by time"),
        )
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
        new("w:sdtContent", paragraph("TOCHeading", run(body.say("Contents"))), *entries),
    )
    pages = body.pages_with(contents)
    for bookmark, number in numbers.items():
        number[0].text = str(pages[bookmark])
    body.fill_gap(contents)


def _for_word(*runs: Element) -> Element:
    """Runs that only an application with Word's newer vocabularies sees."""
    return new("mc:AlternateContent", new("mc:Choice", *runs, Requires="w15"), new("mc:Fallback"))
