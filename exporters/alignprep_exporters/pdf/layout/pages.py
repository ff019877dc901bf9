"""Boxes -> pages: which boxes stay together, where a column ends, and the running head of each page.

A page is filled in bands: columns side by side, then a box that spans them, then columns again. Above a box that spans,
columns are made about as deep as each other, so that reading goes on below it and nowhere back.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from alignprep_exporters.pdf.layout.boxes import (
    Box,
    Divider,
    Heading,
    NewColumn,
    NewPage,
    NoteLines,
    Opening,
    Paragraph,
    Space,
    height_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Column", "Page", "fill_pages"]

_CLOSE: Final = 3.0
"""How close the depth of columns above a box that spans comes to the least possible, in points."""
_EXACT: Final = 0.01
_LEFT: Final = 0.3
"""How much of a left page must be full for questions to open on the right page beside it rather than on it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a page: where it begins, how deep and how wide it is, in points."""

    x: float
    top: float
    depth: float
    width: float = 0


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
        filler.add(group)
        yield from filler.full
        filler.full.clear()
    filler.end_page()
    yield from filler.full


def _groups(boxes: Iterable[Box]) -> Iterator[list[Box]]:
    """The boxes that stay together, and each break alone."""
    group: list[Box] = []
    for box in boxes:
        if isinstance(box, (NewColumn, NewPage, Opening)):
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
    """Fills pages; `full` are those that are finished."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.full: list[Page] = []
        self._count = 0
        """How many pages are finished."""
        self._columns = columns
        self._left = min(column.x for column in columns)
        self._width = max(column.x + column.width for column in columns) - self._left
        self._page = Page()
        self._band = _Band(columns)

    def add(self, group: list[Box]) -> None:
        """Place boxes that stay together, or break as the only box says."""
        first = group[0]
        if isinstance(first, NewPage):
            self.end_page()
            if first.to_left and self._count % 2 == 0:
                self._begin_page()
        elif isinstance(first, NewColumn):
            if not self._band.end_column(forced=True):
                self.end_page()
        elif isinstance(first, Opening):
            self._open(first)
        elif any(box.span for box in group):
            self._add_spanning(group)
        else:
            while group := self._band.add(group):
                self._begin_page(self._band.columns)

    def end_page(self) -> None:
        """Go on on the next page, unless nothing stands on this one."""
        if self._page.placed or not self._band.empty:
            if not self._band.broken:
                self._band = self._balanced([], self._band.room) or self._band
            self._begin_page()

    def _begin_page(self, columns: Sequence[Column] = ()) -> None:
        """Begin a page, whose first columns are the usual ones unless others are given."""
        if self._band.empty and self._page.placed:
            self._page.placed[-1].box.stretch(self._band.page_room)
        self._page.placed += self._band.finish()
        self.full.append(self._page)
        self._count += 1
        self._page, self._band = Page(), _Band(columns or self._columns)

    def _open(self, opening: Opening) -> None:
        """Open questions across the foot of the page or on the next one, best on a right page: answers come overleaf.

        A left page is left for a right one if that wastes no more than a part of it.
        """
        if self._page.placed or not self._band.empty:
            divider: Box = Space(0) if opening.first else Divider(self._width)
            even = self._band if self._band.broken else self._balanced([], self._band.room)
            used = even.deepest + even.gap_to(divider) + divider.height + divider.after if even else 0.0
            left = self._count % 2 == 1 and not opening.first
            if (
                even is None
                or used + opening.height > even.page_room
                or (left and even.base + even.deepest > _LEFT * (even.base + even.page_room))
            ):
                self.end_page()
            else:
                self._band = even
                self._span(divider)
        if len(opening.columns) == 1:
            whole = replace(self._columns[0], x=self._left, width=self._width)
            self._band = _Band([whole], self._band.base, self._band.above)
        for index, boxes in enumerate(opening.columns):
            if index:
                self.add([NewColumn()])
            for group in _groups(boxes):
                self.add(group)

    def _add_spanning(self, group: list[Box]) -> None:
        """Place boxes of which some span the columns: those before them above them, those after them below them."""
        start = next(index for index, box in enumerate(group) if box.span)
        end = next((index for index, box in enumerate(group) if index > start and not box.span), len(group))
        before, spanning, after = group[:start], group[start:end], group[end:]
        band = self._above(before, [*spanning, *after])
        if band is None and (self._page.placed or not self._band.empty):
            before = self._left_behind(before)
            self.end_page()
            band = self._above(before, [*spanning, *after])
        if band is None:  # Taller than a page.
            for box in before:
                self.add([box])
        else:
            self._band = band
        for box in spanning:
            self._span(box)
        if after:
            self.add(after)

    def _above(self, more: list[Box], below: Sequence[Box]) -> _Band | None:
        """The band with more boxes, balanced, if those that follow find room below it."""
        height = height_of(below, least=True)
        made = self._balanced(more, self._band.room - height)
        return made if made and made.deepest + made.gap_to(below[0]) + height <= made.page_room + _EXACT else None

    def _left_behind(self, before: list[Box]) -> list[Box]:
        """Leave on this page what may be parted from a box that spans the next one; return what goes with it."""
        if before and (parts := _parted(before[-1], before[-1].height)):
            rest = self._band.add([*before[:-1], parts[0]])
            return [*rest, parts[1]]
        return before

    def _balanced(self, more: list[Box], limit: float) -> _Band | None:
        """The band with these boxes too, as shallow as it can be; None if it would be deeper than a limit."""
        band = self._band
        groups = [*band.groups, *([more] if more else [])]
        if not groups:
            return band
        made = band.again(groups, limit)
        if made is None:
            return None
        low, high = made.total / len(self._columns) - _CLOSE, min(limit, made.deepest)
        while high - low > _CLOSE:
            middle = (low + high) / 2
            trial = band.again(groups, middle)
            if trial is None:
                low = middle
            else:
                made, high = trial, min(middle, trial.deepest)
        return made

    def _span(self, box: Box) -> None:
        """Place a box under the columns and begin columns under it; go on with the rest on the next page."""
        rest: Box | None = box
        while rest is not None:
            band = self._band
            gap = band.gap_to(rest)
            room = band.page_room - band.deepest - gap
            fresh = band.empty and not self._page.placed
            first, rest = _divided(rest, room, force=fresh)
            if first is None:
                if not fresh:
                    self._begin_page()
                    continue
                first, rest = rest, None
                assert first is not None  # One of the two parts is always a box.
            self._page.placed += band.finish(band.deepest)
            base = band.base + band.deepest + gap
            self._page.placed.append(_Placed(first, self._left + first.left, self._columns[0].top - base))
            self._band = _Band(self._columns, base + first.height, first.after)
            if rest is not None:
                self._begin_page()


