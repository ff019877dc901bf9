"""`Bank`, the questions as programs use them, and the functions that load one."""

from __future__ import annotations

import datetime
import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from functools import cache, cached_property
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticUndefined, from_json

from alignprep.errors import BankError, Problem, SelectionError, problem_at
from alignprep.model.catalog import Catalog
from alignprep.model.field_types import FrozenDict, bare, frozen
from alignprep.model.records import BankData
from alignprep.model.versions import BANK_FILE, SCHEMA_VERSION, compiled_bank, newer

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from alignprep.bank.search import Index
    from alignprep.model.records import Question
    from alignprep.packet.packet import Edition, Interview, Item, Packet, Paper
    from alignprep.packet.sampling import By

__all__ = ["Bank", "build", "load", "read_bank"]

M = TypeVar("M", bound=BaseModel)
_Reader = Callable[[Any], Any]


class Bank(Catalog):
    """An immutable bank of questions: a mapping from id to `Question`, in the order of their numbers.

    >>> bank = load()
    >>> question = bank.questions[1]
    >>> bank[question.id] == bank[question.number] == question
    True
    >>> question.number in bank, "nothing" in bank, bank.get("nothing")
    (True, False, None)
    >>> bank[: question.number + 1] == bank.questions[:2]
    True
    >>> bank["nothing"]
    Traceback (most recent call last):
    alignprep.errors.NotInBank: no question 'nothing'
    """

    def find(
        self,
        *,
        section: str | Iterable[str] | None = None,
        topic: str | Iterable[str] | None = None,
        competency: str | Iterable[str] | None = None,
        minutes: int | Iterable[int] | None = None,
    ) -> tuple[Question, ...]:
        """The questions, by number, that meet every condition; a condition with several values is met by any of them.

        `minutes` is how long an answer takes: `5` means exactly 5, `range(1, 6)` at most 5. Raises `SelectionError` for
        a section, topic or competency that is not in the bank, and suggests the nearest one.

        >>> bank = load()
        >>> section = bank.sections[0].id
        >>> {question.section for question in bank.find(section=section, minutes=range(1, 31))} == {section}
        True
        """
        from alignprep.packet.packet import matching

        return tuple(matching(self, sections=section, topics=topic, competencies=competency, lengths=minutes))

    def search(self, query: str) -> tuple[Question, ...]:
        """The questions with words of the query in title, id, question, hint, key points or topics, best first.

        Case, accents, plurals, punctuation and Markdown make no difference, and the beginning of a word finds it too.
        A query without words finds nothing. The first search of a bank builds an index.

        >>> question = load().questions[0]
        >>> question in load().search(question.title)
        True
        """
        return self._index.search(query)

    @cached_property
    def _index(self) -> Index:
        from alignprep.bank.search import Index

        return Index(self)

    def sample(self, n: int, *, seed: int = 0, by: By | None = "section") -> tuple[Question, ...]:
        """A sample of `n` questions, by number, spread over sections, topics or competencies, or over nothing (None).

        The same seed gives the same questions on any machine, and by section the same ones as
        `alignprep.select(count=n, seed=seed)`. Raises `SelectionError` when there are fewer than `n`.

        >>> len(load().sample(3, seed=7)), load().sample(3, seed=7) == load().sample(3, seed=7)
        (3, True)
        """
        from alignprep.packet.sampling import sample

        return tuple(sample(self.questions, n, seed, by))

    def packet(
        self,
        *,
        minutes: int = 60,
        seed: int = 0,
        edition: Edition | str = "interviewer",
        paper: Paper | str = "a4",
        interview: Interview | None = None,
        section: str | Iterable[str] | None = None,
        topic: str | Iterable[str] | None = None,
        competency: str | Iterable[str] | None = None,
    ) -> Packet:
        """An interview of this many minutes for an exporter to render, as `alignprep packet` makes it.

        Opening, questions and closing fill the time, and each question takes its answer's minutes and those of probing
        and scoring, as `interview` says or the defaults of `Interview`. The questions are chosen from those that `find`
        returns for the same conditions. Raises `SelectionError` when none fits.

        >>> packet = load().packet(minutes=60, seed=7, edition="candidate")
        >>> packet.minutes <= 50, packet == load().packet(minutes=60, seed=7, edition="candidate")
        (True, True)
        """
        from alignprep.packet.packet import Interview, select

        ids = [question.id for question in self.find(section=section, topic=topic, competency=competency)]
        if not ids:
            raise SelectionError(f"no question fits the selection; the bank has {len(self)}")
        meeting = interview or Interview()
        return select(self, ids=ids, minutes=minutes, seed=seed, edition=edition, paper=paper, interview=meeting)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Each question as plain data, as in `questions` of the exported JSON: nested, with lists and dates as text."""
        from alignprep.json_format.writer import compiled

        questions: list[dict[str, Any]] = compiled(self)["questions"]
        return questions

    def to_json(self) -> str:
        """The whole bank as JSON that follows `schema/bank.schema.json`; `read_bank` makes the same bank from it."""
        from alignprep.json_format.writer import compiled, dumps

        return dumps(compiled(self)).decode()

    def markdown(self, key: str | int, *, edition: Edition | str = "study") -> str:
        """The question with an id or a number as Markdown (CommonMark, with tables and formulas as GitHub has them).

        It holds what the edition shows, under headings in the bank's language; citations are links. Raises `NotInBank`
        for a question that is not there, and `SelectionError` for an unknown edition.

        >>> bank = load()
        >>> bank.markdown(1, edition="candidate") == f"# Question 1\\n\\n{bank[1].question}\\n"
        True
        """
        from alignprep.bank.reading import as_markdown

        return as_markdown(*self._shown(key, edition))

    def html(self, key: str | int, *, edition: Edition | str = "study") -> str:
        """The question with an id or a number as an `article` of plain HTML, safe to put into any page.

        No classes, styles or scripts are in it; formulas are MathML, the figure is inside. Otherwise as `markdown`.

        >>> load().html(1, edition="candidate").startswith("<article lang=")
        True
        """
        from alignprep.bank.reading import as_html

        return as_html(*self._shown(key, edition))

    def _shown(self, key: str | int, edition: Edition | str) -> tuple[Packet, Item]:
        """One question as an edition shows it, with the packet that holds it alone."""
        from alignprep.packet.packet import select

        packet = select(self, edition=edition, ids=self[key].id)
        return packet, packet.items[0]

    def to_pandas(self) -> pandas.DataFrame:
        """One row per question; `alignprep.bank.frames` describes the columns.

        Raises `MissingExtra` unless `alignprep[pandas]` is installed.
        """
        from alignprep.bank.frames import to_pandas

        return to_pandas(self)

    def to_polars(self) -> polars.DataFrame:
        """One row per question; `alignprep.bank.frames` describes the columns.

        Raises `MissingExtra` unless `alignprep[polars]` is installed.
        """
        from alignprep.bank.frames import to_polars

        return to_polars(self)

    def to_arrow(self) -> pyarrow.Table:
        """One row per question; `alignprep.bank.frames` describes the columns.

        Raises `MissingExtra` unless `alignprep[arrow]` is installed.
        """
        from alignprep.bank.frames import to_arrow

        return to_arrow(self)


def read_bank(text: str | bytes, name: str = "the document") -> Bank:
    """Read exported JSON of the interviewer's edition, in this version of the format or an older one.

    Raises `BankError` for anything else; in its problems, `name` stands for the file. To find more problems, with their
    line and column, use `alignprep.json_format.validator.validate`.
    """
    from alignprep.model.json_shapes import Document, upgraded

    try:
        with _without_gc():
            try:
                document = Document.model_validate_json(text)
            except ValidationError:
                older = _document(text)
                newest = upgraded(older)
                if newest is older:
                    raise
                document = Document.model_validate(newest)
            found = Bank(document.bank())
    except ValidationError as error:
        problems = [
            Problem(name, 0, 0, "AP602", "/" + "/".join(map(str, fault["loc"])) + ": " + fault["msg"])
            for fault in error.errors(include_url=False, include_input=False)
        ]
        raise BankError(_not_json(text, name) or _wrong_format_or_edition(text, name) or problems) from None
    if newer(document.schema_version):
        raise BankError(_wrong_format_or_edition(text, name))
    return found


@contextmanager
def _without_gc() -> Iterator[None]:
    """Turn the garbage collector off: it would walk the growing records repeatedly and find nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _not_json(text: str | bytes, name: str) -> list[Problem]:
    """Why a text is not JSON at all, with line and column; nothing if it is."""
    from alignprep.json_format import strict_json
    from alignprep.text.characters import decode_utf8

    source, wrong = decode_utf8(text if isinstance(text, bytes) else text.encode(errors="surrogatepass"))
    faults = [wrong] if wrong else strict_json.read(source.text)[1]
    return [problem_at(name, source, fault) for fault in faults]


