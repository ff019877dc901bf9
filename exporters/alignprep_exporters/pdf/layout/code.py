"""Code listings with syntax colors on a tinted background; a line that is too long continues after an arrow."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Literal, Token, is_token_subtype
from pygments.util import ClassNotFound

from alignprep_exporters.pdf.layout.boxes import Rows, baseline
from alignprep_exporters.pdf.type.fonts import MONO, covers, width
from alignprep_exporters.pdf.type.lines import Line
from alignprep_exporters.pdf.type.spans import Span
from alignprep_exporters.pdf.type.styles import ACCENT, INK, QUARTER, SOFT, TINT, style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alignprep_exporters.pdf.structure import Node
    from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas

__all__ = ["Listing"]

_STYLE: Final = style("code")
_PADDING: Final = 7.0
_HANG: Final = 4
"""How many characters a continued line is indented."""
_COLORS: Final[dict[Any, str]] = {Comment: SOFT, Keyword: ACCENT, Literal.String: "#7a4a12"}


class Listing(Rows[tuple[Line, bool]]):
    """Lines of code, each with whether it continues the one before."""

    fewest = 4
    padding = 3 * QUARTER

    def __init__(self, text: str, language: str, node: Node, width: float) -> None:
        self._node, self._width = node, width
        columns = max(_HANG + 1, int((width - 2 * _PADDING) / _character_width()))
        super().__init__([row for line in _colored(text, language) for row in _wrapped(line, columns)], _STYLE)

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the tint, the code, and an arrow before each continued line."""
        canvas.area(x, top - self.height, self._width, self.height, fill=TINT)
        first, advance = top - self.padding / 2 - baseline(_STYLE), _character_width()
        lines = []
        for index, (line, continued) in enumerate(self._rows):
            y = first - index * _STYLE.leading
            left = x + _PADDING
            if continued:
                _arrow(canvas, left + advance, y)
                left += _HANG * advance
            lines.append((left, y, line))
        canvas.text(self._node, lines)


def _character_width() -> float:
    """The width of a character."""
    return width(MONO, "0") * _STYLE.size / 1000


def _arrow(canvas: TaggedCanvas, x: float, y: float) -> None:
    """An arrow from above that turns right, drawn with lines so that copied code does not contain it."""
    canvas.path([(x, y + 6), (x, y + 2.5), (x + 6, y + 2.5)], stroke=SOFT)
    canvas.path([(x + 4.2, y + 4.2), (x + 6, y + 2.5), (x + 4.2, y + 0.8)], stroke=SOFT)


@lru_cache(maxsize=64)
def _colored(text: str, language: str) -> list[list[tuple[str, str]]]:
    """The lines of the text, each as pieces with their colors; read once for all questions that show it."""
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
    """A line as rows of at most so many columns, each with whether it continues the one before.

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
