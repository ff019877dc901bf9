"""The exceptions that alignprep raises, and the problem that they report.

::

    AlignprepError            anything a caller may want to catch
    ├── ContentError          source files that do not make a bank; carries `problems`
    ├── BankError             JSON that is no bank; carries `problems`
    ├── LedgerError           a release dated before an earlier one, or not dated at all
    ├── NotInBank             a question, or a work, that the bank does not hold; also a KeyError
    ├── ReadOnly              an attempt to change a bank or a record; also an AttributeError
    ├── SelectionError        a selection that nothing, or not enough, fits; also a ValueError
    ├── ExporterError         an exporter that cannot do its work
    │   ├── UnknownExporter   no installed exporter has that name
    │   ├── ExporterClash     two installed exporters claim one name
    │   ├── MissingExtra      the libraries of an exporter or a data frame are not installed; also an ImportError
    │   ├── TemplateError     a template whose looks an exporter cannot take
    │   └── TextError         a text that an exporter cannot draw; carries where it stands
    └── OutputError           a file that cannot be written

Those that Python has a word for are that too, so that `except KeyError` around a look-up works as for any mapping.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from alignprep.characters import printable

__all__ = [
    "AlignprepError",
    "BankError",
    "ContentError",
    "ExporterClash",
    "ExporterError",
    "LedgerError",
    "MissingExtra",
    "NotInBank",
    "OutputError",
    "Problem",
    "ReadOnly",
    "SelectionError",
    "TemplateError",
    "TextError",
    "UnknownExporter",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where.

    `line` and `column` count from 1, in characters; both are 0 when the problem is of a whole file
    or folder. `source` is the offending line, `length` how many of its characters to underline.
    `code` is one of `alignprep.codes.CODES` and never changes its meaning.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    source: str = ""
    length: int = 1

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return printable(f"{place}: error[{self.code}]: {self.message}")


class AlignprepError(Exception):
    """The base of every error that alignprep raises on purpose."""


class _ProblemsError(AlignprepError):
    """An error made of one or more problems."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[Callable[..., _ProblemsError], tuple[tuple[Problem, ...]]]:
        """Errors are handed back from other processes; an exception is pickled as its message only."""
        return type(self), (self.problems,)


class ContentError(_ProblemsError):
    """Source files that do not make a bank."""


class BankError(_ProblemsError):
    """JSON that does not make a bank; each problem's message begins with a JSON pointer."""


class LedgerError(AlignprepError):
    """A release that cannot be dated: no day is given, or one before that of an earlier release."""


class NotInBank(AlignprepError, KeyError):
    """A question, or a work of the bibliography, that the bank does not hold; names the nearest that it does."""

    def __str__(self) -> str:
        """The message as it is; `KeyError` would put it in quotes."""
        return str(self.args[0])


class ReadOnly(AlignprepError, AttributeError):
    """An attempt to change a bank or a record: they never change."""


class SelectionError(AlignprepError, ValueError):
    """A selection that cannot be made from this bank."""


class ExporterError(AlignprepError):
    """An exporter that cannot do its work."""


class UnknownExporter(ExporterError):
    """No installed exporter has the name that was asked for."""


class ExporterClash(ExporterError):
    """Two installed distributions offer an exporter of one name."""


class MissingExtra(ExporterError, ImportError):
    """The libraries that an exporter or a data frame needs are not installed."""


class TemplateError(ExporterError):
    """A template whose looks an exporter cannot take; the message reads on from the name of the file."""


class TextError(ExporterError):
    """A text of the packet that an exporter cannot draw.

    `kind` and `name` say where it stands: `question` and an id, `reference` and a key, `section` and an id, or `bank`
    and nothing. `text` is what cannot be drawn, such as a character that no font has; a build from source files finds
    its line by it.
    """

    def __init__(self, message: str, *, kind: str, name: str, text: str) -> None:
        self.message: str = message
        self.kind: str = kind
        self.name: str = name
        self.text: str = text
        super().__init__(f"{kind} {name!r}: {message}" if name else message)

    def __reduce__(self) -> tuple[Callable[..., TextError], tuple[str]]:
        """Errors are handed back from other processes; an exception is pickled as its message only."""
        return partial(type(self), kind=self.kind, name=self.name, text=self.text), (self.message,)


class OutputError(AlignprepError):
    """A file or folder that cannot be written."""
