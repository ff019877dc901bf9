"""Fixed words: what alignprep itself says in a document, in the language of the bank.

The English texts stand where they are used and are their own keys. Translations are catalogs of GNU gettext
(https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html) in the folder `locale`, compiled when a wheel or
an editable install is built. A bank may replace any text by its `labels`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from alignprep.errors import AlignprepError, Finding, did_you_mean

if TYPE_CHECKING:
    import datetime
    from gettext import NullTranslations

__all__ = ["EDITIONS", "ENGLISH", "Speaker", "Words", "cut", "label_findings", "message", "messages", "words_of"]

T = TypeVar("T")

_DOMAIN: Final = "alignprep"
_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")
_ENTRY: Final = re.compile(r'^msgid(?:_plural)? ((?:".*"\n)+)', re.MULTILINE)
_EAST_ASIAN: Final = ("ja", "zh", "ko", "yue")
_RIGHT_TO_LEFT: Final = ("ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi")
_SCRIPTS_TO_LEFT: Final = ("Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa")


class Speaker(Protocol):
    """Whatever has a language and labels: a bank's profile."""

    @property
    def language(self) -> str:
        """The language of its texts, as a BCP 47 tag."""
        raise NotImplementedError

    @property
    def labels(self) -> Mapping[str, str]:
        """What it says instead of what alignprep says, by the English text."""
        raise NotImplementedError


def message(text: str) -> str:
    """The text itself; marks one that stands apart from where it is said, so that the catalogs have it."""
    return text


@dataclass(frozen=True, slots=True)
class Words:
    """Says fixed texts in one bank's language: `words("Key points")`."""

    language: str
    """The bank's language, as a BCP 47 tag; without a catalog for it, the words are English."""
    labels: tuple[tuple[str, str], ...] = ()
    """What the bank says instead, each with the English text before it."""
    typeset: bool = False
    """Whether the marks in the texts are those of typography (`alignprep.text.typography`); values stay as they are."""

    def __call__(self, text: str, /, **values: object) -> str:
        """A text in the bank's language; each `{name}` in it becomes the value of that name, if there is one."""
        own = _own(self.labels).get(text)
        said = _catalog(self.language).gettext(text) if own is None else own
        return _filled(_set(self.language, said) if self.typeset else said, values)

    def plural(self, one: str, many: str, count: int, /, **values: object) -> str:
        """The form of a text that goes with a number, which is the value of `{count}`.

        A bank's label for the English singular stands for 1, that for the plural for every other number.
        """
        own = _own(self.labels).get(one if count == 1 else many)
        said = _catalog(self.language).ngettext(one, many, count) if own is None else own
        return _filled(_set(self.language, said) if self.typeset else said, {"count": count, **values})

    def listed(self, entries: Iterable[str]) -> str:
        """Entries one after the other, as in `one, two, three`."""
        return _joined(self(_COMMA), entries)

    def sentences(self, sentences: Iterable[str]) -> str:
        """Sentences one after the other, with a space between them where the language has one."""
        return _joined(self(_SPACE), sentences)

    def date(self, day: datetime.date) -> str:
        """A day with the name of its month, such as November 23, 2026."""
        return self(_DATE, **self._parts(day))

    def day(self, day: datetime.date) -> str:
        """A day in digits, such as 2026-11-23."""
        return self(_DAY, **self._parts(day))

    def number(self, value: float) -> str:
        """A number of at most six digits as the language writes it, without zeros at its end: 1.5, or 1,5 in German."""
        whole, _, part = f"{value:g}".partition(".")
        return self(_DECIMAL, whole=whole, part=part) if part else whole

    def _parts(self, day: datetime.date) -> dict[str, object]:
        parts = {"year": day.year, "number": day.month, "day": day.day, "mm": f"{day.month:02}", "dd": f"{day.day:02}"}
        return {**parts, "month": self(_MONTHS[day.month - 1])}

    @property
    def direction(self) -> str:
        """How its lines run, as HTML and CSS call it: `ltr` or `rtl`."""
        language, _, others = self.language.partition("-")
        script = next((part for part in others.split("-") if len(part) == 4 and part.isalpha()), "")
        to_left = script in _SCRIPTS_TO_LEFT if script else language in _RIGHT_TO_LEFT
        return "rtl" if to_left else "ltr"

    @property
    def east_asian(self) -> bool:
        """Whether the language is Chinese, Japanese or Korean, for which documents name a font apart."""
        return self.language.partition("-")[0] in _EAST_ASIAN


