"""Formulas on lines of their own: LaTeX -> rows of outlines, which are broken where they are wider than their column.

A formula that its column cannot hold takes the margin too. If that is not enough, it is broken like this, and each
next means is used only on what the ones before leave too wide:

1. between formulas that a wide space separates (`\\quad`),
2. before relations, the second and later ones aligned with the first,
3. before operators, aligned behind the relation,
4. inside brackets, the outermost first: before relations and operators and after commas,
5. by making it smaller: down to 8 points, and below that only a part that cannot be broken at all, such as a wide
   matrix or fraction, for which the alternative would be to leave something out.
"""

from __future__ import annotations

from copy import copy, deepcopy
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from alignprep_exporters.pdf.layout.boxes import Box
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.atoms import WIDE, Atom, Kind, atoms, core, ems, fences, tree
from alignprep_exporters.pdf.type.fonts import SANS, SERIF
from alignprep_exporters.pdf.type.inline_maths import described, spoken
from alignprep_exporters.pdf.type.lines import Line, break_lines
from alignprep_exporters.pdf.type.outlines import SIZE, Outline, outline
from alignprep_exporters.pdf.type.spans import Span
from alignprep_exporters.pdf.type.styles import INK, color

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree.ElementTree import Element

    from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas

__all__ = ["Formula", "size_in"]

_LEADING: Final = 5.0
"""The space between the rows of a broken formula."""
_INDENT: Final = 2 * SIZE
"""How far what follows is indented where the first relation is too far on the right, and inside brackets."""
_FAR: Final = 0.4
"""Where a relation is too far on the right, as a fraction of the width."""
_NEVER: Final = frozenset("∣∥∼∈∉∋|:")
"""Relations that bind more closely than others, before which no formula is broken."""
_SPACED: Final = 0.65
"""How wide the invisible text is set, as a fraction of the formula: its letters are drawn a point apart."""
_DEEPEST: Final = 6
"""How many brackets, one within the other, a formula may be broken inside of."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a formula, and how far it is indented."""

    outline: Outline
    indent: float = 0

    @property
    def right(self) -> float:
        return self.indent + self.outline.width


