"""What the model and a bank's rules allow and an author should know of.

Answers that nobody can say, repetitions, and cards whose front says what it asks for.

What is found here is a warning: it keeps no bank from being built. Records come as plain data; a value that is not what
the model wants is skipped, since the model reports it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from hashlib import blake2b
from typing import Any, Final

from alignprep.errors import Finding, Path
from alignprep.model.field_types import numbers, spoken, whole_number, words
from alignprep.model.prose import passages
from alignprep.text.cloze import opened
from alignprep.text.markdown import MarkdownError, parse, unused_bold
from alignprep.text.nodes import CodeBlock, MathBlock, Table

__all__ = ["PACE", "Sentences", "given_away", "idle_stars", "spoken_findings"]

PACE: Final = 140
"""How many words a minute people say when they explain something and want to be followed."""
_MOST_NUMBERS: Final = 10
"""How many numbers a listener can be asked to follow in one answer."""
_SEEN: Final = {Table: "a table", MathBlock: "a formula on a line of its own", CodeBlock: "code"}
_SENTENCE: Final = re.compile(r"\S.*?(?:(?<![.?!])[.?!]++[\"”’)*_]*+(?=\s|$)|[。！？]|$)", re.DOTALL)
_WORD: Final = re.compile(r"\w+")
_SHORTEST: Final = 8
"""The fewest words of a sentence that nobody writes twice by chance."""
_CITATION: Final = re.compile(r"\[(@[^\]]*)\]")
_TOKEN: Final = re.compile(r"\d+(?:[.,:]\d+)*|\w+")
"""A number, or a word."""
_PLURAL: Final = re.compile("ies$")
_TELLING: Final = 3
"""The fewest letters of a word that says something by itself."""
_STEM: Final = 4
"""The fewest letters by which a word is known in another form of it."""
_ENDING: Final = 3
"""The most letters by which two forms of a word differ, such as `model` and `modeling`."""
_UNSPACED: Final = "\u2e80"
"""The first character of the scripts that put no spaces between words."""


def spoken_findings(question: Mapping[str, Any]) -> Iterator[Finding]:
    """Why the spoken answer of a question cannot be said as it stands."""
    answer, minutes = question.get("answer"), whole_number(question.get("minutes")) or 0
    text = answer.get("spoken") if isinstance(answer, Mapping) else None
    if not isinstance(text, str):
        return
    path: Path = ("answer", "spoken")
    said, figures = words(text), numbers(text)
    if said > PACE * minutes > 0:
        message = f"{said} words take {said / PACE:.1f} minutes at {PACE} a minute, and the question has {minutes}"
        yield Finding(path, "AP901", message)
    if figures > _MOST_NUMBERS:
        yield Finding(path, "AP902", f"{figures} numbers; a listener follows {_MOST_NUMBERS} at most")
    try:
        blocks = parse(text)
    except MarkdownError:
        return
    for kind in dict.fromkeys(type(block) for block in blocks if type(block) in _SEEN):
        yield Finding(path, "AP903", f"has {_SEEN[kind]}, which nobody can say; it belongs into `depth`")


def idle_stars(question: Mapping[str, Any]) -> Iterator[Finding]:
    """Where two stars at the edge of a word make nothing bold."""
    for passage in passages(question):
        for offset in unused_bold(passage.text):
            message = "two stars that make nothing bold; close it with two more, or write \\*\\* for the characters"
            yield Finding(passage.path, "AP908", message, offset, 2)


def given_away(question: Mapping[str, Any], labels: Mapping[str, str], section: str = "") -> Iterator[Finding]:
    """The facts whose hidden text can be read on the front of their card.

    A front may show the rest of the text with its citations, the cue, and the titles of the question and of its
    section; `labels` name the works, by key, and `section` is the latter title.
    """
    facts, title = question.get("facts"), question.get("title")
    for index, fact in enumerate(facts if isinstance(facts, list) else []):
        text = fact.get("text") if isinstance(fact, Mapping) else None
        if not isinstance(text, str) or "{{c1::" not in text:
            continue
        before, hidden, cue, after = opened(text)
        cited = ";".join(_CITATION.findall(before + after)).split(";")
        names = [labels[key] for key in (one.strip().removeprefix("@") for one in cited) if key in labels]
        places = {
            "the rest of the text": f"{_CITATION.sub(' ', before)} … {_CITATION.sub(' ', after)}",
            "the cue": cue,
            "the title of the question": title if isinstance(title, str) else "",
            "the title of the section": section,
            **{f"the citation of {name}": name for name in names},
        }
        said = next((place for place, shown in places.items() if hidden and _says(shown, hidden)), None)
        if said:
            yield Finding(("facts", index, "text"), "AP905", f"{said} says {hidden[:60]!r}, which the cloze hides")


def _says(shown: str, hidden: str) -> bool:
    """Whether somebody who reads the one text can tell the other.

    That is if it has all words of it that say something by themselves: numbers, abbreviations and those that are not
    short, but for an article before them. Of formulas and code, whose order matters, it must have the whole.
    """
    if "$" in hidden or "`" in hidden:
        return "".join(hidden.split()) in "".join(shown.split())
    words = _TOKEN.findall(_CITATION.sub(" ", hidden))
    if len(words) > 1 and len(words[0]) <= _TELLING and words[0].islower():  # An article, as a rule.
        words = words[1:]
    telling = [word for word in words if len(word) >= _TELLING or word[0].isdigit() or word.isupper()] or words
    there = set(map(_singular, _TOKEN.findall(shown)))
    return bool(telling) and all(_is_among(there, _singular(word)) for word in telling)


def _singular(word: str) -> str:
    """A word in small letters; an English plural such as `policies` as `policy`, whose beginning is another."""
    return _PLURAL.sub("y", word.casefold())


def _is_among(there: Collection[str], word: str) -> bool:
    """Whether a word is one of those, in this form or another; without spaces between words, whether one has it."""
    if word in there:
        return True
    if len(word) > 1 and word[0] >= _UNSPACED:
        return any(word in other for other in there)
    return len(word) >= _STEM and any(
        len(other) >= _STEM
        and abs(len(word) - len(other)) <= _ENDING
        and (word.startswith(other) or other.startswith(word))
        for other in there
    )


class Sentences:
    """The sentences that the questions of a bank have said so far."""

    def __init__(self) -> None:
        self._answers: dict[bytes, str] = {}
        self._facts: dict[bytes, str] = {}

    def repeated(self, question: Mapping[str, Any]) -> Iterator[Finding]:
        """Where a question's answers say what those of an earlier one say, or a fact what another fact says.

        The question's own sentences are then known to the next. Of all that two questions share, the first is found.
        """
        id, answer, facts = str(question.get("id")), question.get("answer"), question.get("facts")
        found: dict[str, Finding] = {}
        for length, text in (answer if isinstance(answer, Mapping) else {}).items():
            for offset, sentence in _sentences(text):
                other = self._answers.setdefault(_digest(sentence), id)
                if other != id and other not in found:
                    message = f"question {other!r} says this sentence too"
                    found[other] = Finding(("answer", length), "AP904", message, offset, len(sentence))
        yield from found.values()
        for index, fact in enumerate(facts if isinstance(facts, list) else []):
            text = fact.get("text") if isinstance(fact, Mapping) else None
            if isinstance(text, str) and "{{c1::" in text:
                before, hidden, _, after = opened(text)
                name = f"{id}/{fact.get('id')}"
                other = self._facts.setdefault(_digest(before + hidden + after), name)
                if other != name:
                    yield Finding(("facts", index, "text"), "AP904", f"fact {other!r} says this too")


def _sentences(text: object) -> Iterator[tuple[int, str]]:
    """The sentences of a text that are long enough, each with its offset."""
    for found in _SENTENCE.finditer(spoken(text)) if isinstance(text, str) else ():
        sentence = found[0].rstrip()
        if words(sentence) >= _SHORTEST:
            yield found.start(), sentence


def _digest(sentence: str) -> bytes:
    """Eight bytes that are the same for sentences that differ in case, space and punctuation only."""
    return blake2b(" ".join(_WORD.findall(sentence.casefold())).encode(), digest_size=8).digest()
