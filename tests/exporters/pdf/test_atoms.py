"""What the parts of a formula are to each other."""

from __future__ import annotations

import pytest

from alignprep_exporters.pdf.type.atoms import Kind, atoms, gap, tree

LETTERS = dict(zip(Kind, "xoBR()pi_", strict=True))


def kinds(latex: str) -> str:
    """A letter for each atom of a formula."""
    (row,) = tree(latex)
    return "".join(LETTERS[kind] for _, kind in atoms(list(row)))


@pytest.mark.parametrize(
    ("latex", "found"),
    [
        ("a + b = c", "xBxRx"),
        ("-a - b", "xxBx"),
        ("a = -b, -c", "xRxxpxx"),
        ("(-a) [+b]", "(xx)(xx)"),
        (r"a \times -b \cdot +c", "xBxxBxx"),
        (r"\log -x", "oxx"),
        ("x^+ + x_-", "xBx"),
        (r"a \quad -b", "x_xx"),
        (r"\text{or } -1 \text{or} - 1", "xxxxBx"),
        (r"|a| - |-b|", "(x)B(xx)"),
        (r"\|a - \|b\|\|", "(xB(x))"),
        (r"D(p \,\|\, q) = D(q \,\|\, p)", "x(x_x_x)Rx(x_x_x)"),
        ("p(y | -x)", "x(xxxx)"),
        (r"\frac{a}{b} \left( x \right)", "ii"),
        (r"\begin{pmatrix} a \end{pmatrix} \binom{n}{k}", "ii"),
        (r"\sum_i^n \max_x f", "oox"),
        (r"a \bmod b \pmod{n}", "xBx_(x_x)"),
        (r"A \implies B \perp C \not\in D", "xRxRxRx"),
        (r"f(x)^2 {=} \overset{!}{=}", "x(x)RR"),
        (r"\mathrm{KL} \operatorname{softmax}", "xo"),
    ],
)
def test_what_each_part_of_a_row_is(latex: str, found: str) -> None:
    assert kinds(latex) == found


def test_spaces_are_those_of_tex() -> None:
    assert [gap(Kind.ORD, Kind.REL), gap(Kind.BIN, Kind.ORD), gap(Kind.PUNCT, Kind.ORD)] == [3, 2, 1]
    assert [gap(Kind.OP, Kind.ORD), gap(Kind.OP, Kind.OPEN), gap(Kind.OPEN, Kind.ORD), gap(None, Kind.REL)] == [
        1,
        0,
        0,
        0,
    ]
    assert [gap(Kind.ORD, kind, script=True) for kind in (Kind.REL, Kind.BIN, Kind.OP)] == [0, 0, 1]


@pytest.mark.parametrize(
    ("latex", "texts"),
    [
        (r"10\,000", ["10\u202f000"]),
        (r"10\,00", ["10", "", "00"]),
        (r"1{,}000{,}000{.}5", ["1,000,000.5"]),
        ("1,000", ["1", ",", "000"]),
        (r"\mathrm{KL}", ["KL"]),
        (r"\not=", ["≠"]),
        (r"x \sim y", ["x", "∼", "y"]),
    ],
)
def test_words_numbers_and_struck_signs_are_single_nodes(latex: str, texts: list[str]) -> None:
    (row,) = tree(latex)
    assert [node.text or "" for node in (row if row.tag == "mrow" else [row])] == texts
