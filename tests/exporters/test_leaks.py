"""A candidate's copy gives nothing away, in any format, wherever in the file it may stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from alignprep import Edition, Interview, Packet, Paper, Question, load, select
from alignprep.exporting import export
from alignprep.packet.interview import Sheet
from tests.support.every_text import texts
from tests.support.expected_text import typed
from tests.support.sample_bank import INTERVIEW

BANK = load()
FORMATS = ("csv", "json", "jsonl", "html", "docx", "pdf")
"""The exporters that make anything of the candidate edition."""


def meetings() -> list[Interview | None]:
    made = replace(INTERVIEW, form="B", seed=7, parallel=True)
    return [None, made, replace(made, sheet=Sheet.PAGES)]


def secrets(question: Question) -> Iterator[str]:
    """What an interviewer knows of a question beside its words and minutes."""
    section = next(one for one in BANK.sections if one.id == question.section)
    terms = [BANK.topics[id] for id in question.topics] + [BANK.competencies[id] for id in question.competencies]
    yield from (question.id, question.title, section.id, section.title, section.description or "")
    yield from (*question.topics, *question.competencies)
    yield from (text for term in terms for text in (term.title, term.description))
    yield from (question.hint or "", question.nudge or "", *question.key_points, *question.red_flags)
    yield from (text for _, text in question.rubric.anchors()) if question.rubric else ()
    yield from (text for one in question.follow_ups for text in (one.ask, one.listen_for))
    yield from (text for fact in question.facts for text in (fact.id, fact.text))
    yield from (*question.references, *question.code, question.answer.short or "")
    yield from (BANK.version, BANK.data.title, BANK.ledger[question.id].hash)


def found(text: str, words: str) -> bool:
    """Whether words stand in a text on their own; both without capitals."""
    return bool(words) and words in text and bool(re.search(rf"(?<![\w-]){re.escape(words)}(?![\w-])", text))


def plain(text: str) -> str:
    """A text as it is compared: as it is typed, whichever way its marks are set, and without capitals."""
    return typed(text).casefold()


def leaks(data: bytes, questions: list[Question], fixed: str) -> list[tuple[str, str]]:
    """The secrets in a file, each with its part; words of the questions themselves and fixed words are none."""
    asked, fixed = plain(" ".join(question.question for question in questions)), plain(fixed)
    kept = [
        secret
        for question in questions
        for secret in map(plain, secrets(question))
        if not found(asked, secret) and not found(fixed, secret)
    ]
    read = [(part, plain(text)) for part, text in texts("file", data)]
    return [(part, secret) for part, text in read for secret in kept if found(text, secret)]


@cache
def fixed_words(format: str, interview: Interview | None, paper: Paper) -> str:
    """What the sheet of a question about nothing says."""
    blank = BANK[1].model_copy(update={"question": "Why?", "minutes": 1})
    bank = type(BANK)(BANK.data.model_copy(update={"questions": (blank,)}))
    packet = select(bank, edition=Edition.CANDIDATE, interview=interview, paper=paper)
    return "\n".join(text for _, text in texts("file", export(format, packet)))


def sheet(numbers: list[int], interview: Interview | None, paper: Paper) -> Packet:
    return select(BANK, edition=Edition.CANDIDATE, numbers=numbers, interview=interview, paper=paper)


CASES = [(format, None, Paper.A4) for format in ("csv", "json", "jsonl", "html")] + [
    (format, interview, paper) for format in ("docx", "pdf") for interview in meetings() for paper in Paper
]
"""Tables and pages know neither paper nor interview."""


@pytest.mark.parametrize(("format", "interview", "paper"), CASES)
def test_no_candidate_export_says_what_an_answer_is_graded_on(
    format: str, interview: Interview | None, paper: Paper
) -> None:
    fixed = fixed_words(format, interview, paper)
    for numbers in ([*range(1, 51)], [44, 16, 27]):
        questions = [BANK[number] for number in numbers]
        assert leaks(export(format, sheet(numbers, interview, paper)), questions, fixed) == []


@pytest.mark.parametrize("format", FORMATS)
def test_the_search_finds_a_leak(format: str) -> None:
    """So that the test above can fail."""
    questions = [BANK[44], BANK[16]]
    study = export(format, select(BANK, edition=Edition.STUDY, numbers=[44, 16]))
    assert len({secret for _, secret in leaks(study, questions, "")}) > 15


@pytest.mark.parametrize("format", ["docx", "pdf"])
def test_a_sheet_says_which_question_of_how_many_and_its_words(format: str) -> None:
    questions = [BANK[number] for number in (44, 16, 27)]
    for interview in meetings()[1:]:
        data = export(format, sheet([44, 16, 27], interview, Paper.A4))
        said = typed(" ".join(text for _, text in texts("file", data)))
        for place, question in enumerate(questions, 1):
            if format == "pdf":
                assert f"Question {place} of 3" in said
                assert typed(question.question)[:60] in said
