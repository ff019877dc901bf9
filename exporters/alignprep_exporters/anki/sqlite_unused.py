"""Zeroes the unused bytes of an SQLite database, in which versions of SQLite differ.

Even after VACUUM with secure deletion on, the gap between a page's cell pointers and its cells may hold remains of an
older state of the page. The layout is that of https://www.sqlite.org/fileformat2.html (sections 1.5 and 1.6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from struct import unpack_from
from typing import Final

__all__ = ["clear"]

_INTERIOR_INDEX: Final = 2
_INTERIOR_TABLE: Final = 5
_LEAF_INDEX: Final = 10
_LEAF_TABLE: Final = 13


def clear(image: bytearray, page_size: int, roots: Iterable[int]) -> None:
    """Zero the unused bytes of every page of the b-trees with these root pages, page 1 among them.

    The image has no reserved bytes, no free pages and no free blocks, as after VACUUM. Raises `ValueError` for a page
    that is not a page of a b-tree.
    """
    pending = list(roots)
    while pending:
        pending += _clear_page(image, page_size, pending.pop())


def _clear_page(image: bytearray, size: int, number: int) -> Iterator[int]:
    """Zero the gap of a page (the first is page 1) and the ends of its overflow chains; yield its child pages."""
    start = (number - 1) * size
    header = start + (100 if number == 1 else 0)
    kind, _, count, content = unpack_from(">BHHH", image, header)
    if kind not in (_INTERIOR_INDEX, _INTERIOR_TABLE, _LEAF_INDEX, _LEAF_TABLE):
        raise ValueError(f"page {number} is not a page of a b-tree")
    interior = kind in (_INTERIOR_INDEX, _INTERIOR_TABLE)
    pointers = header + (12 if interior else 8)
    gap, cells = pointers + 2 * count, start + (content or 65536)
    image[gap:cells] = bytes(cells - gap)
    most = size - 35 if kind == _LEAF_TABLE else (size - 12) * 64 // 255 - 23
    for offset in unpack_from(f">{count}H", image, pointers):
        cell = start + offset
        if interior:
            yield unpack_from(">I", image, cell)[0]
            cell += 4
        if kind != _INTERIOR_TABLE:
            payload, place = _varint(image, cell)
            if payload > most:
                _clear_overflow(image, size, payload, most, _varint(image, place)[1] if kind == _LEAF_TABLE else place)
    if interior:
        yield unpack_from(">I", image, header + 8)[0]


def _clear_overflow(image: bytearray, size: int, payload: int, most: int, place: int) -> None:
    """Zero the end of the last page of a cell's overflow chain."""
    least = (size - 12) * 32 // 255 - 23
    local = least + (payload - least) % (size - 4)
    if local > most:
        local = least
    (number,), left = unpack_from(">I", image, place + local), payload - local
    while number:
        start = (number - 1) * size
        used = min(left, size - 4)
        image[start + 4 + used : start + size] = bytes(size - 4 - used)
        (number,), left = unpack_from(">I", image, start), left - used


def _varint(image: bytearray, place: int) -> tuple[int, int]:
    """A variable-length integer and where it ends."""
    value = 0
    for end in range(place, place + 8):
        byte = image[end]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, end + 1
    return value << 8 | image[place + 8], place + 9
