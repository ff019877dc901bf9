"""The interview that a packet is made for: who meets whom, when, and the minutes around the questions."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from alignprep.characters import hidden
from alignprep.errors import SelectionError

__all__ = ["Interview"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """What a cover and an agenda say; what is not known is empty or None, and stays to be filled in by hand.

    Raises `SelectionError` for a text that no document can show in a line, and for minutes below 0.
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
    """When it begins, by the clock on the wall; without it an agenda counts minutes from 0."""
    opening: int = 5
    """Minutes before the first question: greeting and how the interview goes."""
    closing: int = 5
    """Minutes after the last question: the candidate's questions and next steps."""
    form: str = ""
    """The letter of a parallel form, such as `A`."""

    def __post_init__(self) -> None:
        for name in ("candidate", "role", "interviewer", "form"):
            text = getattr(self, name)
            if "\n" in text or any(hidden(text)) or len(text) > 200:
                raise SelectionError(f"{name} {text[:40]!r} is not a line of at most 200 printable characters")
        if self.opening < 0 or self.closing < 0:
            raise SelectionError("opening and closing take at least 0 minutes")
