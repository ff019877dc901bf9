"""Markdown with blocks -> paragraphs, lists, tables and equations.

Lists are Word's own: it numbers their items, and begins anew with every list. A page never ends between a paragraph and
the list, table, formula or code that it leads to, and neither begins nor ends with one item of a list of more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, assert_never

from alignprep.text import nodes
from alignprep_exporters.docx.equations import equation
from alignprep_exporters.docx.inlines import inlines
from alignprep_exporters.docx.tables import markdown_table
from alignprep_exporters.docx.xml import Element, new, paragraph, run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alignprep.text.nodes import Block, Blocks
    from alignprep_exporters.docx.body import Body

__all__ = ["write_code", "write_list", "write_prose"]

_LIST_INDENT: Final = 360
"""How far each level of lists is indented, in twentieths of a point."""
_QUOTE_INDENT: Final = 340
_SHORT: Final = 12
"""Code of at most so many lines is not divided by the end of a page."""


@dataclass(frozen=True, slots=True)
class _Nesting:
    """How many lists and quotes are around a block, and whether it is on one page with the beginning of the next."""

    lists: int = 0
    quotes: int = 0
    kept: bool = False

    @property
    def indent(self) -> int:
        """How far the block is indented."""
        return self.lists * _LIST_INDENT + self.quotes * _QUOTE_INDENT


def write_prose(markdown: str, body: Body) -> None:
    """Add Markdown with blocks."""
    _write(body.type.blocks(markdown), body, _Nesting())


def write_code(text: str, body: Body, *, indent: int = 0, kept: bool = False) -> None:
    """Add lines of code as one paragraph, which can be copied as it is; Word breaks lines that are too long."""
    whole = (new("w:keepLines"),) if text.count("\n") < _SHORT else ()
    shift = (new("w:ind", left=142 + indent, right=142),) if indent else ()
    body.write("Code", run(text.expandtabs(4)), properties=(*_kept(kept), *whole, *shift))


def write_list(lines: Iterable[list[Element]], body: Body, *, number: int | None = None, kept: bool = False) -> None:
    """Add lines as a list, with bullets or with this number; the end of one that is `kept` stays with what follows."""
    shown = list(lines)
    for place, line in enumerate(shown):
        last = place == len(shown) - 1
        body.append(_list_item(*line, number=number, kept=_stays(place, len(shown)) or (kept and last)))


def _list_item(
    *content: Element,
    level: int = 0,
    number: int | None = None,
    kept: bool = False,
    properties: tuple[Element, ...] = (),
) -> Element:
    """The first paragraph of the next item in the list with this number, or in a list with bullets."""
    if number is None:
        return paragraph(f"ListBullet{_suffix(level)}", *content, properties=(*_kept(kept), *properties))
    numbering = new("w:numPr", new("w:ilvl", val=level), new("w:numId", val=number))
    return paragraph(f"ListNumber{_suffix(level)}", *content, properties=(*_kept(kept), numbering, *properties))


def _stays(place: int, count: int) -> bool:
    """Whether an item of a list is on one page with the next: the first, and the last but one."""
    return place in (0, count - 2) and place < count - 1


def _kept(kept: bool) -> tuple[Element, ...]:
    """The property of a paragraph that is on one page with the beginning of the next."""
    return (new("w:keepNext"),) if kept else ()


def _suffix(level: int) -> str:
    """How the styles of a level of lists end; levels count from 0."""
    return str(level + 1) if level else ""


def _write(blocks: Iterable[Block], body: Body, nesting: _Nesting) -> None:
    several = tuple(blocks)
    for block, following in zip_longest(several, several[1:]):
        leads = following is not None and _leads(block, following)
        _write_block(block, body, replace(nesting, kept=True) if leads else nesting)


def _leads(block: Block, following: Block) -> bool:
    """Whether a block is a paragraph that leads to the next block."""
    match block, following:
        case nodes.Paragraph(children), nodes.Paragraph() | nodes.Quote():
            return nodes.plain(children).rstrip().endswith((":", "："))
        case nodes.Paragraph(), _:
            return True
        case _:
            return False


def _write_block(block: Block, body: Body, nesting: _Nesting) -> None:
    indent, kept = nesting.indent, _kept(nesting.kept)
    match block:
        case nodes.Paragraph(children):
            style = "Quote" if nesting.quotes else "BodyText"
            if nesting.lists and not nesting.quotes:
                style = f"ListContinue{_suffix(nesting.lists - 1)}"
            shift = nesting.quotes and indent != _QUOTE_INDENT
            indented = (new("w:ind", left=indent),) if shift else ()
            body.write(style, *inlines(children, body), properties=(*kept, *indented))
        case nodes.BulletList(items):
            _write_items(items, None, body, nesting)
        case nodes.OrderedList(items, _, start):
            _write_items(items, body.new_list(nesting.lists, start), body, nesting)
        case nodes.Quote(children):
            _write(children, body, replace(nesting, quotes=nesting.quotes + 1))
        case nodes.CodeBlock(text):
            write_code(text, body, indent=indent, kept=nesting.kept)
        case nodes.Table():
            body.append(markdown_table(block, body, indent=indent))
            body.write("AfterTable", properties=kept)
        case nodes.MathBlock(latex):
            formula = new("m:oMathPara", equation(latex, display=True))
            indented = (new("w:ind", left=indent),) if indent else ()
            body.write("Equation", formula, properties=(*kept, *indented))
        case _:
            assert_never(block)


def _write_items(items: tuple[Blocks, ...], number: int | None, body: Body, nesting: _Nesting) -> None:
    for place, item in enumerate(items):
        kept = nesting.kept or _stays(place, len(items))
        inside = replace(nesting, lists=nesting.lists + 1, kept=kept)
        first, others = nodes.item_parts(item)
        leads = bool(others) and _leads(nodes.Paragraph(first), others[0])
        shift = (new("w:ind", left=inside.indent, hanging=_LIST_INDENT),) if nesting.quotes else ()
        shown = inlines(first, body)
        body.append(_list_item(*shown, level=nesting.lists, number=number, kept=kept or leads, properties=shift))
        _write(others, body, inside)
