"""Content of a page that depends on later pages: the page number of a heading, and the number of pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import deflate

if TYPE_CHECKING:
    from alignprep_exporters.pdf.type.lines import Line

__all__ = ["GAP", "LateContent", "LateLine"]

GAP: Final = "\0"
"""Marks a missing piece in a page's content, which has no other such character, as strings escape it."""
_LEVEL: Final = 1
"""Quick compression, for a short time; `file` compresses the content again, and better."""


@dataclass(frozen=True, slots=True)
class LateLine:
    """A line at the end of a text, made once all pages are drawn: it follows the text, or ends at the point `end`.

    It has no links and no marks over letters, so the structure does not depend on it.
    """

    line: Callable[[], Line]
    end: tuple[float, float] | None = None


class LateContent:
    """A page's content, compressed, and the pieces that fill its gaps."""

    __slots__ = ("_filled", "_packed", "_pieces", "_size")

    def __init__(self, code: str, pieces: Sequence[Callable[[], str]]) -> None:
        data = code.encode("latin-1")
        self._packed, self._size = bytes(deflate.zlib_compress(data, _LEVEL)), len(data)
        self._pieces = pieces
        self._filled: list[bytes] = []

    def fill(self) -> None:
        """Make the pieces, once all pages are drawn."""
        self._filled = [piece().encode("latin-1") for piece in self._pieces]
        self._pieces = ()

    def whole(self) -> bytes:
        """The content with its gaps filled."""
        first, *others = deflate.zlib_decompress(self._packed, self._size).split(GAP.encode("ascii"))
        return bytes(first) + b"".join(piece + part for piece, part in zip(self._filled, others, strict=True))
