"""The real Anki engine, as a client of the decks: imports packages and shows cards."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest, ImportCsvRequest
    from anki.import_export_pb2 import ImportAnkiPackageUpdateCondition

__all__ = ["ALWAYS", "IF_NEWER", "ImportCsvRequest", "Imported", "collection", "import_package", "import_text"]

ALWAYS, IF_NEWER = map(
    ImportAnkiPackageUpdateCondition.Value,
    ("IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_ALWAYS", "IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER"),
)
"""What the dialog offers for notes."""


@dataclass(slots=True)
class Imported:
    """What an import did, by its log."""

    new: int
    updated: int
    duplicate: int
    conflicting: int
    other: int


@contextmanager
def collection(path: Path) -> Iterator[Any]:
    """An open collection, which is closed at the end."""
    opened = Collection(str(path))
    try:
        yield opened
    finally:
        opened.close()


def import_package(
    path: Path, data: bytes, *, notes: ImportAnkiPackageUpdateCondition.ValueType = IF_NEWER, merge: bool = False
) -> Imported:
    """Import a package with the options of Anki's dialog: of notes, as they are preset, only newer ones."""
    package = path.with_suffix(".apkg")
    package.write_bytes(data)
    with collection(path) as opened:
        options = ImportAnkiPackageOptions(
            merge_notetypes=merge,
            update_notes=notes,
            update_notetypes=IF_NEWER,
            with_scheduling=False,
            with_deck_configs=False,
        )
        log = opened.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options)).log
        return Imported(
            len(log.new),
            len(log.updated),
            len(log.duplicate),
            len(log.conflicting),
            len(log.first_field_match) + len(log.missing_notetype) + len(log.missing_deck) + len(log.empty_first_field),
        )


def import_text(path: Path, data: bytes) -> dict[str, int]:
    """Import a text file as Anki's dialog does without a click; how many notes it found of each kind."""
    file = path.with_suffix(".txt")
    file.write_bytes(data)
    with collection(path) as opened:
        metadata = opened.get_csv_metadata(str(file), None)
        log = opened.import_csv(ImportCsvRequest(path=str(file), metadata=metadata)).log
        return {field.name: value if isinstance(value, int) else len(value) for field, value in log.ListFields()}
