"""A question as shown in a terminal: its Markdown, wrapped, under headings."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from alignprep.language.words import words_of
from alignprep.text.characters import columns
from alignprep.text.cloze import revealed

if TYPE_CHECKING:
    from alignprep.language.words import Words
    from alignprep.packet.packet import Item, Packet

__all__ = ["show"]

_CITATION: Final = re.compile(r"\[(@[a-z0-9-]+(?:; *@[a-z0-9-]+)*)\]")
_FENCED: Final = re.compile(r"(^```.*?^```$|^\$\$$.*?^\$\$$)", re.DOTALL | re.MULTILINE)
_STRUCTURED: Final = re.compile(r"^(?: |[-*+>|]|[0-9]+[.)] )", re.MULTILINE)


def show(packet: Packet, *, width: int = 80) -> str:
    """Every item of a packet as plain text, wrapped at `width` columns."""
    say = words_of(packet.profile)
    return "\n\n".join("\n".join(_item(item, packet, say, width)) for item in packet.items) + "\n"


def _item(item: Item, packet: Packet, say: Words, width: int) -> Iterator[str]:
    section = next((section.title for section in packet.sections if section.id == item.section), "")
    heading = f"{item.number}. {item.title}" if item.title else say("Question {number}", number=item.number)
    yield heading
    yield "=" * columns(heading)
    topics = say.listed(packet.topics[topic].title for topic in item.topics)
    yield " · ".join(part for part in (section, say("{minutes} min", minutes=item.minutes), topics) if part)
    if item.title:
        yield f"id: {item.id}"
    yield ""
    yield from _text(item.question, packet, width)
    for name, text in ((say("Nudge"), item.nudge), (say("Hint"), item.hint)):
        if text is not None:
            yield from _part(name, _text(text, packet, width))
    if item.answer is not None:
        for length, text in item.answer.lengths():
            yield from _part(say(length), _text(text, packet, width))
    if item.figure is not None:
        yield from _part(say("Figure"), _text(f"{item.figure.file}: {item.figure.alt}", packet, width))
    for name in item.code:
        yield from _part(
            say("Code: {file}", file=name), ["    " + line for line in packet.code[name].rstrip("\n").split("\n")]
        )
    yield from _list(say("Key points"), item.key_points, packet, width)
    if item.rubric is not None:
        yield from _list(say("Rubric"), [f"{grade}: {text}" for grade, text in item.rubric.anchors()], packet, width)
    heard = say("{label}: {text}", label=say("Listen for"))
    follow_ups = [f"{one.ask}\n\n  {heard.replace('{text}', one.listen_for)}" for one in item.follow_ups]
    yield from _list(say("Follow-ups"), follow_ups, packet, width)
    yield from _list(say("Red flags"), item.red_flags, packet, width)
    facts = [" ".join(filter(None, (revealed(fact.text), fact.why))) for fact in item.facts]
    yield from _list(say("Facts"), facts, packet, width)
    sources = [
        f"{packet.labels[key]}: {packet.references[key].title}. {packet.references[key].link}"
        for key in item.references
    ]
    yield from _list(say("References"), sources, packet, width)
    yield from _list(say("Related questions"), item.related, packet, width)


def _part(heading: str, lines: Iterable[str]) -> Iterator[str]:
    yield ""
    yield heading
    yield "-" * columns(heading)
    yield from lines


def _list(heading: str, texts: Iterable[str], packet: Packet, width: int) -> Iterator[str]:
    lines = [line for text in texts for line in _wrapped(_cited(text, packet), width, "- ", "  ")]
    if lines:
        yield from _part(heading, lines)


def _cited(text: str, packet: Packet) -> str:
    """The text with citations replaced by their labels."""

    def labels(found: re.Match[str]) -> str:
        keys = [key.strip().removeprefix("@") for key in found[1].split(";")]
        return "(" + "; ".join(packet.labels.get(key, key) for key in keys) + ")"

    return _CITATION.sub(labels, text)


def _text(markdown: str, packet: Packet, width: int) -> Iterator[str]:
    """The lines of Markdown with paragraphs wrapped; lists, quotes, tables, code and formulas keep their lines."""
    blank = ""
    for part in _FENCED.split(markdown.strip()):
        for block in [part] if _FENCED.match(part) else re.split(r"\n\s*\n", part):
            lines = block.strip("\n")
            if not lines:
                continue
            yield from blank.split("\n")[1:]
            blank = "\n"
            if _FENCED.match(lines):
                yield from lines.split("\n")
            elif _STRUCTURED.search(lines):
                yield from _cited(lines, packet).split("\n")
            else:
                yield from _wrapped(_cited(lines, packet), width, "", "")


def _wrapped(text: str, width: int, first: str, rest: str) -> Iterator[str]:
    for index, paragraph in enumerate(text.split("\n\n")):
        yield from textwrap.wrap(
            " ".join(paragraph.split()),
            width,
            initial_indent=rest if index else first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
