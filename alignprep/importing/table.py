"""Tables with a question a row: CSV and XLSX.

Columns are found by their headings, in English, German and Japanese; every other column is kept as a field `x-…`.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from alignprep.errors import ContentError, did_you_mean
from alignprep.importing.draft import Draft, Reading, answer_of, cell_limit, minutes_of, question_of, refusal, x_name
from alignprep.importing.html_text import from_markdown
from alignprep.importing.prose import LEFT_OUT, Notes, allowed, as_blocks, as_line, from_plain
from alignprep.model.records import Priority
from alignprep.text.nodes import Blocks, Text

__all__ = ["FIELDS", "cell_list", "decoded", "read_csv", "read_xlsx"]

_HEADINGS: Final[Mapping[str, str]] = {
    "question": "question|questions|question text|interview question|prompt|front|frage|fragen|fragetext|fragestellung|"
    "質問|質問文|質問内容|問題|問題文|設問",
    "answer": "answer|answers|model answer|sample answer|expected answer|response|solution|back|antwort|antworten|"
    "musterantwort|lösung|回答|解答|答え|回答例|解答例|模範解答|模範回答",
    "answer.short": "short answer|answer short|kurzantwort|kurze antwort|短い回答|簡潔な回答",
    "answer.spoken": "spoken answer|answer spoken|say it|script|gesprochene antwort|話す回答|口頭回答",
    "answer.depth": "depth|answer depth|background|hintergrund|背景|補足|"
    "full answer|long answer|detailed answer|answer full|explanation|ausführliche antwort|erklärung|"
    "erläuterung|詳しい回答|詳細な回答|解説",
    "title": "title|name|headline|titel|überschrift|タイトル|題名|件名|見出し",
    "id": "id|key|slug|kennung|識別子",
    "number": "number|no|nr|num|nummer|lfd nr|番号|no.",
    "section": "section|category|chapter|area|theme|module|bereich|abschnitt|kategorie|kapitel|thema|themenbereich|"
    "rubrik|セクション|カテゴリ|カテゴリー|分類|区分|分野|章|topic",
    "minutes": "minutes|minute|min|mins|time|duration|minuten|zeit|dauer|時間|所要時間|目安時間|回答時間|分",
    "hint": "hint|hints|tip|hinweis|hinweise|tipp|ヒント",
    "nudge": "nudge|anstoß|きっかけ",
    "priority": "priority|priorität|優先度",
    "topics": "topics|tags|tag|labels|themen|schlagwörter|schlagworte|stichworte|トピック|タグ|topic",
    "competencies": "competencies|competency|skills|skill|kompetenz|kompetenzen|コンピテンシー|スキル|能力",
    "key_points": "key points|key point|keypoints|expected points|must hit|kernpunkte|kernaussagen|schlüsselpunkte|"
    "stichpunkte|要点|ポイント|重要ポイント|キーポイント|評価ポイント",
    "red_flags": "red flags|red flag|warnsignale|warnzeichen|危険信号|ng回答|レッドフラグ",
    "follow_ups": "follow ups|follow up|followups|follow up questions|nachfragen|nachfrage|anschlussfragen|folgefragen|"
    "rückfragen|追加質問|深掘り質問|深掘り|フォローアップ",
    "references": "references",
    "related": "related",
    "reviewed": "reviewed|last reviewed|geprüft|geprüft am|確認日",
    "difficulty": "difficulty|level|schwierigkeit|schwierigkeitsgrad|niveau|難易度|レベル",
}
_RUBRIC: Final = tuple(f"rubric.{grade}" for grade in range(1, 6))
FIELDS: Final = (*(name for name in _HEADINGS if name != "difficulty"), *_RUBRIC)
"""What a column can be, beside `x-…`."""
_KNOWN: Final = {
    heading: [name for name, said in _HEADINGS.items() if heading in said.split("|")]
    for said in _HEADINGS.values() for heading in said.split("|")
}  # fmt: skip
"""For each heading the fields that it can mean, the likeliest first."""
_OWN: Final = frozenset(
    {
        "id", "number", "section", "title", "question", "hint", "nudge", "priority", "topics", "competencies",
        "minutes",
        "answer.short", "answer.spoken", "answer.depth", "key_points", *_RUBRIC, "red_flags", "references", "code",
        "figure.file", "figure.alt", "figure.caption", "related", "reviewed", "hash", "revision", "changed",
    }
)  # fmt: skip
"""The columns of our own CSV export (`alignprep_exporters.csv.tables`)."""
_DERIVED: Final = frozenset({"hash", "revision", "changed"})
"""Columns of our own export that the ledger derives from the others."""
_LISTS: Final = frozenset({"topics", "competencies", "key_points", "red_flags", "references", "code", "related"})
_IDS: Final = frozenset({"topics", "competencies", "references", "code", "related"})
_HEADER_WITHIN: Final = 25
"""The header is one of so many rows at the beginning."""
_MOST_ROWS: Final = 100_000
_MOST_CELLS: Final = 5_000_000
_MOST_UNPACKED: Final = 1 << 28


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table, with the name of its place and the number of its line."""

    place: str
    line: int
    cells: list[str]


