"""The ledger as a content folder records it, read strictly: `ledger.json` -> revisions, or problems with places."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from alignprep.json_format import strict_json
from alignprep.errors import Problem
from alignprep.model.field_types import LedgerKey
from alignprep.model.records import Revision
from alignprep.errors import did_you_mean
from alignprep.text.source import MAX_FAULTS, Fault, Source

__all__ = ["read"]

_KEY: Final[TypeAdapter[str]] = TypeAdapter(LedgerKey)


def read(source: Source, name: str) -> tuple[dict[str, Revision], tuple[Problem, ...]]:
    """A recorded ledger and everything that is wrong with it; `name` stands for the file in the problems."""
    document, faults = strict_json.read(source.text)
    ledger: dict[str, Revision] = {}
    if not faults:
        found = list(islice(_faults(document, ledger), MAX_FAULTS + 1))
        places = strict_json.places(source.text, {path for path, _, _ in found}) if found else {}
        for path, is_key, message in found:
            place = places[path, is_key]
            line, column = source.place(place.start)
            faults.append(Fault(line, column, "AP602", message, place.end - place.start))
    problems = tuple(
        Problem(name, fault.line, fault.column, fault.code, fault.message, source.lines[fault.line - 1], fault.length)
        for fault in faults
    )
    return ledger, problems


def _faults(document: Any, ledger: dict[str, Revision]) -> Iterator[tuple[strict_json.Path, bool, str]]:
    """The path of what is wrong, whether it is the key there, and a sentence; good entries are put into the ledger."""
    if not isinstance(document, dict):
        yield (), False, "an object of revisions by key is expected"
        return
    for key, entry in document.items():
        try:
            _KEY.validate_python(key)
        except ValidationError:
            yield (key,), True, f"the key {key[:60]!r} is no question's id, nor one with a fact's id behind a slash"
            continue
        if not isinstance(entry, dict):
            yield (key,), False, "an object with hash, revision and changed is expected"
            continue
        try:
            ledger[key] = Revision.model_validate(entry)
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_input=False):
                yield _entry_fault(key, fault)


def _entry_fault(key: str, fault: Any) -> tuple[strict_json.Path, bool, str]:
    name = str(fault["loc"][0])
    if fault["type"] == "missing":
        return (key,), False, f"the field {name!r} is missing"
    if fault["type"] == "extra_forbidden":
        return (key, name), True, f"unknown field {name[:60]!r}{did_you_mean(name, Revision.model_fields)}"
    return (key, name), False, f"{name}: {fault['msg'][:1].lower()}{fault['msg'][1:]}"
