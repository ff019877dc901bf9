"""Records from JSON that alignprep itself has validated and written: built, not validated again.

Building pydantic's validators takes longer than everything else in `load()`. What they would find in the package's own
bank was found when it was compiled, so its records are made as they would be, straight from the model's fields.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from types import NoneType
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from alignprep.frozendict import FrozenDict

__all__ = ["build"]

M = TypeVar("M", bound=BaseModel)
_Reader = Callable[[Any], Any]


def build(model: type[M], document: Mapping[str, Any]) -> M:
    """The record that `model_validate` would make of a document which is known to be valid.

    Raises `KeyError`, `TypeError` or `ValueError` for some that are not: a field more or less, or no date.
    """
    values: dict[str, Any] = {}
    given = set()
    for key, name, read, default in _fields(model):
        if key in document:
            value = document[key]
            values[name] = read(value) if read else value
            given.add(name)
        elif default is PydanticUndefined:
            raise KeyError(key)
        else:
            values[name] = default
    if len(given) < len(document):
        raise KeyError(f"unknown fields in {model.__name__}")
    record = model.__new__(model)
    # The way in which pickle restores a record: model_construct takes three times as long.
    record.__setstate__(
        {
            "__dict__": values,
            "__pydantic_fields_set__": given,
            "__pydantic_extra__": None,
            "__pydantic_private__": None,
        }
    )
    return record


@cache
def _fields(model: type[BaseModel]) -> tuple[tuple[str, str, _Reader | None, Any], ...]:
    """Of each field its name in JSON, its own, what reads it, and its default if it has one."""
    return tuple(
        (info.alias or name, name, _reader(info.annotation), _never_changing(info.get_default()))
        for name, info in model.model_fields.items()
    )


def _never_changing(default: Any) -> Any:
    return FrozenDict(default) if isinstance(default, dict) else default


def _reader(annotation: Any) -> _Reader | None:
    """What makes a field's value of its JSON; None where they are the same."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _reader(inner[0])
    if origin is tuple:
        return _tuple_reader(_reader(inner[0]))
    if origin is dict:
        return _dict_reader(_reader(inner[1]))
    if NoneType in inner:
        return _reader(next(one for one in inner if one is not NoneType))
    if annotation is datetime.date:
        return datetime.date.fromisoformat
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return lambda document: build(annotation, document)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation
    return None


def _tuple_reader(read: _Reader | None) -> _Reader:
    return tuple if read is None else lambda values: tuple(map(read, values))


def _dict_reader(read: _Reader | None) -> _Reader:
    return FrozenDict if read is None else lambda table: FrozenDict({key: read(value) for key, value in table.items()})
