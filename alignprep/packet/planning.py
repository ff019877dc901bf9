"""Interviews within a time budget: which questions are asked, and parallel forms that are equal.

A slot holds one question for each form, all of the same section and length, with competencies as similar as possible.
So forms made of slots are equal in minutes and sections and share no question. With one form, a slot is one question.

A small bank may have too few questions that are alike. When no such slot fits into the time that is left, questions
without a partner in their section make slots of the same length with those of others: the forms are then still equal in
minutes, but not in sections. Questions that have no partner even so are named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from math import ceil
from string import ascii_uppercase
from typing import TYPE_CHECKING

from alignprep.errors import SelectionError
from alignprep.model.records import Priority
from alignprep.packet.interview import Interview
from alignprep.packet.sampling import drawn_place

if TYPE_CHECKING:
    from alignprep.model.catalog import Catalog
    from alignprep.model.records import Question

__all__ = ["Plan", "explained", "letters", "plan"]


@dataclass(frozen=True, slots=True, eq=False)
class _Slot:
    """One question for each form, all of the same length; a slot equals only itself."""

    questions: tuple[Question, ...]

    @property
    def section(self) -> str:
        return self.questions[0].section

    @property
    def minutes(self) -> int:
        """Those of an answer."""
        return self.questions[0].minutes

    @property
    def extra(self) -> int:
        """How many of its questions need not be asked."""
        return sum(question.priority is not Priority.CORE for question in self.questions)


@dataclass(frozen=True, slots=True)
class Plan:
    """Questions for one or more forms of an interview, and how their time adds up."""

    forms: tuple[tuple[Question, ...], ...]
    """The questions of each form, in the order in which they were given."""
    budget: float
    """The minutes that the interview may take."""
    interview: Interview = field(default_factory=Interview)
    """The minutes of opening, probing, scoring and closing."""
    unpaired: tuple[Question, ...] = ()
    """By number, the questions that would fit into the minutes that are left but of which no two or more, one for each
    form, take equally long."""

    @property
    def minutes(self) -> float:
        """The minutes of each form's questions, with probing and scoring; they are the same for all forms."""
        return sum(self.interview.takes(question.minutes) for question in self.forms[0])

    @property
    def spare(self) -> float:
        """The minutes that are left."""
        return self.budget - self.interview.opening - self.minutes - self.interview.closing

    def sections(self, form: int = 0) -> Counter[str]:
        """How many questions of each section a form has, by the section's id."""
        return Counter(question.section for question in self.forms[form])

    def competencies(self, form: int) -> Counter[str]:
        """How many questions of a form cover each competency, by its id."""
        return Counter(name for question in self.forms[form] for name in question.competencies)


def plan(
    questions: Iterable[Question],
    *,
    minutes: int,
    interview: Interview | None = None,
    forms: int = 1,
    seed: int = 0,
) -> Plan:
    """Fill the minutes between opening and closing, spread over sections and competencies.

    A question takes its answer's minutes, and those of probing and scoring (`Interview.takes`). The sections take
    turns; from each comes the question whose competencies have been used least, and of equals one of the bank's core.
    Then questions are exchanged for longer ones of the same section while time is left. Forms differ in sections only
    where the questions do not make enough of the same ones (`Plan.sections`). The same seed gives the same forms on any
    machine, whatever the order of the questions.

    Raises `SelectionError` when no question fits, or the questions do not make that many forms.
    """
    meeting = interview or Interview()
    if forms < 1:
        raise SelectionError(f"{forms} forms were asked for; at least 1 makes sense")
    given = list(questions)
    filling = _Filling(minutes - meeting.opening - meeting.closing, meeting, seed)
    slots = _slots(given, forms, seed, alike=lambda question: (question.section, question.minutes))
    filling.by_turns(slots)
    filling.lengthen(slots)
    filling.by_turns([slot for slot in slots if slot not in filling.chosen])
    alone = _without(given, slots)
    mixed = _slots(alone, forms, seed, alike=lambda question: question.minutes)
    filling.by_turns(mixed)
    if not filling.chosen:
        raise SelectionError(_why_none_fits([*slots, *mixed], minutes, meeting, forms))
    places = {question.id: place for place, question in enumerate(given)}
    made = [tuple(sorted(form, key=lambda question: places[question.id])) for form in _dealt(filling.chosen, forms)]
    unpaired = [question for question in _without(alone, mixed) if meeting.takes(question.minutes) <= filling.room]
    return Plan(tuple(made), minutes, meeting, tuple(unpaired))


def _without(questions: Iterable[Question], slots: Iterable[_Slot]) -> list[Question]:
    """The questions, by number, that are in none of the slots."""
    used = {question.id for slot in slots for question in slot.questions}
    return sorted((question for question in questions if question.id not in used), key=lambda question: question.number)


def _why_none_fits(slots: Collection[_Slot], minutes: int, meeting: Interview, forms: int) -> str:
    if not slots:
        return f"no {forms} parallel forms can be made: no {forms} questions take equally long"
    shortest = meeting.takes(min(slot.minutes for slot in slots))
    around = meeting.opening + meeting.closing
    equal = f" in {forms} parallel forms" if forms > 1 else ""
    return (
        f"{minutes} minutes leave {max(minutes - around, 0)} for questions, and the shortest{equal} takes "
        f"{shortest:g} with probing and scoring; give it {ceil(around + shortest)} minutes or more"
    )


