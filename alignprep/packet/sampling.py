"""Choosing questions by chance, the same for the same seed on any machine and Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from alignprep.errors import SelectionError, did_you_mean

if TYPE_CHECKING:
    from alignprep.model.records import Question

__all__ = ["By", "drawn_place", "sample"]

By: TypeAlias = Literal["section", "topic", "competency"]
"""What a sample is spread over."""
_GROUPS: Final[dict[str | None, Callable[[Question], tuple[str, ...]]]] = {
    "section": lambda question: (question.section,),
    "topic": lambda question: question.topics,
    "competency": lambda question: question.competencies,
    None: lambda _: ("",),
}


def drawn_place(seed: int, name: str) -> bytes:
    """A sort key that puts names into an order that only the seed decides.

    As a hash it does not depend on Python's random module, and a new name does not move the others.
    """
    return sha256(f"{seed}:{name}".encode()).digest()


def sample(questions: Iterable[Question], count: int, seed: int, by: By | None = "section") -> list[Question]:
    """`count` questions by number, spread over sections, topics or competencies, or not at all (None).

    Raises `SelectionError` when there are fewer.
    """
    candidates = list(questions)
    if by not in _GROUPS:
        known = [name for name in _GROUPS if name]
        raise SelectionError(f"samples are spread by {', '.join(known)} or None, not {by!r}{did_you_mean(by, known)}")
    if count < 1:
        raise SelectionError(f"a sample of {count} questions was asked for; at least 1 makes sense")
    if count > len(candidates):
        raise SelectionError(f"a sample of {count} questions was asked for; only {len(candidates)} fit the selection")
    drawn = [question for question, _ in zip(_drawn(candidates, seed, by), range(count), strict=False)]
    return sorted(drawn, key=lambda question: question.number)


def _drawn(questions: Iterable[Question], seed: int, by: By | None) -> Iterator[Question]:
    """All questions in drawn order: one of each group in turn, in an order that the seed decides.

    A question in several groups is drawn once.
    """
    groups: dict[str, list[Question]] = {}
    for question in sorted(questions, key=lambda question: drawn_place(seed, question.id)):
        for name in _GROUPS[by](question):
            groups.setdefault(name, []).append(question)
    waiting = [iter(groups[name]) for name in sorted(groups, key=lambda name: drawn_place(seed, name))]
    drawn: set[str] = set()
    while waiting:
        still = []
        for group in waiting:
            turn = next((question for question in group if question.id not in drawn), None)
            if turn is not None:
                drawn.add(turn.id)
                yield turn
                still.append(group)
        waiting = still
