"""Formulas: as text in a line, as outlines on lines of their own, and in words."""

from __future__ import annotations

import re
import unicodedata

import pytest

from alignprep_exporters.pdf.layout import formulas
from alignprep_exporters.pdf.layout.formulas import Formula, _outline
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.inline_maths import spoken, symbols
from tests.support.strategies import FORMULAS


@pytest.mark.parametrize(
    ("latex", "said", "heard"),
    [
        (r"U = V + \epsilon", "U = V + ϵ", "U = V + ϵ"),
        (r"x_{i}^{2}", "xi2", "x_i^2"),
        (r"x_{i_j}^{n+1}", "xijn+1", "x_(i_j)^(n+1)"),
        (r"\pi_{\text{ref}}(y \mid x)", "πref(y ∣ x)", "π_ref(y ∣ x)"),
        (r"-\beta - (-x)", "−β − (−x)", "−β − (−x)"),
        (r"\frac{a+b}{c}", "(a + b)/c", "(a + b)/c"),
        (r"\sqrt{x}, \sqrt[3]{y}", "√(x), 3√(y)", "√(x), 3√(y)"),
        (r"\hat{\theta}, \bar{x}, \tilde{y}", "θ̂, x̄, ỹ", "θ̂, x̄, ỹ"),
        (r"\max_\theta \log \sigma(x)", "maxθ log σ(x)", "max_θ log σ(x)"),
        (r"\mathbb{E}_{x \sim p}[f]", "𝔼x∼p[f]", "𝔼_(x∼p)[f]"),
        (r"a\quad b", "a b", "a b"),
        (r"\begin{cases} a & x < 0 \\ b & x > 0 \end{cases}", "{a x < 0 ; b x > 0", "{a x < 0 ; b x > 0"),
    ],
)
def test_a_formula_in_a_line(latex: str, said: str, heard: str) -> None:
    def plain(text: str) -> str:
        return unicodedata.normalize("NFC", " ".join(text.split()))

    assert plain("".join(symbol.text for symbol in symbols(latex))) == unicodedata.normalize("NFC", said)
    assert plain(spoken(latex)) == unicodedata.normalize("NFC", heard)


def test_signs_know_how_they_are_set() -> None:
    theta, two, word = symbols(r"x_2 \text{or}")[0], symbols(r"x_2")[1], symbols(r"\text{or}")[0]
    assert (theta.italic, theta.level, theta.rise) == (True, 0, 0)
    assert (two.italic, two.level) == (False, 1)
    assert two.rise < 0 < symbols("x^2")[1].rise
    assert not word.italic


@pytest.mark.parametrize("latex", FORMULAS)
def test_outlines_stay_in_their_box(latex: str) -> None:
    outline = _outline(latex)
    for x, y in re.findall(r"(-?[0-9.]+) (-?[0-9.]+) (?=[mlc]\b|-?[0-9.]+ -?[0-9.]+)", outline.code):
        assert -1 <= float(x) <= outline.width + 1
        assert -1 <= float(y) <= outline.height + 1
    assert outline.code.count("\nf") + outline.code.count("re f") >= 1
    assert set(re.findall(r"[a-zA-Z]+", outline.code)) <= {"m", "l", "c", "h", "f", "re"}


def test_a_formula_is_made_to_fit() -> None:
    wide = Formula(" + ".join(["x"] * 60), Node("P"), 200, 500)
    small = Formula("x", Node("P"), 200, 500)
    assert wide._outline.width * wide._scale == pytest.approx(200)
    assert small._scale == 1


NESTED = [
    r"\left( \frac{a_{i+1}}{\left[ b - \sqrt{\left\{ c \right\}} \right]} \right)^{\left| x \right|}",
    r"\left\lfloor \sum_{i=1}^{n} \left( x_i^{(2)} \right) \right\rfloor",
    r"\begin{cases} \left( \frac{1}{2} \right) & x < 0 \\ \begin{pmatrix} a \\ b \end{pmatrix} & x > 0 \end{cases}",
    r"\underbrace{\overline{x + y}}_{\frac{n}{2}} \rightarrow \hat{\theta}",
]


@pytest.mark.parametrize("latex", [*FORMULAS, *NESTED])
def test_rows_that_are_not_measured_are_drawn_the_same(latex: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = _outline.__wrapped__(latex)
    monkeypatch.setattr(formulas, "_may_stretch", lambda _: True)
    assert _outline.__wrapped__(latex) == made
