"""The canonical definition of a question and of everything around it.

These classes are the single source of truth: the JSON Schemas in `schema/` are generated from
them, source files and exported JSON are validated by them. Instances never change, are hashable, and refuse keys that
they do not know. Validators are built on first use, since the package's own bank is loaded without validating it.
Annotations are not postponed here: pydantic would compile each of them again at every start.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Final, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Strict,
    StringConstraints,
    Tag,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from alignprep.errors import NotInBank, did_you_mean
from alignprep.language.words import ENGLISH, Words, message
from alignprep.model.bibliography import Reference, entry
from alignprep.model.field_types import (
    EXPORTER_PATTERN,
    MAX_FONTS,
    STEM_PATTERN,
    VERSION_PATTERN,
    Alt,
    Contact,
    Count,
    Date,
    FileName,
    FileText,
    Flag,
    FontName,
    FrozenDict,
    Id,
    Key,
    Language,
    LedgerKey,
    Markdown,
    MarkdownBlocks,
    MarkdownFact,
    Number,
    Plain,
    Spdx,
    SvgName,
    Text,
    Url,
    _Record,
    bare,
    frozen,
    read_number,
    unique,
)
from alignprep.model.spdx import is_license
from alignprep.model.versions import BANK_SCHEMA, SCHEMA_VERSION
from alignprep.text.cloze import opened

__all__ = [
    "ABOUT",
    "BANK_SCHEMA",
    "RULED",
    "SCHEMA_VERSION",
    "About",
    "AnkiNames",
    "Answer",
    "BankData",
    "DatasetNotes",
    "Edition",
    "Fact",
    "FieldRule",
    "Figure",
    "FollowUp",
    "NamedLicense",
    "Outline",
    "Priority",
    "Product",
    "Profile",
    "Question",
    "Revision",
    "Rubric",
    "Section",
    "Selection",
    "Term",
    "Vocabulary",
    "knowing",
    "terms_name", "terms_url",
]  # fmt: skip

Version = Annotated[str, StringConstraints(pattern=VERSION_PATTERN, max_length=40)]


def _plain_svg(text: str) -> str:
    from alignprep.text.source import Source
    from alignprep.text.svg import svg_fault

    fault = svg_fault(text)
    if fault:
        line, column = Source(text).place(fault.offset)
        context = {"line": line, "column": column, "what": fault.message}
        raise PydanticCustomError("svg", "at line {line}, column {column}: {what}", context)
    return text


def _in_order(bounds: tuple[int, int]) -> tuple[int, int]:
    if bounds[1] < bounds[0]:
        raise PydanticCustomError("empty_range", "the second number is smaller than the first")
    return bounds


SvgText = Annotated[FileText, AfterValidator(_plain_svg)]
"""The source of a figure that neither runs nor loads anything; checked in every bank."""


class Answer(_Record, frozen=True):
    """The model answer in up to three lengths."""

    short: Markdown | None = None
    """What a strong candidate says in thirty seconds: one paragraph."""
    spoken: MarkdownBlocks | None = None
    """What a strong candidate says from start to end in the question's minutes: paragraphs to be heard, not seen."""
    depth: MarkdownBlocks | None = None
    """What stands behind it when an interviewer pushes: derivations, formulas, tables, further evidence."""

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        if self.short is None and self.spoken is None and self.depth is None:
            raise PydanticCustomError("no_answer", "has none of `short`, `spoken` and `depth`; one of them is needed")
        return self

    def lengths(self, *, in_room: bool = False) -> tuple[tuple[str, str], ...]:
        """The lengths that there are, shortest first, each with what it is called in English and its text.

        In the room, where an interviewer compares with what is heard, only the spoken one counts, if there is one.
        """
        named = (
            (message("In thirty seconds"), self.short),
            (message("Say it"), self.spoken),
            (message("If they push"), self.depth),
        )
        return tuple(
            (name, text)
            for name, text in named
            if text is not None and (text is self.spoken or not in_room or self.spoken is None)
        )


