"""The public API as text: names, signatures, fields, types. `python -m tests.support.public_api` accepts it."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_overloads

from pydantic import BaseModel

import alignprep
from alignprep.bank.frames import COLUMNS, Column

GOLDEN = Path(__file__).parents[1] / "golden" / "api.txt"


def described() -> str:
    """A paragraph a name, in the order of `__all__`, and the columns of data frames."""
    lines = [line for name in alignprep.__all__ for line in _name(name, getattr(alignprep, name))]
    return "\n".join([*lines, "columns", *(f"  {name}: {_held(column)}" for name, column in COLUMNS.items())]) + "\n"


def _held(column: Column) -> str:
    """What a column holds; a list of records by what is in them."""
    return {("ask", "listen_for"): "asked", ("id", "text"): "facts"}.get(column.parts, column.kind.value)


def _name(name: str, value: Any) -> Iterator[str]:
    if not isinstance(value, type):
        yield f"{name}{_signature(value)}" if callable(value) else f"{name}: {type(value).__name__}"
        return
    bases = ", ".join(base.__name__ for base in value.__bases__ if base is not object)
    yield f"class {name}({bases})"
    if issubclass(value, Enum):
        yield from (f"  {member.name} = {member.value!r}" for member in value)
        return
    if issubclass(value, BaseModel):
        for field, info in value.model_fields.items():
            default = "" if info.is_required() else f" = {_default(info.default, info.default_factory)}"
            yield f"  {field}: {_type(info.annotation)}{default}"
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            default = "" if _required(field) else f" = {_default(field.default, field.default_factory)}"
            yield f"  {field.name}: {field.type}{default}"
    members = {key: member for kind in reversed(value.__mro__) if _ours(kind) for key, member in vars(kind).items()}
    for key, member in sorted(members.items()):
        if isinstance(member, property) or hasattr(member, "attrname"):
            getter = member.fget if isinstance(member, property) else member.func
            if not key.startswith("_"):
                yield f"  {key} -> {inspect.formatannotation(_bare(inspect.signature(getter).return_annotation))}"
        elif inspect.isfunction(member) and (not key.startswith("_") or key == "__getitem__"):
            yield from (f"  {key}{_signature(one)}" for one in get_overloads(member) or [member])


def _ours(kind: type) -> bool:
    return kind.__module__.startswith("alignprep")


def _default(value: Any, factory: Any) -> str:
    """A default, or what makes one, which has the same text in every process."""
    return f"{factory.__name__}()" if callable(factory) else repr(value)


def _required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


class _Text(str):
    """An annotation that is shown without quotes."""

    __repr__ = str.__str__


def _signature(function: Any) -> str:
    found = inspect.signature(function)
    shown = [one.replace(annotation=_bare(one.annotation)) for one in found.parameters.values()]
    return str(found.replace(parameters=shown, return_annotation=_bare(found.return_annotation)))


def _bare(annotation: Any) -> Any:
    return _Text(annotation) if isinstance(annotation, str) else annotation


def _type(annotation: Any) -> str:
    """A type without the rules that its values must keep."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(inner[0])
    if origin in (tuple, dict):
        return f"{origin.__name__}[{', '.join('...' if one is Ellipsis else _type(one) for one in inner)}]"
    if inner and type(None) in inner:
        return " | ".join(_type(one) for one in inner)
    return "None" if annotation is type(None) else getattr(annotation, "__name__", str(annotation))


if __name__ == "__main__":
    GOLDEN.write_text(described(), encoding="utf-8")
