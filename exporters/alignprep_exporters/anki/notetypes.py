"""The three note types, frozen at their first release.

Anki matches note types by id, then field by field and template by template; with another field or template it would
clone the type, and updates would stop. So fields and templates never change: additions take a reserved field, whose
name may change because its id stays, or the last template, which makes no card as long as `Reserved1` is empty (a cloze
type can have one template only). Names of fields and templates are identifiers, the same in every language; the words
on the cards are in the bank's.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any, Final

import genanki

from alignprep.language.words import cut, message, words_of
from alignprep_exporters.anki.html import attribute, contact, html, isolated, text
from alignprep_exporters.anki.identity import identity_of

if TYPE_CHECKING:
    from alignprep.model.records import Profile

__all__ = [
    "BUTTONS", "CHANGED", "CLOZE_FIELDS", "INTERVIEWER_FIELDS", "QA_FIELDS", "RULE", "cloze", "interviewer",
    "question_and_answer", "voice",
]  # fmt: skip

CHANGED: Final = 1796054400
"""When CSS or a template last changed, in seconds (2026-11-30T16:00Z). Anki adopts a change only if this rises.

What a bank says on the cards (`report`, `labels`) arrives with it: dated by each release, the note types would take
back at each what people changed in them.
"""
BUTTONS: Final = {
    "again": message("Again"),
    "hard": message("Hard"),
    "good": message("Good"),
    "easy": message("Easy"),
}
"""What Anki's buttons are called, as Anki itself translates them."""
RULE: Final = message("All but one: {good}; half or more: {hard}; fewer: {again}; {easy} if you could defend them.")
"""How to grade oneself by the points that were hit."""
_RESERVED: Final = ("Reserved1", "Reserved2", "Reserved3", "Reserved4")
QA_FIELDS: Final = (
    "Id", "Name", "Number", "Title", "Section", "Minutes", "Question", "Nudge", "Hint", "MustHit", "Short", "Spoken",
    "Depth", "FollowUps", "RedFlags", "Rubric", "Sources", "Related", *_RESERVED,
)  # fmt: skip
"""The fields of the note type of questions; their order never changes."""
CLOZE_FIELDS: Final = ("Id", "Text", "Context", "Point", "Why", "Short", "Sources", "Question", *_RESERVED)
"""The fields of the note type of facts; their order never changes."""
INTERVIEWER_FIELDS: Final = (
    "Id", "Name", "Number", "Section", "Minutes", "Question", "SayQuestion", "FollowUp", "SayFollowUp", "ListenFor",
    "MoreFollowUps", "MustHit", "RedFlags", "Rubric", *_RESERVED,
)  # fmt: skip
"""The fields of the note type of the interviewer's deck; their order never changes."""
_SHOWN: Final = 1
"""The place of the field that the browser's list shows: a name or a text, since an id or a number says nothing."""
_REGIONS: Final = {
    "af": "ZA", "am": "ET", "ar": "SA", "be": "BY", "bn": "IN", "bs": "BA", "ca": "ES", "cs": "CZ", "cy": "GB",
    "da": "DK", "el": "GR", "en": "US", "et": "EE", "eu": "ES", "fa": "IR", "fil": "PH", "ga": "IE", "gl": "ES",
    "gu": "IN", "he": "IL", "hi": "IN", "hy": "AM", "ja": "JP", "ka": "GE", "kk": "KZ", "km": "KH", "kn": "IN",
    "ko": "KR", "lo": "LA", "ml": "IN", "mr": "IN", "ms": "MY", "my": "MM", "nb": "NO", "ne": "NP", "nn": "NO",
    "pa": "IN", "si": "LK", "sl": "SI", "sq": "AL", "sr": "RS", "sv": "SE", "sw": "KE", "ta": "IN", "te": "IN",
    "uk": "UA", "ur": "PK", "vi": "VN", "zh": "CN", "zh-hant": "TW", "zu": "ZA",
}  # fmt: skip
"""Where most speakers of a language are, where its code is not the country's: voices are of a language and a region."""
_IN_CSS: Final = re.compile(r'["\\\n]')


class _NoteType(genanki.Model):  # type: ignore[misc]
    """genanki's model with a modification time of its own."""

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:  # noqa: ARG002
        made: dict[str, Any] = super().to_json(CHANGED, deck_id)
        return made


@lru_cache(maxsize=8)
def question_and_answer(profile: Profile) -> genanki.Model:
    """The note type of questions: one card, to be answered aloud and graded against the key points."""
    identity = identity_of(profile)
    name = f"{identity.deck} Q&A"
    return _with_reserve(profile, identity.note_types[0], name, QA_FIELDS, "Explain", "qa")


@lru_cache(maxsize=8)
def cloze(profile: Profile) -> genanki.Model:
    """The note type of facts: one atomic fact."""
    identity = identity_of(profile)
    id = identity.note_types[1]
    return _NoteType(
        id,
        f"{identity.deck} Cloze",
        _fields(id, CLOZE_FIELDS, profile),
        [_card("Fact", id * 100 + 1, "cloze", profile)],
        css=_style(profile),
        model_type=genanki.Model.CLOZE,
        sort_field_index=_SHOWN,
    )


