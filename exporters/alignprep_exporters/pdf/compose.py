"""Fills pages with boxes: what stays together, where a column ends, what the running head of a page says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alignprep_exporters.pdf.boxes import Box, Heading, NewPage, NoteLines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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


def compose(boxes: Iterable[Box], columns: Sequence[Column]) -> Iterator[Page]:
    """Pages of the same columns, filled from first to last; each is handed over as soon as it is full."""
    maker, heads = _Maker(columns), _Heads()
    for group in _groups(boxes):
        if isinstance(group[0], NewPage):
            maker.new_page()
        else:
            maker.add(group)
        for page in maker.full():
            heads.entitle(page)
            yield page
    for page in maker.rest():
        heads.entitle(page)
        yield page


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


class _Maker:
    """The page that is being filled."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._index = 0
        self._used = 0.0
        self._after = 0.0
        self._begun: list[_Placed] = []
        self._pages = [Page()]

    def full(self) -> Iterator[Page]:
        """The pages before the one that is being filled."""
        while len(self._pages) > 1:
            yield self._pages.pop(0)

    def rest(self) -> Iterator[Page]:
        """The last page, if there is anything on it."""
        self.end_column()
        return (page for page in self._pages if page.placed)

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
        self._pages[-1].placed.append(placed)
        self._used += gap + box.height
        self._after = box.after

    def end_column(self) -> None:
        """Go on in the next column; room that is left goes to the lines for notes."""
        _stretch(self._begun, self._room)
        self._begun, self._used, self._after = [], 0.0, 0.0
        self._index += 1
        if self._index == len(self._columns):
            self._index = 0
            self._pages.append(Page())

    def new_page(self) -> None:
        """Go on at the head of a page."""
        if not self._pages[-1].placed:
            return
        _stretch(self._begun, self._room)
        self._begun, self._used, self._after, self._index = [], 0.0, 0.0, 0
        self._pages.append(Page())


def _stretch(placed: list[_Placed], room: float) -> None:
    notes = [one for one in placed if isinstance(one.box, NoteLines)]
    shift = 0.0
    for one in placed:
        one.top -= shift
        if isinstance(one.box, NoteLines):
            shift += one.box.stretch((room - shift) / len(notes))
            notes.pop()


class _Heads:
    """What running heads say: the last section that began, the first question that begins here or else goes on."""

    def __init__(self) -> None:
        self._section = self._question = ""

    def entitle(self, page: Page) -> None:
        headings = [one.box for one in page.placed if isinstance(one.box, Heading)]
        begun = [heading.question for heading in headings if heading.question is not None]
        for heading in headings:
            if heading.section is not None:
                self._section, self._question = heading.section, ""
        page.section, page.question = self._section, begun[0] if begun else self._question
        self._question = begun[-1] if begun else self._question