def read_csv(data: bytes, name: str, columns: Mapping[str, str], *, markdown: bool = False) -> Reading:
    """The questions of a CSV file (RFC 4180) separated by commas, semicolons or tabs.

    `columns` maps headings to fields, before the headings that are known. With `markdown`, cells are read as Markdown
    instead of as plain text. Raises `ContentError` for a file that is no such table.
    """
    notes = Notes()
    text = decoded(data, name, notes)
    with cell_limit():
        rows = list(_csv_rows(text, name))
    return _reading(rows, name, columns, notes, markdown)


def read_xlsx(
    data: bytes, name: str, columns: Mapping[str, str], *, sheet: str | None = None, markdown: bool = False
) -> Reading:
    """The questions of a workbook: of the sheet with that name, or else of the first one with a header.

    Cells with formulas have the value that was computed when the workbook was saved. Raises as `read_csv` does.
    """
    notes = Notes()
    sheets = _sheets(data, name, notes)
    if sheet is not None:
        if sheet not in sheets:
            raise refusal(name, f"has no sheet {sheet!r}{did_you_mean(sheet, sheets)}; it has {', '.join(sheets)}")
        return _reading(sheets[sheet], name, columns, notes, markdown)
    found = [title for title, rows in sheets.items() if rows and _header(rows, columns)]
    if len(found) > 1:
        others = ", ".join(map(repr, found[1:]))
        notes.add(f"{LEFT_OUT}the other sheets with questions, {others}; name one with --sheet", "")
    rows = sheets[found[0]] if found else next((rows for rows in sheets.values() if rows), [])
    return _reading(rows, name, columns, notes, markdown)


# Bytes -> rows

_KANA: Final = re.compile("[\u3041-\u30ff]")


