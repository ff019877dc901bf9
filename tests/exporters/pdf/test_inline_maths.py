"""Formulas as text in a line, and in words."""

from __future__ import annotations

import unicodedata

import pytest

from alignprep.language.words import ENGLISH, Words
from alignprep.text.maths import latex_fault
from alignprep_exporters.pdf.type.inline_maths import described, spoken, symbols

SUBSET = [
    # LaTeX, what stands in the line, what is read aloud
    (r"U = V + \epsilon", "U = V + ϵ", "U = V + ϵ"),
    (r"x_{i}^{2}", "xi2", "x_i^2"),
    (r"x_{i_j}^{n+1}", "xijn+1", "x_(i_j)^(n+1)"),
    (r"\pi_{\text{ref}}(y \mid x)", "πref(y ∣ x)", "π_ref(y ∣ x)"),
    (r"\pi^*_\theta", "πθ*", "π_θ^*"),
    (r"\partial_x f", "∂xf", "∂_x f"),
    (r"f''(x)", "f″(x)", "f″(x)"),
    (r"999{,}900 + 1{,}000{,}000", "999,900 + 1,000,000", "999,900 + 1,000,000"),
    (r"0{.}5, 10\,000", "0.5, 10 000", "0.5, 10 000"),
    (r"f(x, y)", "f(x, y)", "f(x, y)"),
    (r"-1", "−1", "−1"),
    (r"-\beta - (-x)", "−β − (−x)", "−β − (−x)"),
    (r"y = -x \le -1", "y = −x ≤ −1", "y = −x ≤ −1"),
    (r"e^{-x} [-1, \pm 1]", "e−x[−1, ±1]", "e^(−x)[−1, ±1]"),
    (r"|-1| - \|-x\| \cdot -2", "|−1| − ‖−x‖ · −2", "|−1| − ‖−x‖ · −2"),
    (r"a \to -\infty", "a → −∞", "a → −∞"),
    (r"\frac{a+b}{c}", "(a + b)/c", "(a + b)/c"),
    (r"\frac{z^2}{2n}, \tfrac12", "z2/(2n), 1/2", "z^2/(2n), 1/2"),
    (r"\frac{1}{N} \sum_{i=1}^n x_i", "1/N ∑i=1n xi", "1/N ∑_(i=1)^n x_i"),
    (r"\frac{\text{weak}}{\text{strong ceiling}}", "weak/(strong ceiling)", "weak/(strong ceiling)"),
    (r"\binom{n}{k}", "(n¦k)", "(n¦k)"),
    (r"\sqrt{x}, \sqrt[3]{y}, \sqrt[n]{z}", "√(x), ∛(y), √(n&z)", "√(x), ∛(y), √(n&z)"),
    (r"\sqrt{1 + \sqrt{\frac{a}{b}}}", "√(1 + √(a/b))", "√(1 + √(a/b))"),
    (r"\hat{\theta}, \bar{x}, \tilde{y}, \overline{z}", "θ̂, x̄, ỹ, z̄", "θ̂, x̄, ỹ, z̄"),
    (r"\vec v + \dot x + \ddot x", "v⃗ + ẋ + ẍ", "v⃗ + ẋ + ẍ"),
    (r"\hat{AB} + \widetilde{xy} + \bar{xy}", "(AB)̂ + (xy)̃ + (xy)̄", "(AB)̂ + (xy)̃ + (xy)̄"),
    (r"\overline{x + y} + \underline{ab}", "¯(x + y) + ▁(ab)", "¯(x + y) + ▁(ab)"),
    (r"\underbrace{a + b}_{n}", "⏟(a + b)_n", "⏟(a + b)_n"),
    (r"\overbrace{a + b}^{\text{all}}", "⏞(a + b)^all", "⏞(a + b)^all"),
    (r"\overleftarrow{AB}", "←(AB)", "←(AB)"),
    (r"a \overset{!}{=} b", "a =^! b", "a =^! b"),
    (r"\max_\theta \log \sigma(x)", "maxθ log σ(x)", "max_θ log σ(x)"),
    (r"\operatorname*{argmax}_x \max(a, b)", "argmaxx max(a, b)", "argmax_x max(a, b)"),
    (r"\mathbb{E}_{x \sim p}[f]", "𝔼x∼p[f]", "𝔼_(x∼p)[f]"),
    (r"\mathrm{KL}(p \,\|\, q)", "KL(p ‖ q)", "KL(p ‖ q)"),
    (r"\sigma\left( \frac{a}{b} \right)^2", "σ(a/b)2", "σ(a/b)^2"),
    (r"\text{Éclair für } x", "Éclair für x", "Éclair für x"),
    (r"\text{日本語} = x", "日本語 = x", "日本語 = x"),
    (r"A \implies B, A \not\in B \not= C", "A ⟹ B, A ∉ B ≠ C", "A ⟹ B, A ∉ B ≠ C"),
    (r"a \bmod b", "a mod b", "a mod b"),
    (r"a\quad b\;c", "a b c", "a b c"),
    (r"\begin{cases} a & x < 0 \\ b & x > 0 \end{cases}", "{a x < 0; b x > 0", "{a x < 0; b x > 0"),
    (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "(a b; c d)", "(a b; c d)"),
    (r"\begin{matrix} a \\ b \end{matrix}, \begin{bmatrix} 1 \end{bmatrix}", "a; b, [1]", "a; b, [1]"),
    (r"a + \phantom{b}", "a +", "a +"),
    (r"\boxed{x} + \cancel{y}", "x + y", "x + y"),
]
"""What LaTeX banks may use, a line for each construct."""


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
