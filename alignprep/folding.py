"""Markdown blocks that YAML has joined to the line before: text meant as a list that would be read as one paragraph."""

from __future__ import annotations

import re
from typing import Final

from alignprep.yaml_subset import Scalar

__all__ = ["folded_block"]

_ITEM: Final = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])\s+\S")
_INTERRUPTS: Final = re.compile(r"(?:[-*+]|1[.)])\s+\S|>\s*\S|```|~~~|\$\$\s*$|\|.*\|\s*$")
"""What may begin in the middle of a paragraph (CommonMark 0.31.2, section 4.8), and GitHub's tables."""


def folded_block(scalar: Scalar) -> tuple[int, int] | None:
    """The place of the first line that begins a block of Markdown but is joined to the one before, or None.

    Only `|` keeps line breaks; `>`, quotes and plain text over several lines turn them into spaces.
    """
    text, start = scalar.source.text, scalar.start
    if scalar.style == "|" or "\n" not in text[start : scalar.end]:
        return None
    if scalar.style == ">":
        start = text.find("\n", start) + 1
    before, first = "", ""
    offset = start
    for line in text[start : scalar.end].split("\n"):
        stripped = line.strip()
        indented = len(line) - len(line.lstrip()) > len(before) - len(before.lstrip())
        joined = before.strip() and not (scalar.style == ">" and indented)
        if joined and (_INTERRUPTS.match(stripped) or (_ITEM.match(first) and _ITEM.match(stripped))):
            return scalar.source.place(offset + len(line) - len(line.lstrip()))
        if stripped and not joined:
            first = stripped
        before = line
        offset += len(line) + 1
    return None
