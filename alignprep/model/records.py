"""The canonical definition of a question and of everything around it.

These classes are the single source of truth: the JSON Schemas in `schema/` are generated from
them, source files and exported JSON are validated by them. Instances never change, are hashable, and refuse keys that
they do not know. Validators are built on first use, since the package's own bank is loaded without validating it.
Annotations are not postponed here: pydantic would compile each of them again at every start.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from alignprep.errors import NotInBank
from alignprep.model.bibliography import Reference, entry
from alignprep.model.field_types import (
    VERSION_PATTERN,
    Alt,
    Date,
    FileName,
    FileText,
    FrozenDict,
    Id,
    Key,
    LedgerKey,
    Markdown,
    MarkdownBlocks,
    MarkdownFact,
    Number,
    Plain,
    SvgName,
    _Record,
    frozen,
    read_number,
    unique,
    words_between,
)
from alignprep.model.versions import BANK_SCHEMA, SCHEMA_VERSION

__all__ = [
    "ABOUT", "BANK_SCHEMA", "SCHEMA_VERSION", "About", "Answer", "BankData", "Edition", "Fact", "Figure", "FollowUp",
    "Outline", "Question", "Revision", "Rubric", "Section", "Term", "Vocabulary", "knowing",
]  # fmt: skip

Version = Annotated[str, StringConstraints(pattern=VERSION_PATTERN)]


def _plain_svg(text: str) -> str:
    from alignprep.text.source import Source
    from alignprep.text.svg import svg_fault

    fault = svg_fault(text)
    if fault:
        line, column = Source(text).place(fault.offset)
        context = {"line": line, "column": column, "what": fault.message}
        raise PydanticCustomError("svg", "at line {line}, column {column}: {what}", context)
    return text


SvgText = Annotated[FileText, AfterValidator(_plain_svg)]
"""The source of a figure that neither runs nor loads anything; checked in every bank."""


class Answer(_Record, frozen=True):
    """The model answer, short and full."""

    short: Annotated[Markdown, AfterValidator(words_between(40, 80))]
    """What a strong candidate says in thirty seconds: one paragraph of 40 to 80 words."""
    full: MarkdownBlocks
    """The whole answer as it could be spoken and defended: Markdown with blocks."""


class Rubric(_Record, frozen=True):
    """What one observes in an answer that earns 1, 3 or 5; 2 and 4 lie between."""

    one: Annotated[Markdown, Field(alias="1")]
    """An answer that fails, in the way that such answers typically fail."""
    three: Annotated[Markdown, Field(alias="3")]
    """A solid answer, and what it still lacks."""
    five: Annotated[Markdown, Field(alias="5")]
    """An answer of the best candidates."""

    def anchors(self) -> tuple[tuple[int, str], ...]:
        """The grades that are described, lowest first, each with its description."""
        return (1, self.one), (3, self.three), (5, self.five)


class FollowUp(_Record, frozen=True):
    """A question that separates levels, and what to hear in its answer."""

    ask: Markdown
    """The follow-up as it is asked."""
    listen_for: Markdown
    """What a strong reply contains."""


class Fact(_Record, frozen=True):
    """One atomic fact with exactly one cloze deletion, in Anki's notation: `{{c1::hidden::cue}}`."""

    id: Id
    """Unique inside its question; never changes, since reviews hang on it."""
    text: MarkdownFact
    """One or two sentences that are true alone; the cloze hides what is worth recalling."""


class Figure(_Record, frozen=True):
    """A picture that explains better than words."""

    file: SvgName
    """The name of an SVG file in `content/media/`."""
    alt: Alt
    """What the picture shows, for readers who cannot see it."""
    caption: Plain | None = None
    """A line to stand under the picture."""


class Edition(StrEnum):
    """For whom an export is made; decides which fields are in it. Each shows all that the one before it does."""

    CANDIDATE = "candidate"
    STUDY = "study"
    INTERVIEWER = "interviewer"


@dataclass(frozen=True, slots=True)
class About:
    """What a question's field declares in its annotation beside its type."""

    shown: Edition
    """The first edition that shows it."""
    learned: bool = True
    """Whether learners see it as it stands: then the ledger counts a change of it as a change of the question."""
    compared: bool = False
    """Whether `alignprep.model.rules` compare it with other parts of the bank."""


