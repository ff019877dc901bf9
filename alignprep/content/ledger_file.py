"""The ledger as a content folder records it, read strictly: `ledger.json` -> revisions, or problems with places."""

from __future__ import annotations

from itertools import islice
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from alignprep.errors import Finding, Problem, did_you_mean, problem_at
from alignprep.json_format import strict_json
from alignprep.model.field_types import LedgerKey
from alignprep.model.records import Revision
from alignprep.text.source import MAX_FAULTS, Source

__all__ = ["read"]

_LEDGER: Final[TypeAdapter[dict[str, Revision]]] = TypeAdapter(dict[LedgerKey, Revision])
_OBJECTS: Final = {
    "dict_type": "an object of revisions by key is expected",
    "model_type": "an object with hash, revision and changed is expected",
}


def read(source: Source, name: str) -> tuple[dict[str, Revision], tuple[Problem, ...]]:
    """A recorded ledger, or everything that is wrong with it; `name` stands for the file in the problems."""
    document, faults = strict_json.read(source.text)
    if not faults:
        try:
            return _LEDGER.validate_python(document), ()
        except ValidationError as error:
            errors = error.errors(include_url=False, include_input=False)
        faults = list(strict_json.faults_at(source.text, [_finding(one) for one in islice(errors, MAX_FAULTS + 1)]))
    return {}, tuple(problem_at(name, source, fault) for fault in faults)


def _finding(error: Any) -> Finding:
    kind, (*path, last) = error["type"], error["loc"] or ("",)
    if kind in _OBJECTS:
        return Finding(error["loc"], "AP602", _OBJECTS[kind])
    if last == "[key]":
        message = f"the key {path[0][:60]!r} is no question's id, nor one with a fact's id behind a slash"
        return Finding(tuple(path), "AP602", message, of_key=True)
    if kind == "missing":
        return Finding(tuple(path), "AP602", f"the field {last!r} is missing")
    if kind == "extra_forbidden":
        message = f"unknown field {str(last)[:60]!r}{did_you_mean(last, Revision.model_fields)}"
        return Finding(error["loc"], "AP602", message, of_key=True)
    return Finding(error["loc"], "AP602", f"{last}: {error['msg'][:1].lower()}{error['msg'][1:]}")
