"""Text -> the operators that show it, in the codes of the fonts' subsets (ISO 32000-1, 9.4)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from reportlab.pdfbase import pdfmetrics

from alignprep_exporters.pdf.fonts import kerns, pieces, width
from alignprep_exporters.pdf.objects import ESCAPES
from alignprep_exporters.pdf.styles import color

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alignprep_exporters.pdf.lines import Line
    from alignprep_exporters.pdf.spans import Span

__all__ = ["BARE", "Look", "runs", "show", "show_line"]

Look = tuple[str, float, str, float]
"""What operators leave set: a font's name, its size, a color, a rise."""
BARE: Final[Look] = ("", 0, "", 0)
"""What is set where a text object begins."""


def runs(line: Line) -> Iterator[tuple[Span, str, str]]:
    """A line's runs and what is shown of each: where the line left a space out, it is there for who copies the text."""
    for index, (span, text) in enumerate(line.runs):
        yield span, text, text + " " if line.soft and index == len(line.runs) - 1 else text


def show(document: Any, code: list[str], span: Span, text: str, look: Look) -> Look:
    """Add the operators that show a text in a document of reportlab's; what they leave set is returned."""
    font_before, size_before, color_before, rise_before = look
    if span.color != color_before:
        code.append(color(span.color))
    for piece in pieces(span.font, text):
        rise = round(span.rise + piece.rise * span.size / 1000, 2)
        if rise != rise_before:
            code.append(f"{rise:g} Ts")
            rise_before = rise
        for name, array in _encoded(document, piece.font, piece.text):
            if name != font_before or span.size != size_before:
                code.append(f"{name} {span.size:.2f} Tf")
                font_before, size_before = name, span.size
            if piece.shift:
                back = piece.shift + width(piece.font, piece.text)
                code.append(f"[{-piece.shift:.1f} {' '.join(array)} {back:.1f}] TJ")
            else:
                code.append(f"{array[0]} Tj" if len(array) == 1 else f"[{' '.join(array)}] TJ")
    return font_before, size_before, span.color, rise_before


def show_line(document: Any, code: list[str], line: Line, look: Look) -> Look:
    """The same for a line's runs."""
    for span, _, shown in runs(line):
        look = show(document, code, span, shown, look)
    return look


def _encoded(document: Any, font: str, text: str) -> list[tuple[str, list[str]]]:
    """The text in the codes of the font's subsets: each one's name, its strings and the kerning between them."""
    made = pdfmetrics.getFont(font)
    found: list[tuple[str, list[str]]] = []
    for part, kerning in _kerned(font, text):
        for subset, codes in made.splitString(part, document):
            name = made.getSubsetInternalName(subset, document)
            if not found or found[-1][0] != name:
                found.append((name, []))
            found[-1][1].append(f"({codes.decode('latin-1').translate(_CODES)})")
        if kerning:
            found[-1][1].append(str(-kerning))
    return found


def _kerned(font: str, text: str) -> Iterator[tuple[str, int]]:
    """The text in parts, each with what it moves the next one by."""
    kerning = kerns(font)
    start = 0
    for index, (a, b) in enumerate(pairwise(text), 1) if kerning else ():
        if a + b in kerning:
            yield text[start:index], kerning[a + b]
            start = index
    yield text[start:], 0


_CODES: Final = {**ESCAPES, **{code: f"\\{code:03o}" for code in (*range(32), *range(127, 256))}}
"""How the codes of a string are written, so that a page's drawing is ASCII."""
