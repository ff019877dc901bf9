"""A plan -> packets: the same form for the interviewer and for the candidate."""

from __future__ import annotations

from dataclasses import replace
from string import ascii_uppercase
from typing import TYPE_CHECKING

from alignprep.errors import SelectionError
from alignprep.interview import Interview
from alignprep.selection import Edition, Paper, select

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alignprep.bank import Bank
    from alignprep.planning import Plan
    from alignprep.selection import Packet

__all__ = ["explained", "letters", "packet_for"]


def letters(text: str) -> tuple[str, ...]:
    """The letters of parallel forms, such as `A,B`. Raises `SelectionError` for anything else."""
    names = tuple(name.strip().upper() for name in text.split(","))
    if any(len(name) != 1 or name not in ascii_uppercase for name in names) or len(set(names)) < len(names):
        raise SelectionError(f"{text!r} names no forms; give single letters, each once, such as A,B")
    return names


def packet_for(
    bank: Bank,
    ids: Sequence[str],
    *,
    edition: Edition | str,
    interview: Interview,
    paper: Paper | str = Paper.A4,
    template: bytes | None = None,
) -> Packet:
    """The packet of an interview with these questions; `template` is a document whose looks it takes."""
    chosen = select(bank, edition=edition, ids=ids, paper=paper)
    return replace(chosen, interview=interview, template=template)


def explained(plan: Plan, bank: Bank, names: Sequence[str]) -> list[str]:
    """What was chosen, and why it fits: a line for each form, then how the time adds up and what is covered."""
    lines = []
    for name, form in zip(names, plan.forms, strict=True):
        lines += [f"form {name}"] if name else []
        lines += [f"{question.number:>4}  {question.minutes:>2} min  {question.title}" for question in form]
    asked, taken = len(plan.forms[0]), plan.budget - plan.spare
    parts = f"{plan.opening} opening + {plan.minutes} asking + {plan.closing} closing"
    count = f"{asked} question{'s' * (asked != 1)}"
    lines.append(f"{count}: {parts} = {taken} of {plan.budget} minutes, {plan.spare} to spare")
    sections = plan.sections()
    counts = [f"{section.title} {sections[section.id]}" for section in bank.sections if sections[section.id]]
    lines.append(f"sections: {', '.join(counts)}")
    for index, name in enumerate(names):
        shown = plan.competencies(index).most_common()
        counts = [f"{bank.competencies[id].title} {times}" for id, times in sorted(shown, key=_by_count)]
        lines.append(f"competencies{f' of form {name}' if name else ''}: {', '.join(counts)}")
    return lines


def _by_count(shown: tuple[str, int]) -> tuple[int, str]:
    return -shown[1], shown[0]
