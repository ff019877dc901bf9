"""CSV: a table a file, RFC 4180, UTF-8, safe to open in a spreadsheet; this one holds a question a row.

The other tables are `csv-facts`, `csv-follow-ups` and `csv-references`; `datapackage` describes them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep_exporters.csv.tables import QUESTIONS

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".csv"


def render(packet: Packet) -> bytes:
    """The questions: `alignprep_exporters.csv.cells` says how a value becomes a cell, and how it comes back."""
    return QUESTIONS.render(packet)
