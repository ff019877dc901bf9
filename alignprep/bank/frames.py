"""Data frames and tables of a bank: one row per question, in the order of the numbers, with the columns of `COLUMNS`.

The columns are derived from the model: the parts of a nested field are separate columns, named as in the CSV export
(`answer.short`, `rubric.5`). The type of a column in each library:

============  ===========================  ==========================  =========================
kind          pandas                       polars                      Arrow
============  ===========================  ==========================  =========================
``TEXT``      ``string``                   ``String``                  ``string``
``NUMBER``    ``int64``                    ``Int64``                   ``int64``
``SECTION``   ordered ``category``         ``Enum``                    ordered ``dictionary``
``DAY``       ``datetime64[s]``            ``Date``                    ``date32``
``TEXTS``     ``object``: lists of str     ``List(String)``            ``list<string>``
``RECORDS``   ``object``: lists of dicts   ``List(Struct)``            ``list<struct>``
============  ===========================  ==========================  =========================

The categories of ``SECTION`` are the bank's sections in order. What a question does not have (such as a figure) is a
missing value of the library; a list may be empty. Adding a column is a minor change of the code's version, any other
change of them a major one.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, get_args, get_origin

from pydantic import BaseModel

from alignprep.errors import MissingExtra
from alignprep.model.field_types import bare
from alignprep.model.records import Question

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from alignprep.model.catalog import Catalog

__all__ = ["COLUMNS", "Column", "Kind", "to_arrow", "to_pandas", "to_polars"]


class Kind(Enum):
    """What a column contains."""

    TEXT = "text"
    NUMBER = "number"
    SECTION = "section"
    DAY = "day"
    TEXTS = "texts"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it contains and, for lists of records, the names of their fields and what these contain."""

    kind: Kind
    parts: tuple[tuple[str, Kind], ...] = ()


def _columns(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, Column]]:
    """The columns of a record by name; a record inside it has a column for each of its fields."""
    for name, field in model.model_fields.items():
        if name == "extra":  # Every question may have other fields in it.
            continue
        named = prefix + (field.alias or name)
        inner = bare(field.annotation)
        entries = bare(get_args(inner)[0]) if get_origin(inner) is tuple else None
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _columns(inner, f"{named}.")
        elif isinstance(entries, type) and issubclass(entries, BaseModel):
            yield (
                named,
                Column(
                    Kind.RECORDS,
                    tuple((part, _kind(bare(inside.annotation))) for part, inside in entries.model_fields.items()),
                ),
            )
        elif entries is not None:
            yield named, Column(Kind.TEXTS)
        else:
            yield named, Column(Kind.SECTION if named == "section" else _kind(inner))


def _kind(annotation: object) -> Kind:
    """What a field of a single value contains."""
    return Kind.NUMBER if annotation is int else Kind.DAY if annotation is datetime.date else Kind.TEXT


COLUMNS: Final = dict(_columns(Question))
"""The columns in order, each with what it contains."""


def to_pandas(bank: Catalog) -> pandas.DataFrame:
    """One row per question. Raises `MissingExtra` unless `alignprep[pandas]` is installed."""
    pd = _library("pandas", "pandas")
    dtypes = {
        Kind.TEXT: "string",
        Kind.NUMBER: "int64",
        Kind.SECTION: pd.CategoricalDtype(_sections(bank), ordered=True),
        Kind.DAY: "datetime64[s]",
    }
    schema = {name: dtypes.get(column.kind, "object") for name, column in COLUMNS.items()}
    frame: pandas.DataFrame = pd.DataFrame(_rows(bank), columns=list(schema)).astype(schema)
    return frame


def to_polars(bank: Catalog) -> polars.DataFrame:
    """One row per question. Raises `MissingExtra` unless `alignprep[polars]` is installed."""
    pl = _library("polars", "polars")
    types = {
        Kind.TEXT: pl.String,
        Kind.NUMBER: pl.Int64,
        Kind.SECTION: pl.Enum(_sections(bank)),
        Kind.DAY: pl.Date,
        Kind.TEXTS: pl.List(pl.String),
    }
    schema = {
        name: types.get(column.kind) or pl.List(pl.Struct({part: types[kind] for part, kind in column.parts}))
        for name, column in COLUMNS.items()
    }
    frame: polars.DataFrame = pl.DataFrame(_rows(bank), schema=schema)
    return frame


def to_arrow(bank: Catalog) -> pyarrow.Table:
    """One row per question. Raises `MissingExtra` unless `alignprep[arrow]` is installed."""
    pa = _library("pyarrow", "arrow")
    types = {
        Kind.TEXT: pa.string(),
        Kind.NUMBER: pa.int64(),
        Kind.SECTION: pa.int32(),  # An index into the sections, until the table is made.
        Kind.DAY: pa.date32(),
        Kind.TEXTS: pa.list_(pa.string()),
    }
    schema = pa.schema(
        [
            (name, types.get(column.kind) or pa.list_(pa.struct([(part, types[kind]) for part, kind in column.parts])))
            for name, column in COLUMNS.items()
        ]
    )
    names = _sections(bank)
    table = pa.Table.from_pylist([{**row, "section": names.index(row["section"])} for row in _rows(bank)], schema)
    places = table["section"].combine_chunks()
    sections = pa.DictionaryArray.from_arrays(places, pa.array(names, pa.string()), ordered=True)
    return table.set_column(list(COLUMNS).index("section"), "section", sections)


def _library(module: str, extra: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise MissingExtra(f"this needs {module}; run: pip install 'alignprep[{extra}]'") from None


def _sections(bank: Catalog) -> list[str]:
    return [section.id for section in bank.sections]


def _rows(bank: Catalog) -> Iterator[dict[str, Any]]:
    """The questions as plain data, with each column under its name; what a question does not have is None."""
    for question in bank.questions:
        data = question.model_dump(by_alias=True)
        yield {name: _value(data, name.split(".")) for name in COLUMNS}


def _value(data: Any, path: list[str]) -> Any:
    for name in path:
        data = data[name] if data else None
    return list(data) if isinstance(data, tuple) else data