def _slots(questions: Iterable[Question], forms: int, seed: int, *, alike: Callable[[Question], object]) -> list[_Slot]:
    """As many slots as can be made of questions for which `alike` is the same, in an order that the seed decides."""
    groups: dict[object, list[Question]] = {}
    for question in sorted(questions, key=lambda question: drawn_place(seed, question.id)):
        groups.setdefault(alike(question), []).append(question)
    slots = []
    for waiting in groups.values():
        while len(waiting) >= forms:
            first, *others = waiting
            together = (first, *_most_alike(first, others, forms - 1))
            taken = {question.id for question in together}
            waiting[:] = [question for question in others if question.id not in taken]
            slots.append(_Slot(together))
    return slots


def _most_alike(first: Question, others: Sequence[Question], count: int) -> list[Question]:
    """The others that share most competencies with the first; the first of equals wins."""
    shown = set(first.competencies)
    return nlargest(count, others, key=lambda other: len(shown.intersection(other.competencies)))


class _Filling:
    """Slots that are chosen one after the other while there is room for them, in minutes."""

    def __init__(self, room: float, meeting: Interview, seed: int) -> None:
        self.chosen: list[_Slot] = []
        self.room = room
        self._meeting, self._seed = meeting, seed

    def by_turns(self, slots: Iterable[_Slot]) -> None:
        """Choose slots that fit: the sections take turns, each with the slot that repeats least."""
        waiting: dict[str, list[_Slot]] = {}
        for slot in slots:
            waiting.setdefault(slot.section, []).append(slot)
        turns = sorted(waiting, key=lambda section: drawn_place(self._seed, section))
        seen: Counter[str] = Counter()
        progress = True
        while progress:
            progress = False
            for section in turns:
                fitting = [slot for slot in waiting[section] if self._meeting.takes(slot.minutes) <= self.room]
                if not fitting:
                    continue
                best = min(fitting, key=lambda slot: (_repetition(slot, seen), slot.extra))
                waiting[section].remove(best)
                self.chosen.append(best)
                seen.update(name for question in best.questions for name in question.competencies)
                self.room -= self._meeting.takes(best.minutes)
                progress = True

    def lengthen(self, slots: Sequence[_Slot]) -> None:
        """Exchange slots for longer ones of their section while there is room left."""
        taken = set(self.chosen)
        unused = [slot for slot in slots if slot not in taken]
        while self.room > 0:
            gains = (
                (other.minutes - slot.minutes, -index, -place)
                for index, slot in enumerate(self.chosen)
                for place, other in enumerate(unused)
                if other.section == slot.section and 0 < other.minutes - slot.minutes <= self.room
            )
            best = max(gains, default=None)
            if best is None:
                return
            gain, index, place = best
            self.chosen[-index], unused[-place] = unused[-place], self.chosen[-index]
            self.room -= gain


def _repetition(slot: _Slot, seen: Counter[str]) -> float:
    """How often, on average, the slot's competencies occur already."""
    names = [name for question in slot.questions for name in question.competencies]
    return sum(seen[name] for name in names) / max(len(names), 1)


def _dealt(slots: Iterable[_Slot], forms: int) -> list[list[Question]]:
    """The questions of each form: those of a slot go where their section and competencies occur least."""
    made: list[list[Question]] = [[] for _ in range(forms)]
    seen: list[Counter[tuple[str, str]]] = [Counter() for _ in range(forms)]
    for slot in slots:
        free = list(range(forms))
        for question in slot.questions:
            shown = [("section", question.section), *(("competency", name) for name in question.competencies)]
            form = min(free, key=lambda form: (sum(seen[form][one] for one in shown), form))
            free.remove(form)
            made[form].append(question)
            seen[form].update(shown)
    return made


def letters(text: str) -> tuple[str, ...]:
    """The letters of parallel forms, such as `A,B`. Raises `SelectionError` for anything else."""
    names = tuple(name.strip().upper() for name in text.split(","))
    if any(len(name) != 1 or name not in ascii_uppercase for name in names) or len(set(names)) < len(names):
        raise SelectionError(f"{text!r} does not name forms; give single letters, each once, such as A,B")
    return names


def explained(plan: Plan, bank: Catalog, names: Sequence[str]) -> list[str]:
    """The plan as lines of text: the questions of each form, how the time adds up, and what is covered."""
    lines = []
    for name, form in zip(names, plan.forms, strict=True):
        lines += [f"form {name}"] if name else []
        lines += [f"{question.number:>4}  {question.minutes:>2} min  {question.title}" for question in form]
    meeting, asked = plan.interview, len(plan.forms[0])
    answers = sum(question.minutes for question in plan.forms[0])
    parts = (
        f"{meeting.opening} opening + {answers} answers + {asked} × {meeting.probing:g} probing + "
        f"{asked} × {meeting.scoring:g} scoring + {meeting.closing} closing"
    )
    taken, count = plan.budget - plan.spare, f"{asked} question{'s' * (asked != 1)}"
    lines.append(f"{count}: {parts} = {taken:g} of {plan.budget:g} minutes, {plan.spare:g} to spare")
    unlike = any(plan.sections(index) != plan.sections() for index in range(len(names)))
    for index, name in enumerate(names if unlike else names[:1]):
        found = plan.sections(index)
        counts = [f"{section.title} {found[section.id]}" for section in bank.sections if found[section.id]]
        lines.append(f"sections{f' of form {name}' if unlike else ''}: {', '.join(counts)}")
    if plan.unpaired:
        left = ", ".join(f"{question.number} ({question.minutes} min)" for question in plan.unpaired)
        lines.append(f"not used, since too few others take equally long: {left}")
    for index, name in enumerate(names):
        shown = plan.competencies(index).most_common()
        counts = [
            f"{bank.competencies[id].title} {times}"
            for id, times in sorted(shown, key=lambda pair: (-pair[1], pair[0]))
        ]
        if counts:
            lines.append(f"competencies{f' of form {name}' if name else ''}: {', '.join(counts)}")
    return lines