def decoded(data: bytes, name: str, notes: Notes) -> str:
    """The text of a file: UTF-8, or what spreadsheets write otherwise, which is noted.

    UTF-16 is recognized by its byte order mark. What is not UTF-8 is taken for Shift JIS if that gives Japanese
    syllables, and else for Windows-1252. Raises `ContentError` if it is none of these.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError:
            raise refusal(name, "is not valid UTF-16; save it as UTF-8", code="AP103") from None
        notes.add("read as UTF-16", "")
        return text
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    for encoding, called in (("cp932", "Shift JIS"), ("cp1252", "Windows-1252")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp932" and len(_KANA.findall(text)) * 50 < len(text):
            continue
        notes.add(f"read as {called}, since it is not UTF-8: check letters with accents", f"line {line}")
        return text
    raise refusal(name, "is neither UTF-8 nor Windows-1252; save it as 'CSV UTF-8'", line, "AP103")


def _csv_rows(text: str, name: str) -> Iterator[_Row]:
    """The rows; the separator is the one with which the rows at the beginning have the most cells."""
    text = text.replace("\0", "")
    told = re.match(r"sep=(.)\r?\n", text)  # Excel's own way to say it.
    start = told.end() if told else 0
    separator = told[1] if told else max(",;\t", key=lambda one: _width(text, one))
    reader = csv.reader(io.StringIO(text[start:], newline=""), delimiter=separator, strict=False)
    before = 1 if told else 0
    try:
        cells_read = 0
        line = before
        for cells in reader:
            yield _Row(f"line {line + 1}", line + 1, [cell.strip() for cell in cells])
            line = before + reader.line_num
            cells_read += len(cells)
            if cells_read > _MOST_CELLS:
                raise refusal(name, f"has more than {_MOST_CELLS:,} cells", line, "AP102")
    except csv.Error as error:
        raise refusal(name, f"cannot be read as CSV: {error}", before + reader.line_num) from None


def _width(text: str, separator: str) -> tuple[int, int]:
    """How well a separator suits: how many headings it makes known, and how many cells."""
    reader = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=separator)
    rows = []
    try:
        for row, _ in zip(reader, range(_HEADER_WITHIN), strict=False):
            rows.append(row)
    except csv.Error:
        pass
    known = max((sum(bool(_meanings(cell)) for cell in row) for row in rows), default=0)
    return known, sum(map(len, rows))


def _sheets(data: bytes, name: str, notes: Notes) -> dict[str, list[_Row]]:
    """The rows of each visible sheet."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise refusal(name, "is an old Excel file, or one with a password; save it as an .xlsx without one")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MOST_UNPACKED:
                raise refusal(name, f"is larger than {_MOST_UNPACKED:,} bytes when unpacked", code="AP102")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = {
            sheet.title: list(_sheet_rows(sheet, name, notes))
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        }
        book.close()
    except ContentError:
        raise
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError, EOFError) as error:
        raise refusal(name, f"cannot be read as an .xlsx workbook: {type(error).__name__}") from None
    return sheets


def _sheet_rows(sheet: Any, name: str, notes: Notes) -> Iterator[_Row]:
    sheet.reset_dimensions()  # Some programs write wrong ones.
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > _MOST_ROWS:
            raise refusal(name, f"has more than {_MOST_ROWS:,} rows in the sheet {sheet.title!r}", number, "AP102")
        place = f"row {number}"
        yield _Row(place, number, [_cell(value, place, notes) for value in values])


