"""Plain data -> YAML of the strict subset, in the style of a person: read back, it is the same data.

Long texts are folded (`>-`), texts with several lines are literal (`|`), lists of ids stand in brackets, and quotes
are there only where YAML, or an editor that knows the schema, would take the text for something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from alignprep.content.strict_yaml import NULL
from alignprep.importing.prose import wrapped

__all__ = ["mapping_lines", "question_yaml", "scalar"]

_WIDTH: Final = 100
_IN_BRACKETS: Final = frozenset({"topics", "competencies", "related", "code", "authors"})
"""Lists that are written on one line if they fit."""
_BARE: Final = frozenset({"number", "minutes", "reviewed", "year"})
"""Fields whose values the schema wants as numbers, or that editors take for text although they look like dates."""
_RESOLVED: Final = re.compile(
    r"[-+]?[0-9][0-9_]*|0x[0-9a-f]+|0o?[0-7]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)(e[-+]?[0-9]+)?|[-+]?\.(inf|nan)|"
    r"[-+]?[0-9]+(:[0-5]?[0-9])+(\.[0-9]*)?|~|null|true|false|yes|no|on|off|y|n|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*|=|<<",
    re.IGNORECASE,
)
"""What YAML 1.1 or 1.2 takes for a number, a truth value, a date or nothing."""
_INDICATOR: Final = re.compile(r"[-?:](?:\s|$)|[-?:,\[\]{}#&*!|>'\"%@`]")
_DOCUMENT: Final = re.compile(r"---|\.\.\.")


def question_yaml(fields: Mapping[str, Any], schema: str) -> str:
    """A question's file: the line by which editors find its schema, and the fields in the order given."""
    return "\n".join([f"# yaml-language-server: $schema={schema}", *mapping_lines(fields)]) + "\n"


def mapping_lines(fields: Mapping[str, Any], indent: int = 0) -> Iterator[str]:
    """The lines of a mapping, indented by so many spaces."""
    space = " " * indent
    for name, value in fields.items():
        key = space + _scalar_line(name, "number") + ":"
        if isinstance(value, Mapping):
            if value:
                yield key
                yield from mapping_lines(value, indent + 2)
            else:
                yield f"{key} {{}}"
        elif isinstance(value, list | tuple):
            yield from _list(key, value, name, indent)
        else:
            yield from _text(key, str(value), name, indent)


def _list(key: str, values: list[Any] | tuple[Any, ...], name: str, indent: int) -> Iterator[str]:
    if not values:
        yield f"{key} []"
        return
    if name.removeprefix("x-") in _IN_BRACKETS and all(
        isinstance(value, str) and "\n" not in value for value in values
    ):
        line = f"{key} [{', '.join(scalar(value) for value in values)}]"
        if len(line) <= _WIDTH:
            yield line
            return
    yield key
    for value in values:
        yield from _entry(value, indent + 2)


def _entry(value: Any, indent: int) -> Iterator[str]:
    """An entry of a list: a dash, and the value beside it."""
    space = " " * indent
    if isinstance(value, Mapping) and value:
        first, *others = mapping_lines(value, indent + 2)
        yield f"{space}- {first.lstrip(' ')}"
        yield from others
    elif isinstance(value, Mapping):
        yield f"{space}- {{}}"
    elif isinstance(value, list | tuple):
        if not value:
            yield f"{space}- []"
            return
        yield f"{space}-"
        for inner in value:
            yield from _entry(inner, indent + 2)
    else:
        yield from _text(f"{space}-", str(value), "", indent)


def _text(key: str, value: str, name: str, indent: int) -> Iterator[str]:
    """A text beside its key or dash, or in a block below it."""
    if "\n" in value:
        yield from _literal(key, value, indent + 2)
        return
    line = f"{key} {_scalar_line(value, name)}"
    if len(line) <= _WIDTH + 20 or not _foldable(value):
        yield line
        return
    yield f"{key} >-"
    space = " " * (indent + 2)
    yield from (space + part for part in wrapped(value, _WIDTH - indent - 2).split("\n"))


def _foldable(value: str) -> bool:
    """Whether a text can be folded and still be read as the same."""
    return value == value.strip() and "\n" in wrapped(value, _WIDTH)


def _literal(key: str, value: str, indent: int) -> Iterator[str]:
    body = value.rstrip("\n")
    ends = len(value) - len(body)
    keep = "-" if not ends else "" if ends == 1 and body else "+"
    lines = body.split("\n") if body else []
    first = next((line for line in lines if line.strip()), "")
    # Without a number, the first line with text says how far the block is indented.
    deep = "2" if not body or lines[0].startswith(" ") or not lines[0] or first.startswith(" ") else ""
    yield f"{key} |{deep}{keep}"
    space = " " * indent
    yield from (space + line if line else "" for line in lines)
    yield from [""] * (ends - 1 if body else ends)


def scalar(value: str) -> str:
    """A text of one line as a value, also inside brackets: in quotes where it needs them."""
    if re.search(r"[,\[\]{}]", value) or not value:
        return _quoted(value)
    return _scalar_line(value, "")


def _scalar_line(value: str, name: str) -> str:
    """A text on one line, in quotes if it needs them."""
    special = (
        not value
        or value != value.strip()
        or _INDICATOR.match(value)
        or _DOCUMENT.match(value)
        or ": " in value
        or " #" in value
        or value.endswith(":")
        or value in NULL
        or (name not in _BARE and _RESOLVED.fullmatch(value))
    )
    return _quoted(value) if special else value


def _quoted(value: str) -> str:
    """A text in quotes: in double ones unless it has such or a backslash."""
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'
