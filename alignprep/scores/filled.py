"""A packet that has been filled in: who met whom, the score of each question, and what the interviewer concludes.

Scores are personal data, and their texts come from strangers: every text here is in Unicode normal form C and has no
character that nobody can see, and no value is ever quoted in a problem.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from statistics import fmean
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from alignprep.model.field_types import ID_PATTERN, MAX_NUMBER
from alignprep.text.characters import SPACES, hidden_in_name, printable

__all__ = [
    "ISO_DAY", "LONGEST_LINE", "LONGEST_TEXT", "RETENTION", "Filled", "Rating", "Score", "State", "clean", "person",
    "plain",
]  # fmt: skip

LONGEST_LINE: Final = 200
"""The longest name or other line, in characters."""
_LONGEST_TITLE: Final = 300
LONGEST_TEXT: Final = 30_000
"""The longest text of several lines, in characters; Excel cuts cells of more than 32,767."""
RETENTION: Final = (
    "Scores are personal data: keep them as long as your policy says, then delete them. Nothing has been sent anywhere."
)
"""What both commands say."""
ISO_DAY: Final = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
"""A day as ISO 8601 writes it."""
_PLAIN: Final = str.maketrans({**dict.fromkeys(SPACES, " "), "\t": " ", "\u2028": "\n", "\u2029": "\n"})


def clean(text: str) -> str:
    """A text as it can be kept: normal form C, plain spaces and line ends, hidden characters as `\\x1b`.

    The joiners that a person's name is spelled with stay. Lines have no space at their ends, and there is no empty line
    at the beginning or the end.
    """
    text = unicodedata.normalize("NFC", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_PLAIN)
    hidden = {fault.offset for fault in hidden_in_name(text)}
    if hidden:
        text = "".join(printable(one) if index in hidden else one for index, one in enumerate(text))
    return "\n".join(line.rstrip(" ") for line in text.split("\n")).strip("\n ")


def person(name: str) -> str:
    """One text for all spellings of a name that differ in case or spaces only."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _line(text: str) -> str:
    return " ".join(clean(text).split())


Line = Annotated[str, AfterValidator(_line), StringConstraints(max_length=LONGEST_LINE)]
"""A text without a line break."""
Text = Annotated[str, AfterValidator(clean), StringConstraints(max_length=LONGEST_TEXT)]
Title = Annotated[str, AfterValidator(_line), StringConstraints(max_length=_LONGEST_TITLE)]
"""The title of something in a bank."""
Number = Annotated[int, Field(ge=1, le=MAX_NUMBER)]
Count = Annotated[int, Field(ge=0, le=1000)]
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=64)]


class State(StrEnum):
    """What is known of a question's score. Only a score is a score: "not asked" is none, and neither is a blank."""

    SCORED = "scored"
    NOT_ASKED = "not-asked"
    MISSING = "missing"
    """Nothing is written where the score belongs."""
    UNREADABLE = "unreadable"
    """Something else than a score is written there, or the place itself is gone."""


class _Record(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid", frozen=True)


class Score(_Record):
    """The score of a question, and what it rests on."""

    question: Number
    """The question's number in its bank."""
    title: Title = ""
    """The question's title in its bank; empty if it is not known."""
    state: Annotated[State, Field(strict=False)]
    score: Annotated[int, Field(ge=1, le=5)] | None = None
    """1 to 5 if the state is `scored`, else None."""
    ticks: Count | None = None
    """How many key points were heard; None if the document does not tell."""
    points: Count | None = None
    """Of so many."""
    flags: Count | None = None
    """How many red flags were seen; None if the document does not tell."""
    evidence: Text = ""

    @model_validator(mode="after")
    def _agrees(self) -> Score:
        if (self.score is None) == (self.state == State.SCORED):
            raise ValueError("a score goes with the state 'scored', and with no other")
        return self


class Rating(_Record):
    """A competency on the scorecard: its judged rating, and the questions that show it."""

    id: Id
    title: Title = ""
    """What its bank calls it; empty if it is not known."""
    rating: Literal["", "1", "2", "3", "4", "5", "no-evidence"] = ""
    """As judged; empty if nothing is written there."""
    questions: tuple[Number, ...] = ()
    """The questions that show it; none if the document does not tell."""
    noted: Line = ""
    """What the interviewer wrote down as the mean of their scores."""


class Filled(_Record):
    """A filled packet. What it leaves out is empty or None."""

    file: Annotated[str, AfterValidator(_line)]
    candidate: Line = ""
    interviewer: Line = ""
    role: Line = ""
    date: Line = ""
    """ISO 8601 where it can be told, else as it is written."""
    bank: Line = ""
    """The bank's slug."""
    version: Line = ""
    """The version of its data."""
    form: Line = ""
    """The letter of a parallel form."""
    seed: int | None = None
    scores: tuple[Score, ...] = ()
    """In the order of the packet."""
    competencies: tuple[Rating, ...] = ()
    recommendation: Literal["", "strong-no", "no", "yes", "strong-yes", "no-decision"] = ""
    confidence: Literal["", "low", "medium", "high"] = ""
    reasons: Text = ""
    concerns: Text = ""
    next: Text = ""
    """What the next interviewer should look at."""
    signed: Line = ""
    """The day of signing."""

    @model_validator(mode="after")
    def _has_each_once(self) -> Filled:
        for name, keys in (
            ("question", [one.question for one in self.scores]),
            ("competency", [one.id for one in self.competencies]),
        ):
            if len(set(keys)) < len(keys):
                raise ValueError(f"a {name} appears twice")
        return self

    def mean(self, rating: Rating) -> tuple[float, int] | None:
        """The mean of the scores of the questions that show a competency, and of how many; None without one."""
        found = [one.score for one in self.scores if one.question in rating.questions and one.score is not None]
        return (fmean(found), len(found)) if found else None

    @property
    def meeting(self) -> tuple[str, ...]:
        """What two files of the same interview have in common: candidate, interviewer and form."""
        numbers = sorted(str(one.question) for one in self.scores)
        seed = "" if self.seed is None else str(self.seed)
        return (person(self.candidate), person(self.interviewer), self.bank, self.version, self.form, seed, *numbers)

    def titled(self, questions: Mapping[int, str], competencies: Mapping[str, str]) -> Filled:
        """The same with titles by number and by id, where these have one; else those that it has stay."""
        scores = tuple(one.model_copy(update={"title": questions.get(one.question, one.title)}) for one in self.scores)
        rated = tuple(
            one.model_copy(update={"title": competencies.get(one.id, one.title)}) for one in self.competencies
        )
        return self.model_copy(update={"scores": scores, "competencies": rated})

    @property
    def content(self) -> Filled:
        """What it says, whatever its file is called and whether titles are known."""
        bare = self.titled({one.question: "" for one in self.scores}, {one.id: "" for one in self.competencies})
        return bare.model_copy(update={"file": ""})

    def same_as(self, other: Filled) -> bool:
        """Whether two packets say the same, whatever their files are called."""
        return self.content == other.content


def plain(packets: Iterable[Filled]) -> list[dict[str, Any]]:
    """The packets as plain data."""
    return [packet.model_dump(mode="json") for packet in packets]
