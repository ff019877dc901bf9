"""The decks: a parent that says what this is, and two ways of practising below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import genanki

from alignprep_exporters.anki import notes, notetypes
from alignprep_exporters.anki.html import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alignprep import Packet

__all__ = ["EXPLAIN", "FACTS", "decks", "media"]

_PARENT: Final = (1763856000001, "AlignPrep")
EXPLAIN: Final = "AlignPrep::1 Explain"
FACTS: Final = "AlignPrep::2 Facts"
_EXPLAIN_ID: Final = 1763856000002
_FACTS_ID: Final = 1763856000003
_EXPLAIN_TEXT: Final = (
    "Say your answer aloud before you turn the card, then grade yourself against the points you had to hit: "
    "<b>Again</b> for fewer than half, <b>Hard</b> for most, <b>Good</b> for all, <b>Easy</b> if you could defend them."
)
_FACTS_TEXT: Final = "One fact a card. Learn a section's answers first; these keep them."
_USER_CSS: Final = (
    "/* Your own styles for the AlignPrep cards. Updates of the deck never touch this file.\n"
    "   Example:  .card { --ap-size: 22px; }  */\n"
)


class _Deck(genanki.Deck):  # type: ignore[misc]
    """genanki's deck with notes of one type, each made when it is written: they are never all there at once."""

    def __init__(self, id: int, name: str, description: str, model: genanki.Model, made: Iterable[notes.Note]) -> None:
        super().__init__(id, name, description=description)
        self.add_model(model)
        self._made = made

    def write_to_db(self, cursor: Any, timestamp: float, id_gen: Iterator[int]) -> None:
        """Write the deck, the note type and the notes."""
        super().write_to_db(cursor, timestamp, id_gen)
        for note in self._made:
            note.write_to_db(cursor, timestamp, self.deck_id, id_gen)


def decks(packet: Packet) -> list[genanki.Deck]:
    """The parent deck, the deck of answers and, if the packet holds facts, the deck of facts; to be written once.

    Their names and ids never change. Only the parent's description holds the version.
    """
    parent = genanki.Deck(*_PARENT, description=_description(packet))
    explain = _Deck(_EXPLAIN_ID, EXPLAIN, _EXPLAIN_TEXT, notetypes.question_and_answer(), notes.answers(packet))
    recall = _Deck(_FACTS_ID, FACTS, _FACTS_TEXT, notetypes.cloze(), notes.facts(packet))
    return [parent, explain, recall] if any(item.facts for item in packet.items) else [parent, explain]


def media(packet: Packet) -> dict[str, bytes]:
    """The figures and the user's style sheet, by their names in the collection."""
    figures = {notes.media_name(file, source): source.encode() for file, source in packet.media.items()}
    return {**figures, notetypes.USER_CSS: _USER_CSS.encode()}


def _description(packet: Packet) -> str:
    count = len(packet.items)
    return (
        f"<p><b>{text(packet.title)}</b>, {text(packet.edition)} edition: {count} question{'s' * (count != 1)}. "
        f"Data {text(packet.version)} of {packet.date.isoformat()}, {text(packet.license)}.</p>"
        "<p><b>How to study.</b> In <i>1 Explain</i>, speak each answer aloud for its minutes, turn the card and grade "
        "yourself against what you had to hit. <i>2 Facts</i> keeps the details. Ten new cards a day are plenty.</p>"
        "<p><b>Useful searches.</b> tag:AlignPrep::section::beginner · tag:AlignPrep::topic::rlhf · "
        'tag:AlignPrep::competency::risk-judgment · "deck:AlignPrep::1 Explain" prop:lapses&gt;2</p>'
        "<p><b>What an update keeps.</b> Import the new package over this deck. Your reviews, flags and suspended "
        "cards stay. Notes that changed are replaced, also where you edited them; your edits on all others stay. Your "
        "own styles belong in the media file _alignprep_user.css. Your own tags on a note that changed are "
        "replaced.</p>"
    )
