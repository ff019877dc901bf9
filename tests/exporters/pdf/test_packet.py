"""What an interviewer holds: where its pages begin, what they say, and that a question never takes a third one."""

from __future__ import annotations

import datetime
import io
import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import page
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from alignprep import ExporterError, Interview, Packet, SelectionError, load, select
from alignprep.packet.interview import Answers, form_key, observed
from alignprep.packet.spread import DEPTH, WIDTH, fitted
from alignprep_exporters import pdf
from alignprep_exporters.pdf.packet import room_page
from tests.support.pdf_content import squeezed
from tests.support.pdf_forms import widgets
from tests.support.pdf_reader import Element, tagged
from tests.support.sample_bank import INTERVIEW, question, sample_bank

BLANK = Interview()


@cache
def room(count: int = 4, paper: str = "a4", **details: Any) -> Packet:
    """A packet of our bank, with a question and two probes that are cut."""
    numbers = tuple(range(1, count + 1))
    return select(load(), edition="interviewer", numbers=numbers, paper=paper, interview=Interview(**details))


def sample(interview: Interview = INTERVIEW, *questions: dict[str, object], paper: str = "letter") -> Packet:
    return select(sample_bank(*questions), edition="interviewer", paper=paper, interview=interview)


def read(packet: Packet) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.render(packet)))


def said(reader: PdfReader, number: int) -> str:
    """The text of a page, by its number."""
    return " ".join(reader.pages[number - 1].extract_text().split())


def everything(packet: Packet) -> str:
    return " ".join(tagged(pdf.render(packet)).root.text().split())


def failures(data: bytes) -> list[str]:
    return [
        f"{failure.rule_id}: {failure.message}"
        for profile in ("pdf_ua1", "pdf_a2a")
        for failure in page.validate_pdf_bytes(data, profile=profile).failures
    ]


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_page_is_as_large_as_the_estimate_assumes(paper: Any) -> None:
    assert round(room_page(paper).measure, 6) == WIDTH
    assert room_page(paper).depth >= DEPTH
    assert min(room_page(paper).left, room_page(paper).bottom) > 40


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("interview", [BLANK, INTERVIEW], ids=["blank", "known"])
def test_it_conforms(paper: str, interview: Interview) -> None:
    assert failures(pdf.render(select(load(), edition="interviewer", count=3, paper=paper, interview=interview))) == []
    assert failures(pdf.render(sample(interview, paper=paper))) == []


@pytest.mark.parametrize("answers", Answers)
def test_it_conforms_with_answers(answers: Answers) -> None:
    assert failures(pdf.render(sample(replace(INTERVIEW, answers=answers)))) == []


@pytest.mark.parametrize("count", [1, 4, 12, 20])
def test_every_question_begins_on_a_left_page_and_takes_two(count: int) -> None:
    reader = read(room(count))
    starts = {
        entry.title: reader.get_destination_page_number(entry) + 1  # type: ignore[operator]
        for entry in reader.outline
        if not isinstance(entry, list)
    }
    places = [starts[f"{place}. {item.title}"] for place, item in enumerate(room(count).items, 1)]
    assert places[0] % 2 == 0
    assert [after - before for before, after in pairwise(places)] == [2] * (count - 1)
    assert starts["Scorecard"] == places[-1] + 2
    assert starts["Recommendation"] % 2 == 1
    if count < 10:
        assert (places[0], len(reader.pages)) == (2, 2 * count + 3)
    for number, one in enumerate(reader.pages, 1):
        assert f"Page {number} of {len(reader.pages)}" in one.extract_text()


def test_only_many_questions_have_contents() -> None:
    assert "Contents" not in everything(room(4))
    assert "Contents" in everything(room(10))


def test_the_left_page_is_heard_and_the_right_one_written() -> None:
    packet = sample()
    reader = read(packet)
    item = packet.items[0]
    left, right = said(reader, 2), said(reader, 3)
    for text in (
        "1 of 3", "bank no. 1", "23:55–00:03", "4 min answer · 3 min probing · 1.5 min scoring",
        "Must ask", "What does question 1 ask about rewards", "Listen for", "Point a of 1", "Probes",
        "Follow-up b of 1?", "Hear: Reply b of 1", "Red flags", "Wrong claim a of 1",
    ):  # fmt: skip
        assert text in left, text
    for text in (
        "1. Title 1", "Anchor one of 1", "Between 1 and 3", "Minimum for the role. Anchor three of 1",
        "Between 3 and 5", "Evidence", "Score", "Not asked",
    ):  # fmt: skip
        assert text in right, text
    assert item.answer
    assert "short short" not in everything(packet)
    assert "Drop first" in said(reader, 6)


