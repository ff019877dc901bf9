"""Lists: real ones, whose numbers are Word's and begin anew with every list."""

from __future__ import annotations

from typing import Final

from alignprep_exporters.docx.body import Body, paragraph
from alignprep_exporters.docx.elements import Element, new

__all__ = ["INDENT", "Marker", "bullets", "continued", "numbers"]

INDENT: Final = 360
"""How far a list's text stands in, in twentieths of a point, a level."""
_LEVELS: Final = 3


class Marker:
    """What stands before the items of one list; `level` counts from 0."""

    def __init__(self, level: int, *, number: int | None = None) -> None:
        self._suffix = _suffix(level)
        self._level = min(level, _LEVELS - 1)
        self._number = number

    def item(self, *content: Element, properties: tuple[Element, ...] = ()) -> Element:
        """The first paragraph of the next item."""
        if self._number is None:
            return paragraph(f"ListBullet{self._suffix}", *content, properties=properties)
        numbering = new("w:numPr", new("w:ilvl", val=self._level), new("w:numId", val=self._number))
        return paragraph(f"ListNumber{self._suffix}", *content, properties=(numbering, *properties))


def bullets(level: int = 0) -> Marker:
    """A list without numbers."""
    return Marker(level)


def numbers(body: Body, *, level: int = 0, start: int = 1) -> Marker:
    """A list whose items are numbered from `start`."""
    return Marker(level, number=body.new_list(min(level, _LEVELS - 1), start))


def continued(level: int) -> str:
    """The style of what follows in an item of a list."""
    return f"ListContinue{_suffix(level)}"


def _suffix(level: int) -> str:
    return str(min(level, _LEVELS - 1) + 1) if level else ""
