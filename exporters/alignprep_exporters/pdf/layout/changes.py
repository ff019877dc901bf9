"""What changed since a day: which questions, which of their facts, and when.

A packet knows from the ledger that something changed, not what it said before.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from alignprep.language.words import words_of
from alignprep.model.ledger import fact_key
from alignprep.text.nodes import Cloze, Emphasis, Strong, Text
from alignprep.text.typography import typography_of
from alignprep_exporters.pdf.layout.boxes import Heading, NewPage, Paragraph
from alignprep_exporters.pdf.layout.contents import PageLine
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.spans import cited_works, spans, words
from alignprep_exporters.pdf.type.styles import SOFT, guide_style

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Mapping, Sequence

    from alignprep import Item, Packet
    from alignprep.language.words import Words
    from alignprep.text.nodes import Inline, Inlines
    from alignprep_exporters.pdf.layout.boxes import Box
    from alignprep_exporters.pdf.type.spans import Cited
    from alignprep_exporters.pdf.type.styles import Geometry

__all__ = ["changes"]

_INDENT: Final = 14.0


@dataclass(slots=True)
class _Day:
    """What a day changed in a question: whether it is new, whether it changed itself, and the facts."""

    new: bool = False
    itself: bool = False
    facts: list[Inlines] = field(default_factory=list)


def changes(packet: Packet, titles: Mapping[str, str], root: Node, page: Geometry) -> Iterator[Box]:
    """Each question that changed since the packet's day, with its page, and under it what changed when.

    A fact is shown with a gap where its words to recall are; `titles` are those of the questions, by id. Without a day
    there is nothing.
    """
    if packet.since is None:
        return
    sect, works, say = Node("Sect", root), cited_works(packet), words_of(packet.profile, typeset=True)
    title, large, hint = say("Changed since {date}", date=say.day(packet.since)), guide_style("h1"), guide_style("hint")
    advice = say("Read these anew. A fact has gaps where the words to recall are.")
    yield NewPage()
    for box in (
        Heading(words(title, large), large, Node("H1", sect), page.wide, key="changes", section=title),
        Paragraph(words(advice, hint), hint, Node("P", sect), page.wide),
    ):
        box.span = True
        yield box
    made, head = Node("L", sect), guide_style("contents-section")
    day_look = guide_style("tight", color=SOFT, keep=True)
    for item in packet.items:
        days = _days(packet, item)
        if not days:
            continue
        body = Node("LBody", Node("LI", made))
        yield PageLine(titles[item.id], f"question-{item.id}", Node("Reference", body), page.measure, head)
        for day, changed in sorted(days.items()):
            dated = say("{date}: {changes}", date=say.day(day), changes=say.listed(_counted(changed, say)))
            line = Paragraph(words(dated, day_look), day_look, Node("P", body), page.measure, left=_INDENT)
            line.keep = bool(changed.facts)
            yield line
            yield from _facts(changed.facts, body, page.measure, works)


def _counted(changed: _Day, say: Words) -> Iterator[str]:
    """What changed, in words."""
    if changed.new:
        yield say("new question")
    elif changed.itself:
        yield say("the question itself")
    if changed.facts:
        yield say.plural("{count} fact", "{count} facts", len(changed.facts))


def _facts(facts: Sequence[Inlines], parent: Node, width: float, works: Mapping[str, Cited]) -> Iterator[Box]:
    """A list of facts."""
    if not facts:
        return
    made, look = Node("L", parent, attributes=" /O /List /ListNumbering /Disc"), guide_style("tight", after=0)
    for inlines in facts:
        entry = Node("LI", made)
        (bullet,) = words("•", look)
        label, node = (bullet, Node("Lbl", entry), 5.0), Node("P", Node("LBody", entry))
        yield Paragraph(spans(inlines, look, works, node), look, node, width, left=2 * _INDENT, label=label)


def _hidden(inlines: Inlines) -> Iterator[Inline]:
    """A text with a gap for each thing that is to be recalled, and its cue, if it has one, in the gap."""
    for inline in inlines:
        match inline:
            case Cloze():
                yield Text(f"[{inline.cue or '…'}]")
            case Strong(children):
                yield Strong(tuple(_hidden(children)))
            case Emphasis(children):
                yield Emphasis(tuple(_hidden(children)))
            case _:
                yield inline


def _days(packet: Packet, item: Item) -> dict[datetime.date, _Day]:
    """What changed in a question on which day."""
    days: dict[datetime.date, _Day] = defaultdict(_Day)
    since, prose = packet.since, typography_of(packet.profile.language)
    entry = packet.ledger.get(item.id)
    if since is None or entry is None:
        return days
    if entry.changed >= since:
        days[entry.changed].new = entry.revision == 1
        days[entry.changed].itself = entry.revision > 1
    for fact in item.facts:
        entry = packet.ledger.get(fact_key(item.id, fact.id))
        if entry and entry.changed >= since and not days[entry.changed].new:
            told = prose.told(fact.text, None)
            days[entry.changed].facts.append(tuple(_hidden(told)))
    return days
