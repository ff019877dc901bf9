"""Anki decks to keep: importing the next version updates the notes that changed and loses no review.

What this format does differently:

- A deck is updated again and again, so identity matters more than appearance. Ids, fields and templates are frozen
  (`notetypes`), what they are called comes from the bank (`identity`), and a note's identity and modification time
  come from the content (`notes`). The rules were measured with Anki's own engine; README.md lists them.
- A package is a zip archive with an SQLite database. Its bytes are the same on every machine, so the unused bytes of
  the database, in which versions of SQLite differ, are zeroed (`collection`, `sqlite_unused`).
- Anki reads fields as HTML with its own markup for clozes, sounds and formulas; no text may become markup (`html`).
- `anki-interviewer` (`interviewer`) is a deck of its own that asks aloud.
- `anki-text` (`text_export`) writes the same notes as a text file.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from alignprep.files.archives import canonical_zip
from alignprep_exporters.anki.collection import collection_bytes
from alignprep_exporters.anki.identity import identity_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alignprep import Packet

__all__ = ["own_styles", "package", "render", "suffix"]

suffix: Final = ".apkg"
_LEVEL: Final = 3
"""A third of the time of level 9, for seven percent more bytes: compressing was half of an export."""
_USER_CSS_TEXT: Final = """\
/* Your own styles for these cards; updates of the deck never touch this file. Take an example out of its comment marks.

   Size, fonts, width and colors are variables, for the night with -night- in their names:

   .card { --ap-size: 22px; --ap-text: Verdana, sans-serif; --ap-width: 60rem; --ap-ink: #000000; --ap-page: #fbf6e9; }
   .card { --ap-night-ink: #ffffff; --ap-night-page: #000000; --ap-night-accent: #ffd479; }

   The others are soft, line, tint, accent, cloze, string, keyword and labels. Any other rule works too if it begins
   with .card:

   .card .ap .ap-question { font-style: italic; }
*/
"""


def render(packet: Packet) -> bytes:
    """An Anki package with two sub-decks, one of answers to speak and one of facts to recall.

    It has the format that every Anki since 2.1 reads (`collection.anki2`). Raises `alignprep.ExporterError` for the
    candidate edition.
    """
    packet.require_bank("a deck")
    identity = identity_of(packet.profile)
    figures = {identity.media_name(file, source): source.encode() for file, source in packet.media.items()}
    return package(collection_bytes(packet), {**figures, **own_styles(packet)})


def own_styles(packet: Packet) -> dict[str, bytes]:
    """The style sheet of the user's own, as it is before they change it."""
    return {identity_of(packet.profile).user_css: _USER_CSS_TEXT.encode()}


def package(database: bytearray, media: Mapping[str, bytes]) -> bytes:
    """An Anki package of a collection and its media, by their names."""
    names = dict(enumerate(sorted(media)))
    members: dict[str, bytes | bytearray] = {str(index): media[name] for index, name in names.items()}
    members["media"] = json.dumps(names, ensure_ascii=False).encode()
    members["collection.anki2"] = database
    return canonical_zip(members, level=_LEVEL)
