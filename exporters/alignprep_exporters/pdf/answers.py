"""The PDF answer booklet: answers alone, under the numbers of their questions.

A number is the place among those chosen, as in a candidate's copy of the same choice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from alignprep.language.words import message
from alignprep_exporters.pdf.publish import publish, require_answers
from alignprep_exporters.pdf.story import Kind

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".pdf"

_KIND: Final = Kind(message("Answers"), message("The answers alone, under the numbers of their questions."), asks=False)


def render(packet: Packet) -> bytes:
    """A PDF document like the study guide, without the questions and their hints.

    Raises `alignprep.ExporterError` for an edition without answers, `alignprep.TextError` for a character that no font
    of the package has.
    """
    require_answers(packet)
    items = tuple(replace(item, number=place) for place, item in enumerate(packet.items, 1))
    return publish(replace(packet, items=items), _KIND)
