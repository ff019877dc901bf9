"""What nobody can say, and what is said twice."""

from __future__ import annotations

from typing import Any

import pytest

from alignprep.errors import Finding
from alignprep.model.field_types import numbers
from alignprep.model.style import Sentences, given_away, spoken_findings


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("no number at all, not even one or GPT-4o, o3, A4 or InstructGPT", 0),
        ("12,725 prompts, 0.5%, $5, (3), 1.3-billion and 2025", 6),
        ("from 3-5 and 3–5, as before", 2),
        ("at -5 degrees", 1),
        ("$\\beta = 0.1$ and [@ouyang2022training]", 1),
        ("約40人と2025年", 2),
        ("$$\n1 + 1\n$$\n\n```\n2 3 4\n```\n", 0),
    ],
)
def test_numbers(text: str, count: int) -> None:
    assert numbers(text) == count


def question(spoken: object, minutes: object = "2") -> dict[str, object]:
    return {"id": "one", "minutes": minutes, "answer": {"spoken": spoken}}


def codes(found: list[Finding]) -> list[str]:
    return [finding.code for finding in found]


def test_the_pace_is_that_of_the_minutes() -> None:
    assert codes([*spoken_findings(question("word " * 280))]) == []
    assert codes([*spoken_findings(question("word " * 281))]) == ["AP901"]
    assert codes([*spoken_findings(question("word " * 281, minutes=3))]) == []


def test_what_must_be_seen_is_named_once() -> None:
    text = "Say:\n\n$$\na\n$$\n\n$$\nb\n$$\n\n```\nc\n```\n\n| d |\n|---|\n| e |\n"
    said = [finding.message for finding in spoken_findings(question(text))]
    assert [message.split(",")[0] for message in said] == [
        "has a formula on a line of its own",
        "has code",
        "has a table",
    ]


@pytest.mark.parametrize("spoken", [None, 7, ["a"], "", "<b>"])
@pytest.mark.parametrize("minutes", [None, "x", "-1", "9999999", [], True])
def test_what_the_model_refuses_is_left_to_it(spoken: object, minutes: object) -> None:
    assert [*spoken_findings(question(spoken, minutes))] == []
    assert [*spoken_findings({"answer": spoken})] == []
    assert [*Sentences().repeated({"answer": spoken, "facts": spoken})] == []
    assert [*given_away({"title": spoken, "facts": spoken}, {})] == []
    assert [*given_away({"title": minutes, "facts": [spoken, {"text": spoken}, {"text": minutes}]}, {})] == []


LONG = "A reward model is a proxy that goes stale when the policy moves."


def repeated(*questions: dict[str, Any]) -> list[tuple[Any, ...]]:
    known = Sentences()
    return [(one["id"], *finding.path, finding.message) for one in questions for finding in known.repeated(one)]


def test_a_sentence_of_two_questions_is_found_where_it_is_said_again() -> None:
    first = {"id": "a", "answer": {"short": LONG, "spoken": f"Yes. {LONG}"}}
    again = {"id": "b", "answer": {"depth": f"Before it [@x2020y].\n\n{LONG.upper()} And {LONG}"}}
    assert repeated(first, again) == [("b", "answer", "depth", "question 'a' says this sentence too")]
    known = Sentences()
    assert [*known.repeated(first)] == []
    (finding,) = known.repeated(again)
    assert again["answer"]["depth"][finding.offset :].startswith(LONG.upper())  # type: ignore[index]
    assert finding.length == len(LONG)


@pytest.mark.parametrize("unit", [".", "!?", "?.. ", "a. ", "。"])
def test_a_text_of_marks_says_nothing(unit: str) -> None:
    """Nor does it take long: each run of marks is tried once."""
    text = (unit * 20_000)[:19_999]
    assert repeated(*({"id": id, "answer": {"depth": f"{text}x"}} for id in "ab")) == []


