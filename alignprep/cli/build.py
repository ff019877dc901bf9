"""`alignprep build` and `alignprep export`: run exporters, each in its own process."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alignprep.cli import options
from alignprep.cli.report import report
from alignprep.errors import OutputError, TextError

if TYPE_CHECKING:
    from alignprep.build.build import Result
    from alignprep.build.worker_pool import Outcome

__all__ = ["build", "export"]

_timeout = click.option(
    "--timeout",
    type=options.SECONDS,
    metavar="SECONDS",
    help="How long an exporter may take (default: 60, plus one per question).",
)


@click.command()
@click.argument("exporter")
@click.option("-o", "--output", type=options.PATH, help="The file to write; - for standard output.")
@click.option("--edition", type=click.Choice(options.EDITIONS), default="study", show_default=True)
@click.option("--paper", type=click.Choice(options.PAPERS), default="a4", show_default=True)
@_timeout
@options.selecting
def export(exporter: str, output: Path | None, edition: str, paper: str, timeout: float | None, **chosen: Any) -> None:
    """Export a selection with one exporter (`alignprep exporters` lists them).

    \b
    Examples:
      alignprep export pdf --sections beginner -o beginner.pdf
      alignprep export anki --edition interviewer -o alignprep.apkg
      alignprep export csv -o - | head -3
    """
    from alignprep.build.build import export_apart
    from alignprep.exporting import find

    find(exporter)
    selected = options.chosen_packet(chosen, edition=edition, paper=paper)
    place = _temporary_folder() if output == Path("-") else (output or Path("_")).parent
    if not place.is_dir():
        raise OutputError(f"{output} cannot be written: there is no folder {place}")
    with options.locating_text_errors(chosen["content"]):
        outcome = export_apart(exporter, selected, place, timeout=timeout)
    _show_output(exporter, outcome)
    if outcome.error is not None:
        with options.locating_text_errors(chosen["content"]):
            raise outcome.error
    stem = "alignprep" if outcome.suffix == f".{exporter}" else f"alignprep-{exporter}"
    options.write_all({output or Path(f"{stem}-{edition}{outcome.suffix}"): outcome.data})


@click.command()
@click.option("--content", type=options.PATH, default=Path("content"), show_default=True)
@click.option("--dist", type=options.PATH, default=Path("dist"), show_default=True)
@click.option("--paper", type=click.Choice(options.PAPERS), default="a4", show_default=True)
@options.COMPLETE
@click.option("--add", multiple=True, type=options.PATH, help="Also publish this file; repeatable.")
@click.option(
    "--exporter",
    "others",
    multiple=True,
    metavar="NAME[:EDITION]",
    help="Also make the file of another exporter, alignprep-NAME; repeatable.",
)
@click.option("--jobs", type=options.JOBS, help="How many exporters run at a time (default: one per core).")
@_timeout
def build(
    content: Path,
    dist: Path,
    paper: str,
    complete: bool,
    add: tuple[Path, ...],
    others: tuple[str, ...],
    jobs: int | None,
    timeout: float | None,
) -> None:
    """Make every product from source files and put it into a folder, with manifest.json and checksums.

    The folder gets all new files at once or none. When an exporter fails, its earlier file stays, the other files are
    new, and the status is 1. If there is a constraints.txt beside the content, a line on standard error lists what is
    installed in another version.

    \b
    Examples:
      alignprep build
      alignprep build --content my-bank --dist out --paper letter
      alignprep build --exporter outline --exporter outline:candidate --timeout 30
    """
    from alignprep.build.build import build as make
    from alignprep.build.build import product_of, products_of
    from alignprep.build.manifest import origin_of
    from alignprep.content.reader import read_content
    from alignprep.content.release import unrecorded
    from alignprep.text import markdown

    drafts: list[str] = []
    with markdown.recording() as parsed:
        bank = read_content(content, complete=complete, drafts=drafts)
    products = (*products_of(bank), *dict.fromkeys(product_of(name, bank.slug) for name in others))
    origin = origin_of(content)
    if origin.differences:
        installed = ", ".join(map(str, origin.differences))
        click.echo(
            f"alignprep: not the locked versions, so bytes may differ from the published ones: {installed}", err=True
        )

    with options.progress_bar() as advance:
        done = make(
            bank,
            dist,
            also=add,
            products=products,
            paper=paper,
            origin=origin,
            jobs=jobs,
            timeout=timeout,
            parsed=parsed,
            progress=advance,
        )
    click.echo("".join(f"{dist / name}\n" for name in done.names), nl=False)
    for result in done.results:
        _show_output(result.product.exporter, result.outcome)
    count = len(unrecorded(content, bank))
    if count:
        click.echo(f"{content / 'ledger.json'} lacks {count} new or changed entries; run: alignprep ledger", err=True)
    if done.failures:
        _report_failures(done.failures, content)
        if not done.names:
            click.echo(f"alignprep: no product was made; {dist} is as it was", err=True)
        raise SystemExit(1)


def _temporary_folder() -> Path:
    """The folder for temporary files."""
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:
        raise OutputError("there is no folder for temporary files; set TMPDIR to one that can be written") from None


def _report_failures(failures: tuple[Result, ...], content: Path) -> None:
    """Report which products failed and why; for text that cannot be drawn, its place in the source files."""
    from alignprep.content.find_text import located

    errors = [result.outcome.error for result in failures]
    problems = dict.fromkeys(located(error, content) for error in errors if isinstance(error, TextError))
    if problems:
        click.echo(report(tuple(problems), "text"), err=True)
    for result in failures:
        click.echo(f"alignprep: {result.failure}", err=True)


def _show_output(exporter: str, outcome: Outcome) -> None:
    """Show what an exporter has printed, and the traceback of an error in it."""
    for line in outcome.printed:
        click.echo(f"{exporter}: {line}", err=True)
    click.echo(outcome.traceback, err=True, nl=False)
