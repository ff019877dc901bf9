"""The quick reference and the answers: a page a section; the questions elsewhere."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from alignprep import ExporterError, load, select
from alignprep_exporters import pdf
from alignprep_exporters.pdf import answers, quick
from tests.support.pdf_content import said, squeezed
from tests.support.pdf_reader import tagged
from tests.support.sample_bank import question, sample_bank


def text(data: bytes) -> str:
    return squeezed(tagged(data).root.text())


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_page_a_section(paper: str) -> None:
    packet = select(load(), edition="study", paper=paper)
    pages = PdfReader(io.BytesIO(quick.render(packet))).pages
    assert len(pages) == 1 + len(packet.sections)
    for page, section in zip(pages[1:], packet.sections, strict=True):
        shown = page.extract_text()
        for item in packet.in_section(section.id):
            assert f"{item.number}. {item.title}" in squeezed(shown)


def test_short_answers_and_key_points_are_whole() -> None:
    packet = select(load(), edition="study")
    shown = text(quick.render(packet))
    for item in packet.items:
        assert item.answer
        for line in (item.answer.short, *item.key_points):
            assert squeezed(said(quick.parse_line(line), packet)) in shown
        assert squeezed(said(quick.parse_line(item.question), packet)) not in shown


@pytest.mark.acceptance
def test_a_section_that_no_page_holds_goes_on() -> None:
    many = [question(number, related=[], section="one", reviewed="2026-01-05") for number in range(1, 40)]
    data = quick.render(select(sample_bank(*many), edition="study"))
    assert len(PdfReader(io.BytesIO(data)).pages) > 2
    assert all(f"Point a of {number} with" in text(data) for number in range(1, 40))


def test_answers_without_questions() -> None:
    packet = select(sample_bank(), edition="study")
    shown, handout = text(answers.render(packet)), text(pdf.render(select(sample_bank(), edition="candidate")))
    for item in packet.items:
        asked = squeezed(said(quick.parse_line(item.question), packet))
        assert asked not in shown
        assert asked in handout
        assert squeezed(f"{item.number}. {item.title}") in shown
        assert squeezed(f"{item.number}. {item.title}") not in handout
    assert "short short short" in shown


@pytest.mark.parametrize("exporter", [quick, answers])
def test_an_edition_without_answers_is_refused(exporter: object) -> None:
    with pytest.raises(ExporterError, match="the candidate edition has no answers; choose the study edition"):
        exporter.render(select(sample_bank(), edition="candidate"))  # type: ignore[attr-defined]
