"""The quick reference and the answers: a page or two a section; the questions elsewhere."""

from __future__ import annotations

import io
import re
from functools import cache

import pytest
from pypdf import PdfReader

from alignprep import ExporterError, Packet, load, select
from alignprep.text.typography import typography_of
from alignprep_exporters import pdf
from alignprep_exporters.pdf import answers, quick
from tests.support.pdf_content import said, squeezed
from tests.support.pdf_reader import tagged
from tests.support.sample_bank import question, sample_bank


def text(data: bytes) -> str:
    return squeezed(tagged(data).root.text())


@cache
def made(paper: str, *sections: str) -> tuple[Packet, PdfReader]:
    """The quick reference of some sections, or of all."""
    packet = select(load(), edition="study", paper=paper, sections=sections)
    return packet, PdfReader(io.BytesIO(quick.render(packet)))


def pages_of(packet: Packet, reader: PdfReader) -> dict[str, list[int]]:
    """The pages of each section, from 1, by its id; a page for notes belongs to none."""
    titles = {}
    for number, one in enumerate(reader.pages, 1):
        shown = squeezed(one.extract_text())
        for item in packet.items:
            if f"{item.number}. {item.title}" in shown.replace("’", "'"):
                titles[item.id] = number
    return {
        section.id: sorted({titles[item.id] for item in packet.in_section(section.id)}) for section in packet.sections
    }


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_section_has_a_page_or_two_that_face_each_other(paper: str) -> None:
    packet, reader = made(paper)
    found = pages_of(packet, reader)
    assert {len(pages) for pages in found.values()} == {1, 2}
    for pages in found.values():
        assert len(pages) == 1 or (pages[0] % 2 == 0 and pages[1] == pages[0] + 1)
    everything = [number for pages in found.values() for number in pages]
    assert len(everything) == len(set(everything))
    notes = set(range(2, len(reader.pages) + 1)) - set(everything)
    assert all("Notes" in reader.pages[number - 1].extract_text() for number in notes)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_letters_have_at_least_eight_points(paper: str) -> None:
    _, reader = made(paper)
    sizes = [
        float(size)
        for one in reader.pages
        for size in re.findall(rb"/F\d+\+\d+ ([0-9.]+) Tf", one.get_contents().get_data())  # type: ignore[union-attr]
    ]
    assert 8 <= min(sizes) < 10


def test_the_columns_of_a_last_page_are_about_as_deep_as_each_other() -> None:
    packet, reader = made("a4", "ai-workflow-and-tools", "behavioral")
    for section, pages in pages_of(packet, reader).items():
        feet: dict[int, float] = {}

        def note(text: str, _: object, matrix: list[float], *__: object, feet: dict[int, float] = feet) -> None:
            if text.strip() and 45 < matrix[5] < 780:
                column = int((matrix[4] - 32) / 186)
                feet[column] = min(feet.get(column, 999), matrix[5])

        reader.pages[pages[-1] - 1].extract_text(visitor_text=note)
        assert len(feet) == 3, section
        assert max(feet.values()) - min(feet.values()) < 80, section


def test_short_answers_and_key_points_are_whole() -> None:
    packet = select(load(), edition="study", sections="beginner")
    shown, prose = text(quick.render(packet)), typography_of("en")
    for item in packet.items:
        assert item.answer
        for line in (item.answer.short, *item.key_points):
            assert squeezed(said(prose.line(line), packet)) in shown
        assert squeezed(said(prose.line(item.question), packet)) not in shown


@pytest.mark.acceptance
def test_a_section_that_no_page_holds_goes_on() -> None:
    many = [question(number, related=[], section="one", reviewed="2026-01-05") for number in range(1, 120)]
    data = quick.render(select(sample_bank(*many), edition="study"))
    assert len(PdfReader(io.BytesIO(data)).pages) > 4
    shown = text(data)
    assert all(f"Point a of {number} with" in shown for number in range(1, 120))


def test_answers_without_questions() -> None:
    packet = select(sample_bank(), edition="study")
    shown, handout = text(answers.render(packet)), text(pdf.render(select(sample_bank(), edition="candidate")))
    for item in packet.items:
        asked = squeezed(said(typography_of("en").line(item.question), packet))
        assert asked not in shown
        assert asked in handout
        assert squeezed(f"{item.number}. {item.title}") in shown
        assert squeezed(f"{item.number}. {item.title}") not in handout
    assert "short short short" in shown


@pytest.mark.parametrize("exporter", [quick, answers])
def test_an_edition_without_answers_is_refused(exporter: object) -> None:
    with pytest.raises(ExporterError, match="the candidate edition has no answers; choose the study edition"):
        exporter.render(select(sample_bank(), edition="candidate"))  # type: ignore[attr-defined]
