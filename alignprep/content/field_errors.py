"""Pydantic's errors in a source file as faults at their places, in an author's words."""

from __future__ import annotations

import re
import typing
from collections.abc import Collection, Iterator
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from alignprep.content.strict_yaml import Mapping, Node, Scalar, Sequence
from alignprep.errors import Path, did_you_mean, near
from alignprep.model import rules
from alignprep.model.field_types import FORMS, bare
from alignprep.text.source import Fault

__all__ = ["INCOMPLETE", "at_value", "describe", "dotted", "key_at", "node_at"]

_CODES: Final = {
    "missing": "AP301",
    "no_answer": "AP301",
    "no_grade": "AP301",
    "extra_forbidden": "AP302",
    "too_short": "AP305",
    "too_long": "AP305",
    "repeated": "AP307",
}
INCOMPLETE: Final = ("missing", "no_answer", "no_grade")
"""The types of errors that say that something is missing, which a draft may lack."""
_TAGS: Final = ("(spdx)", "(named)")
"""Steps of pydantic's that say which kind of license was read; they are not in the file."""
_SHORT: Final = 40
"""The most characters of a text that a message repeats as an entry of a list."""
_KINDS: Final = {
    "string_type": "text",
    "int_type": "a whole number in plain digits",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "model_type": "a mapping of fields",
    "model_attributes_type": "a mapping of fields",
    "dict_type": "a mapping",
}


def describe(
    error: ValidationError | None,
    model: type[BaseModel],
    root: Node,
    name: str,
    *,
    demanded: Collection[Path] = (),
    partial: bool = False,
) -> Iterator[Fault]:
    """Every error as a fault; messages call the root `name`.

    `demanded` are paths of missing fields that the model does not require but the bank does. With `partial`, nothing
    has to be complete. A misspelled field is one fault, not an unknown and a missing one.
    """
    faults = _first_causes(error.errors(include_url=False)) if error else []
    for fault in faults:
        fault["loc"] = tuple(step for step in fault["loc"] if step not in _TAGS)
    if partial:
        faults = [fault for fault in faults if fault["type"] not in INCOMPLETE]
    faults += [{"type": "missing", "loc": path} for path in demanded]
    missing = {fault["loc"] for fault in faults if fault["type"] == "missing"}
    unknown = [fault["loc"][:-1] for fault in faults if fault["type"] == "extra_forbidden"]
    for fault in faults:
        if fault["type"] == "extra_forbidden":
            *parent, name = fault["loc"]
            meant = near(name, _field_names(model, parent))
            clause = did_you_mean(name, meant)
            if (*parent, name) == ("answer", "full"):
                meant, clause = ["depth"], "; it is called `depth` now, and what one says aloud is `spoken`"
            missing.difference_update((*parent, field) for field in meant)
            alone = [path for path in missing if path[:-1] == tuple(parent)]
            if not meant and len(alone) == 1 and unknown.count(tuple(parent)) == 1:
                missing.remove(alone[0])
                clause = f"; the field {alone[0][-1]!r} is missing"
            yield _at_key(root, parent, str(name), "AP302", f"unknown field {str(name)[:60]!r}{clause}")
    for fault in faults:
        path = fault["loc"]
        if fault["type"] == "missing" and path in missing:
            yield at_value(root, path[:-1], "AP301", f"the field {path[-1]!r} is missing")
        elif fault["type"] not in ("missing", "extra_forbidden"):
            yield _value_fault(fault, root, name, model)


