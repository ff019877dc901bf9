"""What several commands share: the options that choose questions, the packet they choose, progress, and output."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from alignprep.errors import AlignprepError, ContentError, OutputError, TextError, UnknownBank
from alignprep.text.characters import printable

if TYPE_CHECKING:
    import datetime

    from alignprep.bank.bank import Bank
    from alignprep.content.finding import Source
    from alignprep.model.records import Question
    from alignprep.packet.packet import Interview, Packet

__all__ = [
    "BANK", "COMPLETE", "DAY", "EDITIONS", "IDS", "JOBS", "PAPERS", "PATH", "SECONDS", "STANDARD", "TIME", "WORDS",
    "adding", "bank_of", "chosen_packet", "content_folder", "described", "input_name",
    "locating_text_errors", "names", "progress_bar", "questions_of", "read_input", "say_which", "selecting",
    "source_of", "with_times", "write_all",
]  # fmt: skip

EDITIONS = ("candidate", "study", "interviewer")
PAPERS = ("a4", "letter")
PATH = click.Path(path_type=Path)
STANDARD = Path("-")
"""The path that stands for standard input or output."""


class _Number(click.FloatRange):
    """A range without NaN."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is not a valid float range.", param, ctx)
        return number


class _Read(click.types.StringParamType):
    """What a function makes of a text; its `ValueError` says what to write."""

    def __init__(self, name: str, read: Callable[[str], Any]) -> None:
        self.name = name
        self._read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return self._read(super().convert(value, param, ctx))
        except ValueError as error:
            self.fail(str(error), param, ctx)


def _day(text: str) -> datetime.date:
    from alignprep.cohort.roster import day

    return day(text)


def _clock(text: str) -> datetime.time:
    from alignprep.cohort.roster import time

    return time(text)


