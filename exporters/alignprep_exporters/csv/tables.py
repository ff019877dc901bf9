"""The tables: the columns of each, what they mean, and the rows that a packet has.

Columns come from the model, by way of its JSON Schema: a field that holds a record becomes a column for each
part, with a dot between the names (`answer.short`); a field that holds many records, as `facts` does, is a table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final

from alignprep.json_format.schema import schema
from alignprep.json_format.writer import document, hidden_fields
from alignprep.language.words import message
from alignprep.model.bibliography import Reference
from alignprep.model.ledger import fact_key
from alignprep.packet.packet import VISIBLE
from alignprep.text.cells import table

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["FACTS", "FOLLOW_UPS", "INLINE", "QUESTIONS", "REFERENCES", "Columns", "Row", "Table"]

Row = Mapping[str, Any]
Columns = Mapping[str, Mapping[str, Any]]
"""The JSON Schema of each column's values, by the column's name."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a bank, which is also the exporter that makes its file."""

    suffix: ClassVar[str] = ".csv"
    name: str
    description: str
    """What it holds, in English; those of its columns describe the format, and are English in every language."""
    shown_with: str
    """The field of a question that an edition must show for the table to be there."""
    columns: Columns
    key: tuple[str, ...]
    """The columns that identify a row."""
    rows: Callable[[Mapping[str, Any]], Iterator[Row]]
    """The rows of a packet's document."""
    links: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """For a column, the table and column to which its values refer."""

    def file(self, packet: Packet) -> str:
        """The name of its file; empty if the packet's edition hides its content, or the build does not make it."""
        if not self.shown(packet):
            return ""
        exporter = "csv" if self is QUESTIONS else f"csv-{self.name.replace('_', '-')}"
        stem = packet.name_of(exporter, self.name)
        return stem + self.suffix if stem else ""

    def shown(self, packet: Packet) -> bool:
        """Whether the packet's edition shows the table's content."""
        return self.shown_with in VISIBLE[packet.edition]

    def visible(self, packet: Packet) -> Columns:
        """The columns that the packet's edition shows."""
        if self is not QUESTIONS:
            return self.columns
        hidden = _QUESTION.keys() - VISIBLE[packet.edition] - _REVISION.keys()
        hidden |= hidden_fields(packet.edition) & _REVISION.keys()
        return {name: column for name, column in self.columns.items() if name.partition(".")[0] not in hidden}

    def render(self, packet: Packet, data: Mapping[str, Any] | None = None) -> bytes:
        """The table as a file, without rows if the edition hides what it holds.

        A caller that makes several files from one packet passes the packet's document as `data`.
        """
        rows = self.rows(document(packet) if data is None else data) if self.shown(packet) else ()
        return table(self.visible(packet), rows)


_RECORDS: Final = schema("bank.schema.json")["$defs"]
_QUESTION: Final[Columns] = _RECORDS["Question"]["properties"]
_REVISION: Final[Columns] = _RECORDS["Revision"]["properties"]
_NOT_COLUMNS: Final = ("facts", "follow_ups", "hash")
"""The fields of a question that are tables of their own or, like the digest, are in the ledger."""
_SECTION: Final[Columns] = {
    name: column for name, column in _RECORDS["Section"]["properties"].items() if name != "rules"
}
_TERM: Final[Columns] = {"id": _SECTION["id"], **_RECORDS["Term"]["properties"]}


