"""Marks of Markdown and TeX that would be printed as they stand: an open backtick, a footnote, a table without dashes.

CommonMark has no errors: what it does not know, or finds incomplete, is text (https://spec.commonmark.org/0.31.2/).
What nobody means as text is found here in the text of a paragraph, in which `PLACEHOLDER` stands for whatever else
the paragraph holds, such as code, formulas and escaped characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

__all__ = ["MAY_STRAY", "PLACEHOLDER", "TASK", "bold_strays", "strays", "tex_fault"]

PLACEHOLDER: Final = "\ufffc"
MAY_STRAY: Final = re.compile(r"`|\[[\^!]|\][\[(:]|~~|^ *\|", re.MULTILINE)
"""What a paragraph has in which anything is found; most have none of it."""
TASK: Final = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)]) +(?P<box>\[[ xX]\])(?=\s)")
"""A list item with GitHub's box to tick."""

_STRAYS: Final = (
    (r"`+", "a backtick that encloses no code; close it, or write \\` for the character"),
    (r"(?<!~)~~(?=[^\s~])[^~\n]*(?<=\S)~~(?!~)", "struck-through text, which no format draws; leave it out"),
    (
        r"\[\^[0-9]+\]|(?<=[.,;:!?])\[\^[\w-]+\]",
        "a footnote, which no format draws; say it in the text, or cite a work as [@key]",
    ),
    (
        r"(?<![\w\])])\[[^\[\]\n]*[^\W\d_][^\[\]\n]*\]\[[^\[\]\n]*\]",
        "a link by a name; write its address, as in [text](https://…)",
    ),
    (
        r"^\[[^\[\]\n]+\]:\s*(?:https?:|mailto:|www\.)",
        "the address of a link by a name; write it in the link, as in [text](https://…)",
    ),
    (
        r"(?<=\])\(\s*<?(?:[a-z][a-z0-9+.-]*://|mailto:|www\.)",
        "a link whose address has a space, which is written %20, or no closing )",
    ),
    (r"\A\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]", "a mark of GitHub's, which no format draws; write **Note.**"),
)
_PATTERNS: Final = tuple((re.compile(pattern, re.MULTILINE), message) for pattern, message in _STRAYS)
_ROW: Final = re.compile(r"\|.*\|")
_LONE_ROW: Final = re.compile(r"\| .* \|")
_DASHES: Final = re.compile(r"\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?")
_TEX: Final = (
    (
        re.compile(r"\\\(((?:(?!\n\s*\n).)+?)\\\)", re.DOTALL),
        re.compile(r"\\[A-Za-z]|[\^_=<>+]"),
        "a formula in \\( and \\); write it between dollar signs, as in $x$",
    ),
    (
        re.compile(r"\\\[((?:(?!\n\s*\n).)+?)\\\]", re.DOTALL),
        re.compile(r"\\[A-Za-z]|[\^=]|_\{"),
        "a formula in \\[ and \\]; write it between two lines of $$, or in a line as $x$",
    ),
)
"""TeX's brackets around a formula, what tells it from other text in escaped brackets, and the message."""
_ESCAPED: Final = re.compile(r"\\[-.<>=+*()\[\]/?'\"@^`~]")
"""Characters that Markdown escapes and TeX does not."""
_BEFORE_FORMULA: Final = " ([{*_\"'“‘"
_BOLD: Final = re.compile(r"(?:(?<=[\s(\"“])|^)\*\*(?=[^\s*])|(?<=[^\s*])\*\*(?=[\s.,;:!?)\"”]|$)", re.MULTILINE)


def strays(text: str, *, one: bool) -> Iterator[tuple[int, int, str]]:
    """What is no markup but was meant to be: start, length and message. `one`: the field has one paragraph."""
    for pattern, message in _PATTERNS:
        for found in pattern.finditer(text):
            yield found.start(), len(found[0]), message
    table = _table(text.split("\n"))
    if table:
        index, message = table
        start = sum(len(line) + 1 for line in text.split("\n")[:index])
        yield start, 1, "a table; this field is one paragraph" if one else message


def _table(lines: Sequence[str]) -> tuple[int, str] | None:
    """The first line of a table that is none, and what it lacks."""
    rows = [_ROW.fullmatch(line.strip()) is not None for line in lines]
    several = (index for index in range(len(lines) - 1) if rows[index] and rows[index + 1])
    start = next(several, 0 if len(lines) == 1 and _LONE_ROW.fullmatch(lines[0].strip()) else None)
    if _DASHES.fullmatch(lines[0].strip()):
        start = 0
    if start is None:
        return None
    if _DASHES.fullmatch(lines[start].strip()):
        return start, "a table without its header; write a row of titles above the line of dashes"
    if start + 1 < len(lines) and _DASHES.fullmatch(lines[start + 1].strip()):
        header, dashes = (line.strip().strip("|").count("|") + 1 for line in lines[start : start + 2])
        columns = f"{dashes} column{'s' * (dashes != 1)}"
        return start + 1, f"a line of dashes for {columns} below a header of {header}; each column has its own"
    return start, "a table without its line of dashes; write |---|---| below the header"


def tex_fault(source: str, offset: int) -> tuple[int, str] | None:
    """The length of a formula in TeX's own brackets that begins here, and what to write instead; None without one."""
    if offset and source[offset - 1].isprintable() and source[offset - 1] not in _BEFORE_FORMULA:
        return None
    for brackets, maths, message in _TEX:
        found = brackets.match(source, offset)
        if found and maths.search(found[1]) and not _ESCAPED.search(found[1]):
            return len(found[0]), message
    return None


def bold_strays(text: str, places: Sequence[int]) -> Iterator[int]:
    """The places of each `**` at the edge of a word, of which the parser made nothing."""
    yield from (places[found.start()] for found in _BOLD.finditer(text))
