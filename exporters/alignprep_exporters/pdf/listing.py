"""Code on a tint, with its colors; a line that is too long goes on in the next one, behind an arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Literal, Token, is_token_subtype
from pygments.util import ClassNotFound

from alignprep_exporters.pdf.boxes import Box, baseline
from alignprep_exporters.pdf.fonts import MONO, covers, width
from alignprep_exporters.pdf.lines import Line
from alignprep_exporters.pdf.spans import Span
from alignprep_exporters.pdf.styles import ACCENT, INK, QUARTER, SOFT, TINT, style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alignprep_exporters.pdf.sheet import Sheet
    from alignprep_exporters.pdf.structure import Node

__all__ = ["Listing"]

_STYLE: Final = style("code")
_PADDING: Final = 7.0
_HANG: Final = 4
"""By how many characters a continued line is moved to the right."""
_FEWEST: Final = 4
"""The fewest lines at the foot or head of a page."""
_COLORS: Final[dict[Any, str]] = {Comment: SOFT, Keyword: ACCENT, Literal.String: "#7a4a12"}


class Listing(Box):
    """Lines of code."""

    before, after = _STYLE.before, _STYLE.after

    def __init__(self, text: str, language: str, node: Node, width_: float) -> None:
        self._node, self._width = node, width_
        columns = max(_HANG + 1, int((width_ - 2 * _PADDING) / (width(MONO, "0") * _STYLE.size / 1000)))
        self._take([row for line in _colored(text, language) for row in _wrapped(line, columns)])

    def _take(self, rows: list[tuple[Line, bool]]) -> None:
        self._rows = rows
        self.height = len(rows) * _STYLE.leading + 2 * QUARTER * 1.5

    @property
    def least(self) -> float:
        """A few lines, or all if there are hardly more."""
        count = len(self._rows)
        shown = count if count < 2 * _FEWEST else _FEWEST
        return shown * _STYLE.leading + 2 * QUARTER * 1.5

    def parted(self, room: float) -> tuple[Box, Box] | None:
        """Two listings of at least a few lines."""
        count = min(int((room - 2 * QUARTER * 1.5) / _STYLE.leading), len(self._rows) - _FEWEST)
        if count < _FEWEST:
            return None
        first, second = (object.__new__(Listing) for _ in range(2))
        for part, rows in ((first, self._rows[:count]), (second, self._rows[count:])):
            part._node, part._width = self._node, self._width
            part._take(rows)
        first.after = 0
        return first, second

    def draw(self, sheet: Sheet, x: float, top: float) -> None:
        """Draw the tint, the arrows of continued lines, the code."""
        sheet.area(x, top - self.height, self._width, self.height, fill=TINT)
        first = top - QUARTER * 1.5 - baseline(_STYLE)
        advance = width(MONO, "0") * _STYLE.size / 1000
        lines = []
        for index, (line, continued) in enumerate(self._rows):
            y = first - index * _STYLE.leading
            left = x + _PADDING
            if continued:
                _arrow(sheet, left + advance, y)
                left += _HANG * advance
            lines.append((left, y, line))
        sheet.text(self._node, lines)


def _arrow(sheet: Sheet, x: float, y: float) -> None:
    """An arrow that comes from above and turns right: drawn, so that copied code is free of it."""
    sheet.path([(x, y + 6), (x, y + 2.5), (x + 6, y + 2.5)], stroke=SOFT)
    sheet.path([(x + 4.2, y + 4.2), (x + 6, y + 2.5), (x + 4.2, y + 0.8)], stroke=SOFT)


def _colored(text: str, language: str) -> list[list[tuple[str, str]]]:
    """Lines of pieces with their colors; together they are the text."""
    lines: list[list[tuple[str, str]]] = [[]]
    for kind, value in _tokens(text, language):
        shade = next((shade for group, shade in _COLORS.items() if is_token_subtype(kind, group)), INK)
        for index, piece in enumerate(value.split("\n")):
            if index:
                lines.append([])
            if piece:
                lines[-1].append((piece, shade))
    return lines


def _tokens(text: str, language: str) -> Iterable[tuple[Any, str]]:
    plain = text.expandtabs(4)
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return [(Token.Text, plain)]
    tokens = list(lexer.get_tokens(plain))
    return tokens if "".join(value for _, value in tokens) == plain else [(Token.Text, plain)]


def _wrapped(line: list[tuple[str, str]], columns: int) -> list[tuple[Line, bool]]:
    """The line's rows, each with whether it continues the one before.

    Raises `MissingCharacter` for a character that no font has.
    """
    rows: list[tuple[Line, bool]] = [(Line(), False)]
    room = float(columns)
    for text, shade in line:
        span = Span(text, MONO, _STYLE.size, shade)
        for part in [text] if covers(MONO).issuperset(text) else text:
            # A character of another font may be wider than a column.
            wide = width(MONO, part) / width(MONO, "0") / len(part)
            rest = part
            while rest:
                if room < wide:
                    rows.append((Line(), True))
                    room = float(columns - _HANG)
                piece = rest[: max(int(room / wide), 1)] if wide else rest
                rows[-1][0].runs.append((span, piece))
                rest = rest[len(piece) :]
                room -= len(piece) * wide
    rows[-1][0].soft = True
    return rows
