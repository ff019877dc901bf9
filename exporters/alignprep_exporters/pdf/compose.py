"""Fills pages with boxes: what stays together, where a column ends, what the running head of a page says."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alignprep_exporters.pdf.boxes import Box, Heading, NewPage, NoteLines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Column", "Page", "compose"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a page: where it begins, and how deep it is, in points."""

    x: float
    top: float
    depth: float


@dataclass(slots=True)
class _Placed:
    box: Box
    x: float
    top: float


@dataclass(slots=True)
class Page:
    """A page's boxes, and what its running head says."""

    placed: list[_Placed] = field(default_factory=list)
    section: str = ""
    question: str = ""


def compose(boxes: Iterable[Box], columns: Sequence[Column]) -> list[Page]:
    """Pages of the same columns, filled from first to last."""
    maker = _Maker(columns)
    pending = deque(boxes)
    while pending:
        if isinstance(pending[0], NewPage):
            pending.popleft()
            maker.new_page()
            continue
        group = [pending.popleft()]
        while group[-1].keep and pending and not isinstance(pending[0], NewPage):
            group.append(pending.popleft())
        maker.add(group)
    maker.end_column()
    _entitle(maker.pages)
    return maker.pages


class _Maker:
    """The page that is being filled."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._index = 0
        self._used = 0.0
        self._after = 0.0
        self._begun: list[_Placed] = []
        self.pages = [Page()]

    @property
    def _room(self) -> float:
        return self._columns[self._index].depth - self._used

    def add(self, group: list[Box]) -> None:
        """Place boxes that stay together, as far as a column is deep enough."""
        wanted, after = 0.0, self._after
        for box in group[:-1]:
            wanted += max(after, box.before) + box.height
            after = box.after
        wanted += max(after, group[-1].before) + group[-1].least
        if self._begun and wanted > self._room:
            self.end_column()
        for box in group:
            self._place(box)

    def _place(self, box: Box) -> None:
        rest: Box | None = box
        while rest is not None:
            rest = self._fill(rest)

    def _fill(self, box: Box) -> Box | None:
        """Place as much of a box as fits; return the rest."""
        gap = max(self._after, box.before) if self._begun else 0
        room = self._room - gap
        if box.height <= room + 0.01:
            self._put(box, gap)
            return None
        parts = box.parted(room)
        if parts is None and self._begun:
            self.end_column()
            return box
        first, second = parts or (box, None)
        self._put(first, gap)
        self.end_column()
        return second

    def _put(self, box: Box, gap: float) -> None:
        column = self._columns[self._index]
        placed = _Placed(box, column.x, column.top - self._used - gap)
        self._begun.append(placed)
        self.pages[-1].placed.append(placed)
        self._used += gap + box.height
        self._after = box.after

    def end_column(self) -> None:
        """Go on in the next column; room that is left goes to the lines for notes."""
        _stretch(self._begun, self._room)
        self._begun, self._used, self._after = [], 0.0, 0.0
        self._index += 1
        if self._index == len(self._columns):
            self._index = 0
            self.pages.append(Page())

    def new_page(self) -> None:
        """Go on at the head of a page."""
        if not self.pages[-1].placed:
            return
        _stretch(self._begun, self._room)
        self._begun, self._used, self._after, self._index = [], 0.0, 0.0, 0
        self.pages.append(Page())


def _stretch(placed: list[_Placed], room: float) -> None:
    notes = [one for one in placed if isinstance(one.box, NoteLines)]
    shift = 0.0
    for one in placed:
        one.top -= shift
        if isinstance(one.box, NoteLines):
            shift += one.box.stretch((room - shift) / len(notes))
            notes.pop()


def _entitle(pages: list[Page]) -> None:
    """Set the running heads: the last section that began, the first question that begins here or else goes on."""
    if not pages[-1].placed:
        pages.pop()
    section = question = ""
    for page in pages:
        headings = [one.box for one in page.placed if isinstance(one.box, Heading)]
        begun = [heading.question for heading in headings if heading.question is not None]
        for heading in headings:
            if heading.section is not None:
                section, question = heading.section, ""
        page.section, page.question = section, begun[0] if begun else question
        question = begun[-1] if begun else question
