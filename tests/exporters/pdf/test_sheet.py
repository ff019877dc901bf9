"""What a candidate gets: the questions, and nothing by which they could be looked up or graded."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import chain
from typing import Any

import page
import pytest
from pypdf import PdfReader

from alignprep import Interview, Packet, load, select
from alignprep.packet.interview import Sheet
from alignprep.packet.wording import ADVICE
from alignprep_exporters import pdf
from alignprep_exporters.pdf import answers
from tests.support.pdf_reader import tagged
from tests.support.sample_bank import INTERVIEW, question, sample_bank

PAGES = replace(INTERVIEW, sheet=Sheet.PAGES)


def sheet(interview: Interview | None = INTERVIEW, *, paper: str = "a4") -> Packet:
    return select(sample_bank(), edition="candidate", paper=paper, interview=interview)


def read(packet: Packet) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.render(packet)))


def test_a_question_is_known_by_its_place() -> None:
    reader = read(sheet())
    text = " ".join(" ".join(one.extract_text() for one in reader.pages).split())
    for place, minutes in enumerate((4, 5, 6), 1):
        assert f"Question {place} of 3 {minutes} minutes What does question {place} ask about rewards" in text
    titles = [entry.title for entry in chain(*(one if isinstance(one, list) else [one] for one in reader.outline))]
    assert titles == ["Interview questions", "Question\u00a01", "Question\u00a02", "Question\u00a03"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Interview questions"
    assert reader.metadata.subject == "3 interview questions, CC-BY-4.0"


def test_each_page_says_whose_it_is_and_which_form() -> None:
    for one in read(sheet(PAGES)).pages:
        assert "Form B · Ada <L> & Co. · Alignment Engineer · December 1, 2026" in one.extract_text()
    assert "Form" not in read(sheet(None)).pages[0].extract_text()


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_each_question_may_have_a_page(paper: str) -> None:
    reader = read(sheet(PAGES, paper=paper))
    assert len(reader.pages) == 4
    assert [f"Question {place} of 3" in one.extract_text() for place, one in enumerate(reader.pages)] == [
        False, True, True, True,
    ]  # fmt: skip
    assert len(read(sheet(INTERVIEW, paper=paper)).pages) < 4
    lines = reader.pages[2].get_contents().get_data().decode("latin-1")  # type: ignore[union-attr]
    rules = sorted(float(y) for y in re.findall(r"w \S+ (\S+) m \S+ \1 l S", lines))
    assert rules[0] < 100, "ruled to the foot"
    assert len(rules) > 15


@pytest.mark.parametrize("parallel", [True, False])
def test_it_says_what_is_true_of_forms(parallel: bool) -> None:
    text = " ".join(read(sheet(replace(INTERVIEW, parallel=parallel))).pages[0].extract_text().split())
    assert "Before you begin" in text
    assert ("Other candidates get other questions" in text) == parallel
    assert ("Every candidate for this role is asked the same questions" in text) != parallel
    alone = read(sheet(None)).pages[0].extract_text()
    assert "Before you begin" in alone
    assert "candidate" not in alone


@pytest.mark.parametrize("interview", [None, INTERVIEW, PAGES], ids=["none", "one", "pages"])
def test_it_conforms(interview: Interview | None) -> None:
    data = pdf.render(sheet(interview))
    for profile in ("pdf_ua1", "pdf_a2a"):
        assert page.validate_pdf_bytes(data, profile=profile).failures == []
    assert tagged(data).root.all("H2")


def strings(data: bytes) -> str:
    """Every text of a file: its pages, structure, metadata, bookmarks and names, in one string."""
    reader = PdfReader(io.BytesIO(data))
    found: list[str] = [one.extract_text() for one in reader.pages]

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            found.extend(map(str, value))
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
        elif isinstance(value, str):
            found.append(value)

    for number in range(1, int(reader.trailer["/Size"])):  # type: ignore[call-overload]
        walk(reader.get_object(number))
    metadata: Any = reader.trailer["/Root"]
    found += [metadata["/Metadata"].get_data().decode(), str(reader.metadata)]
    return "\n".join(found)


@pytest.mark.parametrize("interview", [None, PAGES], ids=["none", "pages"])
def test_nothing_is_given_away(interview: Interview | None) -> None:
    bank = load()
    text = strings(pdf.render(select(bank, edition="candidate", interview=interview)))
    words = {word.lower() for item in bank.questions for word in re.findall(r"\w+", item.question)}
    for item in bank.questions:
        for secret in (item.id, item.title, *item.key_points):
            # Words of the question itself are no leak.
            if not {word.lower() for word in re.findall(r"\w+", secret)} <= words:
                assert secret not in text, secret
    for secret in (bank.version, bank.data.profile.title, *(one.title for one in bank.sections)):
        assert secret not in text, secret


def test_a_question_is_never_parted() -> None:
    """A page turned in the middle of a question would have to be turned back."""
    asked = [
        question(n, question="Say what one would do, and why, " * 8 + f"in case {n}?", related=[]) for n in range(1, 9)
    ]
    pages = [page.extract_text() for page in read(select(sample_bank(*asked), edition="candidate")).pages]
    for number in range(1, 9):
        (page,) = (text for text in pages if f"Question {number} of 8" in text.replace("\u00a0", " "))
        assert f"in case {number}?" in " ".join(page.split())


def test_minutes_stand_beside_the_number_of_their_question() -> None:
    assert "Beside each question" in ADVICE[0]
    (text, *_) = [text for one in read(sheet(None)).pages if "Question 1 of 3" in (text := one.extract_text())]
    assert re.search(r"Question 1 of 3\s*4 minutes", text)


def test_answers_have_the_numbers_of_the_handout() -> None:
    bank = sample_bank()
    chosen = {"numbers": (2, 3)}
    handout = PdfReader(io.BytesIO(pdf.render(select(bank, edition="candidate", **chosen))))
    booklet = PdfReader(io.BytesIO(answers.render(select(bank, edition="study", **chosen))))
    asked = " ".join(one.extract_text() for one in handout.pages)
    told = " ".join(" ".join(one.extract_text() for one in booklet.pages).split())
    assert "Question 1 of 2" in " ".join(asked.split())
    assert "1. Title 2" in told
    assert "2. Title 3" in told
    assert "3. Title" not in told
