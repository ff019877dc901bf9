"""From a bank to a packet, which is what an exporter gets: which questions, and which of their fields.

`select` chooses; the edition decides what is visible, here and nowhere else. An exporter cannot leak what
its `Packet` does not hold.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Hashable, Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from alignprep.errors import ExporterError, SelectionError, did_you_mean
from alignprep.language.words import message, words_of
from alignprep.model.field_types import FrozenDict
from alignprep.model.ledger import fact_key
from alignprep.model.records import ABOUT, AnkiNames, DatasetNotes, Edition
from alignprep.packet.interview import Answers, Interview
from alignprep.packet.planning import plan
from alignprep.packet.sampling import sample

if TYPE_CHECKING:
    from alignprep.model.bibliography import Reference
    from alignprep.model.catalog import Catalog
    from alignprep.model.records import (
        Answer,
        Fact,
        Figure,
        FollowUp,
        NamedLicense,
        Priority,
        Profile,
        Question,
        Revision,
        Rubric,
        Section,
        Term,
    )

__all__ = ["VISIBLE", "Edition", "Interview", "Item", "Packet", "Paper", "matching", "select"]

V = TypeVar("V")
H = TypeVar("H", bound=Hashable)
E = TypeVar("E", bound=StrEnum)

VISIBLE: Final[Mapping[Edition, frozenset[str]]] = FrozenDict(
    {
        edition: frozenset(name for name, about in ABOUT.items() if about.shown in tuple(Edition)[: position + 1])
        for position, edition in enumerate(Edition)
    }
)
"""The fields that each edition shows."""


_CANDIDATE_TITLE: Final = message("Interview questions")
"""What a candidate's copy is called: the bank's title may name topics."""


class Paper(StrEnum):
    """The size of a printed page, for exporters that print."""

    A4 = "a4"
    LETTER = "letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A question as one edition shows it: what the edition hides is None or empty.

    The fields are those of `alignprep.model.records.Question`. In the candidate edition id and number are the place in
    the packet, `question-1` and 1 for the first, since those of the bank may give something away.
    """

    id: str
    number: int
    question: str
    minutes: int
    section: str = ""
    title: str = ""
    topics: tuple[str, ...] = ()
    hint: str | None = None
    nudge: str | None = None
    priority: Priority | None = None
    competencies: tuple[str, ...] = ()
    answer: Answer | None = None
    key_points: tuple[str, ...] = ()
    rubric: Rubric | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    red_flags: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    references: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    figure: Figure | None = None
    related: tuple[str, ...] = ()
    reviewed: datetime.date | None = None
    extra: Mapping[str, Any] = field(default_factory=FrozenDict, hash=False)

    def __repr__(self) -> str:
        """What identifies it; the whole would fill pages."""
        return f"Item(number={self.number}, id={self.id!r}, title={self.title!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """Everything that an exporter may draw, and nothing else.

    The mappings never change and hold only what the items use.
    """

    profile: Profile
    """What the bank says about itself: title, version, language, license and more."""
    date: datetime.date
    """The day on which anything that the packet shows last changed, by the ledger."""
    edition: Edition
    """Which edition the items belong to."""
    paper: Paper = Paper.A4
    """The page size, for exporters that print."""
    booklet: bool = False
    """Whether pages are laid out for folding, two on a side of a sheet."""
    since: datetime.date | None = None
    """The day since when its questions were asked to have changed, if any was named."""
    sections: tuple[Section, ...]
    """The sections that have an item, in the order of their first items."""
    items: tuple[Item, ...]
    """The questions: in the order in which ids or numbers were asked for, else by number."""
    topics: Mapping[str, Term] = field(hash=False)
    """The topics that the items name, by id."""
    competencies: Mapping[str, Term] = field(hash=False)
    """The competencies that the items name, or the interview's scorecard, by id."""
    references: Mapping[str, Reference] = field(hash=False)
    """The works that the items list, by key, in the order of a bibliography."""
    labels: Mapping[str, str] = field(hash=False)
    """How each of these works is named in the text, by key."""
    code: Mapping[str, str] = field(hash=False)
    """The samples that the items show, by file name."""
    media: Mapping[str, str] = field(hash=False)
    """The figures' SVG sources, by file name."""
    ledger: Mapping[str, Revision] = field(hash=False)
    """When each of the items, by id, and each of their facts, by `question-id/fact-id`, last changed."""
    retired: Mapping[str, datetime.date] = field(default_factory=FrozenDict, hash=False, repr=False)
    """The day on which each question or fact was dropped that the bank held once, by the ledger's keys.

    For exports that update others: what was dropped may still be there. Empty in the candidate edition.
    """
    related: Mapping[str, tuple[str, ...]] = field(default_factory=FrozenDict, hash=False, repr=False)
    """By an item's id, number and title of every question that it names as related, in the packet or not.

    For exports that update others, such as a deck, which must not lose what a selection leaves out.
    """
    fonts: Mapping[str, bytes] = field(default_factory=FrozenDict, hash=False, repr=False)
    """The bank's own TrueType fonts, by file name, in the order in which they are asked for a character."""
    files: Mapping[str, str] = field(default_factory=FrozenDict, hash=False)
    """In a build, the name without ending of what each exporter makes of the same packet, by the exporter's name.

    Empty in an export of one file.
    """
    interview: Interview | None = None
    """The interview that the packet is made for, if it is made for one."""
    template: bytes | None = field(default=None, repr=False)
    """A user's document whose styles the export uses, for exporters that can use one."""

    def __repr__(self) -> str:
        """What identifies it; the whole would fill a book."""
        count = f"{len(self.items)} question{'s' * (len(self.items) != 1)}"
        return f"<Packet {self.version}, {self.edition}: {count}, {self.minutes} minutes>"

    def require_bank(self, what: str) -> None:
        """Raise `ExporterError` in the candidate edition, which hides the bank that `what` is about."""
        if self.edition is Edition.CANDIDATE:
            raise ExporterError(
                f"{what} cannot be made of the candidate edition, which hides its bank; choose study or interviewer"
            )

    def name_of(self, exporter: str, usual: str) -> str | None:
        """The name without ending of the file that an exporter makes of the same packet; None if a build makes none.

        `usual` is the name to expect when nothing is known of other files.
        """
        return self.files.get(exporter) if self.files else usual

    @property
    def title(self) -> str:
        """The bank's title."""
        return self.profile.title

    @property
    def version(self) -> str:
        """The version of the data; empty in the candidate edition."""
        return self.profile.version

    @property
    def license(self) -> str:
        """The license of texts and figures: an SPDX expression, or the name of other terms."""
        return self.profile.license_name

    @property
    def licenses(self) -> tuple[str | NamedLicense, ...]:
        """The license of texts and figures, and that of the code samples if the packet holds any under another one."""
        texts, code = self.profile.license, self.profile.code_license
        return (texts, code) if self.code and code and code != texts else (texts,)

    @property
    def released(self) -> datetime.date | None:
        """The day of the release that the data belongs to, if the bank names one."""
        return self.profile.released

    @property
    def issued(self) -> datetime.date:
        """The day that the version of the data is of: its release or, if the bank names none, the last change."""
        return self.released or self.date

    @property
    def checked(self) -> tuple[datetime.date, datetime.date] | None:
        """The oldest and the newest day on which an item was checked as a whole; None unless that is known of each."""
        days = [item.reviewed for item in self.items if item.reviewed]
        return (min(days), max(days)) if days and len(days) == len(self.items) else None

    @property
    def minutes(self) -> int:
        """The sum of the items' minutes."""
        return sum(item.minutes for item in self.items)

    @property
    def in_room(self) -> bool:
        """Whether it is what an interviewer holds in an interview that it was made for."""
        return self.interview is not None and self.edition is Edition.INTERVIEWER

    @property
    def answers(self) -> Answers:
        """Which model answers an interviewer's packet prints: all of them unless it is made for an interview."""
        return self.interview.answers if self.interview else Answers.FULL

    def in_section(self, section: str) -> tuple[Item, ...]:
        """The items of one section, in their order."""
        return tuple(item for item in self.items if item.section == section)


