"""CSV of another table: the follow-up questions, a row each, with what to hear in a reply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep_exporters.csv.tables import FOLLOW_UPS

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".csv"


def render(packet: Packet) -> bytes:
    """The follow-up questions, a row each, with what to hear in a reply."""
    return FOLLOW_UPS.render(packet)
