"""What the page's script knows of the questions, as JSON inside the page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from alignprep.language.words import words_of
from alignprep.packet.practice import MEETING, rehearsals
from alignprep_exporters.html.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alignprep import Item, Packet
    from alignprep.language.words import Words
    from alignprep.packet.practice import Rehearsal
    from alignprep_exporters.html.prose import Prose

__all__ = ["practice_data"]

_FORMAT = 1
"""Rises when an older script would misread the data, or the progress that a browser has stored."""


def practice_data(packet: Packet, prose: Prose) -> Markup:
    """The data as the content of an element `script`, whose end cannot stand in it."""
    say, profile = words_of(packet.profile, typeset=True), packet.profile
    data = {
        "format": _FORMAT,
        "program": "alignprep",
        "bank": {
            "slug": profile.slug, "title": prose.plain(profile.title), "version": profile.version,
            "language": profile.language,
        },
        "words": {text: say(text) for text in WORDS},
        "sections": [{"id": section.id, "title": prose.plain(section.title)} for section in packet.sections],
        "topics": {id: prose.plain(term.title) for id, term in packet.topics.items()},
        "plans": _plans(packet, say),
        "questions": [_question(item, packet) for item in packet.items],
        "cards": [card for item in packet.items for card in _cards(item)],
    }  # fmt: skip
    return Markup(json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))  # noqa: S704


def _plans(packet: Packet, say: Words) -> dict[str, Any]:
    times = {item.id: item.minutes + MEETING.probing * bool(item.follow_ups) for item in packet.items}
    return {
        str(minutes): {
            "probing": MEETING.probing,
            "forms": [
                {"seed": one.seed, "questions": one.questions, "told": _told(one, minutes, times, say)} for one in forms
            ],
        }
        for minutes, forms in rehearsals(packet).items()
    }


def _told(form: Rehearsal, minutes: int, times: Mapping[str, float], say: Words) -> str:
    """How the time of an interview adds up, of questions that take so long with their follow-ups."""
    asked = sum(times[id] for id in form.questions)
    return say.plural(
        "{count} question, about {minutes} of the {whole} minutes; the rest is for the greeting, your own questions "
        "and the interviewer.",
        "{count} questions, about {minutes} of the {whole} minutes; the rest is for the greeting, your own questions "
        "and the interviewer.",
        len(form.questions), minutes=say.number(asked), whole=minutes,
    )  # fmt: skip


def _question(item: Item, packet: Packet) -> dict[str, Any]:
    return {
        "id": item.id,
        "number": item.number,
        "section": item.section,
        "minutes": item.minutes,
        "priority": item.priority,
        "topics": item.topics,
        "changed": str(packet.ledger[item.id].changed),
    }


def _cards(item: Item) -> list[dict[str, Any]]:
    """The facts, of which the page holds the words (`li[data-fact]`)."""
    return [{"id": f"{item.id}/{fact.id}", "question": item.id, "point": fact.point} for fact in item.facts]