def test_short_sentences_and_one_question_may_repeat() -> None:
    assert (
        repeated({"id": "a", "answer": {"short": "It depends."}}, {"id": "b", "answer": {"short": "It depends."}}) == []
    )
    assert repeated({"id": "a", "answer": {"short": LONG, "depth": LONG}}) == []


def test_sentences_end_where_their_script_ends_them() -> None:
    said = "報酬モデルは方策が動くと古くなる代理であり、測り直す必要があります。"
    assert repeated(
        {"id": "a", "answer": {"short": f"はい。{said}"}}, {"id": "b", "answer": {"short": f"{said}次に。"}}
    )


def test_a_fact_that_hides_something_else_of_the_same_sentence_is_the_same() -> None:
    one = {"id": "a", "facts": [{"id": "x", "text": "The KL term limits {{c1::drift::what}}."}]}
    two = {"id": "b", "facts": [{"id": "y", "text": "The {{c1::KL term}} limits drift."}]}
    assert repeated(one, two) == [("b", "facts", 0, "text", "fact 'a/x' says this too")]
    inside = {"id": "a", "facts": [*one["facts"], *two["facts"]]}
    assert repeated(inside) == [("a", "facts", 1, "text", "fact 'a/x' says this too")]


LABELS = {"goodhart1975problems": "Goodhart 1975", "irving2018ai": "Irving et al. 2018"}


def told(text: str, title: str = "A title", section: str = "A section") -> list[str]:
    """Where the front of a fact's card says what it asks for."""
    found = [*given_away({"title": title, "facts": [{}, {"text": text}]}, LABELS, section)]
    assert {(finding.path, finding.code) for finding in found} <= {(("facts", 1, "text"), "AP905")}
    return [finding.message.partition(" says ")[0] for finding in found]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("The KL term limits {{c1::drift}}, and drift is dear.", "the rest of the text"),
        ("Reward models are {{c1::the models of reward}}.", "the rest of the text"),
        ("Policies are trained from {{c1::a policy}}.", "the rest of the text"),
        ("A KL term has the weight $\\beta$, which is {{c1::$\\beta$}}.", "the rest of the text"),
        ("`std::map` is {{c1::`std::map`}}.", "the rest of the text"),
        ("It is cleared only by {{c1::100 of 100}} of 100 prompts.", "the rest of the text"),
        ("It moves {{c1::up::up or down}}.", "the cue"),
        ("It asks {{c1::two debaters::which kind of debaters, how many: two}}.", "the cue"),
        ("The name is {{c1::Goodhart}} [@goodhart1975problems].", "the citation of Goodhart 1975"),
        ("It began in {{c1::2018}} [@goodhart1975problems; @irving2018ai].", "the citation of Irving et al. 2018"),
        ("そこで報酬モデルは{{c1::報酬}}です。", "the rest of the text"),
    ],
)
def test_a_front_that_says_its_answer_is_found(text: str, where: str) -> None:
    assert told(text) == [where]


def test_titles_are_on_the_front() -> None:
    text = "What looks like a jump may come from {{c1::the metric}}."
    assert told(text, "A mirage of metrics") == ["the title of the question"]
    assert told(text, "A mirage of geometry") == []
    assert told(text, section="Metrics and scales") == ["the title of the section"]


@pytest.mark.parametrize(
    "text",
    [
        "In garak 0.17.1 the exit status is {{c1::0}}, not 1.",
        "RLOO takes {{c1::the mean of the other rewards}} as a reward's baseline.",
        "With $a$ and $b$, it is {{c1::$a/b$}}.",
        "It needs {{c1::an eval-set}} for each eval.",
        "Its author is {{c1::Goodhart [@goodhart1975problems]}}.",
        "It came in {{c1::2018}} [@unknown2018].",
        "Over the years, {{c1::overoptimization}} came.",
        "It is {{c1::∑}} of all.",
        "No cloze, no {{c1::}}.",
    ],
)
def test_a_front_that_says_part_of_its_answer_at_most_is_good(text: str) -> None:
    assert told(text) == []