def _flattened(columns: Columns) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The columns; one that holds a record is replaced by columns for its parts."""
    for name, column in columns.items():
        references = [choice.get("$ref", "") for choice in (column, *column.get("anyOf", ()))]
        records = [_RECORDS[reference.rpartition("/")[2]] for reference in references if reference]
        if "anyOf" in column and not any(references):  # A value or nothing; `default` says which.
            one = next(choice for choice in column["anyOf"] if choice["type"] != "null")
            yield name, {**one, **{key: value for key, value in column.items() if key != "anyOf"}}
        elif records and "properties" in records[0]:
            absent = {"default": None} if "default" in column else {}
            yield from ((f"{name}.{part}", {**inner, **absent}) for part, inner in records[0]["properties"].items())
        else:
            yield name, column


def _text(description: str) -> Mapping[str, str]:
    return {"type": "string", "description": description}


_FILE: Final = _text("The file's name.")
_OWNER: Final[Columns] = {
    "question": _text("The id of the question."),
    "position": {
        "type": "integer",
        "minimum": 1,
        "description": "The position among those of the same question, from 1.",
    },
}


def _questions(data: Mapping[str, Any]) -> Iterator[Row]:
    for question in data["questions"]:
        parts = {
            f"{name}.{part}": inner
            for name, value in question.items()
            if isinstance(value, dict)
            for part, inner in value.items()
        }
        yield {**question, **parts, **data.get("ledger", {}).get(question["id"], {})}


def _facts(data: Mapping[str, Any]) -> Iterator[Row]:
    for owner, fact in _with_owner(data, "facts"):
        yield {**owner, **fact, **data["ledger"][fact_key(owner["question"], fact["id"])]}


def _follow_ups(data: Mapping[str, Any]) -> Iterator[Row]:
    for owner, follow_up in _with_owner(data, "follow_ups"):
        yield {**owner, **follow_up}


def _citations(data: Mapping[str, Any]) -> Iterator[Row]:
    for owner, key in _with_owner(data, "references"):
        yield {**owner, "reference": key}


def _works(data: Mapping[str, Any]) -> Iterator[Row]:
    for key, work in data["references"].items():
        yield {"key": key, **work, "link": Reference.model_validate(work).link}


def _with_owner(data: Mapping[str, Any], field: str) -> Iterator[tuple[dict[str, Any], Any]]:
    """The entries of a field of all questions, each with the columns that say whose it is."""
    for question in data["questions"]:
        for position, value in enumerate(question.get(field, ()), 1):
            yield {"question": question["id"], "position": position}, value


def _rows_of(field: str, key: str = "id", value: str | None = None) -> Callable[[Mapping[str, Any]], Iterator[Row]]:
    """Yields the rows of a mapping of records; or of a mapping of texts, if `value` names a column for the text."""

    def rows(data: Mapping[str, Any]) -> Iterator[Row]:
        for name, record in data[field].items():
            yield {key: name, value: record} if value else {key: name, **record}

    return rows


QUESTIONS: Final = Table(
    "questions", message("One question a row."), "question",
    {**dict(_flattened({name: column for name, column in _QUESTION.items() if name not in _NOT_COLUMNS})), **_REVISION},
    ("id",), _questions, {"section": ("sections", "id"), "figure.file": ("figures", "file")},
)  # fmt: skip
FACTS: Final = Table(
    "facts", message("One atomic fact a row, for spaced repetition."), "facts",
    {**_OWNER, **_RECORDS["Fact"]["properties"], **_REVISION},
    ("question", "id"), _facts, {"question": ("questions", "id")},
)  # fmt: skip
FOLLOW_UPS: Final = Table(
    "follow_ups", message("One follow-up question a row, with what to listen for in the reply."), "follow_ups",
    {**_OWNER, **_RECORDS["FollowUp"]["properties"]},
    ("question", "position"), _follow_ups, {"question": ("questions", "id")},
)  # fmt: skip
REFERENCES: Final = Table(
    "references", message("One cited work a row, in the order of a bibliography."), "references",
    {
        "key": _text("The key under which the texts cite the work: `[@key]`."),
        **_RECORDS["Reference"]["properties"],
        "link": _text("Where to read the work: its arXiv page, else its DOI, else its URL."),
    },
    ("key",), _works,
)  # fmt: skip
INLINE: Final = (
    Table(
        "sections", message("The sections, in order."), "section", _SECTION, ("id",),
        lambda data: iter(data["sections"]),
    ),
    Table("topics", message("The vocabulary of topics."), "topics", _TERM, ("id",), _rows_of("topics")),
    Table(
        "competencies", message("The vocabulary of competencies."), "competencies", _TERM, ("id",),
        _rows_of("competencies"),
    ),
    Table(
        "citations",
        message("Which question lists which work: the column `references` of the questions again, one work a row."),
        "references", {**_OWNER, "reference": _text("The key of the work.")}, ("question", "position"), _citations,
        {"question": ("questions", "id"), "reference": ("references", "key")},
    ),
    Table(
        "code", message("The code samples that the answers show."), "code",
        {"file": _FILE, "text": _text("The file's text.")}, ("file",), _rows_of("code", "file", "text"),
    ),
    Table(
        "figures", message("The figures that the answers show."), "figure",
        {"file": _FILE, "source": _text("The SVG source.")}, ("file",), _rows_of("media", "file", "source"),
    ),
)  # fmt: skip
"""The small tables that stand inside `datapackage.json`."""
