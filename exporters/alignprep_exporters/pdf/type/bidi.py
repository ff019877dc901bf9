"""The Unicode bidirectional algorithm: which way each character runs, and the order of a line on paper.

Rules have the names of https://www.unicode.org/reports/tr9/ (revision 50). A bank has no controls of direction, so a
paragraph is one run, and the rules X1 to X10 say nothing. Packages for Python give the reordered text alone, from which
nothing leads back to the links, styles and tags of its characters.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final, TypeVar
from unicodedata import bidirectional

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["has_right_to_left", "levels", "visual_order", "without_trailing"]

T = TypeVar("T")

_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Hebrew, Arabic, Syriac, Thaana and the like (https://www.unicode.org/charts/)."""
_SPACES: Final = ("B", "S", "WS", "BN")
_NEUTRAL: Final = ("B", "S", "WS", "ON")
_STRONG: Final = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
"""What a strong character or, for neutral ones, a number counts as."""
_HIGHER: Final = ({"R": 1, "AN": 2, "EN": 2}, {"L": 1, "AN": 1, "EN": 1})
"""How much higher a character's level is than that of the paragraph, even or odd (I1, I2)."""
_PAIRS: Final = (
    "()[]{}༺༻༼༽᚛᚜⁅⁆⁽⁾₍₎⌈⌉⌊⌋〈〉❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟅⟆⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈⦉⦊⦋⦌⦍⦐⦏⦎⦑⦒⦓⦔⦕⦖⦗⦘⧘⧙⧚⧛⧼⧽⸢⸣⸤⸥⸦⸧⸨⸩⹕⹖⹗⹘⹙⹚⹛⹜"
    "〈〉《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞（）［］｛｝｟｠｢｣"
)
"""Brackets, opening and closing ones in turn (https://www.unicode.org/Public/16.0.0/ucd/BidiBrackets.txt)."""
_CLOSING: Final = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_MOST_BRACKETS: Final = 63


def has_right_to_left(text: str) -> bool:
    """Whether any character of a text runs from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def levels(text: str, *, backwards: bool) -> list[int]:
    """The level of each character of a paragraph, odd for those that run from right to left.

    `backwards` says that the paragraph as a whole does. Rules W1 to I2; L1 depends on lines, see `without_trailing`.
    """
    base = int(backwards)
    kinds = [bidirectional(character) or "L" for character in text]
    kept = [index for index, kind in enumerate(kinds) if kind != "BN"]
    classes = _weak([kinds[index] for index in kept], base)
    _join_brackets(classes, [text[index] for index in kept], base)
    _settle_neutral(classes, base)
    found = [base] * len(text)
    for index, kind in zip(kept, classes, strict=True):
        found[index] = base + _HIGHER[base].get(kind, 0)
    for index in range(1, len(text)):  # What is not drawn goes with what stands before it.
        if kinds[index] == "BN":
            found[index] = found[index - 1]
    return found


def without_trailing(text: str, found: Sequence[int], *, backwards: bool) -> list[int]:
    """The levels of a line, in which spaces at the end have that of the paragraph (L1)."""
    count = len(text)
    while count and bidirectional(text[count - 1]) in _SPACES:
        count -= 1
    return [*found[:count], *[int(backwards)] * (len(text) - count)]


def visual_order(found: Sequence[int]) -> list[int]:
    """The places of a line's parts from left to right, by the level of each (L2)."""
    order = list(range(len(found)))
    for level in range(max(found, default=0), 0, -1):
        for turned, places in _runs([found[index] >= level for index in order]):
            if turned:
                order[places.start : places.stop] = order[places.start : places.stop][::-1]
    return order


def _direction(level: int) -> str:
    return "R" if level % 2 else "L"


def _weak(classes: list[str], base: int) -> list[str]:
    """The classes without those of marks, numbers and the signs at numbers (W1 to W7)."""
    found = list(classes)
    before = strong = _direction(base)
    for index, kind in enumerate(classes):
        if kind == "NSM":
            kind = before
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kind = "AN"
        before = found[index] = kind
    found = ["R" if kind == "AL" else kind for kind in found]
    for index, kind in enumerate(found[1:-1], 1):
        around = found[index - 1], found[index + 1]
        if (kind in ("ES", "CS") and around == ("EN", "EN")) or (kind == "CS" and around == ("AN", "AN")):
            found[index] = around[0]
    for kind, places in _runs(found):
        beside = found[places.start - 1 : places.start] + found[places.stop : places.stop + 1]
        if kind == "ET" and "EN" in beside:
            found[places.start : places.stop] = ["EN"] * len(places)
    strong = _direction(base)
    for index, kind in enumerate(found):
        if kind in ("ET", "ES", "CS"):
            found[index] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            found[index] = "L"
    return found


def _runs(values: Sequence[T]) -> Iterator[tuple[T, range]]:
    """The places of values that are the same side by side, as they are now."""
    start = 0
    for value, group in groupby(list(values)):
        end = start + len(list(group))
        yield value, range(start, end)
        start = end


def _join_brackets(classes: list[str], text: Sequence[str], base: int) -> None:
    """Give brackets that belong together the same direction (N0)."""
    own = _direction(base)
    for first, last in _bracket_pairs(classes, text):
        inside = {_STRONG.get(kind) for kind in classes[first + 1 : last]} - {None}
        if not inside:
            continue
        direction = own
        if own not in inside:
            before = (_STRONG[kind] for kind in reversed(classes[:first]) if kind in _STRONG)
            direction = next(before, own)
        for place in (first, last):
            classes[place] = direction
            for index in range(place + 1, len(text)):  # Marks on a bracket go with it.
                if bidirectional(text[index]) != "NSM":
                    break
                classes[index] = direction


def _bracket_pairs(classes: Sequence[str], text: Sequence[str]) -> list[tuple[int, int]]:
    """The places of brackets that belong together (BD16)."""
    opened: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for place, character in enumerate(text):
        if classes[place] != "ON":
            continue
        if character in _CLOSING:
            if len(opened) == _MOST_BRACKETS:
                return []
            opened.append((_CLOSING[character], place))
            continue
        for depth in range(len(opened) - 1, -1, -1):
            if opened[depth][0] == character:
                pairs.append((opened[depth][1], place))
                del opened[depth:]
                break
    return sorted(pairs)


def _settle_neutral(classes: list[str], base: int) -> None:
    """Give what has no direction that on both sides of it, or else that of the paragraph (N1, N2)."""
    own = _direction(base)
    for neutral, places in _runs([kind in _NEUTRAL for kind in classes]):
        if neutral:
            before = _STRONG[classes[places.start - 1]] if places.start else own
            after = _STRONG[classes[places.stop]] if places.stop < len(classes) else own
            classes[places.start : places.stop] = [before if before == after else own] * len(places)