def _document(text: str | bytes) -> dict[str, Any]:
    """The fields of a JSON document; none if it is not one."""
    try:
        document = from_json(text)
    except (TypeError, ValueError):  # TypeError for a lone surrogate.
        return {}
    return document if isinstance(document, dict) else {}


def _wrong_format_or_edition(text: str | bytes, name: str) -> list[Problem]:
    """The problem of a bank in a newer format or of another edition; nothing for any other document."""
    said = _document(text)
    version, edition = said.get("schema_version"), said.get("edition")
    if newer(version):
        major = SCHEMA_VERSION.partition(".")[0]
        message = (
            f"this bank has format {version}; this alignprep reads {major}.x up to {SCHEMA_VERSION}; upgrade alignprep"
        )
        return [Problem(name, 0, 0, "AP602", f"/schema_version: {message}")]
    if edition in ("candidate", "study"):
        message = f"this is the {edition} edition; a bank is read from the interviewer edition, which hides nothing"
        return [Problem(name, 0, 0, "AP602", f"/edition: {message}")]
    return []


@cache
def load() -> Bank:
    """The bank in the package; uses no network and no other file. `alignprep.load` reads other banks too.

    Raises `BankError` in a source tree whose bank has not been compiled yet (`make build` does that).
    """
    text = compiled_bank()
    try:
        with _without_gc():
            return Bank(build(BankData, from_json(text)))
    except (KeyError, TypeError, ValueError):
        # Not what this version of alignprep compiles, as in a source tree after a change: find out what is wrong.
        return read_bank(text, BANK_FILE)


