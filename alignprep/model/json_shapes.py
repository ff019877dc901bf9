"""The exported JSON document and a line of JSON Lines as records: what they hold beyond the bank.

A reader needs no second file: each question carries its digest and, in JSON Lines, whatever its keys stand for.
Nothing here is loaded to read the package's own bank.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, Field, Strict, StringConstraints

from alignprep.model import bibliography, records
from alignprep.model.field_types import (
    ARXIV_PATTERN,
    DOI_PATTERN,
    URL_PATTERN,
    Alt,
    Date,
    FileName,
    Id,
    Key,
    Plain,
    unique,
)
from alignprep.model.spdx import is_expression
from alignprep.model.versions import BANK_SCHEMA

__all__ = [
    "ANONYMOUS", "LINE_SCHEMA", "SHOWN_WITH", "Document", "Line", "LineAnswer", "LineFact", "LineFigure", "LineRubric",
    "Question", "Sample", "Work", "upgraded", "with_depth",
]  # fmt: skip

M = TypeVar("M", bound=BaseModel)

LINE_SCHEMA: Final = "urn:alignprep:schema:line:2"
"""`$id` of `schema/line.schema.json`."""
SHOWN_WITH: Final = {
    "competency_titles": "competencies",
    "works": "references",
    "samples": "code",
    "section_title": "section",
    "topic_titles": "topics",
    **dict.fromkeys(("hash", "revision", "changed", "bank", "version"), "title"),
}
"""Fields of a line that an edition shows only if it shows the field of the question named beside them."""
ANONYMOUS: Final = ("title", "language", "license", "authors")
"""What the candidate edition says of its bank: nothing by which a question could be looked up."""


def _or_empty(pattern: str) -> str:
    return f"^({pattern[1:-1]})?$"


_Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
_Count = Annotated[int, Strict(), Field(ge=1, le=9999)]


class Question(records.Question, frozen=True):
    """A question as exported JSON holds it: with the digest of its content."""

    hash: _Digest | None = None
    """The digest of what learners see of the question: that of its entry in `ledger`. Present since format 1.1."""


class Document(records.BankData, frozen=True):
    """The exported JSON of the interviewer's edition: a bank, and with what and under which terms it was made."""

    software_version: Annotated[str, StringConstraints(pattern=r"^[0-9][0-9a-z.+-]*$", max_length=64)] | None = None
    """The version of alignprep that wrote the document. Present since format 1.1."""
    questions: tuple[Question, ...]
    """The questions by number."""

    def bank(self) -> records.BankData:
        """The bank in the document, without what an export adds."""
        questions = tuple(_narrowed(question, records.Question) for question in self.questions)
        return _narrowed(self.model_copy(update={"questions": questions}), records.BankData)


class Work(bibliography.Reference, frozen=True):
    """A work that a question cites, in full. What is not known of it is an empty text."""

    key: Key
    """What citations in the texts call it: `[@key]`."""
    label: Annotated[str, StringConstraints(max_length=300)]  # pyright: ignore[reportGeneralTypeIssues]
    """How a reader's text names it, such as `Ouyang et al. 2022`."""
    venue: Annotated[str, StringConstraints(max_length=300)]  # pyright: ignore[reportGeneralTypeIssues]
    """Journal, conference or publisher."""
    arxiv: Annotated[str, StringConstraints(pattern=_or_empty(ARXIV_PATTERN))]  # pyright: ignore[reportGeneralTypeIssues]
    """The arXiv identifier, without version (https://info.arxiv.org/help/arxiv_identifier.html)."""
    doi: Annotated[str, StringConstraints(pattern=_or_empty(DOI_PATTERN))]  # pyright: ignore[reportGeneralTypeIssues]
    """The DOI, without resolver (https://www.doi.org/doi-handbook/)."""
    url: Annotated[str, StringConstraints(pattern=_or_empty(URL_PATTERN), max_length=500)]  # pyright: ignore[reportGeneralTypeIssues]
    """The publisher's or author's own page."""
    page: Annotated[str, Field(alias="link")]
    """Where to read it: its arXiv page, else its DOI, else its URL."""


class Sample(BaseModel, frozen=True, extra="forbid"):
    """A code sample that an answer shows."""

    file: FileName
    """Its file name."""
    text: str
    """Its text."""


class LineFigure(records.Figure, frozen=True):
    """A question's picture; all texts are empty where there is none."""

    file: Annotated[str, StringConstraints(pattern=r"^([a-z0-9]+([._-][a-z0-9]+)*\.svg)?$", max_length=64)]
    """The name of an SVG file."""
    alt: Alt | Literal[""]
    """What the picture shows, for readers who cannot see it."""
    caption: Plain | Literal[""]  # pyright: ignore[reportGeneralTypeIssues]
    """A line to stand under the picture."""
    source: str
    """The SVG source."""


class LineAnswer(BaseModel, frozen=True, extra="forbid"):
    """The model answer; a length that the bank does not give is empty."""

    short: str
    """What a strong candidate says in thirty seconds: one paragraph."""
    spoken: str
    """What a strong candidate says from start to end in the question's minutes: paragraphs to be heard, not seen."""
    depth: str
    """What stands behind it when an interviewer pushes: derivations, formulas, tables, further evidence."""