def test_each_page_of_a_question_says_whose_it_is() -> None:
    reader = read(sample())
    for number in range(2, 8):
        text = said(reader, number)
        assert "Ada <L> & Co. · Alignment Engineer · Form B" in text
        assert f"Question {number // 2} of 3 · " in text
        assert "Form B · Holds the answers: not for candidates" in text
    clocks = [re.search(r"Question \d of 3 · (\S+)", said(reader, number)) for number in (2, 3, 4)]
    assert [clock[1] for clock in clocks if clock] == ["23:55–00:03", "23:55–00:03", "00:03–00:13"]


def test_without_a_start_minutes_are_counted() -> None:
    reader = read(sample(BLANK))
    assert "0:05–0:13" in said(reader, 2)
    assert "Question 1 of 3 · 0:05–0:13 Holds the answers" in said(reader, 2), "nothing is said of a candidate"


def test_the_first_page_has_what_to_say_and_when() -> None:
    text = said(read(sample()), 1)
    for part in ("Thank you for coming", "I have 3 questions for you", "Is that all right with you?", "At the end"):
        assert part in text
    for row in ("23:50 Welcome", "23:55 1. Title 1", "(Must ask) 4 3 1.5", "(Drop first) 6 3 1.5", "00:28 End"):
        assert row in text, row
    assert "leave out the questions marked “Drop first”" in text


@pytest.mark.parametrize("parallel", [True, False])
def test_it_says_what_is_true_of_forms(parallel: bool) -> None:
    text = said(read(sample(replace(INTERVIEW, parallel=parallel))), 1)
    assert ("Other candidates get other questions, of the same length and kind." in text) == parallel
    assert ("Every candidate for this role is asked the same questions" in text) != parallel


def test_no_prompt_is_printed_where_one_must_write() -> None:
    text = everything(sample(BLANK))
    for prompt in ("1–5", "The evidence that decides", "Role to be filled", "Choose one", "Name of", "____", "…"):
        assert prompt not in text, prompt


def test_the_scorecard_says_what_each_competency_rests_on() -> None:
    packet = room(4)
    reader = read(packet)
    number = 2 * len(packet.items) + 2
    text = said(reader, number)
    for one in observed(packet):
        places = [str(packet.items.index(item) + 1) for item in one.items]
        assert packet.competencies[one.id].title in text
        assert f"Questions {', '.join(places)}" in text or f"One observation: question {places[0]}" in text
    assert "Weight" not in text
    for item in packet.items:
        assert f"{item.number} {packet.items.index(item) + 1}. {item.title}" in text


def test_weights_are_shown_with_their_reason_where_they_differ() -> None:
    first, second = list(load().competencies)[:2]
    interview = Interview(weights={first: 2, second: 1}, reason="The team lacks it")
    packet = select(load(), edition="interviewer", numbers=(1, 2, 3), interview=interview)
    text = said(read(packet), 8)
    assert "Weight" in text
    assert "Why the weights differ: The team lacks it" in text


def test_a_recommendation_is_defined() -> None:
    packet = sample()
    reader = read(packet)
    text = said(reader, len(reader.pages))
    for level in ("Strong no", "No", "Yes", "Strong yes", "No decision", "Low", "Medium", "High"):
        assert level in text
    assert "Scores are personal data" in text
    assert form_key(packet) in text


def test_the_file_says_which_form_it_is() -> None:
    packet = sample()
    reader = read(packet)
    assert reader.metadata is not None
    assert reader.metadata["/Keywords"] == form_key(packet)
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()  # type: ignore[index]
    assert f"<pdf:Keywords>{form_key(packet)}</pdf:Keywords>" in xmp
    guide = read(select(sample_bank(), edition="interviewer"))
    assert guide.metadata is not None
    assert "/Keywords" not in guide.metadata


@pytest.mark.parametrize("answers", Answers)
def test_model_answers_are_printed_only_when_they_are_asked_for(answers: Answers) -> None:
    text = everything(sample(replace(INTERVIEW, answers=answers)))
    assert ("What a strong candidate says of it" in text) == (answers is not Answers.NONE)
    full = ("Markup that must survive", "short short short", "Fact one of 1", "A box & a line", "References")
    assert [part in text for part in full] == [answers is Answers.FULL] * len(full)
    assert ("Related questions" in text) == (answers is Answers.FULL)


def test_what_does_not_fit_is_cut_as_everywhere() -> None:
    long = "reward of it " * 34
    probes = [{"ask": f"{long}{number}?", "listen_for": f"{long}{number}"} for number in range(1, 5)]
    packet = sample(BLANK, question(1, related=[], follow_ups=probes))
    _, cuts = fitted(packet)
    text = everything(packet)
    assert [what for _, what in cuts] == ["follow-up 4"]
    assert "it 3?" in text
    assert "it 4?" not in text
    assert len(read(packet).pages) == 5


