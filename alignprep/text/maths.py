"""Whether a formula can be drawn in every format: by MathJax, by Word and in print."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from xml.etree import ElementTree

from latex2mathml.converter import convert

__all__ = ["ACCENTS", "UNREADABLE", "latex_fault", "mathml"]

ACCENTS: Final = {
    "^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "˜": "\u0303", "¯": "\u0304", "‾": "\u0304", "˘": "\u0306",
    "˙": "\u0307", "¨": "\u0308", "˚": "\u030a", "ˇ": "\u030c", "`": "\u0300", "´": "\u0301", "→": "\u20d7",
    "⃛": "\u20db", "⃜": "\u20dc",
}  # fmt: skip
"""Accents as MathML writes them, and the combining characters that put them on a letter."""
_IN_NUMBER: Final = re.compile(r"(?<=[0-9])</mn><mrow><mo>&#x000(2C|2E);</mo></mrow><mn>(?=[0-9])")
"""A comma or a point in braces between digits, which belongs to the number."""
_REFUSED: Final = re.compile(
    r"\\(?:newcommand|newenvironment|def|DeclareMathOperator|mathchoice|style|class|href)(?![A-Za-z])"
)
"""Commands that define others, or ask for what is not the same in every format."""
_MARK: Final = re.compile(r"\\.|[{}%#]")
_ENVIRONMENT: Final = re.compile(r"\\(begin|end)\{([^}]*)\}")
_ALLOWED_ENVIRONMENTS: Final = frozenset({"cases", "matrix", "pmatrix", "bmatrix"})
_LITERAL: Final = {
    "%": "a % in maths, where it hides the rest of the line; write \\%",
    "#": "a # in maths, where it names a parameter; write \\#",
}
"""Characters that TeX does not take for themselves."""
_COLUMN: Final = "a & outside cases and matrices, whose columns it separates; write \\& for the sign"
UNREADABLE: Final = {
    "DenominatorNotFoundError": "a fraction with nothing below its line; write \\frac{1}{2}",
    "DoubleSubscriptsError": "two indices side by side; write x_{i,j}, or braces around what the second belongs to",
    "DoubleSuperscriptsError": "two exponents side by side; write x^{2^3}, or braces as in {x^2}^3",
    "ExtraLeftOrMissingRightError": "\\left, \\middle or \\right alone; write \\left( … \\right), or \\left. for none",
    "InvalidAlignmentError": "a matrix that begins with [; write {[} for the bracket",
    "InvalidStyleForGenfracError": "\\genfrac without its six parts; write \\frac{1}{2} or \\binom{n}{k}",
    "InvalidWidthError": "\\skew without a number; leave it out",
    "LimitsMustFollowMathOperatorError": "\\limits behind what is no operator; write it as in \\sum\\limits_{i=1}^{n}",
    "MissingEndError": "a \\begin{…} without its \\end{…}",
    "MissingSuperScriptOrSubscriptError": "a ^ or _ with nothing behind it; write x^2 or x_i",
    "NoAvailableTokensError": "a command without what it works on; write it in braces, as in \\sqrt{x}",
    "NumeratorNotFoundError": "a fraction with nothing above its line; write \\frac{1}{2}",
    "RecursionError": "maths nested too deeply",
    "StopIteration": "a command without what it works on; write it in braces, as in \\text{if}",
}
"""What an author has to know of the converter's errors, by their names."""
_SCRIPT: Final = (
    "an index or exponent, or what has it, that is not one part; put braces around it, as in x^{n+1} or "
    "{\\binom{n}{k}}^2"
)
_PARTS: Final = {
    "mfrac": (2, "a fraction or binomial with one part; it has two, as in \\frac{1}{2}"),
    "mroot": (2, "a root with one part; write \\sqrt{x} or \\sqrt[3]{x}"),
    "mover": (2, "something above nothing; write it as in \\overset{?}{=} or \\hat{x}"),
    "munder": (2, "something below nothing; write it as in \\underset{x}{\\max}"),
    "munderover": (3, "\\limits without limits; write it as in \\sum\\limits_{i=1}^{n}"),
    **dict.fromkeys(("msub", "msup"), (2, _SCRIPT)),
    "msubsup": (3, _SCRIPT),
}
"""How many parts an element has (https://www.w3.org/TR/mathml-core/#dfn-mathml-core-elements), and what to say if it
has more or fewer."""
_NOTHING_IN: Final = {
    "mtable": "a matrix or cases without a row",
    "mstyle": "a command without what it works on; write it in braces, as in {\\displaystyle x}",
}
"""What to say of an element that has no part, though it needs any."""
_TOKENS: Final = frozenset({"mi", "mn", "mo", "mtext", "ms"})
"""The elements that are drawn as their text."""
_SIZES: Final = ("width", "height")