def select(
    bank: Catalog,
    *,
    edition: Edition | str = Edition.STUDY,
    sections: str | Collection[str] = (),
    topics: str | Collection[str] = (),
    competencies: str | Collection[str] = (),
    numbers: int | Collection[int] = (),
    ids: str | Collection[str] = (),
    max_minutes: int | None = None,
    changed_since: datetime.date | None = None,
    count: int | None = None,
    minutes: int | None = None,
    seed: int = 0,
    paper: Paper | str = Paper.A4,
    booklet: bool = False,
    interview: Interview | None = None,
    template: bytes | None = None,
) -> Packet:
    """Choose questions and show them as an edition does.

    Each filter that is given must hold; within a filter any of its values will do, and a single value stands for a list
    of one. `max_minutes` bounds one question's minutes; `changed_since` asks for questions that changed, or whose facts
    did, on that day or later. The questions are in the order of `ids` or `numbers`, else by number.

    `count` takes a sample of so many questions. `minutes` chooses the questions of an interview that is so long, with
    the times of `interview` for opening, probing, scoring and closing (`alignprep.packet.planning.plan`). Both spread
    over the sections, and the same seed gives the same questions on any machine.

    A `booklet` has its pages in the order for folding; only some exporters make one. With an `interview`, the packet is
    made for it; `template` is a document whose styles the export uses. Raises
    `SelectionError` for a value that the bank does not know and for a selection that cannot be made.
    """
    edition = _member(Edition, edition, "edition")
    paper = _member(Paper, paper, "paper")
    chosen = matching(
        bank,
        sections=_values(sections) or None,
        topics=_values(topics) or None,
        competencies=_values(competencies) or None,
        numbers=_values(numbers) or None,
        ids=_values(ids) or None,
        max_minutes=max_minutes,
        changed_since=changed_since,
    )
    if not chosen:
        raise SelectionError(f"no question fits the selection; the bank has {len(bank)}")
    if count is not None:
        drawn = {question.id for question in sample(chosen, count, seed)}
        chosen = [question for question in chosen if question.id in drawn]
    if minutes is not None:
        chosen = list(plan(chosen, minutes=minutes, interview=interview, seed=seed).forms[0])
    if interview:
        _refuse_unknown("competency", interview.weights, bank.competencies)
        interview = interview if count is None and minutes is None else replace(interview, seed=seed)
    packet = replace(
        _packet(bank, chosen, edition, paper),
        booklet=booklet,
        since=None if edition is Edition.CANDIDATE else changed_since,
        interview=interview,
        template=template,
    )
    if interview and edition is Edition.INTERVIEWER and interview.weights.keys() - packet.competencies.keys():
        rated = _only(bank.competencies, {*packet.competencies, *interview.weights})
        packet = replace(packet, competencies=rated)
    return packet


