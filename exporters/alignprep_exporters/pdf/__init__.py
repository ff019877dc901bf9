"""PDF handouts: what an edition shows decides whether it is a handout with room for notes or a study guide.

The documents are tagged (PDF/UA-1, ISO 14289-1), archivable (PDF/A-2a, ISO 19005-2) and the same on every machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep_exporters.pdf import isolation  # noqa: F401 - before anything imports reportlab
from alignprep_exporters.pdf.progress import Progress
from alignprep_exporters.pdf.publish import publish
from alignprep_exporters.pdf.story import Kind, story
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.styles import SIZES, Geometry

if TYPE_CHECKING:
    from collections.abc import Callable

    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".pdf"

_KINDS: Final = {
    "candidate": Kind(
        "Candidate handout",
        "Each question says how many minutes its answer may take and has room for notes. The study guide and the "
        "answers of the same version have the same numbers.",
        answers=False,
    ),
    "study": Kind(
        "Study guide",
        "Answer aloud before you read on: first the thirty seconds, then the whole. The key points say what an "
        "interviewer listens for.",
    ),
    "interviewer": Kind(
        "Interviewer's guide",
        "Ask the same questions in the same order, note what you hear before you rate it, and rate before the next "
        "question.",
    ),
}


def render(packet: Packet, *, progress: Callable[[int, int], None] | None = None) -> bytes:
    """A PDF document with cover, contents, questions by section and bibliography.

    `progress` is told how many steps of how many are done. Raises `alignprep.TextError` for a character that no font
    of the package has.
    """
    kind, root = _KINDS[packet.edition], Node("Document")
    steps = Progress(len(packet.items), progress)
    return publish(packet, kind.name, Geometry(*SIZES[packet.paper]), story(packet, kind, root, steps), root, steps)
