"""The inside of a worker process: one exporter, one packet, and a file for what came of it.

`worker_pool` starts it. A plug-in may do anything here: print, change the locale, close descriptors, start threads,
crash. So what it made is left in a file, which it cannot disturb by chance: the exporter's suffix in the first line, in
the second, as JSON, whether it made something or what went wrong, and then the bytes. It is not a pickle, since that
could bring the plug-in's code into the process that reads it.
"""

from __future__ import annotations

import ctypes
import errno
import faulthandler
import gc
import json
import os
import pickle
import signal
import sqlite3
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NoReturn

from alignprep import exporting
from alignprep.errors import AlignprepError, BankError, TextError
from alignprep.exporting import find
from alignprep.files.os_errors import FULL

__all__ = ["LARGEST", "PARSED", "RESULT", "main"]

PARSED: Final = "parsed"
"""The parsed texts, if there are any, beside the packets."""
RESULT: Final = "result"
"""What came of a job, in its folder."""
LARGEST: Final = 2**30
"""The most bytes that a file may have."""
_SHARED: Final = ("alignprep.bank.bank", "alignprep.files.archives", "alignprep.text.markdown")
"""What exporters import of the core."""
_SCHEMAS: Final = ("bank.schema.json", "line.schema.json")
"""What exporters of tables take their descriptions from."""
_PR_SET_PDEATHSIG: Final = 1


def main(work: Mapping[str, Any]) -> NoReturn:
    """Do a job and leave the process; if `work` names none, fork a worker for each job that standard input asks for."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
    _die_with(work["parent"])
    _recall(Path(work["area"]) / PARSED)
    if "exporter" in work:
        _do(work)
    from alignprep.json_format.schema import schema

    for name in _SHARED:
        with suppress(ImportError):  # Some need libraries that are not installed everywhere.
            import_module(name)
    for name in _SCHEMAS:
        schema(name)
    gc.freeze()  # Or the collector would write to memory that the workers share.
    for line in open(0, "rb", closefd=False):  # noqa: SIM115 - a socket, which stays open
        request = json.loads(line)
        reply = (request, _status(request)) if isinstance(request, int) else (0, _fork(request))
        os.write(0, b"%s\n" % json.dumps(reply).encode())
    os._exit(0)


def _status(pid: int) -> int | None:
    """The status of a worker that has ended, negative for a signal."""
    ended, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def _fork(work: Mapping[str, Any]) -> int:
    """The process of a new worker, in a session of its own; the negative number of an error if there can be none."""
    server = os.getpid()
    try:
        ready, begun = os.pipe()
        pid = os.fork()
    except OSError as error:
        return -(error.errno or errno.EAGAIN)
    if pid:
        os.close(begun)
        os.read(ready, 1)  # Nothing comes, but it has its session when the pipe is closed.
        os.close(ready)
        return pid
    try:
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        talk = os.open(work["talk"], os.O_WRONLY)
        os.dup2(talk, 1)
        os.dup2(talk, 2)
        for descriptor in (talk, ready, begun):
            os.close(descriptor)
        _die_with(server)
        _do(work)
    finally:
        os._exit(1)


def _do(work: Mapping[str, Any]) -> NoReturn:
    """Do the job and leave the process at once, with whatever threads the exporter has started."""
    folder = Path(work["folder"])
    private = str(folder / "tmp")
    os.environ.update(dict.fromkeys(("TMPDIR", "TMP", "TEMP"), private))
    os.chdir(private)
    _bound_memory()
    faulthandler.enable()
    try:
        outcome, data = _attempt(folder, work)
        with (folder / RESULT).open("ab") as file:
            file.write(b"\n" * (not file.tell()) + json.dumps(outcome).encode() + b"\n")
            file.write(data)
    except OSError as error:  # Where there is no room to say so, the status does.
        os._exit(error.errno if error.errno and error.errno in FULL else 1)
    os._exit(0)


def _attempt(folder: Path, work: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """What the exporter makes of the packet, with its digest; or what went wrong."""
    name, own = work["exporter"], os.getpid()
    try:
        exporter = find(name).load()
        (folder / RESULT).write_text(exporter.suffix + "\n", encoding="ascii", newline="\n")
        packet = pickle.loads(Path(work["packet"]).read_bytes())  # noqa: S301 - of our own making
        try:
            data = exporting.render(exporter, name, packet)
        finally:
            if os.getpid() != own:  # This is a child that the exporter has forked.
                os._exit(0)
        if len(data) > LARGEST:
            return {"refused": f"the exporter {name!r} returned {len(data):,} bytes; {LARGEST:,} are the most"}, b""
    except TextError as error:
        return {"text": {"message": error.message, "kind": error.kind, "name": error.name, "text": error.text}}, b""
    except BankError as error:
        return {"problems": [asdict(problem) for problem in error.problems]}, b""
    except AlignprepError as error:
        return {"refused": str(error)}, b""
    except BaseException as error:  # SystemExit and all others: this process ends here anyway.
        short = _shortage(error)
        return {"short": short} if short else {"failed": _summary(error), "traceback": _traceback(error)}, b""
    return {"digest": sha256(data).hexdigest()}, data


def _recall(parsed: Path) -> None:
    """Parse no text again that was parsed when it was checked in this build."""
    if parsed.exists():
        from alignprep.text import markdown

        markdown.recall(pickle.loads(parsed.read_bytes()))  # noqa: S301 - of our own making


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
