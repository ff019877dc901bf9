"""What the check of formulas accepts, every format that draws formulas draws."""

from __future__ import annotations

from itertools import cycle

import pytest
from latex2mathml import commands

from alignprep.text.mathml import core_mathml
from alignprep.text.maths import latex_fault
from alignprep_exporters.docx.equations import equation
from alignprep_exporters.pdf.layout.formulas import size_in
from alignprep_exporters.pdf.type.inline_maths import spoken, symbols
from alignprep_exporters.pdf.type.outlines import outline

SHAPES = ("{}", "{} x", "{}{{}}", "{}{{a}}{{b}}", "x{} y", "x^{}{{a}}", "{{{}}}", "{}_1", "{}{{a}}^2_b", "\\tfrac12{}")
NAMES = sorted({value for value in vars(commands).values() if isinstance(value, str) and value.startswith("\\")})
UNUSUAL = (
    r"\tfrac12^2", r"\dfrac12_1^2", r"x^\dfrac12", r"x_\tfrac12", r"\dfrac12'", r"x_1 \cancel{}", r"\hat{\tfrac12}",
    r"{}^2_1 {}_3", r"\frac{\quad}{2}", r"\begin{pmatrix} & \\ & 1 \end{pmatrix}", r"\xrightarrow{}", r"\sqrt{}",
    r"\mathrlap{x} y", r"x^\text{a b}", r"\binom{\dfrac12}{2}",
)  # fmt: skip


def draw(latex: str) -> None:
    """The formula in a line and on its own, in every format."""
    for display in (False, True):
        core_mathml(latex, display=display)
        equation(latex, display=display)
    spoken(latex)
    for symbol in symbols(latex):
        if symbol.drawn is not None:
            outline(symbol.drawn)
    assert size_in(latex, 400, 10) > 0


@pytest.mark.parametrize("latex", UNUSUAL)
def test_unusual_formulas_are_drawn(latex: str) -> None:
    assert latex_fault(latex) is None
    draw(latex)


def test_each_command_is_refused_or_drawn() -> None:
    """Each in one shape or another, whether LaTeX has it or not."""
    drawn = 0
    for name, shape in zip(NAMES, cycle(SHAPES)):
        latex = shape.format(name)
        if latex_fault(latex) is None:
            draw(latex)
            drawn += 1
    assert drawn > 50
