from __future__ import annotations

from xml.etree import ElementTree

import pytest

from alignprep.text.maths import latex_fault, mathml


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
        (r"\frac", "maths"),
    ],
)
def test_says_what_is_wrong(latex: str, word: str) -> None:
    assert word in (latex_fault(latex) or "")
