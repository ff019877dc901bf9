"""`alignprep packet`: interview packets, for one interview or a cohort."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alignprep.options import EDITIONS, PAPERS, from_files, questions_of, selecting, write_all

if TYPE_CHECKING:
    import datetime

__all__ = ["packet"]


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("packet.docx"),
    show_default=True,
    help="The file to write; forms and sheets add -A and -candidate to its name.",
)
@click.option("--edition", type=click.Choice(EDITIONS), default="interviewer", show_default=True)
@click.option("--paper", type=click.Choice(PAPERS), default="a4", show_default=True)
@click.option("--forms", metavar="A,B,…", help="Parallel forms: equal in time and sections, no question shared.")
@click.option("--sheets", is_flag=True, help="Also write the candidate's sheet of each form.")
@click.option(
    "--opening", type=click.IntRange(0, 60), default=5, show_default=True, help="Minutes before the questions."
)
@click.option("--closing", type=click.IntRange(0, 60), default=5, show_default=True, help="Minutes after them.")
@click.option("--candidate-name", default="", help="The candidate's name.")
@click.option("--role", default="", help="The role to be filled.")
@click.option("--interviewer", default="", help="The interviewer's name.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day of the interview.")
@click.option("--start", type=click.DateTime(["%H:%M"]), help="When it begins, such as 14:30.")
@selecting
def packet(output: Path, edition: str, paper: str, **chosen: Any) -> None:
    """Make an interview packet (DOCX) and say what is in it and why it fits.

    With --minutes, opening, questions and closing fill that time; the same seed gives the same questions anywhere.

    \b
    Examples:
      alignprep packet --minutes 60 --seed 7 -o packet.docx
      alignprep packet --minutes 45 --forms A,B --sheets --candidate-name "Ada L." --date 2026-12-01 --start 14:00
      alignprep packet --numbers 1,6,16 --edition candidate -o candidate.docx
    """
    from alignprep.build import export
    from alignprep.packeting import explained, letters, packet_for
    from alignprep.planning import Plan, plan

    bank, questions = questions_of(chosen)
    names = letters(chosen["forms"]) if chosen["forms"] else ("",)
    opening, closing = chosen["opening"], chosen["closing"]
    if chosen["budget"] is not None:
        made = plan(
            questions, minutes=chosen["budget"], opening=opening, closing=closing, forms=len(names), seed=chosen["seed"]
        )
    elif chosen["forms"]:
        raise click.UsageError("parallel forms need --minutes")
    else:
        total = opening + sum(question.minutes for question in questions) + closing
        made = Plan((tuple(questions),), total, opening, closing)
    files: dict[Path, bytes] = {}
    with from_files(chosen["content"]):
        for name, form in zip(names, made.forms, strict=True):
            ids = [question.id for question in form]
            sheets = ["candidate"] if chosen["sheets"] else []
            for wanted in dict.fromkeys([edition, *sheets]):
                interview = _interview(chosen, name)
                shown = packet_for(bank, ids, edition=wanted, interview=interview, paper=paper)
                files[_named(output, name, wanted if wanted != edition else "")] = export("docx", shown)
    click.echo("\n".join(explained(made, bank, names)), err=True)
    write_all(files)


def _interview(chosen: dict[str, Any], form: str) -> Any:
    from alignprep.interview import Interview

    day: datetime.datetime | None = chosen["day"]
    start: datetime.datetime | None = chosen["start"]
    return Interview(
        candidate=chosen["candidate_name"],
        role=chosen["role"],
        interviewer=chosen["interviewer"],
        date=day.date() if day else None,
        start=start.time() if start else None,
        opening=chosen["opening"],
        closing=chosen["closing"],
        form=form,
    )


def _named(output: Path, form: str, edition: str) -> Path:
    """The file of a form and an edition: `packet-A-candidate.docx`."""
    if output == Path("-"):
        return output
    return output.with_name("-".join(part for part in (output.stem, form, edition) if part) + output.suffix)
