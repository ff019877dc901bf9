"""Typewritten marks -> those of a bank’s language: “quoted”, it’s, …, −2, and no-break spaces.

Source texts keep what people type, so that they can be searched, compared and read by programs; whatever people read is
set when it is drawn. Parsed nodes are set, not tokens: a build parses each text once, before any product and any
product's language is known, and smartypants and the rule `smartquotes` of markdown-it would have to be at work then.
Both also take the last character of a formula or of code for a letter or a mark of the sentence.

Never set are code, formulas, addresses and the keys of citations. Letters, digits and the number of nodes stay as they
are, and what is set stays as it is when it is set again.

- `"` and `'` become the quotation marks of the language (CLDR's table below); a `"` between letters stays if it is
  without a partner, and in Hebrew, where it marks an abbreviation. In a language that the table does not know, only
  apostrophes between letters are set.
- `'` is an apostrophe within and after words, before decades (`'90s`), in `'tis` and its like, and wherever it quotes
  nothing.
- Behind a digit both are primes, as in `5'10"`, unless they end a quotation.
- `...` becomes one character. `--` stays: it may be an option of a program.
- `-` before a number that stands alone becomes a minus sign.
- A space becomes a no-break one before a unit or sign behind a number (`24 GB`, `5 %`), between a word such as
  `Section` and its number or letter, in `et al.` and before the year behind it, after `§`, between initials and before
  the surname, and between one-letter abbreviations (`z. B.`). French has them inside « », before : ; ! ? and within
  numbers.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache
from itertools import accumulate
from typing import Final, assert_never
from unicodedata import category

from alignprep.text.characters import is_wide
from alignprep.text.markdown import parse, parse_line, parse_told, remembered
from alignprep.text.nodes import (
    Block,
    Blocks,
    BulletList,
    Citation,
    Cloze,
    Code,
    CodeBlock,
    Emphasis,
    Inline,
    Inlines,
    Link,
    Math,
    MathBlock,
    OrderedList,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    plain,
)

__all__ = ["Typography", "typography_of"]

_MARKS: Final[Mapping[str, str]] = {
    "“”‘’": (
        "af ak as az ba bn ceb chr cy da en es fil fo ga gd gl gu ha hi id ig jv km kn ko kok lo lv mi ml mn mr ms my "
        "ne or pa pcm ps pt qu sd shn si so sq sw ta te tg th tr tt vec vi wo xh yo zh zu"
    ),
    "«»“”": "blo br ca cv el es-US eu it kk pt-AO pt-CH pt-CV pt-GQ pt-GW pt-LU pt-MO pt-MZ pt-PT pt-ST pt-TL sc ti",
    "„“‚‘": "cs de dsb et hr hsb is mk sk sl",
    "«»‹›": "am de-CH de-LI fa fr-CH rm",
    "«»„“": "be ky ru uk",
    "«»‘’": "nb nn no",
    "””’’": "fi he sv",
    "«»«»": "fr ht hy",
    "「」『』": "ja yue zh-HK zh-Hant zh-MO zh-TW",
    "”“’‘": "ar ur",
    "„“„“": "bg lt",
    "‘’“”": "ia ti-ER",
    "„”«»": "pl ro",
    "„”‘’": "bs",
    "“”«»": "eo",
    "„”»«": "hu",
    "„“«»": "ka",
    "‘’‘’": "nl",
    "„”’’": "sr",
    "“”“”": "tk",
    "“”’‘": "uz",
    "«»”“": "fr-CA",
}
"""The outer and inner quotation marks, and the languages that have them.

