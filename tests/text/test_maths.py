from __future__ import annotations

from xml.etree import ElementTree

import pytest
from latex2mathml import exceptions

from alignprep.text.maths import UNREADABLE, latex_fault, mathml


@pytest.mark.parametrize(
    "latex",
    [
        r"\mathcal{L}(\theta) = -\mathbb{E}\left[ \log \sigma(r_w - r_l) \right]",
        r"\hat{\theta} \in \operatorname*{argmax}_x f(x) \left. y \right|",
        r"\begin{cases} a & x < 0 \\ b & x \ge 0 \end{cases}",
        r"\| x - \hat{x} \|_2^2 + \lambda \sum_i |f_i(x)|",
        r"\frac{\pi_\theta(y \mid x)}{\pi_{\text{ref}}(y \mid x)}",
        r"\sqrt{\mathrm{KL}}",
    ],
)
def test_accepts_what_answers_use(latex: str) -> None:
    assert latex_fault(latex) is None
    assert ElementTree.fromstring(mathml(latex)).tag.endswith("math")


@pytest.mark.parametrize(
    ("latex", "numbers"),
    [
        (r"999{,}900", ["999,900"]),
        (r"1{,}000{,}000 + 0{.}5", ["1,000,000", "0.5"]),
        (r"f(1, 2)", ["1", "2"]),
        (r"x{,}2", ["2"]),
        (r"3 {,} x", ["3"]),
    ],
)
def test_a_comma_in_braces_belongs_to_its_number(latex: str, numbers: list[str]) -> None:
    tree = ElementTree.fromstring(mathml(latex))
    assert [node.text for node in tree.iter() if node.tag.endswith("mn")] == numbers


@pytest.mark.parametrize(
    ("latex", "word"),
    [
        (" ", "empty"),
        ("a}", "closes nothing"),
        ("{a", "not closed"),
        (r"\undefined", r"\undefined"),
        (r"\begin{tikzpicture}\end{tikzpicture}", "tikzpicture"),
        (r"\frac", "a command without what it works on"),
        (r"\text", "a command without what it works on"),
        (r"\left( x", r"\left, \middle or \right alone"),
        (r"x^2^3", "two exponents side by side"),
        (r"x_1_2", "two indices side by side"),
        ("x^", "nothing behind it"),
        (r"\over", "a command without what it works on"),
        (r"x\limits_1", "behind what is no operator"),
        (r"\begin{cases} a", r"a \begin{cases} without its \end{cases}"),
        (r"a \end{cases}", r"an \end{cases} without its \begin{cases}"),
        (r"\begin{matrix} a \end{cases}", r"an \end{cases} without its \begin{cases}"),
        ("a & b", r"write \& for the sign"),
        ("50% x", r"write \%"),
        ("#1", r"write \#"),
        (r"a \\ b", "write two formulas"),
        (r"\newcommand{\a}{x} \a", r"the command \newcommand"),
        (r"\href{javascript:alert(1)}{x}", r"the command \href"),
        (r"\quad", "shows nothing"),
        (r"\smash{x}", "shows nothing"),
        (r"a \text{} b", "in which there is nothing"),
        (r"\mathord{x}", r"\mathord"),
        (r"x \displaystyle", "a command without what it works on"),
    ],
)
def test_says_what_is_wrong(latex: str, word: str) -> None:
    assert word in (latex_fault(latex) or "")


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{1}", r"\frac1", r"\dfrac{1}", r"\tfrac1", r"\cfrac{1}", r"\binom{1}", r"\overset{a}", r"\underset{a}",
        r"\stackrel{a}", r"\limits", r"\sum\limits", r"\begin{pmatrix}\end{pmatrix}", r"\begin{cases}\end{cases}",
        r"x^\binom{n}{k}", r"\binom{n}{k}^2", r"\begin{bmatrix} a \end{bmatrix}^T", r"\hat{}", r"\overset{a}{}",
        r"a + \frac{x^{\binom{1}}}{2}",
    ],
)  # fmt: skip
def test_an_element_with_other_parts_than_it_has_is_refused(latex: str) -> None:
    assert latex_fault(latex)


@pytest.mark.parametrize(
    "latex",
    [
        r"{}^2 x_{}", r"_1 F", r"x'^2", r"\frac{}{2}", r"\sqrt{}", r"{\binom{n}{k}}^2", r"\tfrac12^2", r"x^\frac12",
        r"\begin{pmatrix} & 1 \\ 1 & \end{pmatrix}", r"50\% + \#\&", r"\text{50\% of \#1}", r"\sum\limits_i x",
        r"\xrightarrow{} b", r"\not= x", r"{\displaystyle x}", r"\left. x \right|_0",
    ],
)  # fmt: skip
def test_unusual_formulas_are_accepted(latex: str) -> None:
    assert latex_fault(latex) is None


def test_every_error_of_the_converter_has_a_sentence() -> None:
    """None of them is told to an author by its name in Python."""
    named = [name for name, thing in vars(exceptions).items() if isinstance(thing, type)]
    assert set(named) <= set(UNREADABLE)
    assert all("Error" not in sentence for sentence in UNREADABLE.values())
