"""CSV of another table: the works that the questions cite, a row each, in the order of a bibliography."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep_exporters.csv.tables import REFERENCES

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".csv"


def render(packet: Packet) -> bytes:
    """The works that the questions cite, a row each, in the order of a bibliography."""
    return REFERENCES.render(packet)
