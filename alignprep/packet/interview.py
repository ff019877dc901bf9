"""An interview: who meets whom, how its time adds up, and the scorecard that sums it up.

Minutes are of three kinds: an answer takes its question's minutes, then the interviewer probes, then writes down the
score. A structured interview scores each question before the next one is asked
(https://www.opm.gov/policy-data-oversight/assessment-and-selection/structured-interviews/).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from alignprep.errors import SelectionError
from alignprep.model.field_types import FrozenDict
from alignprep.text.characters import hidden_in_name

if TYPE_CHECKING:
    from alignprep.packet.packet import Item, Packet

__all__ = ["Answers", "Interview", "Observed", "Part", "Sheet", "agenda", "form_key", "observed"]

_MOST_OBSERVED: Final = 4
"""The most competencies that a scorecard rates."""


class Answers(StrEnum):
    """Which model answers an interviewer's packet prints, after everything else."""

    NONE = "none"
    SPOKEN = "spoken"
    FULL = "full"


class Sheet(StrEnum):
    """How a candidate's questions are printed."""

    ONE = "one"
    """One after the other."""
    PAGES = "pages"
    """Each on a page of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """The details of an interview; unknown ones are empty or None, and are left blank to be filled in by hand.

    Raises `SelectionError` for a text that is not one printable line, for times below 0, for a level outside 1 to 5,
    for more than four weights and for weights that are not positive or differ from 1 without a reason.
    """

    candidate: str = ""
    """The candidate's name."""
    role: str = ""
    """The position that the interview is for."""
    interviewer: str = ""
    """The interviewer's name."""
    date: datetime.date | None = None
    """The day of the interview."""
    start: datetime.time | None = None
    """When it begins, in local time; without it an agenda counts minutes from 0."""
    opening: int = 5
    """Minutes before the first question: greeting and how the interview goes."""
    closing: int = 5
    """Minutes after the last question: the candidate's questions and next steps."""
    probing: float = 3
    """Minutes of follow-up questions after each answer."""
    scoring: float = 1.5
    """Minutes to write down the evidence and the score of each question."""
    form: str = ""
    """The letter of a parallel form, such as `A`."""
    parallel: bool = False
    """Whether other candidates may get another form of the interview."""
    seed: int | None = None
    """The seed that chose the questions, if one did."""
    level: int = 3
    """The lowest score that the role asks for, marked on each scale."""
    weights: Mapping[str, float] = field(default_factory=FrozenDict, hash=False)
    """The competencies that the scorecard rates, at most four, by id, each with its weight; empty for those that the
    questions show best."""
    reason: str = ""
    """Why the weights are not all 1."""
    answers: Answers = Answers.NONE
    """Which model answers are printed."""
    sheet: Sheet = Sheet.ONE
    """How the candidate's questions are printed."""

    def __post_init__(self) -> None:
        for name in ("candidate", "role", "interviewer", "form", "reason"):
            text = getattr(self, name)
            if "\n" in text or any(hidden_in_name(text)) or len(text) > 200:
                raise SelectionError(f"{name} {text[:40]!r} is not a line of at most 200 printable characters")
        if min(self.opening, self.closing, self.probing, self.scoring) < 0:
            raise SelectionError("opening, closing, probing and scoring take at least 0 minutes")
        if not 1 <= self.level <= 5:
            raise SelectionError(f"the lowest score that the role asks for is 1 to 5, not {self.level}")
        if any(not 0 < weight < 1000 for weight in self.weights.values()):
            raise SelectionError("weights are numbers above 0 and below 1,000")
        if len(self.weights) > _MOST_OBSERVED:
            raise SelectionError(f"a scorecard rates two to four competencies, and {len(self.weights)} are named")
        if any(weight != 1 for weight in self.weights.values()) and not self.reason:
            raise SelectionError("weights other than 1 need a written reason, which the scorecard prints")

    def takes(self, minutes: int) -> float:
        """The minutes of a question whose answer takes so many: answer, probing and scoring."""
        return minutes + self.probing + self.scoring

    def clock(self, passed: float) -> str:
        """The time on the clock after so many minutes, or minutes and hours since the beginning: `14:07` or `0:07`.

        Half minutes are left out.
        """
        if self.start is None:
            return f"{int(passed) // 60}:{int(passed) % 60:02}"
        total = (self.start.hour * 60 + self.start.minute + int(passed)) % (24 * 60)
        return f"{total // 60:02}:{total % 60:02}"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an interview: the opening, a question or the closing, which have no item."""

    begins: float
    """Minutes from the beginning of the interview."""
    minutes: float
    item: Item | None = None

    @property
    def ends(self) -> float:
        """Minutes from the beginning of the interview."""
        return self.begins + self.minutes


def agenda(packet: Packet) -> tuple[Part, ...]:
    """The opening, the questions in their order and the closing, each with its time; parts of 0 minutes too."""
    meeting = packet.interview or Interview()
    parts = [Part(0, meeting.opening)]
    for item in packet.items:
        parts.append(Part(parts[-1].ends, meeting.takes(item.minutes), item))
    return (*parts, Part(parts[-1].ends, meeting.closing))


@dataclass(frozen=True, slots=True)
class Observed:
    """A competency on the scorecard, its weight, and the questions of the packet that show it."""

    id: str
    weight: float
    items: tuple[Item, ...]


def observed(packet: Packet) -> tuple[Observed, ...]:
    """The competencies that the scorecard rates: those that the interview names, in that order, else two to four.

    Chosen are those that most questions show, at least two each where there are such; of equals the first in the
    bank's list. With fewer than two that several questions show, those of one question fill up to two.
    """
    meeting = packet.interview or Interview()
    shown = {id: tuple(item for item in packet.items if id in item.competencies) for id in packet.competencies}
    if meeting.weights:
        return tuple(Observed(id, weight, shown.get(id, ())) for id, weight in meeting.weights.items())
    by_count = sorted(shown, key=lambda id: -len(shown[id]))
    several = [id for id in by_count if len(shown[id]) > 1][:_MOST_OBSERVED]
    chosen = several if len(several) > 1 else by_count[:2]
    return tuple(Observed(id, 1, shown[id]) for id in shown if id in chosen)


def form_key(packet: Packet) -> str:
    """What a filled-in packet is recognized by: `slug/version/form/seed/numbers of the questions`, then each
    competency of the scorecard with the numbers of the questions that show it, as in
    `acme/2026.1.0/A/7/3,1 clarity:3,1 depth:1`.

    An unknown form or seed is a hyphen. It stands in the document's properties and, in small print, on its last page.
    """
    meeting = packet.interview or Interview()
    seed = "-" if meeting.seed is None else str(meeting.seed)
    numbers = _listed(packet.items)
    rated = [f"{one.id}:{_listed(one.items)}" for one in observed(packet) if one.items]
    return " ".join([f"{packet.profile.slug}/{packet.version}/{meeting.form or '-'}/{seed}/{numbers}", *rated])


def _listed(items: Iterable[Item]) -> str:
    return ",".join(str(item.number) for item in items)