_CANDIDATE, _STUDY, _INTERVIEWER = (About(edition) for edition in Edition)
_NAMES = About(Edition.STUDY, learned=False, compared=True)
"""For fields that name other things: the ledger looks at the things, not at their names."""


class Question(_Record, frozen=True):
    """One interview question with everything that its users need."""

    id: Annotated[Id, About(Edition.CANDIDATE, learned=False, compared=True)]
    """The file's name without `.yaml`; never changes once released."""
    number: Annotated[Number, About(Edition.CANDIDATE, compared=True)]
    """The place in the bank, inside the section's range; never reused."""
    section: Annotated[Id, About(Edition.CANDIDATE, learned=False, compared=True)]
    """The id of the section: the folder that the file lies in."""
    title: Annotated[Plain, StringConstraints(max_length=80), _CANDIDATE]
    """A few words, plain text."""
    question: Annotated[Markdown, AfterValidator(words_between(8, 60)), _CANDIDATE]
    """The question as an interviewer says it, 8 to 60 words."""
    hint: Annotated[Markdown, _STUDY]
    """What a great answer covers."""
    topics: Annotated[
        tuple[Id, ...],
        Field(min_length=1, max_length=5),
        AfterValidator(unique),
        About(Edition.CANDIDATE, compared=True),
    ]
    """Ids from the controlled vocabulary of topics."""
    competencies: Annotated[
        tuple[Id, ...], Field(min_length=1, max_length=3), AfterValidator(unique), About(Edition.STUDY, compared=True)
    ]
    """Ids from the controlled vocabulary of competencies: what an answer gives evidence of."""
    minutes: Annotated[int, Strict(), Field(ge=1, le=30), BeforeValidator(read_number), _CANDIDATE]
    """How long a spoken answer may take, in minutes."""
    answer: Annotated[Answer, _STUDY]
    """The model answer."""
    key_points: Annotated[tuple[Markdown, ...], Field(min_length=4, max_length=8), AfterValidator(unique), _STUDY]
    """What an interviewer ticks off while listening."""
    rubric: Annotated[Rubric, _INTERVIEWER]
    """Behaviorally anchored grades."""
    follow_ups: Annotated[tuple[FollowUp, ...], Field(min_length=2, max_length=4), AfterValidator(unique), _INTERVIEWER]
    """Questions that separate levels."""
    red_flags: Annotated[tuple[Markdown, ...], Field(min_length=2, max_length=4), AfterValidator(unique), _INTERVIEWER]
    """Wrong statements that really occur, each with its correction."""
    facts: Annotated[tuple[Fact, ...], Field(min_length=3, max_length=6), AfterValidator(unique), _NAMES]
    """Atomic facts for spaced repetition."""
    references: Annotated[tuple[Key, ...], Field(min_length=2, max_length=6), AfterValidator(unique), _NAMES]
    """Keys of the bibliography; every `[@key]` in the text is one of them."""
    code: Annotated[tuple[FileName, ...], Field(max_length=8), AfterValidator(unique), _NAMES] = ()
    """Names of runnable samples in `content/code/`."""
    figure: Annotated[Figure | None, _NAMES] = None
    """A picture that goes with the full answer."""
    related: Annotated[tuple[Id, ...], Field(max_length=20), AfterValidator(unique), _NAMES] = ()
    """Ids of other questions, each of which names this one too."""
    reviewed: Annotated[Date, About(Edition.STUDY, learned=False)]
    """The day on which the whole question was last checked."""

    def __repr_args__(self) -> Iterator[tuple[str, Any]]:
        """What identifies it; the whole would fill pages."""
        yield from (("number", self.number), ("id", self.id), ("title", self.title))

    def __str__(self) -> str:
        return repr(self)

    def citation_list(self) -> tuple[str, ...]:
        """The works that it cites as they stand in a bibliography, a line for each of `references`, in that order.

        Raises `NotInBank` for a question that was made by hand: only a bank knows the works behind the keys.
        """
        from alignprep.text.nodes import plain

        works = vars(self).get("_works", {})
        for key in self.references:
            if key not in works:
                raise NotInBank(
                    f"question {self.id!r} cites {key!r}, a work that it does not know; take the question from a bank"
                )
        return tuple(plain(entry(works[key])) for key in self.references)


ABOUT: Final[Mapping[str, About]] = FrozenDict(
    {
        name: next(one for one in field.metadata if isinstance(one, About))
        for name, field in Question.model_fields.items()
    }
)
"""What each field of a question declares, in the model's order."""


