"""`alignprep build` and `alignprep export`: run exporters, each in its own process."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from alignprep.cli import options
from alignprep.cli.report import report
from alignprep.errors import ExporterError, OutputError, TextError

if TYPE_CHECKING:
    from alignprep.bank.bank import Bank
    from alignprep.build.build import Result
    from alignprep.build.worker_pool import Outcome
    from alignprep.model.records import Edition

__all__ = ["build", "export"]

_ENDING: Final = re.compile(r"\.[A-Za-z][A-Za-z0-9]*$")
"""What an output must end with for it to be compared with what the exporter makes."""
_timeout = click.option(
    "--timeout",
    type=options.SECONDS,
    metavar="SECONDS",
    help="How long an exporter may take (default: 60, plus one per question).",
)


def _exporters(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """What a shell completes the name of an exporter with."""
    from alignprep.exporting import GROUP
    from alignprep.plug_ins import offered

    return [name for name in offered(GROUP) if name.startswith(incomplete)]


@click.command()
@click.argument("exporter", shell_complete=_exporters)
@click.option("-o", "--output", type=options.PATH, help="The file to write; - for standard output.")
@click.option(
    "--edition",
    type=click.Choice(options.EDITIONS),
    help="What is shown (default: study; interviewer for what updates a deck).",
)
@click.option("--paper", type=click.Choice(options.PAPERS), default="a4", show_default=True)
@click.option(
    "--booklet", is_flag=True, help="Two pages a side of a sheet, in the order for folding; print on both sides."
)
@_timeout
@options.selecting
def export(
    exporter: str,
    output: Path | None,
    edition: str | None,
    paper: str,
    booklet: bool,
    timeout: float | None,
    **chosen: Any,
) -> None:
    """Export a selection with one exporter (`alignprep exporters` lists them).

    \b
    Examples:
      alignprep export pdf --sections basics -o basics.pdf
      alignprep export pdf-quick --booklet -o quick.pdf
      alignprep export anki -o my-bank.apkg
      alignprep export csv --bank my-bank.json -o - | head -3
    """
    from alignprep.build.build import export_apart
    from alignprep.exporting import find, require_booklets

    edition = edition or find(exporter).edition
    if booklet:
        try:
            require_booklets(exporter)
        except ExporterError as error:
            raise click.UsageError(str(error)) from None
    source = options.source_of(chosen["bank"])
    bank = options.bank_of(source)
    selected = options.chosen_packet(bank, chosen, edition=edition, paper=paper, booklet=booklet)
    place = _temporary_folder() if output == Path("-") else (output or Path("_")).parent
    if not place.is_dir():
        raise OutputError(f"{output} cannot be written: there is no folder {place}")
    named = output.name if output and _ENDING.search(output.name) else None
    with options.locating_text_errors(source.folder):
        outcome = export_apart(exporter, selected, place, timeout=timeout, named=named)
    if output and named and outcome.suffix and not named.lower().endswith(outcome.suffix.lower()):
        raise click.UsageError(_right_call(exporter, outcome.suffix, output, place))
    _show_output(exporter, outcome)
    if outcome.error is not None:
        with options.locating_text_errors(source.folder):
            raise outcome.error
    _say_what_is_missing(exporter, selected.edition)
    if find(exporter).edition == "interviewer":  # Those that update what people have, by the ledger.
        _say_what_is_undated(source.folder, bank)
    slug = selected.profile.slug
    stem = slug if outcome.suffix == f".{exporter}" else f"{slug}-{exporter}"
    folded = "-booklet" if booklet else ""
    options.write_all({output or Path(f"{stem}-{edition}{folded}{outcome.suffix}"): outcome.data})


@click.command()
@options.BANK
@click.option("--dist", type=options.PATH, default=Path("dist"), show_default=True, help="The folder to write into.")
@click.option("--paper", type=click.Choice(options.PAPERS), default="a4", show_default=True)
@options.COMPLETE
@click.option("--add", multiple=True, type=options.PATH, help="Also publish this file; repeatable.")
@click.option(
    "--exporter",
    "others",
    multiple=True,
    metavar="NAME[:EDITION]",
    shell_complete=_exporters,
    help="Also make the file of another exporter, SLUG-NAME; repeatable.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    shell_complete=_exporters,
    help="Make only what this exporter makes, or this file; repeatable.",
)
@click.option(
    "--without",
    multiple=True,
    metavar="NAME",
    shell_complete=_exporters,
    help="Leave out what this exporter makes, or this file; repeatable.",
)
@click.option("--force", is_flag=True, help="Write into --dist even if others' files are there.")
@click.option("--jobs", type=options.JOBS, help="How many exporters run at a time (default: one per core).")
@_timeout
def build(
    bank: str | None,
    dist: Path,
    paper: str,
    complete: bool,
    add: tuple[Path, ...],
    others: tuple[str, ...],
    only: tuple[str, ...],
    without: tuple[str, ...],
    force: bool,
    jobs: int | None,
    timeout: float | None,
) -> None:
    """Make every product of a bank and put it into a folder, with manifest.json and checksums.

    The folder gets all new files at once or none. When an exporter fails, its earlier file stays, the other files are
    new, and the status is 1. With --only or --without, all other files of an earlier build stay.

    The folder must be new, empty or the bank's own: of an earlier build, or listed in its SHA256SUMS. --force allows
    any but the content folder; only files of the same names are replaced then.

    If there is a constraints.txt beside the content, a line on standard error lists what is installed in another
    version.

    \b
    Examples:
      alignprep build
      alignprep build --bank my-bank.json --dist out --paper letter
      alignprep build --only pdf --only questions.csv
      alignprep build --exporter outline --exporter outline:candidate --timeout 30
    """
    from alignprep.build.build import build as make
    from alignprep.build.build import product_of, products_of
    from alignprep.build.manifest import origin_of
    from alignprep.build.own_folder import refuse_content
    from alignprep.model.prose import set_passages
    from alignprep.text import markdown

    source = options.source_of(bank)
    folder = source.folder
    if folder is not None and folder.is_dir():
        refuse_content(dist, folder)
    elif complete and folder is None:
        raise click.UsageError(f"--complete needs a content folder, and the bank is {source.name}")
    drafts: list[str] = []
    with markdown.recording() as parsed:
        found = options.bank_of(source, complete=complete, drafts=drafts)
        for question in found.data.questions:
            set_passages(question.model_dump(mode="json", by_alias=True), found.data.language)
    products = (*products_of(found), *dict.fromkeys(product_of(name, found.slug) for name in others))
    origin = origin_of(folder or source.document())
    if origin.differences:
        installed = ", ".join(map(str, origin.differences))
        click.echo(
            f"alignprep: not the locked versions, so bytes may differ from the published ones: {installed}", err=True
        )
    if drafts:
        are = "draft is" if len(drafts) == 1 else "drafts are"
        click.echo(f"{len(drafts)} {are} left out: {', '.join(sorted(drafts))}", err=True)

    with options.progress_bar() as advance:
        done = make(
            found,
            dist,
            also=add,
            products=products,
            only=only,
            without=without,
            paper=paper,
            origin=origin,
            force=force,
            jobs=jobs,
            timeout=timeout,
            parsed=parsed,
            progress=advance,
        )
    click.echo("".join(f"{dist / name}\n" for name in done.names), nl=False)
    for result in done.results:
        _show_output(result.product.exporter, result.outcome)
        if not result.failure:
            _say_what_is_missing(result.product.exporter, result.product.edition)
    if done.kept:
        files = "file of an earlier build stays" if len(done.kept) == 1 else "files of an earlier build stay"
        click.echo(f"{len(done.kept)} {files} in {dist}", err=True)
    _say_what_is_undated(folder, found)
    if done.failures:
        _report_failures(done.failures, folder)
        if not done.names:
            click.echo(f"alignprep: no product was made; {dist} is as it was", err=True)
        raise SystemExit(1)


def _say_what_is_missing(exporter: str, edition: Edition) -> None:
    """Say what a file is without whose edition shows less than its exporter takes of itself.

    Of a candidate's copy nobody needs to be told.
    """
    from alignprep.exporting import find
    from alignprep.model.records import ABOUT

    order, usual = options.EDITIONS.index, find(exporter).edition
    if order("candidate") < order(edition) < order(usual):
        hidden = [name for name, about in ABOUT.items() if about.learned and order(edition) < order(about.shown)]
        click.echo(
            f"alignprep: the {edition} edition is without {', '.join(hidden)}; {exporter} takes {usual} by default",
            err=True,
        )


def _say_what_is_undated(folder: Path | None, bank: Bank) -> None:
    """Say how much of a content folder's bank its ledger does not date: decks would not update that."""
    from alignprep.content.release import unrecorded

    count = len(unrecorded(folder, bank)) if folder else 0
    if folder and count:
        click.echo(f"{folder / 'ledger.json'} lacks {count} new or changed entries; run: alignprep ledger", err=True)


