"""Worker processes from the outside: each exporter runs in one of its own, and none can hurt the others or this one.

A process a file, started anew: what an exporter changes in it (modules, locale, directory, packet) ends with it, so the
files do not depend on which exporters run, in which order, or how many at a time. It is started as a program
(not forked, which is unsafe beside threads; not by `multiprocessing`, which would run the caller's main module again),
with a session, a working directory and a TMPDIR of its own. When it ends, or when its time is over, its whole
session is killed. An exporter that wants to escape can: it runs with the user's rights. One with a bug cannot.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from alignprep.advice import meaning, unwritable
from alignprep.errors import OutputError
from alignprep.interruption import undisturbed
from alignprep.outcomes import Job, Left, Outcome
from alignprep.staging import remove
from alignprep.worker import JOB, PROGRESS

__all__ = ["cores", "run"]

_START: Final = """
import json, pathlib, sys
folder = pathlib.Path(sys.argv[1])
sys.path[:] = json.loads((folder / "job.json").read_bytes())["path"]
from alignprep.worker import main
main(folder)
"""
_TICK: Final = 0.02
_TALK: Final = 2**26
"""The most bytes that an exporter may print."""


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    jobs: Sequence[Job],
    area: Path,
    *,
    parallel: int,
    timeout: float,
    progress: Callable[[int, int, int], None] | None = None,
) -> tuple[Outcome, ...]:
    """Do jobs in worker processes, so many at a time, each within so many seconds; the outcomes in the jobs' order.

    `area` is a folder to work in. `progress` is told the index of a job and how many of its steps of how many are done;
    the last word on each job is that all are. Raises `OutputError` when the disk is full, and when no process can be
    started.
    """
    waiting = deque(enumerate(jobs))
    running: list[_Worker] = []
    outcomes: dict[int, Outcome] = {}
    try:
        while waiting or running:
            while waiting and len(running) < parallel:
                try:
                    with undisturbed():
                        running.append(_Worker.start(*waiting[0], area, timeout))
                except OSError as error:
                    if not running:
                        raise OutputError(f"no worker process can be started: {meaning(error)}") from None
                    break  # There is room for fewer than were asked for.
                waiting.popleft()
            for worker in tuple(running):
                outcome = worker.outcome()
                if outcome is not None:
                    running.remove(worker)
                    outcomes[worker.index] = outcome
                    remove(worker.left.folder)
                if progress is not None:
                    progress(worker.index, *((1, 1) if outcome is not None else worker.progress()))
            time.sleep(_TICK)
    finally:
        with undisturbed():
            for worker in running:
                worker.kill()
    return tuple(outcomes[index] for index in range(len(jobs)))


@dataclass(slots=True)
class _Worker:
    index: int
    left: Left
    process: subprocess.Popen[bytes]
    timeout: float
    started: float = field(default_factory=time.monotonic)

    @classmethod
    def start(cls, index: int, job: Job, area: Path, timeout: float) -> _Worker:
        folder, talk = area / f"job-{index}", area / f"printed-{index}"
        private = folder / "tmp"
        path = [str(Path.cwd() / entry) for entry in sys.path]
        work = {"exporter": job.exporter, "packet": str(job.packet), "path": path, "parent": os.getpid()}
        try:
            private.mkdir(parents=True, exist_ok=True)
            (folder / JOB).write_text(json.dumps(work), encoding="ascii")
        except OSError as error:
            raise unwritable(area.parent, error) from None
        with talk.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, *_flags(), "-c", _START, str(folder)],
                cwd=private,
                env={**os.environ, **dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(private))},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return cls(index, Left(job, folder, talk), process, timeout)

    def outcome(self) -> Outcome | None:
        """What came of it; None while it runs."""
        status = self.process.poll()
        if status is not None:
            self.kill()  # what it has started
            return self.left.ended(status)
        if time.monotonic() - self.started > self.timeout:
            self.kill()
            return self.left.failure(f"did not end within {self.timeout:g} seconds; --timeout gives it more")
        if self.left.talk.stat().st_size > _TALK:
            self.kill()
            return self.left.failure(f"printed more than {_TALK:,} bytes")
        return None

    def progress(self) -> tuple[int, int]:
        """How many steps of how many are done."""
        try:
            done, total = (int(word) for word in (self.left.folder / PROGRESS).read_text(encoding="ascii").split())
        except (OSError, ValueError):  # not yet, or just being written
            return 0, 1
        return min(max(done, 0), max(total, 1)), max(total, 1)

    def kill(self) -> None:
        """End the process and all others of its session."""
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()
        self.process.wait()


def _flags() -> list[str]:
    """The interpreter's own options that a worker shares; it never holds back what is printed."""
    warnings = [word for option in sys.warnoptions for word in ("-W", option)]
    return ["-u", *["-B"] * sys.dont_write_bytecode, *["-O"] * sys.flags.optimize, *warnings]