class Rubric(_Record, frozen=True):
    """What one observes in an answer of each grade from 1 to 5; a grade that is not described lies between others."""

    one: Annotated[Markdown | None, Field(alias="1")] = None
    """An answer that fails, in the way that such answers typically fail."""
    two: Annotated[Markdown | None, Field(alias="2")] = None
    """An answer that is more than that and not yet solid."""
    three: Annotated[Markdown | None, Field(alias="3")] = None
    """A solid answer, and what it still lacks."""
    four: Annotated[Markdown | None, Field(alias="4")] = None
    """An answer that is more than solid and not yet the best."""
    five: Annotated[Markdown | None, Field(alias="5")] = None
    """An answer of the best candidates."""

    @model_validator(mode="after")
    def _describes_one(self) -> Self:
        if not self.anchors():
            raise PydanticCustomError("no_grade", "describes no grade; at least one of 1 to 5 is needed")
        return self

    def anchors(self) -> tuple[tuple[int, str], ...]:
        """The grades that are described, lowest first, each with its description."""
        grades = enumerate((self.one, self.two, self.three, self.four, self.five), 1)
        return tuple((grade, text) for grade, text in grades if text is not None)


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
    why: Markdown | None = None
    """Why it is so, or why it matters, in a line."""
    point: Annotated[int, Strict(), Field(ge=1, le=100), BeforeValidator(read_number)] | None = None
    """The place, from 1, of the key point that it drills."""

    @property
    def question(self) -> str:
        """The fact with a gap to fill, as Markdown: the cue in brackets, or `[…]` where there is none."""
        before, _, cue, after = opened(self.text)
        return f"{before}[{cue or '…'}]{after}"

    @property
    def answer(self) -> str:
        """What fills the gap, as Markdown."""
        return opened(self.text)[1]

    @property
    def statement(self) -> str:
        """The fact as it is told, without a gap, as Markdown."""
        before, hidden, _, after = opened(self.text)
        return f"{before}{hidden}{after}"


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


class Priority(StrEnum):
    """Whether a question belongs to what everybody learns and asks first."""

    CORE = "core"
    EXTRA = "extra"


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
    section: Annotated[Id, About(Edition.STUDY, learned=False, compared=True)]
    """The id of the section: the folder that the file lies in."""
    title: Annotated[Plain, StringConstraints(max_length=80), _STUDY]
    """A few words, plain text."""
    question: Annotated[Markdown, _CANDIDATE]
    """The question as an interviewer says it."""
    hint: Annotated[Markdown | None, _STUDY] = None
    """What a great answer covers."""
    nudge: Annotated[Markdown | None, _STUDY] = None
    """A push for who is stuck: one clause that names no key point."""
    priority: Annotated[Priority | None, _STUDY] = None
    """Whether it belongs to the core of the bank."""
    topics: Annotated[
        tuple[Id, ...], Field(max_length=100), AfterValidator(unique), About(Edition.STUDY, compared=True)
    ] = ()
    """Ids from the controlled vocabulary of topics."""
    competencies: Annotated[
        tuple[Id, ...], Field(max_length=100), AfterValidator(unique), About(Edition.STUDY, compared=True)
    ] = ()
    """Ids from the controlled vocabulary of competencies: what an answer gives evidence of."""
    minutes: Annotated[int, Strict(), Field(ge=1, le=30), BeforeValidator(read_number), _CANDIDATE]
    """How long a spoken answer may take, in minutes."""
    answer: Annotated[Answer, _STUDY]
    """The model answer."""
    key_points: Annotated[tuple[Markdown, ...], Field(max_length=100), AfterValidator(unique), _STUDY] = ()
    """What an interviewer ticks off while listening."""
    rubric: Annotated[Rubric | None, _INTERVIEWER] = None
    """Behaviorally anchored grades."""
    follow_ups: Annotated[tuple[FollowUp, ...], Field(max_length=100), AfterValidator(unique), _INTERVIEWER] = ()
    """Questions that separate levels."""
    red_flags: Annotated[tuple[Markdown, ...], Field(max_length=100), AfterValidator(unique), _INTERVIEWER] = ()
    """Wrong statements that really occur, each with its correction."""
    facts: Annotated[tuple[Fact, ...], Field(max_length=100), AfterValidator(unique), _NAMES] = ()
    """Atomic facts for spaced repetition."""
    references: Annotated[tuple[Key, ...], Field(max_length=100), AfterValidator(unique), _NAMES] = ()
    """Keys of the bibliography; every `[@key]` in the text is one of them."""
    code: Annotated[tuple[FileName, ...], Field(max_length=100), AfterValidator(unique), _NAMES] = ()
    """Names of runnable samples in `content/code/`."""
    figure: Annotated[Figure | None, _NAMES] = None
    """A picture that goes with the answer."""
    related: Annotated[tuple[Id, ...], Field(max_length=100), AfterValidator(unique), _NAMES] = ()
    """Ids of other questions, each of which names this one too."""
    reviewed: Annotated[Date | None, About(Edition.STUDY, learned=False)] = None
    """The day on which the whole question was last checked."""
    extra: Annotated[
        Mapping[str, Any], Field(alias="x-", default_factory=FrozenDict), About(Edition.INTERVIEWER, learned=False)
    ]
    """The fields whose names begin with `x-`, for programs of one's own: kept and exported to JSON, never drawn."""

    @model_validator(mode="before")
    @classmethod
    def _gather_extra(cls, value: Any) -> Any:
        names = value if isinstance(value, Mapping) else ()
        own = {name: value[name] for name in names if str(name).startswith("x-") and name != "x-"}
        return {**{name: value[name] for name in names if name not in own}, "x-": own} if own else value

    @field_validator("extra", mode="after")
    @classmethod
    def _extra_never_changes(cls, value: Any) -> Any:
        return frozen(value, deep=True)

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

        works, say = vars(self).get("_works", ({}, ENGLISH))
        for key in self.references:
            if key not in works:
                raise NotInBank(
                    f"question {self.id!r} cites {key!r}, a work that it does not know; take the question from a bank"
                )
        return tuple(plain(entry(works[key], say)) for key in self.references)


