"""The bank: every question, in order and by id, with the vocabulary and the bibliography it uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydantic import ValidationError

from alignprep import ledger
from alignprep.bibliography import labels
from alignprep.errors import BankError, Problem
from alignprep.model import BankData

if TYPE_CHECKING:
    from alignprep.model import Question, Reference, Revision, Section, Term

__all__ = ["Bank", "load", "read_bank"]


class Bank(Mapping[str, "Question"]):
    """An immutable bank of questions.

    A mapping from id to `Question` in the order of the questions' numbers. A miss is a `KeyError` that
    names the nearest ids.
    """

    def __init__(self, data: BankData) -> None:
        self._data = data
        self._questions = {question.id: question for question in sorted(data.questions, key=lambda q: q.number)}

    def __reduce__(self) -> tuple[type[Bank], tuple[BankData]]:
        """Banks are handed to other processes as the record that they are made of."""
        return Bank, (self._data,)

    def __getitem__(self, id: str) -> Question:
        try:
            return self._questions[id]
        except KeyError:
            near = get_close_matches(id, self._questions, 3) if isinstance(id, str) else []
            message = f"no question {id!r}" + (f"; did you mean {', '.join(near)}?" if near else "")
            raise KeyError(message) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._questions)

    def __len__(self) -> int:
        return len(self._questions)

    def __repr__(self) -> str:
        return f"<Bank {self.version}: {len(self)} questions in {len(self.sections)} sections>"

    @property
    def data(self) -> BankData:
        """The bank as one record."""
        return self._data

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions by number."""
        return tuple(self._questions.values())

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
        """The license of the content, as an SPDX identifier."""
        return self._data.license

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections in order, those without a question included."""
        return self._data.sections

    @property
    def topics(self) -> Mapping[str, Term]:
        """The vocabulary of topics, by id."""
        return MappingProxyType(self._data.topics)

    @property
    def competencies(self) -> Mapping[str, Term]:
        """The vocabulary of competencies, by id."""
        return MappingProxyType(self._data.competencies)

    @property
    def references(self) -> Mapping[str, Reference]:
        """The bibliography, by key."""
        return MappingProxyType(self._data.references)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """How each work is named in a text, by key, such as `Ouyang et al. 2022`."""
        return MappingProxyType(labels(self._data.references))

    @property
    def code(self) -> Mapping[str, str]:
        """The text of each code sample, by file name."""
        return MappingProxyType(self._data.code)

    @cached_property
    def ledger(self) -> Mapping[str, Revision]:
        """When each question, by id, and each fact, by `question-id/fact-id`, last changed.

        What the data has no entry for counts as new on the day of the release, or else of the question's review.
        """
        entries = self._data.ledger
        if not all(key in entries for key in ledger.keys(self._data)):
            entries = ledger.current(self._data, entries)
        return MappingProxyType(ledger.held(self._data, entries))

    @property
    def media(self) -> Mapping[str, str]:
        """The SVG source of each figure, by file name."""
        return MappingProxyType(self._data.media)


def read_bank(text: str | bytes, name: str) -> Bank:
    """Read exported JSON of the interviewer's edition.

    Raises `BankError` when it is none; `name` says in the message what was read. `alignprep.schema.validate`
    finds more, and says where.
    """
    from alignprep.published import Document

    try:
        return Bank(Document.model_validate_json(text).bank())
    except ValidationError as error:
        raise _refused(error, name) from None


@cache
def load() -> Bank:
    """The bank that the package holds: no network, no other file.

    Raises `BankError` in a source tree whose bank has not been compiled yet (`make build` does).
    """
    resource = files("alignprep").joinpath("data", "bank.json")
    try:
        text = resource.read_bytes()
    except OSError:
        message = "is not there; in a source tree, `make build` (or `pip install -e .`) compiles it from content/"
        raise BankError([Problem("alignprep/data/bank.json", 0, 0, "AP101", message)]) from None
    try:
        return Bank(BankData.model_validate_json(text))
    except ValidationError as error:
        raise _refused(error, "alignprep/data/bank.json") from None


def _refused(error: ValidationError, name: str) -> BankError:
    return BankError(
        [
            Problem(name, 0, 0, "AP602", "/" + "/".join(map(str, fault["loc"])) + ": " + fault["msg"])
            for fault in error.errors(include_url=False, include_input=False)
        ]
    )