def knowing(question: Question, works: "Mapping[str, Reference]") -> Question:
    """A copy of the question that can list its citations.

    The works stand beside the fields, where `functools.cached_property` would put them: they are carried along into
    copies and pickles, and are not part of equality, hash or JSON.
    """
    copy = question.model_copy()
    vars(copy)["_works"] = works
    return copy


class Section(_Record, frozen=True):
    """One of the bank's sections and the numbers that belong to it."""

    id: Id
    """The name of its folder."""
    title: Plain
    """How it is headed."""
    first: Number
    """The smallest number of its questions."""
    last: Number
    """The largest number of its questions."""
    description: Markdown
    """What its questions are about."""

    @model_validator(mode="after")
    def _numbers_in_order(self) -> Self:
        if self.last < self.first:
            raise PydanticCustomError("empty_range", "last is smaller than first")
        return self


class Term(_Record, frozen=True):
    """A term of a controlled vocabulary."""

    title: Plain
    """How it is shown."""
    description: Plain
    """What it covers, in a phrase."""


class Outline(_Record, frozen=True):
    """What `sections.yaml` says: the bank's title, version and license, and its sections in order."""

    title: Plain
    """The bank's title."""
    version: Version
    """The version of the data: year, month and a count within the month."""
    license: Plain
    """The license of the content, as an SPDX identifier (https://spdx.org/licenses/)."""
    released: Date | None = None
    """The day of the release that is being prepared: what `alignprep ledger` dates changes by."""
    sections: Annotated[tuple[Section, ...], Field(min_length=1, max_length=100)]
    """The sections in the order in which they are read."""


class Vocabulary(_Record, frozen=True):
    """What `topics.yaml` says: the two controlled vocabularies, each by id."""

    topics: dict[Id, Term]
    """What questions are about."""
    competencies: dict[Id, Term]
    """What answers give evidence of."""

    _never_changes = field_validator("*")(frozen)


class Revision(_Record, frozen=True):
    """The state of one question or fact: when what learners see of it last changed."""

    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    """The digest of what learners see (`alignprep.model.ledger.digests`)."""
    revision: Annotated[int, Strict(), Field(ge=1, le=9999)]
    """How many versions of its content there have been, this one included."""
    changed: Date
    """The day of the release that brought this content."""


class BankData(_Record, frozen=True):
    """A whole bank as one document: what the package holds and what the JSON export publishes."""

    model_config: ClassVar[ConfigDict] = ConfigDict(validate_default=True)

    schema_uri: Annotated[Literal["urn:alignprep:schema:bank:1"], Field(alias="$schema")] = BANK_SCHEMA
    """The identifier of the JSON Schema that describes the document."""
    schema_version: Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+$")] = SCHEMA_VERSION
    """Version of the format: the first number rises when old readers would misread it."""
    edition: Literal["interviewer"] = "interviewer"
    """Which fields are present; only the interviewer's edition has all."""
    title: Plain
    """The bank's title."""
    version: Version
    """The version of the data."""
    license: Plain
    """The license of the content, as an SPDX identifier."""
    released: Date | None = None
    """The day of the release that the data belongs to."""
    sections: Annotated[tuple[Section, ...], Field(min_length=1, max_length=100)]
    """The sections in order."""
    topics: dict[Id, Term]
    """The vocabulary of topics."""
    competencies: dict[Id, Term]
    """The vocabulary of competencies."""
    references: dict[Key, Reference]
    """The bibliography, by key."""
    code: dict[FileName, FileText]
    """The text of each sample that a question shows, by file name."""
    media: dict[SvgName, SvgText]
    """The SVG source of each figure, by file name."""
    questions: tuple[Question, ...]
    """The questions by number."""
    ledger: dict[LedgerKey, Revision] = Field(default={})
    """When each question, by id, and each fact, by `question-id/fact-id`, last changed."""

    _never_changes = field_validator("*")(frozen)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with other values, which are not validated; mappings among them are frozen."""
        return super().model_copy(update={key: frozen(value) for key, value in (update or {}).items()}, deep=deep)

    def __repr_args__(self) -> Iterator[tuple[str, Any]]:
        """What identifies it; the whole would fill a book."""
        yield from (("title", self.title), ("version", self.version), ("questions", len(self.questions)))
