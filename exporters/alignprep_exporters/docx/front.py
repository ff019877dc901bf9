"""The front matter of a document to read: cover, instructions and table of contents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alignprep import Edition
from alignprep.language.words import message
from alignprep.text.typography import typography_of
from alignprep_exporters.docx.prose import write_list
from alignprep_exporters.docx.xml import Element, field, labeled, link, new, paragraph, run

if TYPE_CHECKING:
    from alignprep import Packet
    from alignprep.language.words import Words
    from alignprep_exporters.docx.body import Body

__all__ = ["SUBTITLES", "head", "write_contents", "write_cover", "write_instructions"]

SUBTITLES: Final = {
    Edition.CANDIDATE: message("Interview questions"),
    Edition.STUDY: message("Study guide"),
    Edition.INTERVIEWER: message("Interview packet for the interviewer"),
}
"""What the document is called in each edition, in English."""
_LONGEST_TITLE: Final = 80
"""A title longer than this is cut at the head of the pages."""


def head(packet: Packet, say: Words) -> str:
    """The head of pages to read: the bank's title, and what the document is called."""
    title = typography_of(packet.profile.language).plain(packet.title)
    shown = title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE].rstrip()}…"
    return f"{shown}\t{say(SUBTITLES[packet.edition])}"


def write_cover(body: Body) -> None:
    """Add the title, and a summary of the document."""
    packet, say = body.packet, body.say
    body.write("Title", run(body.type.plain(packet.title)))
    body.write("Subtitle", run(say(SUBTITLES[packet.edition])))
    questions = say.plural("{count} question", "{count} questions", len(packet.items))
    minutes = say.plural("{count} minute", "{count} minutes", packet.minutes)
    for label, text in (
        (say("Holds"), say.listed((questions, minutes))),
        (say("Sections"), say.listed(body.type.plain(section.title) for section in packet.sections)),
        (say("Version"), _state(packet, say)),
        (say("License"), packet.license),
    ):
        body.write("Details", *labeled(label, text, say))


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
        ),
    ),
}


def write_instructions(body: Body) -> None:
    """Add the page on how to use the document."""
    guide, say, held = _GUIDES[body.packet.edition], body.say, _held(body.packet)
    body.heading(1, say(guide.title), "guide")
    body.write("BodyText", run(say(guide.opening)))
    for part in guide.parts:
        said = [point.text if point.needs <= held else point.instead for point in part.points]
        if not any(said):
            continue
        body.write("GuidePart", run(say(part.title)))
        number = body.new_list(0, 1) if part.numbered else None
        write_list(([run(say(text))] for text in filter(None, said)), body, number=number)


def _held(packet: Packet) -> frozenset[str]:
    """The fields that any item has, the lengths of its answer among them; `grades` if all describe just 1, 3 and 5."""
    fields = ("hint", "key_points", "facts", "references", "rubric", "follow_ups")
    found = {name for name in fields for item in packet.items if getattr(item, name)}
    found |= {name for item in packet.items if item.answer for name, text in item.answer if text}
    described = all(item.rubric and [grade for grade, _ in item.rubric.anchors()] == [1, 3, 5] for item in packet.items)
    return frozenset(found | ({"grades"} if described else set()))


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
