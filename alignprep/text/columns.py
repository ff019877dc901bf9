"""How wide the columns of a table are whose words ask for more room than there is."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["widest"]


def widest(words: Sequence[float], room: float) -> float:
    """How wide a column may be at most, so that columns as wide as their longest words, or so wide, fill the room.

    So only the longest words are broken: numbers, dates and short words stay whole.
    """
    ordered = sorted(words)
    for index, word in enumerate(ordered):
        share = room / (len(ordered) - index)
        if word >= share:
            return share
        room -= word
    return ordered[-1]