def dotted(path: Path) -> str:
    """A path as messages write it: the entries of a list count from 1, as people count them."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path)


def _first_causes(faults: list[Any]) -> list[Any]:
    """The errors without those of lists that are too short only because some of their entries are bad."""
    bad = {fault["loc"][:depth] for fault in faults for depth in range(len(fault["loc"]))}
    return [fault for fault in faults if fault["type"] != "too_short" or fault["loc"] not in bad]


def node_at(root: Node, path: typing.Sequence[str | int]) -> Node:
    """The node at a path, or the nearest one above it."""
    node = root
    for step in path:
        if isinstance(node, Mapping) and step in node.items:
            node = node.items[str(step)]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            break
    return node


def _value_fault(fault: Any, root: Node, root_name: str, model: type[BaseModel]) -> Fault:
    path, kind, context = fault["loc"], fault["type"], fault.get("ctx", {})
    if kind == "too_long" and isinstance(fault["input"], str):
        kind = "string_too_long"
    name = dotted(path) or root_name
    if path and path[-1] == "[key]":
        return _at_key(root, path[:-2], str(path[-2]), "AP304", f"the key {path[-2]!r} is not a lower-case id")
    if kind == "unknown_rule":
        return _at_key(root, path, context["key"], "AP304", str(fault["msg"]))
    if kind == "repeated":
        place = (*path, context["index"])
        return at_value(root, place, "AP307", f"{dotted(place)}: {fault['msg']}")
    if kind == "hidden":
        return at_value(root, path, context["code"], f"{name}: {fault['msg']}")
    code = _CODES.get(kind, "AP303" if kind in _KINDS else "AP304")
    message = _message(kind, context, fault)
    if message.endswith(" is expected"):
        message += _remedy(kind, node_at(root, path), str(path[-1]) if path else "", _field_names(model, path))
    return at_value(root, path, code, f"{name}: {message}")


def _remedy(kind: str, node: Node, field: str, inside: typing.Sequence[str]) -> str:
    """What to write instead of a value of the wrong kind; `inside` are the fields that may stand in it."""
    begins = node.source.text[node.start : node.start + 1]
    if kind == "string_type":
        if begins in ("{", "["):
            return "; quote text that begins with { or ["
        return "; quote text that has ': ' in it" if isinstance(node, Mapping) else ""
    value = node.value if isinstance(node, Scalar) else ""
    if kind == "int_type" and re.fullmatch("0[0-9]+", value):
        return ", without a 0 before it"
    if kind == "tuple_type":
        if value.startswith("-"):
            return "; put a space behind each '-'"
        short = value and "\n" not in value and len(value) < _SHORT
        return f"; write [{value}]" if short else "; begin each entry with '- ' on a line of its own"
    if kind in ("model_type", "model_attributes_type", "dict_type") and field:
        what, such = ("fields", inside[0]) if inside else ("entries", "name")
        return f"; write its {what} below it, indented, each on a line, such as '{such}: …'"
    return ""


def _message(kind: str, context: dict[str, Any], fault: Any) -> str:
    if kind == "int_type" and re.fullmatch(r"-?[1-9][0-9]*", str(fault["input"])):
        return "is too large"
    if kind in _KINDS:
        return f"{_KINDS[kind]} is expected"
    if kind == "too_short":
        count, least = context["actual_length"], context["min_length"]
        return rules.too_few(count, least)
    if kind == "too_long":
        return f"more than {context['max_length']} entries; {context['max_length']} are allowed"
    if kind == "string_too_long":
        return f"{len(fault['input'])} characters; at most {context['max_length']} are allowed"
    if kind in ("greater_than_equal", "less_than_equal"):
        word, bound = ("at least", context["ge"]) if kind == "greater_than_equal" else ("at most", context["le"])
        return f"must be {word} {bound}"
    if kind == "string_pattern_mismatch":
        form = FORMS.get(context["pattern"], f"does not have the form {context['pattern']}")
        return f"{fault['input'][:60]!r} {form}"
    if kind == "enum":
        expected = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        given = str(fault["input"])
        return f"{given[:60]!r} is none of {', '.join(expected)}{did_you_mean(given, expected)}"
    return str(fault["msg"])


def key_at(root: Node, path: typing.Sequence[str | int]) -> Scalar | None:
    """The key at the end of a path, if it is there."""
    parent = node_at(root, path[:-1]) if path else None
    return parent.keys.get(str(path[-1])) if isinstance(parent, Mapping) else None


def at_value(root: Node, path: typing.Sequence[str | int], code: str, message: str) -> Fault:
    """A fault at a value, or at its key if the value is empty."""
    node, key = node_at(root, path), key_at(root, path)
    if isinstance(node, Scalar) and node.value:
        text = node.source.text[node.start : node.end]
        start = node.offset(0) if node.style in ("|", ">") else node.start
        return Fault(start, code, message, max(len(text), 1) if "\n" not in text else 1)
    return Fault(key.start if key and isinstance(node, Scalar | Mapping) else node.start, code, message)


def _at_key(root: Node, parent: typing.Sequence[str | int], name: str, code: str, message: str) -> Fault:
    key = key_at(root, (*parent, name))
    return Fault(key.start if key else node_at(root, parent).start, code, message, max(len(name), 1))


def _field_names(model: type[BaseModel], path: typing.Sequence[str | int]) -> list[str]:
    """The fields that may stand in the mapping at a path."""
    annotation: Any = model
    for step in path:
        annotation = _inner(annotation, step)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [field.alias or name for name, field in annotation.model_fields.items()]
    return []


def _inner(annotation: Any, step: str | int) -> Any:
    """The type one step further: of a field, an entry or a value, without None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        by_alias = {field.alias or name: field for name, field in annotation.model_fields.items()}
        annotation = by_alias[str(step)].annotation if str(step) in by_alias else None
    else:
        arguments = typing.get_args(annotation)
        annotation = arguments[-1] if typing.get_origin(annotation) is dict else next(iter(arguments), None)
    return bare(annotation)
