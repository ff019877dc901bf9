"""The collection of an Anki package: an SQLite database whose bytes are the same on every machine."""

from __future__ import annotations

import itertools
import sqlite3
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import genanki

from alignprep.language.words import EDITIONS, message, words_of
from alignprep_exporters.anki import notes, notetypes, sqlite_unused
from alignprep_exporters.anki.html import html, text
from alignprep_exporters.anki.identity import identity_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alignprep import Packet
    from alignprep_exporters.anki.identity import Identity

__all__ = ["collection_bytes"]

_BUTTONS: Final = {
    "again": message("Again"),
    "hard": message("Hard"),
    "good": message("Good"),
    "easy": message("Easy"),
}
"""What Anki's buttons are called, as Anki itself translates them."""
_PAGE_SIZE: Final = 4096
_SQLITE_VERSION: Final = (3_040_001).to_bytes(4, "big")
_SETTINGS: Final = (
    f"page_size={_PAGE_SIZE}", "encoding='UTF-8'", "auto_vacuum=0", "secure_delete=1", "journal_mode=OFF",
)  # fmt: skip
"""Nothing is ever rolled back, so no journal is kept."""


def collection_bytes(packet: Packet) -> bytearray:
    """The collection, built in memory, with fixed values wherever builds of SQLite would differ.

    They differ in unused bytes, which depend on the version and on secure deletion, and in the header, which counts
    changes and names the version that wrote last (https://www.sqlite.org/fileformat2.html#the_database_header).
    """
    connection = sqlite3.connect(":memory:")
    try:
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        _fill(connection.cursor(), packet)
        connection.commit()
        connection.execute("VACUUM")
        data = connection.serialize()
        roots = [1, *(root for (root,) in connection.execute("SELECT rootpage FROM sqlite_master WHERE rootpage > 0"))]
    finally:
        connection.close()
    image = bytearray(data)
    del data
    sqlite_unused.clear(image, _PAGE_SIZE, roots)
    image[20] = 0
    image[24:28] = image[92:96] = (1).to_bytes(4, "big")
    image[40:44] = (1).to_bytes(4, "big")
    image[96:100] = _SQLITE_VERSION
    return image


def _fill(cursor: Any, packet: Packet) -> None:
    """The parent deck, the deck of answers and, if the packet holds facts, the deck of facts, with their notes.

    The decks' names and ids never change. Only the parent's description holds the version.
    """
    identity = identity_of(packet.profile)
    parent_id, explain_id, facts_id = identity.decks
    say = words_of(packet.profile)
    buttons = {name: f"<b>{text(say(label))}</b>" for name, label in _BUTTONS.items()}
    graded = say(
        "Say your answer aloud before you turn the card, then grade yourself against the points you had to hit: "
        "{again} for fewer than half, {hard} for most, {good} for all, {easy} if you could defend them."
    )
    explain = genanki.Deck(explain_id, identity.answers, html(graded, **buttons))
    explain.add_model(notetypes.question_and_answer(packet.profile))
    one = say("One fact a card. Learn a section's answers first; these keep them.")
    recall = genanki.Deck(facts_id, identity.facts, html(one))
    recall.add_model(notetypes.cloze(packet.profile))
    decks = [genanki.Deck(parent_id, identity.deck, _description(packet, identity)), explain]
    if any(item.facts for item in packet.items):
        decks.append(recall)
    genanki.Package(decks).write_to_db(cursor, 0, iter(()))
    ids = itertools.count(identity.first_id)
    _insert(cursor, explain_id, notes.answers(packet), ids)
    _insert(cursor, facts_id, notes.facts(packet), ids)


def _insert(cursor: Any, deck: int, made: Iterable[notes.Note], ids: Iterator[int]) -> None:
    """Insert notes, each with a new card.

    genanki would give all of them one modification time. A note is made only when it is written, to save memory.
    """
    cards = []

    def rows() -> Iterator[tuple[object, ...]]:
        for note in made:
            id, tags, fields = next(ids), f" {' '.join(note.tags)} ", "\x1f".join(note.fields)
            cards.append((next(ids), id, deck, note.changed, note.due))
            first = note.fields[note.model.sort_field_index]
            yield id, note.guid, note.model.model_id, note.changed, tags, fields, first

    cursor.executemany("INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')", rows())
    cursor.executemany("INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')", cards)


def _description(packet: Packet, identity: Identity) -> str:
    say = words_of(packet.profile)
    answers, facts = (text(deck.removeprefix(f"{identity.deck}::")) for deck in (identity.answers, identity.facts))
    count = say.plural(
        "{title}, {edition}: {count} question.", "{title}, {edition}: {count} questions.", len(packet.items)
    )
    edition, day = text(say(EDITIONS[packet.edition])), text(say.day(packet.issued))
    data = say("Data {version} of {date}, {license}.")
    study = [
        html(
            say(
                "In {deck}, speak each answer aloud for its minutes, turn the card and grade yourself against what you "
                "had to hit."
            ),
            deck=f"<i>{answers}</i>",
        ),
        *[html(say("{deck} keeps the details."), deck=f"<i>{facts}</i>")] * any(item.facts for item in packet.items),
        html(say("Ten new cards a day are plenty.")),
    ]
    kept = [
        html(say("Import the new package over this deck.")),
        html(say("Your reviews, flags and suspended cards stay.")),
        html(say("Notes that changed are replaced, also where you edited them; your edits on all others stay.")),
        html(say("Your own styles belong in the media file {file}."), file=identity.user_css),
        html(say("Your own tags on a note that changed are replaced.")),
    ]
    headings = [say("How to study."), say("Useful searches."), say("What an update keeps.")]
    paragraphs = (
        [
            html(count, title=f"<b>{text(packet.title)}</b>", edition=edition),
            html(data, version=text(packet.version), date=day, license=text(packet.license)),
        ],
        study,
        [" · ".join(_searches(packet, identity))],
        kept,
    )
    heads = ([], *([f"<b>{html(heading)}</b>"] for heading in headings))
    texts = (say.sentences([*head, *sentences]) for head, sentences in zip(heads, paragraphs, strict=True))
    return "".join(f"<p>{said}</p>" for said in texts)


def _searches(packet: Packet, identity: Identity) -> Iterator[str]:
    """Searches of Anki's browser that find something in this deck."""
    yield f"tag:{identity.tag}::section::{packet.sections[0].id}"
    for kind, ids in (("topic", packet.topics), ("competency", packet.competencies)):
        yield from (f"tag:{identity.tag}::{kind}::{id}" for id in islice(ids, 1))
    yield f'"deck:{text(identity.answers)}" prop:lapses&gt;2'
