"""`alignprep packet`: interview packets, for one interview or a cohort."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from alignprep.cli.options import EDITIONS, JOBS, PAPERS, from_files, questions_of, selecting, write_all
from alignprep.errors import OutputError, TemplateError
from alignprep.files.os_errors import unreadable

if TYPE_CHECKING:
    import datetime

    from alignprep.cohort.packets import Copy
    from alignprep.cohort.roster import Roster
    from alignprep.errors import Problem

__all__ = ["LARGEST", "check_options", "make_packets", "naming", "packet", "read", "read_template"]

LARGEST: Final = 50_000_000
"""The most that a template may hold, in bytes."""


def read_template(path: Path) -> bytes:
    """The bytes of a template. Raises `TemplateError` when the file cannot be read or is larger than `LARGEST`."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise TemplateError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from None
    if len(data) > LARGEST:
        raise TemplateError(f"{path} is too large for a template: it holds more than {LARGEST:,} bytes")
    return data


@contextmanager
def naming(path: Path | None) -> Iterator[None]:
    """What is drawn inside takes its looks from a file, with whose name a `TemplateError` then begins."""
    try:
        yield
    except TemplateError as error:
        raise TemplateError(f"{path} {error}") from error


def check_options(chosen: dict[str, Any], output: Path) -> None:
    """Refuse options that say nothing together."""
    from alignprep.cohort.executors import SCHEME

    if not chosen["roster"]:
        for name in ("jobs", "executor"):
            if chosen[name]:
                raise click.UsageError(f"--{name} needs --roster")
        return
    if chosen["candidate_name"]:
        raise click.UsageError("--candidate-name and --roster exclude each other")
    if output == Path("-"):
        raise click.UsageError("--roster makes a folder; standard output takes one file")
    if chosen["executor"]:
        if chosen["jobs"]:
            raise click.UsageError("--jobs and --executor exclude each other")
        host, colon, port = chosen["executor"].removeprefix(SCHEME).rpartition(":")
        if not (chosen["executor"].startswith(SCHEME) and host and colon and port.isascii() and port.isdigit()):
            raise click.UsageError(f"{chosen['executor']!r} is no address such as {SCHEME}localhost:8786")


def read(path: Path, forms: tuple[str, ...]) -> Roster:
    """The roster; ends with every problem when it has no good row. Raises `OutputError` when it cannot be read."""
    from alignprep.cli.report import report
    from alignprep.cohort.roster import read_roster

    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from None
    roster = read_roster(data, str(path), forms=forms)
    if not roster.rows:
        click.echo(report(roster.problems, "text"), err=True)
        raise SystemExit(1)
    return roster


def make_packets(wanted: Sequence[Copy], problems: Sequence[Problem], chosen: dict[str, Any], output: Path) -> None:
    """Make the packets of all good rows into a folder, then say which rows are bad; these make the status 1."""
    from alignprep.cli.report import report
    from alignprep.cohort.packets import make
    from alignprep.files.publishing import write

    if click.get_current_context().get_parameter_source("output") is ParameterSource.DEFAULT:
        output = Path("packets")
    bar = click.progressbar(length=len(wanted), file=sys.stderr, hidden=not sys.stderr.isatty(), label="packets")
    with from_files(chosen["content"]), _workers(chosen, len(wanted)) as workers, bar:
        _make_folder(output)
        for copy, data in make(wanted, **workers):
            write(output / copy.file, data)
            bar.update(1)
    click.echo(f"{output}: {len(wanted)} file{'s' * (len(wanted) != 1)}", err=True)
    if problems:
        click.echo(report(problems, "text"), err=True)
        raise SystemExit(1)


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from None