class _Words(click.types.StringParamType):
    """A text that files can hold: without the bytes that Python keeps of what the locale cannot decode."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        text = super().convert(value, param, ctx)
        if any("\ud800" <= character <= "\udfff" for character in text):
            self.fail(
                f"{text!r} has bytes that are no text in the encoding of this system; give it in UTF-8", param, ctx
            )
        return text


DAY, TIME, WORDS = _Read("YYYY-MM-DD", _day), _Read("HH:MM", _clock), _Words()
"""A day and a time as a roster has them, and a text."""
BANK = click.option(
    "--bank",
    metavar="PATH|NAME",
    help="A content folder, exported JSON or an installed bank (default: the nearest bank.yaml or content/bank.yaml at "
    "or above the current folder, else the bank in the package).",
)
COMPLETE = click.option("--complete", is_flag=True, help="Require a question for every number of every section.")
JOBS = click.IntRange(1, 1000)
"""The number of processes."""
SECONDS = _Number(min=0, max=1_000_000, min_open=True)
"""A time limit of up to eleven days."""

_OPENED = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
"""Names of what is open already."""

F = TypeVar("F", bound=Callable[..., Any])


_time = partial(click.option, show_default=True)
_WHOLE, _PARTS = click.IntRange(0, 60), _Number(0, 60)
"""Whole minutes around the questions, and parts of minutes with each of them."""


def _completing(known: Callable[[Bank], Iterable[str]]) -> Callable[..., list[str]]:
    """What a shell completes the last name of a list with: those that the bank of the command line knows.

    https://click.palletsprojects.com/en/stable/shell-completion/#custom-type-completion
    """

    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
        before, comma, last = incomplete.rpartition(",")
        with suppress(AlignprepError):
            bank = source_of(ctx.params.get("bank")).bank()
            return [f"{before}{comma}{name}" for name in known(bank) if name.startswith(last)]
        return []

    return complete


_sections = _completing(lambda bank: [section.id for section in bank.sections])
_topics, _competencies = _completing(lambda bank: bank.topics), _completing(lambda bank: bank.competencies)
IDS = _completing(lambda bank: bank)
"""Completes the ids of questions."""


def adding(command: F, *options: Callable[[Any], Any]) -> F:
    """The command with more options, in this order."""
    for option in reversed(options):
        command = option(command)
    return command


def selecting(command: F) -> F:
    """Add the options that choose questions, the same for every command that does."""
    return adding(
        command,
        click.option(
            "--sections", metavar="ID,…", shell_complete=_sections, help="Only these sections, such as basics,practice."
        ),
        click.option("--topics", metavar="ID,…", shell_complete=_topics, help="Only those with one of these topics."),
        click.option(
            "--competencies",
            metavar="ID,…",
            shell_complete=_competencies,
            help="Only questions with one of these competencies.",
        ),
        click.option("--numbers", metavar="N,…", help="Only these numbers or ranges such as 6-15, in this order."),
        click.option("--ids", metavar="ID,…", shell_complete=IDS, help="Only these questions, in this order."),
        click.option("--max-minutes", type=click.IntRange(1), help="Only questions of at most this many minutes."),
        click.option("--changed-since", type=DAY, help="Only questions that changed on this day or later."),
        click.option("--count", type=click.IntRange(1), help="A sample of this many, spread over the sections."),
        click.option("--minutes", "budget", type=click.IntRange(1), help="Those of an interview of this many minutes."),
        _time("--opening", type=_WHOLE, default=5, help="Of these, minutes before the questions."),
        _time("--probing", type=_PARTS, default=3, help="Of these, minutes of follow-ups after each answer."),
        _time("--scoring", type=_PARTS, default=1.5, help="Of these, minutes to score each answer."),
        _time("--closing", type=_WHOLE, default=5, help="Of these, minutes after the questions."),
        click.option("--seed", type=int, default=0, show_default=True, help="Another seed chooses another sample."),
        BANK,
    )


def source_of(named: str | None) -> Source:
    """The bank that `--bank` names, or else the nearest one."""
    from alignprep.content.finding import find

    return find(named)


def bank_of(source: Source, *, complete: bool = False, drafts: list[str] | None = None) -> Bank:
    """Read the bank, and say on a terminal which one it is."""
    bank = source.bank(complete=complete, drafts=drafts)
    say_which(f"{source.name} ({described(bank)})")
    return bank


def described(bank: Bank) -> str:
    """What a bank is, in a few words."""
    return printable(f"{bank.title} {bank.version}, {len(bank)} question{'s' * (len(bank) != 1)}")


def say_which(bank: str) -> None:
    """Say on standard error, if that is a terminal, which bank a command reads."""
    if sys.stderr and sys.stderr.isatty():
        click.echo(f"bank: {bank}", err=True)


def content_folder(named: str | None, what: str) -> Path:
    """The content folder that `--bank` names, or else the nearest one.

    Raises `UnknownBank` if that bank is not a folder; its message begins with `what`, which needs one.
    """
    source = source_of(named)
    if source.folder is not None:
        return source.folder
    if named is None:
        found = "there is no bank.yaml or content/bank.yaml at or above the current folder; name one with --bank"
    else:
        found = f"{source.name} is not one"
    raise UnknownBank(f"{what} needs a content folder, and {found}")


def chosen_packet(
    bank: Bank, chosen: dict[str, Any], *, edition: str, paper: str = "a4", booklet: bool = False
) -> Packet:
    """The packet that the options of `selecting` choose from a bank."""
    from alignprep.packet.packet import select

    meeting = with_times(chosen)
    packet = select(
        bank,
        edition=edition,
        paper=paper,
        booklet=booklet,
        minutes=chosen["budget"],
        interview=meeting,
        **_filters(chosen, bank),
    )
    return replace(packet, interview=None)


def with_times(chosen: dict[str, Any]) -> Interview:
    """An interview of which only the times beside those of its answers are known."""
    from alignprep.packet.interview import Interview

    return Interview(
        opening=chosen["opening"], probing=chosen["probing"], scoring=chosen["scoring"], closing=chosen["closing"]
    )


def questions_of(source: Source, chosen: dict[str, Any]) -> tuple[Bank, list[Question]]:
    """The bank, and those of its questions that the options of `selecting` allow, ignoring `--minutes`."""
    from alignprep.packet.packet import select

    bank = bank_of(source)
    packet = select(bank, edition="study", **_filters(chosen, bank))
    return bank, [bank[item.id] for item in packet.items]


def _filters(chosen: dict[str, Any], bank: Bank) -> dict[str, Any]:
    return {
        "sections": names(chosen["sections"]),
        "topics": names(chosen["topics"]),
        "competencies": names(chosen["competencies"]),
        "numbers": _numbers(chosen["numbers"], {question.number for question in bank.questions}),
        "ids": names(chosen["ids"]),
        "max_minutes": chosen["max_minutes"],
        "changed_since": chosen["changed_since"],
        "count": chosen["count"],
        "seed": chosen["seed"],
    }


def read_input(path: Path, limit: int) -> bytes:
    """The bytes of a file or, for the path `-`, of standard input; at most one more than the limit.

    A pipe that the shell has opened (`<(command)`) is read too. A named one is refused, since nobody may ever write
    into it, and so is a device. Raises `OutputError` when the bytes cannot be read.
    """
    from alignprep.content.folder import read_file
    from alignprep.files.os_errors import unreadable

    name = input_name(path)
    if path == STANDARD and not sys.stdin:
        raise OutputError("standard input cannot be read: it is closed")
    try:
        if path == STANDARD:
            return sys.stdin.buffer.read(limit + 1)
        if name.startswith(_OPENED):
            with path.open("rb") as file:
                return file.read(limit + 1)
        return read_file(path.resolve(), limit)
    except OSError as error:
        raise unreadable(name, error) from None


def input_name(path: Path) -> str:
    """What problems call an input."""
    return "<stdin>" if path == STANDARD else str(path)


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write files; the path `-` is standard output.

    Raises `OutputError` before anything is written when a folder does not exist.
    """
    from alignprep.files.publishing import write

    for path in files:
        if path != STANDARD and not path.parent.is_dir():
            raise OutputError(f"{path} cannot be written: there is no folder {path.parent}")
    for path, data in files.items():
        if path == STANDARD:
            _print(data)
        else:
            write(path, data)
            click.echo(f"{path}: {len(data):,} bytes", err=True)


