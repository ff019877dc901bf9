from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from alignprep import __main__ as entry
from tests.support.bad_luck import FATE, Done, ended

pytestmark = pytest.mark.usefixtures("heard_signals")
COMMANDS = {
    "script": [str(Path(sys.executable).with_name("alignprep"))],
    "module": [sys.executable, "-m", "alignprep"],
}
INTERRUPTED = Done(130, b"", "alignprep: interrupted\n")


def call(how: str, *arguments: str, fate: str = "", **more: object) -> Done:
    environment = {**os.environ, **({"PYTHONPATH": str(FATE), "FATE": fate} if fate else {})}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen([*COMMANDS[how], *arguments], env=environment, **{**pipes, **more})  # type: ignore[call-overload]
    return ended(process)


@pytest.mark.parametrize("how", COMMANDS)
@pytest.mark.parametrize("module", ["alignprep.cli.app", "click", "alignprep.errors", "alignprep.cli.options"])
def test_an_interrupt_while_the_command_is_imported_is_one_line(how: str, module: str) -> None:
    assert call(how, "list", fate=f"SIGINT import {module} 1 0") == INTERRUPTED


@pytest.mark.parametrize("module", ["pydantic", "alignprep.model.records", "alignprep.packet.packet"])
def test_an_interrupt_while_a_command_imports_what_it_needs_is_the_same_line(module: str) -> None:
    assert call("script", "list", fate=f"SIGINT import {module} 1 0") == INTERRUPTED


def test_the_moments_of_these_tests_come_to_pass() -> None:
    """A module that nothing imports, or a second time that never is, would prove nothing."""
    done = call("script", "--version", fate="SIGINT import no_such_module 1 0")
    assert (done.status, done.out[:9], done.err) == (0, b"alignprep", "")


@pytest.mark.parametrize("events", [1, 30, 100, 300, 1000, 1500])
def test_an_interrupt_at_any_later_moment_is_the_same_line_or_too_late(events: int) -> None:
    done = call("script", "list", fate=f"SIGINT import alignprep.cli.app 1 {events}")
    assert done.status in (0, 130)
    assert "Traceback" not in done.err
    assert done.err.splitlines()[-1] in ("alignprep: interrupted", "50 questions, 243 minutes")


def test_where_interrupts_are_ignored_they_stay_so() -> None:
    done = call(
        "script", "--version", fate="SIGINT import click 1 0",
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )  # fmt: skip
    assert (done.status, done.err) == (0, "")


def test_an_interrupt_without_standard_error_leaves_with_its_status() -> None:
    child = os.fork()
    if not child:
        os.close(2)
        entry._leave(signal.SIGINT, None)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 130
