"""The agenda: when each part of the interview begins, by the clock or from its start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alignprep_exporters.docx.elements import run
from alignprep_exporters.docx.questions import question_link
from alignprep_exporters.docx.tables import Cell, table

if TYPE_CHECKING:
    from alignprep import Interview
    from alignprep_exporters.docx.body import Body

__all__ = ["write_agenda"]

_DAY = 24 * 60


def write_agenda(interview: Interview, body: Body) -> None:
    """Add the agenda: opening, questions and closing, one below the other."""
    packet = body.packet
    parts: list[tuple[int, Cell]] = [(interview.opening, [run("Welcome, and how the interview goes")])]
    parts += [(item.minutes, [question_link(item)]) for item in packet.items]
    parts.append((interview.closing, [run("The candidate’s questions, and what happens next")]))
    rows: list[list[Cell]] = []
    passed = 0
    for minutes, what in parts:
        if minutes:
            rows.append([[run(_time(interview, passed))], [run(str(minutes))], what])
            passed += minutes
    rows.append([[run(_time(interview, passed))], [], [run("End", "Strong")]])
    body.heading(1, "Agenda", "agenda")
    header = [[run("Begins")], [run("Minutes")], [run("Part")]]
    body.append(
        table(header, rows, (1300, 1200, 6800), aligns=("right", "right", "left"), title="The interview by time")
    )
    body.write("AfterTable")


def _time(interview: Interview, passed: int) -> str:
    """The time on the clock, or hours and minutes since the start."""
    if interview.start is None:
        return f"{passed // 60}:{passed % 60:02}"
    total = (interview.start.hour * 60 + interview.start.minute + passed) % _DAY
    return f"{total // 60:02}:{total % 60:02}"
