"""`alignprep packet`: interview packets, for one interview or a cohort."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alignprep.cli_roster import check_options, make_packets, read
from alignprep.options import EDITIONS, JOBS, PAPERS, from_files, questions_of, selecting, write_all

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
    help="The file to write; forms and sheets add -A and -candidate to its name. With --roster a folder (packets).",
)
@click.option("--edition", type=click.Choice(EDITIONS), default="interviewer", show_default=True)
@click.option("--paper", type=click.Choice(PAPERS), default="a4", show_default=True)
@click.option(
    "--template", type=click.Path(path_type=Path), help="A Word document (.docx, .dotx) whose styles the packet takes."
)
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
@click.option(
    "--roster",
    type=click.Path(path_type=Path),
    help="A packet for every row of this CSV file: name; if wanted form, date, start, role, interviewer.",
)
@click.option("--jobs", type=JOBS, metavar="N", help="Processes for --roster (default: the cores).")
@click.option("--executor", metavar="dask://HOST:PORT", help="Hand --roster to a Dask cluster instead.")
@selecting
def packet(output: Path, edition: str, paper: str, template: Path | None, **chosen: Any) -> None:
    """Make an interview packet (DOCX) and say what is in it and why it fits.

    With --minutes, opening, questions and closing fill that time; the same seed gives the same questions anywhere.

    \b
    Examples:
      alignprep packet --minutes 60 --seed 7 -o packet.docx
      alignprep packet --minutes 45 --forms A,B --sheets --candidate-name "Ada L." --date 2026-12-01 --start 14:00
      alignprep packet --numbers 1,6,16 --edition candidate -o candidate.docx
      alignprep packet --minutes 45 --roster roster.csv --forms A,B --sheets -o packets
    """
    from alignprep.build import export
    from alignprep.cohort import copies
    from alignprep.packeting import explained, letters, packet_for
    from alignprep.planning import Plan, plan
    from alignprep.templates import naming, read_template

    check_options(chosen, output)
    looks = read_template(template) if template else None
    sheets = ["candidate"] if chosen["sheets"] else []
    editions = tuple(dict.fromkeys([edition, *sheets]))
    names = letters(chosen["forms"]) if chosen["forms"] else ()
    roster = read(chosen["roster"], names) if chosen["roster"] else None
    bank, questions = questions_of(chosen)
    names = roster.forms if roster else names or ("",)
    opening, closing = chosen["opening"], chosen["closing"]
    if chosen["budget"] is not None:
        made = plan(
            questions, minutes=chosen["budget"], opening=opening, closing=closing, forms=len(names), seed=chosen["seed"]
        )
    elif chosen["forms"] or len(names) > 1:
        raise click.UsageError("parallel forms need --minutes")
    else:
        total = opening + sum(question.minutes for question in questions) + closing
        made = Plan((tuple(questions),), total, opening, closing)
    if roster:
        click.echo("\n".join(explained(made, bank, names)), err=True)
        defaults = _interview(chosen, "")
        files_wanted = copies(
            roster, bank, made, names=names, editions=editions, paper=paper, defaults=defaults, template=looks
        )
        with naming(template):
            make_packets(files_wanted, roster.problems, chosen, output)
        return
    files: dict[Path, bytes] = {}
    with from_files(chosen["content"]), naming(template):
        for name, form in zip(names, made.forms, strict=True):
            ids = [question.id for question in form]
            for wanted in editions:
                interview = _interview(chosen, name)
                shown = packet_for(bank, ids, edition=wanted, interview=interview, paper=paper, template=looks)
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
