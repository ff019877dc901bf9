"""Parts of formulas as outlines."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from alignprep_exporters.pdf.type import outlines
from alignprep_exporters.pdf.type.atoms import tree
from alignprep_exporters.pdf.type.fonts import MissingCharacter, using, width
from alignprep_exporters.pdf.type.outlines import SIZE, Outline, outline
from tests.support.latex_subset import SUBSET
from tests.support.strategies import FORMULAS
from tests.support.tiny_font import tiny_font

NESTED = [
    r"\left( \frac{a_{i+1}}{\left[ b \right]} \right)^{\left| x \right|} \sqrt{\left\{ c \right\}}",
    r"\left\lfloor \sum_{i=1}^{n} \left( x_i^{(2)} \right) \right\rfloor",
    r"\begin{cases} \left( 1 \right) & x < 0 \\ \begin{pmatrix} a \end{pmatrix} & x > 0 \end{cases}",
    r"\underbrace{\overline{x + y}}_{\frac{n}{2}} \rightarrow \hat{\theta}",
]
DRAWN = [latex for latex, _, _ in SUBSET if "本" not in latex]


def drawn(latex: str) -> Outline:
    return outline(tree(latex, display=True), display=True)


def shapes(latex: str) -> list[tuple[float, float]]:
    """The left and right end of each shape."""
    found = []
    for shape in re.split(r"\b[fS]\b", drawn(latex).code):
        if rectangle := re.search(r"(\S+) \S+ (\S+) \S+ re", shape):
            found.append((float(rectangle[1]), float(rectangle[1]) + float(rectangle[2])))
        elif ends := [float(x) for x in re.findall(r"(\S+) \S+(?= [mlc]\b)", shape)]:
            found.append((min(ends), max(ends)))
    return found


@pytest.mark.parametrize("latex", [*FORMULAS, *NESTED, *DRAWN])
def test_outlines_stay_in_their_box(latex: str) -> None:
    made = drawn(latex)
    for x, y in re.findall(r"(-?[0-9.]+) (-?[0-9.]+) (?=[mlc]\b|-?[0-9.]+ -?[0-9.]+)", made.code):
        assert -1 <= float(x) <= made.width + 2
        assert -made.below - 1 <= float(y) <= made.above + 1
    assert re.search(r"\bf$", made.code, re.MULTILINE)
    assert set(re.findall(r"[a-zA-Z]+", made.code)) <= {"m", "l", "c", "h", "f", "re", "q", "w", "S", "Q"}


@pytest.mark.parametrize("latex", [*FORMULAS, *NESTED])
def test_rows_that_are_not_measured_are_drawn_the_same(latex: str, monkeypatch: pytest.MonkeyPatch) -> None:
    xml = ElementTree.tostring(tree(latex), encoding="unicode")
    made = outlines._drawn.__wrapped__(xml, display=True)
    monkeypatch.setattr(outlines, "_may_stretch", lambda _: True)
    assert outlines._drawn.__wrapped__(xml, display=True) == made


def test_letters_are_as_tall_as_those_of_the_text() -> None:
    assert drawn("x").above == pytest.approx(0.475 * SIZE, abs=0.1)
    assert drawn("H").above == pytest.approx(0.67 * SIZE, abs=0.3)


@pytest.mark.parametrize("latex", ["(-1)", "y = -x", "[-1]", r"a \le -1", r"2 \cdot -3", r"\{-x\}", r"|-x|", "a, -b"])
def test_a_sign_is_set_close_to_what_it_belongs_to(latex: str) -> None:
    """Without the space of an operator on its right, as it is in `a - b`."""

    def after_minus(latex: str) -> float:
        signs = re.sub(r"\\(le|cdot)|[ \\]", lambda command: "x" * bool(command[1]), latex)
        found, index = shapes(latex), signs.index("-")
        return found[index + 1][0] - found[index][1]

    assert after_minus(latex) < 0.2 * SIZE < after_minus("a - b") + 0.06 * SIZE
    assert after_minus(latex) < after_minus("a - b") - 0.15 * SIZE


def test_a_comma_in_a_number_is_followed_by_no_space() -> None:
    assert drawn("999{,}900").width == pytest.approx(drawn("999900").width + drawn("{,}").width, abs=0.5)
    assert drawn("999{,}900").width < drawn("999,900").width


def test_an_overline_is_as_wide_as_what_it_is_over() -> None:
    (*_, line) = shapes(r"\overline{x + y}")
    letters = shapes("x + y")
    assert line[1] - line[0] == pytest.approx(letters[-1][1] - letters[0][0], abs=1)


def test_scripts_of_a_bracket_are_as_high_as_those_of_a_letter() -> None:
    assert drawn("(x)^n").above == pytest.approx(max(drawn("x^n").above, drawn("(x)").above), abs=0.2)


def test_limits_stand_below_in_display_and_beside_in_a_line() -> None:
    assert drawn(r"\max_\theta f").below > outline(tree(r"\max_\theta f")).below + 2
    assert drawn(r"\sum_{i=1}^n").width < outline(tree(r"\sum_{i=1}^n")).width


def test_words_that_the_font_of_formulas_lacks_are_drawn_in_those_of_the_text() -> None:
    (words,) = drawn(r"x + \text{Привет ӂ}").words
    assert (words.text, words.size, words.y) == ("Привет\u00a0ӂ", SIZE, 0)
    assert drawn("x").width < words.x < drawn("x +").width + 5
    (script,) = drawn(r"x_{\text{ӂӂ}}").words
    assert script.size < SIZE
    assert script.y < 0
    with pytest.raises(MissingCharacter, match="'字'"):
        drawn(r"\text{字}")
    with using({"A.ttf": tiny_font("字")}):
        made = drawn(r"\text{字}")
        assert made.words[0].text == "字"
        assert made.width == pytest.approx(width("Serif", "字") * SIZE / 1000, abs=0.01)
    with using({"A.ttf": tiny_font("字", width=500)}):
        assert drawn(r"\text{字}").width == pytest.approx(SIZE / 2, abs=0.01)
