"""Formulas on lines of their own: how they are broken, how large they are, what is tagged and hidden under them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast

import pytest
from pypdf import PdfReader

from alignprep import Bank, select
from alignprep.text.nodes import Math, Text
from alignprep_exporters import pdf
from alignprep_exporters.pdf.layout.boxes import Paragraph, baseline
from alignprep_exporters.pdf.layout.formulas import Formula, size_in
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.lines import Line, break_lines
from alignprep_exporters.pdf.type.outlines import SIZE
from alignprep_exporters.pdf.type.spans import spans, words
from alignprep_exporters.pdf.type.styles import style
from tests.support.pdf_reader import Element, tagged
from tests.support.sample_bank import question, sample_bank
from tests.support.tiny_font import tiny_font

SUM = " + ".join(f"a_{{{index}}}" for index in range(20))
CHAIN = r"L(x) = a + b + c + d + e \le f + g + h + i + j \approx k + l + m + n + o + p"
FAR = r"E[x + y + z + u + v + w] - E[x] - E[y] = E[z] + E[u]"


def formula(latex: str, width: float, *, wide: float = 0, depth: float = 600, size: float = SIZE) -> Formula:
    return Formula(latex, Node("P"), width, depth, wide=wide, size=size)


def indents(made: Formula) -> list[float]:
    return [round(row.indent, 1) for row in made._rows]


def test_a_formula_that_fits_is_one_row_in_the_size_of_the_text() -> None:
    made = formula(CHAIN, 500)
    assert (len(made._rows), made._scale) == (1, 1)
    assert formula("x", 200, size=9.5)._scale == pytest.approx(0.95)


def test_a_wide_formula_takes_the_margin_before_it_is_broken() -> None:
    (row,) = formula(CHAIN, 500)._rows
    assert len(formula(CHAIN, row.right - 20, wide=row.right + 1)._rows) == 1
    assert len(formula(CHAIN, row.right - 20, wide=row.right - 10)._rows) > 1


def test_it_is_broken_before_relations_which_are_aligned() -> None:
    made = formula(CHAIN, 170)
    first, *others = indents(made)
    assert (len(made._rows), made._scale) == (3, 1)
    assert first == 0
    assert len(set(others)) == 1
    lhs = formula("L(x)", 170)._rows[0].right
    assert others[0] == pytest.approx(lhs, abs=0.1)


def test_then_before_operators_behind_the_relation() -> None:
    made = formula(CHAIN, 100)
    assert made._scale == 1
    assert all(row.right <= 100 for row in made._rows)
    relation, behind = sorted(set(indents(made)))[1:]
    assert 3 < behind - relation < 20


def test_a_relation_far_on_the_right_begins_a_row_of_its_own() -> None:
    made = formula(FAR, 170)
    assert made._scale == 1
    assert indents(made)[:2] == [0, 20]
    assert len(made._rows) == 2


def test_formulas_with_a_wide_space_between_them_are_parted_there() -> None:
    made = formula(r"a + b + c = d, \qquad e + f + g = h, \quad i + j = k", 150)
    assert indents(made) == [0, 0]


def test_a_sum_without_a_relation_is_broken_before_operators() -> None:
    made = formula(SUM, 150)
    assert made._scale == 1
    assert len(made._rows) > 2
    assert set(indents(made)[1:]) == {20.0}


@pytest.mark.parametrize("latex", [rf"f({SUM})", rf"\left( {SUM} \right)^2", rf"a = b \left[ {SUM} \right] + c"])
def test_brackets_are_broken_inside_when_nothing_else_helps(latex: str) -> None:
    made = formula(latex, 200)
    assert made._scale == 1
    assert len(made._rows) > 1


def test_what_cannot_be_broken_is_made_smaller() -> None:
    fraction = rf"\frac{{{SUM}}}{{2}}"
    (row,) = formula(fraction, 1000)._rows
    made = formula(fraction, row.right * 0.9)
    assert len(made._rows) == 1
    assert made._scale == pytest.approx(0.9)
    assert size_in(fraction, row.right * 0.9, SIZE) == pytest.approx(9)
    assert size_in(SUM, 150, 9.5) == 9.5


def test_a_relation_inside_brackets_or_between_scripts_breaks_nothing() -> None:
    narrow = r"P(a = b \mid c) x_{i = j}"
    (row,) = formula(narrow, 500)._rows
    assert len(formula(narrow, row.right - 1)._rows) > 1
    assert indents(formula(rf"y = {narrow} + z", row.right + 12))[1] > 0


def test_rows_stay_together_unless_they_are_deeper_than_a_page() -> None:
    made = formula(CHAIN, 100)
    assert made.split(made.height - 5) is None
    deep = formula(CHAIN, 100, depth=40)
    assert deep.height > 40
    first, second = deep.split(40) or (deep, deep)
    assert first.height <= 40
    assert len(first._rows) + len(second._rows) == len(deep._rows)
    assert first._node is second._node
    assert second._lines == []
    assert made.split(1) is None


def study(depth: str, fonts: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    bank = sample_bank({**question(1, related=[]), "answer": {"depth": depth}})
    return pdf.render(select(Bank(bank.data, fonts), edition="study"))


def elements(data: bytes, beginnings: str) -> list[Element]:
    """The elements of formulas that begin like these."""
    return [one for one in tagged(data).root.all("Formula") if one.alt.startswith(tuple(beginnings.split()))]


def test_a_broken_formula_is_one_element_with_one_description() -> None:
    data = study(f"Then\n\n$$\n{CHAIN} = {SUM} = {SUM}\n$$\n\nand so on.")
    (made,) = elements(data, "L(x)")
    assert made.alt.startswith("L(x) = a + b + c")
    assert "".join(made.text().split()) == "".join(made.alt.split())


def test_a_line_with_drawn_parts_says_what_they_say() -> None:
    data = study(r"So $\overline{x + y} \le \sqrt{2}$ and $x_i^2 = 999{,}900$, $\underbrace{a + b}_{n}$ here.")
    first, second, third = elements(data, "overline x_i^2 underbrace")
    assert [first.text(), first.alt] == ["¯(x + y) ≤ √(2)", "overline (x + y) ≤ √(2)"]
    assert [second.text(), second.alt] == ["xi2 = 999,900", "x_i^2 = 999,900"]
    assert [third.text(), third.alt] == ["⏟(a + b)_n", "underbrace (a + b)_n"]
    page = next(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages if "999,900" in page.extract_text())
    assert "999, 900" not in page


class Pen:
    """A canvas that remembers the heights of lines of text."""

    def __init__(self) -> None:
        self.heights: list[float] = []

    def text(self, _: Node, lines: list[tuple[float, float, Line]]) -> None:
        self.heights += [y for _, y, line in lines if line.runs]


@pytest.mark.parametrize(
    ("latex", "above", "below"),
    [
        (r"\overbrace{a + b}^n", True, False),
        (r"\underbrace{a + b}_n", False, True),
        (r"\sqrt{\mathbb{E}[q^2]}", True, False),
        (r"\underline{ab}", False, False),
    ],
)
def test_a_tall_part_is_clear_of_other_lines_and_a_bullet_stays_beside_it(latex: str, above: bool, below: bool) -> None:
    node, look = Node("P"), style("body")
    shown = spans((Math(latex), Text(" in a line")), look, {}, node)
    (line,) = break_lines(shown, 300)
    assert (line.above > 0, line.below > 0) == (above, below)
    assert line.above + line.below < look.leading
    (bullet,) = words("•", look)
    made, pen = Paragraph(shown, look, node, 300, label=(bullet, node, 5)), Pen()
    assert made.height == look.leading + line.above + line.below
    made.draw(cast("Any", pen), 0, 100)
    assert pen.heights == pytest.approx([100 - baseline(look) - line.above] * 2)


def test_tall_parts_count_when_a_paragraph_is_parted() -> None:
    node, look = Node("P"), style("body")
    tall = [Math(r"\underbrace{a + b}_n"), Text(" and so on " * 4)]
    made = Paragraph(spans(tall * 6, look, {}, node), look, node, 150)
    for room in range(20, int(made.height), 7):
        if parts := made.split(room):
            assert parts[0].height <= room + 0.01
            assert parts[0].height + parts[1].height == pytest.approx(made.height)


def test_a_part_that_is_wider_than_its_line_is_made_smaller() -> None:
    shown = spans((Text("a "), Math(rf"\overline{{{SUM}}}"), Text(" b")), style("body"), {}, Node("P"))
    lines = break_lines(shown, 100)
    assert [len(line.runs) for line in lines] == [1, 1, 1]
    assert max(line.width for line in lines) <= 100
    placed = lines[1].runs[0][0].placed
    assert placed is not None
    assert placed.outline is not None
    assert placed.outline.width * placed.scale == pytest.approx(100)


def test_words_in_the_banks_own_font_stand_in_both_kinds_of_formulas() -> None:
    text = "$$\n\\frac{\\text{字}}{2}\n$$\n\nSo $\\begin{pmatrix} \\text{字} \\end{pmatrix}$."
    block, inline = elements(study(text, {"A.ttf": tiny_font("字")}), "字/2 (字)")
    assert [block.text(), inline.text()] == ["字/2", "(字)"]


def test_the_same_formulas_make_the_same_bytes() -> None:
    text = r"So $\sqrt{x_i^2}$ and" + f"\n\n$$\n{CHAIN} + {CHAIN}\n$$"
    assert study(text) == study(text)
