"""A deck that interviews: it speaks a question, then a follow-up, by the voices of the device.

It is a package, a deck and a note type of its own, so that whoever does not want it never meets it: a further card of
the questions' notes would exist for everybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep_exporters.anki import own_styles, package
from alignprep_exporters.anki.collection import interviewer_bytes

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".apkg"


def render(packet: Packet) -> bytes:
    """An Anki package with one deck. The study edition has no follow-ups, so its cards only ask the question.

    Raises `alignprep.ExporterError` for the candidate edition.
    """
    packet.require_bank("a deck")
    return package(interviewer_bytes(packet), own_styles(packet))
