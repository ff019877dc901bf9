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
        for property, shown in (("nor", "text"), ("lit", "sign")):
            if element.xpath(f"m:rPr/m:{property}", namespaces=NAMESPACES):
                style = shown
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
        (r"\mathrm{KL}", "text:KL"),
        (r"\log x", "text:log\u2009 x"),
        (r"\mathbb{E}", "𝔼"),
        (r"\text{if } x", "text:if\u00a0 x"),
        (r"a \quad b", "a text:\u2003 b"),
        (r"\max_a Q", "limLow(e(text:max) lim(a)) text:\u2009 Q"),
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
        (r"\overset{a}{=}", "limUpp(e(sign:=) lim(a))"),
        (r"\not= b", "≠b"),
        (r"{}_a X", "sPre(sub(a) sup(\u200b) e(X))"),
        (r"\phantom{x}", "phant(phantPr(show=0) e(x))"),
        (r"\boxed{x}", "borderBox(borderBoxPr e(x))"),
    ],
)
def test_structures(latex: str, expected: str) -> None:
    assert outline(latex) == expected


def fenced(opening: str, inside: str, closing: str) -> str:
    """The outline of something between delimiters."""
    marks = [f"{key}={mark}" if mark else key for key, mark in (("begChr", opening), ("endChr", closing))]
    return f"d(dPr({' '.join(marks)}) e({inside}))"


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"(a+b)^2", f"sSup(e({fenced('(', 'a+b', ')')}) sup(2))"),
        (r"x[a]_i^2", f"x sSubSup(e({fenced('[', 'a', ']')}) sub(i) sup(2))"),
        (r"\{a\}_i", f"sSub(e({fenced('{', 'a', '}')}) sub(i))"),
        (r"|x|^2", f"sSup(e({fenced('|', 'x', '|')}) sup(2))"),
        (r"y\|x\|_2", f"y sSub(e({fenced('‖', 'x', '‖')}) sub(2))"),
        (r"\lfloor x \rfloor^2", f"sSup(e({fenced('⌊', 'x', '⌋')}) sup(2))"),
        (
            r"((a)^2+b)^3",
            f"sSup(e(d(dPr(begChr=( endChr=)) e(sSup(e({fenced('(', 'a', ')')}) sup(2)) +b))) sup(3))",
        ),
        (r"(a,b]^2", f"sSup(e({fenced('(', 'a,b', ']')}) sup(2))"),
        (r"1+f(x)|_0", f"1+ sSub(e({fenced('', 'f(x)', '|')}) sub(0))"),
        (r"x)^2", f"sSup(e({fenced('', 'x', ')')}) sup(2))"),
        (r")^2", f"sSup(e({fenced('', chr(0x200B), ')')}) sup(2))"),
        (r"a\Bigl| x \Bigr|", f"a {fenced('|', 'x', '|')}"),
        (r"\Bigl| x \Bigr|^2", f"sSup(e({fenced('|', 'x', '|')}) sup(2))"),
        (r"\bigl( x \bigr)", fenced("(", "x", ")")),
        (r"\Bigl[ x \Bigm| y \Bigr]", "d(dPr(begChr=[ sepChr=| endChr=]) e(x) e(y))"),
        (r"|x| + |y|", f"{fenced('|', 'x', '|')} + {fenced('|', 'y', '|')}"),
        (r"[a, b)", fenced("[", "a,b", ")")),
    ],
)
def test_brackets_hold_what_is_between_them(latex: str, expected: str) -> None:
    assert outline(latex) == expected


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"x \sim D", "x∼D"),
        (r"a*b-c", "a∗b−c"),
        (r"\pi^*", "sSup(e(π) sup(∗))"),
        (r"x^+", "sSup(e(x) sup(sign:+))"),
        (r"x_{<t}", "sSub(e(x) sub(sign:< t))"),
        (r"x^(", "sSup(e(x) sup(sign:())"),
        (r"(=)", "( sign:= )"),
        (r"\left( < x \right)", fenced("(", "sign:< x", ")")),
        (r"(+x = -1)", "(+x=−1)"),
        (r"{=}x", "sign:= x"),
        (r"P(y | x)", "P(y sign:| x)"),
        (r"75\%", "75 sign:%"),
        (r"]a, b[", "sign:] a,b sign:["),
        (r"(1 + \sum_j x_j) y", "(1+ nary(naryPr(chr=∑ limLoc=undOvr supHide=1) sub(j) sup e(sSub(e(x) sub(j)))) )y"),
        (r"\sum_i (a = b)", "nary(naryPr(chr=∑ limLoc=undOvr supHide=1) sub(i) sup e((a=b)))"),
        (r"\sum_i y \sim D", "nary(naryPr(chr=∑ limLoc=undOvr supHide=1) sub(i) sup e(y)) ∼D"),
        (r"i n", "i n"),
        (r"\not\in", "∉"),
    ],
)
def test_signs_stand_for_themselves(latex: str, expected: str) -> None:
    assert outline(latex) == expected


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\max(a)", "text:max (a)"),
        (r"\log \left( x \right)", f"text:log {fenced('(', 'x', ')')}"),
        (r"\mathrm{arg\,max}_x", "sSub(e(text:arg\u2009max) sub(x))"),
        (r"\operatorname{softmax}(z)", "text:softmax (z)"),
        (r"\mathrm{F1}", "text:F1"),
        (r"\mathrm{a-b}", "text:a − text:b"),
        (r"\mathrm{d}x", "text:d x"),
        (r'\text{50\% of "it"}', "text:50%\u00a0of\u00a0”it”"),
        (r"\text{a} \quad \text{b}", "text:a\u2003b"),
    ],
)
def test_words_are_upright_text(latex: str, expected: str) -> None:
    assert outline(latex) == expected


def test_bold_text_is_text() -> None:
    (run,) = equation(r"\textbf{in}", display=False)
    assert [etree.QName(part).localname for part in run] == ["rPr", "rPr", "t"]
    assert run.xpath("count(m:rPr/m:nor) + count(w:rPr/w:b)", namespaces=NAMESPACES) == 2


@pytest.mark.parametrize("latex", ["(" * 900 + ")_2" * 900, "x" + ")_2" * 300, "|" * 999, r"\Bigl|" * 99, "+" * 999])
def test_no_number_of_brackets_is_too_large(latex: str) -> None:
    made = equation(latex, display=True)
    assert max(sum(1 for _ in element.iterancestors("{*}d")) for element in made.iter()) <= 31


def test_limits_stand_beside_in_a_line() -> None:
    assert outline(r"\max_a Q", display=False) == "sSub(e(text:max) sub(a)) text:\u2009 Q"
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
     r"\iint_D f", r"\dots", r"(x)^2)^3_{[}", r"|a|^{|b|}|", r"a]_i+[b", r"\Bigl( \Bigm| \Bigr|_x"],
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
