"""`alignprep packet` and `alignprep packets`: the packet of one interview, and those of a cohort."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from alignprep.cli import options
from alignprep.cli.report import report
from alignprep.errors import TemplateError
from alignprep.files.os_errors import meaning, unwritable

if TYPE_CHECKING:
    from alignprep.bank.bank import Bank
    from alignprep.cohort.packets import Copy
    from alignprep.cohort.roster import Roster
    from alignprep.content.finding import Source
    from alignprep.errors import InterviewError
    from alignprep.packet.packet import Interview, Packet
    from alignprep.packet.planning import Plan

__all__ = ["packet", "packets"]

_FORMATS: Final = ("docx", "pdf")
"""The formats of a packet: the names of their exporters, and the endings of their files."""
_USUAL: Final = 45
"""The minutes of an interview of which nothing else says how many questions it has."""
_LARGEST: Final = 50_000_000
"""The size of the largest template, in bytes."""


def _describing(command: options.F) -> options.F:
    """Add the options that both commands have."""
    return options.adding(
        command,
        click.option("--edition", type=click.Choice(options.EDITIONS), default="interviewer", show_default=True),
        click.option("--paper", type=click.Choice(options.PAPERS), default="a4", show_default=True),
        click.option("--template", type=options.PATH, help="A Word document (.docx, .dotx) whose styles it uses."),
        click.option(
            "--forms", metavar="A,B,…", help="Parallel forms: equal in time and sections, without a common question."
        ),
        click.option("--sheets", is_flag=True, help="Also write the candidate's sheet of each form."),
        click.option(
            "--sheet",
            type=click.Choice(["one", "pages"]),
            default="one",
            show_default=True,
            help="The candidate's questions one after the other, or each on a page of its own.",
        ),
        click.option(
            "--answers",
            type=click.Choice(["none", "spoken", "full"]),
            default="none",
            show_default=True,
            help="The model answers at the end of the interviewer's packet.",
        ),
        click.option("--role", type=options.WORDS, default="", help="The position that the interview is for."),
        click.option("--interviewer", type=options.WORDS, default="", help="The interviewer's name."),
        click.option("--date", "day", type=options.DAY, help="The day of the interview."),
        click.option("--start", type=options.TIME, help="When it begins, such as 14:30."),
        click.option(
            "--level",
            type=click.IntRange(1, 5),
            default=3,
            show_default=True,
            help="The lowest score that the role asks for, marked on each scale.",
        ),
        click.option(
            "--weights",
            metavar="ID=N,…",
            help="The competencies that the scorecard rates, at most four, and how much each counts; those of "
            "--competencies count 1.",
        ),
        click.option(
            "--reason", type=options.WORDS, default="", help="Why weights are not 1; the scorecard prints it."
        ),
        options.selecting,
    )


@click.command()
@click.option(
    "-o",
    "--output",
    type=options.PATH,
    help="The file to write, or - for standard output; forms and sheets add -A and -candidate to its name "
    "(default: packet.docx).",
)
@click.option("--format", "format_", type=click.Choice(_FORMATS), help="DOCX or PDF (default: as --output ends).")
@click.option("--candidate-name", type=options.WORDS, default="", help="The candidate's name.")
@_describing
def packet(
    output: Path | None, format_: str | None, edition: str, paper: str, template: Path | None, **chosen: Any
) -> None:
    """Make the packet of an interview (DOCX or PDF), and explain what is in it and how it fills the time.

    With --minutes, opening, questions and closing fill that time; each question takes its answer's minutes, probing
    and scoring. Without --minutes, --count, --numbers or --ids it is an interview of 45 minutes; --numbers 1-99999 is
    the whole bank. The same seed gives the same questions anywhere. With --competencies, questions show one of these,
    and the scorecard rates them.

    \b
    Examples:
      alignprep packet --minutes 45 --seed 7 -o packet.docx
      alignprep packet --minutes 45 --forms A,B --sheets --candidate-name "Ada L." --date 2026-12-01 --start 14:00
      alignprep packet --numbers 16,1,6 --format pdf --answers spoken
    """
    from alignprep.exporting import export
    from alignprep.packet.packet import select
    from alignprep.packet.planning import explained, letters

    output, exporter = _target(output, format_)
    names = letters(chosen["forms"]) if chosen["forms"] else ("",)
    if output == options.STANDARD and (chosen["forms"] or chosen["sheets"]):
        raise click.UsageError("--forms and --sheets make several files, which standard output cannot hold")
    styles = _styles(template, exporter)
    source = options.source_of(chosen["bank"])
    bank, made, meeting = _planned(source, names, chosen)
    files: dict[Path, bytes] = {}
    cuts: list[str] = []
    with options.locating_text_errors(source.folder), _naming(template):
        for name, form in zip(names, made.forms, strict=True):
            own = replace(meeting, candidate=chosen["candidate_name"], form=name)
            for each in _editions(edition, chosen):
                ids = [question.id for question in form]
                shown = select(bank, edition=each, ids=ids, interview=own, paper=paper, template=styles)
                cuts += _cuts(shown)
                files[_path_of(output, name, each if each != edition else "")] = export(exporter, shown)
    click.echo("\n".join([*explained(made, bank, names), *dict.fromkeys(cuts)]), err=True)
    options.write_all(files)


@click.command()
@click.argument("roster", type=options.PATH)
@click.option(
    "-o", "--output", type=options.PATH, default=Path("packets"), show_default=True, help="The folder to write into."
)
@click.option(
    "--format", "format_", type=click.Choice(_FORMATS), default="docx", show_default=True, help="DOCX or PDF."
)
@click.option("--jobs", type=options.JOBS, metavar="N", help="How many processes make them (default: one per core).")
@click.option("--executor", metavar="dask://HOST:PORT", help="Use a Dask cluster instead.")
@_describing
def packets(
    roster: Path, output: Path, format_: str, edition: str, paper: str, template: Path | None, **chosen: Any
) -> None:
    """Make a packet for every row of a roster: a CSV file (- for standard input) with one candidate per line.

    Its columns are name and, optionally, form, date, start, role and interviewer; what a row leaves out comes from the
    options, and other columns are not used. A bad row, or one with a name that the format cannot show, is reported with
    its line; the packets of the others are made, and the status is 1. Without --minutes, --count, --numbers or --ids,
    interviews take 45 minutes. Sheets for candidates go into a folder of their own, OUTPUT/candidate.

    \b
    Examples:
      alignprep packets roster.csv --minutes 45 --forms A,B --sheets -o packets
      alignprep packets roster.csv --minutes 60 --format pdf --role "Research engineer"
    """
    from alignprep.cohort.packets import copies
    from alignprep.packet.planning import explained, letters

    _check_cohort(chosen, output)
    styles = _styles(template, format_)
    found = _read_roster(roster, letters(chosen["forms"]) if chosen["forms"] else ())
    source = options.source_of(chosen["bank"])
    bank, made, meeting = _planned(source, found.forms, chosen)
    wanted = copies(
        found,
        bank,
        made,
        exporter=format_,
        names=found.forms,
        editions=_editions(edition, chosen),
        paper=paper,
        defaults=meeting,
        template=styles,
    )
    cuts = [cut for shown in {id(copy.packet): copy.packet for copy in wanted}.values() for cut in _cuts(shown)]
    click.echo("\n".join([*explained(made, bank, found.forms), *dict.fromkeys(cuts)]), err=True)
    with options.locating_text_errors(source.folder), _naming(template):
        _make_packets(wanted, found, chosen, output)


def _target(output: Path | None, format_: str | None) -> tuple[Path, str]:
    """The file to write, and the exporter that makes it: as the format says, else as the file's name ends."""
    if output is None:
        exporter = format_ or _FORMATS[0]
        return Path(f"packet.{exporter}"), exporter
    ending = output.suffix.lower().removeprefix(".")
    if output == options.STANDARD or not ending:
        return output, format_ or _FORMATS[0]
    if ending not in _FORMATS:
        raise click.UsageError(
            f"{output}: a packet is a Word document, .docx, or a PDF, .pdf; alignprep export makes other files"
        )
    if format_ and format_ != ending:
        raise click.UsageError(f"{output} does not end in .{format_}, which --format {format_} asks for; drop either")
    return output, ending