@lru_cache(maxsize=8)
def interviewer(profile: Profile) -> genanki.Model:
    """The note type of the interviewer's deck: one card, which asks aloud."""
    identity = identity_of(profile)
    name = f"{identity.deck} Interviewer"
    return _with_reserve(profile, identity.interviewer_note_type, name, INTERVIEWER_FIELDS, "Interview", "interviewer")


def _with_reserve(
    profile: Profile, id: int, name: str, fields: tuple[str, ...], card: str, files: str
) -> genanki.Model:
    """A note type with one card, and a template for another one."""
    reserve = {
        "name": "Reserved",
        "id": id * 100 + 2,
        "qfmt": "{{#Reserved1}}{{Reserved1}}{{/Reserved1}}",
        "afmt": "{{Reserved1}}<hr>{{Reserved2}}",
    }
    cards = [_card(card, id * 100 + 1, files, profile), reserve]
    return _NoteType(id, name, _fields(id, fields, profile), cards, css=_style(profile), sort_field_index=_SHOWN)


def _card(name: str, id: int, files: str, profile: Profile) -> dict[str, Any]:
    front, back = (_template(f"{files}_{side}.html", profile) for side in ("front", "back"))
    return {"name": name, "id": id, "qfmt": front, "afmt": back}


def _fields(note_type: int, names: tuple[str, ...], profile: Profile) -> list[dict[str, Any]]:
    """Fields with ids, by which Anki recognizes a field even under another name.

    Those in reserve are folded in the editor and say there what they are.
    """
    reserved = {"description": words_of(profile)("not for notes: an update may fill this field"), "collapsed": True}
    return [
        {"name": name, "id": note_type * 100 + 50 + index, **(reserved if name in _RESERVED else {})}
        for index, name in enumerate(names)
    ]


def _style(profile: Profile) -> str:
    """The style sheet. It counts the ticked points, and runs as the bank's language does, whatever Anki's runs as."""
    counted = cut(words_of(profile)("{hit} of {all}"), hit="counter(ap-hit)", all="counter(ap-all)")
    content = " ".join(
        piece if index % 2 else f'"{_IN_CSS.sub(_escaped, piece)}"' for index, piece in enumerate(counted) if piece
    )
    sheet = _read("style.css").replace("USER.css", identity_of(profile).user_css)
    return sheet.replace("DIRECTION", words_of(profile).direction).replace("COUNTED", content)


def _escaped(found: re.Match[str]) -> str:
    return f"\\{ord(found[0]):x} "


def voice(language: str) -> str:
    """The language of a voice as Anki names it, such as `en_US`, for a BCP 47 tag.

    A tag without a region gets the one where most of its speakers are.
    """
    first, *others = language.lower().split("-")
    region = next((part for part in others if re.fullmatch("[a-z]{2}|[0-9]{3}", part)), None)
    usual = _REGIONS.get("-".join([first, *others[:1]]), _REGIONS.get(first, first))
    return f"{first}_{(region or usual).upper()}"


def _template(name: str, profile: Profile) -> str:
    """A template with its words in the bank's language; names in double braces are fields of the note."""
    say = words_of(profile, typeset=True)

    def words(said: str, **parts: str) -> str:
        return isolated(html(said, **parts), say)

    id = "<code>{{Id}}</code>"
    if profile.report is None:
        report = words(say("Card {id}"), id=id)
    else:
        asked = words(say("Found an error? Report it with the id {id}."), id=id)
        report = say.sentences([asked, contact(profile.report)])
    buttons = {name: f"<b>{text(say(label))}</b>" for name, label in BUTTONS.items()}
    return Template(_read(name)).substitute(
        language=attribute(profile.language),
        voice=voice(profile.language),
        minutes=words(say("{minutes} min"), minutes="{{Minutes}}"),
        aloud=words(say("Say your answer aloud, then turn the card.")),
        nudge=words(say("Nudge")),
        hint=words(say("Hint")),
        must=words(say("Must hit")),
        rule=words(say(RULE), **buttons),
        short=words(say("In thirty seconds")),
        spoken=words(say("Say it")),
        depth=words(say("If they push")),
        follow_ups=words(say("Follow-ups")),
        red_flags=words(say("Red flags")),
        graded=words(say("How it is graded")),
        sources=words(say("Sources")),
        related=words(say("Related questions")),
        point=words(say("Key point")),
        question=words(say("The question")),
        read=words(say("Read the question")),
        answer=words(say("Answer this too, then open what to listen for.")),
        listen=words(say("Listen for")),
        more=words(say("More follow-ups")),
        report=report,
    )


def _read(name: str) -> str:
    return files("alignprep_exporters.anki").joinpath(name).read_text(encoding="utf-8")
