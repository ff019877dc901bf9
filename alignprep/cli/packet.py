"""`alignprep packet`: packets for one interview or for a cohort."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from alignprep.cli import options
from alignprep.cli.report import report
from alignprep.errors import TemplateError
from alignprep.files.os_errors import meaning, unwritable

if TYPE_CHECKING:
    from alignprep.cohort.packets import Copy
    from alignprep.cohort.roster import Roster
    from alignprep.errors import Problem
    from alignprep.packet.packet import Interview

__all__ = ["packet"]

_DEFAULT: Final = Path("packet.docx")
"""The file that is written if none is named. Every packet has its suffix, which names the exporter."""
_EXPORTER: Final = _DEFAULT.suffix.removeprefix(".")
_LARGEST: Final = 50_000_000
"""The size of the largest template, in bytes."""


@click.command()
@click.option(
    "-o",
    "--output",
    type=options.PATH,
    default=_DEFAULT,
    show_default=True,
    help="The file to write, or - for standard output; forms and sheets add -A and -candidate to its name. "
    "With --roster, the folder to write (default: packets).",
)
@click.option("--edition", type=click.Choice(options.EDITIONS), default="interviewer", show_default=True)
@click.option("--paper", type=click.Choice(options.PAPERS), default="a4", show_default=True)
@click.option("--template", type=options.PATH, help="A Word document (.docx, .dotx) whose styles the packet uses.")
@click.option(
    "--forms", metavar="A,B,…", help="Parallel forms: equal in time and sections, without a question in common."
)
@click.option("--sheets", is_flag=True, help="Also write the candidate's sheet of each form.")
@click.option(
    "--opening", type=click.IntRange(0, 60), default=5, show_default=True, help="Minutes before the questions."
)
@click.option("--closing", type=click.IntRange(0, 60), default=5, show_default=True, help="Minutes after them.")
@click.option("--candidate-name", default="", help="The candidate's name.")
@click.option("--role", default="", help="The role to be filled.")
@click.option("--interviewer", default="", help="The interviewer's name.")
@click.option("--date", "day", type=options.DAY, help="The day of the interview.")
@click.option("--start", type=click.DateTime(["%H:%M"]), help="When it begins, such as 14:30.")
@click.option(
    "--roster",
    type=options.PATH,
    help="A packet for every row of this CSV file (- for standard input): name and, optionally, form, date, start, "
    "role, interviewer.",
)
@click.option("--jobs", type=options.JOBS, metavar="N", help="Processes for --roster (default: the cores).")
@click.option("--executor", metavar="dask://HOST:PORT", help="Use a Dask cluster for --roster instead.")
@options.selecting
def packet(output: Path, edition: str, paper: str, template: Path | None, **chosen: Any) -> None:
    """Make an interview packet (DOCX), and explain what is in it and how it fills the time.

    With --minutes, opening, questions and closing fill that time; the same seed gives the same questions anywhere.

    \b
    Examples:
      alignprep packet --minutes 60 --seed 7 -o packet.docx
      alignprep packet --minutes 45 --forms A,B --sheets --candidate-name "Ada L." --date 2026-12-01 --start 14:00
      alignprep packet --numbers 1,6,16 --edition candidate -o candidate.docx
      alignprep packet --minutes 45 --roster roster.csv --forms A,B --sheets -o packets
    """
    from alignprep.cohort.packets import copies
    from alignprep.exporting import export
    from alignprep.packet.planning import Plan, explained, letters, packet_for, plan

    _check_options(chosen, output)
    styles = _read_template(template) if template else None
    sheets = ["candidate"] if chosen["sheets"] else []
    editions = tuple(dict.fromkeys([edition, *sheets]))
    names = letters(chosen["forms"]) if chosen["forms"] else ()
    roster = _read_roster(chosen["roster"], names) if chosen["roster"] else None
    source = options.source_of(chosen["bank"])
    bank, questions = options.questions_of(source, chosen)
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
        wanted = copies(
            roster,
            bank,
            made,
            exporter=_EXPORTER,
            names=names,
            editions=editions,
            paper=paper,
            defaults=_interview(chosen, ""),
            template=styles,
        )
        with options.locating_text_errors(source.folder), _naming(template):
            _make_packets(wanted, roster.problems, chosen, output)
        return
    files: dict[Path, bytes] = {}
    with options.locating_text_errors(source.folder), _naming(template):
        for name, form in zip(names, made.forms, strict=True):
            ids = [question.id for question in form]
            interview = _interview(chosen, name)
            for each in editions:
                shown = packet_for(bank, ids, edition=each, interview=interview, paper=paper, template=styles)
                files[_path_of(output, name, each if each != edition else "")] = export(_EXPORTER, shown)
    click.echo("\n".join(explained(made, bank, names)), err=True)
    options.write_all(files)


def _read_template(path: Path) -> bytes:
    """The bytes of a template. Raises `TemplateError` when it cannot be read or is larger than `_LARGEST`."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise TemplateError(f"{path} cannot be read: {meaning(error)}") from None
    if len(data) > _LARGEST:
        raise TemplateError(f"{path} is too large for a template: it holds more than {_LARGEST:,} bytes")
    return data


