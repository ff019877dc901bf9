"""DOCX: interview packets, candidates' questions and study guides.

What this format does differently:

- Everything is Word's own: headings, lists, tables, equations, links, contents. Every appearance is a style that
  is defined once, so that a company's template can replace it.
- The interviewer's packet is a form, printed on both sides of the paper: each question has two facing pages. Scores and
  notes go into content controls; a score chosen beside its question appears on the scorecard at once, without macros.
- Word lays out the pages, so the page numbers in the table of contents are estimates until Word updates it. By such
  estimates a question to study stands below the answer to the one before it, or begins a page; its own answer always
  begins one.
- python-docx opens and saves the package but never sees the body: each block becomes bytes as soon as it is finished,
  since a tree of all blocks would take ten times as much memory.

`render` begins with an empty document (`template`) and writes its parts in order:

    front         what is read first: cover, instructions, table of contents
    questions     what is read: each question, its answers and sources; the bibliography
    room          the front page of an interview: script and agenda
    spread        the two facing pages of a question
    scorecard     the two facing pages that sum up an interview
    sheet         what the candidate gets

These append blocks to `body`, which lays them out with `pagination` and `measure`; `pages` begins its sections. They
make the blocks with `prose`, `inlines`, `tables`, `figures`, `equations` and `forms` (content controls), all of which
use `xml`. For `template`, `company` reads a company's document safely, and `restyle` merges its styles with
alignprep's.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import TYPE_CHECKING, Final

from alignprep import Edition
from alignprep.files.archives import canonical_zip
from alignprep.language.words import words_of
from alignprep.packet.interview import Answers, agenda, form_key
from alignprep.packet.spread import fitted
from alignprep.packet.wording import form_of
from alignprep.text.typography import typography_of
from alignprep_exporters.docx import front, questions, room, scorecard, sheet, spread
from alignprep_exporters.docx.body import Body, lists_works
from alignprep_exporters.docx.figures import Figures
from alignprep_exporters.docx.forms import Controls
from alignprep_exporters.docx.inlines import line
from alignprep_exporters.docx.pages import Pages, shortened
from alignprep_exporters.docx.template import empty_document

if TYPE_CHECKING:
    from docx.document import Document

    from alignprep import Packet
    from alignprep.packet.packet import Item

__all__ = ["render", "suffix"]

suffix: Final = ".docx"
_MAIN: Final = "word/document.xml"
_LONGEST: Final = 255
"""The most characters that a core property may have."""
_MANY: Final = 10
"""From so many questions on, an interviewer's packet has a table of contents."""
_LONGEST_NAME: Final = 30
"""The columns of a name at the head of a page, of which three fit beside the question and its time."""
_LONGEST_HALF: Final = 50
"""The columns of a title at the head of a page, of which two fit beside each other."""


def render(packet: Packet) -> bytes:
    """A Word document (ISO/IEC 29500, transitional).

    What does not fit on the two pages of a question in an interview is left out (`alignprep.packet.spread`). Raises
    `TemplateError` for a template that is not a Word document or cannot be trusted, and `SelectionError` for a question
    of an interview that does not fit on its pages.
    """
    if packet.in_room:
        packet, _ = fitted(packet)
    document = empty_document(packet.paper, packet.template, packet.profile.language)
    body = Body(document, packet)
    controls = Controls(body)
    _write(body, controls)
    controls.add_parts()
    _describe(document, packet)
    return _package(document, body.markup())


def _write(body: Body, controls: Controls) -> None:
    """Write the parts in order, except those for which the packet holds nothing."""
    packet, pages = body.packet, Pages(body)
    if packet.edition is Edition.STUDY:
        _write_guide(body, pages)
    elif packet.edition is Edition.CANDIDATE:
        _write_sheet(body, controls, pages)
    else:
        _write_interviewers(body, controls, pages)


def _write_guide(body: Body, pages: Pages) -> None:
    """A study guide: each question with its answers, section by section."""
    packet, figures = body.packet, Figures(body)
    items = {item.id: item for item in packet.items}
    reading = front.head(packet, body.say)
    pages.begin(form=False, head=reading, cover=True)
    front.write_cover(body)
    front.write_instructions(body)
    body.leave_gap()
    for number, section in enumerate(packet.sections, 1):
        for place, item in enumerate(packet.in_section(section.id)):
            if not place:
                pages.begin(form=False, head=_named(item, body))
                body.heading(1, section.title, f"section_{number}")
                if section.description is not None:
                    body.write("BodyText", *line(section.description, body))
            _write_question(item, body, pages, fresh=not place)
            questions.write_study(item, items, body, figures)
    if packet.references:
        pages.begin(form=False, head=reading)
        questions.write_bibliography(body)
    front.write_contents(body)


def _write_question(item: Item, body: Body, pages: Pages, *, fresh: bool) -> None:
    """Add what a reader answers, below the answer before it if there is room, and begin a page for the answer.

    `fresh` is for the first question of a section, which is below its heading. So the answer is never in the same
    glance as its question. A section of its own lets the head of the pages name the question that is answered on them;
    a field (STYLEREF) would have to be updated, and not all programs know it.
    """
    blocks, answered = questions.opening(item, body), questions.is_answered(item)
    count = questions.lines_below(blocks, body) if answered and not fresh else 0
    top = not count and not fresh
    if top:
        pages.begin(form=False, head=_named(item, body))
    if answered and not count:
        count = questions.lines_on_page(blocks, body)
    questions.write_opening(blocks, count, body, top=top)
    if answered:
        pages.begin(form=False, head=_named(item, body))


