"""A booklet of answers alone, under the numbers that the handout's questions have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep import ExporterError
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

_KIND: Final = Kind(
    "Answers",
    "The questions are in the handout of the same version, under the same numbers.",
    asks=False,
)


def render(packet: Packet, *, progress: Callable[[int, int], None] | None = None) -> bytes:
    """A PDF document like the study guide, without the questions and their hints.

    `progress` is told how many steps of how many are done. Raises `alignprep.ExporterError` for an edition without
    answers, `alignprep.TextError` for a character that no font of the package has.
    """
    if any(item.answer is None for item in packet.items):
        raise ExporterError(f"the {packet.edition} edition has no answers; choose the study edition")
    root = Node("Document")
    steps = Progress(len(packet.items), progress)
    return publish(packet, _KIND.name, Geometry(*SIZES[packet.paper]), story(packet, _KIND, root, steps), root, steps)
