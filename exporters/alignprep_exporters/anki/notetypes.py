"""The two note types, frozen at their first release.

Anki matches note types by id, then field by field and template by template; with another field or template it would
clone the type, and updates would stop. So fields and templates never change: additions take a reserved field, whose
name may change because its id stays, or the last template, which makes no card as long as `Reserved1` is empty. Names
of fields and templates are identifiers, the same in every language; the words on the cards are in the bank's.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any, Final

import genanki

from alignprep.language.words import words_of
from alignprep_exporters.anki.html import attribute, html, text
from alignprep_exporters.anki.identity import identity_of

if TYPE_CHECKING:
    from alignprep.model.records import Profile
    from alignprep_exporters.anki.identity import Identity

__all__ = ["CHANGED", "CLOZE_FIELDS", "QA_FIELDS", "cloze", "question_and_answer"]

CHANGED: Final = 1795996800
"""When CSS or a template last changed, in seconds (2026-11-30T00:00Z). Anki adopts a change only if this rises."""
QA_FIELDS: Final = (
    "Id", "Number", "Section", "Title", "Minutes", "Question", "Hint", "MustHit", "Short", "Depth", "FollowUps",
    "Rubric", "RedFlags", "Sources", "Related", "Reserved1", "Reserved2", "Spoken", "Nudge",
)  # fmt: skip
"""The fields of the note type of questions; their order never changes."""
CLOZE_FIELDS: Final = ("Id", "Text", "Context", "Sources", "Why", "Reserved2")
"""The fields of the note type of facts; their order never changes."""


class _NoteType(genanki.Model):  # type: ignore[misc]
    """genanki's model with a modification time of its own."""

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:  # noqa: ARG002
        made: dict[str, Any] = super().to_json(CHANGED, deck_id)
        return made


@lru_cache(maxsize=8)
def question_and_answer(profile: Profile) -> genanki.Model:
    """The note type of questions: one card, to be answered aloud and graded against the key points."""
    identity = identity_of(profile)
    id = identity.note_types[0]
    templates = [
        {
            "name": "Explain",
            "id": id * 100 + 1,
            "qfmt": _template("qa_front.html", profile),
            "afmt": _template("qa_back.html", profile),
        },
        {
            "name": "Reserved",
            "id": id * 100 + 2,
            "qfmt": "{{#Reserved1}}{{Reserved1}}{{/Reserved1}}",
            "afmt": "{{Reserved1}}<hr>{{Reserved2}}",
        },
    ]
    fields, css = _fields(id, QA_FIELDS), _style(identity)
    return _NoteType(id, f"{identity.deck} Q&A", fields, templates, css=css, sort_field_index=1)


@lru_cache(maxsize=8)
def cloze(profile: Profile) -> genanki.Model:
    """The note type of facts: one atomic fact."""
    identity = identity_of(profile)
    id = identity.note_types[1]
    templates = [
        {
            "name": "Fact",
            "id": id * 100 + 1,
            "qfmt": _template("cloze_front.html", profile),
            "afmt": _template("cloze_back.html", profile),
        }
    ]
    fields, css, kind = _fields(id, CLOZE_FIELDS), _style(identity), genanki.Model.CLOZE
    return _NoteType(id, f"{identity.deck} Cloze", fields, templates, css=css, model_type=kind)


def _fields(note_type: int, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Fields with ids, by which Anki recognizes a field even under another name."""
    return [{"name": name, "id": note_type * 100 + 50 + index} for index, name in enumerate(names)]


def _style(identity: Identity) -> str:
    return _read("style.css").replace("USER.css", identity.user_css)


def _template(name: str, profile: Profile) -> str:
    """A template with its words in the bank's language; names in double braces are fields of the note."""
    say = words_of(profile)
    report = html(say("Found an error? Report it with the id {id}."), id="<code>{{Id}}</code>")
    if profile.report is not None:
        shown = text(profile.report.removeprefix("mailto:"))
        report = say.sentences([report, f'<a href="{attribute(profile.report)}">{shown}</a>'])
    return Template(_read(name)).substitute(
        language=attribute(profile.language),
        minutes=html(say("{minutes} min"), minutes="{{Minutes}}"),
        aloud=html(say("Say your answer aloud, then turn the card.")),
        nudge=html(say("Nudge")),
        hint=html(say("Hint")),
        must=html(say("Must hit")),
        short=html(say("In thirty seconds")),
        spoken=html(say("Say it")),
        depth=html(say("If they push")),
        follow_ups=html(say("Follow-ups")),
        red_flags=html(say("Red flags")),
        graded=html(say("How it is graded")),
        sources=html(say("Sources")),
        related=html(say("Related questions")),
        report=report,
    )


def _read(name: str) -> str:
    return files("alignprep_exporters.anki").joinpath(name).read_text(encoding="utf-8")
