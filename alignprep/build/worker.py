"""A worker process from the inside: one exporter, one packet, and a file for the result.

`worker_pool` starts it. A plug-in may do anything here: print, change the locale, close descriptors, start threads,
crash. So the result goes into a file, out of its way: in the first line the exporter's suffix, in the second, as JSON,
whether it made something or what went wrong, and then the bytes. It is not a pickle, since that could bring code of the
plug-in's into the process that reads it.
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
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from alignprep import exporting
from alignprep.errors import AlignprepError, BankError, ExporterClash, TextError
from alignprep.exporting import Offer, find
from alignprep.files.os_errors import FULL

if TYPE_CHECKING:
    from alignprep.packet.packet import Packet

__all__ = ["LARGEST", "PARSED", "RESULT", "main"]

PARSED: Final = "parsed"
"""The file of parsed texts, if there are any, beside the packets."""
RESULT: Final = "result"
"""The file of a job's result, in the job's folder."""
LARGEST: Final = 2**30
"""The most bytes that a file may have."""
_SHARED: Final = ("alignprep.bank.bank", "alignprep.files.archives", "alignprep.text.markdown")
"""Modules of the core that exporters import."""
_SCHEMAS: Final = ("bank.schema.json", "line.schema.json")
"""Schemas from which exporters of tables take their descriptions."""
_PR_SET_PDEATHSIG: Final = 1
_known: Final[dict[str, Offer]] = {}
"""The exporters that the server has found, by name."""


def main(work: Mapping[str, Any]) -> NoReturn:
    """Do a job and end the process; if `work` names none, be the server and fork a worker for each job."""
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
    with suppress(ExporterClash):  # The worker that needs one of the two says so.
        _known.update((offer.name, offer) for offer in exporting.offers())
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
    """Fork a worker in a session of its own; returns its process id, or a negative errno value if that fails."""
    server = os.getpid()
    _packet(work["packet"])
    gc.freeze()  # The collector would write to memory that the workers share.
    try:
        ready, begun = os.pipe()
        pid = os.fork()
    except OSError as error:
        return -(error.errno or errno.EAGAIN)
    if pid:
        os.close(begun)
        os.read(ready, 1)  # Returns when the worker, which has its session then, closes the pipe.
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
    """Do the job and end the process at once, with whatever threads the exporter has started."""
    folder = Path(work["folder"])
    private = str(folder / "tmp")
    os.environ.update(dict.fromkeys(("TMPDIR", "TMP", "TEMP"), private))
    os.chdir(private)
    _bound_memory()
    gc.set_threshold(10_000)  # By default 700, but there are next to no cycles to find.
    faulthandler.enable()
    try:
        outcome, data = _attempt(folder, work)
        with (folder / RESULT).open("ab") as file:
            file.write(b"\n" * (not file.tell()) + json.dumps(outcome).encode() + b"\n")
            file.write(data)
    except OSError as error:  # If the disk is full, the status says so, since the file cannot.
        os._exit(error.errno if error.errno and error.errno in FULL else 1)
    os._exit(0)


def _attempt(folder: Path, work: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The digest of what the exporter makes of the packet, and its bytes; or what went wrong, and no bytes."""
    name, own = work["exporter"], os.getpid()
    try:
        exporter = (_known.get(name) or find(name)).load()
        (folder / RESULT).write_text(exporter.suffix + "\n", encoding="ascii", newline="\n")
        if work["named"] is not None and not work["named"].lower().endswith(exporter.suffix.lower()):
            return {"refused": f"the exporter {name!r} makes {exporter.suffix} files"}, b""
        try:
            data = exporting.render(exporter, name, _packet(work["packet"]))
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


@cache
def _packet(path: str) -> Packet:
    packet: Packet = pickle.loads(Path(path).read_bytes())  # noqa: S301 - of our own making
    return packet


def _recall(parsed: Path) -> None:
    """Use the texts that this build parsed when it checked them."""
    if parsed.exists():
        from alignprep.text import markdown

        markdown.recall(pickle.loads(parsed.read_bytes()))  # noqa: S301 - of our own making


def _die_with(parent: int) -> None:
    """End this process when its parent ends, even if that is killed (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _bound_memory() -> None:
    """Limit this process to half of the machine's memory, so that a greedy exporter fails and not the machine."""
    if sys.platform == "linux":
        import resource

        half = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
        soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        least = min(limit for limit in (half, soft, hard) if limit != resource.RLIM_INFINITY)
        resource.setrlimit(resource.RLIMIT_DATA, (least, hard))


def _shortage(error: BaseException) -> int:
    """The errno value that means the disk is full, if such an error is behind this one; else 0."""
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
    """The error, with the file and line that raised it."""
    said = "".join(traceback.format_exception_only(error)).strip()
    frames = traceback.extract_tb(error.__traceback__)
    return f"{said} ({Path(frames[-1].filename).name}:{frames[-1].lineno})"


def _traceback(error: BaseException) -> str:
    """The traceback without the frames of this module and `exporting`."""
    ours = (__file__, exporting.__file__)
    frame = error.__traceback__
    while frame is not None and frame.tb_frame.f_code.co_filename in ours:
        frame = frame.tb_next
    return "".join(traceback.format_exception(type(error), error, frame))
