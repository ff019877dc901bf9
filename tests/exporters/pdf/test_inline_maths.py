"""Formulas as text in a line, and in words."""

from __future__ import annotations

import unicodedata

import pytest

from alignprep.language.words import ENGLISH, Words
from alignprep.text.maths import latex_fault
from alignprep_exporters.pdf.type.inline_maths import described, spoken, symbols
from tests.support.latex_subset import SUBSET


@pytest.mark.parametrize(("latex", "said", "heard"), SUBSET)
def test_a_formula_in_a_line(latex: str, said: str, heard: str) -> None:
    def plain(text: str) -> str:
        return unicodedata.normalize("NFC", " ".join(text.split()))

    assert latex_fault(latex) is None
    assert plain("".join(symbol.text for symbol in symbols(latex))) == unicodedata.normalize("NFC", said)
    assert plain(spoken(latex)) == unicodedata.normalize("NFC", heard)


@pytest.mark.parametrize(
    ("latex", "heard"),
    [
        (r"\bar{x} \ne \hat{p}_i - \tilde y^2", "x bar ≠ p hat_i − y tilde^2"),
        (r"\vec v + \dot x + \ddot{x}", "v arrow + x dot + x double dot"),
        (r"\bar\pi - \hat{AB}", "π bar − (AB) hat"),
        (r"\overline{x + y} \underline{ab}", "overline (x + y)underline (ab)"),
        (r"\underbrace{\overbrace{a}^n}_{\text{all}}", "underbrace (overbrace (a)^n)_all"),
        (r"-x + 999{,}900", "−x + 999,900"),
        (r"\text{naïve ã}", "naïve ã"),
    ],
)
def test_accents_and_lines_are_named_for_who_cannot_see_them(latex: str, heard: str) -> None:
    assert described(latex, ENGLISH) == heard


def test_names_of_accents_are_those_of_the_banks_language() -> None:
    words = Words("de", (("{letter} bar", "{letter} quer"),))
    assert described(r"\bar{x}", words) == "x quer"


def test_signs_know_how_they_are_set() -> None:
    theta, two, word = symbols(r"x_2 \text{or}")[0], symbols(r"x_2")[1], symbols(r"\text{or}")[0]
    assert (theta.italic, theta.level, theta.rise) == (True, 0, 0)
    assert (two.italic, two.level) == (False, 1)
    assert two.rise < 0 < symbols("x^2")[1].rise
    assert not word.italic
    assert symbols("f'")[1].rise == 0


def test_a_lowered_and_a_raised_script_begin_at_the_same_place() -> None:
    (x, both) = symbols("x_{ij}^2")
    lower, upper = both.stacked
    assert (x.text, [one.text for one in lower], [one.text for one in upper]) == ("x", ["ij"], ["2"])
    assert lower[0].rise < 0 < upper[0].rise
    assert both.level == 0


@pytest.mark.parametrize(
    ("latex", "drawn"),
    [
        (r"\sqrt{x + 1} + 2", ["√(x + 1)"]),
        (r"\overline{x + y} - \bar{x}", ["¯(x + y)"]),
        (r"\underbrace{a + b}_{n} \le \widehat{ABC}", ["⏟(a + b)_n", "(ABC)̂"]),
        (r"\begin{pmatrix} a \\ b \end{pmatrix} x", ["(a; b)"]),
        (r"r_\phi", ["ϕ"]),
        (r"\sigma_\epsilon^2 + x_i^{\sqrt{2}} + x_{\sqrt{2}}", ["σ_ϵ^2", "x_i^(√(2))", "√(2)"]),
        (r"\hat{\theta} + \frac{a}{b} + \sum_{i=1}^n x_i^2 + \max_x y", []),
    ],
)
def test_what_is_more_than_characters_is_drawn(latex: str, drawn: list[str]) -> None:
    found = ["".join(one.text.split("\u202f")) for one in symbols(latex) if one.drawn is not None]
    assert [text.replace("\u00a0", " ") for text in found] == drawn


@pytest.mark.parametrize(
    ("latex", "parts"),
    [
        ("a = b + c", ["a =", "b +", "c"]),
        ("a = -b", ["a =", "−b"]),
        ("f(x, y), z", ["f(x, y),", "z"]),
        (r"999{,}900 \text{ or } 10\,000", ["999,900", "or", "10 000"]),
        (r"p(y \mid x)", ["p(y ∣ x)"]),
        (r"x_{\text{a b}}", ["xa b"]),
    ],
)
def test_where_a_line_may_be_broken(latex: str, parts: list[str]) -> None:
    text = "".join(symbol.text for symbol in symbols(latex)).replace("\u2009", " ")
    found = [part.replace("\u00a0", " ").replace("\u202f", " ") for part in text.split(" ")]
    assert [part for part in found if part] == parts


def test_a_fraction_under_a_root_has_a_slash() -> None:
    (root,) = symbols(r"\sqrt{\frac{a + b}{c}}")
    assert root.drawn is not None
    assert "".join(root.drawn.itertext()) == "(a+b)/c"
    (matrix,) = symbols(r"\begin{pmatrix} \frac{a}{b} \end{pmatrix}")
    assert matrix.drawn is not None
    assert matrix.drawn.find(".//mfrac") is not None


def test_capital_greek_letters_stand_upright() -> None:
    assert [(one.text, one.italic) for one in symbols(r"\Delta")] == [("Δ", False)]
    assert [(one.text, one.italic) for one in symbols(r"\delta")] == [("δ", True)]


def test_letters_that_the_font_of_the_text_lacks_are_drawn() -> None:
    (bold,) = symbols(r"\mathbf{x}")
    assert bold.drawn is not None
    assert spoken(r"\mathbf{x}") == bold.text
