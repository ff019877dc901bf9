"""The canvas: what is drawn at once, and what waits until all pages are."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas
from alignprep_exporters.pdf.tagged.file import serialize
from alignprep_exporters.pdf.tagged.late import GAP, LateContent, LateLine
from alignprep_exporters.pdf.type.lines import break_lines
from alignprep_exporters.pdf.type.spans import words
from alignprep_exporters.pdf.type.styles import style


def test_a_page_says_what_later_pages_decide() -> None:
    root, look = Node("Document"), style("body")
    canvas = TaggedCanvas((300, 300), root, "en")

    def said() -> str:
        return f", page {canvas.page_of('end')} of {canvas.page_count}"

    for text in ("Begin", "Middle", "End"):
        (line,) = break_lines(words(text, look), 200)
        late = LateLine(lambda: break_lines(words(said(), look), 200)[0])
        canvas.text(Node("P", root), [(50, 200, line)], late if text == "Begin" else None)
        if text == "End":
            canvas.add_destination("end", 200)
            canvas.addOutlineEntry(text, "end")
        canvas.showPage()
    canvas.finish()
    made = serialize(canvas)
    assert [page.extract_text() for page in PdfReader(io.BytesIO(made), strict=True).pages] == [
        "Begin, page 3 of 3", "Middle", "End",
    ]  # fmt: skip


def test_gaps_are_filled_in_order() -> None:
    numbers: list[str] = []
    page = LateContent(f"a{GAP}b{GAP}c", [lambda: numbers[0], lambda: numbers[1]])
    with pytest.raises(ValueError, match="zip"):
        page.whole()
    numbers += ["12", "3"]
    page.fill()
    assert page.whole() == b"a12b3c"
