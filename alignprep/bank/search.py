"""Full-text search over a bank's questions, ranked.

The ranking is BM25F (Robertson and Zaragoza 2009, https://doi.org/10.1561/1500000019): BM25 over several fields, each
with its own weight and length. Words are compared without case, accents and plural endings; the beginning of a word
finds it too, with a lower score; two words that are adjacent in a text as in the query count as an additional word.

Chinese, Japanese and Korean are compared by pairs of neighboring characters, since only a dictionary could tell where
their words begin: 回帰テスト is 回帰, 帰テ, テス, スト. A single character is found by itself.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from alignprep.model.catalog import Catalog
    from alignprep.model.records import Question

__all__ = ["Index", "words_of"]

_WEIGHTS: Final = (4.0, 2.0, 2.0, 1.5, 1.0)
"""Of title and id, question, topics, hint and key points."""
_SATURATION: Final = 1.2
"""k1 of BM25: how soon further occurrences of a word stop counting."""
_LENGTH: Final = 0.75
"""b of BM25: how much less words count in a long field."""
_BEGINNING: Final = 0.5
"""What a word that only begins with a word of the query counts, relative to an equal word."""
_SHORTEST: Final = 3
"""How many letters the beginning of a word needs to find longer words."""
_COMMON: Final = 0.5
"""A word that more than this share of the questions contain does not by itself make a question a result; nor do two
hiragana, which are mostly grammar."""
_BREAK: Final = " | "
"""Separates two texts of a field, so that no phrase extends from one into the next."""

_CITATION: Final = re.compile(r"\[@[^\]]*\]")
_TARGET: Final = re.compile(r"\]\([^)\s]*\)")
_MATHS: Final = re.compile(r"\$\$.+?\$\$|\$(?!\s)[^$\n]+\$", re.DOTALL)
_NAMED: Final = re.compile(r"\\(?:mathrm|mathit|mathbf|text|operatorname)\{([^{}]*)\}")
_RUN: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_POSSESSIVE: Final = re.compile(r"['’]s\b")
_EAST_ASIAN: Final = re.compile(
    "[\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+"
)
"""Han, kana and Hangul, and the signs that stand among them."""
_HIRAGANA: Final = re.compile("[\u3041-\u309f]+")
_VOICED: Final = "\u3099\u309a"
"""The marks that make another kana of one: が is no か with an accent."""
_STROKES: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def words_of(text: str) -> list[str]:
    """The words of Markdown or of a query as they are compared: folded, without punctuation, markup and formulas.

    Only names remain of a formula, such as the KL of `\\mathrm{KL}`.
    """
    return _words(_runs(text))


def _words(runs: Iterable[str]) -> list[str]:
    return [word for run in runs for part in run.split("-") for word in _parts(part)]


def _parts(word: str) -> Iterator[str]:
    """The word itself, or what stands for it where it holds Chinese, Japanese or Korean: pairs of characters."""
    if word.isascii():
        yield _singular(word)
        return
    start = 0
    for found in _EAST_ASIAN.finditer(word):
        if found.start() > start:
            yield _singular(word[start : found.start()])
        yield from map("".join, pairwise(found[0])) if len(found[0]) > 1 else found[0]
        start = found.end()
    if start < len(word):
        yield _singular(word[start:])


def _characters(runs: Iterable[str]) -> list[str]:
    """The characters of pairs, each by itself, for a query of a single one."""
    return [letter for run in runs for found in _EAST_ASIAN.findall(run) if len(found) > 1 for letter in found]


def _compounds(runs: Iterable[str]) -> list[str]:
    """Hyphenated compounds, each as one word, so that `finetuning` finds `fine-tuning`."""
    return [_singular(run.replace("-", "")) for run in runs if "-" in run]


def _runs(text: str) -> list[str]:
    """Runs of letters and digits, including those joined by hyphens, folded."""
    text = _MATHS.sub(lambda formula: f" {' '.join(_NAMED.findall(formula[0]))} ", text)
    text = _TARGET.sub("]", _CITATION.sub(" ", text))
    return _RUN.findall(_POSSESSIVE.sub("", _folded(text)))


def _folded(text: str) -> str:
    """Text without case and accents: compatibility decomposition (NFKD) without combining characters."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in letters if letter in _VOICED or not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", plain.casefold().translate(_STROKES))


def _singular(word: str) -> str:
    """A plural without its ending, by the rules of Harman 1991 (https://doi.org/10.1002/asi.4630420104).

    Words of queries and of texts are treated alike, so a word that is shortened wrongly is still found.
    """
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


