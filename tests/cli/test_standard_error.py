"""A command's status, standard output and files, where standard error cannot take what it says."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from alignprep.cli.standard_error import forgive

COMMANDS = {
    "a sound folder": (["check", "content"], 0),
    "a problem": (["show", "no-such-question"], 1),
    "a list": (["list", "--numbers", "2"], 0),
    "a file": (["export", "json", "--numbers", "2", "-o", "made.json"], 0),
    "a wrong call": (["chekc"], 2),
}
STATES = ["closed", "full", "broken", "closed with standard input"]


@contextmanager
def standard_error(state: str) -> Iterator[int | None]:
    """A descriptor in this state; None for one that is to be closed."""
    if state == "full":
        descriptor = os.open("/dev/full", os.O_WRONLY)
    elif state == "broken":
        read, descriptor = os.pipe()
        os.close(read)
    else:
        yield None
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def call(arguments: list[str], folder: Path, state: str = "") -> tuple[int, bytes, bytes]:
    """The command's status, what it prints, and the file that it makes, if it makes one."""
    made = folder / "made.json"
    made.unlink(missing_ok=True)
    command = [sys.executable, "-m", "alignprep", *arguments]
    if not state:
        done = subprocess.run(command, cwd=folder, capture_output=True)
        assert done.stderr
    else:
        closed = {"closed": "2>&-", "closed with standard input": "<&- 2>&-"}.get(state, "")
        with standard_error(state) as descriptor:
            shell = ["sh", "-c", f'"$@" {closed}', "sh", *command]
            done = subprocess.run(shell, cwd=folder, stdout=subprocess.PIPE, stderr=descriptor)
    return done.returncode, done.stdout, made.read_bytes() if made.exists() else b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is always full")
@pytest.mark.parametrize("name", COMMANDS)
def test_it_changes_nothing_else(name: str, content: Path, tmp_path: Path) -> None:
    arguments, status = COMMANDS[name]
    usual = call(arguments, tmp_path)
    assert usual[0] == status
    for state in STATES:
        assert call(arguments, tmp_path, state) == usual, state


def test_what_can_be_written_arrives(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    forgive()
    assert sys.stderr.fileno() == 2
    print("one line\u00e9", file=sys.stderr)
    assert capfd.readouterr().err == "one line\\xe9\n"
