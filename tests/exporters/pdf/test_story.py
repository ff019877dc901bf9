"""Guides: a question opens with room to answer, the answer comes after it, and no page breaks badly."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pypdf import PdfReader
from pypdf.generic import ContentStream

from alignprep import Bank, Packet, Paper, load, select
from alignprep_exporters import pdf
from alignprep_exporters.pdf.layout.boxes import AnswerLines, Heading, Paragraph, Space
from alignprep_exporters.pdf.layout.grading import _Scored
from alignprep_exporters.pdf.layout.pages import Page
from alignprep_exporters.pdf.story import guide_page
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.fonts import SERIF
from alignprep_exporters.pdf.type.spans import Span
from alignprep_exporters.pdf.type.styles import style
from tests.support.drawable import drawable
from tests.support.page_area import empty_share, laid_out
from tests.support.pdf_content import squeezed
from tests.support.pdf_reader import tagged
from tests.support.sample_bank import question, sample_bank
from tests.support.strategies import questions

PAPERS = pytest.mark.parametrize("paper", list(Paper))
LONG = "\n\n".join(
    [
        "A paragraph of several lines that leads in to something that must not be parted from it: " * 3,
        "- one\n- two\n- three", "And again a lead-in:", "$$\na = b\n$$", "A table follows.",
        "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n| 5 | 6 |\n| 7 | 8 |",
        "So does a wide one:", "| a | b |\n|---|---|\n" + f"| {'words ' * 30} | {'words ' * 30} |\n" * 5,
        "And code:", "```\n" + "x = 1\n" * 9 + "```", "And wide code:",
        "```\n" + "long_name = 1  # comment " * 4 + "\n```",
    ]
)  # fmt: skip


def study(bank: Bank, paper: Paper = Paper.A4, **chosen: Any) -> Packet:
    return select(bank, edition="study", paper=paper, **chosen)


def text_of(box: Paragraph) -> str:
    return squeezed(" ".join("".join(text for _, text in line.runs) for line in box._rows))


def faults(packet: Packet, pages: list[Page]) -> list[str]:
    """What stands alone that should not, and what leaves its column."""
    page = guide_page(packet)
    foot, found = page.height - page.top - page.depth, []
    column = (page.measure + page.gutter) / 2
    for number, made in enumerate(pages, 1):
        low = [one for one in made.placed if one.top - one.box.height < foot - 0.1]
        found += [f"page {number}: {type(one.box).__name__} below the foot" for one in low]
        for one, following in pairwise(made.placed):
            together = abs(one.x - following.x) < column or following.box.span or one.box.span
            if one.box.keep and not (together and following.top < one.top):
                found.append(f"page {number}: parted {type(one.box).__name__} and {type(following.box).__name__}")
        if made.placed and made.placed[-1].box.keep:
            found.append(f"page {number}: {type(made.placed[-1].box).__name__} at the foot")
    parts: dict[int, list[Paragraph]] = {}
    for box in [one.box for made in pages for one in made.placed]:
        if type(box) is Paragraph:
            parts.setdefault(id(box._node), []).append(box)
    parted = [box for boxes in parts.values() if len(boxes) > 1 for box in boxes]
    return found + [f"lone line {text_of(box)}" for box in parted if len(box._rows) < 2]


@PAPERS
@pytest.mark.parametrize("length", range(1, 30, 4))
def test_what_leads_in_stays_with_what_follows(length: int, paper: Paper) -> None:
    base = question(1, related=[])
    text = "Some words. " * (31 * length) + "\n\n" + "\n\n".join([LONG] * 3)
    answer = {"short": base["answer"]["short"], "depth": text}  # type: ignore[index]
    packet = study(sample_bank({**base, "answer": answer}), paper)
    assert faults(packet, laid_out(packet)) == []


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(questions(1))
def test_nothing_stands_alone_in_any_question(drawn: tuple[dict[str, Any], dict[str, list[str]]]) -> None:
    packet = study(sample_bank(drawable(drawn[0])))
    assert faults(packet, laid_out(packet)) == []


@pytest.mark.acceptance
@PAPERS
@pytest.mark.parametrize("edition", ["study", "interviewer"])
def test_nothing_stands_alone_in_the_bank(paper: Paper, edition: str) -> None:
    packet = select(load(), edition=edition, paper=paper)
    assert faults(packet, laid_out(packet)) == []


def opened(pages: list[Page]) -> list[tuple[int, int]]:
    """The page and the place on it of each heading of a question."""
    return [
        (number, place)
        for number, page in enumerate(pages)
        for place, one in enumerate(page.placed)
        if isinstance(one.box, Heading) and one.box._key.startswith("question-")
    ]


def glances(pages: list[Page]) -> list[str]:
    """How the answer of each question is seen from it: on the `same` page, on the one `beside` it, or `overleaf`."""
    found = {
        one.box._key: number
        for number, page in enumerate(pages, 1)
        for one in page.placed
        if isinstance(one.box, Heading) and one.box.question
    }
    seen = []
    for key, asked in found.items():
        if key.startswith("question-"):
            answered = found[f"answer-{key.removeprefix('question-')}"]
            seen.append("same" if asked == answered else "beside" if asked // 2 == answered // 2 else "overleaf")
    return seen


def recall_fails(pages: list[Page]) -> list[str]:
    """Questions that do not open at the head of a column, or whose opening holds more than room to answer."""
    found = []
    for number, place in opened(pages):
        page = pages[number]
        heading = page.placed[place]
        above = [one for one in page.placed[:place] if abs(one.x - heading.x) < 60 and not one.box.span]
        spans = [one.top for one in page.placed[:place] if one.box.span]
        above = [one for one in above if one.top < min(spans, default=1e6) and not isinstance(one.box, Space)]
        if above and not isinstance(above[-1].box, AnswerLines):
            found.append(f"{text_of(heading.box)} opens under other text")  # type: ignore[arg-type]
        end = next(index for index, one in enumerate(page.placed) if index > place and isinstance(one.box, AnswerLines))
        following = page.placed[end + 1 : end + 2]
        if any(one.box._key.startswith("answer-") for one in following if isinstance(one.box, Heading)):
            found.append(f"{text_of(heading.box)}: its answer stands under it")  # type: ignore[arg-type]
        if end - place > 5:
            found.append(f"{text_of(heading.box)}: more than a question and a nudge")  # type: ignore[arg-type]
    return found


@PAPERS
def test_a_question_opens_a_column_with_room_to_answer(paper: Paper) -> None:
    packet = study(sample_bank(), paper)
    pages = laid_out(packet)
    assert len(opened(pages)) == len(packet.items)
    assert recall_fails(pages) == []
    assert "same" not in glances(pages)


def short(count: int, edition: str = "study") -> Packet:
    """Questions of a minute each, whose answers are a sentence and a point."""
    asked = [
        question(number, minutes=1, answer={"short": "A proxy."}, key_points=["Says so."], facts=[], related=[])
        for number in range(1, count + 1)
    ]
    return select(sample_bank(*[{**one, "figure": None, "code": []} for one in asked]), edition=edition)


def test_short_questions_share_pages() -> None:
    pages = laid_out(short(10))
    assert recall_fails(pages) == []
    assert "same" not in glances(pages)
    asked = [number for number, _ in opened(pages)]
    assert asked.count(max(asked, key=asked.count)) >= 4
    assert len(pages) <= 10


def test_a_question_says_on_which_page_its_answer_is() -> None:
    reader = PdfReader(io.BytesIO(pdf.render(study(sample_bank()))))
    texts = [squeezed(page.extract_text()) for page in reader.pages]
    (asked,) = [text for text in texts if "2. Title 2" in text and "Answer aloud" in text]
    told = re.findall(r"Answer aloud, then read on, page (\d+)", asked)
    assert ["Hint" in texts[int(page) - 1] for page in told] == [True] * len(told)


def test_an_interviewer_sees_what_to_listen_for_beside_how_to_score_it() -> None:
    points = [f"Point {number} to hear. " * 9 for number in range(30)]
    deep = [question(number, key_points=points, related=[]) for number in (1, 2, 3)]
    pages = laid_out(select(sample_bank(*deep), edition="interviewer"))
    assert [number % 2 for number, _ in opened(pages)] == [1, 1, 1], "counted from 0: on left pages"
    scored = [number for number, page in enumerate(pages) for one in page.placed if isinstance(one.box, _Scored)]
    assert all(number - asked in (0, 1) for number, (asked, _) in zip(scored, opened(pages), strict=True))


def test_the_inner_margin_has_room_for_holes() -> None:
    page = guide_page(study(sample_bank()))
    assert page.left + page.inward >= 42
    assert page.right - page.inward > 15  # What printers may not reach.
    reader = PdfReader(io.BytesIO(pdf.render(study(sample_bank()))))
    lefts = []
    for one in reader.pages[2:4]:
        code = one.get_contents().get_data().decode("latin-1")  # type: ignore[union-attr]
        lefts.append(min(float(x) for x in re.findall(r" w (\S+) \S+ m \S+ \S+ l S", code)))
    assert [round(left) for left in lefts] == [42, 15]


@pytest.mark.acceptance
@PAPERS
def test_every_question_of_the_bank_opens_so(paper: Paper) -> None:
    packet = study(load(), paper)
    pages = laid_out(packet)
    assert len(opened(pages)) == len(packet.items)
    assert recall_fails(pages) == []
    assert len(pages) <= 170
    seen = glances(pages)
    assert "same" not in seen
    assert seen.count("overleaf") > 0.7 * len(seen)


def test_no_page_is_empty_where_a_question_is_heard_and_scored_on_one() -> None:
    pages = laid_out(short(10, "interviewer"))
    assert all(page.placed for page in pages)


def test_no_section_heading_is_parted() -> None:
    made = Heading([Span("Donaudampfschifffahrt " * 4, SERIF, 30, "#000000")], style("h1"), Node("H1"), 200)
    assert len(made._rows) > 3
    assert made.least == made.height
    assert made.split(made.height / 2) is None


def test_a_question_of_half_an_hour_has_its_lines_on_its_page() -> None:
    pages = laid_out(study(sample_bank(question(1, minutes=30, related=[]))))
    (asked,) = opened(pages)
    assert any(isinstance(one.box, AnswerLines) for one in pages[asked[0]].placed)


def test_a_long_question_still_opens() -> None:
    asked = "What would you do, and why? " * 107
    packet = study(sample_bank(question(1, question=asked, related=[])))
    pages = laid_out(packet)
    assert faults(packet, pages) == []
    assert sum(isinstance(one.box, AnswerLines) for page in pages for one in page.placed) == 1


def test_recall_comes_before_the_answer() -> None:
    wanted = [
        "1. ", "3 minutes", "What does question 1 ask", "Nudge. ", "Answer aloud, then read on", "1. ",
        "What does question 1 ask", "Hint. ",
        "In thirty seconds", "Say it", "Points to hit", "If they push", "Facts", "Sources", "Related questions",
    ]  # fmt: skip
    asked = question(1, nudge="Think of one case.", minutes=3)
    asked["answer"] = {**asked["answer"], "spoken": "What one says."}  # type: ignore[dict-item]
    others = [question(number, related=[]) for number in (2, 3)]
    made = tagged(pdf.render(study(sample_bank(asked, *others))))
    (first, *_) = [sect for sect in made.root.all("Sect") if sect.own("H2")] or [made.root]
    said = [squeezed(element.text()) for element in first.all("H2", "H3", "P")]
    assert [text for one in said for text in dict.fromkeys(wanted) if one.startswith(text)] == wanted


def sizes(data: bytes) -> dict[float, int]:
    """How many letters are drawn in each size on the baseline; neither invisible text nor heads and feet count."""
    found: dict[float, int] = {}
    reader = PdfReader(io.BytesIO(data))
    for page in reader.pages:
        size, rise, mode, artifact, stack = 0.0, 0.0, 0, False, []
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            match operator:
                case b"Tf":
                    size = round(float(operands[1]), 2)
                case b"Ts":
                    rise = float(operands[0])
                case b"Tr":
                    mode = int(operands[0])
                case b"BT":
                    rise, mode = 0.0, 0
                case b"BDC" | b"BMC":
                    stack.append(operands[0] == "/Artifact")
                    artifact = any(stack)
                case b"EMC":
                    stack.pop()
                    artifact = any(stack)
                case b"Tj" | b"TJ" if rise == 0 and mode == 0 and not artifact:
                    found[size] = found.get(size, 0) + 1
    return found


@PAPERS
def test_letters_are_large_enough(paper: Paper) -> None:
    found = sizes(pdf.render(study(sample_bank(), paper)))
    assert min(found) >= 8
    small = {size for size in found if size < 9.5}
    assert small <= {8, 8.36, 8.5}, "code, code among words, tables and works"
    assert found[9.5] > sum(found[size] for size in small)


@pytest.mark.acceptance
@PAPERS
def test_lines_are_of_a_length_that_reads_well(paper: Paper) -> None:
    packet = study(load(), paper)
    lengths = [
        len("".join(text for _, text in line.runs))
        for page in laid_out(packet)
        for one in page.placed
        if type(one.box) is Paragraph and one.box._style.size == 9.5 and not one.box.left
        for line in one.box._rows[:-1]
    ]
    assert 50 <= median(lengths) <= 75


@pytest.mark.acceptance
@PAPERS
def test_at_most_a_fifth_of_the_pages_is_empty(paper: Paper, tmp_path: Path) -> None:
    assert empty_share(study(load(), paper), tmp_path) < 0.2
