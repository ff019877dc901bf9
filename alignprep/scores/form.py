"""What a filled document shows in its fields -> a filled packet, and what cannot be read of it.

What is shown counts. A document says many things twice: a score stands on its question's page and on the scorecard, a
button's state beside its field's value, a text beside the form's data. Where they differ, the first that is shown is
taken and the difference is said. Problems name the place and never the value, since a problem may be read by somebody
who must not know the scores yet.
"""

from __future__ import annotations

import datetime
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from alignprep.errors import AlignprepError, Problem
from alignprep.language.words import Words, message
from alignprep.model.field_types import ID_PATTERN, MAX_NUMBER
from alignprep.packet.wording import CONFIDENCES, RATINGS, RECOMMENDATIONS, SCORES, TEXTS
from alignprep.scores.filled import (
    ISO_DAY,
    LONGEST_LINE,
    LONGEST_TEXT,
    Filled,
    Rating,
    Score,
    State,
    clean,
    person,
)
from alignprep.text.characters import printable

__all__ = ["LABELS", "Form", "Key", "field_of_bookmark", "fields_of", "filled", "is_field", "key_in", "value_of"]

_ID: Final = ID_PATTERN[1:-1]
_NUMBER: Final = "[1-9][0-9]{0,5}"
_FIELD: Final = re.compile(
    "candidate|role|interviewer|date|form|recommendation|confidence|reasons|concerns|next|signed"
    f"|(?:tick|flag)-{_NUMBER}-{_NUMBER}|(?:evidence|score)-{_NUMBER}|(?:mean|rating)-{_ID}"
)
_OF_QUESTION: Final = re.compile(f"(tick|flag|evidence|score)-({_NUMBER})(?:-{_NUMBER})?")
_OF_COMPETENCY: Final = re.compile(f"(mean|rating)-({_ID})")
_LONGEST_NAME: Final = 64
_FED: Final = f"{_ID}:{_NUMBER}(?:,{_NUMBER})*"
_KEY: Final = re.compile(
    rf"(?<![a-z0-9/-])(?P<bank>{_ID})/(?P<version>[0-9A-Za-z]+(?:[.+_-][0-9A-Za-z]+)*)/(?P<form>[A-Z]|-)/"
    rf"(?P<seed>-?[0-9]{{1,30}}|-)/(?P<numbers>{_NUMBER}(?:,\s?{_NUMBER})*)(?P<fed>(?:\s{_FED})*)"
)
"""What `alignprep.packet.interview.form_key` writes."""
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "score": SCORES,
    "rating": RATINGS,
    "recommendation": {value: called for value, (called, _) in RECOMMENDATIONS.items()},
    "confidence": CONFIDENCES,
}
"""What each value of a choice is called, in English."""
LABELS: Final[Mapping[str, str]] = {
    "candidate": message("Candidate"),
    "role": message("Role"),
    "interviewer": message("Interviewer"),
    "date": message("Date"),
    "recommendation": message("Recommendation"),
    "confidence": message("Confidence"),
    **{name: title for name, (title, _) in TEXTS.items()},
}
"""What stands before a field in a table, in English."""
_SHEET: Final = {"candidate", "role", "date"}
"""The fields of a candidate's sheet."""
_CALLED: Final[Mapping[str, str]] = {
    "candidate": "the candidate's name", "interviewer": "the interviewer's name", "next": "what to look at next",
    "signed": "the day of signing",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """What a filled packet is recognized by: which questions of which data it asks."""

    bank: str = ""
    version: str = ""
    form: str = ""
    seed: int | None = None
    numbers: tuple[int, ...] = ()
    fed: Mapping[str, tuple[int, ...]] = field(default_factory=dict, compare=False)
    """The questions that show each competency, by its id. It makes no difference, since small print may break it."""


@dataclass(slots=True)
class Form:
    """What a document shows in its fields, and what else it holds of them. Names are those of the form's data."""

    key: Key | None = None
    """Its identity, from its properties or else from its small print."""
    printed: Key | None = None
    """The identity in the small print."""
    shown: dict[str, list[str]] = field(default_factory=dict)
    """What is shown in each field, wherever it stands, in the order of the pages; empty for a blank. A check box is 1
    or 0, a choice has its value, or else the words that are shown."""
    told: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """What else says a value: who, and which."""

    def show(self, name: str, value: str) -> None:
        """Note what is shown in a field."""
        self.shown.setdefault(name, []).append(value)

    def tell(self, name: str, source: str, value: str) -> None:
        """Note what something that is not shown says of a field."""
        self.told.setdefault(name, []).append((source, value))


def is_field(name: str) -> bool:
    """Whether a form has a field of that name."""
    return len(name) <= 100 and bool(_FIELD.fullmatch(name))


def field_of_bookmark(name: str) -> str:
    """The field that a bookmark is named after; empty for any other bookmark."""
    found = name.removesuffix("_card").replace("_", "-")
    return found if is_field(found) else ""


def fields_of(value: str) -> tuple[str, str]:
    """The field and the value in an item of a dropdown, such as `score-27=4`; no field in any other text."""
    name, sign, rest = value.partition("=")
    return (name, rest) if sign and is_field(name) else ("", value)


def key_in(text: str) -> Key | None:
    """The identity of a packet in a text; the last one if there are several."""
    found = None
    for one in _KEY.finditer(text):
        if max(len(one["bank"]), len(one["version"])) <= _LONGEST_NAME:
            found = one
    if found is None:
        return None
    numbers = _numbers(found["numbers"])
    seed, form = found["seed"], found["form"]
    fed = {
        id: _numbers(listed)
        for id, _, listed in (part.partition(":") for part in found["fed"].split())
    }  # fmt: skip
    return Key(
        found["bank"],
        found["version"],
        "" if form == "-" else form,
        None if seed == "-" else int(seed),
        numbers,
        fed,
    )


def _numbers(listed: str) -> tuple[int, ...]:
    found = (int(part) for part in listed.split(","))
    return tuple(dict.fromkeys(number for number in found if number <= MAX_NUMBER))


@cache
def _languages() -> tuple[Words, ...]:
    """The words of every language that alignprep has, English first."""
    from importlib.resources import files

    found = files("alignprep.language").joinpath("locale")
    return tuple(Words(name) for name in ("en", *sorted(one.name for one in found.iterdir())))


def _said(text: str) -> set[str]:
    """A fixed text in every language, as `person` folds it."""
    said = set()
    for words in _languages():
        with suppress(AlignprepError):  # A source tree whose catalogs have not been compiled.
            said.add(person(words(text)))
    return said


@cache
def _meanings(kind: str) -> dict[str, str]:
    """The value of a choice by what is shown for it, in any language."""
    return {said: value for value, text in _WORDS[kind].items() for said in {value, *_said(text)}}


@cache
def _labels() -> dict[str, str]:
    return {said: name for name, text in LABELS.items() for said in _said(text)}


def field_of_label(text: str) -> str:
    """The field before which such a label stands; empty for any other text."""
    return _labels().get(person(text).rstrip(":： "), "") if len(text) < 100 else ""


def value_of(name: str, text: str) -> str | None:
    """The value of a field that is shown as this text; None if the field cannot have such a value."""
    kind = name.partition("-")[0]
    if kind in ("tick", "flag"):
        return text if text in ("", "0", "1") else None
    if kind not in _WORDS:
        return clean(text)
    folded = person(text)
    if not folded:
        return ""
    return _meanings(kind).get(folded)


def filled(form: Form, file: str) -> tuple[Filled | None, tuple[Problem, ...]]:
    """The packet that a document's fields make, and what cannot be read or differs; None if it is no packet.

    `file` is what problems call the document.
    """
    reader = _Reader(form, printable(file))
    return reader.packet(), tuple(reader.problems)


class _Reader:
    """Reads the fields of one document."""

    def __init__(self, form: Form, file: str) -> None:
        self._form = form
        self._file = file
        self.problems: list[Problem] = []

    def _note(self, code: str, place: str, said: str) -> None:
        self.problems.append(Problem(self._file, 0, 0, code, f"{place}: {said}"))

    def packet(self) -> Filled | None:
        form = self._form
        key = form.key or form.printed
        scored = [name for name in form.shown if name.startswith("score-")]
        if key is None and not scored and form.shown.keys() >= _SHEET and "recommendation" not in form.shown:
            said = "is a candidate's sheet, which has no scores; it is left out"
            self.problems.append(Problem(self._file, 0, 0, "AP909", said))
            return None
        if key is None and not scored:
            self.problems.append(
                Problem(self._file, 0, 0, "AP803", "is not an interview packet: it has none of its fields")
            )
            return None
        if key is None and all(map(_OF_QUESTION.fullmatch, form.shown)):
            # A packet whose identity is lost still has fields for the candidate and the recommendation.
            said = "is a guide and no interview packet: it names no candidate and no form; `alignprep packet` makes one"
            self.problems.append(Problem(self._file, 0, 0, "AP803", said))
            return None
        if key is None:
            self._note("AP804", "form", "neither the properties nor the small print say which form this is")
        elif form.key and form.printed and form.printed != form.key:
            self._note("AP906", "form", "the small print names another form than the properties, which are believed")
        key = key or Key()
        numbers = tuple(dict.fromkeys([*key.numbers, *(int(name[6:]) for name in scored)]))
        if strange := [number for number in numbers if key.numbers and number not in key.numbers]:
            self._note("AP906", _questions(strange), "the form does not list them")
        scores = [self._score(number) for number in numbers if number <= MAX_NUMBER]
        lost = [name for name in ("role", "date", "reasons", "concerns", "next") if name not in form.shown]
        self._lost(", ".join(_CALLED.get(name, name) for name in lost), lost)
        self._report_gone("evidence", "evidence", numbers)
        self._report_gone("tick", "ticks", numbers)
        letter = self._line("form") or key.form
        if key.form and letter != key.form:
            self._note("AP906", "form", "the page shows another letter than its identity, which is believed")
        values: dict[str, Any] = {
            "file": self._file,
            **{name: self._person(name) for name in ("candidate", "interviewer")},
            "role": self._line("role"),
            "date": _day(self._line("date")),
            "bank": key.bank,
            "version": key.version,
            "form": key.form or letter,
            "seed": key.seed,
            "scores": tuple(scores),
            "competencies": tuple(self._ratings(key)),
            "recommendation": self._choice("recommendation", RECOMMENDATIONS, "recommendation"),
            "confidence": self._choice("confidence", CONFIDENCES, "confidence"),
            **{name: self._text(name, LONGEST_TEXT) for name in TEXTS},
            "signed": _day(self._line("signed")),
        }
        return Filled(**values)

    def _score(self, number: int) -> Score:
        name, place = f"score-{number}", f"question {number}, score"
        value, state = None, State.UNREADABLE
        if name not in self._form.shown:
            self._gone(name, place)
        else:
            found = self._value(name, place, "a number from 1 to 5 or 'Not asked'")
            if found == "not-asked":
                state = State.NOT_ASKED
            elif found:
                value, state = int(found), State.SCORED
            elif found == "":
                state = State.MISSING
        ticks, points = self._checked("tick", number)
        flags, _ = self._checked("flag", number)
        evidence = self._text(f"evidence-{number}", LONGEST_TEXT, f"question {number}, evidence")
        return Score(
            question=number, state=state, score=value, ticks=ticks, points=points, flags=flags, evidence=evidence
        )

    def _checked(self, kind: str, number: int) -> tuple[int | None, int | None]:
        """How many boxes of a kind are checked, and of how many; None for both if there is none."""
        prefix = f"{kind}-{number}-"
        names = [name for name in self._form.shown if name.startswith(prefix)]
        called = "tick" if kind == "tick" else "red flag"
        marks = [self._value(name, f"question {number}, {called} {name[len(prefix) :]}", "a mark") for name in names]
        if not names:
            return None, None
        return min(sum(mark == "1" for mark in marks), 1000), min(len(names), 1000)

    def _report_gone(self, kind: str, called: str, numbers: Iterable[int]) -> None:
        """Say for which questions a field is not there."""
        found = (_OF_QUESTION.fullmatch(name) for name in self._form.shown)
        there = {int(one[2]) for one in found if one and one[1] == kind}
        gone = [number for number in numbers if number not in there]
        # A question may have no key points; that all have none means that the boxes are gone.
        if gone and (kind == "evidence" or not there):
            kept = [name for name in self._form.told if name.startswith(f"{kind}-")]
            self._lost(f"{_questions(gone)}, {called}", kept or gone)

    def _lost(self, place: str, names: Sequence[str | int]) -> None:
        """Say that nothing shows these fields, if there are any, and whether something keeps their values."""
        if names:
            kept = next(filter(None, (self._kept(str(name)) for name in names)), "")
            self._note("AP804", place, "the fields are gone" + f", but {kept} something" * bool(kept))

    def _ratings(self, key: Key) -> Iterator[Rating]:
        found = (_OF_COMPETENCY.fullmatch(name) for name in (*self._form.shown, *(f"rating-{id}" for id in key.fed)))
        for id in dict.fromkeys(one[2] for one in found if one):
            if len(id) <= 64:
                place = f"competency {id}"
                yield Rating(
                    id=id,
                    rating=self._choice(f"rating-{id}", RATINGS, f"{place}, rating"),
                    questions=key.fed.get(id, ()),
                    noted=self._text(f"mean-{id}", LONGEST_LINE, f"{place}, mean"),
                )

    def _person(self, name: str) -> str:
        found = self._line(name)
        if not found:
            gone = "its field is gone" if name not in self._form.shown else "is not filled in"
            self._note("AP804", _CALLED[name], gone)
        return found

    def _line(self, name: str) -> str:
        return " ".join(self._text(name, LONGEST_LINE).split())

    def _text(self, name: str, longest: int, place: str = "") -> str:
        place = place or _CALLED.get(name, name)
        if name not in self._form.shown:
            return ""
        found = self._value(name, place, "a text") or ""
        if len(found) > longest:
            self._note("AP804", place, f"is longer than {longest:,} characters; the rest is left out")
            found = found[:longest].rstrip()
        return found

    def _choice(self, name: str, values: Iterable[str], place: str) -> Any:
        if name not in self._form.shown:
            self._gone(name, place)
            return ""
        found = self._value(name, place, f"one of {', '.join(values)}")
        return found or ""

    def _value(self, name: str, place: str, wanted: str) -> str | None:
        """The value that is shown first; None if something is shown and nothing of it can be one."""
        shown = [text for text in self._form.shown[name] if text.strip()]
        read = [value_of(name, text) for text in shown]
        good = [value for value in read if value]
        if not good:
            if any(value is None for value in read):
                self._note("AP804", place, f"what is written there is not {wanted}")
                return None
            self._unseen(name, place)
            return ""
        first = good[0]
        if any(value is None or not _alike(name, value, first) for value in read):
            self._note("AP906", place, "another place of the document shows something else; the first one is believed")
        for source, text in self._form.told.get(name, ()):
            value = value_of(name, text)
            if value not in ("", "0") and (value is None or not _alike(name, value, first)):
                self._note("AP906", place, f"{source} something else than is shown, which is believed")
        return first

    def _gone(self, name: str, place: str) -> None:
        """Say that nothing shows a field, and whether something keeps its value."""
        kept = self._kept(name)
        self._note("AP804", place, f"its field is gone, but {kept} something" if kept else "its field is gone")

    def _unseen(self, name: str, place: str) -> None:
        """Say that a value is kept somewhere and not shown."""
        if kept := self._kept(name):
            self._note("AP804", place, f"nothing is shown, but {kept} something")

    def _kept(self, name: str) -> str:
        """Who says a value of a field beside what is shown; empty without one."""
        return next((who for who, text in self._form.told.get(name, ()) if text.strip() not in ("", "0")), "")


def _alike(name: str, value: str, other: str) -> bool:
    """Whether two values are the same, but for white space; a day may be written in words."""
    if value == other or value.split() == other.split():
        return True
    if name in ("date", "signed"):
        return _day_is_in(value, other) or _day_is_in(other, value)
    return False


def _day_is_in(iso: str, text: str) -> bool:
    if not ISO_DAY.fullmatch(iso[:10]):
        return False
    return shows_day(text, iso[:10])


def shows_day(text: str, iso: str) -> bool:
    """Whether a text names the year and the day of an ISO date, in whatever language."""
    with suppress(ValueError):
        day = datetime.date.fromisoformat(iso)
        numbers = {int(number) for number in re.findall("[0-9]{1,4}", unicodedata.normalize("NFKC", text))}
        return {day.year, day.day} <= numbers
    return False


def _day(text: str) -> str:
    """A day as ISO 8601 writes it, if it is written as alignprep writes days in one of its languages; else the text."""
    found = {int(number) for number in re.findall("[0-9]{1,4}", text)}
    for year in (number for number in found if number > 31):
        for day, month in itertools.product(found, range(1, 13)):
            with suppress(ValueError, AlignprepError):
                one = datetime.date(year, month, day)
                if any(text in (words.date(one), words.day(one)) for words in _languages()):
                    return one.isoformat()
    return text


def _questions(numbers: Iterable[int]) -> str:
    listed = [str(number) for number in numbers]
    return f"question{'s' * (len(listed) != 1)} {', '.join(listed)}"
