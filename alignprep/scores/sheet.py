"""A panel's sheet as one HTML file, to be read or printed without a network, and as plain text.

Every text is escaped, and the page forbids itself to load or run anything.
"""

from __future__ import annotations

import base64
import hashlib
import re
import textwrap
from collections.abc import Iterable, Iterator
from html import escape
from typing import Final, assert_never

from alignprep.scores.debrief import GAP, Block, Heading, Note, Table, Told
from alignprep.text.characters import columns, printable

__all__ = ["as_html", "as_text"]

_STYLE: Final = """
@page { margin: 16mm 14mm }
:root { color-scheme: light; font: 11pt/1.4 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff }
h1 { font-size: 1.6rem; margin: 0 0 .6rem }
h2 { font-size: 1.3rem; margin: 2rem 0 .6rem; border-bottom: 2px solid #1a1a1a }
h3, caption { font-size: 1rem; font-weight: 600; text-align: left; margin: 1rem 0 .3rem; padding: 0 0 .3rem }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 }
th, td { border: 1px solid #767676; padding: .25rem .5rem; text-align: left; vertical-align: top }
td { overflow-wrap: anywhere }
thead th { background: #eee }
tbody th { font-weight: 600 }
td.gap { font-weight: 700; border: 3px solid #1a1a1a }
p.urgent { border: 3px solid #1a1a1a; padding: .4rem .6rem; font-weight: 700 }
dl { margin: .3rem 0 }
dt { font-weight: 600 }
dd { margin: 0 0 .5rem 1.2rem; white-space: pre-wrap; overflow-wrap: anywhere }
@media print {
  body { max-width: none; margin: 0; padding: 0 1px; font-size: 10pt }
  section + section + section { break-before: page }
  h2, h3, caption, dt { break-after: avoid }
  tr { break-inside: avoid }
  thead { display: table-header-group }
}
"""
_WIDTH: Final = 100
"""How wide the text is, in columns."""
_CELL: Final = 28
"""The widest cell of a table in text, in columns."""


def as_html(blocks: Iterable[Block]) -> bytes:
    """The sheet as one file of HTML with its style, for A4 and letter: a candidate begins on a new page."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>Debrief</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<section>\n"
    )
    body = "\n".join(map(_html, blocks))
    return f"{head}{body}\n</section>\n</body>\n</html>\n".encode()


def _html(block: Block) -> str:
    if isinstance(block, Heading):
        title = f"<h{block.level}>{_safe(block.text)}</h{block.level}>"
        return title if block.level == 1 else f"</section>\n<section>\n{title}"
    if isinstance(block, Note):
        return f'<p class="urgent">{_safe(block.text)}</p>' if block.urgent else f"<p>{_safe(block.text)}</p>"
    if isinstance(block, Table):
        header = "".join(f'<th scope="col">{_safe(one)}</th>' for one in block.header)
        rows = "\n".join(f"<tr>{_row(row)}</tr>" for row in block.rows)
        caption = f"<caption>{_safe(block.caption)}</caption>"
        return f"<table>{caption}\n<thead><tr>{header}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>"
    if isinstance(block, Told):
        texts = "\n".join(f"<dt>{_safe(who)}</dt><dd>{_safe(text)}</dd>" for who, text in block.texts)
        return f"<h3>{_safe(block.caption)}</h3>\n<dl>\n{texts}\n</dl>"
    assert_never(block)


def _row(cells: tuple[str, ...]) -> str:
    first, *others = cells
    made = (f"<td{' class=gap' * one.endswith(GAP)}>{_safe(one)}</td>" for one in others)
    return f'<th scope="row">{_safe(first)}</th>' + "".join(made)


def _safe(text: str) -> str:
    return escape(printable(text, lines=True))


def as_text(blocks: Iterable[Block]) -> str:
    """The sheet as plain text, wrapped at 100 columns."""
    text = "\n".join(line for block in blocks for line in _lines(block))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        title = printable(block.text)
        yield from ("", title, ("=" if block.level == 1 else "-") * columns(title), "")
    elif isinstance(block, Note):
        yield from _wrapped(f"{'! ' if block.urgent else ''}{block.text}", "")
    elif isinstance(block, Table):
        yield from ("", printable(block.caption))
        yield from _grid([block.header, *block.rows])
        yield ""
    elif isinstance(block, Told):
        yield from ("", printable(block.caption))
        for who, text in block.texts:
            yield f"  {printable(who)}:"
            yield from _wrapped(text, "    ")
    else:
        assert_never(block)


def _wrapped(text: str, indent: str) -> Iterator[str]:
    for line in printable(text, lines=True).split("\n"):
        yield from textwrap.wrap(line, _WIDTH, initial_indent=indent, subsequent_indent=indent) or [""]


def _grid(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Rows with their columns one below the other; a long cell is wrapped."""
    cells = [[textwrap.wrap(printable(cell), _CELL) or [""] for cell in row] for row in rows]
    widths = [max(columns(line) for row in cells for line in row[index]) for index in range(len(rows[0]))]
    for row in cells:
        for height in range(max(map(len, row))):
            parts = [lines[height] if height < len(lines) else "" for lines in row]
            padded = (part + " " * (width - columns(part)) for part, width in zip(parts, widths, strict=True))
            yield f"  {'  '.join(padded)}".rstrip()
