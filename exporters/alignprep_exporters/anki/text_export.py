"""The notes as text, which updates a deck that was once imported as a package, field by field, by their names.

`anki-text` writes the notes of questions, `anki-text-facts` those of facts, `anki-text-interviewer` those of the deck
that speaks: a file with `#columns` holds one note type
(https://docs.ankiweb.net/importing/text-files.html#file-headers). Anki puts each column into the field of its name, and
leaves every other field of a note as it is: those of the learner's own, those that have another name now, and those
that the edition hides, since they have no column here.

Text carries no dates, so Anki replaces every note in the file that differs: export only what changed
(`--changed-since`) to keep edits on the others. A packet holds whole questions; of these, only the notes are written
that changed themselves. Text carries no note types, styles or figures either.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING, Final

from alignprep import ExporterError
from alignprep.packet.packet import VISIBLE
from alignprep_exporters.anki import notes, notetypes
from alignprep_exporters.anki.identity import identity_of

if TYPE_CHECKING:
    from alignprep import Packet
    from alignprep_exporters.anki.identity import Identity

__all__ = ["FACTS", "INTERVIEWER", "QUESTIONS", "TextFile"]

_ABOUT: Final = ("GUID", "Deck", "Tags")
"""The columns that are about a note and not in it."""
_DRAWN: Final = {
    "Rubric": "rubric",
    "FollowUps": "follow_ups",
    "RedFlags": "red_flags",
    **dict.fromkeys(("FollowUp", "SayFollowUp", "ListenFor", "MoreFollowUps"), "follow_ups"),
}
"""The fields of notes that hold nothing but a field of the question which some edition hides, with that field."""
_RESERVED: Final = "Reserved"


@dataclass(frozen=True, slots=True)
class TextFile:
    """The exporter of one note type's notes."""

    fields: tuple[str, ...]
    """The names of the note type's fields."""
    notes: Callable[[Packet], Iterator[notes.Note]]
    place: Callable[[Identity], tuple[int, str]]
    """The id of the note type, which stays when a learner renames it, and the deck of new notes."""
    suffix: str = ".txt"

    def render(self, packet: Packet) -> bytes:
        """A text file that Anki imports without asking any questions.

        Raises `alignprep.ExporterError` for the candidate edition, and if none of the notes has changed since the day
        that was asked for.
        """
        packet.require_bank("a deck")
        note_type, deck = self.place(identity_of(packet.profile))
        hidden = {field for field, name in _DRAWN.items() if name not in VISIBLE[packet.edition]}
        shown = [
            (place, name)
            for place, name in enumerate(self.fields)
            if name not in hidden and not name.startswith(_RESERVED)
        ]
        # Anki fills a first field that no column names from the first column, and skips a note whose first field is
        # empty: so the first is empty. Else a field of the learner's own that stands first would be overwritten and,
        # where the note type is missing, notes of another one would be made.
        columns = ["", *_ABOUT, *(name for _, name in shown)]
        data = BytesIO()
        out = TextIOWrapper(data, encoding="utf-8", newline="")
        out.write(f"#separator:tab\n#html:true\n#if matches:update current\n#notetype:{note_type}\n")
        out.write("#columns:" + "\t".join(columns) + "\n")
        for name in _ABOUT:
            out.write(f"#{name.lower()} column:{columns.index(name) + 1}\n")
        # Everything is quoted: a line that begins with # would be a comment.
        writer = csv.writer(out, dialect="excel-tab", quoting=csv.QUOTE_ALL, lineterminator="\n")
        count = 0
        for note in self.notes(packet):
            if packet.since is None or note.day >= packet.since:
                writer.writerow(["", note.guid, deck, " ".join(note.tags), *(note.fields[place] for place, _ in shown)])
                count += 1
        if packet.since is not None and not count:  # Anki would say that the file is empty.
            raise ExporterError(f"none of these notes has changed since {packet.since.isoformat()}")
        out.flush()
        return data.getvalue()


QUESTIONS: Final = TextFile(notetypes.QA_FIELDS, notes.answers, lambda one: (one.note_types[0], one.answers))
"""The notes of questions."""
FACTS: Final = TextFile(notetypes.CLOZE_FIELDS, notes.facts, lambda one: (one.note_types[1], one.facts))
"""The notes of facts."""
INTERVIEWER: Final = TextFile(
    notetypes.INTERVIEWER_FIELDS, notes.interviews, lambda one: (one.interviewer_note_type, one.interviewer[1])
)
"""The notes of the deck that speaks."""
