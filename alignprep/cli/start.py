"""`alignprep init` and `alignprep new`: a bank of one's own, and the next question in it."""

from __future__ import annotations

import datetime
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from alignprep.cli.options import BANK, PATH, WORDS, content_folder
from alignprep.errors import SelectionError

__all__ = ["init", "new"]


@click.command()
@click.argument("folder", type=PATH)
@click.option("--title", type=WORDS, help="The bank's title.")
@click.option("--slug", type=WORDS, default="", help="Its own name among all banks (default: made from the title).")
@click.option("--language", type=WORDS, help="The language of its texts, such as en, de or ja.")
@click.option("--author", "authors", type=WORDS, multiple=True, help="A person or organization; repeatable.")
@click.option(
    "--license", "license_", type=WORDS, help="An SPDX expression such as CC-BY-4.0, or the name of other terms."
)
@click.option("--section", type=WORDS, default="", help="The title of the first section.")
def init(
    folder: Path,
    title: str | None,
    slug: str,
    language: str | None,
    authors: tuple[str, ...],
    license_: str | None,
    section: str,
) -> None:
    """Begin a bank of your own in FOLDER: it checks and builds at once.

    On a terminal, what is not given as an option is asked. Prints the files; nothing that is there is overwritten.

    \b
    Examples:
      alignprep init my-bank
      alignprep init fragen --title "Fragen für die Technik" --language de --author "Beispiel GmbH" --license CC-BY-4.0
    """
    from alignprep.importing.placing import slug as made_slug
    from alignprep.starting.new_bank import NewBank, files_of, refuse_wrong, write

    given = {"title": title, "slug": slug, "language": language, "authors": authors}
    refuse_wrong({field: value for field, value in given.items() if value})
    name = folder.resolve().name.replace("-", " ").replace("_", " ").strip().capitalize() or "Questions"
    if on_a_terminal():
        title = title or _asked("title", "Title of the bank", name)
        language = language or _asked("language", "Language of the questions (en, de, ja, ...)", "en")
        authors = authors or tuple(_asked("authors", "Authors, with commas between"))
        if license_ is None:
            license_ = _asked("license", "License: an SPDX expression, or a name (empty: all rights reserved)")
    title = title or name
    bank = NewBank(
        title=title,
        slug=slug or made_slug(title, language or "") or made_slug(name),
        language=language or "en",
        authors=authors,
        license=license_ or "",
        section=section,
    )
    made = write(folder, files_of(bank, datetime.date.today()))
    click.echo("\n".join(str(path) for path in made))
    click.echo(f"next: cd {shlex.quote(str(folder))}; alignprep check; alignprep build", err=True)


def on_a_terminal() -> bool:
    """Whether a person can be asked: standard input and standard error are a terminal."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _asked(field: str, question: str, default: str = "") -> Any:
    """The answer about a field of `bank.yaml`; the question is asked again until it is one that a bank can have."""
    from alignprep.starting.new_bank import license_of, refuse_wrong

    def read(answer: str) -> str | Sequence[str]:
        answer = WORDS.convert(answer, None, None).strip()
        value = tuple(filter(None, map(str.strip, answer.split(",")))) if field == "authors" else answer
        try:
            refuse_wrong({field: license_of(answer) if field == "license" else value} if value else {})
        except SelectionError as error:
            raise click.UsageError(str(error)) from None
        return value

    return click.prompt(question, default=default, show_default=bool(default), value_proc=read, err=True)


@click.command()
@click.argument("place", metavar="SECTION/ID", type=WORDS)
@click.option("--title", type=WORDS, default="", help="The question's title (default: made from the id).")
@BANK
def new(place: str, title: str, bank: str | None) -> None:
    """Write the next question of a section, as a draft with the next number.

    \b
    Examples:
      alignprep new basics/my-question
      alignprep new basics/my-question --title "A question of mine"
    """
    from alignprep.starting.new_question import write

    section, slash, id = place.partition("/")
    if not slash:
        raise click.UsageError(f"{place!r} is not SECTION/ID, such as basics/my-question")
    click.echo(str(write(content_folder(bank, "a new question"), section, id, datetime.date.today(), title=title)))
