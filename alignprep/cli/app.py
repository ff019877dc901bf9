"""The `alignprep` command: thin, no logic.

Exit status: 0 for success, 1 for problems in what was read or made, 2 for a wrong call, 128 and more for a signal.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from alignprep.cli import options
from alignprep.cli.build import build, export
from alignprep.cli.check import check, explain, validate
from alignprep.cli.import_ import import_
from alignprep.cli.packet import packet, packets
from alignprep.cli.report import report
from alignprep.cli.scores import collect, debrief
from alignprep.cli.start import init, new
from alignprep.errors import AlignprepError, BankClash, BankError, ContentError, OutputError
from alignprep.files.os_errors import FULL, unwritable
from alignprep.files.signals import ending_on_signals
from alignprep.model.versions import __version__

if TYPE_CHECKING:
    import datetime

__all__ = ["Group", "main"]


class Group(click.Group):
    """Turns the errors that alignprep raises on purpose into one clear line and an exit status."""

    def make_context(self, *arguments: Any, **more: Any) -> click.Context:
        """Read the arguments, among which `--help` and `--version` write already."""
        with _explained():
            return super().make_context(*arguments, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; exit with status 1 for problems and errors, 130 when interrupted."""
        with _explained(), ending_on_signals():
            return super().invoke(ctx)


@contextmanager
def _explained() -> Iterator[None]:
    """Inside, an error that is meant for people ends the process with one clear line and a status."""
    try:
        yield
    except (ContentError, BankError) as error:
        click.echo(report(error.problems, "text"), err=True)
        raise SystemExit(1) from None
    except ModuleNotFoundError as error:
        extra = _extra_of(error.name or "")
        if extra is None:
            raise
        click.echo(f"alignprep: this needs {error.name}; run: pip install 'alignprep[{extra}]'", err=True)
        raise SystemExit(1) from None
    except AlignprepError as error:
        click.echo(f"alignprep: {error}", err=True)
        raise SystemExit(1) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(1) from None
    except OSError as error:
        # Code that writes files names the file in an error of its own, so this is about standard output.
        if error.errno not in FULL:
            raise
        with suppress(OSError):
            sys.stdout.close()  # Otherwise Python would try again when it exits.
        click.echo(f"alignprep: {unwritable('standard output', error)}", err=True)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        click.echo("alignprep: interrupted", err=True)
        raise SystemExit(130) from None


def _extra_of(module: str) -> str | None:
    """The extra that installs a module which reading, checking or importing needs; None for any other module."""
    needed = dict.fromkeys(("yaml", "markdown_it", "mdit_py_plugins", "latex2mathml", "jsonschema"), "content")
    return {**needed, "openpyxl": "import"}.get(module.partition(".")[0])


_LISTED: Final = frozenset(("id", "number", "section", "title", "question", "topics", "minutes"))
"""What `list` tells of a question."""


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="alignprep")
def main() -> None:
    """Question banks for interviews: Anki decks, handouts, interview packets, CSV and JSON from one checked source.

    A bank is a content folder with a bank.yaml, exported JSON, or a package that is installed. Without --bank, commands
    take the nearest bank.yaml or content/bank.yaml at or above the current folder, else the bank in the package.
    """


@main.command(name="list")
@options.selecting
@click.option("--format", "format_", type=click.Choice(["text", "ids", "json"]), default="text", show_default=True)
def list_(format_: str, **chosen: Any) -> None:
    """List questions.

    \b
    Examples:
      alignprep list
      alignprep list --sections basics --max-minutes 5
      alignprep list --minutes 30 --seed 7 --format ids
      alignprep list --bank my-bank.json
    """
    packet = options.chosen_packet(options.bank_of(options.source_of(chosen["bank"])), chosen, edition="study")
    if format_ == "ids":
        click.echo("\n".join(item.id for item in packet.items))
    elif format_ == "json":
        from alignprep.json_format.writer import document, dumps

        questions = document(packet)["questions"]
        listed = [{name: value for name, value in question.items() if name in _LISTED} for question in questions]
        click.echo(dumps({"questions": listed}).decode(), nl=False)
    else:
        width = max(len(item.id) for item in packet.items)
        digits = max(4, *(len(str(item.number)) for item in packet.items))
        for item in packet.items:
            click.echo(f"{item.number:>{digits}}  {item.id:<{width}}  {item.minutes:>2} min  {item.title}")
        count = len(packet.items)
        click.echo(f"{count} question{'s' * (count != 1)}, {packet.minutes} minutes", err=True)


