"""The exported JSON document and a line of JSON Lines as records: what they hold beyond the bank.

A reader needs no second file: each question carries its digest and, in JSON Lines, whatever its keys stand for.
Nothing here is loaded to read the package's own bank.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, Field, Strict, StringConstraints

from alignprep.model import bibliography, records
from alignprep.model.field_types import ARXIV_PATTERN, DOI_PATTERN, URL_PATTERN, Alt, Date, FileName, Key, Plain, unique

__all__ = [
    "CODE_LICENSE", "LINE_SCHEMA", "SHOWN_WITH", "TERMS", "Document", "Licenses", "Line", "LineFact", "LineFigure",
    "Question", "Sample", "Work",
]  # fmt: skip

M = TypeVar("M", bound=BaseModel)

LINE_SCHEMA: Final = "urn:alignprep:schema:line:1"
"""`$id` of `schema/line.schema.json`."""
SHOWN_WITH: Final = {"competency_titles": "competencies", "works": "references", "samples": "code"}
"""Fields of a line that an edition shows only if it shows the field of the question named beside them."""

CODE_LICENSE: Final = "MIT"
"""The license of the code samples, as an SPDX identifier: `content/LICENSE` sets them apart from the texts."""
TERMS: Final = {
    "CC-BY-4.0": ("https://creativecommons.org/licenses/by/4.0/", "Creative Commons Attribution 4.0 International"),
    "MIT": ("https://opensource.org/license/mit", "The MIT License"),
}
"""Where the terms of a license are read and what it is called, by its SPDX identifier."""


def _or_empty(pattern: str) -> str:
    return f"^({pattern[1:-1]})?$"


_Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
_Count = Annotated[int, Strict(), Field(ge=1, le=9999)]


class Licenses(BaseModel, frozen=True, extra="forbid"):
    """The licenses of a bank's parts, as SPDX identifiers (https://spdx.org/licenses/)."""

    content: Plain
    """Of questions, answers and all other texts."""
    figures: Plain
    """Of the figures."""
    code: Plain
    """Of the code samples."""


class Question(records.Question, frozen=True):
    """A question as exported JSON holds it: with the digest of its content."""

    hash: _Digest | None = None
    """The digest of what learners see of the question: that of its entry in `ledger`. Present since format 1.1."""


class Document(records.BankData, frozen=True):
    """The exported JSON of the interviewer's edition: a bank, and with what and under which terms it was made."""

    software_version: Annotated[str, StringConstraints(pattern=r"^[0-9][0-9a-z.+-]*$", max_length=64)] | None = None
    """The version of alignprep that wrote the document. Present since format 1.1."""
    licenses: Licenses | None = None
    """The licenses of the parts. Present since format 1.1."""
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


class LineFact(records.Fact, frozen=True):
    """An atomic fact and when it last changed."""

    hash: _Digest
    """The digest of what learners see of the fact (`alignprep.model.ledger.digests`)."""
    revision: _Count
    """How many versions of the fact's content there have been, this one included."""
    changed: Date
    """The day of the release that brought this content."""


class Line(records.Question, frozen=True):
    """One question as a line of JSON Lines, with all that its ids, keys and file names stand for.

    Every line of an edition has the same fields with values of the same types; there is no null.
    """

    facts: Annotated[tuple[LineFact, ...], Field(min_length=3, max_length=6), AfterValidator(unique)]
    """Atomic facts for spaced repetition."""
    figure: LineFigure  # pyright: ignore[reportGeneralTypeIssues]
    """A picture that goes with the full answer."""
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
    version: str
    """The version of the data."""
    license: Plain
    """The license of the texts and the figure, as an SPDX identifier."""
    code_license: Plain
    """The license of the samples, as an SPDX identifier."""


def _narrowed(record: BaseModel, base: type[M]) -> M:
    """A record as the base that it extends, without the fields that it adds."""
    values: dict[str, Any] = {name: getattr(record, name) for name in base.model_fields}
    return base.model_construct(record.model_fields_set & values.keys(), **values)