def _named(item: Item, body: Body) -> str:
    """The head of pages to read that a question is on: the bank's title, and the question's number and title."""
    title, asked = map(body.type.plain, (body.packet.title, item.title))
    return f"{shortened(title, _LONGEST_HALF)}\t{item.number}\u2002{shortened(asked, _LONGEST_HALF)}"


def _write_sheet(body: Body, controls: Controls, pages: Pages) -> None:
    """A candidate's sheet; in an interview each of its pages says whose it is."""
    meeting, say = body.packet.interview, body.say
    day = say.date(meeting.date) if meeting and meeting.date else ""
    who = (meeting.candidate, meeting.role, day) if meeting else ()
    pages.begin(form=True, head=_running(body, *who) if meeting else "")
    sheet.write_sheet(body, controls)


def _write_interviewers(body: Body, controls: Controls, pages: Pages) -> None:
    """An interviewer's packet: made for an interview, or a book of questions from which interviews are made."""
    packet, say, meeting = body.packet, body.say, body.packet.interview
    reading = front.head(packet, say)
    who = (meeting.candidate, meeting.role) if meeting else ()
    pages.begin(form=meeting is not None, head="" if meeting else reading, cover=not meeting)
    if meeting:
        room.write_front_page(meeting, body, controls)
    else:
        front.write_cover(body)
        front.write_instructions(body)
    long = len(packet.items) >= _MANY
    if long:
        body.leave_gap()
    titles = {section.id: (number, section.title) for number, section in enumerate(packet.sections, 1)}
    for place, (item, part) in enumerate(zip(packet.items, agenda(packet)[1:], strict=False), 1):
        count = {"number": place, "count": len(packet.items)}
        heading = say("Question {number} of {count}", **count)
        running = f"{heading}\u2003{spread.clock(part, body)}"
        pages.begin("evenPage", form=True, head=_running(body, *who, right=running) if meeting else _named(item, body))
        if not meeting and item.section in titles:
            number, title = titles.pop(item.section)
            body.heading(1, title, f"section_{number}", style="FormPart")
        spread.write_spread(
            item, part if meeting else None, heading, say("{number} of {count}", **count), body, controls
        )
    if meeting:
        card = _running(body, *who, right=say("Scorecard"))
        pages.begin("evenPage", form=True, head=card)
        scorecard.write_scores(meeting, body, controls)
        pages.begin("oddPage", form=True, head=card)
        scorecard.write_judgment(body, controls)
    if packet.answers is not Answers.NONE:
        _write_answers(body, pages)
    if long:
        front.write_contents(body)


def _write_answers(body: Body, pages: Pages) -> None:
    """The model answers, which are out of the way at the end, and the works that they cite.

    Whole answers begin a page each, whose head names the question.
    """
    packet, figures = body.packet, Figures(body)
    reading, full = front.head(packet, body.say), packet.answers is Answers.FULL
    items = {item.id: item for item in packet.items}
    for place, item in enumerate(packet.items):
        if full or not place:
            pages.begin(form=False, head=_named(item, body) if full else reading)
        if not place:
            body.heading(1, body.say("Model answers"), "answers")
        body.heading(2, item.title, questions.answer_bookmark(item), number=str(item.number))
        body.write("BodyText", *line(item.question, body))
        if full:
            questions.write_answer(item, items, body, figures)
        else:
            questions.write_spoken(item, body)
    if lists_works(packet):
        pages.begin(form=False, head=reading)
        questions.write_bibliography(body)


def _running(body: Body, *names: str, right: str = "") -> str:
    """The head of a page of an interview: names and the form's letter, and what is on the page."""
    shown = [shortened(name, _LONGEST_NAME) for name in (*names, form_of(body.packet.interview, body.say)) if name]
    return f"{' · '.join(shown)}\t{right}"


def _describe(document: Document, packet: Packet) -> None:
    """Set the document's properties; its dates are the packet's, not today's."""
    properties, say = document.core_properties, words_of(packet.profile, typeset=True)
    title = typography_of(packet.profile.language).plain(packet.title)
    properties.title = title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1]}…"
    properties.subject = say(front.SUBTITLES[packet.edition])
    properties.author, properties.last_modified_by = "; ".join(packet.profile.authors)[:_LONGEST], "alignprep"
    properties.created = properties.modified = datetime.datetime.combine(packet.date, datetime.time())
    properties.revision = 1
    properties.language = packet.profile.language
    properties.version = packet.version
    key = form_key(packet) if packet.in_room else ""
    if 0 < len(key) <= _LONGEST:  # A longer one is in small print only.
        properties.identifier = key
    properties.comments = say("License of the content: {license}", license=packet.license)[:_LONGEST]


def _package(document: Document, markup: bytearray) -> bytes:
    """The package as a file; the markup becomes the beginning of the document's body.

    The buffer of the markup is used for the whole part, since a copy would double the memory.
    """
    saved = io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as archive:
        members: dict[str, bytes | bytearray] = {name: archive.read(name) for name in archive.namelist()}
    head, opening, tail = bytes(members[_MAIN]).partition(b"<w:body>")
    markup[:0] = head + opening
    markup += tail
    members[_MAIN] = markup
    return canonical_zip(members, first="[Content_Types].xml")
