"""The collection of an Anki package: an SQLite database whose bytes are the same on every machine."""

from __future__ import annotations

import itertools
import sqlite3
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import genanki

from alignprep.language.words import EDITIONS, words_of
from alignprep.model.ledger import fact_key
from alignprep.text.typography import typography_of
from alignprep_exporters.anki import notes, notetypes, sqlite_unused
from alignprep_exporters.anki.html import contact, html, text
from alignprep_exporters.anki.identity import identity_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from alignprep import Packet
    from alignprep.language.words import Words
    from alignprep_exporters.anki.identity import Identity

__all__ = ["collection_bytes", "interviewer_bytes"]

_PAGE_SIZE: Final = 4096
_SQLITE_VERSION: Final = (3_040_001).to_bytes(4, "big")
_MOST_NAMED: Final = 40
"""How many questions a list in a description names, and how many ids a search."""
_KEYS: Final = {"tab": "<b>Tab</b>", "shift_space": "<b>Shift+Space</b>"}
_SETTINGS: Final = (
    f"page_size={_PAGE_SIZE}", "encoding='UTF-8'", "auto_vacuum=0", "secure_delete=1", "journal_mode=OFF",
)  # fmt: skip
"""Nothing is ever rolled back, so no journal is kept."""


def collection_bytes(packet: Packet) -> bytearray:
    """The collection of the decks of answers and of facts."""
    return _database(partial(_fill, packet=packet))


def interviewer_bytes(packet: Packet) -> bytearray:
    """The collection of the deck that speaks."""
    return _database(partial(_fill_interviewer, packet=packet))


def _database(fill: Callable[[Any], None]) -> bytearray:
    """A database, built in memory, with fixed values wherever builds of SQLite would differ.

    They differ in unused bytes, which depend on the version and on secure deletion, and in the header, which counts
    changes and names the version that wrote last (https://www.sqlite.org/fileformat2.html#the_database_header).
    """
    connection = sqlite3.connect(":memory:")
    try:
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        fill(connection.cursor())
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
    say = words_of(packet.profile, typeset=True)
    aloud = html(say("Say your answer aloud, turn the card, and tick what you hit."))
    explain = genanki.Deck(explain_id, identity.answers, say.sentences([aloud, _rule(say)]))
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


def _fill_interviewer(cursor: Any, packet: Packet) -> None:
    """One deck, whose description says what it is for, with its notes."""
    identity, say = identity_of(packet.profile), words_of(packet.profile, typeset=True)
    id, name = identity.interviewer
    about = [
        [_counted(packet), _data(packet)],
        [
            html(say("Your device speaks the question: answer it aloud.")),
            html(say("Turn the card, and it asks a follow-up: answer that too, then open what to listen for.")),
            _rule(say),
        ],
        [_keys(say, digits=False)],
        [
            html(say("It speaks where the device has a voice for the language.")),
            html(say("Elsewhere, open the question to read it.")),
        ],
    ]
    deck = genanki.Deck(id, name, _paragraphs(say, about))
    deck.add_model(notetypes.interviewer(packet.profile))
    genanki.Package([deck]).write_to_db(cursor, 0, iter(()))
    _insert(cursor, id, notes.interviews(packet), itertools.count(identity.first_id + 500))


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
    """What the learner reads under the deck's name; it may have HTML, and an update replaces it."""
    say = words_of(packet.profile, typeset=True)
    answers, facts = (text(deck.removeprefix(f"{identity.deck}::")) for deck in (identity.answers, identity.facts))
    study = [
        _heading(say("How to study.")),
        html(
            say(
                "In {deck}, speak each answer aloud for its minutes, turn the card, tick what you hit and grade "
                "yourself by the rule below the points."
            ),
            deck=f"<i>{answers}</i>",
        ),
        *[html(say("{deck} keeps the details."), deck=f"<i>{facts}</i>")] * any(item.facts for item in packet.items),
        html(say("Ten new cards a day are plenty.")),
        _keys(say),
    ]
    kept = [
        _heading(say("What an update keeps.")),
        html(say("Import the new package over this deck.")),
        html(say("Your reviews, flags and suspended cards stay.")),
        html(say("Notes that changed are replaced, also where you edited them; your edits on all others stay.")),
        html(say("Your own styles belong in the media file {file}."), file=identity.user_css),
        html(say("What you change under Cards, under Styling or in this description may be replaced.")),
        html(say("Your own tags on a note that changed are replaced.")),
    ]
    searches = [
        _heading(say("Useful searches.")),
        _code(_searches(packet, identity)),
    ]
    marks = say("In the words that you look for, write {any} for an apostrophe or a quotation mark.")
    report = packet.profile.report
    found = [] if report is None else [html(say("Found an error? {address}"), address=contact(report))]
    paragraphs = [
        [_counted(packet), _data(packet)], study, _week(packet, identity), searches, [html(marks, any=_code("_"))],
        _changed(packet), kept, found,
    ]  # fmt: skip
    return _paragraphs(say, paragraphs) + _retired(packet, identity)


def _paragraphs(say: Words, paragraphs: Iterable[Sequence[str]]) -> str:
    return "".join(f"<p>{say.sentences(sentences)}</p>" for sentences in paragraphs if sentences)


def _code(searches: Iterable[str]) -> str:
    """Searches, one after the other."""
    return " · ".join(f"<code>{search}</code>" for search in searches)


