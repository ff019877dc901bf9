"""The symbols that Word's equations treat in a way of their own."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["ACCENTS", "BARS", "BRACES", "LIMITS", "NARY", "OPENERS", "SIDES", "space"]

SIDES: Final = frozenset("∫∬∭∮∯∰")
"""Integrals, whose limits stand beside them."""
NARY: Final = SIDES | frozenset("∑∏∐⋀⋁⋂⋃⨀⨁⨂⨄⨆")
"""Large operators, which Word draws with what they run over."""
LIMITS: Final = frozenset({"lim", "max", "min", "sup", "inf"})
"""Named operators that carry their limits below in display."""
OPENERS: Final = frozenset("([{|‖")
"""What may stand before a matrix or a binomial coefficient."""
BARS: Final = frozenset("―‾¯_")
"""Marks that are drawn as a line over or under a whole expression."""
BRACES: Final = frozenset("⏞⏟⎴⎵⏜⏝←↔")
"""Marks that stretch over or under a whole expression."""
ACCENTS: Final = {
    "^": "\u0302",
    "~": "\u0303",
    "´": "\u0301",
    "`": "\u0300",
    "˘": "\u0306",
    "ˇ": "\u030c",
    "˙": "\u0307",
    "¨": "\u0308",
    "⃛": "\u20db",
    "⃜": "\u20dc",
    "˚": "\u030a",
    "→": "\u20d7",
}
"""Accents as MathML writes them, and the combining characters by which Word knows them."""
_SPACES: Final = ((0.1, ""), (0.19, "\u2009"), (0.24, "\u205f"), (0.3, "\u2005"), (0.4, "\u2004"), (0.75, "\u2002"))
_NAMED: Final = {"thinmathspace": 0.17, "mediummathspace": 0.22, "thickmathspace": 0.28}


def space(width: str) -> str:
    """The space characters that come nearest to a width in ems; a negative width has none."""
    number = re.fullmatch(r"\+?([0-9]*\.?[0-9]+)(em|mu|pt|px|ex)?", width)
    ems = _NAMED.get(width, 0.0)
    if number:
        ems = float(number[1]) / {"mu": 18, "pt": 11, "px": 15, "ex": 2}.get(number[2] or "em", 1)
    for limit, character in _SPACES:
        if ems < limit:
            return character
    return "\u2003" * min(round(ems) or 1, 8)