@pytest.mark.parametrize(
    "points", [["WWW MMM " * 60 + letter for letter in "abcdefgh"], ["reward of it " * 220 + end for end in "ab"]]
)
def test_a_question_that_does_not_fit_is_named(points: list[str]) -> None:
    with pytest.raises(ExporterError, match="question 1 does not fit on two facing pages"):
        pdf.render(sample(BLANK, question(1, related=[], key_points=points)))


_WORDS = ["reward", "models", "in", "the", "limit", "of", "training", "are", "a", "proxy", "so", "it", "is", "what"]
_LINES = st.builds(
    lambda count, seed: " ".join(_WORDS[(seed + index * 7) % len(_WORDS)] for index in range(count)) + ".",
    st.integers(3, 60),
    st.integers(0, 50),
)


@settings(max_examples=25)
@given(
    st.fixed_dictionaries(
        {
            "question": _LINES,
            "key_points": st.lists(_LINES, min_size=1, max_size=9, unique=True),
            "follow_ups": st.lists(
                st.fixed_dictionaries({"ask": _LINES, "listen_for": _LINES}),
                max_size=5,
                unique_by=lambda one: one["ask"],
            ),
            "red_flags": st.lists(_LINES, max_size=5, unique=True),
            "rubric": st.fixed_dictionaries({"1": _LINES, "3": _LINES, "5": _LINES}, optional={"2": _LINES}),
        }
    ),
    st.sampled_from(["a4", "letter"]),
)
def test_a_question_never_takes_a_third_page(drawn: dict[str, Any], paper: str) -> None:
    packet = sample(BLANK, question(1, related=[], **drawn), paper=paper)
    try:
        fitted(packet)
    except SelectionError:
        return  # It fits nowhere.
    data = pdf.render(packet)
    assert len(PdfReader(io.BytesIO(data)).pages) == 5
    (evidence,) = widgets(data)["evidence-1"]
    _, bottom, _, top = evidence.rectangle
    assert top - bottom >= 6 * 22.67


def test_the_same_packet_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = pdf.render(sample())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4102444800")
    assert pdf.render(sample()) == first


def test_the_structure_is_one_that_readers_know() -> None:
    root = tagged(pdf.render(sample(replace(INTERVIEW, answers=Answers.FULL)))).root
    headings = [element.kind for element in root.all("H1", "H2", "H3")]
    assert headings[0] == "H1"
    assert all(int(after[1]) <= int(before[1]) + 1 for before, after in pairwise(headings))
    assert all(element.own("LBody") for element in root.all("LI"))
    for table in root.all("Table"):
        assert table.all("TH")

    def without_text(element: Element) -> bool:
        return not element.text().strip()

    assert all(map(without_text, root.all("Form")))


@pytest.mark.parametrize("day", [None, datetime.date(2026, 12, 1)])
def test_what_is_known_is_filled_in(day: datetime.date | None) -> None:
    found = widgets(pdf.render(sample(Interview(candidate="Łucja O’Neill & Co.", date=day))))
    named = {name: found[name][0].entries for name in ("candidate", "date", "role")}
    assert len(found["candidate"]) == 2
    assert named["candidate"]["/Parent"]["/V"] == "Łucja O’Neill & Co."
    assert ("/V" in named["date"]["/Parent"]) == (day is not None)
    assert "/V" not in named["role"]["/Parent"]
    assert "form" not in found


def test_what_is_said_stands_apart_from_what_is_done() -> None:
    front = [squeezed(one.text()) for one in tagged(pdf.render(sample())).root.all("P")]
    start = next(index for index, text in enumerate(front) if "Thank you for coming" in text)
    assert front[start] == "“Thank you for coming.”"
    assert front[start + 1] == "Say who you are and what you work on."
    assert front[start + 2].startswith("“I have 3 questions")


def test_probes_are_numbered() -> None:
    root = tagged(pdf.render(sample())).root
    labels = [squeezed(one.text()) for one in root.all("Lbl")]
    assert labels.count("1.") >= len(sample().items)


def test_numbers_are_those_of_the_language() -> None:
    bank = sample_bank()
    profile = bank.data.profile.model_copy(update={"labels": {"{whole}.{part}": "{whole},{part}"}})
    packet = replace(sample(), profile=profile)
    text = everything(packet)
    assert "1,5 min scoring" in text
    assert "1.5" not in text


def test_a_heavy_ring_stands_only_where_it_is_explained() -> None:
    def heavy(packet: Packet) -> int:
        reader = read(packet)
        return reader.pages[2].get_contents().get_data().decode("latin-1").count(" 1.6 w ")  # type: ignore[union-attr]

    bare = {key: value for key, value in question(1).items() if key != "rubric"}
    assert heavy(sample(INTERVIEW, question(1))) == 2
    assert heavy(sample(INTERVIEW, {**bare, "related": []})) == 0
