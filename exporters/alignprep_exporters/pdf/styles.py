"""The type scale, the colors and the paragraph styles. Lengths are in points."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, letter
from reportlab.lib.styles import ParagraphStyle

from alignprep import Paper
from alignprep_exporters.pdf.fonts import MONO, SANS, SANS_BOLD, SERIF, register

__all__ = ["ACCENT", "INK", "LINE", "MARGIN", "SIZES", "SOFT", "TINT", "style"]

INK: Final = HexColor("#1d2327")
SOFT: Final = HexColor("#59636b")
LINE: Final = HexColor("#c3cacf")
TINT: Final = HexColor("#f1f3f4")
ACCENT: Final = HexColor("#12597a")
SIZES: Final = {Paper.A4: A4, Paper.LETTER: letter}
MARGIN: Final = 74.0
"""Left and right of the text, which leaves lines of about 80 characters."""

_KEPT: Final = {"allowWidows": 0, "allowOrphans": 0}
_STYLES: Final[dict[str, dict[str, Any]]] = {
    "body": {"fontName": SERIF, "fontSize": 10.2, "leading": 14.4, "spaceAfter": 7.2},
    "tight": {"spaceAfter": 2.4},
    "quote": {"textColor": SOFT},
    "question": {"fontSize": 13, "leading": 18, "spaceAfter": 7.2},
    "hint": {"textColor": SOFT},
    "cell": {"fontSize": 9.2, "leading": 12.4, "spaceAfter": 0},
    "th": {"fontName": SANS_BOLD, "fontSize": 8.6, "leading": 12.4, "spaceAfter": 0},
    "code": {
        "fontName": MONO, "fontSize": 8, "leading": 11.2, "spaceBefore": 5, "spaceAfter": 12, "backColor": TINT,
        "borderPadding": (5, 6, 5, 6), "leftIndent": 6, "rightIndent": 6,
    },
    "caption": {"fontName": SANS, "fontSize": 8.4, "leading": 11.5, "textColor": SOFT, "spaceAfter": 10},
    "meta": {"fontName": SANS, "fontSize": 8.6, "leading": 11.5, "textColor": SOFT, "spaceAfter": 9},
    "label": {
        "fontName": SANS_BOLD, "fontSize": 8.8, "leading": 12, "textColor": ACCENT, "spaceBefore": 8, "spaceAfter": 3.5,
        "keepWithNext": 1,
    },
    "h1": {
        "fontName": SERIF, "fontSize": 26, "leading": 31, "textColor": ACCENT, "spaceAfter": 8, "keepWithNext": 1,
    },
    "h2": {
        "fontName": "APSerif-Bold", "fontSize": 15, "leading": 19, "spaceBefore": 20, "spaceAfter": 2,
        "keepWithNext": 1,
    },
    "title": {"fontName": SERIF, "fontSize": 34, "leading": 40, "textColor": ACCENT, "spaceAfter": 14},
    "subtitle": {"fontName": SANS, "fontSize": 14, "leading": 19, "textColor": INK, "spaceAfter": 26},
    "toc0": {"fontName": SANS_BOLD, "fontSize": 10, "leading": 14, "spaceBefore": 9, "spaceAfter": 2},
    "toc1": {"fontName": SERIF, "fontSize": 10, "leading": 14, "leftIndent": 14},
    "work": {"fontSize": 9.4, "leading": 13, "leftIndent": 16, "firstLineIndent": -16, "spaceAfter": 5},
}  # fmt: skip


@cache
def style(
    name: str, *, indent: float = 0, bullet: bool = False, centered: bool = False, right: bool = False
) -> ParagraphStyle:
    """A style by name; `indent` moves it to the right, `bullet` hangs a bullet before its first line."""
    register()
    settings = {**_STYLES["body"], "textColor": INK, **_KEPT, **_STYLES[name]}
    if bullet:
        settings |= {"leftIndent": settings.get("leftIndent", 0) + 15, "bulletIndent": 3, "bulletFontName": SERIF}
    if centered or right:
        settings["alignment"] = 1 if centered else 2
    settings["leftIndent"] = settings.get("leftIndent", 0) + indent
    return ParagraphStyle(name, **settings)
