"""The notes as text, for readers who cannot import packages; it updates a deck that was once imported as a package.

Tab-separated values with Anki's file headers (https://docs.ankiweb.net/importing/text-files.html#file-headers). Notes
are matched by their guid column. Text carries no dates, so Anki replaces every note in the file: export only what
changed (`--changed-since`) to keep edits on the others. It carries no note types, styles or figures either.
"""

from __future__ import annotations

import csv
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING, Final

from alignprep_exporters.anki import notes, notetypes
from alignprep_exporters.anki.identity import identity_of

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".txt"
_COLUMNS: Final = ("guid", "notetype", "deck", "tags")


def render(packet: Packet) -> bytes:
    """A text file of all notes that Anki imports without asking any questions.

    Raises `alignprep.ExporterError` for the candidate edition.
    """
    packet.require_bank("a deck")
    data = BytesIO()
    out = TextIOWrapper(data, encoding="utf-8", newline="")
    out.write("#separator:tab\n#html:true\n")
    for number, name in enumerate(_COLUMNS, 1):
        out.write(f"#{name} column:{number}\n")
    # Everything is quoted: a guid may begin with #, which would make its line a comment.
    writer = csv.writer(out, dialect="excel-tab", quoting=csv.QUOTE_ALL, lineterminator="\n")
    width = max(len(notetypes.QA_FIELDS), len(notetypes.CLOZE_FIELDS))
    identity = identity_of(packet.profile)
    for deck, made in ((identity.answers, notes.answers(packet)), (identity.facts, notes.facts(packet))):
        for note in made:
            empty = [""] * (width - len(note.fields))
            writer.writerow([note.guid, note.model.name, deck, " ".join(note.tags), *note.fields, *empty])
    out.flush()
    return data.getvalue()
