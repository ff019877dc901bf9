"""Filled packets as files, and back: CSV with one row a score, JSON with everything.

Cells are those of `alignprep.text.cells`: what a spreadsheet would take for a formula has an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from alignprep.errors import Problem, problem_at
from alignprep.json_format import strict_json
from alignprep.scores.filled import ISO_DAY, RETENTION, Filled, plain
from alignprep.text.cells import safe, table
from alignprep.text.characters import decode_utf8, printable

__all__ = ["COLUMNS", "as_csv", "as_json", "read_csv", "read_json"]

COLUMNS: Final[Mapping[str, str]] = {
    "file": "the file that it was read from",
    "candidate": "the candidate's name",
    "interviewer": "the interviewer's name",
    "role": "the position that the interview is for",
    "date": "the day of the interview, such as 2026-12-01",
    "bank": "the bank's slug",
    "version": "the version of its data",
    "form": "the letter of a parallel form",
    "seed": "the seed that chose the questions",
    "question": "the question's number in the bank",
    "title": "the question's title; empty if the bank was not at hand",
    "state": "scored, not-asked (which is no score), missing or unreadable",
    "score": "1 to 5; empty unless scored",
    "ticks": "how many key points were heard; empty if unknown",
    "points": "of so many",
    "flags": "how many red flags were seen",
    "evidence": "what the interviewer wrote down",
    "recommendation": "strong-no, no, yes, strong-yes or no-decision",
    "confidence": "low, medium or high",
    "reasons": "the key reasons",
    "concerns": "the concerns",
    "next": "what the next interviewer should look at",
    "signed": "the day of signing",
    "competencies": "the scorecard's competencies, as a JSON array",
}
"""The columns of the table, and what they hold."""
_NUMBERS: Final = frozenset({"seed", "question", "score", "ticks", "points", "flags"})
_OF_A_SCORE: Final = ("question", "title", "state", "score", "ticks", "points", "flags", "evidence")
_FORMAT: Final = "alignprep-scores"
_MOST_ROWS: Final = 1_000_000
_LONGEST_CELL: Final = 1 << 20


def as_csv(packets: Iterable[Filled]) -> bytes:
    """A row for each score, as `COLUMNS` says; a packet without a question has no row."""
    return table({name: {"format": "date"} for name in COLUMNS}, map(_cells, _rows(packets)))


def _rows(packets: Iterable[Filled]) -> Iterable[dict[str, Any]]:
    for packet in plain(packets):
        scores = packet.pop("scores")
        for score in scores:
            yield {**packet, **score}


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a row. They are made here, since a day may also be a text that needs an apostrophe."""
    made = {}
    for name in COLUMNS:
        value = row[name]
        if isinstance(value, str):
            value = value if name in ("date", "signed") and ISO_DAY.fullmatch(value) else safe(value)
        elif value is not None:
            value = json.dumps(value, ensure_ascii=False) if value != [] else None
        made[name] = value or ""
    return made


def as_json(packets: Iterable[Filled]) -> bytes:
    """Everything that was read, with the mean of the scores of each competency beside its judged rating."""
    made = []
    packets = list(packets)
    for packet, data in zip(packets, plain(packets), strict=True):
        for rating, one in zip(packet.competencies, data["competencies"], strict=True):
            mean = packet.mean(rating)
            one["mean"], one["count"] = (round(mean[0], 4), mean[1]) if mean else (None, 0)
        made.append(data)
    document = {"format": _FORMAT, "format_version": 1, "note": RETENTION, "packets": made}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def read_json(data: bytes, name: str) -> tuple[tuple[Filled, ...], tuple[Problem, ...]]:
    """The packets in what `as_json` made, and what is wrong with it. Never raises for any bytes."""
    name = printable(name)
    source, fault = decode_utf8(data)
    if fault:
        return (), (problem_at(name, source, fault),)
    document, faults = strict_json.read(source.text)
    if faults:
        return (), tuple(problem_at(name, source, fault) for fault in faults[:1])
    if not (isinstance(document, dict) and document.get("format") == _FORMAT):
        return (), (Problem(name, 0, 0, "AP803", "is not a JSON file that `alignprep collect` made"),)
    packets: list[Filled] = []
    problems: list[Problem] = []
    listed = document.get("packets")
    for index, one in enumerate(listed if isinstance(listed, list) else []):
        found = _packet(one, name, f"packet {index + 1}", 0, problems)
        if found:
            packets.append(found)
    if not isinstance(listed, list):
        problems.append(Problem(name, 0, 0, "AP803", "has no list of packets"))
    return tuple(packets), tuple(problems)


