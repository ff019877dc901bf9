"""What fits on the two facing pages of a question: left what is asked and heard, right what is written down.

Nobody knows how high a text is before it is laid out, and each program lays it out differently. So heights are
estimated here, on the safe side, for 10 points of a sans serif and the lower of the two papers; every format then
prints the same parts, and no question runs over to a third page.

What does not fit is cut in a fixed order, and can be said: probes beyond the second, from the last; red flags beyond
the second, from the last; the second probe; the other red flags; the first probe.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING, Final

from alignprep.errors import SelectionError
from alignprep.text.characters import is_wide
from alignprep.text.markdown import parse_line
from alignprep.text.nodes import plain

if TYPE_CHECKING:
    from alignprep.packet.packet import Item, Packet

__all__ = ["DEPTH", "LEADING", "WIDTH", "fitted"]

WIDTH: Final = 504.0
"""The width of the text on a page, in points: the same on A4 and letter, whose margins differ."""
DEPTH: Final = 700.0
"""The height that the text has on letter, the lower of the two papers, in points: margins of about 46 points."""
LEADING: Final = 12.25
"""The height of a line of 10 points."""
_PROMPT: Final = (13.0, 17.0)
"""The size of the question, and the height of its lines."""
_HEAD: Final = 48.0
"""The height of number, time and mark above the question."""
_LABEL: Final = 20.0
"""The height of a label such as *Listen for*, with the space around it."""
_BETWEEN: Final = 2.0
"""The space between the entries of a list."""
_INDENT: Final = 18.0
_CHARACTER: Final = 0.44
"""The mean width of a character, in ems: in English it is 0.41 in Calibri and Source Sans, whose bold has 0.43."""
_RIGHT: Final = 26.0 + 5 * 10.0 + 64.0
"""The height of what stands beside anchors and evidence on the right page: the head, the rules, the score box."""
_EVIDENCE: Final = 8 * 22.0
"""The least room for evidence: eight lines to write on."""


def fitted(packet: Packet) -> tuple[Packet, tuple[tuple[int, str], ...]]:
    """The packet with what fits on the two pages of each question, and what was cut.

    Each cut is the question's number in the bank and, in English, what was cut. Raises `SelectionError` for a question
    that does not fit even then.
    """
    items, cuts = [], []
    for item in packet.items:
        kept = item
        for shorter, said in _shorter(item):
            if _left(kept) <= DEPTH:
                break
            kept = shorter
            cuts.append((item.number, said))
        if _left(kept) > DEPTH or _right(kept) > DEPTH:
            raise SelectionError(f"question {item.number} does not fit on two facing pages; shorten its longest texts")
        items.append(kept)
    return replace(packet, items=tuple(items)), tuple(cuts)


def _shorter(item: Item) -> Iterator[tuple[Item, str]]:
    """The item without one part more each time, and what that part is."""
    for name, least in (("follow_ups", 2), ("red_flags", 2), ("follow_ups", 1), ("red_flags", 0), ("follow_ups", 0)):
        for count in range(len(getattr(item, name)), least, -1):
            item = _cut(item, name, count - 1)
            yield item, _CUT[name].format(number=count)


_CUT: Final = {"follow_ups": "follow-up {number}", "red_flags": "red flag {number}"}


def _cut(item: Item, name: str, count: int) -> Item:
    return replace(item, **{name: getattr(item, name)[:count]})


def _left(item: Item) -> float:
    """The height of the left page."""
    size, leading = _PROMPT
    height = _HEAD + _lines(item.question, WIDTH, size) * leading
    probes = [
        _lines(one.ask, WIDTH - _INDENT) + _lines(one.listen_for, WIDTH - 2 * _INDENT, more=8)
        for one in item.follow_ups
    ]
    for entries in (_listed(item.key_points), probes, _listed(item.red_flags)):
        if entries:
            height += _LABEL + sum(entries) * LEADING + len(entries) * _BETWEEN
    return height


def _right(item: Item) -> float:
    """The height of the right page with the least room for evidence."""
    anchors = [text for _, text in item.rubric.anchors()] if item.rubric else []
    described = sum(max(_lines(text, WIDTH - 2 * _INDENT), 2) for text in anchors) + 2 * (5 - len(anchors))
    return _RIGHT + described * LEADING + _EVIDENCE


def _listed(texts: Iterable[str]) -> list[int]:
    return [_lines(text, WIDTH - _INDENT) for text in texts]


def _lines(markdown: str, width: float, size: float = 10, *, more: int = 0) -> int:
    """About how many lines a text takes; `more` characters precede it."""
    text = plain(parse_line(markdown))
    ems = sum(1.0 if is_wide(character) else _CHARACTER for character in text) + more * _CHARACTER
    return ceil(ems * size / (width * 0.97))
