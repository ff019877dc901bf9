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
from dataclasses import dataclass, replace
from heapq import nlargest
from string import ascii_uppercase
from typing import TYPE_CHECKING

from alignprep.errors import SelectionError
from alignprep.packet.packet import Edition, Interview, Packet, Paper, select
from alignprep.packet.sampling import drawn_place

if TYPE_CHECKING:
    from alignprep.model.catalog import Catalog
    from alignprep.model.records import Question

__all__ = ["Plan", "explained", "letters", "packet_for", "plan"]


@dataclass(frozen=True, slots=True, eq=False)
class _Slot:
    """One question for each form, all of the same length; a slot equals only itself."""

    questions: tuple[Question, ...]

    @property
    def section(self) -> str:
        return self.questions[0].section

    @property
    def minutes(self) -> int:
        return self.questions[0].minutes


@dataclass(frozen=True, slots=True)
class Plan:
    """Questions for one or more forms of an interview, and how their time adds up."""

    forms: tuple[tuple[Question, ...], ...]
    """The questions of each form, by number."""
    budget: int
    """The minutes that the interview may take."""
    opening: int
    closing: int
    unpaired: tuple[Question, ...] = ()
    """By number, the questions that would fit into the minutes that are left but of which no two or more, one for each
    form, take equally long."""

    @property
    def minutes(self) -> int:
        """The minutes of each form's questions; they are the same."""
        return sum(question.minutes for question in self.forms[0])

    @property
    def spare(self) -> int:
        """The minutes that are left."""
        return self.budget - self.opening - self.minutes - self.closing

    def sections(self, form: int = 0) -> Counter[str]:
        """How many questions of each section a form has, by the section's id."""
        return Counter(question.section for question in self.forms[form])

    def competencies(self, form: int) -> Counter[str]:
        """How many questions of a form cover each competency, by its id."""
        return Counter(name for question in self.forms[form] for name in question.competencies)


def plan(
    questions: Iterable[Question], *, minutes: int, opening: int = 5, closing: int = 5, forms: int = 1, seed: int = 0
) -> Plan:
    """Fill the minutes between opening and closing, spread over sections and competencies.

    The sections take turns; from each comes the question whose competencies have been used least. Then questions are
    exchanged for longer ones of the same section while time is left. Forms differ in sections only where the questions
    do not make enough of the same ones (`Plan.sections`). The same seed gives the same forms on any machine, whatever
    the order of the questions.

    Raises `SelectionError` when no question fits, or the questions do not make that many forms.
    """
    room = minutes - opening - closing
    if forms < 1:
        raise SelectionError(f"{forms} forms were asked for; at least 1 makes sense")
    given = list(questions)
    slots = _slots(given, forms, seed, alike=lambda question: (question.section, question.minutes))
    fitting = [slot for slot in slots if slot.minutes <= room]
    chosen = _lengthened(_by_turns(fitting, room, seed), fitting, room)
    chosen += _by_turns([slot for slot in fitting if slot not in chosen], room - _minutes(chosen), seed)
    alone = _without(given, slots)
    mixed = _slots(alone, forms, seed, alike=lambda question: question.minutes)
    chosen += _by_turns(mixed, room - _minutes(chosen), seed)
    if not chosen:
        raise SelectionError(_why_none_fits([*slots, *mixed], minutes, room, forms))
    spare = room - _minutes(chosen)
    unpaired = tuple(question for question in _without(alone, mixed) if question.minutes <= spare)
    return Plan(tuple(_dealt(chosen, forms)), minutes, opening, closing, unpaired)


def _minutes(slots: Iterable[_Slot]) -> int:
    return sum(slot.minutes for slot in slots)


def _without(questions: Iterable[Question], slots: Iterable[_Slot]) -> list[Question]:
    """The questions, by number, that are in none of the slots."""
    used = {question.id for slot in slots for question in slot.questions}
    return sorted((question for question in questions if question.id not in used), key=lambda question: question.number)


