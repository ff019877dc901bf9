"""Interviews to practice with: a few for each usual length, as `alignprep packet --minutes 45 --seed 0` plans them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from alignprep.errors import SelectionError
from alignprep.packet.interview import Interview
from alignprep.packet.planning import plan

if TYPE_CHECKING:
    from alignprep.model.records import Question
    from alignprep.packet.packet import Packet

__all__ = ["LENGTHS", "MEETING", "Rehearsal", "rehearsals"]

LENGTHS: Final = (30, 45, 60)
"""How long interviews usually are, in minutes."""
MEETING: Final = Interview()
"""How their time adds up: as that of any interview for which nothing else is said."""
_SEEDS: Final = range(5)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The questions of one interview, by their ids, in order, and the seed that chose them."""

    seed: int
    questions: tuple[str, ...]


def rehearsals(packet: Packet) -> Mapping[int, tuple[Rehearsal, ...]]:
    """Interviews of a packet's questions, by their minutes; each differs from the others of its length.

    A length is missing where no question fits, and where the questions are too few to fill it.
    """
    made = {minutes: tuple(_of_length(packet, minutes)) for minutes in LENGTHS}
    return {minutes: found for minutes, found in made.items() if found}


def _of_length(packet: Packet, minutes: int) -> list[Rehearsal]:
    items = cast("tuple[Question, ...]", packet.items)  # An item has all of a question that planning looks at.
    shortest = MEETING.takes(min(item.minutes for item in items))
    chosen: dict[tuple[str, ...], int] = {}
    for seed in _SEEDS:
        try:
            planned = plan(items, minutes=minutes, seed=seed)
        except SelectionError:
            return []
        if planned.spare >= shortest:  # Nothing was left to fill it with.
            return []
        chosen.setdefault(tuple(question.id for question in planned.forms[0]), seed)
    return [Rehearsal(seed, questions) for questions, seed in chosen.items()]
