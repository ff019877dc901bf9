"""The type scale, the grid and the colors. Lengths are in points.

Sizes step by a major third from 10 points; lines and spaces are multiples of 3.5, a quarter of a line of text. Guides,
which are long and set in columns, have lines of 12 points and letters of 9.5 or more, except in tables and code.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from alignprep import Paper
from alignprep_exporters.pdf.type.fonts import MONO, SANS, SERIF

__all__ = [
    "ACCENT",
    "INK",
    "LINE",
    "QUARTER",
    "SIZES",
    "SOFT",
    "TINT",
    "Geometry",
    "Style",
    "color",
    "guide_style",
    "style",
]

INK: Final = "#1d2327"
SOFT: Final = "#59636b"
LINE: Final = "#b9c2c8"
TINT: Final = "#f1f3f4"
ACCENT: Final = "#12597a"
QUARTER: Final = 3.5
"""A quarter of a line of text: the unit of the grid."""
SIZES: Final = {Paper.A4: (595.28, 841.89), Paper.LETTER: (612.0, 792.0)}
"""Width and height of a page (ISO 216, ANSI/ASME Y14.1)."""


@dataclass(frozen=True, slots=True)
class Style:
    """The style of a paragraph, and the space around it."""

    family: str = SERIF
    size: float = 10
    leading: float = 14
    color: str = INK
    bold: bool = False
    align: str = "left"
    before: float = 0
    after: float = 7
    keep: bool = False
    """Whether it must be on the same page as the next box."""
    whole: bool = False
    """Whether its lines stay together where it stays with the next box."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """A page: columns of text, or one about 80 characters wide and a margin on its right for wide boxes."""

    width: float
    height: float
    left: float = 70
    right: float = 50
    top: float = 77
    bottom: float = 70
    notes: float = 77
    """The width of the margin, which only code, tables and figures use."""
    columns: int = 1
    gutter: float = 14
    """The space between two columns."""
    inward: float = 0
    """How much wider the inner margin is than `left` and `right` say, and the outer one narrower, where sheets are
    printed on both sides."""

    @property
    def wide(self) -> float:
        """The width that code, tables and figures may take: that of all columns and the margin."""
        return self.width - self.left - self.right

    @property
    def measure(self) -> float:
        """The width of running text, which is that of a column."""
        return (self.wide - self.notes + self.gutter) / self.columns - self.gutter

    @property
    def lefts(self) -> list[float]:
        """Where the columns begin."""
        return [self.left + index * (self.measure + self.gutter) for index in range(self.columns)]

    @property
    def depth(self) -> float:
        """The height of the text."""
        return self.height - self.top - self.bottom


_STYLES: Final = {
    "body": Style(),
    "tight": Style(after=3.5),
    "quote": Style(color=SOFT),
    "question": Style(size=12.5, leading=17.5, whole=True),
    "hint": Style(color=SOFT),
    "cell": Style(size=9, leading=12.25, after=0),
    "th": Style(SANS, 8.5, 12.25, bold=True, after=0),
    "code": Style(MONO, 8, 10.5, before=3.5, after=10.5),
    "caption": Style(SANS, 8.5, 12.25, color=SOFT, before=3.5, after=10.5),
    "meta": Style(SANS, 8.5, 12.25, color=SOFT, after=7, keep=True),
    "label": Style(SANS, 8.5, 12.25, color=ACCENT, bold=True, before=7, after=2.5, keep=True),
    "h1": Style(size=24.4, leading=31.5, color=ACCENT, after=7, keep=True),
    "h2": Style(size=15.6, leading=21, bold=True, before=24.5, after=1.75, keep=True),
    "title": Style(size=38.1, leading=45.5, color=ACCENT, after=14),
    "subtitle": Style(SANS, 15.6, 21, after=31.5),
    "cover": Style(SANS, 10, 15.75, color=SOFT, after=0),
    "contents-section": Style(SANS, 10, 14, bold=True, before=10.5, after=1.75, keep=True),
    "contents-question": Style(after=0),
    "work": Style(size=9, leading=12.25, after=5.25),
    "furniture": Style(SANS, 8, 10.5, color=SOFT),
}

_GUIDE: Final = {
    "body": Style(size=9.5, leading=12, after=5),
    "tight": Style(size=9.5, leading=12, after=2.5),
    "quote": Style(size=9.5, leading=12, color=SOFT, after=5),
    "question": Style(size=13, leading=18, after=9, whole=True),
    "hint": Style(size=9.5, leading=12, color=SOFT, after=5),
    "cell": Style(size=8.5, leading=10.5, after=0),
    "th": Style(SANS, 8.5, 10.5, bold=True, after=0),
    "code": Style(MONO, 8, 9.5, before=3, after=9),
    "caption": Style(SANS, 9.5, 12, color=SOFT, before=3, after=9),
    "meta": Style(SANS, 9.5, 12, color=SOFT, after=6, keep=True),
    "label": Style(SANS, 9.5, 12, color=ACCENT, bold=True, before=8, after=1.5, keep=True),
    "h1": Style(size=24.4, leading=30, color=ACCENT, after=6, keep=True),
    "h2": Style(size=15.6, leading=18, bold=True, before=24, after=3, keep=True),
    "answer": Style(size=12, leading=15, bold=True, before=18, after=3, keep=True),
    "contents-section": Style(SANS, 9.5, 12, bold=True, before=9, after=3, keep=True),
    "contents-question": Style(size=9.5, leading=12, after=0),
    "work": Style(size=8.5, leading=10.5, after=3),
}


def guide_style(name: str, **changes: Any) -> Style:
    """A style by name as guides have it, with some of its settings changed."""
    made = _GUIDE.get(name) or _STYLES[name]
    return replace(made, **changes) if changes else made


def style(name: str, **changes: Any) -> Style:
    """A style by name, with some of its settings changed."""
    return replace(_STYLES[name], **changes) if changes else _STYLES[name]


@cache
def color(value: str, operator: str = "rg") -> str:
    """The operator that sets an RGB color, `rg` to fill and `RG` to stroke."""
    parts = (int(value[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return f"{' '.join(f'{part:.3f}' for part in parts)} {operator}"