def _why_none_fits(slots: Collection[_Slot], minutes: int, room: int, forms: int) -> str:
    if not slots:
        return f"no {forms} parallel forms can be made: no {forms} questions take equally long"
    shortest = min(slot.minutes for slot in slots)
    equal = f" in {forms} parallel forms" if forms > 1 else ""
    return (
        f"{minutes} minutes leave {max(room, 0)} for questions, and the shortest{equal} takes {shortest}; "
        f"give it {minutes - room + shortest} minutes or more"
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


def _by_turns(slots: Iterable[_Slot], room: int, seed: int) -> list[_Slot]:
    """Slots that fit into the time: the sections take turns, each with the slot that repeats least."""
    waiting: dict[str, list[_Slot]] = {}
    for slot in slots:
        waiting.setdefault(slot.section, []).append(slot)
    turns = sorted(waiting, key=lambda section: drawn_place(seed, section))
    chosen: list[_Slot] = []
    seen: Counter[str] = Counter()
    progress = True
    while progress:
        progress = False
        for section in turns:
            fitting = [slot for slot in waiting[section] if slot.minutes <= room]
            if not fitting:
                continue
            best = min(fitting, key=lambda slot: _repetition(slot, seen))
            waiting[section].remove(best)
            chosen.append(best)
            seen.update(name for question in best.questions for name in question.competencies)
            room -= best.minutes
            progress = True
    return chosen


def _repetition(slot: _Slot, seen: Counter[str]) -> float:
    """How often, on average, the slot's competencies occur already."""
    names = [name for question in slot.questions for name in question.competencies]
    return sum(seen[name] for name in names) / max(len(names), 1)


def _lengthened(chosen: list[_Slot], slots: Sequence[_Slot], room: int) -> list[_Slot]:
    """Exchange slots for longer ones of their section while there is time left."""
    spare = room - _minutes(chosen)
    taken = set(chosen)
    unused = [slot for slot in slots if slot not in taken]
    while spare > 0:
        gains = (
            (other.minutes - slot.minutes, -index, -place)
            for index, slot in enumerate(chosen)
            for place, other in enumerate(unused)
            if other.section == slot.section and 0 < other.minutes - slot.minutes <= spare
        )
        best = max(gains, default=None)
        if best is None:
            break
        gain, index, place = best
        chosen[-index], unused[-place] = unused[-place], chosen[-index]
        spare -= gain
    return chosen


def _dealt(slots: Iterable[_Slot], forms: int) -> list[tuple[Question, ...]]:
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
    return [tuple(sorted(form, key=lambda question: question.number)) for form in made]


def letters(text: str) -> tuple[str, ...]:
    """The letters of parallel forms, such as `A,B`. Raises `SelectionError` for anything else."""
    names = tuple(name.strip().upper() for name in text.split(","))
    if any(len(name) != 1 or name not in ascii_uppercase for name in names) or len(set(names)) < len(names):
        raise SelectionError(f"{text!r} does not name forms; give single letters, each once, such as A,B")
    return names


def packet_for(
    bank: Catalog,
    ids: Sequence[str],
    *,
    edition: Edition | str,
    interview: Interview,
    paper: Paper | str = Paper.A4,
    template: bytes | None = None,
) -> Packet:
    """The packet of an interview with these questions; `template` is a document whose styles it uses."""
    chosen = select(bank, edition=edition, ids=ids, paper=paper)
    return replace(chosen, interview=interview, template=template)


def explained(plan: Plan, bank: Catalog, names: Sequence[str]) -> list[str]:
    """The plan as lines of text: the questions of each form, how the time adds up, and what is covered."""
    lines = []
    for name, form in zip(names, plan.forms, strict=True):
        lines += [f"form {name}"] if name else []
        lines += [f"{question.number:>4}  {question.minutes:>2} min  {question.title}" for question in form]
    asked, taken = len(plan.forms[0]), plan.budget - plan.spare
    parts = f"{plan.opening} opening + {plan.minutes} asking + {plan.closing} closing"
    count = f"{asked} question{'s' * (asked != 1)}"
    lines.append(f"{count}: {parts} = {taken} of {plan.budget} minutes, {plan.spare} to spare")
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
