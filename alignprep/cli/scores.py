"""`alignprep collect` and `alignprep debrief`: the scores of filled packets, and a sheet for the panel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alignprep.cli import options
from alignprep.cli.report import report
from alignprep.errors import AlignprepError, OutputError, Problem
from alignprep.text.characters import printable

if TYPE_CHECKING:
    from alignprep.scores.debrief import Expected
    from alignprep.scores.filled import Filled
    from alignprep.scores.reading import Reading

__all__ = ["collect", "debrief"]

_FORMATS = ("csv", "json")
_LOCK = "~$"
"""How the names of the files begin with which Word says that a document is open."""
_FILES = click.argument("files", nargs=-1, required=True, type=options.PATH)
_BANK = click.option(
    "--bank",
    metavar="PATH|NAME",
    help="The bank that the packets are of, for the titles of its questions (default: the nearest one, if it is that).",
)
_PSEUDONYMS = click.option(
    "--pseudonyms", is_flag=True, help="Write candidate-1 and interviewer-1 for names, in the names of files too."
)


@click.command()
@_FILES
@click.option(
    "-o",
    "--output",
    type=options.PATH,
    required=True,
    help="The file to write, .csv with one row a score or .json with everything; - for standard output.",
)
@click.option("--format", "format_", type=click.Choice(_FORMATS), help="CSV or JSON (default: as --output ends).")
@_PSEUDONYMS
@_BANK
def collect(files: tuple[Path, ...], output: Path, format_: str | None, pseudonyms: bool, bank: str | None) -> None:
    """Read the scores out of filled packets (DOCX, PDF), and write them as CSV or JSON.

    What is shown counts; where other places of a file say something else, a warning names the place. What cannot be
    read is named with its file and place, the others are written, and the status is 1. "Not asked" is no score.

    Scores are personal data. Nothing leaves this machine; delete what you have collected as your policy says.

    \b
    Examples:
      alignprep collect filled/*.docx filled/*.pdf -o scores.csv
      alignprep collect filled/*.docx --pseudonyms -o scores.json
    """
    from alignprep.scores.reading import read_packet, settled
    from alignprep.scores.tables import as_csv, as_json

    wanted = _format(output, format_)
    packets, problems = _read(files, read_packet)
    _, differing = settled(packets)
    repeated = _titled(_once(packets), bank)
    if pseudonyms:
        repeated = _pseudonymized(repeated)
    options.write_all({output: (as_csv if wanted == "csv" else as_json)(repeated)})
    scores = sum(one.score is not None for packet in repeated for one in packet.scores)
    click.echo(f"{scores} score{'s' * (scores != 1)} of {len(repeated)} packet{'s' * (len(repeated) != 1)}", err=True)
    _finish([*problems, *differing])


@click.command()
@_FILES
@click.option("-o", "--output", type=options.PATH, help="The HTML file to write (default: plain text is printed).")
@click.option(
    "--expect",
    metavar="NAME,…|N",
    help="Who has met each candidate, or how many have: nothing is shown before all of them have their scores in.",
)
@click.option("--incomplete", is_flag=True, help="Show what there is, and say at the head that it is not all.")
@_PSEUDONYMS
@_BANK
def debrief(
    files: tuple[Path, ...],
    output: Path | None,
    expect: str | None,
    incomplete: bool,
    pseudonyms: bool,
    bank: str | None,
) -> None:
    """Make one sheet for a panel from filled packets (DOCX, PDF), or from what `collect` wrote (CSV, JSON).

    For each candidate it shows the scores side by side, where they are two or more apart, recommendations, reasons and
    concerns, and at the end how far interviewers agree. Nobody's scores are shown before all that are expected are in:
    say who is, with --expect. Names with commas are parted by semicolons.

    Scores are personal data. Nothing leaves this machine; delete the sheet as your policy says.

    \b
    Examples:
      alignprep debrief scores.csv --expect "Grace H.,Alan T."
      alignprep debrief filled/*.docx --expect 3 -o debrief.html
      alignprep debrief scores.json --incomplete
    """
    from alignprep.scores.debrief import missing, panels, sheet
    from alignprep.scores.reading import read, settled
    from alignprep.scores.sheet import as_html, as_text

    expected = _expected(expect)
    if output not in (None, options.STANDARD) and output.suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(f"{output}: the sheet is an .html file")
    if expected is None and not incomplete:
        raise click.UsageError(
            "a debrief shows nobody's scores before all that are expected are in, so that each judges alone: say who "
            'is expected (--expect "Grace H.,Alan T.") or how many (--expect 3), or show what there is (--incomplete)'
        )
    packets, problems = _read(files, read)
    kept, differing = settled(packets)
    problems += differing
    lacking = {panel.candidate: names for panel in panels(kept) if (names := missing(panel, expected or 1))}
    if not kept or (lacking and not incomplete):
        _refuse(kept, lacking)
        _finish(problems, failed=True)
    shown = _titled(kept, bank)
    if pseudonyms:
        shown = _pseudonymized(shown)
        names_now = {before.candidate: now.candidate for before, now in zip(kept, shown, strict=True)}
        lacking = {
            names_now.get(name, "somebody"): (f"{len(who)} of the interviewers",) for name, who in lacking.items()
        }
    blocks = sheet(panels(shown), lacking if incomplete else None)
    if output is None or output == options.STANDARD:
        click.echo(as_text(blocks), nl=False)
    else:
        options.write_all({output: as_html(blocks)})
    _finish(problems)


def _format(output: Path, format_: str | None) -> str:
    """The format to write: as told, else as the file's name ends."""
    ending = output.suffix.lower().removeprefix(".")
    if output == options.STANDARD:
        if format_ is None:
            raise click.UsageError("standard output has no name that tells the format; give --format csv or json")
        return format_
    if ending not in _FORMATS or (format_ and format_ != ending):
        raise click.UsageError(f"{output}: scores are a .csv or a .json file")
    return ending


def _expected(text: str | None) -> Expected | None:
    """Who or how many are expected."""
    if text is None:
        return None
    if text.strip().isascii() and text.strip().isdigit():
        if not 0 < int(text) < 1000:
            raise click.UsageError("--expect is at least one interviewer")
        return int(text)
    names = [name.strip() for name in text.split(";" if ";" in text else ",") if name.strip()]
    if not names:
        raise click.UsageError("--expect names nobody")
    return names


def _read(files: Iterable[Path], reader: Callable[[bytes, str], Reading]) -> tuple[list[Filled], list[Problem]]:
    """The packets of all files, and what is wrong with them."""
    from alignprep.scores.reading import LARGEST

    packets: list[Filled] = []
    problems: list[Problem] = []
    files = tuple(file for file in files if not file.name.startswith(_LOCK))
    with options.progress_bar("files") as advance:
        for done, file in enumerate(files, 1):
            name = options.input_name(file)
            try:
                found = reader(options.read_input(file, LARGEST), name)
            except OutputError as error:
                message = str(error).removeprefix(f"{name} ")
                problems.append(Problem(printable(name), 0, 0, "AP101", message))
            else:
                packets += found.packets
                problems += found.problems
            advance(done, len(files))
    return packets, problems


def _titled(packets: Sequence[Filled], named: str | None) -> tuple[Filled, ...]:
    """The packets with titles, as far as the bank that is named, or else the nearest one, is theirs.

    What only lacks its titles is no reason to stop, unless a bank is named.
    """
    from alignprep.scores.reading import titled

    try:
        return titled(packets, options.source_of(named).bank()) if packets else ()
    except AlignprepError:
        if named is not None:
            raise
        return tuple(packets)


def _once(packets: Iterable[Filled]) -> tuple[Filled, ...]:
    """The packets without those that say the same as an earlier one."""
    kept: dict[Filled, Filled] = {}
    for packet in packets:
        kept.setdefault(packet.content, packet)
    return tuple(kept.values())


def _pseudonymized(packets: Iterable[Filled]) -> tuple[Filled, ...]:
    from alignprep.scores.pseudonyms import WARNING, pseudonymized

    click.echo(WARNING, err=True)
    return pseudonymized(packets)


def _refuse(packets: Sequence[Filled], lacking: Mapping[str, Sequence[str]]) -> None:
    """Say why there is no sheet, and show no score."""
    if not packets:
        click.echo("alignprep: there is no filled packet to show", err=True)
        return
    click.echo("alignprep: no score is shown, since not all are in yet:", err=True)
    for candidate, names in lacking.items():
        click.echo(printable(f"  {candidate}: {'; '.join(names)}"), err=True)
    click.echo("  to show what there is: --incomplete", err=True)


def _finish(problems: Sequence[Problem], *, failed: bool = False) -> None:
    """Report the problems and say what scores are; status 1 if something could not be read, or else has failed."""
    from alignprep.scores.filled import RETENTION

    if problems:
        click.echo(report(problems, "text"), err=True)
    click.echo(RETENTION, err=True)
    if failed or any(not problem.is_warning for problem in problems):
        raise SystemExit(1)
