"""Formulas in Word: each structure as the element that Word has for it, no symbol lost."""

from __future__ import annotations

import unicodedata

import pytest
from lxml import etree

from alignprep.text.maths import mathml
from alignprep_exporters.docx.equations import equation
from alignprep_exporters.docx.xml import NAMESPACES


def outline(latex: str, *, display: bool = True) -> str:
    """The formula in short: `f(num(a) den(b))`, runs by their text."""
    return " ".join(_short(child) for child in equation(latex, display=display))


def _short(element: etree._Element) -> str:
    tag = etree.QName(element).localname
    if tag == "r":
        style = element.xpath("string(m:rPr/m:sty/@m:val | m:rPr/m:scr/@m:val)", namespaces=NAMESPACES)
        if element.xpath("m:rPr/m:nor", namespaces=NAMESPACES):
            style = "text"
        text = "".join(element.xpath("m:t/text()", namespaces=NAMESPACES))
        return f"{style}:{text}" if style else text
    value = element.xpath("string(@m:val)", namespaces=NAMESPACES)
    inside = " ".join(_short(child) for child in element)
    return f"{tag}={value}" if value else f"{tag}({inside})" if inside else tag


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\frac{a}{b}", "f(num(a) den(b))"),
        (r"x_i^2", "sSubSup(e(x) sub(i) sup(2))"),
        (r"\sqrt{x}", "rad(radPr(degHide=1) deg e(x))"),
        (r"\sqrt[3]{x}", "rad(deg(3) e(x))"),
        (r"\hat{x}", "acc(accPr(chr=\u0302) e(x))"),
        (r"\tilde{\pi}", "acc(accPr(chr=\u0303) e(π))"),
        (r"\bar{x}", "bar(barPr(pos=top) e(x))"),
        (r"\underline{x}", "bar(barPr(pos=bot) e(x))"),
        (r"\mathrm{KL}", "p:KL"),
        (r"\log x", "p:log \u2009x"),
        (r"\mathbb{E}", "𝔼"),
        (r"\text{if } x", "text:if\u00a0 x"),
        (r"a \quad b", "a\u2003b"),
        (r"\max_a Q", "limLow(e(p:max) lim(a)) \u2009Q"),
        (r"\left( x \right)", "d(dPr(begChr=( endChr=)) e(x))"),
        (r"\left[ x \middle| y \right]", "d(dPr(begChr=[ sepChr=| endChr=]) e(x) e(y))"),
        (
            r"\sum_{i=1}^{n} x_i = 1",
            "nary(naryPr(chr=∑ limLoc=undOvr) sub(i=1) sup(n) e(sSub(e(x) sub(i)))) =1",
        ),
        (r"\int f", "nary(naryPr(chr=∫ limLoc=subSup subHide=1 supHide=1) sub sup e(f))"),
        (r"\binom{n}{k}", "d(dPr(begChr=( endChr=)) e(f(fPr(type=noBar) num(n) den(k))))"),
        (r"\underbrace{x}_{n}", "limLow(e(groupChr(groupChrPr(chr=⏟ pos=bot) e(x))) lim(n))"),
        (r"\overbrace{x}", "groupChr(groupChrPr(chr=⏞ pos=top vertJc=bot) e(x))"),
        (r"\overset{a}{=}", "limUpp(e(=) lim(a))"),
        (r"\not= b", "=\u0338b"),
        (r"{}_a X", "sPre(sub(a) sup(\u200b) e(X))"),
        (r"\phantom{x}", "phant(phantPr(show=0) e(x))"),
        (r"\boxed{x}", "borderBox(borderBoxPr e(x))"),
    ],
)
def test_structures(latex: str, expected: str) -> None:
    assert outline(latex) == expected


def test_limits_stand_beside_in_a_line() -> None:
    assert outline(r"\max_a Q", display=False) == "sSub(e(p:max) sub(a)) \u2009Q"
    assert "limLoc=subSup" in outline(r"\sum_i x", display=False)


def test_cases_align_left_and_have_one_brace() -> None:
    made = outline(r"\begin{cases} 1 & x < 0 \\ 2 \end{cases}")
    assert made.startswith(
        "d(dPr(begChr={ endChr) e(m(mPr(mcs(mc(mcPr(count=1 mcJc=left)) mc(mcPr(count=1 mcJc=left))))"
    )
    assert made.endswith("mr(e(1) e(x<0)) mr(e(2) e(\u200b)))))")


@pytest.mark.parametrize(
    "latex",
    [r"\cancel{x}", r"\xcancel{x}", r"\xrightarrow{f}", r"\overset{a}{\underset{b}{c}}", r"\sum", r"x''", r"\vec{v}",
     r"\pmod{n}", r"\sideset{_a}{^b}\sum x", r"\sum\limits_{i}^{n}", r"\lim_{x \to 0} \frac{\sin x}{x}", r"a\!b",
     r"\stackrel{d}{=}", r"\bigcup_{i} A_i", r"\left. x \right|_{0}", r"\begin{pmatrix} a & b \\ c \end{pmatrix}",
     r"\color{red}{x}", r"\operatorname{softmax}(z)_i", r"\substack{a \\ b}", r"\hspace{1cm} x", r"\mathbf{x}^\top",
     r"\iint_D f", r"\dots"],
)  # fmt: skip
@pytest.mark.parametrize("display", [True, False])
def test_no_symbol_is_lost_and_no_argument_is_empty(latex: str, display: bool) -> None:
    made = equation(latex, display=display)
    shown = "".join(made.itertext()) + "".join(str(value) for value in made.xpath("//@m:val", namespaces=NAMESPACES))
    for character in "".join(str(text) for text in etree.fromstring(mathml(latex, display=display)).itertext()):
        if unicodedata.category(character)[0] in "LNS" and character not in "―¯→⧸^~":
            assert character in shown
    for argument in made.xpath("//m:e | //m:num | //m:den | //m:lim", namespaces=NAMESPACES):
        assert len(argument)
