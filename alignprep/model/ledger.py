"""When the content of each question and of each fact last changed: `content/ledger.json`.

Programs that keep copies of questions, as Anki does, learn from the ledger which copies are out of date. Dates are
those of releases; the clock is never read. The entry of a removed question or fact stays and gets the day on which it
was retired, since its id may be in people's decks: nothing else may ever have that id.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from alignprep.errors import LedgerError
from alignprep.model.bibliography import labels
from alignprep.model.field_types import Date
from alignprep.model.records import ABOUT, BankData, Fact, Question, Revision

__all__ = [
    "FILE",
    "Changes",
    "Retired",
    "changes",
    "current",
    "digests",
    "dumps",
    "fact_key",
    "held",
    "keys",
    "retire",
    "retired",
]

FILE: Final = "ledger.json"
"""Its name in a content folder."""
_UNDATED: Final = datetime.date(2000, 1, 1)
MAX_REVISION: Final = 9999
"""The highest revision; later changes still get dates and digests."""

_CITATION: Final = re.compile(r"\[(@[^\]\[]*)\]")
_KEY: Final = re.compile(r"@([a-z0-9-]+)")


class Retired(Revision, frozen=True):
    """The last state of a question or fact that the bank no longer holds."""

    retired: Date
    """The day of the release that dropped it."""


@dataclass(frozen=True, slots=True)
class Changes:
    """How one ledger differs from an older one: sorted keys."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    retired: tuple[str, ...]
    """Keys of questions and facts that the bank no longer holds, and held before."""


def fact_key(question: str, fact: str) -> str:
    """A fact's key in the ledger; a question's is its id."""
    return f"{question}/{fact}"


def keys(data: BankData) -> Iterator[str]:
    """The key of every question, each followed by those of its facts."""
    for question in data.questions:
        yield from _keys_of(question)


def digests(data: BankData) -> dict[str, str]:
    """By key, the digest of what a learner sees of each question and each fact.

    That is the text itself and what it refers to: the section's title, the works and their labels (for a fact that
    cites works, only those), code, figure, and the numbers and titles of related questions. The digest is the first 16
    hexadecimal digits of the SHA-256 of that as JSON with sorted keys, without spaces, in UTF-8.
    """
    shown = _LearnerView(data)
    found: dict[str, str] = {}
    for question in data.questions:
        found[question.id] = _digest(shown.question(question))
        for fact in question.facts:
            found[fact_key(question.id, fact.id)] = _digest(shown.fact(fact, question))
    return found


def current(data: BankData, recorded: Mapping[str, Revision], day: datetime.date | None = None) -> dict[str, Revision]:
    """The ledger as it should be for a release on that day, sorted by key.

    What has not changed keeps its entry; anything else gets the day and the next revision. Without a day, a change is
    dated by the release that the bank names, or else by the question's review, and never earlier than its last change.
    A bank that names neither counts as of the first day of 2000.
    Raises `LedgerError` for a day before the last change of something that has changed again.
    """
    result = dict(recorded)
    seen = digests(data)
    for question in data.questions:
        release = day or data.released or question.reviewed or _UNDATED
        for key in _keys_of(question):
            before = recorded.get(key)
            if before is None:
                result[key] = Revision(hash=seen[key], revision=1, changed=release)
            elif before.hash != seen[key]:
                if day and day < before.changed:
                    raise LedgerError(
                        f"a release on {day.isoformat()} would be older than the one of {before.changed.isoformat()}, "
                        f"in which {key} last changed"
                    )
                later = max(release, before.changed)
                result[key] = Revision(hash=seen[key], revision=min(before.revision + 1, MAX_REVISION), changed=later)
    return dict(sorted(result.items()))


def retire(
    entries: Mapping[str, Revision], data: BankData, drafts: Collection[str], day: datetime.date
) -> dict[str, Revision]:
    """The ledger with that day at every entry that the bank no longer holds, unless it is of a draft or has a day."""
    there = set(keys(data))
    return {
        key: entry
        if key in there or key.partition("/")[0] in drafts or isinstance(entry, Retired)
        else Retired(**dict(entry), retired=day)
        for key, entry in entries.items()
    }


def held(data: BankData, ledger: Mapping[str, Revision]) -> dict[str, Revision]:
    """The entries of questions and facts that the bank holds, in its order."""
    return {key: ledger[key] for key in keys(data) if key in ledger}


def retired(ledger: Mapping[str, Revision]) -> dict[str, datetime.date]:
    """The day on which each question or fact was dropped that the bank held once, sorted by key."""
    return {key: entry.retired for key, entry in sorted(ledger.items()) if isinstance(entry, Retired)}


def changes(before: Mapping[str, Revision], after: Mapping[str, Revision]) -> Changes:
    """How a ledger differs from an older one."""
    differing = sorted(key for key in after.keys() & before.keys() if after[key] != before[key])
    return Changes(
        new=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(key for key in differing if not isinstance(after[key], Retired)),
        retired=tuple(key for key in differing if isinstance(after[key], Retired)),
    )


def dumps(ledger: Mapping[str, Revision]) -> bytes:
    """The file's bytes: JSON with one entry a line, sorted, so that two branches merge line by line."""
    lines = [f"  {json.dumps(key)}: {json.dumps(ledger[key].model_dump(mode='json'))}" for key in sorted(ledger)]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode() if lines else b"{}\n"


def _keys_of(question: Question) -> Iterator[str]:
    yield question.id
    yield from (fact_key(question.id, fact.id) for fact in question.facts)


class _LearnerView:
    """A bank's questions and facts as learners see them."""

    def __init__(self, data: BankData) -> None:
        self._data = data
        self._labels = labels(data.references)
        self._works = {key: {**_plain(work), "as": self._labels[key]} for key, work in data.references.items()}
        self._sections = {section.id: section.title for section in data.sections}
        self._names = {question.id: [question.number, question.title] for question in data.questions}

    def _cited(self, keys: Iterable[str]) -> list[dict[str, Any]]:
        return [self._works[key] for key in keys if key in self._works]

    def question(self, question: Question) -> dict[str, Any]:
        figure = question.figure
        return {
            **{name: value for name, value in _plain(question).items() if name in ABOUT and ABOUT[name].learned},
            "section": self._sections.get(question.section),
            "references": self._cited(question.references),
            "code": [[name, self._data.code.get(name)] for name in question.code],
            "figure": figure and {**_plain(figure), "source": self._data.media.get(figure.file)},
            "related": [self._names[id] for id in question.related if id in self._names],
        }

    def fact(self, fact: Fact, question: Question) -> dict[str, Any]:
        named = set(_KEY.findall(" ".join(_CITATION.findall(fact.text))))
        return {
            "text": fact.text,
            **({"why": fact.why} if fact.why is not None else {}),
            "section": self._sections.get(question.section),
            "question": self._names[question.id],
            "asked": question.question,
            "short": question.answer.short,
            "point": question.key_points[fact.point - 1]
            if fact.point and fact.point <= len(question.key_points)
            else None,
            "priority": question.priority,
            "topics": list(question.topics),
            "competencies": list(question.competencies),
            "references": self._cited([key for key in question.references if key in named] or question.references),
        }


def _plain(record: Any) -> dict[str, Any]:
    values: dict[str, Any] = record.model_dump(mode="json", by_alias=True, exclude_none=True)
    return values


def _digest(shown: Mapping[str, Any]) -> str:
    text = json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
