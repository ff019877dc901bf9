"""`alignprep check` and `alignprep validate`: the problems of source files and of exported JSON; and what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alignprep.cli.options import (
    BANK,
    COMPLETE,
    PATH,
    content_folder,
    input_name,
    progress_bar,
    read_input,
    say_which,
)
from alignprep.cli.report import FORMATS, report
from alignprep.errors import OutputError

if TYPE_CHECKING:
    from alignprep.errors import Problem

__all__ = ["check", "explain", "validate"]

_format = click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)


@click.command()
@click.argument("paths", nargs=-1, type=PATH)
@BANK
@COMPLETE
@_format
def check(paths: tuple[Path, ...], bank: str | None, complete: bool, format_: str) -> None:
    """Check content folders, or single files in one (default: the nearest content folder).

    For exported JSON there is `alignprep validate`. Reports every problem of every file with its file, line, column and
    code; warnings are counted apart. The exit status is 0 without errors, 1 with errors, and 2 for a wrong call.

    \b
    Examples:
      alignprep check
      alignprep check content/basics/my-question.yaml
      alignprep check --complete --format github
    """
    from alignprep.content.finding import content_in
    from alignprep.content.reader import check_paths

    if paths and bank is not None:
        raise click.UsageError("--bank and paths exclude each other")
    if not paths:
        paths = (content_folder(bank, "a check"),)
        say_which(str(paths[0]))
    with progress_bar() as advance:
        problems, counts = check_paths([content_in(path) for path in paths], complete=complete, progress=advance)
    _finish(problems, format_, counts)


@click.command()
@click.argument("file", type=PATH)
@click.option("--lines", is_flag=True, help="It is JSON Lines, whatever its name; else only a name in .jsonl says so.")
@COMPLETE
@_format
def validate(file: Path, lines: bool, complete: bool, format_: str) -> None:
    """Validate exported JSON or JSON Lines from any source against the schema and the rules beyond it.

    FILE is a file, or - for standard input.

    \b
    Examples:
      alignprep validate dist/my-bank.json
      alignprep validate dist/questions.jsonl
      alignprep validate --complete dist/my-bank.json
      alignprep validate --lines -
    """
    from alignprep.json_format.validator import LARGEST
    from alignprep.json_format.validator import validate as find_problems

    data, name = read_input(file, LARGEST), input_name(file)
    if len(data) > LARGEST:
        raise OutputError(f"{name} is larger than {LARGEST:,} bytes")
    problems = find_problems(data, name, complete=complete, json_lines=lines or None)
    _finish(problems, format_, f"{name}: valid")


@click.command()
@click.argument("names", nargs=-1, metavar="[CODE|FIELD]...")
def explain(names: tuple[str, ...]) -> None:
    """Say what problem codes and fields of source files mean; without a name, all of them.

    \b
    Examples:
      alignprep explain
      alignprep explain AP406
      alignprep explain minutes answer.spoken
    """
    from alignprep.errors import CODES, SelectionError, did_you_mean
    from alignprep.json_format.fields import FILES, fields

    parts = {"problem codes": CODES, **{file: fields(file) for file in FILES}}
    known = {name.casefold(): name for part in parts.values() for name in part}
    for name in names:
        if name.casefold() not in known:
            raise SelectionError(f"there is no code and no field {name!r}{did_you_mean(name, known.values())}")
    wanted = {known[name.casefold()] for name in names} or set(known.values())
    said = []
    for title, part in parts.items():
        shown = [name for name in part if name in wanted]
        if shown:
            said.append("\n".join([f"{title}:", *(f"  {name}: {part[name]}" for name in shown)]))
    click.echo("\n\n".join(said))


def _finish(problems: Sequence[Problem], format_: str, success: str) -> None:
    """Report the problems and end the command; without errors, say so in text format."""
    text = report(problems, format_)
    if text:
        click.echo(text)
    if not all(problem.is_warning for problem in problems):
        raise SystemExit(1)
    if format_ == "text":
        click.echo(success, err=True)
