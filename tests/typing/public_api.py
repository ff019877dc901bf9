"""What type checkers say of the public API: read by mypy and basedpyright in `make check`, never run."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, assert_type

import pandas
import polars

import alignprep
from alignprep import (
    Answer,
    Bank,
    Edition,
    Exporter,
    Fact,
    Figure,
    FollowUp,
    Interview,
    Item,
    Packet,
    Paper,
    Problem,
    Question,
    Reference,
    Revision,
    Rubric,
    Section,
    Term,
)
from alignprep.model.bibliography import ReferenceType

bank = alignprep.load()
assert_type(bank, Bank)
assert_type(alignprep.load("content"), Bank)
assert_type(alignprep.load(Path("bank.json")), Bank)
assert_type(alignprep.read_bank(b""), Bank)
assert_type(alignprep.__version__, str)
assert_type(alignprep.DATA_VERSION, str)
assert_type(alignprep.SCHEMA_VERSION, str)
assert_type(alignprep.cite(), str)
assert_type(alignprep.cite("bibtex"), str)

# A bank as a mapping.
assert_type(bank["rlhf-pipeline"], Question)
assert_type(bank[2], Question)
assert_type(bank[1:6], tuple[Question, ...])
assert_type(bank[::2], tuple[Question, ...])
assert_type(bank.get("rlhf-pipeline"), Question | None)
assert_type(bank.get(2, 0), Question | int)
assert_type(bank.get("x", default="y"), Question | str)
assert_type(iter(bank), Iterator[str])
assert_type(len(bank), int)
assert_type("x" in bank, bool)
assert_type(dict(bank.items()), dict[str, Question])
assert_type(hash(bank), int)
mapping: Mapping[str, Question] = bank

# What it holds.
assert_type(bank.questions, tuple[Question, ...])
assert_type(bank.sections, tuple[Section, ...])
assert_type(bank.topics, Mapping[str, Term])
assert_type(bank.competencies, Mapping[str, Term])
assert_type(bank.references, Mapping[str, Reference])
assert_type(bank.labels, Mapping[str, str])
assert_type(bank.ledger, Mapping[str, Revision])
assert_type(bank.code, Mapping[str, str])
assert_type(bank.media, Mapping[str, str])
assert_type((bank.title, bank.version, bank.license), tuple[str, str, str])

# What it does.
assert_type(bank.find(section="beginner", topic=["rlhf"], minutes=range(1, 6)), tuple[Question, ...])
assert_type(bank.search("reward hacking"), tuple[Question, ...])
assert_type(bank.sample(5, seed=7, by="topic"), tuple[Question, ...])
assert_type(bank.sample(5, by=None), tuple[Question, ...])
assert_type(bank.packet(minutes=60, seed=7, edition="candidate"), Packet)
assert_type(bank.to_dicts(), list[dict[str, Any]])
assert_type(bank.to_json(), str)
assert_type(bank.to_pandas(), pandas.DataFrame)
assert_type(bank.to_polars(), polars.DataFrame)
bank.to_arrow()

# Records, to the last field.
question = bank["rlhf-pipeline"]
assert_type(question.id, str)
assert_type(question.number, int)
assert_type(question.section, str)
assert_type(question.title, str)
assert_type(question.question, str)
assert_type(question.hint, str | None)
assert_type(question.topics, tuple[str, ...])
assert_type(question.competencies, tuple[str, ...])
assert_type(question.minutes, int)
assert_type(question.answer, Answer)
assert_type((question.answer.short, question.answer.depth), tuple[str | None, str | None])
assert_type(question.key_points, tuple[str, ...])
assert_type(question.rubric, Rubric | None)
assert question.rubric
assert_type((question.rubric.one, question.rubric.three), tuple[str | None, str | None])
assert_type(question.rubric.five, str | None)
assert_type(question.rubric.anchors(), tuple[tuple[int, str], ...])
assert_type(question.follow_ups, tuple[FollowUp, ...])
assert_type((question.follow_ups[0].ask, question.follow_ups[0].listen_for), tuple[str, str])
assert_type(question.red_flags, tuple[str, ...])
assert_type(question.facts, tuple[Fact, ...])
assert_type((question.facts[0].id, question.facts[0].text), tuple[str, str])
assert_type((question.facts[0].question, question.facts[0].answer, question.facts[0].statement), tuple[str, str, str])
assert_type((bank.markdown(2), bank.html("rlhf-pipeline", edition=Edition.STUDY)), tuple[str, str])
assert_type(bank.released, datetime.date | None)
assert_type(question.references, tuple[str, ...])
assert_type(question.code, tuple[str, ...])
assert_type(question.figure, Figure | None)
assert_type(question.related, tuple[str, ...])
assert_type(question.reviewed, datetime.date | None)
assert_type(question.citation_list(), tuple[str, ...])

reference = bank.references["ouyang2022training"]
assert_type(reference.type, ReferenceType)
assert_type(reference.title, str)
assert_type(reference.authors, tuple[str, ...])
assert_type(reference.label, str | None)
assert_type(reference.year, int)
assert_type((reference.venue, reference.arxiv), tuple[str | None, str | None])
assert_type((reference.doi, reference.url), tuple[str | None, str | None])
assert_type(reference.link, str)

section = bank.sections[0]
assert_type((section.id, section.title, section.first, section.last), tuple[str, str, int | None, int | None])
assert_type(section.description, str | None)
assert_type((bank.topics["rlhf"].title, bank.topics["rlhf"].description), tuple[str, str])
revision = bank.ledger["rlhf-pipeline"]
assert_type((revision.hash, revision.revision, revision.changed), tuple[str, int, datetime.date])

# Packets and exporters.
packet = alignprep.select(bank, edition=Edition.STUDY, paper=Paper.LETTER)
assert_type(packet, Packet)
assert_type(alignprep.select(bank, sections="beginner", topics="rlhf", numbers=2, ids=["rlhf-pipeline"]), Packet)
assert_type(packet.items, tuple[Item, ...])
assert_type(packet.items[0].answer, Answer | None)
assert_type(packet.edition, Edition)
assert_type(packet.interview, Interview | None)


def render(exporter: Exporter) -> bytes:
    """An exporter gives bytes."""
    return exporter.render(packet)


def problems(error: alignprep.BankError | alignprep.ContentError) -> tuple[Problem, ...]:
    """Errors of files carry their problems."""
    return error.problems


# What checkers must refuse: an ignore that is not needed is an error of its own.
bank.sample(5, by="length")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
bank.find(section=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
bank["a":"b"]  # type: ignore[index]  # pyright: ignore[reportCallIssue, reportArgumentType]
alignprep.cite("apa")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
print(alignprep.nothing)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
bank.title = "x"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
question.minutes = 3  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
