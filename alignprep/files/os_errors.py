"""What an error of the operating system means and what to do about it, in one line."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Final

from alignprep.errors import OutputError

__all__ = ["FULL", "meaning", "unreadable", "unwritable"]

FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""errno values that mean that there is no room: disk full, quota used up, file too large."""
_LIMIT_ADVICE: Final = {
    errno.EMFILE: "raise the limit on open files (ulimit -n) and try again",
    errno.ENFILE: "end other programs and try again",
    errno.EAGAIN: "end other programs, or raise the limit on processes (ulimit -u), and try again",
    errno.ENOMEM: "end other programs and try again",
}
_WRITE_ADVICE: Final = {
    errno.ENOSPC: "free some space and try again",
    errno.EDQUOT: "free some of your quota and try again",
    errno.EFBIG: "raise the limit on the size of files (ulimit -f) and try again",
    errno.EROFS: "choose another place",
    errno.EACCES: "change its permissions or choose another place",
    errno.EPERM: "change its permissions or choose another place",
    errno.ENOTDIR: "move the file that is in the way, or choose another place",
    errno.EEXIST: "move the file that is in the way, or choose another place",
    errno.EISDIR: "move the folder that is in the way, or choose another place",
}


def unwritable(place: Path | str, error: OSError) -> OutputError:
    """The error for a file, folder or stream that cannot be written."""
    return OutputError(f"{place} cannot be written: {meaning(error, _WRITE_ADVICE)}")


def unreadable(place: Path | str, error: OSError) -> OutputError:
    """The error for a file or folder that cannot be read."""
    return OutputError(f"{place} cannot be read: {meaning(error)}")


def meaning(error: OSError, more: dict[int, str] | None = None) -> str:
    """The error's own message, with advice on limits of the system and on the errno values in `more`."""
    said = (error.strerror or str(error)).lower()
    advice = {**_LIMIT_ADVICE, **(more or {})}.get(error.errno or 0)
    return f"{said}; {advice}" if advice else said
