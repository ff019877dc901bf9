"""DOCX: interview packets, candidates' questions and study guides.

What this format does differently:

- Everything is Word's own: headings, lists, tables, equations, links, contents. Each look is a style that is defined
  once, so that a company's template can replace it.
- The interviewer's packet is a form. Ratings and notes go into content controls; a rating chosen beside its question
  is on the scorecard at once, without macros.
- Word lays out the pages, so the page numbers in the table of contents are estimates until Word updates it.
- python-docx opens and saves the package but never sees the body: each block becomes bytes as soon as it is finished,
  since a tree of all blocks would take ten times as much memory.

How a packet goes through the modules:

    template ─▶ document ─▶ package ─▶ bytes
                 ├─ front         cover, agenda, table of contents, head and foot of the pages
                 ├─ instructions  how to use the document
                 ├─ questions     each question, its answers and sources; the bibliography
                 └─ grading       the score of a question; the scorecard

These four append blocks to `body`, which measures them with `pagination`. They make the blocks with `prose`, `inlines`,
`tables`, `figures`, `equations` and `forms` (content controls), all of which rest on `xml`. For `template`, `company`
reads a company's document safely, and `restyle` merges its styles with ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep_exporters.docx.body import Body
from alignprep_exporters.docx.document import write_document
from alignprep_exporters.docx.forms import Controls
from alignprep_exporters.docx.front import SUBTITLES
from alignprep_exporters.docx.package import describe, package_bytes
from alignprep_exporters.docx.template import empty_document

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".docx"


def render(packet: Packet) -> bytes:
    """A Word document (ISO/IEC 29500, transitional).

    Raises `TemplateError` for a template that is not a Word document or cannot be trusted.
    """
    document = empty_document(packet.paper, packet.template)
    body = Body(document, packet)
    controls = Controls(body)
    write_document(body, controls)
    controls.add_parts()
    describe(document, packet, SUBTITLES[packet.edition])
    return package_bytes(document, body.markup())
