"""The canvas: what is drawn at once, and what waits until all pages are."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas
from alignprep_exporters.pdf.tagged.file import serialize
from alignprep_exporters.pdf.tagged.late import GAP, LateContent, LateLine
from alignprep_exporters.pdf.type.fonts import using
from alignprep_exporters.pdf.type.lines import break_lines
from alignprep_exporters.pdf.type.spans import words
from alignprep_exporters.pdf.type.styles import style
from tests.support.pdf_reader import tagged


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


def right_to_left(root: Node) -> TaggedCanvas:
    with using({}, "rtl"):
        return TaggedCanvas((300, 300), root, "ar")


def test_a_page_from_right_to_left_is_mirrored() -> None:
    root, look = Node("Document"), style("body")
    canvas = right_to_left(root)
    with using({}, "rtl"):
        (line,) = break_lines(words("Latin", look), 200)
        canvas.text(Node("P", root), [(50, 200, line)])
        canvas.area(10, 20, 30, 40, fill="#000000")
        canvas.rule(10, 20, 100, stroke="#000000")
        canvas.leader(10, 20, lambda: 100.0, stroke="#000000")
    assert f"1 0 0 1 {300 - 50 - line.width:.2f} 200.00 Tm" in canvas._code[0]
    assert " 260.00 20.00 30.00 40.00 re f" in canvas._code[1]
    assert " 200.00 20.00 m 290.00 20.00 l" in canvas._code[2]
    assert " 290.00 20.00 m 200.00 20.00 l" in canvas._late[0]()


def test_what_is_drawn_forward_is_moved_as_a_whole() -> None:
    canvas = right_to_left(Node("Document"))
    with canvas.forward(10, 100):
        canvas.area(15, 20, 30, 40, fill="#000000")
        canvas.shape("0 0 m")
    canvas.shape("0 0 m")
    assert " 195.00 20.00 30.00 40.00 re f" in canvas._code[0]
    assert canvas._code[1:] == ["q 1 0 0 1 180.00 0 cm 0 0 m Q", "q -1 0 0 1 300.00 0 cm 0 0 m Q"]


def test_a_line_that_follows_text_stands_on_its_left() -> None:
    root, look = Node("Document"), style("body")
    canvas = right_to_left(root)
    with using({}, "rtl"):
        first, late = (break_lines(words(text, look), 200)[0] for text in ("Latin", ", 12"))
        canvas.text(Node("P", root), [(50, 200, first)], LateLine(lambda: late))
        code = canvas._late[0]()
    assert f"1 0 0 1 {250 - first.width - late.width:.2f} 200.00 Tm" in code


def test_a_line_is_tagged_in_the_order_in_which_it_is_read() -> None:
    root = Node("Document")
    with using({}, "rtl"):
        canvas, look = TaggedCanvas((300, 300), root, "ar"), style("body")
        lines = break_lines(words("نص abc نص طويل", look), 60)
        canvas.text(Node("P", root), [(50, 200 - 20 * index, line) for index, line in enumerate(lines)])
        canvas.showPage()
        canvas.finish()
        made = serialize(canvas)
    assert len(lines) > 1
    assert tagged(made).root.text() == "نص abc نص طويل"
