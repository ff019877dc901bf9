"""Choosing questions by chance, the same for the same seed on any machine and Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import zip_longest
from typing import TYPE_CHECKING

from alignprep.errors import SelectionError

if TYPE_CHECKING:
    from alignprep.model import Question

__all__ = ["sample", "within"]


def sample(questions: Iterable[Question], count: int, seed: int) -> list[Question]:
    """So many questions, spread over the sections, by number.

    Raises `SelectionError` when there are fewer.
    """
    candidates = list(questions)
    if count < 1:
        raise SelectionError(f"a sample of {count} questions was asked for; at least 1 makes sense")
    if count > len(candidates):
        raise SelectionError(f"a sample of {count} questions was asked for; only {len(candidates)} fit the selection")
    drawn = [question for question, _ in zip(_drawn(candidates, seed), range(count), strict=False)]
    return sorted(drawn, key=lambda question: question.number)


def within(questions: Iterable[Question], minutes: int, seed: int) -> list[Question]:
    """Questions that together take at most so many minutes, spread over the sections, by number.

    Takes questions in drawn order while they fit. Raises `SelectionError` when none fits.
    """
    left = minutes
    chosen = []
    candidates = list(questions)
    for question in _drawn(candidates, seed):
        if question.minutes <= left:
            chosen.append(question)
            left -= question.minutes
    if not chosen:
        shortest = min(question.minutes for question in candidates)
        raise SelectionError(f"{minutes} minutes hold no question; the shortest takes {shortest}")
    return sorted(chosen, key=lambda question: question.number)


def _drawn(questions: Iterable[Question], seed: int) -> Iterator[Question]:
    """All questions in drawn order: one of each section in turn, in an order that the seed decides.

    A hash of seed and id orders them, so that it does not depend on Python's random module and adding a question
    moves no other.
    """

    def draw(text: str) -> bytes:
        return sha256(f"{seed}:{text}".encode()).digest()

    sections: dict[str, list[Question]] = {}
    for question in sorted(questions, key=lambda question: draw(question.id)):
        sections.setdefault(question.section, []).append(question)
    for turn in zip_longest(*(sections[id] for id in sorted(sections, key=draw))):
        yield from (question for question in turn if question is not None)