They are the `delimiters` of CLDR 48 (https://cldr.unicode.org) for the languages that it covers at least moderately;
German in Switzerland has those of the Federal Chancellery's rules (https://www.bk.admin.ch, Schreibweisungen), and
the Chinese of three territories those of the script that is written there.
"""
_SPACE, _NARROW = "\u00a0", "\u202f"
_INSIDE: Final[Mapping[str, str]] = {"fr": _SPACE, "fr-CH": _NARROW}
"""The space within guillemets (Imprimerie nationale, Lexique des règles typographiques)."""
_NUMBERED: Final[Mapping[str, str]] = {
    "en": "appendix article articles chapter chapters equation figure figures level levels line lines page pages part "
    "parts question questions section sections step steps table tables version versions art. ch. eq. eqs. fig. figs. "
    "no. nos. p. pp. sec. vol.",
    "de": "abbildung absatz abschnitt anhang artikel frage fragen gleichung kapitel schritt seite seiten stufe tabelle "
    "teil version zeile zeilen abb. abs. art. bd. kap. nr. s. tab.",
    "es": "apéndice capítulo ecuación figura página páginas parte paso pregunta preguntas sección tabla núm. p.",
    "fr": "annexe chapitre équation étape figure ligne page pages partie question questions section tableau fig. n° p.",
    "it": "appendice capitolo domanda domande equazione figura pagina pagine parte passo sezione tabella fig. n. p.",
    "nl": "bijlage deel figuur hoofdstuk pagina paragraaf stap tabel vergelijking vraag vragen nr. p.",
    "pt": "apêndice capítulo equação etapa figura página páginas parte passo pergunta perguntas seção tabela p.",
}
"""Words that are not parted from the number behind them, by language."""
_UNITS: Final = (
    "[%‰€£¥]|EUR|USD|°[CF]?|[kMGTPE]?FLOPs?(/s)?|[BMTK]|[kKMGTP]i?B(/s)?|[kMG]?bits?(/s)?|[kMGT]?Hz|[kMGT]?Wh?|[kM]?eV|"
    "[mk]?V|[mk]A|k?J|dB|[munµμ]?s|min|h|[ap]\\.m\\.|[mcknµμ]?m[²³]?|[mkµμ]?g|px|pt|dpi|fps|ff?\\."
)
"""Signs and symbols that are not parted from the number before them: units (SI brochure, 5.4.3), `7 B`, `S. 5 ff.`"""
_DECADE: Final = re.compile(r"'(?<!\w')(?=\d\ds?(?:'s)?(?!['\w]))")
_ENGLISH: Final = re.compile(
    r"'(?:(?<!\w')(?=(?:tis|twas|twere|twill|em|til|cause|bout)(?!['\w]))|(?<= ')n'(?= ))", re.I
)
"""Apostrophes where an English word begins, and both of `rock 'n' roll`."""
_PRIMES: Final = re.compile(r"(?<![\w'])\d{1,3}(') ?\d{1,2}(\")(?!\w)")
_DOTS: Final = re.compile(r"\.\.\.(?<!\.\.\.\.)(?!\.)")
_MINUS: Final = re.compile(r"-(?<![^\s(\[{=<>≤≥≈±|\"'“‘„‚«‹]-)(?<!\d\s-)(?=[$€£¥]?\d+(?:[.,]\d+)*(?![\w-]))")
_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.|mailto:)[^\s<>]*[^\s<>.,;:!?…)\"'“”‘’«»‹›]|[\w.+-]+@[\w-]+\.[\w.-]*\w"
)
_TYPED: Final = re.compile(r"[\"']")
_QUOTES: Final = "\"'“”„‟‘’‚‛«»‹›「」『』"
_OBJECT, _CITED = "\ufffc", "\ufffb"
"""What stands for a formula or code, which is like a word, and for a citation, which is like a pair of brackets."""
_AFTER: Final = rf"(?<=\d )(?=(?:{_UNITS})(?!\w))|(?<=§ )(?=\d)|(?<=[^\W\d_]\. )(?<![\w'’.]..\ )(?=[^\W\d_]\.)"
"""What stands on both sides of a space that becomes a no-break one and that follows a digit, `§` or a full stop."""
_BEFORE: Final = r"(?=[\d{]|(?<!\. )[A-H](?![\w'’]))"
"""What stands behind a space that becomes a no-break one if one of the language's words stands before it."""
_ET_AL: Final = re.compile(
    rf" (?:(?=et[ {_SPACE}]al\b)|(?<=\bet )(?=al\b)"
    rf"|(?:(?<=\bet[ {_SPACE}]al\. )|(?<=\bet[ {_SPACE}]al\., ))(?=\(?\d{{4}}))"
)
"""The spaces around `et al.`"""
_SURNAME: Final = re.compile(r" (?<=[A-ZÀ-ÖØ-Þ]\. )(?=[A-ZÀ-ÖØ-Þ]\w)")
"""A space behind what may be an initial, before what may be a surname."""
_LONGEST_NAME: Final = 40
_FRENCH: Final = (
    (re.compile(r"(?<=[«‹]) (?=\S)|(?<=\S) (?=[»›:])"), ""),
    (re.compile(r"(?<=\S) (?=[;!?])|(?<=\d) (?=\d{3}(?!\d))"), _NARROW),
)
"""Spaces that are no-break in French: the one inside guillemets (as the language has it), and a narrow one."""


class _Side(Enum):
    """What stands beside a quotation mark."""

    SPACE = auto()
    WORD = auto()
    OPENER = auto()
    CLOSER = auto()
    OTHER = auto()


class _Role(Enum):
    """What a typed mark may be, by what stands beside it."""

    NONE = auto()
    APOSTROPHE = auto()
    OPENS = auto()
    OPENS_IF_CLOSED = auto()
    CLOSES = auto()
    CLOSES_OR_OPENS = auto()
    PAIRED = auto()
    """Closes what is open, else opens what is closed later."""


@cache
def typography_of(language: str) -> Typography:
    """How texts are set in a language, a BCP 47 tag; of the tags in the table, its longest beginning counts."""
    parts = language.split("-")
    tags = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    known = {tag: marks for marks, several in _MARKS.items() for tag in several.split()}
    marks = next((known[tag] for tag in tags if tag in known), "")
    inside = next((_INSIDE[tag] for tag in tags if tag in _INSIDE), "")
    numbered = next((_NUMBERED[tag] for tag in tags if tag in _NUMBERED), "")
    words = "|".join(rf"(?<=\b{re.escape(word)} )" for word in numbered.split())
    # Most spaces fail the first test on each side, and take no more time than that.
    before = rf"|(?=[\d{{A-H]){_BEFORE}(?i:{words})" if words else ""
    return Typography(language, marks, inside, re.compile(rf" (?:(?<=[\d§.] )(?:{_AFTER}){before})"))


@dataclass(frozen=True, slots=True)
class Typography:
    """Sets texts in one language; made by `typography_of`."""

    language: str
    """The language, as a BCP 47 tag."""
    marks: str
    """The outer and inner quotation marks, opening and closing by turns; empty if they are not known."""
    inside: str
    """The space within guillemets, in languages that have one."""
    unparted: re.Pattern[str]
    """Spaces that become no-break ones."""

    def blocks(self, text: str) -> Blocks:
        """Markdown with blocks, set. Raises `MarkdownError` as `alignprep.text.markdown.parse` does."""
        blocks: Blocks = remembered(f"blocks {self.language}", text, lambda: self.set_blocks(parse(text)))
        return blocks

    def line(self, text: str) -> Inlines:
        """One paragraph of Markdown, set. Raises `MarkdownError` as `alignprep.text.markdown.parse_line` does."""
        line: Inlines = remembered(f"line {self.language}", text, lambda: self.nodes(parse_line(text)))
        return line

    def told(self, text: str, why: str | None) -> Inlines:
        """A fact as a reader is told it, set. Raises as `alignprep.text.markdown.parse_told` does."""
        if why:
            return self.nodes(parse_told(text, why))
        line: Inlines = remembered(f"fact {self.language}", text, lambda: self.nodes(parse_told(text, why)))
        return line

    def plain(self, text: str) -> str:
        """Plain text, such as a title, set."""
        return _with(text, self._changes(text, text))

    def label(self, text: str) -> str:
        """What a citation calls a work, such as `Gao et al. 2022`, set; its year never begins a line."""
        return re.sub(r" (?=\d{4}[a-z]*$)", _SPACE, self.plain(text))

    def set_blocks(self, blocks: Iterable[Block]) -> Blocks:
        """Blocks that were parsed, set."""
        return tuple(map(self._block, blocks))

    def nodes(self, inlines: Inlines) -> Inlines:
        """A line that was parsed, set: a quotation may begin in one node and end in another."""
        only = inlines[0] if len(inlines) == 1 else None
        if isinstance(only, Text):
            changes = self._changes(only.text, only.text)
            return (Text(_with(only.text, changes)),) if changes else inlines
        shown = list(_shown(inlines))
        text = "".join(piece for piece, _ in shown)
        changes = self._changes(text, "".join(seen for _, seen in shown), shown)
        return tuple(self._put(inlines, _cut(shown, changes))) if changes else inlines

    def _block(self, block: Block) -> Block:
        match block:
            case Paragraph(children):
                return Paragraph(self.nodes(children))
            case BulletList(items) | OrderedList(items):
                return replace(block, items=tuple(map(self.set_blocks, items)))
            case Quote(quoted):
                return Quote(self.set_blocks(quoted))
            case Table(aligns, header, rows):
                cells = tuple(tuple(map(self.nodes, row)) for row in rows)
                return Table(aligns, tuple(map(self.nodes, header)), cells)
            case CodeBlock() | MathBlock():
                return block
            case _:
                assert_never(block)

    def _put(self, inlines: Inlines, pieces: Iterator[str]) -> Iterator[Inline]:
        """The nodes with the pieces that were set, of which there is one for each that `_shown` gave."""
        for inline in inlines:
            match inline:
                case Text():
                    yield Text(next(pieces))
                case Link(url, children) if _is_address(url, children):
                    next(pieces)
                    yield inline
                case Cloze(children, cue):
                    yield Cloze(tuple(self._put(children, pieces)), self.plain(cue))
                case Strong(children) | Emphasis(children) | Link(_, children):
                    yield replace(inline, children=tuple(self._put(children, pieces)))
                case Code() | Math() | Citation():
                    next(pieces)
                    yield inline
                case _:
                    assert_never(inline)

    def _changes(self, text: str, seen: str, pieces: Sequence[tuple[str, str]] = ()) -> dict[int, str]:
        """What becomes of the characters of a text that change, by their places; the rules see `seen`.

        The text is that of the `pieces`, if it has several.
        """
        changes: dict[int, str] = {}
        if "@" in seen or "://" in seen or "www." in seen or "mailto:" in seen:
            seen = _ADDRESS.sub(lambda found: _OBJECT * len(found[0]), seen)
        if "..." in seen:
            starts = {*accumulate(len(piece) for piece, _ in pieces)}
            for found in _DOTS.finditer(seen):
                if not starts & {found.start() + 1, found.start() + 2}:
                    changes.update(zip(range(*found.span()), ("…", "", ""), strict=True))
        for found in _MINUS.finditer(seen) if "-" in seen else ():
            changes[found.start()] = "−"
        if self.inside:
            for pattern, space in _FRENCH:
                for found in pattern.finditer(seen):
                    changes[found.start()] = space or self.inside
                seen = pattern.sub(space or self.inside, seen)
        if "'" in seen or '"' in seen:
            if "'" in seen and '"' in seen:
                for found in _PRIMES.finditer(seen):
                    changes[found.start(1)], changes[found.start(2)] = "′", "″"
                seen = _PRIMES.sub(lambda found: found[0].replace("'", "′").replace('"', "″"), seen)
            self._set_marks(changes, seen)
        for found in self.unparted.finditer(seen):
            changes[found.start()] = _SPACE
        for found in _ET_AL.finditer(seen) if "et al" in seen or f"et{_SPACE}al" in seen else ():
            changes[found.start()] = _SPACE
        for found in _SURNAME.finditer(seen) if ". " in seen else ():
            if _is_initial(seen, found.start() - 2):
                changes[found.start()] = _SPACE
        return self._with_space_inside(text, changes) if self.inside else changes

    def _set_marks(self, characters: dict[int, str], seen: str) -> None:
        """Set quotation marks and apostrophes.

        A `"` is paired with the one before it that is open, a `'` only if none else was opened since. One without a
        partner is set too where it is clear what it is.
        """
        initial = self._initial_apostrophes(seen)
        pending: list[int] = []
        doubles = 0
        """How many of those that are pending are `"`."""
        run = (0, 0)
        for found in _TYPED.finditer(seen):
            at, single = found.start(), found[0] == "'"
            run = run if at < run[1] else self._run(seen, at)
            role = _Role.APOSTROPHE if at in initial else self._role(seen, at, *run)
            if role is _Role.APOSTROPHE:
                characters[at] = "’"
            elif not self.marks or role is _Role.NONE:
                continue
            elif role in _CLOSING and (pending and seen[pending[-1]] == "'" if single else doubles):
                while seen[pending[-1]] != found[0]:
                    pending.pop()
                characters[pending.pop()], characters[at] = self._pair(single)
                doubles -= not single
            elif role is _Role.CLOSES:
                characters[at] = self._unpaired(seen, at)
            else:
                pending.append(at)
                doubles += not single
                if role in (_Role.OPENS, _Role.CLOSES_OR_OPENS):
                    after = seen[at + 1 : at + 2]
                    characters[at] = "’" if single and _is_word(after) else self._pair(single)[0]

    def _run(self, seen: str, at: int) -> tuple[int, int]:
        """Where the marks begin and end that stand together with one."""
        first, last, marks = at, at + 1, _QUOTES + self.inside
        while first and seen[first - 1] in marks:
            first -= 1
        while last < len(seen) and seen[last] in marks:
            last += 1
        return first, last

    def _pair(self, single: bool) -> tuple[str, str]:
        first = 2 if single else 0
        return self.marks[first], self.marks[first + 1]

    def _unpaired(self, seen: str, at: int) -> str:
        """What a mark is that closes nothing: a prime, an apostrophe, or the end of what began elsewhere."""
        single, before = seen[at] == "'", seen[at - 1]
        if before.isdecimal():
            return "′" if single else "″"
        return "’" if single and _is_word(before) else self._pair(single)[1]

    def _initial_apostrophes(self, seen: str) -> set[int]:
        """Where apostrophes stand that look like the beginning of a quotation."""
        english = self.language.partition("-")[0] == "en"
        patterns = (_DECADE, *[_ENGLISH] * english) if self.marks else ()
        return {
            place
            for pattern in patterns
            for found in pattern.finditer(seen)
            for place in (found.start(), found.end() - 1)
        }

    def _role(self, seen: str, at: int, first: int, last: int) -> _Role:
        """What a mark may be, by what stands on both sides of it and of the marks beside it."""
        before, after = seen[first - 1 : first], seen[last : last + 1]
        left, right = _side(before, _Side.CLOSER), _side(after, _Side.OPENER)
        single, alone = seen[at] == "'", last - first == 1
        if left is _Side.WORD and right is _Side.WORD:
            if not self.inside and (is_wide(before) or is_wide(after)):
                return _Role.NONE if single else _Role.PAIRED
            if single:
                return _Role.APOSTROPHE
            if alone:
                return _Role.NONE if before.isdecimal() or "\u0590" <= before <= "\u05ff" else _Role.PAIRED
            elided = at == first + 1 and (seen[first] == "'" or (seen[first] == "’" and "’" not in self.marks[:2]))
            return _Role.CLOSES_OR_OPENS if elided else _Role.PAIRED
        if single and left is _Side.CLOSER and after.isalpha():
            return _Role.APOSTROPHE
        if (left, right) in ((_Side.OTHER, _Side.OTHER), (_Side.OPENER, _Side.SPACE)):
            return _Role.NONE if single else _Role.PAIRED
        return _ROLES.get((left, right), _Role.NONE)

    def _with_space_inside(self, text: str, changes: Mapping[int, str]) -> dict[int, str]:
        """The changes with a space within guillemets where there is none."""
        characters = [changes.get(at, character) for at, character in enumerate(text)]
        for at in range(1, len(characters)):
            before, after = characters[at - 1], characters[at]
            if after in ("»", "›") and not before[-1:].isspace():
                characters[at] = self.inside + after
            elif before[-1:] in ("«", "‹") and not after[:1].isspace():
                characters[at - 1] = before + self.inside
        return {at: now for at, (now, typed) in enumerate(zip(characters, text, strict=True)) if now != typed}


_CLOSING: Final = (_Role.CLOSES, _Role.CLOSES_OR_OPENS, _Role.PAIRED)
_ROLES: Final = {
    (_Side.SPACE, _Side.WORD): _Role.OPENS,
    (_Side.SPACE, _Side.OPENER): _Role.OPENS,
    (_Side.SPACE, _Side.OTHER): _Role.OPENS,
    (_Side.SPACE, _Side.CLOSER): _Role.OPENS_IF_CLOSED,
    (_Side.OPENER, _Side.WORD): _Role.OPENS,
    (_Side.OPENER, _Side.OPENER): _Role.OPENS,
    (_Side.OPENER, _Side.OTHER): _Role.OPENS,
    (_Side.OPENER, _Side.CLOSER): _Role.OPENS_IF_CLOSED,
    (_Side.OTHER, _Side.WORD): _Role.OPENS,
    (_Side.OTHER, _Side.OPENER): _Role.OPENS,
    (_Side.OTHER, _Side.CLOSER): _Role.CLOSES,
    (_Side.OTHER, _Side.SPACE): _Role.CLOSES,
    (_Side.CLOSER, _Side.WORD): _Role.CLOSES_OR_OPENS,
    (_Side.CLOSER, _Side.OPENER): _Role.CLOSES,
    (_Side.CLOSER, _Side.OTHER): _Role.CLOSES,
    (_Side.CLOSER, _Side.CLOSER): _Role.CLOSES,
    (_Side.CLOSER, _Side.SPACE): _Role.CLOSES,
    (_Side.WORD, _Side.OPENER): _Role.CLOSES,
    (_Side.WORD, _Side.OTHER): _Role.CLOSES,
    (_Side.WORD, _Side.CLOSER): _Role.CLOSES,
    (_Side.WORD, _Side.SPACE): _Role.CLOSES,
}
"""What a mark is by what stands on its sides; of the others, `_role` decides, or nothing is clear."""


def _side(character: str, cited: _Side) -> _Side:
    if not character or character.isspace():
        return _Side.SPACE
    if character == _CITED:
        return cited
    if _is_word(character):
        return _Side.WORD
    if character in "([{¿¡（［｛":
        return _Side.OPENER
    return _Side.CLOSER if character in ")]},.;:!?…%、。，．：；！？）］｝" else _Side.OTHER


def _is_word(character: str) -> bool:
    """Whether a character belongs to a word, as letters, digits, formulas and the end of C++ do."""
    return character.isalnum() or character in ("_", "#", "+", "°", "′", "″", _OBJECT) or category(character)[0] == "M"


def _is_initial(seen: str, at: int) -> bool:
    """Whether a capital with a full stop belongs to a name: nothing, or a word with a capital, stands before it."""
    if at and not seen[at - 1].isspace():
        return False
    before = seen[max(0, at - _LONGEST_NAME) : at].split()
    return not before or before[-1][0].isupper()


def _is_address(url: str, children: Inlines) -> bool:
    """Whether a link shows nothing but its address, or the most of it."""
    shown = plain(children)
    return shown in url and any(mark in shown for mark in "./:@")


def _shown(inlines: Inlines) -> Iterator[tuple[str, str]]:
    """The texts of a line's nodes, each with what stands for it in the eyes of the rules."""
    for inline in inlines:
        match inline:
            case Text(text):
                yield text, text
            case Citation():
                yield _CITED, _CITED
            case Link(url, children) if _is_address(url, children):
                yield _OBJECT, _OBJECT
            case Strong(children) | Emphasis(children) | Link(_, children) | Cloze(children):
                yield from _shown(children)
            case Code() | Math():
                yield _OBJECT, _OBJECT
            case _:
                assert_never(inline)


def _with(text: str, changes: Mapping[int, str]) -> str:
    """A text with its changes."""
    pieces: list[str] = []
    done = 0
    for at in sorted(changes):
        pieces += (text[done:at], changes[at])
        done = at + 1
    return "".join([*pieces, text[done:]])


def _cut(shown: Iterable[tuple[str, str]], changes: Mapping[int, str]) -> Iterator[str]:
    """The pieces of a text, each with its changes."""
    places, start = sorted(changes), 0
    for piece, _ in shown:
        end = start + len(piece)
        within = places[bisect_left(places, start) : bisect_left(places, end)]
        yield _with(piece, {at - start: changes[at] for at in within}) if within else piece
        start = end