def _cell(value: object, place: str, notes: Notes) -> str:
    """A cell of a workbook as text: dates as ISO 8601, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    if re.fullmatch(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)", text):
        notes.add(f"a cell with the error {text} is kept as it is", place)
    return text


# Rows -> drafts


def _meanings(heading: str) -> list[str]:
    """The fields that a heading can mean, the likeliest first."""
    heading = heading.strip()
    if heading in FIELDS:
        return [heading]
    text = unicodedata.normalize("NFKC", heading).casefold()
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text)
    text = " ".join(re.sub(r"[\W_]+", " ", text).split())
    return _KNOWN.get(text, ["number"] if heading in ("#", "№") else [])


def _header(rows: Sequence[_Row], columns: Mapping[str, str]) -> tuple[int, list[str]] | None:
    """The index of the header and the field of each of its columns (empty for an unknown one); None without one."""
    best: tuple[int, int, list[str]] | None = None
    for index, row in enumerate(rows[:_HEADER_WITHIN]):
        fields = _fields(row.cells, columns)
        known = sum(map(bool, fields))
        asks = "question" in fields or ("title" in fields and known > 1)
        if asks and (best is None or known > best[0]):
            best = (known, index, fields)
    return (best[1], best[2]) if best else None


def _fields(headings: Sequence[str], columns: Mapping[str, str]) -> list[str]:
    """The field of each column; of two columns for one field, the first has it."""
    if _is_own(headings) and not columns:
        return list(headings)
    given = {heading.strip().casefold(): field for heading, field in columns.items()}
    fields = [given.get(heading.strip().casefold(), "") for heading in headings]
    for certain in (True, False):  # "Topic" is the section only if no other column is.
        for index, heading in enumerate(headings):
            meanings = _meanings(heading)
            if not fields[index] and (len(meanings) == 1) == certain:
                fields[index] = next((one for one in meanings if one not in fields), "")
    return fields


def _is_own(headings: Sequence[str]) -> bool:
    """Whether a table is our own export."""
    return len(headings) >= 6 and set(headings) <= _OWN and "question" in headings


def _reading(rows: Sequence[_Row], name: str, columns: Mapping[str, str], notes: Notes, markdown: bool) -> Reading:
    found = _header(rows, columns)
    if found is None:
        first = next((row for row in rows if any(row.cells)), None)
        if first is None:
            raise refusal(name, "is empty")
        shown = ", ".join(repr(cell[:40]) for cell in first.cells if cell)
        message = f"has no column of questions; it has {shown}. Say which it is: --column 'HEADING=question'"
        raise refusal(name, message, first.line)
    index, fields = found
    headings = rows[index].cells
    missing = [heading for heading in columns if heading.strip().casefold() not in {one.casefold() for one in headings}]
    if missing:
        hint = did_you_mean(missing[0], headings)
        raise refusal(name, f"has no column {missing[0]!r}{hint}", rows[index].line)
    own = _is_own(headings)
    if {"question", "position"} <= set(headings):
        message = "is a table of facts, follow-ups or references from an export; import the table of questions"
        raise refusal(name, message, rows[index].line)
    names = _names(headings, fields, rows[index + 1 :], notes)
    if own and not markdown:
        notes.add("cells are read as Markdown, as in an export", "")
    table = _Table(names, own, markdown or own, notes)
    return Reading(tuple(table.drafts(rows[index + 1 :])), notes)


def _names(headings: Sequence[str], fields: Sequence[str], rows: Sequence[_Row], notes: Notes) -> list[str]:
    """The name of each column's field: ours, or `x-…`; those that hold nothing have none."""
    width = max((len(row.cells) for row in rows), default=0)
    names: list[str] = []
    for index in range(max(width, len(headings))):
        heading = headings[index] if index < len(headings) else ""
        field = fields[index] if index < len(fields) else ""
        if field in _DERIVED:
            names.append("")
        elif (field and field != "difficulty") or not any(index < len(row.cells) and row.cells[index] for row in rows):
            names.append(field if field != "difficulty" else "")
        else:
            names.append(x_name(field or heading, names, index + 1))
            notes.add(f"not placed: the column {heading or f'number {index + 1}'!r}, kept as {names[-1]}", "")
    return names