@main.command()
@click.argument("id", shell_complete=options.IDS)
@click.option("--edition", type=click.Choice(options.EDITIONS), default="study", show_default=True)
@options.BANK
def show(id: str, edition: str, bank: str | None) -> None:
    """Show one question, by id or number.

    \b
    Examples:
      alignprep show my-question
      alignprep show 2 --edition candidate
    """
    import shutil

    from alignprep.cli.terminal import show as as_text
    from alignprep.packet.packet import select

    found = options.bank_of(options.source_of(bank))
    is_number = id not in found and id.isascii() and id.isdigit() and len(id) < 10
    packet = select(found, edition=edition, ids=[found[int(id)].id if is_number else id])
    click.echo_via_pager(as_text(packet, width=min(shutil.get_terminal_size().columns, 100)))


@main.command()
@options.BANK
@click.option("--date", "day", type=options.DAY, help="The day of the release (default: `released` in bank.yaml).")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; status 1 if the ledger is stale.")
def ledger(bank: str | None, day: datetime.date | None, only_check: bool) -> None:
    """Date what has changed since the last release, in the ledger.json of a content folder.

    Anki replaces a learner's note only when the ledger says that its content is newer, so run this before every
    release and commit the file. The date never comes from the clock.

    \b
    Examples:
      alignprep ledger
      alignprep ledger --date 2027-01-15
      alignprep ledger --check
    """
    from alignprep.content.release import prepare

    folder = options.content_folder(bank, "a ledger")
    options.say_which(str(folder))
    update = prepare(folder, day)
    for kind, keys in (
        ("new", update.changes.new),
        ("changed", update.changes.changed),
        ("retired", update.changes.retired),
    ):
        for key in keys:
            click.echo(f"{kind:<8} {key}", err=not only_check)
    if only_check:
        if update.stale:
            click.echo(f"{update.path} is stale in {len(update.stale)} entries; run: alignprep ledger")
            raise SystemExit(1)
        return
    if update.stale:
        update.write()
    click.echo(
        f"{update.path}: {len(update.changes.new)} new, {len(update.changes.changed)} changed on "
        f"{update.day.isoformat()}, {len(update.changes.retired)} retired",
        err=True,
    )


@main.command()
def exporters() -> None:
    """List the installed exporters and what each one still needs.

    \b
    Example:
      alignprep exporters
    """
    from alignprep.exporting import offers

    found = offers()
    width = max((len(offer.name) for offer in found), default=0)
    for offer in found:
        state = f"needs pip install '{offer.extra}'" if offer.missing else "ready"
        click.echo(f"{offer.name:<{width}} {offer.distribution} {offer.version:<10} {state}")


@main.command()
def banks() -> None:
    """List the installed banks, each with the distribution that it comes from.

    \b
    Example:
      alignprep banks
    """
    from alignprep.bank.bank import read_bank
    from alignprep.content.installed import installed, names

    found = names()
    width = max(map(len, found), default=0)
    for name in found:
        try:
            offer = installed(name)
            bank = read_bank(offer.document(), str(offer))
            said = f"{offer.distribution or 'nobody'} {offer.version:<10} {options.described(bank)}"
        except (BankClash, BankError) as error:
            said = f"cannot be used: {str(error).splitlines()[0]}"
        click.echo(f"{name:<{width}} {said}")


@main.command()
@click.option("--folder", type=options.PATH, default=Path("schema"), show_default=True, help="Where to write them.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; status 1 if a file is stale.")
def schema(folder: Path, only_check: bool) -> None:
    """Write the JSON Schemas that are generated from the model.

    \b
    Examples:
      alignprep schema
      alignprep schema --check
    """
    from alignprep.json_format.schema import stale, write_schemas

    if only_check:
        names = stale(folder)
        for name in names:
            click.echo(f"{folder / name} is stale; run: alignprep schema")
        if names:
            raise SystemExit(1)
        return
    if not folder.is_dir():
        raise OutputError(f"{folder} cannot be written: there is no such folder")
    for name in write_schemas(folder):
        click.echo(str(folder / name))


for _command in (build, check, collect, debrief, explain, export, import_, packet, packets, validate, init, new):
    main.add_command(_command)