@lru_cache(maxsize=4096)
def mathml(latex: str, *, display: bool = False) -> str:
    """The formula as presentation MathML, as latex2mathml writes it, with numbers such as `999{,}900` in one node.

    Raises `ValueError` with a message for a formula that cannot be read.
    """
    try:
        made = convert(latex, display="block" if display else "inline")
    except Exception as error:
        raise ValueError(UNREADABLE.get(type(error).__name__, "maths that cannot be read")) from error
    return _IN_NUMBER.sub(lambda found: chr(int(found[1], 16)), made)


@lru_cache(maxsize=4096)
def latex_fault(latex: str) -> str | None:
    """Why a formula cannot be drawn in every format; None if it can."""
    if not latex.strip():
        return "an empty formula"
    return _source_fault(latex) or _drawing_fault(latex)


def _source_fault(latex: str) -> str | None:
    """What is wrong with the LaTeX itself: its braces, its signs and its environments."""
    refused = _REFUSED.search(latex)
    if refused:
        return f"the command {refused[0]}, which not every format can draw; write the formula without it"
    depth = 0
    for mark in _MARK.findall(latex):
        depth += (mark == "{") - (mark == "}")
        if depth < 0:
            return "maths with a } that closes nothing"
        if mark in _LITERAL:
            return _LITERAL[mark]
    if depth:
        return "maths with a { that is not closed"
    opened: list[str] = []
    for end, name in _ENVIRONMENT.findall(latex):
        if name not in _ALLOWED_ENVIRONMENTS:
            return f"the environment {name!r}; only cases and matrices are drawn everywhere"
        if end == "begin":
            opened.append(name)
        elif not opened or opened.pop() != name:
            return f"an \\end{{{name}}} without its \\begin{{{name}}}"
    return f"a \\begin{{{opened[-1]}}} without its \\end{{{opened[-1]}}}" if opened else None


def _drawing_fault(latex: str) -> str | None:
    """What is wrong with the formula as MathML."""
    try:
        tree = ElementTree.fromstring(mathml(latex))  # noqa: S314 - of our own making
    except ValueError as error:
        return str(error)
    except ElementTree.ParseError:
        return _COLUMN if "&" in latex.replace("\\&", "") else "maths that cannot be typeset"
    for element in tree.iter():
        name, text = element.tag.rpartition("}")[2], (element.text or "").strip()
        parts, wrong = _PARTS.get(name, (len(element), ""))
        if len(element) != parts or (name in ("mover", "munder") and not _shows(element[0])):
            return wrong
        if name in _NOTHING_IN and not len(element):
            return _NOTHING_IN[name]
        if element.get("linebreak"):
            return "a \\\\ outside cases and matrices; write two formulas"
        if text.startswith("\\") and len(text) > 1:
            return f"the unknown command {text}"
        if name == "mo" and not text and "fence" not in element.attrib:
            return "an operator that not every format can draw; give \\operatorname plain letters"
        if name in _TOKENS and len(element):
            return "\\mathord, which not every format can draw; write what is in it alone"
        if name == "mtext" and not element.text:
            return "a text in which there is nothing"
    return None if _shows(tree) else "a formula that shows nothing"


def _shows(element: ElementTree.Element) -> bool:
    """Whether there is something to see, in a box of some size."""
    name = element.tag.rpartition("}")[2]
    if name == "mphantom" or (name == "mpadded" and any(element.get(size, "")[:1] == "0" for size in _SIZES)):
        return False
    return name == "msqrt" or (name in _TOKENS and bool((element.text or "").strip())) or any(map(_shows, element))