ABOUT: Final[Mapping[str, About]] = FrozenDict(
    {
        name: next(one for one in field.metadata if isinstance(one, About))
        for name, field in Question.model_fields.items()
    }
)
"""What each field of a question declares, in the model's order."""


def _names_of(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """The dotted names of a record's fields and of the fields of the records inside it."""
    for name, field in model.model_fields.items():
        path = f"{prefix}{field.alias or name}"
        yield path
        inner = [bare(one) for one in (field.annotation, *get_args(field.annotation))]
        for kind in inner:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from _names_of(kind, f"{path}.")


RULED: Final = tuple(
    dict.fromkeys(name for name in _names_of(Question) if name not in ("id", "number", "section", "x-"))
)
"""The names of the fields that a bank's rules may be about; `.` leads into a record, or into each record of a list."""


def knowing(question: Question, works: "Mapping[str, Reference]", say: Words) -> Question:
    """A copy of the question that can list its citations, in the words of its bank.

    The works stand beside the fields, where `functools.cached_property` would put them: they are carried along into
    copies and pickles, and are not part of equality, hash or JSON.
    """
    copy = question.model_copy()
    vars(copy)["_works"] = works, say
    return copy


_Bounds = Annotated[tuple[Count, Count], AfterValidator(_in_order)]


class FieldRule(_Record, frozen=True):
    """What a bank demands of one field of its questions."""

    required: Flag = False
    """Whether every question has it."""
    entries: _Bounds | None = None
    """How many entries a list has, at least and at most."""
    words: _Bounds | None = None
    """How many words a text, or each text of a list, has, at least and at most."""
    pace: _Bounds | None = None
    """How many words it has for each of the question's minutes."""
    numbers: _Bounds | None = None
    """How many numbers it says in digits."""
    characters: _Bounds | None = None
    """How many characters without white space it has: for languages that put no spaces between words."""


def _names_fields(rules: dict[str, FieldRule]) -> dict[str, FieldRule]:
    for name in rules:
        if name not in RULED:
            context = {"name": repr(name[:60]), "meant": did_you_mean(name, RULED), "key": name}
            raise PydanticCustomError("unknown_rule", "there is no field {name} to rule on{meant}", context)
    return rules


_RuledName = Annotated[str, WithJsonSchema({"type": "string", "enum": list(RULED)})]
_Rules = Annotated[dict[_RuledName, FieldRule], AfterValidator(_names_fields)]


class Section(_Record, frozen=True):
    """One of the bank's sections and the numbers that belong to it."""

    id: Id
    """The name of its folder."""
    title: Plain
    """How it is headed."""
    first: Number | None = None
    """The smallest number of its questions, if they have a range of their own."""
    last: Number | None = None
    """The largest number of its questions, if they have a range of their own."""
    description: Markdown | None = None
    """What its questions are about."""
    rules: _Rules = Field(default_factory=FrozenDict)
    """What it demands of its questions instead of what the bank demands, by field."""

    _never_changes = field_validator("rules")(frozen)

    @model_validator(mode="after")
    def _numbers_in_order(self) -> Self:
        if (self.first is None) != (self.last is None):
            raise PydanticCustomError("empty_range", "has only one of `first` and `last`; give both or none")
        if self.first is not None and self.last is not None and self.last < self.first:
            raise PydanticCustomError("empty_range", "last is smaller than first")
        return self


class Term(_Record, frozen=True):
    """A term of a controlled vocabulary."""

    title: Plain
    """How it is shown."""
    description: Plain
    """What it covers, in a phrase."""


class NamedLicense(_Record, frozen=True):
    """Terms that are not on the SPDX list, such as a company's own."""

    name: Plain
    """What they are called, such as `Proprietary` or `All rights reserved`."""
    text: Text | None = None
    """What they say, as plain text."""
    url: Url | None = None
    """Where they are read."""


_License = Annotated[
    Annotated[Spdx, Tag("(spdx)")] | Annotated[NamedLicense, Tag("(named)")],
    Discriminator(lambda value: "(spdx)" if isinstance(value, str) else "(named)"),
]


class AnkiNames(_Record, frozen=True):
    """How Anki knows a bank's decks. They derive from the slug; give them only to continue decks that people have."""

    deck: Annotated[Plain, StringConstraints(max_length=80)] | None = None
    """The name of the deck that holds the others, and the beginning of the note types' names; the slug without it.

    Banks of one collection with the same name share the deck, and the last import replaces the other's description."""
    answers: Annotated[Plain, StringConstraints(max_length=80)] | None = None
    """The name of the deck of answers, below `deck`."""
    facts: Annotated[Plain, StringConstraints(max_length=80)] | None = None
    """The name of the deck of facts, below `deck`."""
    tag: Annotated[str, StringConstraints(pattern=STEM_PATTERN, max_length=64)] | None = None
    """The tag above all others, as in `tag::topic::logic`; the slug without it."""
    id: Annotated[int, Strict(), Field(ge=10**12, le=9 * 10**12), BeforeValidator(read_number)] | None = None
    """The number from which the ids of decks, note types and cards count, in milliseconds since 1970."""


class DatasetNotes(_Record, frozen=True):
    """What a description of the bank as a data set claims; what is not here is not claimed."""

    origin: Markdown | None = None
    """How the texts were made and checked."""
    uses: Markdown | None = None
    """What they may be used for."""
    limits: Markdown | None = None
    """What they must not be used for, and where they may be wrong."""
    training: Markdown | None = None
    """What holds for training and evaluating models with them."""
    personal: Markdown | None = None
    """Which personal data they hold."""


class Selection(_Record, frozen=True):
    """Which questions a product holds: each condition must hold, and of a condition any value will do."""

    sections: tuple[Id, ...] = ()
    """Ids of sections."""
    topics: tuple[Id, ...] = ()
    """Ids of topics."""
    competencies: tuple[Id, ...] = ()
    """Ids of competencies."""
    ids: tuple[Id, ...] = ()
    """Ids of questions."""
    max_minutes: Count | None = None
    """The most minutes that an answer may take."""
    count: Count | None = None
    """A sample of so many questions."""
    minutes: Count | None = None
    """As many questions as fit into so many minutes."""
    seed: Count | None = None
    """Another seed chooses another sample."""


class Product(_Record, frozen=True):
    """One file of a build."""

    file: Annotated[str, StringConstraints(pattern=STEM_PATTERN, max_length=64)]
    """Its name without the ending, which the exporter gives."""
    exporter: Annotated[str, StringConstraints(pattern=EXPORTER_PATTERN, max_length=64)]
    """The name of the exporter that makes it (`alignprep exporters` lists them)."""
    edition: Edition = Edition.STUDY
    """The edition that it shows."""
    select: Selection = Selection()
    """Which questions it holds; all of them without conditions."""


class Profile(_Record, frozen=True):
    """What a bank says about itself."""

    slug: Id
    """Its own name among all banks; never changes, since identities in decks and file names derive from it."""
    title: Plain
    """Its title."""
    description: Plain | None = None
    """What it is, in one or two sentences."""
    version: Version
    """The version of the data."""
    released: Date | None = None
    """The day of the release that the data belongs to, or that is being prepared."""
    language: Language = "en"
    """The language of its texts, as a BCP 47 tag (https://www.rfc-editor.org/info/bcp47), such as `en-US` or `ja`."""
    license: _License
    """The license of texts and figures: an SPDX expression (https://spdx.org/licenses/), or a name of its own."""
    code_license: _License | None = None
    """The license of the code samples, if it is another one."""
    authors: Annotated[tuple[Plain, ...], Field(max_length=100), AfterValidator(unique)] = ()
    """Who wrote it: people or organizations."""
    homepage: Url | None = None
    """Where it is published."""
    report: Contact | None = None
    """Where to report an error: an address on the web, or `mailto:` and a mail address."""
    keywords: Annotated[tuple[Plain, ...], Field(max_length=50), AfterValidator(unique)] = ()
    """What to find it by."""
    dataset: DatasetNotes = DatasetNotes()
    """What its descriptions as a data set claim."""
    anki: AnkiNames = AnkiNames()
    """How Anki knows its decks."""
    labels: dict[Plain, Plain] = Field(default_factory=FrozenDict)
    """Words of one's own for fixed words of the exports: what alignprep says, and what to say instead."""
    fonts: Annotated[tuple[FontName, ...], Field(max_length=MAX_FONTS), AfterValidator(unique)] = ()
    """TrueType files in `content/fonts/`, in the order in which print asks them for characters that its own fonts lack.

    Exported JSON names them and does not hold them."""

    products: Annotated[tuple[Product, ...], Field(max_length=100)] = ()
    """What a build makes; without any, a deck, handouts, packets and tables that are named after the slug."""
    rules: _Rules = Field(default_factory=FrozenDict)
    """What the bank demands of its questions, by field, such as `answer.short` or `key_points`."""

    _tables_never_change = field_validator("labels", "rules")(frozen)

    @property
    def license_name(self) -> str:
        """The license of texts and figures in a few words: the SPDX expression, or its name."""
        return terms_name(self.license)

    @property
    def code_license_name(self) -> str:
        """The license of the code samples in a few words: that of the texts, unless it is another one."""
        return terms_name(self.code_license or self.license)


def terms_name(license: str | NamedLicense) -> str:
    """What a license is called in a few words: the SPDX expression, or its name."""
    return license if isinstance(license, str) else license.name


def terms_url(license: str | NamedLicense) -> str:
    """Where the terms of a license are read; empty where only its name is known, as of an expression of several."""
    if isinstance(license, str):
        return f"https://spdx.org/licenses/{license}.html" if is_license(license) else ""
    return license.url or ""


class Outline(Profile, frozen=True):
    """What `bank.yaml` says: what the bank is, which products it makes, what it demands, and its sections in order."""

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


class BankData(Outline, frozen=True):
    """A whole bank as one document: what the package holds and what the JSON export publishes."""

    model_config: ClassVar[ConfigDict] = ConfigDict(validate_default=True)

    schema_uri: Annotated[Literal["urn:alignprep:schema:bank:2"], Field(alias="$schema")] = BANK_SCHEMA
    """The identifier of the JSON Schema that describes the document."""
    schema_version: Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+$")] = SCHEMA_VERSION
    """Version of the format: the first number rises when old readers would misread it."""
    edition: Literal["interviewer"] = "interviewer"
    """Which fields are present; only the interviewer's edition has all."""
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
    retired: dict[LedgerKey, Date] = Field(default={})
    """The day on which each question or fact was dropped that the bank held once, by the same keys.

    People may have it in their decks, so nothing else may ever have its key."""

    _never_changes = field_validator("*")(frozen)

    @property
    def profile(self) -> Profile:
        """What the bank says about itself, alone."""
        return Profile.model_construct(**{name: getattr(self, name) for name in Profile.model_fields})

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with other values, which are not validated; mappings among them are frozen."""
        return super().model_copy(update={key: frozen(value) for key, value in (update or {}).items()}, deep=deep)

    def __repr_args__(self) -> Iterator[tuple[str, Any]]:
        """What identifies it; the whole would fill a book."""
        yield from (("title", self.title), ("version", self.version), ("questions", len(self.questions)))
