"""The next question of a bank, as a draft to be filled in."""

from __future__ import annotations

import datetime
from pathlib import Path

from alignprep.errors import OutputError, SelectionError, did_you_mean
from alignprep.files.publishing import add
from alignprep.importing.placing import free_number, is_id, read_folder
from alignprep.importing.yaml_writer import scalar
from alignprep.starting.templates import filled, language_of

__all__ = ["write"]


def write(root: Path, section: str, id: str, day: datetime.date, *, title: str = "") -> Path:
    """Write the draft of a question under the section's next number, and return its path.

    Raises `SelectionError` for a section that the bank does not have, an id that is taken or is not one, and when no
    number of the section is left; `ContentError` when the bank's own files cannot be read; `OutputError` when the
    question cannot be written.
    """
    bank = read_folder(root)
    if section not in bank.sections:
        raise SelectionError(f"the bank has no section {section!r}{did_you_mean(section, bank.sections)}")
    if not is_id(id):
        raise SelectionError(f"{id!r} is not an id: lower-case letters and digits with single hyphens, at most 59")
    if id in bank.ids:
        raise SelectionError(f"the id {id!r} is taken, by a question or in the ledger; ids are never used again")
    number = free_number(bank, section)
    if number is None:
        raise SelectionError(f"no number of section {section!r} is left; raise `last` in bank.yaml")
    path = root / section / f"{id}.yaml"
    if path.exists():
        raise OutputError(f"{path} is there already")
    text = filled(
        f"{language_of(str(bank.outline.get('language', 'en')))}/question.yaml",
        schema=bank.schema,
        number=number,
        title=scalar(title or id.replace("-", " ").capitalize()),
        today=day.isoformat(),
    )
    add(root, {path: text.encode()}, {})
    return path