def build(model: type[M], document: Mapping[str, Any]) -> M:
    """The record that `model_validate` makes of a valid document, made without validating it.

    Raises `KeyError`, `TypeError` or `ValueError` for some documents that are not valid: a missing or additional field,
    or a date that is not one.
    """
    values: dict[str, Any] = {}
    given = set()
    for key, name, read, default in _fields(model):
        if key in document:
            value = document[key]
            values[name] = read(value) if read else value
            given.add(name)
        elif default is PydanticUndefined:
            raise KeyError(key)
        else:
            values[name] = default
    own = {key: value for key, value in document.items() if key.startswith("x-")} if len(given) < len(document) else {}
    if own and "extra" in values:
        values["extra"] = frozen(own, deep=True)
        given.add("extra")
    if len(given) + len(own) - ("extra" in given) < len(document):
        raise KeyError(f"unknown fields in {model.__name__}")
    record = model.__new__(model)
    # This is how pickle restores a record; model_construct takes three times as long.
    record.__setstate__(
        {"__dict__": values, "__pydantic_fields_set__": given, "__pydantic_extra__": None, "__pydantic_private__": None}
    )
    return record


@cache
def _fields(model: type[BaseModel]) -> tuple[tuple[str, str, _Reader | None, Any], ...]:
    """For each field: its name in JSON, its own name, the function that reads it, and its default if it has one."""
    return tuple(
        (info.alias or name, name, _reader(info.annotation), frozen(info.get_default(call_default_factory=True)))
        for name, info in model.model_fields.items()
    )


def _reader(annotation: Any) -> _Reader | None:
    """The function that turns the JSON of a field into its value; None where they are the same."""
    annotation = bare(annotation)
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is tuple:
        entry = _reader(inner[0])
        return tuple if entry is None else lambda values: tuple(map(entry, values))
    if origin is dict:
        value = _reader(inner[1])
        return FrozenDict if value is None else lambda table: FrozenDict({key: value(table[key]) for key in table})
    if origin is UnionType or origin is Union:
        records = [one for one in map(bare, inner) if isinstance(one, type) and issubclass(one, BaseModel)]
        return (lambda value: build(records[0], value) if isinstance(value, dict) else value) if records else None
    if annotation is datetime.date:
        return datetime.date.fromisoformat
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return lambda document: build(annotation, document)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation
    return None
