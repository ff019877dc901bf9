"""PDF: a candidate's sheet, a study guide, an interviewer's guide or the packet of an interview.

What this format does differently:

- It is tagged (PDF/UA-1, ISO 14289-1) and archivable (PDF/A-2a, ISO 19005-2): all text belongs to a structure element
  or is an artifact, figures and formulas have a description, every font is embedded.
- alignprep does the typesetting: lines, kerning, columns, tables, code. reportlab only writes fonts, drawings and
  bookmarks.
- A page is drawn and compressed as soon as it is full, so boxes do not pile up in memory; page numbers that depend on
  later pages are filled in at the end.
- The same packet gives the same bytes on every machine: no reportlab settings, no clock, none of Python's zlib.

The flow of the data, which is also the map of this folder:

    packet ─ story ─▶ boxes ─ layout/pages ─▶ pages ─ tagged/canvas ─▶ drawn pages ─ tagged/file ─▶ bytes

- `publish` runs all of it, so read it first. `story` decides what a guide says, and in which order; `packet` does so
  for what an interviewer holds in an interview, which is a form to fill in, and `sheet` for what a candidate gets.
- `layout` has the boxes and fills pages with them; `type` has the fonts, styles and lines of their text; `tagged` has
  the canvas on which they are drawn, and the file.
- `structure` is the tree of elements: `story` and `layout` declare them, the canvas connects them with what it draws,
  and `tagged/elements` writes them.
- `answers` and `quick` are exporters of their own: answers without questions, and a page or two for each section.
- `booklet` sets pages for half a sheet and lays them out for folding, in a file without tags.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import alignprep_exporters.pdf.tagged.bare_reportlab  # noqa: F401 - before anything imports reportlab
from alignprep import Edition
from alignprep.language.words import message
from alignprep_exporters.pdf.publish import publish, publish_packet, publish_sheet
from alignprep_exporters.pdf.story import Kind

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".pdf"
_KINDS: Final = {
    "study": Kind(
        message("Study guide"),
        message(
            "Answer aloud before you read on: first the thirty seconds, then the whole. The key points say what an "
            "interviewer listens for."
        ),
    ),
    "interviewer": Kind(
        message("Interviewer's guide"),
        message(
            "Ask the same questions in the same order, note what you hear before you rate it, and rate before the next "
            "question."
        ),
    ),
}


def render(packet: Packet) -> bytes:
    """A PDF document: a packet for an interview, a candidate's sheet, or a guide.

    A guide has cover, contents, questions by section and bibliography; a packet is a form. Raises
    `alignprep.ExporterError` for a question that does not fit on two pages of a packet, for a name that cannot be drawn
    and for a booklet of what is made for an interview, `alignprep.TextError` for a character that no font has.
    """
    if packet.in_room:
        return publish_packet(packet)
    if packet.edition is Edition.CANDIDATE:
        return publish_sheet(packet)
    return publish(packet, _KINDS[packet.edition])
