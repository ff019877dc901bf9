"""Estimates of lines, heights and pages, against what is known of Calibri and of what LibreOffice draws."""

from __future__ import annotations

import pytest

from alignprep import Paper
from alignprep_exporters.docx.equations import equation
from alignprep_exporters.docx.measure import BOLD, FIXED, REGULAR, formula_height, lines
from alignprep_exporters.docx.pagination import Area, Ruler
from alignprep_exporters.docx.tables import table
from alignprep_exporters.docx.template import empty_document
from alignprep_exporters.docx.xml import Element, new, paragraph, run

LINE = 10_000
"""The width of a line in thousandths of an em: 44 spaces, or 20 letters of 500."""


def counted(*content: Element, face: str = REGULAR, first: int = LINE) -> int:
    return lines(paragraph("BodyText", *content), face, {"InlineCode": FIXED, "Strong": BOLD}, first, LINE)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("abcd " * 4, 1),
        ("abcd " * 6, 2),
        ("x\u00a0" * 14, 1),  # As narrow as other spaces.
        ("i’i’" * 10, 1),
        ("word-" * 6, 2),
        ("x" * 70, 4),  # It has no place to break.
        ("a\nb\n\nc", 4),
        ("漢字" * 8, 2),
    ],
)
def test_the_lines_of_a_text(text: str, count: int) -> None:
    assert counted(run(text)) == count


def test_a_word_may_have_runs_of_several_faces() -> None:
    assert counted(run("abcd abcd "), run("ab", "Strong"), run("cd"), run(" ab"), run("cd ab")) == 1
    assert counted(run("abcd abcd "), run("ab", "Strong"), run("cd"), run(" ab"), run("cd ab"), run("cd")) == 2
    assert [counted(run("iiiii " * 6, style)) for style in ("", "InlineCode")] == [1, 3]
    assert [counted(run("nnnn " * 4 + "n", style)) for style in ("", "Strong")] == [1, 2]
    assert [counted(run("iiiii " * 6), face=face) for face in (REGULAR, FIXED)] == [1, 3]


def test_the_first_line_may_have_another_width() -> None:
    assert [counted(run("abcd " * 6), first=first) for first in (LINE // 2, 2 * LINE)] == [2, 1]


@pytest.mark.parametrize(
    ("latex", "low", "high"),
    [
        ("x", 1.0, 1.0),
        ("x^2", 1.2, 1.4),
        (r"\frac{a}{b}", 2.2, 2.5),
        (r"\frac{\frac{a}{b}}{c}", 3.4, 4),
        (r"\sum_i x_i", 2.0, 2.4),
        (r"\sum_{i=1}^n x_i", 2.6, 3),
        (r"\begin{matrix} a \\ b \\ c \end{matrix}", 2.9, 3.2),
    ],
)
def test_the_height_of_a_formula(latex: str, low: float, high: float) -> None:
    assert low <= formula_height(equation(latex, display=True)) <= high


def ruler(height: int) -> Ruler:
    made = Ruler(empty_document(Paper.A4, None, "en").styles.element)
    made.area = Area("nextPage", 9300, height)
    return made


def marked(style: str, text: str, bookmark: str) -> Element:
    mark = new("w:bookmarkStart", id=1, name=bookmark)
    return paragraph(style, mark, run(text))


def pages(height: int, *blocks: Element) -> dict[str, int]:
    made = ruler(height)
    return made.pages(list(made.blocks(blocks)))


def test_a_long_paragraph_is_divided_between_lines_and_leaves_two_on_each_page() -> None:
    text = "word " * 20 * 8
    lines_of = ruler(10_000).height([paragraph("BodyText", run(text))]) - 120
    (block,) = ruler(10_000).blocks([paragraph("BodyText", run(text))])
    assert block.height == pytest.approx(lines_of)
    one = block.line_height
    for shown, left in ((2.5, block.lines - 2), (block.lines - 0.5, 2)):
        assert block.after_page(shown * one).lines == left
    height = round(one * (block.lines - 2) + 1)
    assert pages(height, paragraph("BodyText", run(text)), marked("BodyText", "end", "end"))["end"] == 2


def test_a_table_repeats_its_header_on_every_page() -> None:
    rows = [[[run(f"row {number}")]] for number in range(60)]
    plain, headed = (table(header, rows, (9300,)) for header in ([], [[run("head")]]))
    made = ruler(4_000)
    measured = [list(made.blocks([one])) for one in (plain, headed)]
    assert {block.head for block in measured[0]} == {0}
    assert {block.head for block in measured[1][1:]} == {measured[1][0].height - 40}
    assert made.used(measured[1]) != made.used(measured[0])
    ends = [pages(4_000, one, marked("BodyText", "end", "end"))["end"] for one in (plain, headed)]
    assert ends[0] < ends[1]


def test_the_styles_of_characters_have_their_own_faces() -> None:
    made = ruler(10_000)
    code, prose = (made.height([paragraph("BodyText", run("iiiii " * 62, style))]) for style in ("InlineCode", ""))
    assert code > prose
