"""A plug-in that prints whenever it can: when it is imported, from Python, from C, from a child, and at every end."""

from __future__ import annotations

import atexit
import ctypes
import subprocess
import sys

from alignprep import Packet

suffix = ".hostile"
print("at import")
atexit.register(print, "at exit", flush=True)


def render(packet: Packet) -> bytes:
    print("in Python")
    sys.__stdout__.write("in Python's own\n")
    library = ctypes.CDLL(None)
    library.puts(b"in C")
    library.fflush(None)
    subprocess.run(
        ["sh", "-c", "trap 'echo at exit of a child' EXIT; echo in a child; echo in a child >&2"], check=True
    )
    return b"\x00noise\r\n"