def _packet(data: Any, file: str, place: str, line: int, problems: list[Problem]) -> Filled | None:
    """A packet of plain data; without one, what is wrong is added to the problems."""
    try:
        if isinstance(data, dict) and isinstance(data.get("competencies"), list):
            computed = ("mean", "count")
            listed = [
                {key: value for key, value in one.items() if key not in computed} if isinstance(one, dict) else one
                for one in data["competencies"]
            ]
            data = {**data, "competencies": listed}
        return Filled.model_validate_json(json.dumps(data))
    except (ValidationError, ValueError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": "is not plain data"}
        where = ", ".join(str(part) for part in first["loc"])
        said = f"{place}{', ' * bool(where)}{where}: {first['msg'][:200]}"
        problems.append(Problem(file, line, 1 if line else 0, "AP804", printable(said)))
        return None


def read_csv(data: bytes, name: str) -> tuple[tuple[Filled, ...], tuple[Problem, ...]]:
    """The packets in what `as_csv` made, and what is wrong with it. Never raises for any bytes.

    A spreadsheet may have saved it again with other separators or in another order of rows and columns. Rows that
    agree in all but the score make a packet.
    """
    name = printable(name)
    source, fault = decode_utf8(data.removeprefix(b"\xef\xbb\xbf"))
    if fault:
        return (), (problem_at(name, source, fault),)
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        return _packets(source.text, name)
    except csv.Error as error:
        return (), (Problem(name, 0, 0, "AP803", f"cannot be read as CSV: {error}"),)
    finally:
        csv.field_size_limit(before)


def _packets(text: str, name: str) -> tuple[tuple[Filled, ...], tuple[Problem, ...]]:
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    header = [cell.strip() for cell in next(reader, [])]
    if missing := [column for column in COLUMNS if header.count(column) != 1]:
        message = "is neither a packet nor a table that `alignprep collect` made: "
        return (), (Problem(name, 0, 0, "AP803", f"{message}it has no column {missing[0]!r}"),)
    problems: list[Problem] = []
    groups: dict[str, tuple[int, dict[str, Any], list[dict[str, Any]]]] = {}
    bad: set[str] = set()
    for count, row in enumerate(reader):
        line = reader.line_num
        if not any(row):
            continue
        if count >= _MOST_ROWS:
            problems.append(Problem(name, line, 1, "AP102", f"has more than {_MOST_ROWS:,} rows"))
            break
        if len(row) != len(header):
            problems.append(Problem(name, line, 1, "AP803", f"has {len(row)} cells for {len(header)} columns"))
            continue
        values = _values(dict(zip(header, row, strict=True)))
        score = {column: values.pop(column) for column in _OF_A_SCORE}
        key = json.dumps(values, sort_keys=True)
        group = groups.setdefault(key, (line, values, []))
        if not _packet({**values, "scores": [score]}, name, "row", line, problems):
            bad.add(key)
        group[2].append(score)
    packets = []
    for key, (line, values, scores) in groups.items():
        if key not in bad:
            found = _packet({**values, "scores": scores}, name, "rows of a packet", line, problems)
            if found:
                packets.append(found)
    return tuple(packets), tuple(problems)


def _values(cells: Mapping[str, str]) -> dict[str, Any]:
    """The values of a row's cells; those that are wrong stay texts, which a packet then refuses."""
    values: dict[str, Any] = {}
    for name in COLUMNS:
        text = cells[name].removeprefix("'")
        if name in _NUMBERS:
            values[name] = _whole(text) if text else None
        elif name == "competencies":
            values[name] = _listed(text) if text else []
        else:
            values[name] = text
    return values


def _whole(text: str) -> int | str:
    """The number that a cell says; the text itself if it is none."""
    return (
        int(text) if len(text) <= 40 and text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() else text
    )


def _listed(text: str) -> Sequence[Any] | str:
    found, faults = strict_json.read(text)
    return text if faults or not isinstance(found, list) else found
