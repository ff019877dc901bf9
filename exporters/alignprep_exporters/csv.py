"""CSV: one row a question, one column a field; RFC 4180, UTF-8, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Final

from alignprep.exported import document

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".csv"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def render(packet: Packet) -> bytes:
    """The packet's questions as CSV.

    Nested fields are columns of their own (`answer.short`, `rubric.5`); a list is a cell that holds a JSON array, and
    each question names its works both by key and as a list of bibliography lines. A cell whose first character
    would begin a formula is preceded by an apostrophe, as OWASP advises
    (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    data = document(packet)
    rows = [_flat(question, data) for question in data["questions"]]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode()


def _flat(question: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in question.items():
        if isinstance(value, dict):
            flat.update({f"{name}.{part}": _cell(inner) for part, inner in value.items()})
        else:
            flat[name] = _cell(value)
    if "code" in question:
        flat["code.text"] = _cell([data["code"][name] for name in question["code"]])
    if "references" in question:
        flat["references.works"] = _cell([data["references"][key] for key in question["references"]])
    return flat


def _cell(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(_FORMULA) else text