def _planned(source: Source, names: Sequence[str], chosen: dict[str, Any]) -> tuple[Bank, Plan, Interview]:
    """The bank, the questions of each form, and the interview as far as it is the same for all."""
    from alignprep.packet.planning import Plan, plan

    if not any(chosen[option] for option in ("budget", "count", "numbers", "ids")):
        chosen["budget"] = _USUAL
    bank, questions = options.questions_of(source, chosen)
    meeting = _interview(chosen, parallel=len(names) > 1)
    if chosen["budget"] is not None:
        made = plan(questions, minutes=chosen["budget"], interview=meeting, forms=len(names), seed=chosen["seed"])
    elif chosen["forms"] or len(names) > 1:
        raise click.UsageError("parallel forms need --minutes")
    else:
        asking = sum(meeting.takes(question.minutes) for question in questions)
        made = Plan((tuple(questions),), meeting.opening + asking + meeting.closing, meeting)
    return bank, made, meeting


def _editions(edition: str, chosen: dict[str, Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([edition, *["candidate"] * chosen["sheets"]]))


def _cuts(packet: Packet) -> list[str]:
    """What the packet leaves out for want of room, in words."""
    from alignprep.packet.spread import fitted

    if packet.edition != "interviewer":
        return []
    return [
        f"question {number}: {what} is left out, since it does not fit on its pages"
        for number, what in fitted(packet)[1]
    ]


def _styles(template: Path | None, exporter: str) -> bytes | None:
    """The bytes of the document whose styles a packet uses, if there is one."""
    if template and exporter != "docx":
        raise click.UsageError("--template has the styles of a Word document; a PDF has its own")
    return _read_template(template) if template else None


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


def _check_cohort(chosen: dict[str, Any], output: Path) -> None:
    """Refuse options of a cohort that do not go together."""
    from alignprep.cohort.executors import SCHEME

    if output == options.STANDARD:
        raise click.UsageError("the packets need a folder, which cannot be standard output")
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


def _make_packets(wanted: Sequence[Copy], roster: Roster, chosen: dict[str, Any], output: Path) -> None:
    """Write the packets of the good rows into a folder, then report the bad rows, for which the status is 1.

    Bad is also a row that names somebody whose name the packets cannot show.
    """
    from alignprep.cohort.packets import make
    from alignprep.errors import Problem
    from alignprep.files.publishing import write

    undrawn: dict[int, Problem] = {}

    def failed(copy: Copy, error: InterviewError) -> None:
        undrawn[copy.line] = Problem(roster.file, copy.line, 1, "AP513", str(error))

    done = 0
    with (
        _executor_arguments(chosen, len(wanted)) as workers,
        options.progress_bar("packets") as advance,
    ):
        for folder in dict.fromkeys((output / copy.file).parent for copy in wanted):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise unwritable(folder, error) from None
        for done, (copy, data) in enumerate(make(wanted, failed=failed, **workers), 1):
            write(output / copy.file, data)
            advance(done + len(undrawn), len(wanted))
    click.echo(f"{output}: {done} file{'s' * (done != 1)}", err=True)
    problems = sorted([*roster.problems, *undrawn.values()], key=lambda problem: problem.line)
    if problems:
        click.echo(report(problems, "text"), err=True)
    if not all(problem.is_warning for problem in problems):
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


def _interview(chosen: dict[str, Any], *, parallel: bool) -> Interview:
    from alignprep.packet.interview import Answers, Sheet

    drawn = chosen["budget"] is not None or chosen["count"] is not None
    return replace(
        options.with_times(chosen),
        role=chosen["role"],
        interviewer=chosen["interviewer"],
        date=chosen["day"],
        start=chosen["start"],
        parallel=parallel,
        seed=chosen["seed"] if drawn else None,
        level=chosen["level"],
        weights=_weights(chosen),
        reason=chosen["reason"],
        answers=Answers(chosen["answers"]),
        sheet=Sheet(chosen["sheet"]),
    )


def _weights(chosen: dict[str, Any]) -> Mapping[str, float]:
    """The weights of the competencies that the scorecard rates; empty if none are named."""
    from alignprep.model.field_types import FrozenDict

    weights: dict[str, float] = dict.fromkeys(options.names(chosen["competencies"]), 1.0)
    for part in options.names(chosen["weights"]):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        try:
            weights[name] = float(number) if equals and name else math.nan
        except ValueError:
            weights[name] = math.nan
        if math.isnan(weights[name]):
            raise click.UsageError(f"{part!r} is not a weight such as id=2")
    return FrozenDict(weights)


def _path_of(output: Path, form: str, edition: str) -> Path:
    """The file of a form and an edition: `packet-A-candidate.docx`."""
    if output == options.STANDARD:
        return output
    return output.with_name("-".join(part for part in (output.stem, form, edition) if part) + output.suffix)
