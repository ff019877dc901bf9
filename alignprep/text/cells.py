"""How values become cells, and how to read them back.

A number is decimal, a date `YYYY-MM-DD`, a list a JSON array (RFC 8259); an empty cell means no value. A text
is written as it is, unless a spreadsheet or a data frame would take it for something else: a formula (CWE-1236,
https://owasp.org/www-community/attacks/CSV_Injection), a number, a date, a truth value, an error or a missing value.
Such a text is preceded by one apostrophe, and so is one that begins with an apostrophe or white space. To read a
cell, drop one apostrophe from its beginning if it has one: every text comes back.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

__all__ = ["cell", "safe", "table"]

_FORMULA: Final = re.compile(r"""['\s]|["'“”‘’«»\s]*[=+\-@＝＋－＠]""")
"""Excel and LibreOffice begin a formula with `=`, `+`, `-` or `@`, with East Asian settings also the wide forms."""
_MONTHS: Final = (
    "jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|"
    "dec(ember)?"
)
_DAYS: Final = "mon(day)?|tue(s(day)?)?|wed(nesday)?|thu(r(s(day)?)?)?|fri(day)?|sat(urday)?|sun(day)?"
_AMOUNT: Final = re.compile(rf"(?>{_MONTHS}|{_DAYS}|[ap]m?|e|t|z|[\d\s.,:/+()'$€£¥%-])++", re.IGNORECASE)
"""With a digit in it, this is a number, an amount, a date or a time, or looks much like one."""
_DECIMAL_BEFORE_SLASH: Final = re.compile(r"\d\.\d+/\d")
"""A DOI has this; numbers and dates do not, since the parts of a fraction are whole numbers."""
_WORD: Final = re.compile(
    r"true|false|#[A-Z0-9/!? ]+|(1\.)?#?<?(na|n/a|nan|null|none|inf|infinity|ind|qnan)>?", re.IGNORECASE
)
"""Truth values, error values and what data frames take for a missing value."""


def safe(text: str) -> str:
    """The text, with an apostrophe before it if a program would take it for something else."""
    return f"'{text}" if _needs_apostrophe(text) else text


def cell(value: object, *, date: bool = False) -> str:
    """The cell of a text, a number, a list or None. A date is a text that needs no apostrophe."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return value if date else safe(value)


def table(columns: Mapping[str, Mapping[str, Any]], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A header row and the rows, as RFC 4180 wants them: lines end in CR LF, quotes are doubled.

    The first cell of a row is always in quotes: Gnumeric takes for the separator what follows the quotes of the first
    line that begins with them, and that line must not be one inside a text.

    `columns` maps the name of each column to the JSON Schema of its values.
    """
    data = io.BytesIO()
    out = io.TextIOWrapper(data, encoding="utf-8", newline="")
    first, others = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator=""), csv.writer(out, lineterminator="\r\n")
    others.writerow(columns)
    dates = {name: column.get("format") == "date" for name, column in columns.items()}
    for row in rows:
        made = [cell(row.get(name), date=date) for name, date in dates.items()]
        first.writerow(made[:1])
        out.write(",")
        others.writerow(made[1:])
    out.flush()
    return data.getvalue()


def _needs_apostrophe(text: str) -> bool:
    """Whether a program would take the text for something else."""
    if _FORMULA.match(text) or _WORD.fullmatch(text):
        return True
    return bool(_AMOUNT.fullmatch(text)) and any(map(str.isdigit, text)) and not _DECIMAL_BEFORE_SLASH.search(text)