def matching(
    bank: Catalog,
    *,
    sections: str | Iterable[str] | None = None,
    topics: str | Iterable[str] | None = None,
    competencies: str | Iterable[str] | None = None,
    numbers: int | Iterable[int] | None = None,
    ids: str | Iterable[str] | None = None,
    lengths: int | Iterable[int] | None = None,
    max_minutes: int | None = None,
    changed_since: datetime.date | None = None,
) -> list[Question]:
    """The questions that meet every condition; any value of a condition will do, and None is no condition.

    They are in the order of `ids` or, without ids, of `numbers`; otherwise by number. `lengths` are the minutes
    that an answer may take. Raises `SelectionError` for a value that is not in the bank, and suggests the nearest one,
    and for lengths that are not whole numbers.
    """
    sections, topics, competencies = _values(sections), _values(topics), _values(competencies)
    numbers, ids, lengths = _values(numbers), _values(ids), _lengths(lengths)
    _refuse_unknown("section", sections, [section.id for section in bank.sections])
    _refuse_unknown("topic", topics, bank.topics)
    _refuse_unknown("competency", competencies, bank.competencies)
    known = {question.number for question in bank.questions}
    span = f"; the numbers go from {min(known)} to {max(known)}" if known else ""
    _refuse_unknown("number", numbers, known, span)
    _refuse_unknown("question", ids, bank, span)
    found = [
        question
        for question in bank.questions
        if (sections is None or question.section in sections)
        and (topics is None or not topics.isdisjoint(question.topics))
        and (competencies is None or not competencies.isdisjoint(question.competencies))
        and (numbers is None or question.number in numbers)
        and (ids is None or question.id in ids)
        and (lengths is None or question.minutes in lengths)
        and (max_minutes is None or question.minutes <= max_minutes)
        and (changed_since is None or max(bank.ledger[key].changed for key in _ledger_keys(question)) >= changed_since)
    ]
    if ids is not None:
        places = {id: place for place, id in enumerate(ids)}
        found.sort(key=lambda question: places[question.id])
    elif numbers is not None:
        asked = {number: place for place, number in enumerate(numbers)}
        found.sort(key=lambda question: asked[question.number])
    return found


