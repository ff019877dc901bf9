"""The exceptions that alignprep raises, the problems and codes that they report, and "did you mean".

::

    AlignprepError            the base of all
    ├── ContentError          source files that do not make a bank; has `problems`
    ├── BankError             JSON that is not a bank; has `problems`
    ├── UnknownBank           there is no such file or folder, and no installed bank of that name
    ├── BankClash             two installed banks have the same name
    ├── LedgerError           a release dated before an earlier one, or not dated at all
    ├── NotInBank             a question or a work that is not in the bank; also a KeyError
    ├── ReadOnly              an attempt to change a bank or a record; also an AttributeError
    ├── SelectionError        a selection that no question, or too few, match; also a ValueError
    ├── ExporterError         an exporter that cannot do its work
    │   ├── UnknownExporter   no installed exporter has that name
    │   ├── ExporterClash     two installed exporters have the same name
    │   ├── MissingExtra      the libraries of an exporter or a data frame are not installed; also an ImportError
    │   ├── InterviewError    a name or another detail of an interview that an exporter cannot draw
    │   ├── TemplateError     a template whose styles an exporter cannot use
    │   └── TextError         a text that an exporter cannot draw; says where it is
    └── OutputError           a file that cannot be written

Where Python has an error of the same meaning, ours is one too, so `except KeyError` around a lookup works as for any
mapping.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias, TypeVar

from alignprep.text.characters import printable
from alignprep.text.source import Fault, Source

__all__ = [
    "CODES", "AlignprepError", "BankClash", "BankError", "ContentError", "ExporterClash", "ExporterError", "Finding",
    "InterviewError", "LedgerError", "MissingExtra", "NotInBank", "OutputError", "Path", "Problem", "ReadOnly",
    "SelectionError", "TemplateError", "TextError", "UnknownBank", "UnknownExporter", "did_you_mean", "near",
    "problem_at",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong in a file, and where.

    `line` and `column` count from 1, in characters; both are 0 when the problem is about a whole file or folder.
    `source` is the line with the problem, `length` the number of its characters to underline. `code` is one of
    `alignprep.errors.CODES`, whose meaning never changes.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    source: str = ""
    length: int = 1

    @property
    def is_warning(self) -> bool:
        """Whether an author should know of it, although it keeps no bank from being built."""
        return self.code.startswith("AP9")

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return printable(f"{place}: {'warning' if self.is_warning else 'error'}[{self.code}]: {self.message}")


Path: TypeAlias = tuple[str | int, ...]
"""Where a value is in plain data: keys and indexes from the root."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong at a path of the data: in a value, in part of its text, or in its key."""

    path: Path
    code: str
    message: str
    offset: int | None = None
    """The offset in the text at the path where the fault begins."""
    length: int = 1
    of_key: bool = False
    """Whether the key at the end of the path is wrong, not its value."""


def problem_at(file: str, source: Source, fault: Fault) -> Problem:
    """The problem for a fault in the text of a file, with line, column and the line's text."""
    line, column = source.place(fault.offset)
    return Problem(file, line, column, fault.code, fault.message, source.lines[line - 1], fault.length)


CODES: Final[dict[str, str]] = {
    "AP101": "a file or folder cannot be read",
    "AP102": "a file that is too large to be read",
    "AP103": "a file is not UTF-8, or begins with a byte order mark",
    "AP104": "a control character",
    "AP105": "an invisible or direction-changing character",
    "AP106": "a tab",
    "AP107": "text that is not in Unicode normal form C",
    "AP108": "a file or folder that does not belong where it is, or whose name is not an id",
    "AP109": "a file that is not a regular file inside its folder",
    "AP110": "more problems in a file than are listed",
    "AP201": "YAML that cannot be parsed",
    "AP202": "a key that appears twice",
    "AP203": "a YAML tag or directive",
    "AP204": "a YAML anchor or alias",
    "AP205": "a file with more than one YAML document, or none",
    "AP206": "YAML nested too deeply",
    "AP207": "an escape sequence in double quotes",
    "AP208": "a comment after a value",
    "AP209": "a key that is not plain text",
    "AP210": "a value that YAML takes for none: `null` or `~`",
    "AP301": "a field is missing",
    "AP302": "a field is unknown",
    "AP303": "a value of the wrong kind",
    "AP304": "a value that is not allowed",
    "AP305": "too few or too many entries",
    "AP306": "too few or too many words, characters or numbers",
    "AP307": "an entry that is listed twice",
    "AP401": "Markdown outside the closed set",
    "AP402": "a link to anything but the web or an e-mail address",
    "AP403": "a dollar sign that does not begin a formula",
    "AP404": "a malformed citation",
    "AP405": "a fact without a cloze, or with more than one",
    "AP406": "maths that cannot be typeset",
    "AP501": "a topic, competency or section that is not in the vocabulary",
    "AP502": "a reference that is not in the bibliography",
    "AP503": "a citation that the question does not list",
    "AP504": "a related question that does not exist, or is the question itself",
    "AP505": "a related question that does not name this one",
    "AP506": "a number used twice",
    "AP507": "a number outside its section's range",
    "AP508": "a code sample or figure that does not exist",
    "AP509": "a figure that is not a plain SVG",
    "AP510": "a bank that is incomplete",
    "AP511": "an id used twice",
    "AP512": "sections whose numbers overlap, or a section given twice",
    "AP513": "a text that an exporter cannot draw",
    "AP514": "a question whose digest is not the one in the ledger",
    "AP515": "a font that does not exist, or that documents cannot embed",
    "AP516": "an id that something else has had, which was retired",
    "AP601": "JSON that cannot be parsed",
    "AP602": "JSON that does not match its schema",
    "AP701": "a roster, or a row of one, that is not a table of candidates",
    "AP702": "a roster, or a row of one, that is too large",
    "AP801": "a file to import that is not what its format says, or has no question",
    "AP802": "questions to import that have no place in the bank",
    "AP803": "a filled packet, or what `collect` wrote, that cannot be read",
    "AP804": "a field of a filled packet that cannot be read",
    "AP805": "two packets of the same interview that say different things",
    "AP901": "a spoken answer that takes longer than its minutes (a warning, as all of AP9…)",
    "AP902": "a spoken answer with more numbers than a listener can follow",
    "AP903": "a spoken answer with something that can only be seen",
    "AP904": "a sentence that two questions, or two facts, say",
    "AP905": "a fact whose hidden text can be read on the front of its card",
    "AP906": "places of a filled packet that say different things",
    "AP907": "a product whose exporter is not installed",
    "AP908": "stars that make nothing bold",
    "AP909": "a candidate's sheet among filled packets",
    "AP910": "a column of a roster that is not used",
}
"""Every problem code, with what it means. The meaning of a code never changes."""


