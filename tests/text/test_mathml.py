"""Formulas as MathML Core: only what browsers draw, nothing that links or styles, and names that are said as names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignprep import load
from alignprep.model.field_types import MarkdownKind
from alignprep.model.prose import passages
from alignprep.text import nodes
from alignprep.text.markdown import parse, parse_fact, parse_line
from alignprep.text.mathml import core_mathml, drawn_letter
from alignprep.text.maths import latex_fault
from tests.support.sample_bank import bank_data

PLAIN = ("mn", "mtext", "msqrt", "mroot", "msub", "msup", "msubsup", "mphantom", "mtable", "mtr")
CORE: dict[str, set[str]] = {
    "math": {"display"},
    "mrow": {"class"},
    "mtd": {"class"},
    "mi": {"mathvariant"},
    "mo": {
        "form", "fence", "separator", "lspace", "rspace", "stretchy", "symmetric", "maxsize", "minsize", "largeop",
        "movablelimits",
    },
    "mspace": {"width", "height", "depth"},
    "mpadded": {"width", "height", "depth", "lspace", "voffset"},
    "mfrac": {"linethickness"},
    "mover": {"accent"},
    "munder": {"accentunder"},
    "munderover": {"accent", "accentunder"},
    "mstyle": {"displaystyle", "scriptlevel"},
    **{name: set() for name in PLAIN},
}  # fmt: skip
"""Elements and their attributes (https://www.w3.org/TR/mathml-core/, chapters 2 and 3), `class` where we set it."""
CHILDREN = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3}
BOOLEAN = {"fence", "separator", "stretchy", "symmetric", "largeop", "movablelimits", "accent", "accentunder"}
LENGTH = re.compile(r"(\d+\.?\d*|\.\d+)(em|ex|px|pt|cm|mm|in|pc|rem|%)|0")


def assert_core(latex: str, *, display: bool = False) -> Counter[str]:
    """Fail at anything that is not MathML Core; the elements that there are."""
    found: Counter[str] = Counter()
    for element in ElementTree.fromstring(core_mathml(latex, display=display)).iter():
        found[element.tag] += 1
        assert element.tag in CORE, latex
        for name, value in element.attrib.items():
            assert name in CORE[element.tag], (latex, element.tag, name)
            if name == "mathvariant":
                assert value == "normal"
            elif name in BOOLEAN | {"displaystyle"}:
                assert value in ("true", "false")
            elif name == "class":
                assert value in ("left", "right", "boxed", "struck")
            elif name == "form":
                assert value in ("prefix", "infix", "postfix")
            elif name not in ("display", "scriptlevel"):
                assert LENGTH.fullmatch(value), (latex, name, value)
        if element.tag in ("mi", "mo", "mn", "mtext"):
            assert not len(element)
        if element.tag in CHILDREN and "\\limits" not in latex:
            assert len(element) == CHILDREN[element.tag], latex
    return found


