"""A command before somebody who watches."""

from __future__ import annotations

import os
import pty
import subprocess
from collections.abc import Mapping, Sequence

__all__ = ["told_on_a_terminal"]


def told_on_a_terminal(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """What a command says on standard error if that is a terminal, up to the end; it must succeed."""
    reading, writing = pty.openpty()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=writing, env=environment) as process:
        os.close(writing)
        said = b""
        try:
            while part := os.read(reading, 4096):
                said += part
        except OSError:  # How Linux says that nobody writes any more.
            pass
        os.close(reading)
        assert process.wait(600) == 0
    return said.decode().replace("\r\n", "\n")
