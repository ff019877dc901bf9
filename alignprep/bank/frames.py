"""Data frames and tables of a bank: a row a question, in the order of the numbers, with the columns of `COLUMNS`.

A nested field's parts are columns of their own, called as in the CSV export (`answer.short`, `rubric.5`). How a column
is held by each library:

============  ===========================  ==========================  =========================
kind          pandas                       polars                      Arrow
============  ===========================  ==========================  =========================
``TEXT``      ``string``                   ``String``                  ``string``
``NUMBER``    ``int64``                    ``Int64``                   ``int64``
``SECTION``   ordered ``category``         ``Enum``                    ordered ``dictionary``
``DAY``       ``datetime64[s]``            ``Date``                    ``date32``
``TEXTS``     ``object``: lists of str     ``List(String)``            ``list<string>``
``ASKED``     ``object``: lists of dicts   ``List(Struct)``            ``list<struct>``
``FACTS``     ``object``: lists of dicts   ``List(Struct)``            ``list<struct>``
============  ===========================  ==========================  =========================

The categories of ``SECTION`` are the bank's sections in order. What a question has not (a figure) is missing, in the
library's own way; a list may be empty. Adding a column is a minor change of the code's version, anything else a major.
"""

from __future__ import annotations

import datetime
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from alignprep.errors import MissingExtra

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from alignprep.model.catalog import Catalog

__all__ = ["COLUMNS", "Kind", "to_arrow", "to_pandas", "to_polars"]


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    SECTION = "section"
    DAY = "day"
    TEXTS = "texts"
    ASKED = "asked"
    FACTS = "facts"


COLUMNS: Final = {
    "id": Kind.TEXT,
    "number": Kind.NUMBER,
    "section": Kind.SECTION,
    "title": Kind.TEXT,
    "question": Kind.TEXT,
    "hint": Kind.TEXT,
    "topics": Kind.TEXTS,
    "competencies": Kind.TEXTS,
    "minutes": Kind.NUMBER,
    "answer.short": Kind.TEXT,
    "answer.full": Kind.TEXT,
    "key_points": Kind.TEXTS,
    "rubric.1": Kind.TEXT,
    "rubric.3": Kind.TEXT,
    "rubric.5": Kind.TEXT,
    "follow_ups": Kind.ASKED,
    "red_flags": Kind.TEXTS,
    "facts": Kind.FACTS,
    "references": Kind.TEXTS,
    "code": Kind.TEXTS,
    "figure.file": Kind.TEXT,
    "figure.alt": Kind.TEXT,
    "figure.caption": Kind.TEXT,
    "related": Kind.TEXTS,
    "reviewed": Kind.DAY,
}
"""The columns in order, each with what it holds."""
_PARTS: Final = {Kind.ASKED: ("ask", "listen_for"), Kind.FACTS: ("id", "text")}
"""The fields of the records in a list."""


def to_pandas(bank: Catalog) -> pandas.DataFrame:
    """A row a question. Raises `MissingExtra` unless `alignprep[pandas]` is installed."""
    pd = _library("pandas", "pandas")
    section = pd.CategoricalDtype([section.id for section in bank.sections], ordered=True)
    dtypes = {
        Kind.TEXT: "string",
        Kind.NUMBER: "int64",
        Kind.SECTION: section,
        Kind.DAY: "datetime64[s]",
    }
    frame: pandas.DataFrame = pd.DataFrame(
        {name: pd.Series(values, dtype=dtypes.get(COLUMNS[name], "object")) for name, values in _columns(bank).items()}
    )
    return frame


def to_polars(bank: Catalog) -> polars.DataFrame:
    """A row a question. Raises `MissingExtra` unless `alignprep[polars]` is installed."""
    pl = _library("polars", "polars")
    types = {
        Kind.TEXT: pl.String,
        Kind.NUMBER: pl.Int64,
        Kind.SECTION: pl.Enum([section.id for section in bank.sections]),
        Kind.DAY: pl.Date,
        Kind.TEXTS: pl.List(pl.String),
        **{kind: pl.List(pl.Struct(dict.fromkeys(parts, pl.String))) for kind, parts in _PARTS.items()},
    }
    frame: polars.DataFrame = pl.DataFrame(_columns(bank), schema={name: types[kind] for name, kind in COLUMNS.items()})
    return frame


def to_arrow(bank: Catalog) -> pyarrow.Table:
    """A row a question. Raises `MissingExtra` unless `alignprep[arrow]` is installed."""
    pa = _library("pyarrow", "arrow")
    types = {
        Kind.TEXT: pa.string(),
        Kind.NUMBER: pa.int64(),
        Kind.DAY: pa.date32(),
        Kind.TEXTS: pa.list_(pa.string()),
        **{kind: pa.list_(pa.struct(dict.fromkeys(parts, pa.string()))) for kind, parts in _PARTS.items()},
    }
    names = [section.id for section in bank.sections]

    def column(kind: Kind, values: list[Any]) -> Any:
        if kind is not Kind.SECTION:
            return pa.array(values, types[kind])
        places = pa.array([names.index(value) for value in values], pa.int32())
        return pa.DictionaryArray.from_arrays(places, pa.array(names, pa.string()), ordered=True)

    return pa.table({name: column(COLUMNS[name], values) for name, values in _columns(bank).items()})


def _library(module: str, extra: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise MissingExtra(f"this needs {module}; run: pip install 'alignprep[{extra}]'") from None


def _columns(bank: Catalog) -> dict[str, list[Any]]:
    from alignprep.json_format.writer import compiled

    questions = compiled(bank)["questions"]
    columns = {name: [_value(question, name.split(".")) for question in questions] for name in COLUMNS}
    return {**columns, "reviewed": [datetime.date.fromisoformat(day) for day in columns["reviewed"]]}


def _value(question: Any, path: list[str]) -> Any:
    for name in path:
        question = question.get(name) if question else None
    return question