def formulas(question: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    readers = {MarkdownKind.FACT: parse_fact}
    for passage in passages(question):
        if passage.kind is MarkdownKind.BLOCKS:
            blocks = parse(passage.text)
        else:
            blocks = (nodes.Paragraph(readers.get(passage.kind, parse_line)(passage.text)),)
        yield from ((one.latex, False) for one in nodes._inlines(blocks) if isinstance(one, nodes.Math))
        yield from ((one.latex, True) for one in blocks if isinstance(one, nodes.MathBlock))


def test_every_formula_of_the_banks_is_core() -> None:
    questions = [one.model_dump(mode="json", by_alias=True) for one in load().questions]
    samples: Any = bank_data()["questions"]
    seen: Counter[str] = Counter()
    for latex, display in {found for one in (*questions, *samples) for found in formulas(one)}:
        seen += assert_core(latex, display=display)
    assert seen["math"] > 140
    assert {"mfrac", "msqrt", "mover", "munderover"} <= seen.keys()


UNUSUAL = [
    r"\begin{cases} a & b \\ c & d\end{cases}", r"\begin{pmatrix} a & b \\ c & d\end{pmatrix}", r"\boxed{x}",
    r"\cancel{x}", r"\overline{x+y}", r"\underbrace{x}_{y}", r"\color{red}{x}", r"\mathbf{x}\mathsf{x}\mathfrak{R}",
    r"\boldsymbol{\theta}", r"\mathit{ab}", r"\big(", r"\xrightarrow{a}", r"\binom{a}{b}", r"\dfrac{a}{b}",
    r"\not=", r"\raise 1em x", r"\rule{1em}{2em}", r"\sideset{a}{b}{c}", r"\substack{a\\b}", r"\sqrt[3]{x}",
    r"\phantom{x}", r"\hspace{-1em}", r"\widehat{abc}", r"\vec{v}", r"\dot{x}", r"\bmod", r"\mathop{x}", r"\lim_{n} x",
]  # fmt: skip


@pytest.mark.parametrize("latex", UNUSUAL)
def test_what_latex2mathml_writes_otherwise_is_core_too(latex: str) -> None:
    assert_core(latex)
    assert_core(latex, display=True)


@pytest.mark.parametrize(
    "latex",
    [
        r"\href{javascript:alert(1)}{x}", r"\style{background:url(x)}{x}", r"\class{a\"onclick=\"x}{b}",
        r"\text{<script>alert(1)</script>}", r"\text{]]>\&lt;img src=x onerror=x>}", r"\color{red;}{x}",
        r"\textcolor{url(x)}{x}", r"\hspace{1em\"}", r"\mathrm{<b>}",
    ],
)  # fmt: skip
def test_a_formula_can_neither_link_nor_style_nor_run(latex: str) -> None:
    if latex_fault(latex) is None:
        assert_core(latex)
        assert not re.search(r"<(?!/?m)|href|style=|url\(.*\)\"|on[a-z]+=", core_mathml(latex))


PIECES = [*"ab12^_{}\\ &<>\"'()[]|=+-~", "\\frac", "\\text", "\\sqrt", "\\log", "\\hat", "\\left("]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_whatever_a_bank_may_hold_becomes_markup_of_these_elements_only(latex: str) -> None:
    if latex_fault(latex) is None:
        written = core_mathml(latex)
        assert {element.tag for element in ElementTree.fromstring(written).iter()} <= CORE.keys()


@pytest.mark.parametrize(
    ("latex", "spoken"),
    [
        (r"\mathrm{KL}(p)", ["KL", "(", "p", ")"]),
        (r"\log x", ["log", "\u2061", "x"]),
        (r"\log(x)", ["log", "\u2061", "(", "x", ")"]),
        (r"\log = x", ["log", "=", "x"]),
        (r"\operatorname{softmax}(z)", ["softmax", "\u2061", "(", "z", ")"]),
        (r"x \sim p", ["x", "∼", "p"]),
        (r"x'", ["x", "′"]),
        (r"a-b", ["a", "−", "b"]),
        (r"\mathbf{x}_1", ["𝐱", "1"]),
        (r"\text{if } x", ["if\u00a0", "x"]),
    ],
)
def test_names_are_whole_and_operators_are_operators(latex: str, spoken: list[str]) -> None:
    root = ElementTree.fromstring(core_mathml(latex))
    assert [one.text for one in root.iter() if one.tag in ("mi", "mo", "mn", "mtext")] == spoken


def test_names_are_drawn_as_in_print() -> None:
    """Slanted if they have one letter, but for capital Greek ones and those that are set upright."""
    assert '<mi mathvariant="normal">Δ</mi>' in core_mathml(r"\Delta")
    assert "<mi>x</mi>" in core_mathml("x")
    assert "".join(map(drawn_letter, "axhBθσϕϵ1(")) == "𝑎𝑥ℎ𝐵𝜃𝜎𝜙𝜖1("


def test_what_cannot_be_read_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="alone; write"):
        core_mathml(r"\left( x")


@pytest.mark.parametrize(
    ("latex", "element"), [(r"\max_\theta x", "munder"), (r"a = \limsup_{n} x_n", "munder"), (r"\log_2 x", "msub")]
)
def test_limits_stand_below_on_a_line_of_their_own(latex: str, element: str) -> None:
    assert f"<{element}><mi>" in core_mathml(latex, display=True)
    assert "<munder>" not in core_mathml(latex)


@pytest.mark.parametrize(
    ("latex", "signs"),
    [
        ("x = -y", 1),
        ("(-1, -x)", 2),
        ("a - b", 0),
        ("(a) - b", 0),
        (r"\left(x\right) - 1", 0),
        ("x! - 1", 0),
        ("-x", 0),
    ],
)
def test_a_minus_behind_an_operator_is_a_sign(latex: str, signs: int) -> None:
    """A browser sees by itself only that one at the beginning of a row is."""
    assert core_mathml(latex).count('<mo form="prefix">−</mo>') == signs
