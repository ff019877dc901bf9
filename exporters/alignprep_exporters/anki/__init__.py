"""Anki decks to keep: importing the next version updates the notes that changed and loses no review.

What this format does differently:

- A deck is updated again and again, so identity matters more than appearance. Ids, fields and templates are frozen
  (`notetypes`), what they are called comes from the bank (`identity`), and a note's identity and modification time
  come from the content (`notes`). The rules were measured with Anki's own engine; README.md lists them.
- A package is a zip archive with an SQLite database. Its bytes are the same on every machine, so the unused bytes of
  the database, in which versions of SQLite differ, are zeroed (`collection`, `sqlite_unused`).
- Anki reads fields as HTML with its own markup for clozes, sounds and formulas; no text may become markup (`html`).
- `anki-text` (`text_export`) writes the same notes as a text file.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from alignprep.files.archives import canonical_zip
from alignprep_exporters.anki.collection import collection_bytes
from alignprep_exporters.anki.identity import identity_of

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".apkg"
_USER_CSS_TEXT: Final = (
    "/* Your own styles for these cards. Updates of the deck never touch this file.\n"
    "   Example:  .card { --ap-size: 22px; }  */\n"
)


def render(packet: Packet) -> bytes:
    """An Anki package with two sub-decks, one of answers to speak and one of facts to recall.

    It has the format that every Anki since 2.1 reads (`collection.anki2`). Raises `alignprep.ExporterError` for the
    candidate edition.
    """
    packet.require_bank("a deck")
    identity = identity_of(packet.profile)
    media = {identity.media_name(file, source): source.encode() for file, source in packet.media.items()}
    media[identity.user_css] = _USER_CSS_TEXT.encode()
    names = dict(enumerate(sorted(media)))
    members: dict[str, bytes | bytearray] = {str(index): media[name] for index, name in names.items()}
    members["media"] = json.dumps(names, ensure_ascii=False).encode()
    members["collection.anki2"] = collection_bytes(packet)
    return canonical_zip(members)
