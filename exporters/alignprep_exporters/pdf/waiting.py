"""Pages that are drawn but wait for what later ones decide: on which page something stands, and how many there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import deflate

if TYPE_CHECKING:
    from alignprep_exporters.pdf.lines import Line

__all__ = ["GAP", "Late", "Waiting"]

GAP: Final = "\0"
"""Stands in a page's drawing where a piece is to come; a drawing has no such character, as its strings escape it."""
_LEVEL: Final = 1
"""Packed quickly, for a moment; the file's own level is that of `file`."""


@dataclass(frozen=True, slots=True)
class Late:
    """A line at the end of a text, made once all pages are drawn: it goes on where the text ends, or ends at a place.

    It has digits and ASCII letters only, in a font that is in use: neither structure nor fonts depend on it.
    """

    line: Callable[[], Line]
    end: tuple[float, float] | None = None


class Waiting:
    """A page's drawing, packed, and the pieces that fill its gaps."""

    __slots__ = ("_filled", "_packed", "_pieces", "_size")

    def __init__(self, code: str, pieces: Sequence[Callable[[], str]]) -> None:
        data = code.encode("latin-1")
        self._packed, self._size = bytes(deflate.zlib_compress(data, _LEVEL)), len(data)
        self._pieces = pieces
        self._filled: list[bytes] = []

    def decide(self) -> None:
        """Make the pieces: all pages are drawn."""
        self._filled = [piece().encode("latin-1") for piece in self._pieces]
        self._pieces = ()

    def drawing(self) -> bytes:
        """The whole drawing."""
        first, *others = deflate.zlib_decompress(self._packed, self._size).split(GAP.encode("ascii"))
        return bytes(first) + b"".join(piece + part for piece, part in zip(self._filled, others, strict=True))
