"""CSV of another table: the facts, a row each, for spaced repetition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep_exporters.csv.tables import FACTS

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".csv"


def render(packet: Packet) -> bytes:
    """The facts, a row each, for spaced repetition."""
    return FACTS.render(packet)