def _packet(bank: Catalog, questions: list[Question], edition: Edition, paper: Paper) -> Packet:
    visible = VISIBLE[edition]
    items = tuple(Item(**{name: getattr(question, name) for name in visible}) for question in questions)
    entries = _only(bank.ledger, {key for question in questions for key in _ledger_keys(question)})
    date = max(entry.changed for entry in entries.values())
    profile = bank.data.profile
    if edition is Edition.CANDIDATE:
        places = enumerate(items, 1)
        items = tuple(replace(item, id=f"question-{place}", number=place) for place, item in places)
        profile, entries = _anonymous(profile), FrozenDict()
    elif edition is Edition.STUDY:  # Rules and products name what only interviewers read.
        profile = profile.model_copy(update={"products": (), "rules": FrozenDict()})
    ids = {item.id for item in items}
    by_id = {section.id: section for section in bank.sections}
    sections = [by_id[id] for id in dict.fromkeys(item.section for item in items) if id]
    if edition is not Edition.INTERVIEWER:
        sections = [section.model_copy(update={"rules": FrozenDict()}) for section in sections]
    used_references = {key for item in items for key in item.references}
    used_media = {item.figure.file for item in items if item.figure}
    return Packet(
        profile=profile,
        date=date,
        edition=edition,
        paper=paper,
        sections=tuple(sections),
        items=tuple(replace(item, related=tuple(id for id in item.related if id in ids)) for item in items),
        topics=_only(bank.topics, {topic for item in items for topic in item.topics}),
        competencies=_only(bank.competencies, {name for item in items for name in item.competencies}),
        references=FrozenDict({key: bank.references[key] for key in bank.labels if key in used_references}),
        labels=_only(bank.labels, used_references),
        code=_only(bank.code, {name for item in items for name in item.code}),
        media=_only(bank.media, used_media),
        ledger=entries,
        retired=FrozenDict() if edition is Edition.CANDIDATE else bank.retired,
        related=FrozenDict(
            {
                item.id: tuple(f"{bank[id].number}. {bank[id].title}" for id in item.related if id in bank)
                for item in items
            }
        ),
        fonts=bank.fonts,
    )


def _anonymous(profile: Profile) -> Profile:
    """What a candidate's copy says of its bank: nothing by which its questions could be looked up."""
    return profile.model_copy(
        update={
            "slug": "questions",
            "title": words_of(profile)(_CANDIDATE_TITLE),
            "version": "",
            "released": None,
            "description": None,
            "homepage": None,
            "report": None,
            "keywords": (),
            "dataset": DatasetNotes(),
            "anki": AnkiNames(),
            "products": (),
            "rules": FrozenDict(),
        }
    )


def _ledger_keys(item: Item | Question) -> list[str]:
    return [item.id, *(fact_key(item.id, fact.id) for fact in item.facts)]


def _only(mapping: Mapping[str, V], keys: set[str]) -> Mapping[str, V]:
    return FrozenDict({key: value for key, value in mapping.items() if key in keys})


def _member(kind: type[E], value: str, what: str) -> E:
    try:
        return kind(value)
    except ValueError:
        hint = did_you_mean(value, map(str, kind)) or f"; there are {', '.join(kind)}"
        raise SelectionError(f"no {what} {value!r}{hint}") from None


def _refuse_unknown(what: str, asked: Collection[object] | None, known: Collection[object], span: str = "") -> None:
    """Refuse what is not known, with the most similar name or, for a number, the `span` of those there are."""
    for value in asked or ():
        if value not in known:
            hint = span if str(value).isdecimal() and span else did_you_mean(value, known)
            raise SelectionError(f"no {what} {value!r} in the bank{hint}")


def _values(asked: H | Iterable[H] | None) -> Set[H] | None:
    """One value or several as a set in their order; None stays None."""
    if asked is None:
        return None
    several = isinstance(asked, Iterable) and not isinstance(asked, str)
    return dict.fromkeys(cast("Iterable[H]", asked if several else [asked])).keys()


def _lengths(asked: int | Iterable[int] | None) -> Set[int] | None:
    if asked is None:
        return None
    lengths = [asked] if isinstance(asked, int) or not isinstance(asked, Iterable) else list(asked)
    for length in lengths:
        if not isinstance(length, int) or length < 0:
            raise SelectionError(
                f"{length!r} is not a number of minutes; give one such as 5, or range(1, 6) for up to 5"
            )
    return frozenset(lengths)