@dataclass(frozen=True, slots=True)
class _Table:
    """How the cells of a table are read."""

    names: Sequence[str]
    own: bool
    markdown: bool
    notes: Notes

    def drafts(self, rows: Iterable[_Row]) -> Iterator[Draft]:
        for row in rows:
            cells: dict[str, str] = {}
            for name, cell in zip(self.names, row.cells, strict=False):
                text = cell.removeprefix("'") if self.own else cell
                if name and text:
                    cells[name] = text
            if not cells:
                continue
            if "question" not in cells and "title" not in cells:
                shown = "; ".join(f"{text[:60]!r}" for text in cells.values())
                self.notes.add(f"{LEFT_OUT}a row without a question: {shown}", row.place)
                continue
            yield self._draft(cells, row.place)

    def _draft(self, cells: Mapping[str, str], place: str) -> Draft:
        asked = cells.get("question") or cells["title"]
        fields: dict[str, Any] = {"question": self._line(asked, place)}
        reasons: tuple[str, ...] = ()
        if not self.own:
            fields, reasons = question_of(self._blocks(asked, place), self.notes, place)
        answer: dict[str, str] = {}
        section = cells.get("section", "")
        for name, text in cells.items():
            if name in ("question", "section"):
                continue
            if name == "answer":
                answer = {**self._answer(text, place), **answer}
            elif name == "answer.short":
                answer["short"] = self._line(text, place)
            elif name in ("answer.spoken", "answer.depth"):
                answer[name.removeprefix("answer.")] = self._text(text, place)
            elif name.startswith(("rubric.", "figure.")):
                record, _, part = name.partition(".")
                said = self._line(text, place) if record == "rubric" else self._plain(text, place)
                fields[record] = {**fields.get(record, {}), part: said}
            else:
                fields |= self._field(name, text, place)
        if answer:
            fields["answer"] = answer
        return Draft(fields, place, section, reasons=reasons)

    def _answer(self, text: str, place: str) -> dict[str, str]:
        return answer_of(self._blocks(text, place), self.notes, place)

    def _field(self, name: str, text: str, place: str) -> dict[str, Any]:
        """The field of a cell, under its name or, if the cell does not suit it, under `x-…`."""
        if name == "minutes":
            minutes = minutes_of(text)
            if minutes is None:
                self.notes.add(f"not placed: times such as {text[:40]!r}, kept as x-minutes", place)
            return {"minutes": minutes} if minutes else {"x-minutes": self._plain(text, place)}
        if name == "priority" and text.strip().lower() not in list(Priority):
            self.notes.add(f"not placed: the priority {text[:40]!r}, kept as x-priority", place)
            return {"x-priority": self._plain(text, place)}
        if name in ("title", "id", "number", "reviewed", "priority"):
            return {name: self._plain(text, place)}
        if name in _LISTS:
            entries = cell_list(text, commas=name in _IDS)
            return {name: [self._plain(one, place) if name in _IDS else self._line(one, place) for one in entries]}
        if name == "follow_ups":
            return self._follow_ups(text, place)
        if name in ("hint", "nudge"):
            return {name: self._line(text, place)}
        return {name: allowed(text, self.notes, place)}

    def _follow_ups(self, text: str, place: str) -> dict[str, Any]:
        """Follow-ups such as `Why? -> Because.`; without what to listen for they are kept as `x-follow-ups`."""
        entries = [re.split(r"\s*(?:->|=>|→|⇒|::|\|\|?)\s*", one, maxsplit=1) for one in cell_list(text)]
        if all(len(parts) == 2 and all(parts) for parts in entries):
            return {
                "follow_ups": [
                    {"ask": self._line(ask, place), "listen_for": self._line(hear, place)} for ask, hear in entries
                ]
            }
        self.notes.add(
            "not placed: follow-ups without what to listen for ('Why? -> Because …'), kept as x-follow-ups", place
        )
        return {"x-follow-ups": [self._line(one, place) for one in cell_list(text)]}

    def _blocks(self, text: str, place: str) -> Blocks:
        return from_markdown(text, self.notes, place) if self.markdown else from_plain(text, self.notes, place)

    def _line(self, text: str, place: str) -> str:
        if self.own:
            return allowed(text, self.notes, place)
        if self.markdown:
            return str(question_of(self._blocks(text, place), self.notes, place)[0].get("question", ""))
        return as_line((Text(text),), self.notes, place)

    def _text(self, text: str, place: str) -> str:
        return allowed(text, self.notes, place) if self.own else as_blocks(self._blocks(text, place), self.notes, place)

    def _plain(self, text: str, place: str) -> str:
        return " ".join(allowed(text, self.notes, place).split())


def cell_list(text: str, *, commas: bool = False) -> list[str]:
    """The entries of a cell: a JSON array of texts, or one a line, or separated by semicolons (or commas).

    Bullets and numbers at their beginnings are left out.
    """
    if text.startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if isinstance(found, list) and all(isinstance(one, str) for one in found):
            return list(dict.fromkeys(one for one in found if one.strip()))
    if "\n" in text:
        parts = text.splitlines()
    elif commas:
        parts = re.split(r"[;；,，、|]", text)
    else:
        parts = re.split(r"[;；]\s*", text)
    bare = (re.sub(r"^\s*(?:[-*•・–▪●]\s+|[•・▪●]|\d{1,2}[.)]\s+)", "", part).strip() for part in parts)
    return list(dict.fromkeys(one for one in bare if one))
