"""`alignprep packet --roster`: a packet for every candidate of a roster."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from alignprep.advice import unreadable
from alignprep.errors import OutputError
from alignprep.options import from_files

if TYPE_CHECKING:
    from alignprep.cohort import Copy
    from alignprep.errors import Problem
    from alignprep.roster import Roster

__all__ = ["check_options", "make_packets", "read"]


def check_options(chosen: dict[str, Any], output: Path) -> None:
    """Refuse options that say nothing together."""
    from alignprep.executors import SCHEME

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
    from alignprep.reporting import report
    from alignprep.roster import read_roster

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
    from alignprep.cohort import make
    from alignprep.publishing import write
    from alignprep.reporting import report

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
    from alignprep.executors import SCHEME, cluster, cores, processes

    if chosen["executor"] is None:
        count = min(chosen["jobs"] or cores(), files)
        with processes(count) as pool:
            yield {"executor": pool, "ahead": 4 * count}
        return
    with cluster(chosen["executor"].removeprefix(SCHEME)) as found:
        yield {"executor": found.executor, "ahead": 4 * found.threads, "check": found.check}
