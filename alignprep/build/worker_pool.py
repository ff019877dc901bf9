"""Runs exporters in worker processes, one per file, so that none can harm the others or this process.

What an exporter changes in its process (modules, locale, directory, packet) ends with it, so the files do not depend on
which exporters run, in which order, or how many at a time. For several files, a server process is started that imports
what they all need from the core and is forked for each; it has no threads and imports no exporter. Where processes
cannot be forked, each worker is started as a new interpreter. (`multiprocessing` would run the caller's main module
again.) A worker has its own session, working directory and TMPDIR. When it ends, or its time is up, its whole session
is killed. An exporter that wants to escape can, since it runs with the user's rights; one with a bug cannot.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

from alignprep.build.worker import RESULT
from alignprep.errors import BankError, ExporterError, OutputError, Problem, TextError
from alignprep.exporting import find
from alignprep.files.os_errors import FULL, meaning, unwritable
from alignprep.files.signals import undisturbed
from alignprep.files.staging import remove

__all__ = ["Outcome", "cores", "run"]

_SHOWN: Final = 20
"""How many lines of what an exporter has printed are shown."""
_WIDTH: Final = 300
_START: Final = """
import json, sys
work = json.loads(sys.argv[1])
sys.path[:] = work["path"]
from alignprep.build.worker import main
main(work)
"""
_TICK: Final = 0.02
_ANSWER: Final = 60.0
"""The seconds within which the server must answer."""
_PRINTED: Final = 2**26
"""The most bytes that an exporter may print."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a worker made: `data`, or an `error`."""

    suffix: str | None
    """The exporter's suffix; None when it could not even be loaded."""
    data: bytes = field(default=b"", repr=False)
    error: ExporterError | BankError | None = None
    traceback: str = ""
    """The traceback of an unexpected error."""
    printed: tuple[str, ...] = ()
    """The last lines that the exporter has printed."""


def cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    jobs: Sequence[tuple[str, Path]],
    area: Path,
    *,
    parallel: int,
    timeout: float,
    named: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Outcome, ...]:
    """Run jobs, each the name of an exporter and the file of a pickled packet; returns their outcomes in order.

    `parallel` jobs run at a time, each for at most `timeout` seconds. `area` is a folder to work in. Before it does
    anything, an exporter is refused whose suffix is not the ending of the file name `named`. `progress` is called with
    the number of finished jobs and of all. Raises `OutputError` when the disk is full, when no process can be started,
    and when the server has been killed.
    """
    waiting = deque(enumerate(jobs))
    running: list[_Worker] = []
    outcomes: dict[int, Outcome] = {}
    path = [str(Path.cwd() / entry) for entry in sys.path]
    common = {"area": str(area), "parent": os.getpid(), "path": path, "named": named}
    server: _Server | None = None
    try:
        if len(jobs) > 1 and hasattr(os, "fork"):
            with suppress(OSError), undisturbed():
                server = _Server(common)
        while waiting or running:
            while waiting and len(running) < parallel:
                index, (exporter, packet) = waiting[0]
                try:
                    with undisturbed():
                        running.append(_Worker(index, exporter, area, {**common, "packet": str(packet)}, server))
                except OSError as error:
                    if not running:
                        raise OutputError(f"no worker process can be started: {meaning(error)}") from None
                    break  # There is room for fewer than were asked for.
                waiting.popleft()
            for worker in tuple(running):
                outcome = worker.outcome(timeout)
                if outcome is not None:
                    running.remove(worker)
                    outcomes[worker.index] = outcome
                    remove(worker.folder)
                    if progress is not None:
                        progress(len(outcomes), len(jobs))
            time.sleep(_TICK)
    finally:
        with undisturbed():
            for worker in running:
                with suppress(OutputError):
                    worker.kill()
            if server:
                server.close()
    return tuple(outcomes[index] for index in range(len(jobs)))


class _Server:
    """A process that is forked for each worker."""

    def __init__(self, work: Mapping[str, Any]) -> None:
        self._channel, theirs = socket.socketpair()
        self._answers = self._channel.makefile("rb")
        with theirs:
            self._channel.settimeout(_ANSWER)
            self._process = _start(work, theirs.fileno(), subprocess.DEVNULL)

    def fork(self, work: Mapping[str, Any]) -> _Forked:
        """Fork a worker. Raises `OSError` if that fails."""
        pid = self.ask(work)
        if pid < 0:
            raise OSError(-pid, os.strerror(-pid))
        return _Forked(pid, self)

    def ask(self, request: object) -> Any:
        """Start a worker (the request is its work) and get its process id, or get the status of a process id.

        Raises `OutputError` when the server does not answer.
        """
        wanted = request if isinstance(request, int) else 0
        try:
            self._channel.sendall(json.dumps(request).encode() + b"\n")
            while True:
                asked, value = json.loads(self._answers.readline())
                if asked == wanted:  # An older answer may be left over from an interrupt.
                    return value
        except (OSError, ValueError):
            raise OutputError("the process that starts the exporters was killed; no file was changed") from None

    def close(self) -> None:
        self._answers.close()
        self._channel.close()
        self._process.kill()
        self._process.wait()


