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
from hashlib import sha256
from pathlib import Path
from typing import Final

from alignprep.build.worker import JOB, MADE, OUTCOME, PROGRESS, SUFFIX
from alignprep.errors import BankError, ExporterError, OutputError, Problem, TextError
from alignprep.exporting import find
from alignprep.files.os_errors import FULL, meaning, unwritable
from alignprep.files.signals import undisturbed
from alignprep.files.staging import remove

__all__ = ["Job", "Left", "Outcome", "cores", "run"]

_SHOWN: Final = 20
"""How many lines of that are shown."""
_WIDTH: Final = 300


@dataclass(frozen=True, slots=True)
class Job:
    """One file to make: the exporter's name, and the packet, pickled in a file."""

    exporter: str
    packet: Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: `data`, or an `error`."""

    suffix: str | None
    """The exporter's suffix; None when it could not even be loaded."""
    data: bytes = b""
    error: ExporterError | BankError | None = None
    traceback: str = ""
    """Of an error that the exporter did not mean to raise."""
    printed: tuple[str, ...] = ()
    """The last lines that the exporter has printed."""


@dataclass(frozen=True, slots=True)
class Left:
    """What the worker process of a job has left."""

    job: Job
    folder: Path
    talk: Path
    """What it has printed."""

    def ended(self, status: int) -> Outcome:
        """The outcome of a process that has ended with a status, negative for a signal."""
        if status < 0:
            return self.failure(f"crashed ({_signal(-status)})")
        try:
            outcome = json.loads((self.folder / OUTCOME).read_bytes())
        except OSError:
            if status in FULL:
                raise unwritable(self.folder.parent.parent, OSError(status, os.strerror(status))) from None
            return self.failure(f"ended its process with status {status}")
        except (ValueError, RecursionError):
            outcome = None
        match outcome:
            case {"size": size, "digest": digest}:
                data = (self.folder / MADE).read_bytes()
                if len(data) != size or sha256(data).hexdigest() != digest:
                    return self.failure("changed its file after it had returned it")
                return Outcome(self._suffix(), data, printed=self._printed())
            case {"short": int(number)}:
                raise unwritable(self.folder.parent.parent, OSError(number, os.strerror(number)))
            case {"text": {"message": str(message), "kind": str(kind), "name": str(name), "text": str(text)}}:
                return self._failed(TextError(message, kind=kind, name=name, text=text))
            case {"problems": list(problems)}:
                return self._failed(BankError([Problem(**problem) for problem in problems]))
            case {"refused": str(message)}:
                return self._failed(ExporterError(_line(message)))
            case {"failed": str(summary), "traceback": str(traceback)}:
                return self.failure(f"failed: {_line(summary)}", traceback)
            case _:
                return self.failure("left an account that nobody understands")

    def failure(self, what: str, traceback: str = "") -> Outcome:
        """The outcome of a process that did what it must not."""
        error = ExporterError(f"the exporter {self.job.exporter!r}{_owner(self.job.exporter)} {what}")
        return self._failed(error, traceback)

    def _failed(self, error: ExporterError | BankError, traceback: str = "") -> Outcome:
        return Outcome(self._suffix(), error=error, traceback=traceback, printed=self._printed())

    def _suffix(self) -> str | None:
        try:
            return (self.folder / SUFFIX).read_text(encoding="ascii")
        except (OSError, ValueError):
            return None

    def _printed(self) -> tuple[str, ...]:
        with self.talk.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _SHOWN * _WIDTH))
            text = file.read().decode(errors="replace")
        return tuple(_line(line) for line in text.splitlines()[-_SHOWN:])


def _owner(name: str) -> str:
    try:
        offer = find(name)
    except ExporterError:
        return ""
    return f" ({offer.distribution} {offer.version})" if offer.distribution else ""


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _line(text: str) -> str:
    """A text in one line that no terminal obeys, cut if it is long."""
    line = "".join(character if character.isprintable() else " " for character in " ".join(text.split()))
    return line if len(line) <= _WIDTH else f"{line[:_WIDTH]}…"


_START: Final = """
import json, pathlib, sys
folder = pathlib.Path(sys.argv[1])
sys.path[:] = json.loads((folder / "job.json").read_bytes())["path"]
from alignprep.build.worker import main
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
