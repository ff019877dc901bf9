"""What sets one bank's deck apart from every other: ids, names, and the beginnings of tags, guids and media names.

All of it derives from the bank's slug, so two banks never mix, even where the ids of their questions are the same. A
bank can give most of it itself (`anki` in `bank.yaml`), to continue decks that people already have.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import genanki

from alignprep.language.words import words_of

if TYPE_CHECKING:
    from alignprep.model.records import Profile

__all__ = ["Identity", "identity_of"]

_ACTIVE: Final = re.compile(r'["*_\\]')
"""What means something in a search between quotation marks (https://docs.ankiweb.net/searching.html)."""
_ESCAPED: Final = r"\\\g<0>"


@dataclass(frozen=True, slots=True)
class Identity:
    """How Anki knows a bank's decks, note types, notes and media."""

    slug: str
    """The bank's slug."""
    deck: str
    """The name of the deck that holds the others, and the beginning of the note types' names."""
    answers: str
    """The name of the deck of answers."""
    facts: str
    """The name of the deck of facts."""
    tag: str
    """The tag above all others."""
    first_id: int
    """The first id of a note or a card, in milliseconds; Anki replaces ids that are already in use."""

    @property
    def decks(self) -> tuple[int, int, int]:
        """The ids of the deck that holds the others, of the deck of answers and of the deck of facts."""
        return self.first_id + 1, self.first_id + 2, self.first_id + 3

    @property
    def note_types(self) -> tuple[int, int]:
        """The ids of the note types of questions and of facts."""
        return self.first_id + 101, self.first_id + 102

    @property
    def interviewer(self) -> tuple[int, str]:
        """The id and the name of the deck that speaks: a deck beside the others, not below them."""
        return self.first_id + 4, f"{self.deck} Interviewer"

    @property
    def interviewer_note_type(self) -> int:
        """The id of that deck's note type."""
        return self.first_id + 103

    @property
    def user_css(self) -> str:
        """A style sheet of the user's own: Anki never overwrites a media file whose name begins with an underscore."""
        return f"_{self.slug.replace('-', '_')}_user.css"

    def search(self, terms: str) -> str:
        """A search of Anki's browser that finds notes of this bank only: another may have the same ids."""
        return f"tag:{self.tag} {terms}"

    @property
    def deck_search(self) -> str:
        """A search that finds the cards of the deck of answers, whatever its name."""
        return f'"deck:{_ACTIVE.sub(_ESCAPED, self.answers)}"'

    def guid(self, kind: str, id: str) -> str:
        """A note's identity, which never changes: a hash of its id, spelled as Anki spells it."""
        return str(genanki.guid_for(self.slug, kind, id))

    def media_name(self, file: str, source: str) -> str:
        """The name of a figure in the collection.

        The underscore keeps Anki from renaming it. The digest makes a changed figure a new file, since Anki never
        overwrites a media file.
        """
        return f"_{self.slug}-{hashlib.sha256(source.encode()).hexdigest()[:12]}-{file}"


@lru_cache(maxsize=8)
def identity_of(profile: Profile) -> Identity:
    """The identity of a bank's decks."""
    given, slug, say = profile.anki, profile.slug, words_of(profile)
    deck = given.deck or slug
    answers, facts = given.answers or say("1 Explain"), given.facts or say("2 Facts")
    return Identity(
        slug=slug,
        deck=deck,
        answers=f"{deck}::{answers}",
        facts=f"{deck}::{facts}",
        tag=given.tag or slug,
        first_id=given.id or _first_id(slug),
    )


def _first_id(slug: str) -> int:
    """A number of milliseconds from 2001 to 2255, a thousand apart for different slugs: ids below it do not meet."""
    digest = int.from_bytes(hashlib.sha256(slug.encode()).digest()[:8], "big")
    return 10**12 + digest % (8 * 10**9) * 1000
