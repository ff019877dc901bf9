"""CSV: RFC 4180 in UTF-8, safe to open in a spreadsheet.

What this format does differently:

- It is a family: this exporter writes the questions, `csv-facts`, `csv-follow-ups` and `csv-references` write the
  records inside them, and `datapackage` describes all of these files and holds the small tables (`tables`, `package`).
- Columns come from the JSON Schema of the model; a record becomes several columns, such as `answer.short`.
- A cell has no type, so a text that a program would take for something else is marked by an apostrophe (`cells`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep_exporters.csv.tables import QUESTIONS

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".csv"


def render(packet: Packet) -> bytes:
    """The questions, one a row; `alignprep_exporters.csv.cells` says how values become cells, and how to read them."""
    return QUESTIONS.render(packet)