class Formula(Box):
    """A formula, centered in a width, over invisible text for search and screen readers.

    Raises `MissingCharacter` for a character that no font has.
    """

    before, after = 3.5, 10.5

    def __init__(
        self, latex: str, parent: Node, width: float, depth: float, *, wide: float = 0, size: float = SIZE
    ) -> None:
        """Make it for a column of a `width` and `depth`, which is `wide` with its margin, in the text's `size`."""
        usual = size / SIZE
        rows = _rows(latex, width / usual, max(wide, width) / usual)
        natural = max(row.right for row in rows)
        self._width, self._depth = max(width, min(natural * usual, wide)), depth
        self._scale = min(usual, self._width / natural, depth / max(row.outline.height for row in rows))
        alt = described(latex, parent.tree.words)
        self._node = Node("Formula", parent, alt=alt, attributes=" /O /Layout /Placement /Block")
        self._lines = break_lines([Span(spoken(latex), SANS, 5, INK)], max(natural * self._scale * _SPACED, 40))
        self._natural = natural
        self._set_rows(rows)

    def _set_rows(self, rows: Sequence[_Row]) -> None:
        self._rows = rows
        height = sum(row.outline.height for row in rows) * self._scale
        self.height = height + (len(rows) - 1) * _LEADING

    def split(self, room: float) -> tuple[Formula, Formula] | None:
        """Two boxes of whole rows, of a formula that is deeper than a page; others stay together."""
        count = len(self._rows) - 1
        heights = [row.outline.height * self._scale + _LEADING for row in self._rows]
        while count and sum(heights[:count]) > room + _LEADING:
            count -= 1
        if self.height <= self._depth or not count:
            return None
        first, second = copy(self), copy(self)
        first._set_rows(self._rows[:count])
        second._set_rows(self._rows[count:])
        second._lines, first.after, second.before = [], _LEADING, 0
        return first, second

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the outlines over the text."""
        wide = self._natural * self._scale
        left, bottom = x + (self._width - wide) / 2, top - self.height
        last = len(self._lines) - 1
        hidden = [(left, bottom + 6 * (last - index), line) for index, line in enumerate(self._lines)]
        code, y, scale = [color(INK)], top, self._scale
        words: list[tuple[float, float, Line]] = []
        for row in self._rows:
            start, y = left + row.indent * scale, y - row.outline.above * scale
            code.append(f"q {scale:.4f} 0 0 {scale:.4f} {start:.2f} {y:.2f} cm\n{row.outline.code} Q")
            for one in row.outline.words:
                line = Line([(Span(one.text, SERIF, one.size * scale, INK), one.text)])
                words.append((start + one.x * scale, y + one.y * scale, line))
            y -= row.outline.below * scale + _LEADING
        shapes = "\n".join(["q", *code, "Q"])
        canvas.shapes(self._node, shapes, (left, bottom, left + wide, top), hidden, words)


def size_in(latex: str, width: float, size: float) -> float:
    """The size of the letters of a formula in a column, which is that of the text unless no break makes it fit."""
    usual = size / SIZE
    return min(size, width / max(row.right for row in _rows(latex, width / usual, width / usual)) * SIZE)


@lru_cache(maxsize=1024)
def _rows(latex: str, width: float, wide: float) -> tuple[_Row, ...]:
    """The rows of a formula, broken if it is wider than its column and its margin."""
    nodes = list(tree(latex, display=True))
    while len(nodes) == 1 and nodes[0].tag == "mrow" and not fences(nodes[0]):
        nodes = list(nodes[0])
    row = atoms(nodes)
    rows = [_Row(_outline(row))]
    for room in (wide, width, wide):
        if max(one.right for one in rows) <= room:
            break
        rows = [one for part in _formulas(row, room) for one in _broken(part, room)]
    return tuple(rows)


def _outline(row: Sequence[Atom], *, goes_on: bool = False) -> Outline:
    """The outline of atoms; if they go on after others, a sign at their beginning is still an operator."""
    made = ElementTree.Element("mrow")
    if goes_on:
        before = ElementTree.SubElement(made, "mrow")
        ElementTree.SubElement(before, "mspace", width="0em")
    made.extend(atom.node for atom in row)
    return outline(made, display=True)


def _formulas(row: list[Atom], room: float) -> Iterator[list[Atom]]:
    """The formulas between wide spaces, as many together as fit."""
    held: list[Atom] = []
    start = 0
    ends = [index for index, (node, kind) in enumerate(row) if kind is Kind.SPACE and ems(node) > WIDE]
    for end in (*ends, len(row)):
        if held and _outline([*held, *row[start - 1 : end]]).width > room:
            yield held
            held = []
        held = [*held, *row[start - 1 if held else start : end]]
        start = end + 1
    yield held


def _broken(row: list[Atom], room: float) -> Iterator[_Row]:
    """A formula in rows, before relations and where else it must be."""
    whole = _outline(row)
    if whole.width <= room:
        yield _Row(whole)
        return
    relations = [index for index in _places(row, 0) if row[index].kind is Kind.REL]
    if not relations:
        yield from _filled(row, room, 0, _INDENT, goes_on=False)
        return
    first, starts = relations[0], [0, *relations[1:]]
    relation = _outline(row[:first]).width
    if relation > _FAR * room:
        relation = _INDENT
        if _outline(row[: starts[1] if len(starts) > 1 else None]).width > room:
            starts.insert(1, first)
    behind = relation + _outline(row[first : first + 1], goes_on=True).width
    for start, end in zip(starts, [*starts[1:], len(row)], strict=True):
        yield from _filled(row[start:end], room, relation if start else 0, behind, goes_on=start > 0)


def _filled(
    row: list[Atom], room: float, start: float, then: float, *, goes_on: bool, depth: int = 0
) -> Iterator[_Row]:
    """Atoms in rows, of which the first begins at `start` and others at `then`; broken inside so many brackets."""
    if start + (whole := _outline(row, goes_on=goes_on)).width <= room or depth > _DEEPEST:
        yield _Row(whole, start)
        return
    row = _opened(row) if depth else row
    cuts = [0, *_places(row, depth), len(row)]
    held: list[Atom] = []
    used = 0.0
    for begin, end in pairwise(cuts):
        part = row[begin:end]
        width = _outline(part, goes_on=goes_on or begin > 0).width
        if held and start + used + width > room:
            yield from _filled(held, room, start, then, goes_on=goes_on, depth=depth + 1)
            held, used, start, goes_on = [], 0.0, then + SIZE * (depth > 0), True
        held, used = [*held, *part], used + width
    yield from _filled(held, room, start, then, goes_on=goes_on, depth=depth + 1)


def _places(row: Sequence[Atom], depth: int) -> list[int]:
    """The places in a row where it may be broken inside so many brackets: before signs, and there after commas."""
    found: list[int] = []
    level = 0
    for index, (node, kind) in enumerate(row):
        level -= kind is Kind.CLOSE
        if index and level == depth:
            sign = kind is Kind.BIN or (kind is Kind.REL and (core(node).text or "").strip() not in _NEVER)
            if sign or (depth and row[index - 1].kind is Kind.PUNCT):
                found.append(index)
        level += kind is Kind.OPEN
    return found


def _opened(row: Sequence[Atom]) -> list[Atom]:
    """Atoms of which the outermost brackets of `\\left` and `\\right` are atoms themselves, as tall as before."""
    made: list[Element] = []
    for node, _ in row:
        inner = node[0] if node.tag in ("msub", "msup", "msubsup") else node
        if not fences(inner) or any(child.tag == "mtable" for child in inner):
            made.append(node)
            continue
        opening, *others = deepcopy(list(inner))
        tall = f"{_outline([Atom(inner, Kind.INNER)]).height:.3f}px"
        for bracket in (opening, others[-1]):
            if bracket.get("fence"):
                bracket.attrib |= {"minsize": tall, "maxsize": tall}
        if inner is not node:
            closing = deepcopy(node)
            closing[0] = others[-1]
            others[-1] = closing
        made += [opening, *others]
    return atoms(made)
