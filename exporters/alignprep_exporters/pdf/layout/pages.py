"""Boxes -> pages: which boxes stay together, where a column ends, and the running head of each page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alignprep_exporters.pdf.layout.boxes import Box, Heading, NewPage, NoteLines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Column", "Page", "fill_pages"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a page: where it begins, and how deep it is, in points."""

    x: float
    top: float
    depth: float


@dataclass(slots=True)
class _Placed:
    """A box and its upper left corner."""

    box: Box
    x: float
    top: float


@dataclass(slots=True)
class Page:
    """A page's boxes, and the section and question in its running head."""

    placed: list[_Placed] = field(default_factory=list)
    section: str = ""
    question: str = ""


def fill_pages(boxes: Iterable[Box], columns: Sequence[Column]) -> Iterator[Page]:
    """Fill pages that have the same columns; yield each page as soon as it is full.

    A running head names the last section that began, and the first question that begins on the page, else the one that
    goes on.
    """
    section = question = ""
    for page in _filled(boxes, columns):
        headings = [one.box for one in page.placed if isinstance(one.box, Heading)]
        begun = [heading.question for heading in headings if heading.question is not None]
        for heading in headings:
            if heading.section is not None:
                section, question = heading.section, ""
        page.section, page.question = section, begun[0] if begun else question
        question = begun[-1] if begun else question
        yield page


def _filled(boxes: Iterable[Box], columns: Sequence[Column]) -> Iterator[Page]:
    filler = _Filler(columns)
    for group in _groups(boxes):
        if isinstance(group[0], NewPage):
            if filler.pages[-1].placed:
                filler.end_column(page=True)
        else:
            filler.add(group)
        while len(filler.pages) > 1:
            yield filler.pages.pop(0)
    filler.end_column()
    yield from (page for page in filler.pages if page.placed)


def _groups(boxes: Iterable[Box]) -> Iterator[list[Box]]:
    """The boxes that stay together, and each `NewPage` alone."""
    group: list[Box] = []
    for box in boxes:
        if isinstance(box, NewPage):
            if group:
                yield group
            yield [box]
            group = []
            continue
        group.append(box)
        if not box.keep:
            yield group
            group = []
    if group:
        yield group


class _Filler:
    """Fills columns; the last of its pages is still being filled."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.pages = [Page()]
        self._columns = columns
        self._index = 0
        self._used = 0.0
        self._after = 0.0
        self._in_column: list[_Placed] = []

    @property
    def _room(self) -> float:
        return self._columns[self._index].depth - self._used

    def add(self, group: list[Box]) -> None:
        """Place boxes that stay together: in the next column if they do not fit into this one."""
        wanted, after = 0.0, self._after
        for box in group[:-1]:
            wanted += max(after, box.before) + box.height
            after = box.after
        wanted += max(after, group[-1].before) + group[-1].least
        if self._in_column and wanted > self._room:
            self.end_column()
        for box in group:
            rest: Box | None = box
            while rest is not None:
                rest = self._place(rest)

    def _place(self, box: Box) -> Box | None:
        """Place as much of a box as fits; return the rest."""
        gap = max(self._after, box.before) if self._in_column else 0
        room = self._room - gap
        if box.height <= room + 0.01:
            self._put(box, gap)
            return None
        parts = box.split(room)
        if parts is None and self._in_column:
            self.end_column()
            return box
        first, second = parts or (box, None)
        self._put(first, gap)
        self.end_column()
        return second

    def _put(self, box: Box, gap: float) -> None:
        column = self._columns[self._index]
        placed = _Placed(box, column.x + box.left, column.top - self._used - gap)
        self._in_column.append(placed)
        self.pages[-1].placed.append(placed)
        self._used += gap + box.height
        self._after = box.after

    def end_column(self, *, page: bool = False) -> None:
        """Go on in the next column, or on the next page; lines for notes fill the remaining room."""
        _stretch_notes(self._in_column, self._room)
        self._in_column, self._used, self._after = [], 0.0, 0.0
        self._index = 0 if page else (self._index + 1) % len(self._columns)
        if self._index == 0:
            self.pages.append(Page())


def _stretch_notes(placed: list[_Placed], room: float) -> None:
    """Divide room among the lines for notes, and move down the boxes below them."""
    notes = [one for one in placed if isinstance(one.box, NoteLines)]
    shift = 0.0
    for one in placed:
        one.top -= shift
        if isinstance(one.box, NoteLines):
            shift += one.box.stretch((room - shift) / len(notes))
            notes.pop()
