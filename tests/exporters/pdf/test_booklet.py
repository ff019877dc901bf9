"""Booklets: folded sheets are read as their pages were made, and claim nothing that they are not."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from alignprep import ExporterError, Packet, load, select
from alignprep.exporting import export
from alignprep_exporters import pdf
from alignprep_exporters.pdf import answers, quick
from alignprep_exporters.pdf.booklet import page_of, sides
from alignprep_exporters.pdf.layout.boxes import NewPage, Paragraph
from alignprep_exporters.pdf.layout.pages import Column, fill_pages
from alignprep_exporters.pdf.publish import Furniture, draw_pages
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.fonts import using
from alignprep_exporters.pdf.type.spans import words
from alignprep_exporters.pdf.type.styles import style
from tests.support.pdf_content import squeezed
from tests.support.sample_bank import INTERVIEW, sample_bank


def folded(sides: list[tuple[Any, Any]]) -> list[Any]:
    """The pages as one turns them: sheets inside each other, each turned over its short edge."""
    sheets = [(*front, *back) for front, back in zip(sides[::2], sides[1::2], strict=True)]
    # Behind the right half of a front is the left half of its back.
    opening = [page for _, right, inner_left, _ in sheets for page in (right, inner_left)]
    closing = [page for left, _, _, inner_right in reversed(sheets) for page in (inner_right, left)]
    return opening + closing


@given(st.integers(1, 300))
def test_folded_sheets_are_read_in_order(count: int) -> None:
    order = folded(sides(count))
    assert order == list(range(len(order)))
    assert count <= len(order) < count + 4


def booklet(count: int, *, paper: str = "a4", direction: str = "ltr") -> PdfReader:
    """A booklet of so many pages, each of which says which one it is."""
    packet = select(sample_bank(), paper=paper, booklet=True)
    root, page, look = Node("Document"), page_of(packet), style("body")
    with using({}, direction):
        boxes = [
            box
            for number in range(1, count + 1)
            for box in (Paragraph(words(f"Leaf {number}.", look), look, Node("P", root), page.measure), NewPage())
        ]
        columns = [Column(page.left, page.height - page.top, page.depth, page.measure)]
        data = draw_pages(packet, Furniture("Leaves", "", "", cover=False), page, fill_pages(boxes, columns), root)
    return PdfReader(io.BytesIO(data))


def halves(side: Any) -> tuple[int, int]:
    """The numbers of the pages on the left and the right of a side, by their feet; 0 for a blank one."""
    found = [0, 0]
    for x, name in re.findall(r"1 0 0 1 ([0-9.]+) 0 cm /(\w+) Do", side.get_contents().get_data().decode()):
        text = side.extract_xform_text(side["/Resources"]["/XObject"][f"/{name}"].get_object(), (0,))
        (number,) = re.findall(r"Page (\d+) of", text)
        assert f"Leaf {number}." in text
        found[float(x) > 0] = int(number)
    return found[0], found[1]


@pytest.mark.parametrize("count", range(1, 10))
def test_the_file_is_read_in_order_when_it_is_folded(count: int) -> None:
    reader = booklet(count)
    order = folded([halves(side) for side in reader.pages])
    assert order == [*range(1, count + 1), *[0] * (-count % 4)]
    assert len(reader.pages) == (count + 3) // 4 * 2


def test_a_language_from_right_to_left_is_bound_on_the_right() -> None:
    forward, backward = ([halves(side) for side in booklet(6, direction=way).pages] for way in ("ltr", "rtl"))
    assert forward == [(0, 1), (2, 0), (6, 3), (4, 5)]
    assert backward == [(right, left) for left, right in forward]


@pytest.mark.parametrize(("paper", "size"), [("a4", (841.89, 595.28)), ("letter", (792, 612))])
def test_a_sheet_is_the_paper_turned_and_printed_on_both_sides(paper: str, size: tuple[float, float]) -> None:
    reader = booklet(2, paper=paper)
    assert [(float(side.mediabox.width), float(side.mediabox.height)) for side in reader.pages] == [size] * 2
    root: Any = reader.trailer["/Root"]
    assert root["/ViewerPreferences"]["/Duplex"] == "/DuplexFlipShortEdge"


def folio(exporter: Any, edition: str = "study", **chosen: Any) -> tuple[PdfReader, PdfReader, Packet]:
    """A product as a booklet and as usual, and its packet."""
    packet = select(sample_bank(), edition=edition, booklet=True, **chosen)
    usual = select(sample_bank(), edition=edition, **chosen)
    made = [PdfReader(io.BytesIO(exporter.render(one))) for one in (packet, usual)]
    return made[0], made[1], packet


@pytest.mark.parametrize(
    ("exporter", "edition"),
    [(pdf, "study"), (pdf, "interviewer"), (pdf, "candidate"), (answers, "study"), (quick, "study")],
)
def test_it_has_title_language_and_fonts_but_claims_nothing(exporter: Any, edition: str) -> None:
    made, usual, _ = folio(exporter, edition)
    root: Any = made.trailer["/Root"]
    assert {"/StructTreeRoot", "/MarkInfo", "/AcroForm", "/Outlines", "/OutputIntents"}.isdisjoint(root)
    assert all("/Annots" not in side for side in made.pages)
    assert root["/Lang"] == "en"
    assert made.metadata
    assert usual.metadata
    assert made.metadata.title == usual.metadata.title
    claims = (b"<pdfaid:", b"<pdfuaid:")
    assert not any(claim in root["/Metadata"].get_data() for claim in claims)
    assert all(claim in usual.trailer["/Root"]["/Metadata"].get_data() for claim in claims)  # type: ignore[index]
    fonts = [
        font.get_object()
        for side in made.pages
        for form in side["/Resources"]["/XObject"].values()  # type: ignore[index]
        for font in form["/Resources"]["/Font"].values()
    ]
    used = [font for font in fonts if font["/BaseFont"] != "/Helvetica"]
    assert used
    assert all("/FontFile2" in font.get("/DescendantFonts", [font])[0]["/FontDescriptor"] for font in used)


def test_it_says_all_that_the_guide_says() -> None:
    made, _, packet = folio(pdf, "interviewer")
    text = squeezed(" ".join(side.extract_text() for side in made.pages))
    for item in packet.items:
        assert f"{item.number}. Title {item.number} with <b>" in text
        for letter in "ab":
            assert f"Follow-up {letter} of {item.number}?" in text
        assert f"Anchor three of {item.number} & more" in text


def test_pages_have_their_usual_letters_on_half_a_sheet() -> None:
    packet = select(load(), edition="study", sections="beginner", booklet=True)
    reader = PdfReader(io.BytesIO(quick.render(packet)))
    sizes = {
        float(size)
        for side in reader.pages
        for form in side["/Resources"]["/XObject"].values()  # type: ignore[index]
        for size in re.findall(rb"/F\d+\+0 ([0-9.]+) Tf", form.get_data())
    }
    assert min(sizes) >= 8


def test_the_same_booklet_has_the_same_bytes() -> None:
    packet = select(sample_bank(), booklet=True)
    assert pdf.render(packet) == pdf.render(packet)


@pytest.mark.parametrize("edition", ["interviewer", "candidate"])
def test_what_is_filled_in_during_an_interview_is_no_booklet(edition: str) -> None:
    packet = select(sample_bank(), edition=edition, interview=INTERVIEW, booklet=True)
    with pytest.raises(ExporterError, match="what is filled in during an interview has pages of its own"):
        pdf.render(packet)


def test_an_exporter_that_makes_none_names_those_that_do() -> None:
    packet = select(sample_bank(), booklet=True)
    for name in ("docx", "csv", "anki"):
        with pytest.raises(ExporterError, match=f"'{name}' makes no booklets; those that do: pdf, pdf-answers, pdf-q"):
            export(name, packet)
    assert export("pdf-quick", packet) == quick.render(packet)
