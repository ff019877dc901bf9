"""Questions and facts as notes whose identity and modification time come from the content."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from alignprep.model.ledger import fact_key
from alignprep.text.markdown import parse, parse_fact, parse_line
from alignprep.text.nodes import Paragraph, Text, cited
from alignprep_exporters.anki import notetypes
from alignprep_exporters.anki.html import Renderer, attribute, code, text
from alignprep_exporters.anki.identity import identity_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import genanki

    from alignprep import Edition, Item, Packet, Revision
    from alignprep_exporters.anki.identity import Identity

__all__ = ["RENDERED", "Note", "answers", "facts", "modified"]

RENDERED: Final = 1795996800
"""When the HTML of unchanged content last changed, in seconds (2026-11-30T00:00Z).

Raising it replaces every note of every user at the next update, so raise it only for a change that is worth that.
"""
_EPOCH: Final = datetime.date(1970, 1, 1).toordinal()
_FULLNESS: Final = {"study": 1, "interviewer": 2}
_STEP: Final = 3
"""Seconds between revisions of one day: more than the editions of one need."""


class Note(NamedTuple):
    """A note with one card."""

    model: genanki.Model
    guid: str
    changed: int
    """When it was last modified, in seconds. On an update, Anki replaces a note only with a later one."""
    due: int
    """Its place among new cards."""
    tags: list[str]
    fields: list[str]


def modified(entry: Revision, edition: Edition) -> int:
    """When a note was last modified, in seconds since 1970, as Anki compares it: the release's day, 0 h UTC.

    Revisions of one day follow each other by seconds, and so do the editions of one revision: a fuller edition replaces
    a sparser one that was imported before, never the other way around.
    """
    midnight = (entry.changed.toordinal() - _EPOCH) * 86400
    return max(midnight, RENDERED) + _STEP * entry.revision + _FULLNESS[edition]


def answers(packet: Packet) -> Iterator[Note]:
    """A note for every question."""
    renderer, identity = Renderer(packet), identity_of(packet.profile)
    model = notetypes.question_and_answer(packet.profile)
    names = {item.id: f"{item.number}. {item.title}" for item in packet.items}
    for item in packet.items:
        values = _question_fields(item, packet, renderer, names)
        yield Note(
            changed=modified(packet.ledger[item.id], packet.edition),
            model=model,
            guid=identity.guid("question", item.id),
            due=item.number,
            tags=_tags(item, identity),
            fields=[values.get(name, "") for name in notetypes.QA_FIELDS],
        )


def facts(packet: Packet) -> Iterator[Note]:
    """A note for every fact."""
    renderer, identity = Renderer(packet), identity_of(packet.profile)
    model = notetypes.cloze(packet.profile)
    for item in packet.items:
        tags, context = _tags(item, identity), text(f"{_section(item, packet)} · {item.number}. {item.title}")
        for index, fact in enumerate(item.facts):
            key, said = fact_key(item.id, fact.id), parse_fact(fact.text)
            values = {
                "Id": text(key),
                "Text": renderer.inlines(said),
                "Context": context,
                "Why": "" if fact.why is None else renderer.inlines(parse_line(fact.why)),
                "Sources": renderer.sources(("[@" in fact.text and cited((Paragraph(said),))) or item.references),
            }
            yield Note(
                changed=modified(packet.ledger[key], packet.edition),
                model=model,
                guid=identity.guid("fact", key),
                due=item.number * 10 + index,
                tags=tags,
                fields=[values.get(name, "") for name in notetypes.CLOZE_FIELDS],
            )


def _question_fields(item: Item, packet: Packet, renderer: Renderer, names: Mapping[str, str]) -> Mapping[str, str]:
    values = {
        "Id": text(item.id),
        "Number": str(item.number),
        "Section": text(_section(item, packet)),
        "Title": text(item.title),
        "Minutes": str(item.minutes),
        "Question": renderer.inlines(parse_line(item.question)),
        "Sources": renderer.sources(item.references),
    }
    if item.nudge is not None:
        values["Nudge"] = renderer.inlines(parse_line(item.nudge))
    if item.hint is not None:
        values["Hint"] = renderer.inlines(parse_line(item.hint))
    if item.key_points:
        values["MustHit"] = renderer.bullets(map(parse_line, item.key_points))
    if item.answer is not None:
        if item.answer.short is not None:
            values["Short"] = f"<p>{renderer.inlines(parse_line(item.answer.short))}</p>"
        if item.answer.spoken is not None:
            values["Spoken"] = renderer.blocks(parse(item.answer.spoken))
        depth = [renderer.blocks(parse(item.answer.depth))] if item.answer.depth is not None else []
        values["Depth"] = "\n".join([*depth, *_figure(item, packet), *_code(item, packet)])
    if item.rubric is not None:
        rows = [
            f"<dt>{grade}</dt><dd>{renderer.inlines(parse_line(said))}</dd>" for grade, said in item.rubric.anchors()
        ]
        values["Rubric"] = f'<dl class="ap-rubric">{"".join(rows)}</dl>'
    if item.follow_ups:
        rows = [
            f"<dt>{renderer.inlines(parse_line(one.ask))}</dt><dd>{renderer.inlines(parse_line(one.listen_for))}</dd>"
            for one in item.follow_ups
        ]
        values["FollowUps"] = f"<dl>{''.join(rows)}</dl>"
    if item.red_flags:
        values["RedFlags"] = renderer.bullets(map(parse_line, item.red_flags))
    if item.related:
        values["Related"] = renderer.bullets([(Text(names[id]),) for id in item.related])
    return values


def _figure(item: Item, packet: Packet) -> Iterator[str]:
    if item.figure is not None:
        name = identity_of(packet.profile).media_name(item.figure.file, packet.media[item.figure.file])
        caption = f"<figcaption>{text(item.figure.caption)}</figcaption>" if item.figure.caption else ""
        yield f'<figure><img src="{name}" alt="{attribute(item.figure.alt)}">{caption}</figure>'


def _code(item: Item, packet: Packet) -> Iterator[str]:
    for name in item.code:
        yield f'<p class="ap-file">{text(name)}</p>{code(packet.code[name], name.rpartition(".")[2])}'


def _section(item: Item, packet: Packet) -> str:
    return next(section.title for section in packet.sections if section.id == item.section)


def _tags(item: Item, identity: Identity) -> list[str]:
    return [
        f"{identity.tag}::section::{item.section}",
        *(f"{identity.tag}::topic::{topic}" for topic in item.topics),
        *(f"{identity.tag}::competency::{competency}" for competency in item.competencies),
    ]