@contextmanager
def _naming(path: Path | None) -> Iterator[None]:
    """Inside, put the name of the template before the message of a `TemplateError`."""
    try:
        yield
    except TemplateError as error:
        raise TemplateError(f"{path} {error}") from error


def _check_options(chosen: dict[str, Any], output: Path) -> None:
    """Refuse options that do not go together."""
    from alignprep.cohort.executors import SCHEME

    if not chosen["roster"]:
        for name in ("jobs", "executor"):
            if chosen[name]:
                raise click.UsageError(f"--{name} needs --roster")
        if output.suffix.lower() not in ("", _DEFAULT.suffix):
            raise click.UsageError(
                f"{output}: a packet is a Word document, {_DEFAULT.suffix}; alignprep export makes other files"
            )
        if output == options.STANDARD and (chosen["forms"] or chosen["sheets"]):
            raise click.UsageError("--forms and --sheets make several files, which standard output cannot hold")
        return
    if chosen["candidate_name"]:
        raise click.UsageError("--candidate-name and --roster exclude each other")
    if output == options.STANDARD:
        raise click.UsageError("--roster makes a folder, which cannot be standard output")
    if chosen["executor"]:
        if chosen["jobs"]:
            raise click.UsageError("--jobs and --executor exclude each other")
        host, colon, port = chosen["executor"].removeprefix(SCHEME).rpartition(":")
        if not (chosen["executor"].startswith(SCHEME) and host and colon and port.isascii() and port.isdigit()):
            raise click.UsageError(f"{chosen['executor']!r} is not an address such as {SCHEME}localhost:8786")


def _read_roster(path: Path, forms: tuple[str, ...]) -> Roster:
    """The roster; without a good row, report its problems and end. Raises `OutputError` when it cannot be read."""
    from alignprep.cohort.roster import MAX_BYTES, read_roster

    roster = read_roster(options.read_input(path, MAX_BYTES), options.input_name(path), forms=forms)
    if not roster.rows:
        click.echo(report(roster.problems, "text"), err=True)
        raise SystemExit(1)
    return roster


def _make_packets(wanted: Sequence[Copy], problems: Sequence[Problem], chosen: dict[str, Any], output: Path) -> None:
    """Write the packets of the good rows into a folder, then report the bad rows, for which the status is 1."""
    from alignprep.cohort.packets import make
    from alignprep.files.publishing import write

    if click.get_current_context().get_parameter_source("output") is ParameterSource.DEFAULT:
        output = Path("packets")
    with (
        _executor_arguments(chosen, len(wanted)) as workers,
        options.progress_bar("packets") as advance,
    ):
        try:
            output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(output, error) from None
        for done, (copy, data) in enumerate(make(wanted, **workers), 1):
            write(output / copy.file, data)
            advance(done, len(wanted))
    click.echo(f"{output}: {len(wanted)} file{'s' * (len(wanted) != 1)}", err=True)
    if problems:
        click.echo(report(problems, "text"), err=True)
        raise SystemExit(1)


@contextmanager
def _executor_arguments(chosen: dict[str, Any], files: int) -> Iterator[dict[str, Any]]:
    """The arguments of `make` for the executor that the options ask for."""
    from alignprep.build.worker_pool import cores
    from alignprep.cohort.executors import SCHEME, cluster, processes

    if chosen["executor"] is None:
        count = min(chosen["jobs"] or cores(), files)
        with processes(count) as pool:
            yield {"executor": pool, "ahead": 4 * count}
        return
    with cluster(chosen["executor"].removeprefix(SCHEME)) as found:
        yield {"executor": found.executor, "ahead": 4 * found.threads, "check": found.check}


def _interview(chosen: dict[str, Any], form: str) -> Interview:
    from alignprep.packet.packet import Interview

    day, start = chosen["day"], chosen["start"]
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


def _path_of(output: Path, form: str, edition: str) -> Path:
    """The file of a form and an edition: `packet-A-candidate.docx`."""
    if output == options.STANDARD:
        return output
    return output.with_name("-".join(part for part in (output.stem, form, edition) if part) + output.suffix)