def _print(data: bytes) -> None:
    if not sys.stdout:  # The caller has closed it.
        raise OutputError("standard output cannot be written: it is closed")
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def names(text: str | None) -> list[str]:
    """The names in a list such as `a,b`. An empty list is an error."""
    names = [name.strip() for name in (text or "").split(",") if name.strip()]
    if text is not None and not names:
        raise click.UsageError("an empty list selects nothing")
    return names


def _numbers(text: str | None, existing: set[int]) -> list[int]:
    """The single numbers, and the existing numbers of each range."""
    from alignprep.model.field_types import MAX_NUMBER

    numbers: list[int] = []
    for part in names(text):
        first, dash, last = part.partition("-")
        if not (first.isascii() and first.isdigit() and (not dash or (last.isascii() and last.isdigit()))):
            raise click.UsageError(f"{part!r} is not a number or a range such as 6-15")
        low, high = int(first), int(last or first)
        if low > high or high > MAX_NUMBER:
            raise click.UsageError(f"{part!r} is not a range of numbers up to {MAX_NUMBER}")
        numbers += [number for number in range(low, high + 1) if number in existing] or [low]
    return numbers


@contextmanager
def locating_text_errors(folder: Path | None) -> Iterator[None]:
    """Inside, a `TextError` about a bank from a content folder becomes a `ContentError` with file, line and column."""
    try:
        yield
    except TextError as error:
        if folder is None:
            raise
        from alignprep.content.find_text import located

        raise ContentError([located(error, folder)]) from None


@contextmanager
def progress_bar(label: str | None = None) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error if that is a terminal; call it with the number of steps done and their total."""
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield advance
