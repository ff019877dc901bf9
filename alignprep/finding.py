"""Questions by what is said of them: sections, topics, competencies and minutes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from alignprep.errors import SelectionError
from alignprep.selection import refuse_unknown

if TYPE_CHECKING:
    from alignprep.catalog import Catalog
    from alignprep.model import Question

__all__ = ["find"]


def find(
    bank: Catalog,
    *,
    section: str | Iterable[str] | None,
    topic: str | Iterable[str] | None,
    competency: str | Iterable[str] | None,
    minutes: int | Iterable[int] | None,
) -> tuple[Question, ...]:
    """The questions, by number, that every condition fits; None is no condition, of several values any will do.

    Raises `SelectionError` for a name that the bank does not know, with the nearest that it does, and for minutes that
    are no whole numbers.
    """
    sections, topics, competencies = _values(section), _values(topic), _values(competency)
    refuse_unknown("section", sections or (), [one.id for one in bank.sections])
    refuse_unknown("topic", topics or (), bank.topics)
    refuse_unknown("competency", competencies or (), bank.competencies)
    lengths = _lengths(minutes)
    return tuple(
        question
        for question in bank.questions
        if (sections is None or question.section in sections)
        and (topics is None or not topics.isdisjoint(question.topics))
        and (competencies is None or not competencies.isdisjoint(question.competencies))
        and (lengths is None or question.minutes in lengths)
    )


def _values(asked: str | Iterable[str] | None) -> frozenset[str] | None:
    if asked is None:
        return None
    return frozenset([asked] if isinstance(asked, str) else asked)


def _lengths(asked: int | Iterable[int] | None) -> Collection[int] | None:
    if asked is None:
        return None
    lengths = [asked] if isinstance(asked, int) or not isinstance(asked, Iterable) else list(asked)
    for length in lengths:
        if not isinstance(length, int) or length < 0:
            raise SelectionError(f"{length!r} is no number of minutes; give one such as 5, or range(1, 6) for up to 5")
    return frozenset(lengths)
