"""The two note types, frozen at their first release.

Anki matches note types by id, then field by field and template by template; with another field or template it would
clone the type, and updates would stop. So fields and templates never change: additions go into the reserved fields
and into the last template, which makes no card as long as `Reserved1` is empty.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import genanki

if TYPE_CHECKING:
    from alignprep_exporters.anki.identity import Identity

__all__ = ["CHANGED", "CLOZE_FIELDS", "QA_FIELDS", "cloze", "question_and_answer"]

CHANGED: Final = 1795392000
"""When CSS or a template last changed, in seconds (2026-11-23T00:00Z). Anki adopts a change only if this rises."""
QA_FIELDS: Final = (
    "Id", "Number", "Section", "Title", "Minutes", "Question", "Hint", "MustHit", "Short", "Full", "FollowUps",
    "Rubric", "RedFlags", "Sources", "Related", "Reserved1", "Reserved2", "Reserved3", "Reserved4",
)  # fmt: skip
"""The fields of the note type of questions; their order never changes."""
CLOZE_FIELDS: Final = ("Id", "Text", "Context", "Sources", "Reserved1", "Reserved2")
"""The fields of the note type of facts; their order never changes."""


class _NoteType(genanki.Model):  # type: ignore[misc]
    """genanki's model with a modification time of its own."""

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:  # noqa: ARG002
        made: dict[str, Any] = super().to_json(CHANGED, deck_id)
        return made


@lru_cache(maxsize=8)
def question_and_answer(identity: Identity) -> genanki.Model:
    """The note type of questions: one card, to be answered aloud and graded against the key points."""
    id = identity.note_types[0]
    templates = [
        {"name": "Explain", "id": id * 100 + 1, "qfmt": _read("qa_front.html"), "afmt": _read("qa_back.html")},
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
def cloze(identity: Identity) -> genanki.Model:
    """The note type of facts: one atomic fact."""
    id = identity.note_types[1]
    templates = [
        {"name": "Fact", "id": id * 100 + 1, "qfmt": _read("cloze_front.html"), "afmt": _read("cloze_back.html")}
    ]
    fields, css, kind = _fields(id, CLOZE_FIELDS), _style(identity), genanki.Model.CLOZE
    return _NoteType(id, f"{identity.deck} Cloze", fields, templates, css=css, model_type=kind)


def _fields(note_type: int, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Fields with ids, by which Anki recognizes a field even under another name."""
    return [{"name": name, "id": note_type * 100 + 50 + index} for index, name in enumerate(names)]


def _style(identity: Identity) -> str:
    return _read("style.css").replace("USER.css", identity.user_css)


def _read(name: str) -> str:
    return files("alignprep_exporters.anki").joinpath(name).read_text(encoding="utf-8")
