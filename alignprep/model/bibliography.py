"""A work that questions cite, its label in a text and its entry in a bibliography, the same in every exporter.

Annotations are not postponed here: pydantic would compile each of them again at every start.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from string import ascii_lowercase
from typing import Annotated, Self
from unicodedata import combining, normalize

from pydantic import BeforeValidator, Field, Strict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from alignprep.language.words import ENGLISH, Words
from alignprep.model.field_types import ARXIV_PATTERN, Doi, Plain, Url, _Record, read_number
from alignprep.text.nodes import Emphasis, Inline, Inlines, Link, Text

__all__ = ["Reference", "ReferenceType", "entry", "labels"]

_OTHERS = "et al."


class ReferenceType(StrEnum):
    """What kind of work a reference is."""

    ARTICLE = "article"
    PREPRINT = "preprint"
    BOOK = "book"
    REPORT = "report"
    POST = "post"
    DOCUMENTATION = "documentation"
    SOFTWARE = "software"
    STANDARD = "standard"
    LAW = "law"
    NEWS = "news"


class Reference(_Record, frozen=True):
    """One work of the bibliography; at least one of `arxiv`, `doi` and `url` is given."""

    type: ReferenceType
    """What kind of work it is."""
    title: Plain
    """The title as published."""
    authors: Annotated[tuple[Plain, ...], Field(min_length=1, max_length=100)]
    """Names in published order, organizations included; a last entry `et al.` stands for the others."""
    label: Plain | None = None
    """What a citation calls the authors where their surnames will not do, such as an organization's name."""
    year: Annotated[int, Strict(), Field(ge=1900, le=2100), BeforeValidator(read_number)]
    """The year of first publication."""
    venue: Plain | None = None
    """Journal, conference or publisher."""
    arxiv: Annotated[str, StringConstraints(pattern=ARXIV_PATTERN)] | None = None
    """The arXiv identifier, without version (https://info.arxiv.org/help/arxiv_identifier.html)."""
    doi: Doi | None = None
    """The DOI, without resolver (https://www.doi.org/doi-handbook/); older ones may hold `<`, `>` and `;`."""
    url: Url | None = None
    """The publisher's or author's own page."""

    @model_validator(mode="after")
    def _names_a_place(self) -> Self:
        if not (self.arxiv or self.doi or self.url):
            raise PydanticCustomError("no_place", "needs at least one of arxiv, doi and url")
        return self

    @property
    def link(self) -> str:
        """Where to read the work: its arXiv page, else its DOI, else its URL."""
        if self.arxiv:
            return f"https://arxiv.org/abs/{self.arxiv}"
        if self.doi:
            from urllib.parse import quote

            return f"https://doi.org/{quote(self.doi, safe='/:;().,@!$&*+=~')}"
        return self.url or ""


def labels(references: Mapping[str, Reference], say: Words = ENGLISH) -> dict[str, str]:
    """A short name for each work, such as `Ouyang et al. 2022`; works that would share one get a, b, c….

    The result is in the order of a bibliography: by label, without regard to capitals and accents.
    """
    named = sorted(
        (
            (f"{reference.label or _label_names(reference.authors, say)} {reference.year}", key)
            for key, reference in references.items()
        ),
        key=lambda one: (_folded(one[0]), *one),
    )
    shared: dict[str, list[str]] = {}
    for label, key in named:
        shared.setdefault(label, []).append(key)
    return {
        key: label if len(keys) == 1 else f"{label}{_suffix(index)}"
        for label, keys in shared.items()
        for index, key in enumerate(keys)
    }


def entry(reference: Reference, say: Words = ENGLISH) -> Inlines:
    """The work as it stands in a bibliography: authors, year, title, venue and where to read it."""
    *authors, last = reference.authors
    if not authors:
        names = last
    elif last == _OTHERS:
        names = f"{', '.join(authors)}, {_OTHERS}"
    else:
        names = say("{first} and {last}", first=", ".join(authors), last=last)
    parts: list[Inline] = [
        Text(f"{names} ({reference.year}). "),
        Emphasis((Text(reference.title),)),
        Text(_after_title(reference.title)),
    ]
    if reference.venue:
        parts.append(Text(f"{reference.venue}. "))
    shown = f"arXiv:{reference.arxiv}" if reference.arxiv else reference.doi and f"doi:{reference.doi}"
    parts.append(Link(reference.link, (Text(shown or re.sub(r"^https?://(www\.)?|/$", "", reference.link)),)))
    return tuple(parts)


def _after_title(title: str) -> str:
    return " " if title.endswith((".", "?", "!")) else ". "


def _label_names(authors: tuple[str, ...], say: Words) -> str:
    """The authors as a label names them: one, two, or the first and the others."""
    names = [_surname(name) for name in authors if name != _OTHERS]
    complete = _OTHERS not in authors
    if len(names) == 1 and complete:
        return names[0]
    if len(names) == 2 and complete:
        return say("{first} and {last}", first=names[0], last=names[1])
    return f"{names[0]} {_OTHERS}"


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


def _folded(label: str) -> str:
    """A label as it is sorted: Hägele stands between Habryka and Hughes."""
    return "".join(character for character in normalize("NFKD", label) if not combining(character)).casefold()


def _suffix(index: int) -> str:
    """a, b, … z, aa, ab …"""
    letters = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        letters = ascii_lowercase[rest] + letters
        index -= 1
    return letters
