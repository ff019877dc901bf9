"""The content against the brief, and against the standard that its guide sets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from alignprep import Question
from alignprep.content.reader import read_content
from alignprep.model.field_types import words
from alignprep.text.markdown import parse
from alignprep.text.nodes import cited

ROOT = Path(__file__).resolve().parents[2]
BANK = read_content(ROOT / "content")
POINTS = {
    entry["number"]: entry
    for section in yaml.safe_load((ROOT / "tests" / "data" / "points.yaml").read_text(encoding="utf-8")).values()
    for entry in section
}
COVERAGE: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (ROOT / "tests" / "data" / "coverage.yaml").read_text(encoding="utf-8")
)
OBJECTIONS: dict[str, dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests" / "data" / "objections.yaml").read_text(encoding="utf-8")
)
LONGEST_BREATH = 28
"""How many words of a sentence a speaker says in one breath."""
QUESTIONS = pytest.mark.parametrize("question", BANK.questions, ids=lambda question: question.id)


BRITISH = {
    "isation": "ization",
    "imising": "imizing",
    "behaviour": "behavior",
    "modelling": "modeling",
    "defence": "defense",
}


def flat(text: str) -> str:
    return " ".join(text.split()).lower()


def american(text: str) -> str:
    return (
        text.replace("isation", "ization")
        .replace("ising", "izing")
        .replace("behaviour", "behavior")
        .replace("modelling", "modeling")
    )


def test_the_brief_and_the_mapping_are_whole() -> None:
    assert len(POINTS) == 50
    assert set(COVERAGE) == set(BANK)


@QUESTIONS
def test_the_strongest_objection_is_written_down_and_met_by_a_follow_up(question: Question) -> None:
    objection = OBJECTIONS[question.id]
    assert words(objection["objection"]) >= 8
    assert [item for item in question.follow_ups if flat(item.ask).startswith(flat(objection["follow_up"]))]


def test_no_objection_is_left_over() -> None:
    assert set(OBJECTIONS) == set(BANK)


@QUESTIONS
def test_every_point_of_the_brief_is_covered(question: Question) -> None:
    wanted = [american(point) for point in POINTS[question.number]["points"]]
    assert [american(entry["point"]) for entry in COVERAGE[question.id]] == wanted
    for entry in COVERAGE[question.id]:
        assert entry["key_points"], entry
        assert all(1 <= place <= len(question.key_points) for place in entry["key_points"]), entry
        assert flat(entry["hint"]) in flat(question.hint), entry
        assert flat(entry["spoken"]) in flat(question.answer.spoken), entry


@QUESTIONS
def test_answers_can_be_spoken_and_defended(question: Question) -> None:
    assert question.minutes <= (5 if question.section == "scenario-based" else 4)
    works = set(cited(parse(f"{question.answer.spoken}\n\n{question.answer.depth}")))
    assert len(works) >= 2
    assert works <= set(question.references)
    for sentence in re.split(r"(?<=[.?!:;])\s+", re.sub(r"\[@[^\]]*\]|\]\([^)]*\)", "", question.answer.spoken)):
        assert len(sentence.split()) <= LONGEST_BREATH, sentence
    assert not re.search(r"\*\*|^ *[-*] |^ *\d+\. ", question.answer.spoken, re.MULTILINE)
    for of_the_page in ("the sample below", "it ran with", "the table below", "the figure"):
        assert of_the_page not in flat(question.answer.spoken)


@QUESTIONS
def test_cards_drill_the_key_points(question: Question) -> None:
    assert sum(fact.point is not None for fact in question.facts) >= 3
    assert not any(name in flat(question.nudge) for name in map(flat, question.topics))


@QUESTIONS
def test_one_red_flag_caps_the_score(question: Question) -> None:
    assert sum(flag.endswith("Caps the score at 2.") for flag in question.red_flags) == 1


@QUESTIONS
def test_every_listed_work_is_cited(question: Question) -> None:
    text = question.model_dump_json()
    for key in question.references:
        assert f"@{key}" in text, key


@QUESTIONS
def test_spelling_is_american_and_there_is_no_filler(question: Question) -> None:
    text = question.model_dump_json().lower()
    for word in (
        "behaviour", "colour", "favour", "modelling", "labelled", "labeller", "generalis",
        "optimise", "optimisa", "organise", "organisa", "recognis",
        "analyse ", "programme ", "defence ", "licence ", "judgement", "whilst", "delve", "landscape", "game-changer",
        "cutting-edge", "in conclusion", "it is important to note", "crucial",
    ):  # fmt: skip
        assert word not in text, word


@QUESTIONS
def test_rubrics_differ_and_flags_are_quoted_claims(question: Question) -> None:
    anchors = [said for _, said in question.rubric.anchors()]
    assert len(set(anchors)) == (5 if question.section == "behavioral" else 3)
    assert all(words(anchor) >= 12 for anchor in anchors)
    assert all(re.match(r'^"[^"]+(?:"|\')', flag) for flag in question.red_flags)


def test_no_sentence_is_used_twice() -> None:
    seen: dict[str, str] = {}
    for question in BANK.questions:
        answers = [text for _, text in question.answer.lengths()]
        texts = [*answers, question.hint, *question.key_points, *question.red_flags]
        for text in texts:
            for sentence in re.split(r"(?<=[.?!])\s+", flat(text)):
                if words(sentence) >= 9:
                    assert seen.setdefault(sentence, question.id) == question.id, sentence
