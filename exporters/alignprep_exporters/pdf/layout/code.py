"""Code listings with syntax colors on a tinted background; a line that is too long continues after an arrow."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Literal, Token, is_token_subtype
from pygments.util import ClassNotFound

from alignprep_exporters.pdf.layout.boxes import Rows, baseline
from alignprep_exporters.pdf.type.fonts import MONO, covers, own_fonts, width
from alignprep_exporters.pdf.type.lines import Line
from alignprep_exporters.pdf.type.shaping import graphemes, joins
from alignprep_exporters.pdf.type.spans import Span
from alignprep_exporters.pdf.type.styles import ACCENT, INK, QUARTER, SOFT, TINT, style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alignprep_exporters.pdf.structure import Node
    from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas
    from alignprep_exporters.pdf.type.styles import Style

__all__ = ["Listing", "fits"]

_PADDING: Final = 7.0
_HANG: Final = 4
"""How many characters a continued line is indented."""
_BACK: Final = 12
"""How many lines earlier than it must a listing may be parted, to be so at an empty line."""
_SIGNS: Final = ",([{.=:;/|"
"""After which a line of code is parted rather than inside a name."""
_COLORS: Final[dict[Any, str]] = {Comment: SOFT, Keyword: ACCENT, Literal.String: "#7a4a12"}


class Listing(Rows[tuple[Line, bool]]):
    """Lines of code, each with whether it continues the one before."""

    fewest = 4
    padding = 3 * QUARTER

    def __init__(self, text: str, language: str, node: Node, width: float, look: Style | None = None) -> None:
        self._node, self._width = node, width
        look = look or style("code")
        columns = max(_HANG + 1, int((width - 2 * _PADDING) / _character_width(look)))
        super().__init__(_rows(text, language, columns, look.size, own_fonts()), look)

    def _count(self, room: float) -> int:
        """How many lines the first part gets: up to an empty line, or else to one that begins where others do."""
        most = super()._count(room)
        for few in (self._is_empty, self._begins):
            for count in range(most, max(most - _BACK, self.fewest), -1):
                if few(count):
                    return count
        return most

    def _is_empty(self, count: int) -> bool:
        return not self._rows[count - 1][0].runs

    def _begins(self, count: int) -> bool:
        """Whether the line after so many is indented no deeper than the one before it, and continues none."""
        (before, _), (line, continued) = self._rows[count - 1], self._rows[count]
        return not continued and _indent(line) <= _indent(before)

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the tint, the code, and an arrow before each continued line; code runs from left to right anywhere."""
        with canvas.forward(x, self._width):
            self._draw(canvas, x, top)

    def _draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        canvas.area(x, top - self.height, self._width, self.height, fill=TINT)
        first, advance = top - self.padding / 2 - baseline(self._style), _character_width(self._style)
        lines = []
        for index, (line, continued) in enumerate(self._rows):
            y = first - index * self._style.leading
            left = x + _PADDING
            if continued:
                _arrow(canvas, left + advance, y)
                left += _HANG * advance
            lines.append((left, y, line))
        canvas.text(self._node, lines)


def _indent(line: Line) -> int:
    """How many spaces a line begins with."""
    text = "".join(text for _, text in line.runs)
    return len(text) - len(text.lstrip(" "))


def fits(text: str, width: float, look: Style) -> bool:
    """Whether no line of a code is wider than a width."""
    return max(map(len, text.expandtabs(4).split("\n"))) * _character_width(look) <= width - 2 * _PADDING


def _character_width(look: Style) -> float:
    """The width of a character."""
    return width(MONO, "0") * look.size / 1000


def _arrow(canvas: TaggedCanvas, x: float, y: float) -> None:
    """An arrow from above that turns right, drawn with lines so that copied code does not contain it."""
    canvas.path([(x, y + 6), (x, y + 2.5), (x + 6, y + 2.5)], stroke=SOFT)
    canvas.path([(x + 4.2, y + 4.2), (x + 6, y + 2.5), (x + 4.2, y + 0.8)], stroke=SOFT)


@lru_cache(maxsize=16)
def _rows(
    text: str,
    language: str,
    columns: int,
    size: float,
    own: tuple[str, ...],  # noqa: ARG001 - tells what is cached apart
) -> list[tuple[Line, bool]]:
    """The rows of a listing, made once for all questions that show it with the same `own` fonts."""
    return [row for line in _colored(text, language) for row in _wrapped(line, columns, size)]


def _colored(text: str, language: str) -> list[list[tuple[str, str]]]:
    """The lines of the text, each as pieces with their colors."""
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


def _wrapped(line: list[tuple[str, str]], columns: int, size: float) -> list[tuple[Line, bool]]:
    """A line as rows of at most so many columns, each with whether it continues the one before.

    Raises `MissingCharacter` for a character that no font has.
    """
    whole = "".join(text for text, _ in line)
    if len(whole) > columns and covers(MONO).issuperset(whole):
        return _parted(line, whole, columns, size)
    rows: list[tuple[Line, bool]] = [(Line(), False)]
    room = float(columns)
    for text, shade in line:
        span = Span(text, MONO, size, shade)
        if joins(text):
            room = _add_joined(rows, span, room, columns)
            continue
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


def _parted(line: list[tuple[str, str]], whole: str, columns: int, size: float) -> list[tuple[Line, bool]]:
    """A line of characters of one width as rows, which end after a space or a sign if one is in their last third."""
    rows: list[tuple[Line, bool]] = [(Line(), False)]
    room = end = _end_of_row(whole, 0, columns)
    for text, shade in line:
        span, rest = Span(text, MONO, size, shade), text
        while rest:
            if not room:
                rows.append((Line(), True))
                start, end = end, _end_of_row(whole, end, columns - _HANG)
                room = end - start
            piece = rest[:room]
            rows[-1][0].runs.append((span, piece))
            rest, room = rest[len(piece) :], room - len(piece)
    rows[-1][0].soft = True
    return rows


def _end_of_row(whole: str, start: int, columns: int) -> int:
    """Where a row that starts in a line of code ends."""
    if len(whole) - start <= columns:
        return len(whole)
    first, last = start + columns * 2 // 3, start + columns
    for ends in (" ", _SIGNS):
        if found := max(whole.rfind(end, first, last) for end in ends) + 1:
            return found
    return last


def _add_joined(rows: list[tuple[Line, bool]], span: Span, room: float, columns: int) -> float:
    """Add a text whose letters join to rows, which break between its clusters; return the room that is left."""
    pending = ""
    for cluster in [*graphemes(span.text), ""]:
        wide = width(MONO, pending + cluster) / width(MONO, "0")
        if wide <= room and cluster:
            pending += cluster
            continue
        if pending:
            rows[-1][0].runs.append((span, pending))
            room -= width(MONO, pending) / width(MONO, "0")
        if cluster:
            rows.append((Line(), True))
            room, pending = float(columns - _HANG), cluster
    return room
