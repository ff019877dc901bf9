"""Exporters that do what none should; each is offered under its own name (`tests/support/hostile_exporters.py`)."""

from __future__ import annotations

import ctypes
import locale
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from alignprep import OutputError, Packet, TextError


class Exporter:
    """An exporter made of a function."""

    suffix = ".hostile"

    def __init__(self, render: Callable[..., Any]) -> None:
        self.render = render


def exporter(render: Callable[..., Any]) -> Exporter:
    return Exporter(render)


def hanging() -> None:
    """Say that the rest never ends, where `tests/support/hurried.py` looks for it."""
    Path("hanging").touch()


class Bytes(bytes):
    """What looks like bytes and lies about its length."""

    def __len__(self) -> int:
        return 3


class Mute(Exception):
    """An error that cannot be shown."""

    def __str__(self) -> str:
        raise ValueError("no word")


class Unpicklable(TextError):
    """An error of a plug-in's own class, with what no other process can have."""

    def __init__(self) -> None:
        super().__init__("is not drawn", kind="question", name="rlhf-pipeline", text="RLHF")
        self.lock = threading.Lock()


@exporter
def well(packet: Packet) -> bytes:
    return b"well"


@exporter
def raises(packet: Packet) -> bytes:
    raise ValueError("a bug\nin two lines \x1b[31m")


@exporter
def mute(packet: Packet) -> bytes:
    raise Mute


@exporter
def long_winded(packet: Packet) -> bytes:
    raise ValueError("x" * 10_000_000)


@exporter
def refuses(packet: Packet) -> bytes:
    raise OutputError("not on a Sunday")


@exporter
def text(packet: Packet) -> bytes:
    raise TextError("has no glyph", kind="question", name="rlhf-pipeline", text="RLHF")


@exporter
def own_text(packet: Packet) -> bytes:
    raise Unpicklable


@exporter
def hangs(packet: Packet) -> bytes:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    hanging()
    while True:
        time.sleep(60)


@exporter
def hangs_in_c(packet: Packet) -> bytes:
    hanging()
    return bytes(sum(range(10**13)))


@exporter
def stops(packet: Packet) -> bytes:
    hanging()
    os.kill(os.getpid(), signal.SIGSTOP)
    return b""


@exporter
def exits(packet: Packet) -> bytes:
    sys.exit(0)


@exporter
def leaves(packet: Packet) -> bytes:
    os._exit(0)


@exporter
def kills(packet: Packet) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


@exporter
def crashes(packet: Packet) -> bytes:
    ctypes.string_at(0)
    return b""


@exporter
def recurses(packet: Packet) -> bytes:
    return recurses.render(packet)


@exporter
def interrupts(packet: Packet) -> bytes:
    raise KeyboardInterrupt


@exporter
def nothing(packet: Packet) -> None:
    return None


@exporter
def string(packet: Packet) -> str:
    return "text"


@exporter
def array(packet: Packet) -> bytearray:
    return bytearray(b"text")


@exporter
def subclass(packet: Packet) -> bytes:
    return Bytes(b"text")


@exporter
def gigantic(packet: Packet) -> bytes:
    return bytes(2**30 + 1)


@exporter
def devours(packet: Packet) -> bytes:
    return bytes(2**50)


@exporter
def mutates(packet: Packet) -> bytes:
    object.__setattr__(packet, "items", ())
    object.__setattr__(packet, "profile", None)
    for path in Path.cwd().parent.parent.glob("*"):
        path.exists()
    return b"mutated"


@exporter
def prints(packet: Packet) -> bytes:
    print("printed \x1b[31m")
    print("to stderr", file=sys.stderr)
    os.write(1, b"to descriptor 1\n")
    subprocess.run(["echo", "from a child"], check=True)
    return b"printed"


@exporter
def floods(packet: Packet) -> bytes:
    """Prints more than is allowed and never ends; it leaves room on the disk, however late somebody looks."""
    for _ in range(80):
        os.write(1, b"x" * 2**20)
    while True:
        time.sleep(60)


@exporter
def asks(packet: Packet) -> bytes:
    return input("who?").encode()


@exporter
def spoils(packet: Packet) -> bytes:
    """Changes all that a process has, and returns what is right."""
    Path("left-behind").write_text("in the working directory")
    Path(tempfile.gettempdir(), "left-behind").write_text("in the temporary directory")
    os.chdir("/")
    os.environ.clear()
    os.umask(0o777)
    locale.setlocale(locale.LC_ALL, "C")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.path.clear()
    sys.stdout = sys.stderr = None  # type: ignore[assignment]
    return b"spoilt"


@exporter
def closes(packet: Packet) -> bytes:
    os.closerange(0, 1024)
    return b"closed"


@exporter
def threads(packet: Packet) -> bytes:
    threading.Thread(target=time.sleep, args=(3600,)).start()
    return b"threads"


@exporter
def children(packet: Packet) -> bytes:
    """Leaves a child that holds every descriptor and never ends; its number is in the result."""
    child = subprocess.Popen(["sleep", "3600"], close_fds=False)
    return str(child.pid).encode()


@exporter
def forks(packet: Packet) -> bytes:
    """Both the process and its child return."""
    return b"child" if os.fork() == 0 else b"parent"


@exporter
def deletes(packet: Packet) -> bytes:
    subprocess.run(["rm", "-rf", str(Path.cwd().parent)], check=True)
    return b"deleted"


@exporter
def answers_itself(packet: Packet) -> bytes:
    """Writes a result of its own."""
    Path("../result").write_text('.hostile\n{"text": {"kind": 1}}')
    os._exit(0)


@exporter
def deep_result(packet: Packet) -> bytes:
    Path("../result").write_text(".hostile\n" + "[" * 1_000_000)
    os._exit(0)


other = Exporter(lambda packet: b"another file of the same name")
other.suffix = ".csv"
outside = Exporter(lambda packet: b"")
outside.suffix = "/../../outside"
