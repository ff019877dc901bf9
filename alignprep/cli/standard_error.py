"""Standard error that may be closed, full or unread: what it cannot take is lost, and changes nothing else."""

from __future__ import annotations

import io
import os
import sys
from typing import Any, Final

__all__ = ["forgive"]

_NUMBER: Final = 2
"""The file descriptor of standard error."""


class _Forgiving(io.FileIO):
    """Standard error without buffer; what cannot be written counts as written."""

    def write(self, data: Any, /) -> int:
        """Write the data, or lose it."""
        try:
            return super().write(data) or 0
        except OSError:
            return len(data)


def forgive() -> None:
    """Replace `sys.stderr` by a stream whose writes never fail.

    If the caller has closed it, the null device takes its place: otherwise the next file that is opened would get its
    number, and receive the messages. The console of Windows, where neither happens, stays as it is.
    """
    if sys.stderr is None:
        null = os.open(os.devnull, os.O_WRONLY)
        if null != _NUMBER:
            os.dup2(null, _NUMBER)
            os.close(null)
    elif sys.platform == "win32" and sys.stderr.isatty():
        return
    encoding = sys.stderr.encoding if sys.stderr else "utf-8"
    sys.stderr = io.TextIOWrapper(
        io.BufferedWriter(_Forgiving(_NUMBER, "wb", closefd=False)),
        encoding=encoding,
        errors="backslashreplace",
        line_buffering=True,
    )
