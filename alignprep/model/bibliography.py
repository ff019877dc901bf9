"""How works are named in a text and listed at its end: one way for every exporter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import ascii_lowercase
from typing import TYPE_CHECKING

from alignprep.text.nodes import Emphasis, Inline, Inlines, Link, Text

if TYPE_CHECKING:
    from alignprep.model.records import Reference

__all__ = ["entry", "labels"]

_OTHERS = "et al."


def labels(references: Mapping[str, Reference]) -> dict[str, str]:
    """A short name for each work, such as `Ouyang et al. 2022`; works that would share one get a, b, c….

    The result is in the order of the labels, which is the order of a bibliography.
    """
    named = sorted(
        (f"{reference.label or _who(reference.authors)} {reference.year}", key) for key, reference in references.items()
    )
    shared: dict[str, list[str]] = {}
    for label, key in named:
        shared.setdefault(label, []).append(key)
    return {
        key: label if len(keys) == 1 else f"{label}{_suffix(index)}"
        for label, keys in shared.items()
        for index, key in enumerate(keys)
    }


def entry(reference: Reference) -> Inlines:
    """The work as it stands in a bibliography: authors, year, title, venue and where to read it."""
    *authors, last = reference.authors
    if not authors:
        who = last
    elif last == _OTHERS:
        who = f"{', '.join(authors)}, {_OTHERS}"
    else:
        who = f"{', '.join(authors)} and {last}"
    parts: list[Inline] = [
        Text(f"{who} ({reference.year}). "),
        Emphasis((Text(reference.title),)),
        Text(_stop(reference.title)),
    ]
    if reference.venue:
        parts.append(Text(f"{reference.venue}. "))
    shown = f"arXiv:{reference.arxiv}" if reference.arxiv else reference.doi and f"doi:{reference.doi}"
    parts.append(Link(reference.link, (Text(shown or re.sub(r"^https?://(www\.)?|/$", "", reference.link)),)))
    return tuple(parts)


def _stop(title: str) -> str:
    return " " if title.endswith((".", "?", "!")) else ". "


def _who(authors: tuple[str, ...]) -> str:
    """The authors as a label names them: one, two, or the first and the others."""
    names = [_surname(name) for name in authors if name != _OTHERS]
    complete = _OTHERS not in authors
    if len(names) == 1 and complete:
        return names[0]
    if len(names) == 2 and complete:
        return f"{names[0]} and {names[1]}"
    return f"{names[0]} et al."


_PARTICLES = frozenset({"de", "del", "della", "der", "den", "di", "du", "la", "le", "ten", "ter", "van", "von"})
_SUFFIXES = frozenset({"Jr", "Jr.", "Sr.", "II", "III", "IV"})


def _surname(name: str) -> str:
    """The last word of a name with the particles before it, without a `Jr.` behind it."""
    words = name.split(" ")
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return " ".join(words[start:])


def _suffix(index: int) -> str:
    """a, b, … z, aa, ab …"""
    letters = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        letters = ascii_lowercase[rest] + letters
        index -= 1
    return letters
