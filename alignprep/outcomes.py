"""What came of a worker process, read from what it has left in its folder.

A plug-in may have written there too, so nothing of it is taken on trust, and what is told of it is one line that no
terminal obeys.
"""

from __future__ import annotations

import json
import os
import signal
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from alignprep.advice import FULL, unwritable
from alignprep.errors import BankError, ExporterError, Problem, TextError
from alignprep.exporting import find
from alignprep.worker import MADE, OUTCOME, SUFFIX

__all__ = ["Job", "Left", "Outcome"]

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
