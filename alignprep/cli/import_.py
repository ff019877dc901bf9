"""`alignprep import`: questions from files of other kinds into a bank's folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from alignprep.cli.options import BANK, PATH, STANDARD, content_folder, input_name, read_input
from alignprep.text.characters import printable

if TYPE_CHECKING:
    from alignprep.importing.placing import Placement

__all__ = ["import_"]

_FORMATS = ("csv", "xlsx", "markdown", "gift", "anki", "json", "jsonl")


@click.command("import")
@click.argument("file", type=PATH)
@BANK
@click.option("--section", metavar="ID", help="For questions whose section is missing, or unknown to the bank.")
@click.option("--minutes", type=click.IntRange(1, 30), help="For questions that say no time; else they are drafts.")
@click.option("--add-sections", is_flag=True, help="Add unknown sections to bank.yaml.")
@click.option(
    "--column", "columns", multiple=True, metavar="HEADING=FIELD",
    help="What a column of a table is, such as 'Model solution=answer'; may be repeated.",
)  # fmt: skip
@click.option("--sheet", help="The sheet of a workbook (default: the first one with questions).")
@click.option("--markdown", is_flag=True, help="Read the cells of a table as Markdown, not as plain text.")
@click.option("--format", "format_", type=click.Choice(_FORMATS), help="The format (default: by the file's name).")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
def import_(
    file: Path,
    bank: str | None,
    section: str | None,
    minutes: int | None,
    add_sections: bool,
    columns: tuple[str, ...],
    sheet: str | None,
    markdown: bool,
    format_: str | None,
    dry_run: bool,
) -> None:
    """Add the questions of FILE to a bank: a table (CSV, XLSX), a list in Markdown, GIFT, Anki's text, or our JSON.

    Each new question becomes a YAML file; one without answer or minutes, or that breaks a rule of the bank, becomes a
    draft. What is there already stays as it is, so importing the same file again adds nothing. FILE is - for standard
    input. Prints the files, and on standard error what could not be kept as it was.

    \b
    Examples:
      alignprep import questions.csv --dry-run
      alignprep import Fragen.xlsx --section basics --column "Lösungsweg=answer"
      alignprep import README.md --add-sections
    """
    from alignprep.importing.importer import format_of, import_into, read

    name = input_name(file)
    if file == STANDARD and format_ is None:
        raise click.UsageError("standard input has no name that tells its format; give --format")
    mapping = dict(map(_column, columns))
    root = content_folder(bank, "an import")
    data = _data(file, format_)
    reading = read(
        data, name, format_ or format_of(name, data), columns=mapping, sheet=sheet, markdown=markdown
    )  # fmt: skip
    placement = import_into(
        root, reading, name, section=section, add_sections=add_sections, minutes=minutes, dry_run=dry_run
    )
    _report(placement, dry_run)


def _column(text: str) -> tuple[str, str]:
    """A heading and the field that it stands for."""
    from alignprep.errors import did_you_mean
    from alignprep.importing.table import FIELDS

    heading, sign, field = text.rpartition("=")
    heading, field = heading.strip(), field.strip()
    if not sign or not heading:
        raise click.BadParameter(f"{text!r} is not HEADING=FIELD", param_hint="--column")
    if field not in FIELDS and not field.startswith("x-"):
        known = f"{did_you_mean(field, FIELDS)} The fields are {', '.join(FIELDS)}, and any x-name"
        raise click.BadParameter(f"there is no field {field!r}; {known.removeprefix('; ')}", param_hint="--column")
    return heading, field


def _data(file: Path, format_: str | None) -> bytes:
    from alignprep.importing.importer import largest

    suffix = {".json": "json", ".jsonl": "jsonl"}.get(file.suffix.casefold(), "csv")
    return read_input(file, largest(format_ or suffix))


def _report(placement: Placement, dry_run: bool) -> None:
    """Print the new files, and say on standard error how many there are and what is different in them."""
    here = Path.cwd()
    for path in (*placement.changed, *placement.files):
        click.echo(printable((path.relative_to(here) if path.is_relative_to(here) else path).as_posix()))
    added = placement.questions
    would = "would be " if dry_run else ""
    sections = list(dict.fromkeys(question.section for question in added))
    where = f" to {'section' if len(sections) == 1 else 'sections'} {', '.join(sections)}" if sections else ""
    drafts = sum(question.is_draft for question in added)
    aside = f" ({drafts} as {'a draft' if drafts == 1 else 'drafts'})" if drafts else ""
    there = f"; {placement.present} {'was' if placement.present == 1 else 'were'} there already"
    click.echo(
        f"{len(added)} question{'s' * (len(added) != 1)} {would}added{where}{aside}{there * bool(placement.present)}",
        err=True,
    )
    for line in placement.notes.lines(only_left_out=not added):
        click.echo(printable(f"  {line}"), err=True)