class AlignprepError(Exception):
    """The base of every error that alignprep raises on purpose."""


class _ProblemsError(AlignprepError):
    """An error that consists of one or more problems."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[Callable[..., _ProblemsError], tuple[tuple[Problem, ...]]]:
        """Errors come back from other processes, and by default only the message of an exception is pickled."""
        return type(self), (self.problems,)


class ContentError(_ProblemsError):
    """Source files that do not make a bank."""


class BankError(_ProblemsError):
    """JSON that is not a bank; the message of each problem begins with a JSON pointer."""


class UnknownBank(AlignprepError):
    """What was asked for is neither a file nor a folder nor the name of an installed bank."""


class BankClash(AlignprepError):
    """Two installed distributions offer banks of the same name."""


class LedgerError(AlignprepError):
    """A release that cannot be dated: its date is missing, or is before that of an earlier release."""


class NotInBank(AlignprepError, KeyError):
    """A question, or a work of the bibliography, that is not in the bank; suggests the nearest one."""

    def __str__(self) -> str:
        """The message as it is; `KeyError` would quote it."""
        return str(self.args[0])


class ReadOnly(AlignprepError, AttributeError):
    """An attempt to change a bank or a record, which are immutable."""


class SelectionError(AlignprepError, ValueError):
    """A selection that cannot be made from this bank."""


class ExporterError(AlignprepError):
    """An exporter that cannot do its work."""


class UnknownExporter(ExporterError):
    """No installed exporter has the name that was asked for."""


class ExporterClash(ExporterError):
    """Two installed distributions offer exporters of the same name."""


class MissingExtra(ExporterError, ImportError):
    """The libraries that an exporter or a data frame needs are not installed."""


class InterviewError(ExporterError):
    """A name or another detail of an interview that an exporter cannot draw; packets of others can be made."""


class TemplateError(ExporterError):
    """A template whose styles an exporter cannot use; the message follows the name of the file."""


class TextError(ExporterError):
    """A text of the packet that an exporter cannot draw.

    `kind` and `name` say where it is: `question` and an id, `reference` and a key, `section` and an id, or `bank` and
    nothing. `text` is what cannot be drawn, such as a character that no font has; a build from source files finds the
    line by it.
    """

    def __init__(self, message: str, *, kind: str, name: str, text: str) -> None:
        self.message: str = message
        self.kind: str = kind
        self.name: str = name
        self.text: str = text
        super().__init__(f"{kind} {name!r}: {message}" if name else message)

    def __reduce__(self) -> tuple[Callable[..., TextError], tuple[str]]:
        """See `_ProblemsError.__reduce__`."""
        return partial(type(self), kind=self.kind, name=self.name, text=self.text), (self.message,)


class OutputError(AlignprepError):
    """A file or folder that cannot be written."""


N = TypeVar("N")
_MAX_LENGTH: Final = 64
"""The longest name that is compared; no real one is longer, and the cost grows with the square of the length."""
_MAX_NAMES: Final = 500
"""The most names that are compared."""
_SHARED: Final = 4
"""If there are more names, only those are compared that begin or end with the same so many letters."""


def did_you_mean(name: object, known: Iterable[object], count: int = 1) -> str:
    """The end of a message about an unknown name: at most `count` similar names; empty if there are none.

    A letter that only looks like the right one (U+0456 for i) is pointed out, since nobody would see it.
    """
    found = near(name, known, count)
    if not found:
        return ""
    strange = next((letter for letter in str(name) if not letter.isascii()), "")
    looks = f" ({strange!r} is {unicodedata.name(strange, 'no letter')})" if strange else ""
    return f"; did you mean {', '.join(map(repr, found))}?{looks}"


def near(name: object, known: Iterable[N], count: int = 1) -> list[N]:
    """The known names that resemble this one, at most `count`, best first; case and surrounding space do not matter."""
    from difflib import get_close_matches

    wanted = str(name).strip().casefold()
    if len(wanted) > _MAX_LENGTH:
        return []
    names = {str(one).casefold(): one for one in known}
    return [names[one] for one in get_close_matches(wanted, _worth_comparing(wanted, names), count)]


def _worth_comparing(name: str, known: Iterable[str]) -> list[str]:
    """All names or, if there are very many, those that begin or end like this one, since comparing is slow."""
    names = list(known)
    if len(names) <= _MAX_NAMES:
        return names
    start, end = name[:_SHARED], name[-_SHARED:]
    return [other for other in names if other.startswith(start) or other.endswith(end)][:_MAX_NAMES]
