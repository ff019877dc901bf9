"""The inside of a worker process: one exporter, one packet, and a folder to leave what came of it.

`workers` starts it. A plug-in may do anything here: print, change the locale, close descriptors, start threads, crash.
What it made is left in files, since it cannot disturb those by chance, and what went wrong as JSON, since an exception
of its own would bring its code into the process that reads it.
"""

from __future__ import annotations

import ctypes
import errno
import faulthandler
import json
import os
import pickle
import signal
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NoReturn

from alignprep import exporting
from alignprep.errors import AlignprepError, BankError, TextError
from alignprep.exporting import find
from alignprep.files.os_errors import FULL

__all__ = ["JOB", "LARGEST", "MADE", "OUTCOME", "PROGRESS", "SUFFIX", "attempt", "main"]

JOB: Final = "job.json"
"""What to do; the names of the files below stand in the job's folder too."""
SUFFIX: Final = "suffix"
"""The exporter's suffix, as soon as it is known."""
PROGRESS: Final = "progress"
"""How many steps of how many are done."""
MADE: Final = "made"
"""What the exporter made."""
OUTCOME: Final = "outcome.json"
"""Whether it did, and what it said if not; written last."""
LARGEST: Final = 2**30
"""The most bytes that a file may have."""
_INTERVAL: Final = 0.1
"""The seconds between two notes of progress."""
_PR_SET_PDEATHSIG: Final = 1


def main(folder: Path) -> NoReturn:
    """Do the job in a folder and leave the process at once, with whatever threads the exporter has started."""
    job = json.loads((folder / JOB).read_bytes())
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
    _die_with(job["parent"])
    _bound_memory()
    faulthandler.enable()
    outcome = json.dumps(attempt(folder, job))
    try:
        (folder / OUTCOME).write_text(outcome, encoding="ascii")
    except OSError as error:  # Where there is no room to say so, the status does.
        (folder / OUTCOME).unlink(missing_ok=True)
        os._exit(error.errno if error.errno and error.errno in FULL else 1)
    os._exit(0)


def attempt(folder: Path, job: dict[str, Any]) -> dict[str, Any]:
    """Make what the job wants and leave it in the folder; what came of it, or what went wrong."""
    name, own = job["exporter"], os.getpid()
    try:
        exporter = find(name).load()
        (folder / SUFFIX).write_text(exporter.suffix, encoding="ascii")
        # The file was written by the process that has started this one.
        packet = pickle.loads(Path(job["packet"]).read_bytes())  # noqa: S301
        try:
            data = exporting.render(exporter, name, packet, _note(folder / PROGRESS))
        finally:
            if os.getpid() != own:  # This is a child that the exporter has forked.
                os._exit(0)
        if len(data) > LARGEST:
            return {"refused": f"the exporter {name!r} returned {len(data):,} bytes; {LARGEST:,} are the most"}
        (folder / MADE).write_bytes(data)
    except TextError as error:
        return {"text": {"message": error.message, "kind": error.kind, "name": error.name, "text": error.text}}
    except BankError as error:
        return {"problems": [asdict(problem) for problem in error.problems]}
    except AlignprepError as error:
        return {"refused": str(error)}
    except BaseException as error:  # SystemExit and all others: this process ends here anyway.
        short = _shortage(error)
        return {"short": short} if short else {"failed": _summary(error), "traceback": _traceback(error)}
    return {"size": len(data), "digest": sha256(data).hexdigest()}


def _note(path: Path) -> Callable[[int, int], None]:
    """A `progress` that leaves notes for the process that waits."""
    last = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _INTERVAL:
            last = now
            path.write_text(f"{done} {total}", encoding="ascii")

    return progress


def _die_with(parent: int) -> None:
    """Do not outlive the process that started this one, even if that is killed (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _bound_memory() -> None:
    """At most half of the machine's memory, so that an exporter that wants it all fails and not the machine."""
    if sys.platform == "linux":
        import resource

        half = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
        soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        least = min(limit for limit in (half, soft, hard) if limit != resource.RLIM_INFINITY)
        resource.setrlimit(resource.RLIMIT_DATA, (least, hard))


def _shortage(error: BaseException) -> int:
    """The number of the error that says that a disk is full, if that is behind this one; else 0."""
    for cause in _chain(error):
        if isinstance(cause, OSError) and cause.errno in FULL:
            return cause.errno
        if isinstance(cause, sqlite3.Error) and getattr(cause, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
            return errno.ENOSPC
    return 0


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _summary(error: BaseException) -> str:
    """What was raised, and in which line of which file."""
    said = "".join(traceback.format_exception_only(error)).strip()
    frames = traceback.extract_tb(error.__traceback__)
    return f"{said} ({Path(frames[-1].filename).name}:{frames[-1].lineno})"


def _traceback(error: BaseException) -> str:
    """The traceback without the frames of this module and the one that it calls."""
    ours = (__file__, exporting.__file__)
    frame = error.__traceback__
    while frame is not None and frame.tb_frame.f_code.co_filename in ours:
        frame = frame.tb_next
    return "".join(traceback.format_exception(type(error), error, frame))
