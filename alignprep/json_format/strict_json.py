"""JSON read strictly (RFC 8259, with every key once and only finite numbers), and the places of its values.

Python's own reader does the work; a second pass over the text only finds the place of something wrong.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from alignprep.errors import Finding, Path
from alignprep.text.source import MAX_FAULTS, Fault

__all__ = ["LARGEST", "faults_at", "read", "strings"]

LARGEST: Final = 1 << 29
"""The largest file that is read, in bytes: some twenty thousand questions."""
MAX_DEPTH: Final = 20
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_LONGEST_NUMBER: Final = 40
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_CHARACTER: Final = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)


class _RefusedError(ValueError):
    """Stops Python's reader; the second pass finds out what is wrong, and where."""


def read(text: str) -> tuple[Any, list[Fault]]:
    """The document, or None and what is wrong with it. Never raises for any text."""
    try:
        document = json.loads(
            text, object_pairs_hook=_object, parse_constant=_refuse_constant, parse_int=_integer, parse_float=_number
        )
    except json.JSONDecodeError as error:
        return None, [_syntax(error)]
    except (_RefusedError, RecursionError):
        return None, list(_faults(text)) or [Fault(0, "AP601", "nested too deeply")]
    if _too_deep(document):
        return None, list(_faults(text))
    return document, []


def strings(document: object) -> Iterator[tuple[Path, bool, str]]:
    """Every text of a document, keys too: the path of the value, whether it is the key, and the text."""
    pending: list[tuple[Path, object]] = [((), document)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, str):
            yield path, False, value
        elif isinstance(value, dict):
            for key, inner in value.items():
                yield (*path, key), True, key
                pending.append(((*path, key), inner))
        elif isinstance(value, list):
            pending += [((*path, index), inner) for index, inner in enumerate(value)]


def faults_at(text: str, findings: Sequence[Finding]) -> Iterator[Fault]:
    """The findings in a document as faults at their places in its text."""
    wanted = {finding.path for finding in findings}
    places: dict[tuple[Path, bool], tuple[int, int]] = {}
    for path, is_key, start, end in _walk(text) if findings else ():
        if path in wanted:
            places.setdefault((path, is_key), (start, end))
    for finding in findings:
        start, end = places.get((finding.path, finding.of_key), (0, 1))
        if finding.offset is None:
            yield Fault(start, finding.code, finding.message, end - start)
        else:
            offset = _offset_in_string(text, start, end, finding.offset)
            yield Fault(offset, finding.code, finding.message, finding.length)


def _offset_in_string(text: str, start: int, end: int, index: int) -> int:
    """The offset of a character of the string between two places, which may have escapes."""
    if not text.startswith('"', start):
        return start
    found = next(islice(_CHARACTER.finditer(text, start + 1, end - 1), index, None), None)
    return found.start() if found else max(end - 1, start)


def _walk(text: str) -> Iterator[tuple[Path, bool, int, int]]:
    """Every key and value in order: its path, whether it is a key, and its first token."""
    path: list[str | int] = []
    is_object: list[bool] = []
    expects_key = False
    for found in _TOKEN.finditer(text):
        mark = found[0]
        if mark in ("}", "]"):
            if is_object:
                is_object.pop()
                path.pop()
            expects_key = False
        elif mark == ",":
            expects_key = bool(is_object) and is_object[-1]
            if is_object and not is_object[-1]:
                path[-1] = int(path[-1]) + 1
        elif mark == ":":
            expects_key = False
        elif expects_key:
            path[-1] = _key(mark)
            yield tuple(path), True, found.start(), found.end()
        else:
            yield tuple(path), False, found.start(), found.end()
            if mark in ("{", "["):
                is_object.append(mark == "{")
                path.append("" if mark == "{" else 0)
                expects_key = mark == "{"


def _faults(text: str) -> Iterator[Fault]:
    """What is wrong with a document that Python's reader parses, up to the first place that is nested too deeply."""
    seen: dict[Path, set[str]] = {}
    count = 0
    for path, is_key, start, end in _walk(text):
        message = ""
        if is_key:
            keys = seen.setdefault(path[:-1], set())
            if path[-1] in keys:
                message = f"the key {str(path[-1])[:60]!r} appears twice in one object"
            keys.add(str(path[-1]))
        elif len(path) > MAX_DEPTH:
            yield Fault(start, "AP601", f"nested more than {MAX_DEPTH} levels deep")
            return
        elif text[start] == "{":
            seen.pop(path, None)
        elif text[start] not in '"[':
            message = _bad_literal(text[start:end])
        if message:
            count += 1
            yield Fault(start, "AP601", message, end - start)
            if count > MAX_FAULTS:
                return


def _bad_literal(token: str) -> str:
    if token in ("true", "false", "null"):
        return ""
    if not _NUMBER.fullmatch(token):
        return f"{token[:40]} is not a JSON value"
    if len(token) > _LONGEST_NUMBER or (re.search(r"[.eE]", token) and not math.isfinite(float(token))):
        return "a number that not every program can read"
    return ""


def _syntax(error: json.JSONDecodeError) -> Fault:
    """What Python's reader says, which calls a comma too many by that name from Python 3.13 on."""
    end = len(error.doc[: error.pos].rstrip())
    if error.doc[end - 1 : end] == "," and error.doc[error.pos : error.pos + 1] in ("]", "}"):
        return Fault(end - 1, "AP601", "not valid JSON: a comma with nothing behind it")
    if error.msg.startswith("Illegal trailing comma"):
        return Fault(error.pos, "AP601", "not valid JSON: a comma with nothing behind it")
    return Fault(error.pos, "AP601", f"not valid JSON: {_message(error)}")


def _message(error: json.JSONDecodeError) -> str:
    sentence = error.msg[:1].lower() + error.msg[1:].removesuffix(" at")
    return sentence if error.pos < len(error.doc) else f"{sentence}, but the file ends"


def _key(token: str) -> str:
    try:
        return str(json.loads(token, strict=False))
    except json.JSONDecodeError:
        return token


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise _RefusedError
    return result


def _refuse_constant(_: str) -> Any:
    raise _RefusedError


def _integer(token: str) -> int:
    if len(token) > _LONGEST_NUMBER:
        raise _RefusedError
    return int(token)


def _number(token: str) -> float:
    value = float(token) if len(token) <= _LONGEST_NUMBER else math.inf
    if not math.isfinite(value):
        raise _RefusedError
    return value


def _too_deep(document: object) -> bool:
    """Whether values are nested so deeply that later readers could overflow the stack."""
    level = [document]
    for _ in range(MAX_DEPTH + 1):
        level = [
            inner
            for value in level
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return False
    return True
