"""Formulas in LibreOffice's hands: it draws each sign of each formula. Run by `make acceptance`."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Final

import pytest
from latex2mathml.converter import convert
from lxml import etree
from pypdf import PdfReader

from alignprep import Paper, load
from alignprep.model.field_types import MarkdownKind
from alignprep.model.prose import passages
from alignprep.text.markdown import parse, parse_fact, parse_line
from alignprep.text.nodes import Math, MathBlock
from alignprep_exporters.docx.equations import equation
from alignprep_exporters.docx.template import empty_document
from alignprep_exporters.docx.xml import new, paragraph
from tests.support.real_clients import office, run

pytestmark = pytest.mark.acceptance
READERS: Final = {MarkdownKind.BLOCKS: parse, MarkdownKind.LINE: parse_line, MarkdownKind.FACT: parse_fact}
HARD: Final = tuple(
    Math(latex)
    for latex in (
        r"(a+b)^2 + [a]_i^2 + \{a\}_i + |x|^2 + \|x\|_2^2 + \lfloor x \rfloor^2 + (a,b]^2",
        r"((a + b)^2 + c)^3 + \left( (a)^2 + \Bigl| x \Bigr| \right)",
        r"\Bigl| x \Bigr|^2 + a\Bigl| x \Bigr| + \bigl( x \bigr) + \Bigl[ x \Bigm| y \Bigr]",
        r"f(x)|_0 + \frac{df}{dx}\Big|_{x=0} + \left. x \right|_{0}",
        r"x|y|z + P(y | x) + P(y \big| x) + \|a\| + |b - c|",
        r"]a, b[ + f() + \|\cdot\|_2 + (=) + (+) + \lceil y \rceil + \langle x, y \rangle",
        r"x^+ + x^- + x^* + x^= + x_{<t} + x_{>t} + x^{+}_{/} + {=} + h' + f''(x)",
        r"i n + o r + a b s + \mathit{in} + l n + \mathbf{in} + \mathrm{over} + \textbf{in} + \textit{or}",
        r"a * b \sim c \pm 2 - 75\% \# \& \_ + n!",
        r"\overset{a}{=} + b \stackrel{d}{=} c \not= d \not\in e := f",
        r"\sum_i (a = b) + \sum_{i=1}^n x_i = 1 + (1 + \sum_j x_j) y + \sum_i y \sim D",
        r"\log |x| + \log(x) + \min\{a, b\} + \sin^2 x + \mathrm{d}x + \mathrm{arg\,max}_x",
        r"999{,}900 + {-}1 + -x + \text{50\% of it, } + \operatorname{softmax}(z)_i",
        r"\begin{cases} 1 & x < 0 \\ (2)^2 & \text{else} \end{cases} + \begin{pmatrix} a & |b|^2 \end{pmatrix}",
    )
)
"""Formulas with what the bank may hold one day."""
SIGNS: Final = {"~": "∼", "*": "∗", "-": "−"}
"""Signs of LaTeX that latex2mathml leaves as they are, and what TeX draws for them."""
NEGATED: Final = {"⧸=": "≠", "⧸∈": "∉"}


def shipped() -> Iterator[Math | MathBlock]:
    """Each formula of each question."""

    def within(node: object) -> Iterator[Math | MathBlock]:
        if isinstance(node, Math | MathBlock):
            yield node
        elif isinstance(node, tuple):
            for inner in node:
                yield from within(inner)
        elif is_dataclass(node):
            for field in fields(node):
                yield from within(getattr(node, field.name))

    for question in load().questions:
        for passage in passages(question.model_dump(mode="json", by_alias=True)):
            yield from within(READERS[passage.kind](passage.text))


def document(formulas: Sequence[Math | MathBlock]) -> bytes:
    """A Word document with each formula on a page of its own."""
    made = empty_document(Paper.A4, None, "en-US")
    for formula in formulas:
        shown = equation(formula.latex, display=isinstance(formula, MathBlock))
        if isinstance(formula, MathBlock):
            shown = new("m:oMathPara", shown)
        made.element.body.sectPr.addprevious(paragraph("Equation", shown, properties=(new("w:pageBreakBefore"),)))
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def said(latex: str) -> Counter[str]:
    """The signs that a formula says, each with how often; lines and spaces are none."""
    text = ""
    for node in etree.fromstring(convert(latex)).iter():
        characters = (node.text or "").strip()
        tag = etree.QName(node).localname
        if tag == "msqrt" or tag == "mroot":
            text += "√"
        elif tag == "mtext":
            text += characters.replace("\\", "")
        elif characters not in ("¯", "―"):
            text += SIGNS.get(characters, characters)
    for negated, sign in NEGATED.items():
        text = text.replace(negated, sign)
    return Counter("".join(text.split()))


def drawn(page: str) -> Counter[str]:
    """The signs on a page."""
    return Counter("".join(page.split()))


@pytest.mark.parametrize("formulas", [tuple(dict.fromkeys(shipped())), HARD], ids=["shipped", "hard"])
def test_every_sign_is_drawn(formulas: Sequence[Math | MathBlock], tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(document(formulas))
    office(tmp_path, "x.docx", "pdf")
    pages = run("pdftotext", "-layout", "x.pdf", "-", cwd=tmp_path).split("\f")[: len(formulas)]
    wrong = [
        f"{formula.latex}: lost {expected - found}, added {found - expected}"
        for formula, page in zip(formulas, pages, strict=True)
        if (expected := said(formula.latex)) != (found := drawn(page))
    ]
    assert wrong == []


def test_words_are_upright(tmp_path: Path) -> None:
    r"""Words are drawn in another font than the letters of variables."""
    words = r"\max(\mathrm{KL}, \operatorname{so}) = \log \text{of} \mathrm{T}"
    (tmp_path / "x.docx").write_bytes(document((Math(words), MathBlock(words), Math("x"))))
    office(tmp_path, "x.docx", "pdf")
    slanted = []

    def visit(text: str, _: object, __: object, font: dict[str, str] | None, ___: float) -> None:
        if font and ("Italic" in font["/BaseFont"] or "Oblique" in font["/BaseFont"]):
            slanted.append(text.strip())

    for page in PdfReader(tmp_path / "x.pdf").pages:
        page.extract_text(visitor_text=visit)
    assert "".join(slanted).replace(",", "") == "x"
