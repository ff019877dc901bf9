"""DOCX: interview packets, candidate sheets and study documents, made of Word's own means.

Real headings, lists, tables, content controls, equations and links, in styles that are defined once. Which parts the
document has follows from what the packet's items hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep_exporters.docx.body import Body
from alignprep_exporters.docx.package import finished, opened
from alignprep_exporters.docx.story import write

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".docx"


def render(packet: Packet) -> bytes:
    """A Word document (ISO/IEC 29500, transitional)."""
    document = opened(packet)
    write(Body(document, packet), packet)
    return finished(document)
