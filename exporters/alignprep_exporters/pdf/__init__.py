"""PDF: a handout with room for notes, a study guide or an interviewer's guide, as the edition decides.

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

- `publish` runs all of it, so read it first. `story` decides what a document says, and in which order.
- `layout` has the boxes and fills pages with them; `type` has the fonts, styles and lines of their text; `tagged` has
  the canvas on which they are drawn, and the file.
- `structure` is the tree of elements: `story` and `layout` declare them, the canvas connects them with what it draws,
  and `tagged/elements` writes them.
- `answers` and `quick` are exporters of their own: answers without questions, and one page for each section.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import alignprep_exporters.pdf.tagged.bare_reportlab  # noqa: F401 - before anything imports reportlab
from alignprep.language.words import message
from alignprep_exporters.pdf.publish import publish
from alignprep_exporters.pdf.story import Kind

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".pdf"
_KINDS: Final = {
    "candidate": Kind(
        message("Candidate handout"),
        message("Each question says how many minutes its answer may take and has room for notes."),
        answers=False,
    ),
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
    """A PDF document with cover, contents, questions by section and bibliography.

    Raises `alignprep.TextError` for a character that no font of the package has.
    """
    return publish(packet, _KINDS[packet.edition])