class Index:
    """The weight of each word in each question. Built once, in time linear in the text."""

    def __init__(self, bank: Catalog) -> None:
        self._questions = bank.questions
        topics = {id: f"{id}\n{term.title}" for id, term in bank.topics.items()}
        read = [[_read(field) for field in _fields(question, topics)] for question in self._questions]
        self._texts = [tuple(text for text, _ in fields) for fields in read]
        means = [sum(map(_length, texts)) / len(texts) for texts in zip(*self._texts, strict=True)]
        self._places: dict[str, array[int]] = {}
        self._strengths: dict[str, array[float]] = {}
        for place, fields in enumerate(read):
            for word, count in _counts(fields, means).items():
                self._places.setdefault(word, array("L")).append(place)
                self._strengths.setdefault(word, array("d")).append(count / (_SATURATION + count))
        self._words = sorted(self._places)

    def search(self, query: str) -> tuple[Question, ...]:
        """The questions that contain a word of the query, best first; of equal scores, the lower number first."""
        words = words_of(query)
        scores: dict[int, float] = {}
        rare: set[int] = set()
        rarity: dict[str, float] = {}
        for word in dict.fromkeys(words):
            found = self._strengths_of(word)
            rarity[word] = self._rarity(len(found))
            for place, strength in found.items():
                scores[place] = scores.get(place, 0.0) + rarity[word] * strength
            if len(found) <= _COMMON * len(self._questions) and not _HIRAGANA.fullmatch(word):
                rare.update(found)
        places = rare or scores.keys()
        for first, second in pairwise(words):
            value = (rarity[first] + rarity[second]) / 2
            for place in places:
                scores[place] += value * self._phrase_score(place, f" {first} {second} ")
        return tuple(
            self._questions[place] for place in sorted(places, key=lambda place: (-round(scores[place], 9), place))
        )

    def _strengths_of(self, word: str) -> dict[int, float]:
        """By question, the weight of a word or of words that begin with it, whichever is highest."""
        found: dict[int, float] = {}
        for known in self._known_beginning(word):
            share = 1.0 if known == word else _BEGINNING
            for place, strength in zip(self._places[known], self._strengths[known], strict=True):
                found[place] = max(found.get(place, 0.0), share * strength)
        return found

    def _known_beginning(self, word: str) -> Iterator[str]:
        if len(word) < _SHORTEST:
            yield from [word] if word in self._places else []
            return
        for place in range(bisect_left(self._words, word), len(self._words)):
            if not self._words[place].startswith(word):
                return
            yield self._words[place]

    def _rarity(self, holding: int) -> float:
        """The inverse document frequency of BM25, in the form that is never negative."""
        return log(1 + (len(self._questions) - holding + 0.5) / (holding + 0.5))

    def _phrase_score(self, place: int, phrase: str) -> float:
        count = sum(
            weight * f" {text} ".count(phrase) for weight, text in zip(_WEIGHTS, self._texts[place], strict=True)
        )
        return count / (_SATURATION + count)


def _fields(question: Question, topics: Mapping[str, str]) -> tuple[Sequence[str], ...]:
    """The texts of each field that is searched, in the order of `_WEIGHTS`."""
    named = [line for id in question.topics for line in topics.get(id, id).split("\n")]
    hint = [question.hint] if question.hint is not None else []
    return [question.title, question.id], [question.question], named, hint, question.key_points


def _length(text: str) -> int:
    return text.count(" ") + 1


def _read(texts: Iterable[str]) -> tuple[str, list[str]]:
    """The words of a field as one text, with breaks between its texts, and its compounds and single characters."""
    runs = [_runs(text) for text in texts]
    more = [word for one in runs for word in (*_compounds(one), *_characters(one))]
    return _BREAK.join(" ".join(_words(one)) for one in runs), more


def _counts(fields: Iterable[tuple[str, list[str]]], means: Iterable[float]) -> dict[str, float]:
    """How often each word occurs in a question, weighted by field and normalized by the length of the field."""
    counts: dict[str, float] = {}
    for weight, (text, compounds), mean in zip(_WEIGHTS, fields, means, strict=True):
        value = weight / (1 - _LENGTH + _LENGTH * _length(text) / mean)
        for word in [*text.split(), *compounds]:
            counts[word] = counts.get(word, 0.0) + value
    counts.pop(_BREAK.strip(), None)
    return counts
