"""Decks -> the bytes of an .apkg: the same on every machine, for ever."""

from __future__ import annotations

import itertools
import json
import sqlite3
from typing import TYPE_CHECKING, Any, Final

import genanki

from alignprep.files.archives import canonical_zip
from alignprep_exporters.anki import residue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["write"]

_FIRST_ID: Final = 1763856000000
"""Ids of notes and cards are times in milliseconds; Anki gives new ones where they are taken."""
_PAGE_SIZE: Final = 4096
_SQLITE_VERSION: Final = (3_040_001).to_bytes(4, "big")


def write(decks: Iterable[genanki.Deck], media: Mapping[str, bytes]) -> bytes:
    """An Anki package in the format that every Anki since 2.1 reads (`collection.anki2`)."""
    names = sorted(media)
    members: dict[str, bytes | bytearray] = {str(index): media[name] for index, name in enumerate(names)}
    members["media"] = json.dumps({str(index): name for index, name in enumerate(names)}, ensure_ascii=False).encode()
    members["collection.anki2"] = _database(decks)
    return canonical_zip(members)


def _database(decks: Iterable[genanki.Deck]) -> bytearray:
    """The collection, built in memory, with everything fixed that SQLite's builds would differ in.

    Secure deletion is on in some builds only and, with the version, decides what unused bytes hold; the header counts
    changes and names the version that wrote last (https://www.sqlite.org/fileformat2.html#the_database_header).
    """
    connection = sqlite3.connect(":memory:")
    try:
        # Nothing is ever rolled back, so no journal is kept.
        for setting in (
            f"page_size={_PAGE_SIZE}",
            "encoding='UTF-8'",
            "auto_vacuum=0",
            "secure_delete=1",
            "journal_mode=OFF",
        ):
            connection.execute(f"PRAGMA {setting}")
        cursor: Any = connection.cursor()
        genanki.Package(list(decks)).write_to_db(cursor, 0, itertools.count(_FIRST_ID))
        connection.commit()
        connection.execute("VACUUM")
        data = connection.serialize()
        roots = [1, *(root for (root,) in connection.execute("SELECT rootpage FROM sqlite_master WHERE rootpage > 0"))]
    finally:
        connection.close()
    image = bytearray(data)
    del data
    residue.clear(image, _PAGE_SIZE, roots)
    image[20] = 0
    image[24:28] = image[92:96] = (1).to_bytes(4, "big")
    image[40:44] = (1).to_bytes(4, "big")
    image[96:100] = _SQLITE_VERSION
    return image
