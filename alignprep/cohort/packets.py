"""Packets for a cohort: a roster and a plan -> files, made by any `concurrent.futures.Executor`.

A task holds a form's packet and some of the interviews that use it, so workers need no setup, on this machine or on
another. They return bytes; only the caller writes files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Final

from alignprep.errors import ExporterError, InterviewError, SelectionError
from alignprep.exporting import export, find
from alignprep.model.field_types import RESERVED
from alignprep.model.versions import __version__
from alignprep.packet.packet import Edition, Interview, Packet, Paper, select

if TYPE_CHECKING:
    from alignprep.bank.bank import Bank
    from alignprep.cohort.roster import Roster
    from alignprep.packet.planning import Plan

__all__ = ["Copy", "copies", "make"]

_MAX_NAME_BYTES: Final = 100
"""The most bytes of UTF-8 in a person's part of a file name; file systems allow 255 in a whole file name."""
_MAX_TASK: Final = 16
"""The most packets in a task: enough that sending the form's packet with it costs little by comparison."""
_PATIENCE: Final = 5
"""Seconds without a result before `check` is called."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A file to be made: the packet of a form for one interview."""

    file: str
    """Its name, such as `Ada-Lovelace_A.docx`; that of another edition, such as a candidate's sheet, is in a folder of
    its own, so that nobody takes one for the other: `candidate/Ada-Lovelace_A_candidate.docx`."""
    exporter: str
    """The name of the exporter that makes it."""
    packet: Packet
    """The form's packet, shared by all copies of the form."""
    interview: Interview
    line: int = field(default=0, compare=False)
    """The line of the roster that asks for it, from 1."""


def copies(
    roster: Roster,
    bank: Bank,
    plan: Plan,
    *,
    exporter: str,
    names: Sequence[str] = ("",),
    editions: Sequence[Edition | str] = (Edition.INTERVIEWER,),
    paper: Paper | str = Paper.A4,
    defaults: Interview | None = None,
    template: bytes | None = None,
) -> list[Copy]:
    """The files for all candidates of a roster, in its order, made by the exporter of that name.

    `names` are the letters of the plan's forms, in order, as the rows use them. Each candidate gets a file of each
    edition; those after the first are in a folder named like the edition, with which their names end. `defaults` fills
    in what a row leaves out, and `template` is a document whose styles the exporter uses. Raises `SelectionError` for a
    row whose form is not among the names and for weights of competencies that the bank does not know, and what
    `alignprep.exporting` raises for an exporter that cannot be found or loaded.
    """
    suffix = find(exporter).load().suffix
    common = defaults or plan.interview
    forms = {
        name: [
            select(bank, edition=edition, ids=[q.id for q in form], paper=paper, interview=common, template=template)
            for edition in editions
        ]
        for name, form in zip(names, plan.forms, strict=True)
    }
    stems = _stems([(row.name, row.form, row.interviewer, row.key()) for row in roster.rows], roster.claims)
    made = []
    for row, stem in zip(roster.rows, stems, strict=True):
        if row.form not in forms:
            raise SelectionError(f"{roster.file}:{row.line}: no form {row.form!r}; there are {', '.join(names)}")
        interview = replace(
            common,
            candidate=row.name,
            form=row.form,
            date=row.date or common.date,
            start=row.start or common.start,
            role=row.role or common.role,
            interviewer=row.interviewer or common.interviewer,
        )
        for packet in forms[row.form]:
            alone = packet is forms[row.form][0]
            file = f"{stem}{suffix}" if alone else f"{packet.edition}/{stem}_{packet.edition}{suffix}"
            made.append(Copy(file, exporter, packet, interview, row.line))
    return made


def make(
    wanted: Iterable[Copy],
    *,
    executor: Executor | None = None,
    ahead: int = 32,
    check: Callable[[], None] | None = None,
    failed: Callable[[Copy, InterviewError], None] | None = None,
) -> Iterator[tuple[Copy, bytes]]:
    """Make the files and yield each with its bytes as it is finished; the bytes do not depend on who makes them.

    `executor` is any `concurrent.futures.Executor` whose workers have this version of alignprep; without one, files are
    made in this process, one after another. At most `ahead` tasks are submitted and not yet finished, so that memory
    does not grow with the roster; use at least twice the number of workers. `check` is called when nothing has been
    finished for some seconds; an error that it raises ends the work. `failed` is called with each copy whose interview
    has a name, or another detail, that its exporter cannot draw; without it, the first one ends the work.

    Raises `ExporterError` when a worker dies or has another version; errors of the exporter itself pass through. If the
    iteration ends early, tasks that have not begun are canceled.
    """
    tasks = _tasks(wanted)
    if executor is None:
        for task in tasks:
            for copy in task:
                yield from _done([copy], _make_files(__version__, copy.exporter, copy.packet, [copy.interview]), failed)
        return
    waiting: dict[Future[list[bytes | InterviewError]], list[Copy]] = {}
    try:
        while True:
            for task in islice(tasks, ahead - len(waiting)):
                interviews = [copy.interview for copy in task]
                future = executor.submit(_make_files, __version__, task[0].exporter, task[0].packet, interviews)
                waiting[future] = task
            if not waiting:
                return
            done = wait(waiting, timeout=_PATIENCE, return_when=FIRST_COMPLETED).done
            if not done and check:
                check()
            for future in done:
                yield from _done(waiting.pop(future), future.result(), failed)
    except BrokenExecutor:
        raise ExporterError("a worker process died, perhaps because memory ran out; try a smaller --jobs") from None
    finally:
        for future in waiting:
            future.cancel()


