"""Block nodes -> paragraphs, lists, tables and equations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, assert_never

from alignprep.text.markdown import parse
from alignprep.text.maths import mathml
from alignprep.text.nodes import (
    Block,
    Blocks,
    BulletList,
    CodeBlock,
    MathBlock,
    OrderedList,
    Paragraph,
    Quote,
    Table,
)
from alignprep_exporters.docx.elements import new, run
from alignprep_exporters.docx.inlines import inlines
from alignprep_exporters.docx.lists import INDENT, Marker, bullets, continued, numbers
from alignprep_exporters.docx.omml import omml
from alignprep_exporters.docx.tables import data_table

if TYPE_CHECKING:
    from alignprep_exporters.docx.body import Body

__all__ = ["code_block", "prose"]

_QUOTE: Final = 340


@dataclass(frozen=True, slots=True)
class _Place:
    """How many lists and quotes stand around a block."""

    lists: int = 0
    quotes: int = 0

    @property
    def indent(self) -> int:
        """How far its text stands in."""
        return self.lists * INDENT + self.quotes * _QUOTE


def prose(markdown: str, body: Body) -> None:
    """Add Markdown with blocks."""
    _write(parse(markdown), body, _Place())


def code_block(text: str, body: Body, *, indent: int = 0) -> None:
    """Add lines of code as one paragraph, which copies as it stands; Word breaks lines that are too long."""
    properties = (new("w:ind", left=142 + indent, right=142),) if indent else ()
    body.write("Code", run(text.expandtabs(4)), properties=properties)


def _write(blocks: Blocks, body: Body, place: _Place) -> None:
    for block in blocks:
        _one(block, body, place)


def _one(block: Block, body: Body, place: _Place) -> None:
    match block:
        case Paragraph(children):
            style = "Quote" if place.quotes else continued(place.lists - 1) if place.lists else "BodyText"
            shift = (new("w:ind", left=place.indent),) if place.quotes and place.indent != _QUOTE else ()
            body.write(style, *inlines(children, body), properties=shift)
        case BulletList(items):
            _items(items, bullets(place.lists), body, place)
        case OrderedList(items, _, start):
            _items(items, numbers(body, level=place.lists, start=start), body, place)
        case Quote(children):
            _write(children, body, replace(place, quotes=place.quotes + 1))
        case CodeBlock(text):
            code_block(text, body, indent=place.indent)
        case Table():
            body.append(data_table(block, body, indent=place.indent))
            body.write("AfterTable")
        case MathBlock(latex):
            equation = new("m:oMathPara", omml(mathml(latex, display=True), display=True))
            body.write("Equation", equation, properties=(new("w:ind", left=place.indent),) if place.indent else ())
        case _:
            assert_never(block)


def _items(items: tuple[Blocks, ...], marker: Marker, body: Body, place: _Place) -> None:
    inside = replace(place, lists=place.lists + 1)
    for item in items:
        first = item[0]
        shift = (new("w:ind", left=inside.indent, hanging=INDENT),) if place.quotes else ()
        if isinstance(first, Paragraph):
            body.append(marker.item(*inlines(first.children, body), properties=shift))
            _write(item[1:], body, inside)
        else:
            body.append(marker.item(properties=shift))
            _write(item, body, inside)
