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

__all__ = ["ImportCsvRequest", "Imported", "collection", "import_package"]

IF_NEWER = ImportAnkiPackageUpdateCondition.Value("IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER")


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


def import_package(path: Path, data: bytes) -> Imported:
    """Import a package with the options of Anki's dialog, as they are preset."""
    package = path.with_suffix(".apkg")
    package.write_bytes(data)
    with collection(path) as opened:
        options = ImportAnkiPackageOptions(
            merge_notetypes=False,
            update_notes=IF_NEWER,
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