EDITIONS: Final[Mapping[str, str]] = {
    "candidate": message("candidate edition"),
    "study": message("study edition"),
    "interviewer": message("interviewer edition"),
}
"""What each edition is called."""
_MONTHS: Final = (
    message("January"), message("February"), message("March"), message("April"), message("May"), message("June"),
    message("July"), message("August"), message("September"), message("October"), message("November"),
    message("December"),
)  # fmt: skip
_COMMA: Final = message("{first}, {second}")
"""How entries stand one after the other."""
_SPACE: Final = message("{first} {second}")
"""How sentences stand one after the other."""
_DATE: Final = message("{month} {day}, {year}")
"""A day with the name of its month."""
_DAY: Final = message("{year}-{mm}-{dd}")
"""A day in digits."""
_DECIMAL: Final = message("{whole}.{part}")
"""A number that is not whole."""
_OF_DATES: Final = frozenset({"year", "month", "number", "day", "mm", "dd"})
"""The parts of which a date is made: its month by name, as a number, and month and day with two digits."""
_FREE: Final[Mapping[str, frozenset[str]]] = {_DATE: _OF_DATES, _DAY: _OF_DATES}
"""Texts that may have any of these placeholders, since languages write them of other parts."""


def words_of(speaker: Speaker, *, typeset: bool = False) -> Words:
    """The words of a bank, by its profile; `typeset` for documents that people read.

    Raises `AlignprepError` in a source tree whose catalogs have not been compiled yet, for a language that has one.
    """
    _catalog(speaker.language)
    return Words(speaker.language, tuple(speaker.labels.items()), typeset)


def cut(text: str, /, **parts: T) -> list[str | T]:
    """A text that was said, cut at the placeholders that have a part, with the parts in place: text and part by turns.

    It begins and ends with text, which may be empty.
    """
    pieces: list[str | T] = []
    end = 0
    for found in _PLACEHOLDER.finditer(text):
        if found[1] in parts:
            pieces += [text[end : found.start()], parts[found[1]]]
            end = found.end()
    return [*pieces, text[end:]]


@cache
def messages() -> frozenset[str]:
    """Every text that alignprep says in documents, as the template of the catalogs lists them."""
    import json

    entries = _ENTRY.findall(_resource(f"{_DOMAIN}.pot").decode())
    found = ("".join(json.loads(line) for line in entry.splitlines()) for entry in entries)
    return frozenset(text for text in found if text)


def label_findings(labels: object) -> Iterator[Finding]:
    """The labels of a bank that replace nothing, or leave out what alignprep would insert.

    `labels` is plain data; whatever is malformed is skipped, since the model reports it.
    """
    for text, own in labels.items() if isinstance(labels, Mapping) else ():
        if not isinstance(text, str) or not isinstance(own, str):
            continue
        if text not in messages():
            near = did_you_mean(text, messages())
            what = f"labels: alignprep nowhere says {text[:60]!r}{near}"
            yield Finding(("labels", text), "AP304", what, of_key=True)
        elif not fits(text, own):
            wanted = " ".join(f"{{{name}}}" for name in sorted(_FREE.get(text, placeholders(text)))) or "none"
            yield Finding(("labels", text), "AP304", f"labels: has other placeholders than the text; it has {wanted}")


def placeholders(text: str) -> frozenset[str]:
    """The names of a text's placeholders."""
    return frozenset(_PLACEHOLDER.findall(text))


def fits(text: str, own: str) -> bool:
    """Whether a text may stand for one of alignprep's: it has the same placeholders."""
    return placeholders(own) <= _FREE[text] if text in _FREE else placeholders(own) == placeholders(text)


def _filled(text: str, values: Mapping[str, object]) -> str:
    return _PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), text) if values else text


def _joined(pattern: str, texts: Iterable[str]) -> str:
    first, *others = [*texts] or [""]
    for other in others:
        first = _filled(pattern, {"first": first, "second": other})
    return first


@lru_cache(maxsize=2048)
def _set(language: str, text: str) -> str:
    """A text as it is set, before its placeholders are filled."""
    from alignprep.text.typography import typography_of

    return typography_of(language).plain(text)


@lru_cache(maxsize=64)
def _own(labels: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return dict(labels)


@cache
def _catalog(language: str) -> NullTranslations:
    """The catalog of a language: that of the tag or of its beginning (de for de-AT); without one, English words."""
    from gettext import GNUTranslations, NullTranslations
    from io import BytesIO

    parts = language.split("-")
    for length in range(len(parts), 0, -1):
        name = "_".join(parts[:length])
        folder = f"locale/{name}/LC_MESSAGES/{_DOMAIN}"
        if _has(f"{folder}.po"):
            if not _has(f"{folder}.mo"):
                raise AlignprepError(
                    f"alignprep's words in {name!r} have not been compiled; "
                    "in a source tree, `make build` (or `pip install -e .`) compiles them"
                )
            return GNUTranslations(BytesIO(_resource(f"{folder}.mo")))
    return NullTranslations()


def _has(name: str) -> bool:
    from importlib.resources import files

    return files("alignprep.language").joinpath(name).is_file()


def _resource(name: str) -> bytes:
    from importlib.resources import files

    return files("alignprep.language").joinpath(name).read_bytes()


ENGLISH: Final = Words("en")
"""The words in English, for what belongs to no bank."""