def _done(
    task: Sequence[Copy],
    made: Sequence[bytes | InterviewError],
    failed: Callable[[Copy, InterviewError], None] | None,
) -> Iterator[tuple[Copy, bytes]]:
    """The copies of a task that were made, with their bytes; the others are reported."""
    for copy, data in zip(task, made, strict=True):
        if isinstance(data, bytes):
            yield copy, data
        elif failed is None:
            raise data
        else:
            failed(copy, data)


def _tasks(wanted: Iterable[Copy]) -> Iterator[list[Copy]]:
    """The copies in tasks of one packet each, small enough that a few workers finish at about the same time."""
    everything = list(wanted)
    size = max(1, min(_MAX_TASK, len(everything) // 32))
    groups: dict[int, list[Copy]] = {}
    for copy in everything:
        group = groups.setdefault(id(copy.packet), [])
        group.append(copy)
        if len(group) == size:
            yield groups.pop(id(copy.packet))
    yield from groups.values()


def _make_files(
    version: str, exporter: str, packet: Packet, interviews: Sequence[Interview]
) -> list[bytes | InterviewError]:
    """A worker's task: make the files of one form for some interviews, or say why one cannot be made."""
    if version != __version__:
        raise ExporterError(f"a worker has alignprep {__version__}; here it is {version}")
    made: list[bytes | InterviewError] = []
    for interview in interviews:
        try:
            made.append(export(exporter, replace(packet, interview=interview)))
        except InterviewError as error:
            made.append(error)
    return made


def _safe(name: str) -> str:
    """A name as part of a file name: letters, digits, marks and single hyphens; empty if it has none of the former.

    Joiners are left out, since some systems ignore them and nobody sees them.
    """
    text = unicodedata.normalize("NFC", re.sub("[\u200c\u200d]", "", name))
    kept = "".join(character if unicodedata.category(character)[0] in "LNM" else "-" for character in text)
    kept = re.sub("-+", "-", kept).strip("-").encode()[:_MAX_NAME_BYTES].decode("utf-8", "ignore").rstrip("-")
    return f"{kept}-" if RESERVED.fullmatch(_folded(kept)) else kept


def _stems(wanted: Iterable[tuple[str, str, str, str]], claims: Iterable[tuple[str, str, str]]) -> list[str]:
    """A file's stem for each name, form, interviewer and key, such as `Ada-Lovelace_A`; all differ everywhere.

    `claims` are the names, forms and interviewers of all rows, bad ones too. Where several have the same name and form,
    each names its interviewer, as `Ada-Lovelace_A_Grace-H`; where these do not tell all of them apart, each also ends
    with a hash of its key, so that the order of the rows does not matter. Either all rows have a form or none has one.
    """
    panels: dict[str, list[str]] = {}
    for name, form, interviewer in claims:
        panels.setdefault(_folded(_stem(name, form)), []).append(_folded(_safe(interviewer)))
    made = []
    for name, form, interviewer, key in wanted:
        stem = _stem(name, form)
        panel = panels[_folded(stem)]
        if len(panel) > 1:
            stem = _stem(name, form, _safe(interviewer))
            if "" in panel or len(set(panel)) < len(panel):
                stem = f"{stem}_{sha256(key.encode()).hexdigest()[:12]}"
        made.append(stem)
    return made


def _stem(name: str, *more: str) -> str:
    """The name and what is known of form and interviewer; a safe name has no underscore, so the parts stay apart."""
    return "_".join(filter(None, (_safe(name), *more)))


def _folded(text: str) -> str:
    """One text for all names that are the same on a file system that ignores case or Unicode form."""
    folded = unicodedata.normalize("NFKC", text).upper().casefold()
    return unicodedata.normalize("NFKC", folded)
