"""CSV: RFC 4180 in UTF-8, safe to open in a spreadsheet.

What this format does differently:

- It is a family of exporters: this one writes the questions; `csv-facts`, `csv-follow-ups` and `csv-references` write
  the records inside them (`tables`); `datapackage` describes these files and holds the small tables (`package`).
- Columns come from the JSON Schema of the model; a record becomes several columns, such as `answer.short`.
- A cell has no type, so an apostrophe marks a text that a program would take for something else (`cells`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep_exporters.csv.tables import QUESTIONS

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".csv"


def render(packet: Packet) -> bytes:
    """The questions, one per row; `cells` says how values become cells, and how to read them back."""
    return QUESTIONS.render(packet)
