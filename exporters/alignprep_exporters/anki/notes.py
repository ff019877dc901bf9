"""Questions and facts as notes whose identity and modification time come from the content."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from alignprep.language.words import words_of
from alignprep.model.ledger import fact_key
from alignprep.text.nodes import Cloze, Code, Emphasis, Link, Math, Paragraph, Strong, Text, cited
from alignprep_exporters.anki import notetypes
from alignprep_exporters.anki.html import Renderer, attribute, code, html, isolated, text
from alignprep_exporters.anki.identity import identity_of
from alignprep_exporters.markup.figures import least_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import genanki

    from alignprep import Edition, Item, Packet, Revision
    from alignprep.language.words import Speaker
    from alignprep.model.records import Fact, FollowUp
    from alignprep.text.nodes import Inlines
    from alignprep_exporters.anki.identity import Identity

__all__ = [
    "MUST_KNOW", "RELEASE", "RENDERED", "Note", "answers", "facts", "interviews", "modified", "speech",
]  # fmt: skip

RENDERED: Final = 1796040000
"""When the HTML of unchanged content last changed, in seconds (2026-11-30T12:00Z).

Raising it replaces every note of every user at the next update, so raise it only for a change that is worth that.
"""
MUST_KNOW: Final = "{}::priority::must-know"
"""The tag of a bank's core."""
RELEASE: Final = "{}::release::{:%Y.%m}"
"""The tag of the release in which a note last changed, by its month."""
_NAME: Final = re.compile(r"\\?[A-Za-z]+|[0-9]+")
_BEFORE_STOP: Final = re.compile(r" (?=[.,;])")
"""What a citation leaves behind where it is left out."""
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
    day: datetime.date
    """The day on which its content last changed, by the ledger."""
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
    for item in packet.items:
        values = _question_fields(item, packet, renderer)
        fields = [values.get(name, "") for name in notetypes.QA_FIELDS]
        yield _about(item, packet, identity, "question", model, fields)


def _about(item: Item, packet: Packet, identity: Identity, kind: str, model: genanki.Model, fields: list[str]) -> Note:
    """A note for a question; `kind` tells those of several decks apart."""
    entry = packet.ledger[item.id]
    return Note(
        changed=modified(entry, packet.edition),
        day=entry.changed,
        model=model,
        guid=identity.guid(kind, item.id),
        due=item.number,
        tags=[*_tags(item, entry, identity), *_time(item, identity)],
        fields=fields,
    )


def facts(packet: Packet) -> Iterator[Note]:
    """A note for every fact.

    Its front names no question, whose title could give the fact away; the back leads to it.
    """
    renderer, identity, say = Renderer(packet), identity_of(packet.profile), words_of(packet.profile, typeset=True)
    model = notetypes.cloze(packet.profile)
    for item in packet.items:
        search = f"<code>{text(identity.search(f'Id:{item.id}'))}</code>"
        way = isolated(html(say("Search for its card: {search}"), search=search), say)
        shown = {
            "Context": renderer.set_text(_section(item, packet)),
            "Question": f"<p><b>{renderer.set_text(_name(item))}</b></p><p>{renderer.set_line(item.question)}</p>"
            f'<p class="ap-way">{way}</p>',
            "Short": "" if item.answer is None or item.answer.short is None else _short(item.answer.short, renderer),
        }
        for index, fact in enumerate(item.facts):
            key, said = fact_key(item.id, fact.id), renderer.type.told(fact.text, None)
            entry = packet.ledger[key]
            values = {
                **shown,
                "Id": text(key),
                "Text": renderer.fact(said),
                "Point": _point(fact, item, renderer),
                "Why": "" if fact.why is None else renderer.set_line(fact.why),
                "Sources": renderer.sources(("[@" in fact.text and cited((Paragraph(said),))) or item.references),
            }
            yield Note(
                changed=modified(entry, packet.edition),
                day=entry.changed,
                model=model,
                guid=identity.guid("fact", key),
                due=item.number * 10 + index,
                tags=_tags(item, entry, identity),
                fields=[values.get(name, "") for name in notetypes.CLOZE_FIELDS],
            )


def interviews(packet: Packet) -> Iterator[Note]:
    """A note for every question, for the deck that speaks it."""
    renderer, identity = Renderer(packet), identity_of(packet.profile)
    model = notetypes.interviewer(packet.profile)
    for item in packet.items:
        values = dict(_question_fields(item, packet, renderer))
        asked, *more = item.follow_ups or (None,)
        if item.key_points:  # Folded, so without keys: nobody would see what they tick.
            values["MustHit"] = renderer.boxes(map(renderer.type.line, item.key_points), keys=False)
        values["SayQuestion"] = text(speech(renderer.type.line(item.question), packet.profile))
        values["MoreFollowUps"] = _follow_ups(more, renderer)
        if asked is not None:
            values["FollowUp"] = renderer.set_line(asked.ask)
            values["SayFollowUp"] = text(speech(renderer.type.line(asked.ask), packet.profile))
            values["ListenFor"] = renderer.set_line(asked.listen_for)
        fields = [values.get(name, "") for name in notetypes.INTERVIEWER_FIELDS]
        yield _about(item, packet, identity, "interviewer", model, fields)


