"""Interviews to practice with: a few for each usual length, which share no question if there are questions enough.

They are the parallel forms of `alignprep packet --minutes 45 --forms A,B,C,D,E --seed 0`.
"""

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
_MOST: Final = 5
"""How many interviews of a length there are at most."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The questions of one interview, by their ids, in order, and the seed that chose them."""

    seed: int
    questions: tuple[str, ...]


def rehearsals(packet: Packet) -> Mapping[int, tuple[Rehearsal, ...]]:
    """Interviews of a packet's questions, by their minutes; each differs from the others of its length.

    Those of one seed share no question. A length is missing where no question fits, and where the questions are too
    few to fill it.
    """
    made = {minutes: tuple(_of_length(packet, minutes)) for minutes in LENGTHS}
    return {minutes: found for minutes, found in made.items() if found}


def _of_length(packet: Packet, minutes: int) -> list[Rehearsal]:
    """Interviews in as many parallel forms as can be filled, then in those of other seeds."""
    items = cast("tuple[Question, ...]", packet.items)  # An item has all of a question that planning looks at.
    for forms in range(_MOST, 0, -1):
        chosen: dict[tuple[str, ...], int] = {}
        for seed in range(_MOST):
            for questions in _filled(items, minutes, forms, seed):
                chosen.setdefault(questions, seed)
        if chosen:
            return [Rehearsal(seed, questions) for questions, seed in chosen.items()][:_MOST]
    return []


def _filled(items: tuple[Question, ...], minutes: int, forms: int, seed: int) -> list[tuple[str, ...]]:
    """The ids of each form's questions; none where time is left that another question would fill."""
    try:
        planned = plan(items, minutes=minutes, forms=forms, seed=seed)
    except SelectionError:
        return []
    if planned.spare >= MEETING.takes(min(item.minutes for item in items)):
        return []
    return [tuple(question.id for question in form) for form in planned.forms]
