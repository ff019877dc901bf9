"""Markdown with blocks -> paragraphs, lists, tables and equations.

Lists are Word's own: it numbers their items, and begins anew with every list.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, assert_never

from alignprep.text import nodes
from alignprep.text.markdown import parse
from alignprep_exporters.docx.equations import equation
from alignprep_exporters.docx.inlines import inlines
from alignprep_exporters.docx.tables import markdown_table
from alignprep_exporters.docx.xml import Element, new, paragraph, run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alignprep.text.nodes import Block, Blocks
    from alignprep_exporters.docx.body import Body

__all__ = ["list_item", "write_code", "write_list", "write_prose"]

_LIST_INDENT: Final = 360
"""How far each level of lists is indented, in twentieths of a point."""
_QUOTE_INDENT: Final = 340


@dataclass(frozen=True, slots=True)
class _Nesting:
    """How many lists and quotes are around a block."""

    lists: int = 0
    quotes: int = 0

    @property
    def indent(self) -> int:
        """How far the block is indented."""
        return self.lists * _LIST_INDENT + self.quotes * _QUOTE_INDENT


def write_prose(markdown: str, body: Body) -> None:
    """Add Markdown with blocks."""
    _write(parse(markdown), body, _Nesting())


def write_code(text: str, body: Body, *, indent: int = 0) -> None:
    """Add lines of code as one paragraph, which can be copied as it is; Word breaks lines that are too long."""
    properties = (new("w:ind", left=142 + indent, right=142),) if indent else ()
    body.write("Code", run(text.expandtabs(4)), properties=properties)


def write_list(lines: Iterable[list[Element]], body: Body) -> None:
    """Add lines as a list with bullets."""
    for line in lines:
        body.append(list_item(*line))


def list_item(
    *content: Element, level: int = 0, number: int | None = None, properties: tuple[Element, ...] = ()
) -> Element:
    """The first paragraph of the next item in the list with this number, or in a list with bullets."""
    if number is None:
        return paragraph(f"ListBullet{_suffix(level)}", *content, properties=properties)
    numbering = new("w:numPr", new("w:ilvl", val=level), new("w:numId", val=number))
    return paragraph(f"ListNumber{_suffix(level)}", *content, properties=(numbering, *properties))


def _suffix(level: int) -> str:
    """How the styles of a level of lists end; levels count from 0."""
    return str(level + 1) if level else ""


def _write(blocks: Iterable[Block], body: Body, nesting: _Nesting) -> None:
    for block in blocks:
        _write_block(block, body, nesting)


def _write_block(block: Block, body: Body, nesting: _Nesting) -> None:
    indent = nesting.indent
    match block:
        case nodes.Paragraph(children):
            style = "Quote" if nesting.quotes else "BodyText"
            if nesting.lists and not nesting.quotes:
                style = f"ListContinue{_suffix(nesting.lists - 1)}"
            shift = nesting.quotes and indent != _QUOTE_INDENT
            body.write(style, *inlines(children, body), properties=(new("w:ind", left=indent),) if shift else ())
        case nodes.BulletList(items):
            _write_items(items, None, body, nesting)
        case nodes.OrderedList(items, _, start):
            _write_items(items, body.new_list(nesting.lists, start), body, nesting)
        case nodes.Quote(children):
            _write(children, body, replace(nesting, quotes=nesting.quotes + 1))
        case nodes.CodeBlock(text):
            write_code(text, body, indent=indent)
        case nodes.Table():
            body.append(markdown_table(block, body, indent=indent))
            body.write("AfterTable")
        case nodes.MathBlock(latex):
            formula = new("m:oMathPara", equation(latex, display=True))
            body.write("Equation", formula, properties=(new("w:ind", left=indent),) if indent else ())
        case _:
            assert_never(block)


def _write_items(items: tuple[Blocks, ...], number: int | None, body: Body, nesting: _Nesting) -> None:
    inside = replace(nesting, lists=nesting.lists + 1)
    for item in items:
        first, others = nodes.item_parts(item)
        shift = (new("w:ind", left=inside.indent, hanging=_LIST_INDENT),) if nesting.quotes else ()
        body.append(list_item(*inlines(first, body), level=nesting.lists, number=number, properties=shift))
        _write(others, body, inside)