def speech(inlines: Inlines, speaker: Speaker) -> str:
    """A line as a voice reads it: without citations; of formulas, only names such as `x` or `\\beta` are read."""
    formula = words_of(speaker)("a formula that the card shows")
    return _BEFORE_STOP.sub("", " ".join("".join(_spoken(inlines, formula)).split()))


def _spoken(inlines: Inlines, formula: str) -> Iterator[str]:
    for inline in inlines:
        match inline:
            case Text(characters) | Code(characters):
                yield characters
            case Math(latex):
                yield latex.lstrip("\\") if _NAME.fullmatch(latex) else formula
            case Strong(children) | Emphasis(children) | Link(_, children) | Cloze(children, _):
                yield from _spoken(children, formula)


def _question_fields(item: Item, packet: Packet, renderer: Renderer) -> Mapping[str, str]:
    values = {
        "Id": text(item.id),
        "Name": renderer.set_text(f"{item.number:02}. {item.title}"),  # Lists sort it as text: 02 before 10.
        "Number": str(item.number),
        "Section": renderer.set_text(_section(item, packet)),
        "Title": renderer.set_text(item.title),
        "Minutes": str(item.minutes),
        "Question": renderer.set_line(item.question),
        "Sources": renderer.sources(item.references),
    }
    if item.nudge is not None:
        values["Nudge"] = renderer.set_line(item.nudge)
    if item.hint is not None:
        values["Hint"] = renderer.set_line(item.hint)
    if item.key_points:
        values["MustHit"] = renderer.boxes(map(renderer.type.line, item.key_points))
    if item.answer is not None:
        if item.answer.short is not None:
            values["Short"] = _short(item.answer.short, renderer)
        if item.answer.spoken is not None:
            values["Spoken"] = renderer.set_blocks(item.answer.spoken)
        depth = [renderer.set_blocks(item.answer.depth)] if item.answer.depth is not None else []
        values["Depth"] = "\n".join([*_figure(item, packet, renderer), *depth, *_code(item, packet)])
    if item.rubric is not None:
        rows = [f"<dt>{grade}</dt><dd>{renderer.set_line(said)}</dd>" for grade, said in item.rubric.anchors()]
        values["Rubric"] = f'<dl class="ap-rubric">{"".join(rows)}</dl>'
    if item.follow_ups:
        values["FollowUps"] = _follow_ups(item.follow_ups, renderer)
    if item.red_flags:
        values["RedFlags"] = renderer.bullets(map(renderer.type.line, item.red_flags))
    if packet.related.get(item.id):  # Those outside the packet too: an update of a few notes must not lose them.
        values["Related"] = renderer.bullets([(Text(renderer.type.plain(name)),) for name in packet.related[item.id]])
    return values


def _short(answer: str, renderer: Renderer) -> str:
    return f"<p>{renderer.set_line(answer)}</p>"


def _point(fact: Fact, item: Item, renderer: Renderer) -> str:
    """The key point that a fact drills, if it drills one."""
    return renderer.set_line(item.key_points[fact.point - 1]) if fact.point else ""


def _follow_ups(asked: Iterable[FollowUp], renderer: Renderer) -> str:
    rows = "".join(
        f"<dt>{renderer.set_line(one.ask)}</dt><dd>{renderer.set_line(one.listen_for)}</dd>" for one in asked
    )
    return f"<dl>{rows}</dl>" if rows else ""


def _figure(item: Item, packet: Packet, renderer: Renderer) -> Iterator[str]:
    """A figure; its width is the least at which its smallest letters can be read, and a narrower screen scrolls it."""
    if item.figure is not None:
        source = packet.media[item.figure.file]
        name = identity_of(packet.profile).media_name(item.figure.file, source)
        caption = f"<figcaption>{renderer.set_text(item.figure.caption)}</figcaption>" if item.figure.caption else ""
        alt = attribute(renderer.type.plain(item.figure.alt))
        image = f'<img src="{name}" alt="{alt}" width="{least_width(source)}">'
        yield f'<figure><div class="ap-drawing">{image}</div>{caption}</figure>'


def _code(item: Item, packet: Packet) -> Iterator[str]:
    for name in item.code:
        yield f'<p class="ap-file">{text(name)}</p>{code(packet.code[name], name.rpartition(".")[2])}'


def _section(item: Item, packet: Packet) -> str:
    return next(section.title for section in packet.sections if section.id == item.section)


def _name(item: Item) -> str:
    return f"{item.number}. {item.title}"


def _tags(item: Item, entry: Revision, identity: Identity) -> list[str]:
    """Tags; that of the release changes only with the note's time, and so on an update."""
    return [
        f"{identity.tag}::section::{item.section}",
        *(f"{identity.tag}::topic::{topic}" for topic in item.topics),
        *(f"{identity.tag}::competency::{competency}" for competency in item.competencies),
        *([MUST_KNOW.format(identity.tag)] if item.priority == "core" else []),
        RELEASE.format(identity.tag, entry.changed),
    ]


def _time(item: Item, identity: Identity) -> Iterator[str]:
    yield f"{identity.tag}::minutes::{item.minutes}"
