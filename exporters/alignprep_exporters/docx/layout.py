"""The page: its size, its margins and the width of the text, in twentieths of a point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep import Paper

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["MARGIN", "SIZES", "text_width"]

SIZES: Final = {Paper.A4: (11906, 16838), Paper.LETTER: (12240, 15840)}
MARGIN: Final = 1304


def text_width(packet: Packet) -> int:
    """The width of the text on the packet's paper."""
    return SIZES[packet.paper][0] - 2 * MARGIN
