"""Zeroes what an SQLite image leaves unused, where versions of SQLite leave different residue.

Even after VACUUM with secure deletion on, the gap between a page's cell pointers and its cells may hold what an older
state of the page held. The layout is that of https://www.sqlite.org/fileformat2.html (sections 1.5 and 1.6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

__all__ = ["clear"]

_INTERIOR_INDEX: Final = 2
_INTERIOR_TABLE: Final = 5
_LEAF_INDEX: Final = 10
_LEAF_TABLE: Final = 13


def clear(image: bytearray, page_size: int, roots: Iterable[int]) -> None:
    """Zero the unused bytes of every page of the b-trees with these root pages, page 1 among them.

    The image has no reserved bytes, no free pages and no free blocks, as after VACUUM. Raises `ValueError` if it has a
    page that is none of a b-tree where one is expected.
    """
    pages = _Pages(image, page_size)
    pending = list(roots)
    while pending:
        pending += pages.clear(pending.pop())


class _Pages:
    """The pages of one image, numbered from 1."""

    def __init__(self, image: bytearray, size: int) -> None:
        self._image = image
        self._size = size
        index_share = (size - 12) * 64 // 255 - 23
        self._most = {_LEAF_TABLE: size - 35, _LEAF_INDEX: index_share, _INTERIOR_INDEX: index_share}
        self._least = (size - 12) * 32 // 255 - 23

    def clear(self, number: int) -> Iterator[int]:
        """Zero a page's gap and the ends of its overflow chains; give the numbers of its children."""
        start = (number - 1) * self._size
        header = start + (100 if number == 1 else 0)
        kind = self._image[header]
        if kind not in (_INTERIOR_INDEX, _INTERIOR_TABLE, _LEAF_INDEX, _LEAF_TABLE):
            raise ValueError(f"page {number} is none of a b-tree")
        interior = kind in (_INTERIOR_INDEX, _INTERIOR_TABLE)
        count = self._number(header + 3, 2)
        cells = start + (self._number(header + 5, 2) or 65536)
        pointers = header + (12 if interior else 8)
        gap = pointers + 2 * count
        self._image[gap:cells] = bytes(cells - gap)
        for place in range(pointers, gap, 2):
            cell = start + self._number(place, 2)
            if interior:
                yield self._number(cell, 4)
            if kind != _INTERIOR_TABLE:
                self._clear_overflow(cell + 4 * interior, kind)
        if interior:
            yield self._number(header + 8, 4)

    def _clear_overflow(self, cell: int, kind: int) -> None:
        """Zero the end of the last of the pages on which a cell's payload goes on."""
        payload, place = self._varint(cell)
        if payload <= self._most[kind]:
            return
        if kind == _LEAF_TABLE:
            _, place = self._varint(place)
        local = self._least + (payload - self._least) % (self._size - 4)
        if local > self._most[kind]:
            local = self._least
        number, left = self._number(place + local, 4), payload - local
        while number:
            start = (number - 1) * self._size
            used = min(left, self._size - 4)
            self._image[start + 4 + used : start + self._size] = bytes(self._size - 4 - used)
            number, left = self._number(start, 4), left - used

    def _number(self, place: int, length: int) -> int:
        return int.from_bytes(self._image[place : place + length], "big")

    def _varint(self, place: int) -> tuple[int, int]:
        """A variable-length integer and where it ends."""
        value = 0
        for end in range(place, place + 8):
            value = value << 7 | self._image[end] & 0x7F
            if self._image[end] < 0x80:
                return value, end + 1
        return value << 8 | self._image[place + 8], place + 9
