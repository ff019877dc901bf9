"""Whether a formula can be drawn in every format: by MathJax, by Word and in print."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from xml.etree import ElementTree

from latex2mathml.converter import convert

__all__ = ["ACCENTS", "latex_fault", "mathml"]

ACCENTS: Final = {
    "^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "˜": "\u0303", "¯": "\u0304", "‾": "\u0304", "˘": "\u0306",
    "˙": "\u0307", "¨": "\u0308", "˚": "\u030a", "ˇ": "\u030c", "`": "\u0300", "´": "\u0301", "→": "\u20d7",
    "⃛": "\u20db", "⃜": "\u20dc",
}  # fmt: skip
"""Accents as MathML writes them, and the combining characters that put them on a letter."""
_IN_NUMBER: Final = re.compile(r"(?<=[0-9])</mn><mrow><mo>&#x000(2C|2E);</mo></mrow><mn>(?=[0-9])")
"""A comma or a point in braces between digits, which belongs to the number."""
_ENVIRONMENT: Final = re.compile(r"\\(?:begin|end)\{([^}]*)\}")
_ALLOWED_ENVIRONMENTS: Final = frozenset({"cases", "matrix", "pmatrix", "bmatrix"})


@lru_cache(maxsize=4096)
def mathml(latex: str, *, display: bool = False) -> str:
    """The formula as presentation MathML, as latex2mathml writes it, with numbers such as `999{,}900` in one node.

    Raises `ValueError` with a message for a formula that cannot be read.
    """
    try:
        made = convert(latex, display="block" if display else "inline")
    except Exception as error:
        raise ValueError(f"maths that cannot be read: {type(error).__name__}") from error
    return _IN_NUMBER.sub(lambda found: chr(int(found[1], 16)), made)


@lru_cache(maxsize=4096)
def latex_fault(latex: str) -> str | None:
    """Why a formula cannot be drawn in every format; None if it can."""
    if not latex.strip():
        return "an empty formula"
    depth = 0
    for mark in re.findall(r"\\.|[{}]", latex):
        depth += (mark == "{") - (mark == "}")
        if depth < 0:
            return "maths with a } that closes nothing"
    if depth:
        return "maths with a { that is not closed"
    for name in _ENVIRONMENT.findall(latex):
        if name not in _ALLOWED_ENVIRONMENTS:
            return f"the environment {name!r}; only cases and matrices are drawn everywhere"
    try:
        tree = ElementTree.fromstring(mathml(latex))  # noqa: S314 - of our own making
    except (ValueError, ElementTree.ParseError) as error:
        return str(error) if isinstance(error, ValueError) else "maths that cannot be typeset"
    for element in tree.iter():
        text = (element.text or "").strip()
        if text.startswith("\\") and len(text) > 1:
            return f"the unknown command {text}"
        if element.tag.endswith("}mo") and not text and "fence" not in element.attrib:
            return "an operator that not every format can draw; give \\operatorname plain letters"
    return None
