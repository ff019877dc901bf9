"""The catalog that a bank is built on: its questions in order, by id and by number, with the vocabulary and works they
use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from operator import index
from typing import TYPE_CHECKING, Final, NoReturn, Self, SupportsIndex, TypeAlias, TypeVar, overload

from alignprep.errors import NotInBank, ReadOnly, SelectionError, did_you_mean
from alignprep.language.words import Words, words_of
from alignprep.model.field_types import FrozenDict
from alignprep.model.records import knowing

if TYPE_CHECKING:
    import datetime

    from alignprep.model.bibliography import Reference
    from alignprep.model.records import BankData, Profile, Question, Revision, Section, Term

    Numbers: TypeAlias = slice[int | None, int | None, int | None]

__all__ = ["Catalog"]

T = TypeVar("T")
_NO_FONTS: Final[Mapping[str, bytes]] = FrozenDict()


class Catalog(Mapping[str, "Question"]):
    """An immutable, hashable mapping from id to `Question` in the order of the questions' numbers.

    Iteration gives ids, as for any mapping. A question is found by its number as well as by its id, and several by a
    slice of numbers. Catalogs are equal if their questions are; their `data` compares everything else too.

    `fonts` are the files that `data.fonts` names; they are copied and pickled with the catalog, but are no part of its
    data.
    """

    def __init__(self, data: BankData, fonts: Mapping[str, bytes] = _NO_FONTS) -> None:
        ordered = tuple(sorted(data.questions, key=lambda question: question.number))
        if ordered != data.questions:
            data = data.model_copy(update={"questions": ordered})
        say = Words(data.language, tuple(data.labels.items()))
        questions = [knowing(question, data.references, say) for question in ordered]
        by_id = {question.id: question for question in questions}
        by_number = {question.number: question for question in questions}
        vars(self).update(_data=data, _fonts=FrozenDict(fonts), _by_id=by_id, _by_number=by_number)

    _data: BankData
    _fonts: Mapping[str, bytes]
    _by_id: dict[str, Question]
    _by_number: dict[int, Question]

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise ReadOnly(f"a {type(self).__name__} never changes")

    def __delattr__(self, name: str) -> NoReturn:
        raise ReadOnly(f"a {type(self).__name__} never changes")

    def __reduce__(self) -> tuple[type[Self], tuple[BankData, Mapping[str, bytes]]]:
        """Copy and pickle by way of what the bank is made of."""
        return type(self), (self._data, self._fonts)

    def __hash__(self) -> int:
        return hash(tuple(self._by_id))

    @overload
    def __getitem__(self, key: str | SupportsIndex, /) -> Question: ...
    @overload
    def __getitem__(self, key: Numbers, /) -> tuple[Question, ...]: ...
    def __getitem__(self, key: str | SupportsIndex | Numbers, /) -> Question | tuple[Question, ...]:
        """The question with an id or a number, or the questions in a slice of numbers, its stop excluded.

        Raises `NotInBank`, a `KeyError` that suggests the nearest id, and `SelectionError` for a slice that counts
        backwards or from the end. As with a list, a slice beyond the numbers is shorter or empty.
        """
        if isinstance(key, slice):
            return self._slice(key)
        found = self._lookup(key)
        if found is None:
            hint = did_you_mean(key, self._by_id, 3) if isinstance(key, str) else self._numbers_hint()
            raise NotInBank(f"no question {key!r}{hint}")
        return found

    def _numbers_hint(self) -> str:
        return f"; the numbers go from {min(self._by_number)} to {max(self._by_number)}" if self._by_number else ""

    def _lookup(self, key: object) -> Question | None:
        if isinstance(key, str):
            return self._by_id.get(key)
        return self._by_number.get(index(key)) if isinstance(key, SupportsIndex) else None

    def _slice(self, numbers: Numbers) -> tuple[Question, ...]:
        parts = (numbers.start, numbers.stop, numbers.step)
        if not all(part is None or (isinstance(part, int) and part >= 0) for part in parts) or numbers.step == 0:
            shown = ":".join("" if part is None else repr(part) for part in parts).removesuffix(":")
            raise SelectionError(f"[{shown}] is not a slice by number; count upwards, such as bank[6:16] for 6 to 15")
        start, step = numbers.start or 0, numbers.step or 1
        return tuple(
            question
            for number, question in self._by_number.items()
            if number >= start and (numbers.stop is None or number < numbers.stop) and (number - start) % step == 0
        )

    def __contains__(self, key: object) -> bool:
        return self._lookup(key) is not None

    @overload
    def get(self, key: str | SupportsIndex, /, default: None = None) -> Question | None: ...
    @overload
    def get(self, key: str | SupportsIndex, /, default: Question) -> Question: ...
    @overload
    def get(self, key: str | SupportsIndex, /, default: T) -> Question | T: ...
    def get(self, key: str | SupportsIndex, /, default: T | None = None) -> Question | T | None:
        """The question with an id or a number, or the default."""
        found = self._lookup(key)
        return default if found is None else found

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def __repr__(self) -> str:
        questions, sections = f"question{'s' * (len(self) != 1)}", f"section{'s' * (len(self.sections) != 1)}"
        return f"<{type(self).__name__} {self.version}: {len(self)} {questions} in {len(self.sections)} {sections}>"

    def _ipython_key_completions_(self) -> list[str]:
        """What a notebook offers after `bank["`."""
        return list(self)

    @property
    def data(self) -> BankData:
        """The bank as one record, its questions by number."""
        return self._data

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions by number."""
        return tuple(self._by_id.values())

    @property
    def title(self) -> str:
        """The bank's title."""
        return self._data.title

    @property
    def version(self) -> str:
        """The version of the data, apart from the version of the code."""
        return self._data.version

    @property
    def license(self) -> str:
        """The license of texts and figures: an SPDX expression, or the name of other terms."""
        return self._data.license_name

    @property
    def slug(self) -> str:
        """The bank's own name among all banks."""
        return self._data.slug

    @property
    def language(self) -> str:
        """The language of the texts, as a BCP 47 tag such as `en-US`."""
        return self._data.language

    @property
    def released(self) -> datetime.date | None:
        """The day of the release that the data belongs to, if the bank names one."""
        return self._data.released

    @property
    def profile(self) -> Profile:
        """What the bank says about itself: authors, license, addresses and more."""
        return self._data.profile

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections in order, those without a question included."""
        return self._data.sections

    @property
    def topics(self) -> Mapping[str, Term]:
        """The vocabulary of topics, by id."""
        return self._data.topics

    @property
    def competencies(self) -> Mapping[str, Term]:
        """The vocabulary of competencies, by id."""
        return self._data.competencies

    @property
    def references(self) -> Mapping[str, Reference]:
        """The bibliography, by key."""
        return self._data.references

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """How each work is named in a text, by key, such as `Ouyang et al. 2022`."""
        from alignprep.model.bibliography import labels

        return FrozenDict(labels(self._data.references, words_of(self._data)))

    @property
    def code(self) -> Mapping[str, str]:
        """The text of each code sample, by file name."""
        return self._data.code

    @cached_property
    def ledger(self) -> Mapping[str, Revision]:
        """When each question, by id, and each fact, by `question-id/fact-id`, last changed.

        A question or fact without an entry counts as new on the day of the release, or else of the question's review.
        """
        from alignprep.model import ledger

        entries = self._data.ledger
        if not all(key in entries for key in ledger.keys(self._data)):
            entries = ledger.current(self._data, entries)
        return FrozenDict(ledger.held(self._data, entries))

    @property
    def retired(self) -> Mapping[str, datetime.date]:
        """The day on which each question, by id, or fact, by `question-id/fact-id`, was dropped from the bank."""
        return self._data.retired

    @property
    def media(self) -> Mapping[str, str]:
        """The SVG source of each figure, by file name."""
        return self._data.media

    @property
    def fonts(self) -> Mapping[str, bytes]:
        """The TrueType fonts that the bank brings, by file name and in their order.

        Empty for a bank from exported JSON, even if its `profile` names some.
        """
        return self._fonts