def _heading(said: str) -> str:
    return f"<b>{html(said)}</b>"


def _counted(packet: Packet) -> str:
    say = words_of(packet.profile, typeset=True)
    count = say.plural(
        "{title}, {edition}: {count} question.", "{title}, {edition}: {count} questions.", len(packet.items)
    )
    return html(
        count,
        title=f"<b>{text(typography_of(packet.profile.language).plain(packet.title))}</b>",
        edition=text(say(EDITIONS[packet.edition])),
    )


def _data(packet: Packet) -> str:
    say = words_of(packet.profile, typeset=True)
    said = say("Data {version} of {date}, {license}.")
    return html(said, version=text(packet.version), date=text(say.day(packet.issued)), license=text(packet.license))


def _rule(say: Words) -> str:
    """How to grade oneself, with the buttons as Anki calls them."""
    buttons = {name: f"<b>{text(say(label))}</b>" for name, label in notetypes.BUTTONS.items()}
    return html(say(notetypes.RULE), **buttons)


def _keys(say: Words, *, digits: bool = True) -> str:
    """How to do without a mouse, and with `digits`: Anki's desktop program keeps Space and Return for itself."""
    if not digits:
        said = say("Without a mouse: {tab} goes to what opens or is ticked, {shift_space} opens or ticks it.")
        return html(said, **_KEYS)
    return html(
        say(
            "Without a mouse: {tab} goes to what opens or is ticked, {shift_space} opens or ticks it, and {alt_digit} "
            "ticks the point of that number."
        ),
        alt_digit="<b>Alt+1…9</b>",
        **_KEYS,
    )


def _week(packet: Packet, identity: Identity) -> list[str]:
    """What to do with a week left; nothing in a bank that marks no core."""
    if not any(item.priority == "core" for item in packet.items):
        return []
    say, deck = words_of(packet.profile, typeset=True), text(identity.deck_search)
    core = f"tag:{notes.MUST_KNOW.format(identity.tag)}"
    searches = {"must_know": f"{deck} {core}", "unseen": f"{deck} {core} is:new", "missed": f"{deck} rated:7:1"}
    said = say(
        "Make a filtered deck of {must_know}; on the fourth day change its search to {unseen} and rebuild it, for what "
        "you have not met; on the last evening to {missed}, for what you failed."
    )
    return [
        _heading(say("An interview in seven days.")),
        html(said, **{name: _code([search]) for name, search in searches.items()}),
        html(say("Make no second one: a card is in one filtered deck at a time.")),
    ]


def _searches(packet: Packet, identity: Identity) -> Iterator[str]:
    """Searches of Anki's browser that find something in this deck."""
    yield f"tag:{identity.tag}::section::{packet.sections[0].id}"
    for kind, ids in (("topic", packet.topics), ("competency", packet.competencies)):
        yield from (f"tag:{identity.tag}::{kind}::{id}" for id in islice(ids, 1))
    yield f"tag:{identity.tag}::minutes::{min(item.minutes for item in packet.items)}"
    yield f"tag:{notes.RELEASE.format(identity.tag, packet.date)}"
    if any(fact.point for item in packet.items for fact in item.facts):
        yield identity.search("Point:_*")
    yield f"{text(identity.deck_search)} prop:lapses&gt;2"


def _changed(packet: Packet) -> list[str]:
    """The questions that changed last, or whose facts did; nothing where all are of one day, as in a first release."""
    say = words_of(packet.profile, typeset=True)
    if all(entry.changed == packet.date for entry in packet.ledger.values()):
        return []
    found = [
        f"{item.number}. {item.title}"
        for item in packet.items
        if any(
            packet.ledger[key].changed == packet.date
            for key in (item.id, *(fact_key(item.id, fact.id) for fact in item.facts))
        )
    ]
    return [
        _heading(say("Changed on {date}.", date=say.day(packet.date))),
        " · ".join(map(text, map(typography_of(packet.profile.language).plain, found[:_MOST_NAMED]))),
        *_more(found, say),
    ]


def _more(listed: Sequence[object], say: Words) -> list[str]:
    """How many a list that names only the first few leaves out, if any."""
    more = len(listed) - _MOST_NAMED
    return [html(say.plural("And {count} more.", "And {count} more.", more))] if more > 0 else []


def _retired(packet: Packet, identity: Identity) -> str:
    """How to find notes of what the bank no longer holds, which no update removes: what was retired last comes first.

    A retired question stands for its facts too. It is folded, since the searches are long and for those who update.
    They are several, since SQLite takes no expression deeper than 1,000.
    """
    say, retired = words_of(packet.profile, typeset=True), packet.retired
    keys = [key for key in sorted(retired) if "/" not in key or key.partition("/")[0] not in retired]
    if not keys:
        return ""
    keys.sort(key=lambda key: retired[key], reverse=True)
    terms = [f"Id:{text(key)}" if "/" in key else f"Id:{text(key)} or Id:{text(key)}/*" for key in keys]
    searches = (
        _code([identity.search(f"({' or '.join(terms[first : first + _MOST_NAMED])})")])
        for first in range(0, len(terms), _MOST_NAMED)
    )
    said = say(
        "An update removes nothing: what the bank no longer holds stays in your deck until you delete it. {search}"
    )
    told = html(said, search="<br>".join(["", *searches]))
    heading = _heading(say("Retired."))
    return f"<details><summary>{heading}</summary>{told}</details>"