def _divided(box: Box, room: float, *, force: bool = False) -> tuple[Box | None, Box | None]:
    """What of a box fits into the room, at least the part that may stand alone unless forced; and the rest."""
    if box.height <= room + _EXACT:
        return box, None
    return (box.split(room) if force or box.least <= room + _EXACT else None) or (None, box)


def _parted(box: Box, room: float) -> tuple[Box, Box] | None:
    """A paragraph in two, of which the first fits into the room."""
    return box.split(room) if isinstance(box, Paragraph) and not isinstance(box, Heading) else None


class _Band:
    """Columns side by side that begin at the same height, `base` below the head of the page, `above` it a space."""

    def __init__(
        self, columns: Sequence[Column], base: float = 0, above: float = 0, depth: float | None = None
    ) -> None:
        self.base, self.above = base, above
        self.groups: list[list[Box]] = []
        """What was placed, to be placed again in columns of another depth; a break stands alone."""
        self.page_room = columns[0].depth - base
        """The height from its head to the foot of the page."""
        self.room = self.page_room if depth is None else depth
        """The depth that its columns may have."""
        self.total = 0.0
        """The height of all boxes and the spaces between them."""
        self.columns, self._strict = columns, base > 0 or depth is not None
        self._placed: list[list[_Placed]] = [[] for _ in columns]
        self._used = [0.0] * len(columns)
        self._afters = [0.0] * len(columns)
        self._index = 0

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(self._placed)

    @property
    def broken(self) -> bool:
        """Whether a column was ended before it was full."""
        return any(isinstance(group[0], NewColumn) for group in self.groups)

    @property
    def deepest(self) -> float:
        """The depth of its deepest column."""
        return max(self._used)

    def gap_to(self, box: Box) -> float:
        """The space between it and a box below it; none at the head of a page."""
        return max(self.above if self.empty else max(self._afters), box.before) if self.base or not self.empty else 0.0

    def again(self, groups: Sequence[list[Box]], depth: float) -> _Band | None:
        """The groups in columns of another depth, if they fit into them."""
        made = _Band(self.columns, self.base, self.above, depth)
        for group in groups:
            if isinstance(group[0], NewColumn):
                if not made.end_column(forced=True):
                    return None
            elif made.add(group):
                return None
        return made

    def add(self, group: list[Box]) -> list[Box]:
        """Place boxes that stay together, in the next column if they do not fit into this one; return what is left."""
        self.groups.append(group)
        while True:
            wanted = self._gap(group[0]) + height_of(group, least=True)
            if wanted <= self._left + _EXACT:
                break
            parts = self._parted(group)
            if parts is None and not (self._here or self._strict):
                break
            if parts is not None:
                for box in parts[0]:
                    self._put(box)
                group = parts[1]
            if not self.end_column():
                return group
        for index, box in enumerate(group):
            rest: Box | None = box
            while rest is not None:
                force = not self._here and not self._strict
                first, rest = _divided(rest, self._left - self._gap(rest), force=force)
                if first is None and force:
                    first, rest = rest, None
                if first is not None:
                    self._put(first)
                if rest is not None and not self.end_column():
                    return [rest, *group[index + 1 :]]
        return []

    def end_column(self, *, forced: bool = False) -> bool:
        """Go on in the next column, if there is one."""
        if self._index == len(self.columns) - 1:
            return False
        if forced:
            self.groups.append([NewColumn()])
        self._index += 1
        return True

    def finish(self, depth: float | None = None) -> list[_Placed]:
        """All that stands in it; lines for notes fill the remaining room, to a depth."""
        for placed, used in zip(self._placed, self._used, strict=True):
            _stretch_notes(placed, (self.room if depth is None else depth) - used)
        return [one for column in self._placed for one in column]

    @property
    def _here(self) -> bool:
        """Whether something stands in the column being filled."""
        return bool(self._placed[self._index])

    @property
    def _left(self) -> float:
        return self.room - self._used[self._index]

    def _gap(self, box: Box) -> float:
        if self._here:
            return max(self._afters[self._index], box.before)
        return self.above

    def _parted(self, group: list[Box]) -> tuple[list[Box], list[Box]] | None:
        """A group in two, if a paragraph in it that leads in to what follows has lines to spare for this column."""
        room, after = self._left, 0.0
        for index, box in enumerate(group[:-1]):
            room -= max(after, box.before) if index else self._gap(box)
            if box.whole and height_of(group, least=True) <= self.room:
                return None
            if parts := _parted(box, room):
                return [*group[:index], parts[0]], [parts[1], *group[index + 1 :]]
            room -= box.height
            after = box.after
        return None

    def _put(self, box: Box) -> None:
        gap, column = self._gap(box), self.columns[self._index]
        top = column.top - self.base - self._used[self._index] - gap
        self._placed[self._index].append(_Placed(box, column.x + box.left, top))
        self._used[self._index] += gap + box.height
        self._afters[self._index] = box.after
        self.total += gap + box.height


def _stretch_notes(placed: list[_Placed], room: float) -> None:
    """Divide room among the lines for notes, and move down the boxes below them."""
    notes = [one for one in placed if isinstance(one.box, NoteLines)]
    shift = 0.0
    for one in placed:
        one.top -= shift
        if isinstance(one.box, NoteLines):
            shift += one.box.stretch((room - shift) / len(notes))
            notes.pop()
