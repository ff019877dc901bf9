"""Tables: the header row is repeated on every page, and no row is divided by a page break; nor is a short table, and
neither the first nor the last row of a longer one is alone.

A table of content has a header row and a title for readers who cannot see it. A table that only places labels and
fields has no header row, and says what it is, since WordprocessingML has no other mark for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from alignprep.language.words import message
from alignprep.text.characters import is_wide
from alignprep.text.columns import widest
from alignprep.text.nodes import plain
from alignprep_exporters.docx.inlines import inlines
from alignprep_exporters.docx.template import TEXT_WIDTH
from alignprep_exporters.docx.xml import Element, new, paragraph

if TYPE_CHECKING:
    from alignprep.language.words import Words
    from alignprep.text.nodes import Align, Inlines, Table
    from alignprep_exporters.docx.body import Body

__all__ = ["Cell", "label_width", "layout_table", "markdown_table", "table"]

Cell = list[Element]
"""The content of a cell's paragraph."""

_LAYOUT: Final = message("For layout only: labels and fields, row by row.")
_CHARACTER: Final = 108
"""About the width of a character in a cell, in twentieths of a point."""
_WIDE: Final = 200
"""The width of a Chinese, Japanese or Korean one."""
_PADDING: Final = 230
_FEW_ROWS: Final = 6
"""A table of at most so many rows is not divided by the end of a page."""
_MANY_COLUMNS: Final = 6
"""A table with more columns than this is set smaller."""


def table(
    header: Sequence[Cell],
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[int],
    *,
    style: str = "RuledTable",
    text: str = "TableText",
    aligns: Sequence[Align] = (),
    indent: int = 0,
    title: str = "",
    description: str = "",
    together: bool = False,
) -> Element:
    """A table, without a header if `header` is empty.

    `title` and `description` are for readers who cannot see it. With `together`, it is on one page with what follows.
    """
    sides = list(aligns) or ["left"] * len(widths)
    made = _empty_table(widths, style=style, indent=indent, title=title, headed=bool(header), description=description)
    if header:
        made.append(_row(header, widths, sides, text.replace("Text", "Heading"), header=True, together=together))
    last = len(rows) - 1
    for place, row in enumerate(rows):
        kept = bool(header) and place < last and (len(rows) <= _FEW_ROWS or place in (0, last - 1))
        made.append(_row(row, widths, sides, text, together=together or kept))
    return made


def layout_table(
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[int],
    say: Words,
    *,
    title: str,
    style: str = "FieldTable",
    text: str = "TableText",
    aligns: Sequence[Align] = (),
) -> Element:
    """Labels and fields side by side: it says that it is no table of content."""
    return table([], rows, widths, style=style, text=text, aligns=aligns, title=title, description=say(_LAYOUT))


def label_width(labels: Iterable[str], least: int) -> int:
    """The width of a column of labels none of whose words is broken, in twentieths of a point."""
    return max(least, *(_width(word) + _PADDING for label in labels for word in _unbroken(label)))


def _empty_table(
    widths: Sequence[int],
    *,
    style: str = "RuledTable",
    indent: int = 0,
    title: str,
    headed: bool = True,
    description: str = "",
) -> Element:
    """A table without rows."""
    return new(
        "w:tbl",
        new(
            "w:tblPr",
            new("w:tblStyle", val=style),
            new("w:tblW", w=sum(widths), type="dxa"),
            new("w:tblInd", w=indent, type="dxa") if indent else None,
            new("w:tblLayout", type="fixed"),
            new("w:tblLook", val="0420" if headed else "0400", firstRow=int(headed), noVBand=1),
            new("w:tblCaption", val=title) if title else None,
            new("w:tblDescription", val=description) if description else None,
        ),
        new("w:tblGrid", *(new("w:gridCol", w=width) for width in widths)),
    )


def _row(
    cells: Sequence[Cell],
    widths: Sequence[int],
    aligns: Sequence[str],
    style: str,
    *,
    header: bool = False,
    together: bool = False,
) -> Element:
    row = new("w:tr", new("w:trPr", new("w:cantSplit"), new("w:tblHeader") if header else None))
    for cell, width, align in zip(cells, widths, aligns, strict=True):
        side = [new("w:jc", val=align)] if align != "left" else []
        kept = [new("w:keepNext")] if together else []
        content = paragraph(style, *cell, properties=(*kept, *side))
        row.append(new("w:tc", new("w:tcPr", new("w:tcW", w=width, type="dxa")), content))
    return row


def markdown_table(node: Table, body: Body, *, indent: int) -> Element:
    """A table of the Markdown; its columns are its title."""
    say = body.say
    columns = say.listed(filter(None, map(plain, node.header)))
    title = say("{label}: {text}", label=say("Table"), text=columns) if columns else say("Table")
    small = len(node.aligns) > _MANY_COLUMNS
    return table(
        [inlines(cell, body) for cell in node.header],
        [[inlines(cell, body) for cell in row] for row in node.rows],
        _column_widths([node.header, *node.rows], TEXT_WIDTH - indent, small),
        text="TableTextSmall" if small else "TableText",
        aligns=node.aligns,
        indent=indent,
        title=title,
    )


def _column_widths(rows: Sequence[Sequence[Inlines]], available: int, small: bool) -> list[int]:
    """The width of each column's text, if all fit; else that of its longest word, and a share of the remaining room.

    If the words do not fit either, only the longest are broken.
    """
    texts = [[plain(cell) for cell in column] for column in zip(*rows, strict=True)]
    natural = [max(_width(text, small) for text in column) + _PADDING for column in texts]
    if sum(natural) <= available:
        return natural
    words = [
        max((_width(word, small) for text in column for word in _unbroken(text)), default=_CHARACTER)
        for column in texts
    ]
    least = [min(word + _PADDING, width) for word, width in zip(words, natural, strict=True)]
    if sum(least) > available:
        limit = int(widest(least, available))
        least = [min(width, limit) for width in least]
    spare = available - sum(least)
    missing = [width - have for width, have in zip(natural, least, strict=True)]
    return [have + spare * more // max(sum(missing), 1) for have, more in zip(least, missing, strict=True)]


def _width(text: str, small: bool = False) -> int:
    """About the width of a text in a cell."""
    wide, part = sum(map(is_wide, text)), 4 if small else 5
    return wide * (_WIDE * part // 5) + (len(text) - wide) * (_CHARACTER * part // 5)


def _unbroken(text: str) -> list[str]:
    """The parts of a text that no line break divides: words, and each character of languages without spaces."""
    return "".join(f" {character} " if is_wide(character) else character for character in text).split()
