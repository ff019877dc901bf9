"""Packets for a cohort: a roster and a plan -> files, made by whatever `concurrent.futures.Executor` there is.

A task carries the packet of one form and some of the interviews that it is for, so that nothing needs to be set up in
the workers beforehand, on this machine or on another. What they send back are bytes; nobody but the caller writes.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Final

from alignprep.build.build import export
from alignprep.errors import ExporterError, SelectionError
from alignprep.model.field_types import RESERVED
from alignprep.model.versions import __version__
from alignprep.packet.packet import Edition, Interview, Packet, Paper, select

if TYPE_CHECKING:
    from alignprep.bank.bank import Bank
    from alignprep.cohort.roster import Roster
    from alignprep.packet.planning import Plan

__all__ = ["Copy", "copies", "make", "safe", "stems"]

_LONGEST: Final = 100
"""How many bytes of UTF-8 a name may take; file systems take 255 of a whole file name."""


def safe(name: str) -> str:
    """A name as part of a file's name: letters, digits, marks and single hyphens.

    Empty when the name has no letter and no digit.
    """
    text = unicodedata.normalize("NFC", name)
    kept = "".join(character if unicodedata.category(character)[0] in "LNM" else "-" for character in text)
    kept = re.sub("-+", "-", kept).strip("-").encode()[:_LONGEST].decode("utf-8", "ignore").rstrip("-")
    return f"{kept}-" if RESERVED.fullmatch(_folded(kept)) else kept


def stems(wanted: Iterable[tuple[str, str, str]], claims: Iterable[tuple[str, str]]) -> list[str]:
    """A file's stem for each wanted name, form and key: `Ada-Lovelace_A`, no two of them the same on any system.

    `claims` are the names and forms of all, whether wanted or not. Where several of them come to the same stem, each
    ends with a hash of its key, so none is called by what could be another's, and no order of rows changes a name.
    """
    counts = Counter(_folded(_stem(name, form)) for name, form in claims)
    made = []
    for name, form, key in wanted:
        stem = _stem(name, form)
        alone = counts[_folded(stem)] == 1
        made.append(stem if alone else f"{stem}_{sha256(key.encode()).hexdigest()[:12]}")
    return made


def _stem(name: str, form: str) -> str:
    """The underscore stands nowhere else, so no name can look like another's name and form."""
    return f"{safe(name)}_{form}" if form else safe(name)


def _folded(text: str) -> str:
    """What the names have in common that a file system blind to case and spelling takes for one."""
    folded = unicodedata.normalize("NFKC", text).upper().casefold()
    return unicodedata.normalize("NFKC", folded)


_LARGEST: Final = 16
"""How many packets a task makes at most: enough that the form's packet, sent with it, costs little beside them."""
_QUIET: Final = 5
"""Seconds without a result after which to look whether somebody is still at work."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that is to be made: a form's packet for one interview."""

    file: str
    """Its name: `Ada-Lovelace_A.docx`."""
    packet: Packet
    """The form's packet; copies of one form share it."""
    interview: Interview


def copies(
    roster: Roster,
    bank: Bank,
    plan: Plan,
    *,
    names: Sequence[str] = ("",),
    editions: Sequence[Edition | str] = (Edition.INTERVIEWER,),
    paper: Paper | str = Paper.A4,
    defaults: Interview | None = None,
    template: bytes | None = None,
) -> list[Copy]:
    """The files for all candidates of a roster, whose rows name forms of the plan, which `names` gives letters to.

    A candidate has a file of each edition; those after the first carry the edition in their name. `defaults` says what
    a row leaves out; `template` is a document whose looks they take. Raises `SelectionError` for a row whose form is
    none of the names.
    """
    common = replace(defaults or Interview(), opening=plan.opening, closing=plan.closing)
    forms = {
        name: [
            replace(select(bank, edition=edition, ids=[q.id for q in form], paper=paper), template=template)
            for edition in editions
        ]
        for name, form in zip(names, plan.forms, strict=True)
    }
    made = []
    for row, stem in zip(roster.rows, _stems(roster), strict=True):
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
            edition = "" if packet is forms[row.form][0] else f"_{packet.edition}"
            made.append(Copy(f"{stem}{edition}.docx", packet, interview))
    return made


def _stems(roster: Roster) -> list[str]:
    return stems([(row.name, row.form, row.key()) for row in roster.rows], roster.claims)


def make(
    wanted: Iterable[Copy],
    *,
    executor: Executor | None = None,
    ahead: int = 32,
    check: Callable[[], None] | None = None,
) -> Iterator[tuple[Copy, bytes]]:
    """Make the files, in the order in which they are finished, and their bytes the same whoever makes them.

    `executor` is any `concurrent.futures.Executor` whose workers have this version of alignprep; without one they are
    made here, one after another. `ahead` tasks are handed to it before the first result is taken, so that a roster of
    any length takes no more memory; give it at least twice as many as there are workers. `check` is called when nothing
    has been finished for some seconds; what it raises ends the work.

    Raises `ExporterError` when a worker dies or has another version; an error of the exporter's own passes through.
    Whatever ends the iteration early cancels what has not begun.
    """
    tasks = _tasks(wanted)
    if executor is None:
        for task in tasks:
            for copy in task:
                yield from zip([copy], _made(__version__, copy.packet, [copy.interview]), strict=True)
        return
    waiting: dict[Future[list[bytes]], list[Copy]] = {}
    try:
        while True:
            for task in islice(tasks, ahead - len(waiting)):
                interviews = [copy.interview for copy in task]
                waiting[executor.submit(_made, __version__, task[0].packet, interviews)] = task
            if not waiting:
                return
            done = wait(waiting, timeout=_QUIET, return_when=FIRST_COMPLETED).done
            if not done and check:
                check()
            for future in done:
                yield from zip(waiting.pop(future), future.result(), strict=True)
    except BrokenExecutor:
        raise ExporterError("a worker process died, perhaps for want of memory; try fewer with --jobs") from None
    finally:
        for future in waiting:
            future.cancel()


def _tasks(wanted: Iterable[Copy]) -> Iterator[list[Copy]]:
    """The copies in tasks of one packet each, small enough that a few workers end at about the same time."""
    everything = list(wanted)
    size = max(1, min(_LARGEST, len(everything) // 32))
    groups: dict[int, list[Copy]] = {}
    for copy in everything:
        group = groups.setdefault(id(copy.packet), [])
        group.append(copy)
        if len(group) == size:
            yield groups.pop(id(copy.packet))
    yield from groups.values()


def _made(version: str, packet: Packet, interviews: Sequence[Interview]) -> list[bytes]:
    """What a worker does: the same form for some interviews."""
    if version != __version__:
        raise ExporterError(f"a worker has alignprep {__version__}; here it is {version}")
    return [export("docx", replace(packet, interview=interview)) for interview in interviews]
