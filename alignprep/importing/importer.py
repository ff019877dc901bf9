"""The whole way of an import: the bytes of a file -> drafts -> places in a bank's folder -> files.

Nothing is written before everything has its place, and then all of it or nothing. The same file imported again adds
nothing, since its questions are in the bank.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from alignprep.errors import OutputError
from alignprep.files.publishing import add
from alignprep.files.staging import locked
from alignprep.importing import anki_text, exported, gift, markdown_list, table
from alignprep.importing.draft import Reading, refusal
from alignprep.importing.placing import Placement, place, read_folder
from alignprep.importing.prose import Notes

__all__ = ["FORMATS", "format_of", "import_into", "largest", "read"]

FORMATS: Final = ("csv", "xlsx", "markdown", "gift", "anki", "json", "jsonl")
"""What can be imported."""
_SUFFIXES: Final = {
    ".csv": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".md": "markdown", ".markdown": "markdown",
    ".gift": "gift", ".json": "json", ".jsonl": "jsonl",
}  # fmt: skip
_ELSEWHERE: Final = {
    ".xls": "save it as .xlsx", ".ods": "save it as .xlsx or .csv", ".numbers": "export it as .xlsx or .csv",
    ".docx": "save its table or list as .csv, .xlsx or .md", ".pdf": "save its text as .md or .csv",
    ".apkg": "in Anki choose 'Notes in Plain Text (.txt)' for the export",
    ".colpkg": "in Anki choose 'Notes in Plain Text (.txt)' for the export",
    ".xml": "in Moodle choose the GIFT format for the export", ".yaml": "put it into the bank's folder",
    ".yml": "put it into the bank's folder",
}  # fmt: skip
_LARGEST: Final = 1 << 25
"""The largest file other than JSON that is read, in bytes."""


def format_of(name: str, data: bytes) -> str:
    """The format of a file by the end of its name; that of a `.txt` by how it begins.

    Raises `ContentError` if neither tells it.
    """
    suffix = Path(name).suffix.casefold()
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    if suffix in _ELSEWHERE:
        raise refusal(name, f"files of this kind are not read: {_ELSEWHERE[suffix]}")
    text = data[:100_000].decode("utf-8", "replace").removeprefix("\ufeff")
    if suffix in (".txt", ""):
        if anki_text.looks_like_anki(text):
            return "anki"
        if gift.looks_like_gift(text):
            return "gift"
        if suffix and any("\t" in line for line in text.split("\n")[:20]):
            return "anki"
    raise refusal(name, f"its name does not tell its format; say --format, one of {', '.join(FORMATS)}")


def largest(format: str) -> int:
    """The largest file of a format that is read, in bytes."""
    if format in ("json", "jsonl"):
        from alignprep.json_format.validator import LARGEST

        return LARGEST
    return _LARGEST


def read(
    data: bytes,
    name: str,
    format: str,
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    markdown: bool = False,
) -> Reading:
    """The questions in a file of one of `FORMATS`; `name` stands for it in errors.

    For tables, `columns` maps headings to fields, `sheet` is the name of a sheet, and with `markdown` cells are read as
    Markdown. Raises `ContentError` for a file that is not of its format or has no question.
    """
    if len(data) > largest(format):
        raise refusal(name, f"is larger than {largest(format):,} bytes", code="AP102")
    if format == "csv":
        return table.read_csv(data, name, columns or {}, markdown=markdown)
    if format == "xlsx":
        return table.read_xlsx(data, name, columns or {}, sheet=sheet, markdown=markdown)
    if format in ("json", "jsonl"):
        return exported.read(data, name, lines=format == "jsonl")
    notes = Notes()
    text = table.decoded(data, name, notes)
    reader = {"markdown": markdown_list.read, "gift": gift.read, "anki": anki_text.read}[format]
    reading = reader(text, name)
    reading.notes.found = {**notes.found, **reading.notes.found}
    return reading


def import_into(
    root: Path,
    reading: Reading,
    name: str,
    *,
    section: str | None = None,
    add_sections: bool = False,
    minutes: int | None = None,
    dry_run: bool = False,
) -> Placement:
    """Place what was read in a bank's folder and write it, unless `dry_run`; at the same time no other import can.

    `section` and `minutes` are for questions that have none.

    Raises `ContentError` if something has no place, and `OutputError` if it cannot be written.
    """
    if not root.is_dir():
        raise OutputError(f"there is no folder {root}")
    with locked(root):
        bank = read_folder(root)
        placement = place(reading, bank, name, section=section, add_sections=add_sections, minutes=minutes)
        if not dry_run and placement.questions:
            add(root, placement.files, placement.changed)
    return placement
