"""The two note types, frozen at their first release.

Anki matches note types by id, then field by field and template by template; with another field or template it would
clone the type, and updates would stop. So fields and templates never change: additions go into the reserved fields
and into the last template, which makes no card as long as `Reserved1` is empty.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Final

import genanki

__all__ = ["CHANGED", "CLOZE_FIELDS", "QA_FIELDS", "USER_CSS", "cloze", "question_and_answer"]

CHANGED: Final = 1795392000
"""When CSS or a template last changed, in seconds (2026-11-23T00:00Z). Anki adopts a change only if this rises."""
USER_CSS: Final = "_alignprep_user.css"
"""A style sheet of the user's own: Anki never overwrites a media file whose name begins with an underscore."""

_QA_ID: Final = 1763856000101
_CLOZE_ID: Final = 1763856000102
QA_FIELDS: Final = (
    "Id", "Number", "Section", "Title", "Minutes", "Question", "Hint", "MustHit", "Short", "Full", "FollowUps",
    "Rubric", "RedFlags", "Sources", "Related", "Reserved1", "Reserved2", "Reserved3", "Reserved4",
)  # fmt: skip
"""The fields of `AlignPrep Q&A`; their order never changes."""
CLOZE_FIELDS: Final = ("Id", "Text", "Context", "Sources", "Reserved1", "Reserved2")
"""The fields of `AlignPrep Cloze`; their order never changes."""


class _NoteType(genanki.Model):  # type: ignore[misc]
    """genanki's model with a modification time of its own."""

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:  # noqa: ARG002
        made: dict[str, Any] = super().to_json(CHANGED, deck_id)
        return made


@cache
def question_and_answer() -> genanki.Model:
    """`AlignPrep Q&A`: one card, to be answered aloud and graded against the key points."""
    templates = [
        {"name": "Explain", "id": _QA_ID * 100 + 1, "qfmt": _read("qa_front.html"), "afmt": _read("qa_back.html")},
        {
            "name": "Reserved",
            "id": _QA_ID * 100 + 2,
            "qfmt": "{{#Reserved1}}{{Reserved1}}{{/Reserved1}}",
            "afmt": "{{Reserved1}}<hr>{{Reserved2}}",
        },
    ]
    return _NoteType(
        _QA_ID, "AlignPrep Q&A", _fields(_QA_ID, QA_FIELDS), templates, css=_read("style.css"), sort_field_index=1
    )


@cache
def cloze() -> genanki.Model:
    """`AlignPrep Cloze`: one atomic fact."""
    templates = [
        {"name": "Fact", "id": _CLOZE_ID * 100 + 1, "qfmt": _read("cloze_front.html"), "afmt": _read("cloze_back.html")}
    ]
    fields, kind = _fields(_CLOZE_ID, CLOZE_FIELDS), genanki.Model.CLOZE
    return _NoteType(_CLOZE_ID, "AlignPrep Cloze", fields, templates, css=_read("style.css"), model_type=kind)


def _fields(note_type: int, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Fields with ids, by which Anki recognizes a field even under another name."""
    return [{"name": name, "id": note_type * 100 + 50 + index} for index, name in enumerate(names)]


def _read(name: str) -> str:
    return files("alignprep_exporters.anki").joinpath(name).read_text(encoding="utf-8")
