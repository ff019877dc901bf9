"""The page from beginning to end: packet -> questions by section -> document -> file with its policy."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from alignprep import Edition
from alignprep.language.words import EDITIONS, Words, cut, words_of
from alignprep.model.records import terms_name, terms_url
from alignprep_exporters.html.maths_font import font_face
from alignprep_exporters.html.practice_data import practice_data
from alignprep_exporters.html.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alignprep import Item, Packet
    from alignprep.model.records import NamedLicense

__all__ = ["page"]


@dataclass(frozen=True, slots=True)
class _Section:
    """A section as the page shows it; the candidate edition has one without a name."""

    id: str
    title: str
    description: str | None
    items: tuple[Item, ...]


def page(packet: Packet) -> str:
    """The page as text."""
    say, prose = words_of(packet.profile, typeset=True), Prose(packet)
    practices = packet.edition is not Edition.CANDIDATE
    book = _templates().get_template("book.html").render(_book(packet, prose, say))
    data = practice_data(packet, prose) if practices else Markup()
    script = _resource("practice.js") if practices else ""
    styles = [_resource("style.css"), _resource("practice.css") if practices else "", font_face(book)]
    style = "\n".join(filter(None, styles))
    return _templates().get_template("page.html").render(
        {
            "say": say,
            "language": packet.profile.language,
            "direction": say.direction,
            "edition": packet.edition,
            "policy": _policy(style, script),
            "title": prose.plain(packet.title),
            "style": Markup(style),  # noqa: S704 - of our own making
            "book": Markup(book),  # noqa: S704 - of our own making
            "data": data,
            "script": Markup(script),  # noqa: S704 - of our own making
            **_front(packet, prose, say),
        }
    )  # fmt: skip


def _book(packet: Packet, prose: Prose, say: Words) -> dict[str, Any]:
    """What the questions are drawn with."""
    citing: dict[str, list[Item]] = {key: [] for key in packet.references}
    for item in packet.items:
        for key in item.references:
            citing[key].append(item)
    return {
        "say": say,
        "sections": tuple(_sections(packet)),
        "titled": bool(packet.sections),
        "by_id": {item.id: item for item in packet.items},
        "topics": packet.topics,
        "changed": {item.id: packet.ledger[item.id].changed for item in packet.items if item.id in packet.ledger},
        "works": tuple(citing.items()),
        "asked_in": lambda items: _asked_in(items, say),
        "heading": lambda item: prose.plain(item.title) or say("Question {number}", number=item.number),
        "plain": prose.plain,
        **{
            write.__name__: _marking(write)
            for write in (
                prose.line,
                prose.paragraph,
                prose.blocks,
                prose.told,
                prose.sample,
                prose.sources,
                prose.work,
                prose.figure,
            )
        },
    }


def _marking(write: Callable[..., str]) -> Callable[..., Markup]:
    """What writes HTML, such that the template takes it for HTML."""
    return lambda *texts: Markup(write(*texts))  # noqa: S704 - `Prose` escapes


def _sections(packet: Packet) -> Iterator[_Section]:
    for section in packet.sections:
        yield _Section(section.id, section.title, section.description, packet.in_section(section.id))
    if not packet.sections:
        yield _Section("questions", "", None, packet.items)


def _asked_in(items: Sequence[Item], say: Words) -> Markup:
    """Links to questions, by their numbers."""
    links = [Markup('<a href="#{}">{}</a>').format(item.id, item.number) for item in items]
    if len(links) == 1:
        return Markup().join(cut(say("Question {number}"), number=links[0]))
    between = escape(say.listed(("", "")))
    return Markup().join(cut(say("Questions {numbers}"), numbers=between.join(links)))


def _front(packet: Packet, prose: Prose, say: Words) -> dict[str, Any]:
    """What stands before and behind the questions."""
    profile = packet.profile
    candidate = packet.edition is Edition.CANDIDATE
    authors = say("By {authors}.", authors=say.listed(_within(name, profile.language) for name in profile.authors))
    if candidate:
        data = say("License of the content: {license}")
    else:
        data = say("Data {version} of {date}, {license}.", version=packet.version, date=say.date(packet.issued))
    texts, *code = map(_terms, packet.licenses)
    return {
        "summary": _summary(packet, say),
        "about": [
            *([authors] if profile.authors and not candidate else []),
            Markup().join(cut(data, license=texts)),
            *(Markup().join(cut(say("{part}: {terms}.", part=say("Code samples")), terms=terms)) for terms in code),
        ],
        "description": prose.plain(profile.description or ""),
        "homepage": profile.homepage,
        "found_an_error": _report(profile.report, say) if profile.report else "",
        "practices": not candidate,
    }  # fmt: skip


def _summary(packet: Packet, say: Words) -> str:
    """How many questions there are, and in which edition.

    The interviewer edition is the whole one, from which candidates learn too: it does not say that it is for others.
    """
    count = len(packet.items)
    if packet.edition is Edition.INTERVIEWER:
        return say.plural("{count} interview question.", "{count} interview questions.", count)
    return say.plural(
        "{count} interview question, the {edition}.", "{count} interview questions, the {edition}.", count,
        edition=say(EDITIONS[packet.edition]),
    )  # fmt: skip


def _within(name: str, language: str) -> str:
    """A name as it stands within a sentence: an English article has no capital there."""
    return f"the {name[4:]}" if language.partition("-")[0] == "en" and name.startswith("The ") else name


def _terms(license: str | NamedLicense) -> Markup:
    """What a license is called, leading to where it is read if that is known."""
    name, url = terms_name(license), terms_url(license)
    return Markup('<a href="{}" rel="license">{}</a>').format(url, name) if url else escape(name)


def _report(address: str, say: Words) -> Markup:
    shown = address.removeprefix("mailto:")
    link = Markup('<a href="{}">{}</a>').format(address, shown)
    return Markup().join(cut(say("Found an error? {address}"), address=link))


def _policy(style: str, script: str) -> str:
    """What a browser may run and load: this very style and script, and what is written out in the page
    (https://www.w3.org/TR/CSP3/).

    Not `'self'`, whose meaning is unsettled for a file on a disk.
    """
    scripts = [f"script-src {_digest(script)}"] if script else []
    rules = ["default-src 'none'", *scripts, f"style-src {_digest(style)}", "img-src data:", "font-src data:"]
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _templates() -> Environment:
    """The templates: whatever is not marked as markup is escaped, and an unknown name is an error."""
    loader = DictLoader({name: _resource(name) for name in ("page.html", "book.html")})
    return Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        loader=loader,
    )  # fmt: skip


@cache
def _resource(name: str) -> str:
    """A text file of this folder."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n")
