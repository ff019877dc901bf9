"""DOCX: interview packets, candidates' questions and study guides.

What this format does differently:

- Everything is Word's own: headings, lists, tables, equations, links, contents. Every appearance is a style that
  is defined once, so that a company's template can replace it.
- The interviewer's packet is a form. Ratings and notes go into content controls; a rating chosen beside its
  question appears on the scorecard at once, without macros.
- Word lays out the pages, so the page numbers in the table of contents are estimates until Word updates it.
- python-docx opens and saves the package but never sees the body: each block becomes bytes as soon as it is finished,
  since a tree of all blocks would take ten times as much memory.

`render` begins with an empty document (`template`) and writes its parts in order:

    front         cover, instructions, agenda, table of contents, head and foot of the pages
    questions     each question, its answers and sources; the bibliography
    grading       the score of a question; the scorecard

These append blocks to `body`, which measures them with `pagination`. They make the blocks with `prose`, `inlines`,
`tables`, `figures`, `equations` and `forms` (content controls), all of which use `xml`. For `template`, `company` reads
a company's document safely, and `restyle` merges its styles with alignprep's.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import TYPE_CHECKING, Final

from alignprep import Edition
from alignprep.files.archives import canonical_zip
from alignprep.language.words import words_of
from alignprep_exporters.docx import front, grading, questions
from alignprep_exporters.docx.body import Body
from alignprep_exporters.docx.figures import Figures
from alignprep_exporters.docx.forms import Controls
from alignprep_exporters.docx.inlines import line
from alignprep_exporters.docx.template import empty_document

if TYPE_CHECKING:
    from docx.document import Document

    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".docx"
_MAIN: Final = "word/document.xml"
_LONGEST: Final = 255
"""The most characters that a core property may have."""


def render(packet: Packet) -> bytes:
    """A Word document (ISO/IEC 29500, transitional).

    Raises `TemplateError` for a template that is not a Word document or cannot be trusted.
    """
    document = empty_document(packet.paper, packet.template, packet.profile.language)
    body = Body(document, packet)
    controls = Controls(body)
    _write(body, controls)
    controls.add_parts()
    _describe(document, packet)
    return _package(document, body.markup())


def _write(body: Body, controls: Controls) -> None:
    """Write the parts in order, except those for which the packet holds nothing."""
    packet = body.packet
    figures = Figures(body)
    items = {item.id: item for item in packet.items}
    interviewing = packet.edition is Edition.INTERVIEWER
    scored = tuple(item for item in packet.items if item.rubric)
    front.write_head_and_foot(body)
    front.write_cover(body, controls)
    front.write_instructions(body)
    if packet.interview is not None and packet.edition is not Edition.STUDY:
        front.write_agenda(packet.interview, body)
    body.leave_gap()
    for number, section in enumerate(packet.sections, 1):
        body.heading(1, section.title, f"section_{number}")
        if section.description is not None:
            body.write("BodyText", *line(section.description, body))
        for index, item in enumerate(packet.in_section(section.id)):
            questions.write_question(item, body, new_page=interviewing and index > 0)
            if interviewing:
                questions.write_listen_for(item, body, controls)
                grading.write_grading(item, body, controls)
            else:
                questions.write_key_points(item, body)
                questions.write_answer(item, items, body, figures)
    if scored:
        grading.write_scorecard(scored, body, controls)
    if interviewing:
        # At the end, the model answers are out of the way during the interview.
        body.heading(1, body.say("Model answers"), "answers")
        for item in packet.items:
            body.heading(2, item.title, questions.answer_bookmark(item), number=str(item.number))
            body.write("BodyText", *line(item.question, body))
            questions.write_answer(item, items, body, figures)
    if packet.references:
        questions.write_bibliography(body)
    front.write_contents(body)


def _describe(document: Document, packet: Packet) -> None:
    """Set the document's properties; its dates are the packet's, not today's."""
    properties, say = document.core_properties, words_of(packet.profile)
    properties.title = packet.title if len(packet.title) <= _LONGEST else f"{packet.title[: _LONGEST - 1]}…"
    properties.subject = say(front.SUBTITLES[packet.edition])
    properties.author, properties.last_modified_by = "; ".join(packet.profile.authors)[:_LONGEST], "alignprep"
    properties.created = properties.modified = datetime.datetime.combine(packet.date, datetime.time())
    properties.revision = 1
    properties.language = packet.profile.language
    properties.version = packet.version
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
