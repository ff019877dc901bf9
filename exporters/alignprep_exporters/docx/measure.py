"""Measures the text of a paragraph: in how many lines it breaks, and how high formulas make them.

The widths are those of Calibri and of Carlito, which stands for it where it is not installed; other faces are about as
wide. Widths are in thousandths of an em, heights in lines.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from alignprep.text.characters import is_wide
from alignprep_exporters.docx.xml import Element, name

__all__ = ["BOLD", "FIXED", "REGULAR", "formula_height", "lines"]

_ASCII: Final = (
    226, 326, 401, 498, 507, 715, 682, 221, 303, 303, 498, 498, 250, 306, 252, 386, 507, 507, 507, 507, 507, 507, 507,
    507, 507, 507, 268, 268, 498, 498, 498, 463, 894, 579, 544, 533, 615, 488, 459, 631, 623, 252, 319, 520, 420, 855,
    646, 662, 517, 673, 543, 459, 487, 642, 567, 890, 519, 487, 468, 307, 386, 307, 498, 498, 291, 479, 525, 423, 525,
    498, 305, 471, 525, 229, 239, 455, 229, 799, 525, 527, 525, 525, 349, 391, 335, 525, 452, 715, 433, 453, 395, 314,
    460, 314, 498,
)  # fmt: skip
"""The widths of U+0020 to U+007E."""
_OTHERS: Final = {
    "\u00a0": 226, "\u202f": 226, "\u2009": 200, "\u2003": 1000, "\u200b": 0, "\u2060": 0, "\u00ad": 0,
    "‘": 250, "’": 250, "“": 418, "”": 418, "„": 418, "–": 498, "—": 905, "…": 690, "·": 252, "→": 905,
}  # fmt: skip
"""The widths of the spaces and marks of typography that are far from `_OTHER`."""
_OTHER: Final = 520
"""About the width of any other character."""
_WIDE: Final = 1000
"""The width of a Chinese, Japanese or Korean character."""
REGULAR, BOLD, FIXED = "regular", "bold", "fixed"
"""The kinds of faces."""
_BOLD_SHARE: Final = 1.023
"""How much wider text is in bold."""
_FIXED: Final = 575
"""The width of a character of code: Consolas has 550, and what stands for it where it is not installed 600."""
_FORMULA_SHARE: Final = 1.4
"""How much wider formulas are than their signs in a row: they have space around operators and, in LibreOffice, larger
letters."""
_PART: Final = re.compile(" +|[^ \\-–—]*[-–—]+|[^ \\-–—]+")
"""Spaces, or what no line break divides: a word, or a part of one up to its hyphen or dash."""

_RUN, _STYLE, _TEXT, _BREAK = name("w:r"), name("w:rStyle"), name("w:t"), name("w:br")
_VALUE, _FORMULA_TEXT = name("w:val"), name("m:t")


def lines(paragraph: Element, face: str, faces: Mapping[str, str], first: int, others: int) -> int:
    """In how many lines a paragraph breaks whose first line is so wide, and its others so.

    `face` is its kind of face, and `faces` has those of the character styles that have one of their own.
    """
    pieces: list[tuple[str, str, float]] = []
    current, whole = face, 0.0
    for element in paragraph.iter(_RUN, _STYLE, _TEXT, _BREAK, _FORMULA_TEXT):
        tag = element.tag
        if tag == _RUN:
            current = face
        elif tag == _STYLE:
            current = faces.get(element.get(_VALUE, ""), face)
        elif tag == _BREAK:
            pieces.append(("", current, 0))
            whole = math.inf
        else:
            text, share = element.text or "", _FORMULA_SHARE if tag == _FORMULA_TEXT else 1
            pieces.append((text, current, share))
            whole += _width(text, current) * share
    return 1 if whole <= first else _broken(pieces, first, others)


def _broken(pieces: Iterable[tuple[str, str, float]], first: int, others: int) -> int:
    """In how many lines texts break, each with its face and how much wider it is; one without a share ends a line."""
    count, room, word, used = 1, float(first), 0.0, False
    for text, face, share in pieces:
        if not share:
            if used and word > room:
                count += 1
            count, room, word, used = count + 1, others, 0.0, False
        for part in _PART.findall(text):
            space = part[0] == " "
            if not space:
                word += _part_width(part, face) * share
            if space or part[-1] in "-–—":
                if word > room and used:
                    count, room = count + 1, others
                if word > others > 0:  # Longer than a line: it breaks anywhere.
                    count += int(word // others)
                    word %= others
                room -= word + (_part_width(part, face) if space else 0)
                word, used = 0.0, True
    if word > room and used:
        count, room = count + 1, others
    return count + (int(word // others) if word > others > 0 else 0)


def _width(text: str, face: str) -> float:
    if face == FIXED:
        return _FIXED * len(text)
    return sum(map(_WIDTHS.__getitem__, text)) * (_BOLD_SHARE if face == BOLD else 1)


_part_width: Final = lru_cache(maxsize=20_000)(_width)
"""The same for a word, since words come again."""


class _Widths(dict[str, int]):
    """The width of each character, looked up once."""

    def __missing__(self, character: str) -> int:
        found = _WIDE if is_wide(character) else _OTHERS.get(character, _OTHER)
        self[character] = found
        return found


_WIDTHS: Final = _Widths({chr(code): width for code, width in enumerate(_ASCII, 32)})
_STACKED: Final = {name("m:f"): 0.3, name("m:m"): 0.0}
"""The elements whose children stand above each other, and the space between them."""
_AROUND: Final = {
    name("m:oMathPara"): 0.05,
    **{name(f"m:{tag}"): 0.25 for tag in ("sSub", "sSup", "sSubSup", "sPre", "acc", "bar", "rad")},
}
"""The elements that are higher than what they hold, and how much."""
_LIMITED: Final = frozenset({name("m:nary"), name("m:limLow"), name("m:limUpp")})
_LIMITS: Final = frozenset({name("m:sub"), name("m:sup"), name("m:lim")})
_LIMIT: Final = 0.6
"""The size of what stands above or below a sign, as a share of that of the text."""
_SIGN: Final = 1.5
"""The height of a sum or an integral."""


def formula_height(element: Element) -> float:
    """How many lines of text a formula or a part of one is high, as LibreOffice draws it."""
    tag = element.tag
    parts = [(child.tag, formula_height(child)) for child in element if not child.tag.endswith("Pr")]
    if tag in _STACKED:
        return sum(height for _, height in parts) + _STACKED[tag]
    highest = max((height for part, height in parts if tag not in _LIMITED or part not in _LIMITS), default=1.0)
    if tag not in _LIMITED:
        return highest + _AROUND.get(tag, 0.0)
    above_and_below = sum(formula_height(part) for part in element if part.tag in _LIMITS and len(part))
    return max(highest, _SIGN if tag == name("m:nary") else 1.0) + _LIMIT * above_and_below
