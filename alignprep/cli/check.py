"""`alignprep check` and `alignprep validate`: what is wrong with source files and with exported JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alignprep.errors import OutputError
from alignprep.files.os_errors import unreadable

if TYPE_CHECKING:
    from alignprep.errors import Problem

__all__ = ["check", "validate"]


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--complete", is_flag=True, help="Insist on a question for every number of every section.")
@click.option("--format", "format_", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
def check(paths: tuple[Path, ...], complete: bool, format_: str) -> None:
    """Check content folders or single files of one (default: ./content).

    Every problem of every file is reported, each with its file, line, column and code. The status is 0 when there is
    none, 1 when there are some, 2 for a wrong call.

    \b
    Examples:
      alignprep check
      alignprep check content/beginner/rlhf-pipeline.yaml
      alignprep check --complete --format github
    """
    from alignprep.content.reader import check_paths

    with _bar() as advance:
        problems, counts = check_paths(paths or (Path("content"),), complete=complete, progress=advance)
    _tell(problems, format_, counts)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--complete", is_flag=True, help="Insist on a question for every number of every section.")
@click.option("--format", "format_", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
def validate(file: Path, complete: bool, format_: str) -> None:
    """Validate exported JSON or JSON Lines, ours or anybody's, against the schema and the rules beyond it.

    \b
    Examples:
      alignprep validate dist/alignprep.json
      alignprep validate dist/questions.jsonl
      alignprep validate --complete my-bank.json
    """
    from alignprep.content.folder import read_file
    from alignprep.json_format.validator import LARGEST
    from alignprep.json_format.validator import validate as find_problems

    try:
        data = read_file(file, LARGEST, follow=True)
    except OSError as error:
        raise unreadable(file, error) from None
    if len(data) > LARGEST:
        raise OutputError(f"{file} is larger than {LARGEST:,} bytes")
    problems = find_problems(data, str(file), complete=complete)
    _tell(problems, format_, f"{file}: valid")


def _tell(problems: Sequence[Problem], format_: str, good: str) -> None:
    """Report the problems, which ends the command, or say in words how good all is."""
    from alignprep.cli.report import report

    text = report(problems, format_)
    if text:
        click.echo(text)
    if problems:
        raise SystemExit(1)
    if format_ == "text":
        click.echo(good, err=True)


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error if that is a terminal; call it with how many steps of how many are done."""
    with click.progressbar(length=1, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield advance