class LineRubric(BaseModel, frozen=True, extra="forbid"):
    """What one observes in an answer of each grade; a grade that is not described is empty."""

    one: Annotated[str, Field(alias="1")]
    """An answer that fails, in the way that such answers typically fail."""
    two: Annotated[str, Field(alias="2")]
    """An answer that is more than that and not yet solid."""
    three: Annotated[str, Field(alias="3")]
    """A solid answer, and what it still lacks."""
    four: Annotated[str, Field(alias="4")]
    """An answer that is more than solid and not yet the best."""
    five: Annotated[str, Field(alias="5")]
    """An answer of the best candidates."""


class LineFact(records.Fact, frozen=True):
    """An atomic fact and when it last changed."""

    why: str  # pyright: ignore[reportGeneralTypeIssues]
    """Why it is so, or why it matters, in a line."""
    point: Annotated[int, Strict(), Field(ge=0, le=100)]  # pyright: ignore[reportGeneralTypeIssues]
    """The place, from 1, of the key point that it drills; 0 if it drills none."""
    hash: _Digest
    """The digest of what learners see of the fact (`alignprep.model.ledger.digests`)."""
    revision: _Count
    """How many versions of the fact's content there have been, this one included."""
    changed: Date
    """The day of the release that brought this content."""


class Line(records.Question, frozen=True):
    """One question as a line of JSON Lines, with all that its ids, keys and file names stand for.

    Every line of an edition has the same fields with values of the same types. What a question lacks is an empty text
    or list; only `reviewed` is null then, since there is no empty date. Fields that begin with `x-` are left out.
    """

    hint: str  # pyright: ignore[reportGeneralTypeIssues]
    """What a great answer covers."""
    nudge: str  # pyright: ignore[reportGeneralTypeIssues]
    """A push for who is stuck: one clause that names no key point."""
    priority: records.Priority | Literal[""]  # type: ignore[assignment]  # pyright: ignore[reportGeneralTypeIssues, reportIncompatibleVariableOverride]
    """Whether it belongs to the core of the bank."""
    answer: LineAnswer  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleVariableOverride]
    """The model answer."""
    rubric: LineRubric  # type: ignore[assignment]  # pyright: ignore[reportGeneralTypeIssues, reportIncompatibleVariableOverride]
    """Behaviorally anchored grades."""
    facts: Annotated[tuple[LineFact, ...], Field(max_length=100), AfterValidator(unique)]  # pyright: ignore[reportGeneralTypeIssues]
    """Atomic facts for spaced repetition."""
    figure: LineFigure  # pyright: ignore[reportGeneralTypeIssues]
    """A picture that goes with the answer."""
    section_title: Plain
    """How the section is headed."""
    topic_titles: tuple[Plain, ...]
    """How the topics are shown, in their order."""
    competency_titles: tuple[Plain, ...]
    """How the competencies are shown, in their order."""
    works: tuple[Work, ...]
    """The works of `references`, whole, in their order."""
    samples: tuple[Sample, ...]
    """The samples of `code`, whole, in their order."""
    hash: _Digest
    """The digest of what learners see of the question (`alignprep.model.ledger.digests`)."""
    revision: _Count
    """How many versions of the question's content there have been, this one included."""
    changed: Date
    """The day of the release that brought this content."""
    edition: str
    """Which fields are present: candidate, study or interviewer."""
    bank: Id
    """The slug of the bank."""
    version: str
    """The version of the data."""
    language: str
    """The language of the texts, as a BCP 47 tag."""
    license: Plain
    """The license of the texts and the figure: an SPDX expression, or the name of other terms."""
    code_license: Plain
    """The license of the samples: an SPDX expression, or the name of other terms."""


def _narrowed(record: BaseModel, base: type[M]) -> M:
    """A record as the base that it extends, without the fields that it adds."""
    values: dict[str, Any] = {name: getattr(record, name) for name in base.model_fields}
    return base.model_construct(record.model_fields_set & values.keys(), **values)


def with_depth(question: Any) -> Any:
    """A question whose answer may have its greatest length under the name that it had before format 2.0: `full`."""
    answer = question.get("answer") if isinstance(question, dict) else None
    if not isinstance(answer, dict) or "full" not in answer or "depth" in answer:
        return question
    return {**question, "answer": {"depth" if name == "full" else name: text for name, text in answer.items()}}


def upgraded(document: Any) -> Any:
    """A document of format 1.0 or 1.1 in the shape of today's format, with what it does not say derived from what it
    does; any other document as it is.

    Those formats knew one bank only, in English. Paths stay the same, so problems in the result have their places.
    """
    if not isinstance(document, dict) or not str(document.get("schema_version", "")).startswith("1."):
        return document
    made = {name: value for name, value in document.items() if name != "licenses"}
    made["schema_version"] = "2.0"
    if made.get("$schema") == "urn:alignprep:schema:bank:1":
        made["$schema"] = BANK_SCHEMA
    title, license, parts = made.get("title"), made.get("license"), document.get("licenses")
    words = "".join(
        character if character.isalnum() else " " for character in str(title).lower() if character.isascii()
    )
    made.setdefault("slug", "-".join(words.split())[:64].strip("-") or "bank")
    made.setdefault("language", "en")
    questions = made.get("questions")
    if isinstance(questions, list):
        made["questions"] = [with_depth(question) for question in questions]
    if isinstance(license, str) and license.strip() and not is_expression(license):
        made["license"] = {"name": license}
    code = parts.get("code") if isinstance(parts, dict) else None
    if isinstance(code, str) and is_expression(code):
        made["code_license"] = code
    return made