def _right_call(exporter: str, suffix: str, output: Path, place: Path) -> str:
    """What to say when a file is named unlike what the exporter makes."""
    from alignprep.build.build import makers_of

    said = f"{exporter} makes {suffix} files"
    makers = makers_of(output.name, place)
    if not makers:
        return f"{said}; run: alignprep export {exporter} -o {output.with_suffix(suffix)}"
    others = f" (or with {', '.join(makers[1:])})" if makers[1:] else ""
    return f"{said}; for {output.name} run: alignprep export {makers[0]} -o {output}{others}"


def _temporary_folder() -> Path:
    """The folder for temporary files."""
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:
        raise OutputError("there is no folder for temporary files; set TMPDIR to one that can be written") from None


def _report_failures(failures: tuple[Result, ...], content: Path | None) -> None:
    """Report which products failed and why; for text that cannot be drawn, its place in the source files if any."""
    from alignprep.content.find_text import located

    errors = [result.outcome.error for result in failures] if content else []
    problems = dict.fromkeys(located(error, content) for error in errors if content and isinstance(error, TextError))
    if problems:
        click.echo(report(tuple(problems), "text"), err=True)
    for result in failures:
        click.echo(f"alignprep: {result.failure}", err=True)


def _show_output(exporter: str, outcome: Outcome) -> None:
    """Show what an exporter has printed, and the traceback of an error in it."""
    for line in outcome.printed:
        click.echo(f"{exporter}: {line}", err=True)
    click.echo(outcome.traceback, err=True, nl=False)
