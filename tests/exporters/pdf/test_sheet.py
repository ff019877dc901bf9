"""The sheet: what is drawn at once, and what waits until all pages are."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from alignprep_exporters.pdf.file import serialize
from alignprep_exporters.pdf.lines import broken
from alignprep_exporters.pdf.sheet import Sheet
from alignprep_exporters.pdf.spans import words
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.styles import style
from alignprep_exporters.pdf.waiting import GAP, Late, Waiting


def test_a_page_says_what_later_pages_decide() -> None:
    root, look = Node("Document"), style("body")
    sheet = Sheet((300, 300), root)

    def said() -> str:
        return f", page {sheet.page_of('end')} of {sheet.count}"

    for text in ("Begin", "Middle", "End"):
        (line,) = broken(words(text, look), 200)
        late = Late(lambda: broken(words(said(), look), 200)[0])
        sheet.text(Node("P", root), [(50, 200, line)], late if text == "Begin" else None)
        if text == "End":
            sheet.mark_place("end", 200)
            sheet.addOutlineEntry(text, "end")
        sheet.showPage()
    sheet.finish()
    told: list[tuple[int, int]] = []
    made = serialize(sheet, lambda page, pages: told.append((page, pages)))
    assert [page.extract_text() for page in PdfReader(io.BytesIO(made), strict=True).pages] == [
        "Begin, page 3 of 3", "Middle", "End",
    ]  # fmt: skip
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_gaps_are_filled_in_order() -> None:
    numbers: list[str] = []
    page = Waiting(f"a{GAP}b{GAP}c", [lambda: numbers[0], lambda: numbers[1]])
    with pytest.raises(ValueError, match="zip"):
        page.drawing()
    numbers += ["12", "3"]
    page.decide()
    assert page.drawing() == b"a12b3c"
