"""DOCX: interview packets, candidates' questions and study guides, made of Word's own means.

Headings, lists, tables, equations, links and content controls are Word's, and every look is a style that is defined
once, so a company can give the document its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep_exporters.docx.body import Body
from alignprep_exporters.docx.controls import Controls
from alignprep_exporters.docx.cover import SUBTITLES
from alignprep_exporters.docx.forms import attach_form
from alignprep_exporters.docx.package import describe, package_bytes
from alignprep_exporters.docx.story import write_document
from alignprep_exporters.docx.template import empty_document

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".docx"


def render(packet: Packet) -> bytes:
    """A Word document (ISO/IEC 29500, transitional).

    Raises `TemplateError` for a template that is no Word document or cannot be trusted.
    """
    document = empty_document(packet.paper, packet.template)
    body = Body(document, packet)
    controls = Controls(body)
    write_document(body, controls)
    attach_form(document, controls)
    describe(document, packet, SUBTITLES[packet.edition])
    return package_bytes(document, body.markup())
