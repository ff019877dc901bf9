"""`ledger.json` in a content folder -> revisions, or problems with their places."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from alignprep.errors import Finding, Problem, did_you_mean, problem_at
from alignprep.json_format import strict_json
from alignprep.model.field_types import LedgerKey
from alignprep.model.ledger import Retired
from alignprep.model.records import Revision
from alignprep.text.source import MAX_FAULTS, Source

__all__ = ["read"]

_KEY: Final[TypeAdapter[str]] = TypeAdapter(LedgerKey)


def read(source: Source, name: str) -> tuple[dict[str, Revision], tuple[Problem, ...]]:
    """A recorded ledger, and everything that is wrong with it; `name` stands for the file in the problems."""
    ledger: dict[str, Revision] = {}
    document, faults = strict_json.read(source.text)
    if not faults:
        findings = list(islice(_findings(document, ledger), MAX_FAULTS + 1))
        faults = list(strict_json.faults_at(source.text, findings))
    return ledger, tuple(problem_at(name, source, fault) for fault in faults)


def _findings(document: Any, ledger: dict[str, Revision]) -> Iterator[Finding]:
    """What is wrong with the document; good entries are put into the ledger."""
    if not isinstance(document, dict):
        yield Finding((), "AP602", "an object of revisions by key is expected")
        return
    for key, entry in document.items():
        try:
            _KEY.validate_python(key)
            kind = Retired if isinstance(entry, dict) and "retired" in entry else Revision
            ledger[key] = kind.model_validate(entry)
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_input=False):
                yield _finding(key, fault)


def _finding(key: str, fault: Any) -> Finding:
    if fault["type"] == "model_type":
        return Finding((key,), "AP602", "an object with hash, revision and changed is expected")
    if not fault["loc"]:
        message = f"the key {key[:60]!r} is neither a question's id nor one followed by a slash and a fact's id"
        return Finding((key,), "AP602", message, of_key=True)
    name = str(fault["loc"][0])
    if fault["type"] == "missing":
        return Finding((key,), "AP602", f"the field {name!r} is missing")
    if fault["type"] == "extra_forbidden":
        hint = did_you_mean(name, Retired.model_fields)
        return Finding((key, name), "AP602", f"unknown field {name[:60]!r}{hint}", of_key=True)
    return Finding((key, name), "AP602", f"{name}: {fault['msg'][:1].lower()}{fault['msg'][1:]}")