@contextmanager
def _workers(chosen: dict[str, Any], files: int) -> Iterator[dict[str, Any]]:
    """Who does the work, as the options ask: what `make` needs to know of them."""
    from alignprep.cohort.executors import SCHEME, cluster, cores, processes

    if chosen["executor"] is None:
        count = min(chosen["jobs"] or cores(), files)
        with processes(count) as pool:
            yield {"executor": pool, "ahead": 4 * count}
        return
    with cluster(chosen["executor"].removeprefix(SCHEME)) as found:
        yield {"executor": found.executor, "ahead": 4 * found.threads, "check": found.check}


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("packet.docx"),
    show_default=True,
    help="The file to write; forms and sheets add -A and -candidate to its name. With --roster a folder (packets).",
)
@click.option("--edition", type=click.Choice(EDITIONS), default="interviewer", show_default=True)
@click.option("--paper", type=click.Choice(PAPERS), default="a4", show_default=True)
@click.option(
    "--template", type=click.Path(path_type=Path), help="A Word document (.docx, .dotx) whose styles the packet takes."
)
@click.option("--forms", metavar="A,B,…", help="Parallel forms: equal in time and sections, no question shared.")
@click.option("--sheets", is_flag=True, help="Also write the candidate's sheet of each form.")
@click.option(
    "--opening", type=click.IntRange(0, 60), default=5, show_default=True, help="Minutes before the questions."
)
@click.option("--closing", type=click.IntRange(0, 60), default=5, show_default=True, help="Minutes after them.")
@click.option("--candidate-name", default="", help="The candidate's name.")
@click.option("--role", default="", help="The role to be filled.")
@click.option("--interviewer", default="", help="The interviewer's name.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day of the interview.")
@click.option("--start", type=click.DateTime(["%H:%M"]), help="When it begins, such as 14:30.")
@click.option(
    "--roster",
    type=click.Path(path_type=Path),
    help="A packet for every row of this CSV file: name; if wanted form, date, start, role, interviewer.",
)
@click.option("--jobs", type=JOBS, metavar="N", help="Processes for --roster (default: the cores).")
@click.option("--executor", metavar="dask://HOST:PORT", help="Hand --roster to a Dask cluster instead.")
@selecting
def packet(output: Path, edition: str, paper: str, template: Path | None, **chosen: Any) -> None:
    """Make an interview packet (DOCX) and say what is in it and why it fits.

    With --minutes, opening, questions and closing fill that time; the same seed gives the same questions anywhere.

    \b
    Examples:
      alignprep packet --minutes 60 --seed 7 -o packet.docx
      alignprep packet --minutes 45 --forms A,B --sheets --candidate-name "Ada L." --date 2026-12-01 --start 14:00
      alignprep packet --numbers 1,6,16 --edition candidate -o candidate.docx
      alignprep packet --minutes 45 --roster roster.csv --forms A,B --sheets -o packets
    """
    from alignprep.build.build import export
    from alignprep.cli.packet import naming, read_template
    from alignprep.cohort.packets import copies
    from alignprep.packet.planning import Plan, explained, letters, packet_for, plan

    check_options(chosen, output)
    looks = read_template(template) if template else None
    sheets = ["candidate"] if chosen["sheets"] else []
    editions = tuple(dict.fromkeys([edition, *sheets]))
    names = letters(chosen["forms"]) if chosen["forms"] else ()
    roster = read(chosen["roster"], names) if chosen["roster"] else None
    bank, questions = questions_of(chosen)
    names = roster.forms if roster else names or ("",)
    opening, closing = chosen["opening"], chosen["closing"]
    if chosen["budget"] is not None:
        made = plan(
            questions, minutes=chosen["budget"], opening=opening, closing=closing, forms=len(names), seed=chosen["seed"]
        )
    elif chosen["forms"] or len(names) > 1:
        raise click.UsageError("parallel forms need --minutes")
    else:
        total = opening + sum(question.minutes for question in questions) + closing
        made = Plan((tuple(questions),), total, opening, closing)
    if roster:
        click.echo("\n".join(explained(made, bank, names)), err=True)
        defaults = _interview(chosen, "")
        files_wanted = copies(
            roster, bank, made, names=names, editions=editions, paper=paper, defaults=defaults, template=looks
        )
        with naming(template):
            make_packets(files_wanted, roster.problems, chosen, output)
        return
    files: dict[Path, bytes] = {}
    with from_files(chosen["content"]), naming(template):
        for name, form in zip(names, made.forms, strict=True):
            ids = [question.id for question in form]
            for wanted in editions:
                interview = _interview(chosen, name)
                shown = packet_for(bank, ids, edition=wanted, interview=interview, paper=paper, template=looks)
                files[_named(output, name, wanted if wanted != edition else "")] = export("docx", shown)
    click.echo("\n".join(explained(made, bank, names)), err=True)
    write_all(files)


def _interview(chosen: dict[str, Any], form: str) -> Any:
    from alignprep.packet.packet import Interview

    day: datetime.datetime | None = chosen["day"]
    start: datetime.datetime | None = chosen["start"]
    return Interview(
        candidate=chosen["candidate_name"],
        role=chosen["role"],
        interviewer=chosen["interviewer"],
        date=day.date() if day else None,
        start=start.time() if start else None,
        opening=chosen["opening"],
        closing=chosen["closing"],
        form=form,
    )


def _named(output: Path, form: str, edition: str) -> Path:
    """The file of a form and an edition: `packet-A-candidate.docx`."""
    if output == Path("-"):
        return output
    return output.with_name("-".join(part for part in (output.stem, form, edition) if part) + output.suffix)