@dataclass(slots=True)
class _Forked:
    """A process that the server has forked, used like a `Popen`."""

    pid: int
    server: _Server
    status: int | None = None

    def poll(self) -> int | None:
        if self.status is None:
            self.status = self.server.ask(self.pid)
        return self.status

    def wait(self) -> None:
        while self.poll() is None:
            time.sleep(_TICK / 4)


def _start(work: Mapping[str, Any], stdin: int, stdout: IO[Any] | int) -> subprocess.Popen[bytes]:
    """Start a new interpreter with the options of this one; it does not buffer what it prints."""
    warnings = [word for option in sys.warnoptions for word in ("-W", option)]
    flags = ["-u", *["-B"] * sys.dont_write_bytecode, *["-O"] * sys.flags.optimize, *warnings]
    return subprocess.Popen(
        [sys.executable, *flags, "-c", _START, json.dumps(work)],
        cwd=work.get("folder", work["area"]),
        stderr=subprocess.STDOUT,
        start_new_session=True,
        stdin=stdin,
        stdout=stdout,
    )


class _Worker:
    """The process that makes one file."""

    def __init__(self, index: int, exporter: str, area: Path, work: Mapping[str, Any], server: _Server | None) -> None:
        self.index, self.folder = index, area / f"job-{index}"
        self._exporter, self._place = exporter, area.parent
        self._talk = area / f"printed-{index}"
        work = {**work, "exporter": exporter, "folder": str(self.folder), "talk": str(self._talk)}
        try:
            (self.folder / "tmp").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self._place, error) from None
        self._process: subprocess.Popen[bytes] | _Forked
        with self._talk.open("wb") as output:
            if server is None:
                self._process = _start(work, subprocess.DEVNULL, output)
            else:
                self._process = server.fork(work)
        self._begun = time.monotonic()

    def outcome(self, timeout: float) -> Outcome | None:
        """Its outcome, or None while it runs."""
        status = self._process.poll()
        if time.monotonic() - self._begun > timeout:
            self.kill()
            return self._failure(f"did not end within {timeout:g} seconds; --timeout gives it more")
        if self._talk.stat().st_size > _PRINTED:
            self.kill()
            return self._failure(f"printed more than {_PRINTED:,} bytes")
        if status is None:
            return None
        self.kill()  # Whatever it has started.
        if status < 0:
            return self._failure(f"crashed ({_signal(-status)})")
        if status in FULL:
            raise unwritable(self._place, OSError(status, os.strerror(status)))
        try:
            return self._result(status)
        except (ValueError, TypeError, RecursionError):
            return self._failure("wrote a result that cannot be read")

    def _result(self, status: int) -> Outcome:
        """The outcome that it wrote into its result file."""
        result = self.folder / RESULT
        with suppress(OSError), result.open("rb") as lines, result.open("rb", buffering=0) as file:
            lines.readline()
            head = lines.readline()
            file.seek(lines.tell())
            if head and not status:
                return self._read(json.loads(head), file.readall())  # Read through a buffer, it would be held twice.
        return self._failure(f"ended its process with status {status}")

    def _read(self, head: Any, data: bytes) -> Outcome:
        match head:
            case {"digest": digest}:
                if sha256(data).hexdigest() != digest:
                    return self._failure("changed its file after it had returned it")
                return Outcome(self._suffix(), data, printed=self._printed())
            case {"short": int(number)}:
                raise unwritable(self._place, OSError(number, os.strerror(number)))
            case {"text": {"message": str(message), "kind": str(kind), "name": str(name), "text": str(text)}}:
                return self._failed(TextError(message, kind=kind, name=name, text=text))
            case {"problems": list(problems)}:
                return self._failed(BankError([Problem(**problem) for problem in problems]))
            case {"refused": str(message)}:
                return self._failed(ExporterError(_line(message)))
            case {"failed": str(summary), "traceback": str(traceback)}:
                return self._failure(f"failed: {_line(summary)}", traceback)
            case _:
                raise ValueError(head)

    def _failure(self, what: str, traceback: str = "") -> Outcome:
        """The outcome of a worker that failed in some other way than by an error of alignprep's."""
        error = ExporterError(f"the exporter {self._exporter!r}{_owner(self._exporter)} {what}")
        return self._failed(error, traceback)

    def _failed(self, error: ExporterError | BankError, traceback: str = "") -> Outcome:
        return Outcome(self._suffix(), error=error, traceback=traceback, printed=self._printed())

    def _suffix(self) -> str | None:
        try:
            with (self.folder / RESULT).open("rb") as file:
                return file.readline(64).decode("ascii").strip() or None
        except (OSError, ValueError):
            return None

    def _printed(self) -> tuple[str, ...]:
        with self._talk.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _SHOWN * _WIDTH))
            text = file.read().decode(errors="replace")
        return tuple(_line(line) for line in text.splitlines()[-_SHOWN:])

    def kill(self) -> None:
        """End the process and all others of its session."""
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        elif isinstance(self._process, subprocess.Popen):
            self._process.kill()
        self._process.wait()


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
    """A text as one printable line, shortened if it is long."""
    line = "".join(character if character.isprintable() else " " for character in " ".join(text.split()))
    return line if len(line) <= _WIDTH else f"{line[:_WIDTH]}…"
