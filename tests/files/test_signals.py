from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from alignprep.files.signals import ending_on_signals, undisturbed

pytestmark = pytest.mark.usefixtures("heard_signals")
ENDING = {signal.SIGTERM: 143, signal.SIGHUP: 129}
ALL = (signal.SIGINT, *ENDING)


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Whatever a test does to the handlers and the mask is undone."""
    before = {number: signal.getsignal(number) for number in ALL}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ALL)


def send(number: int) -> None:
    """Send this process a signal, and let its handler run."""
    os.kill(os.getpid(), number)
    for _ in range(100):
        pass


def blocked() -> set[int]:
    return set(signal.pthread_sigmask(signal.SIG_BLOCK, ())) & set(ALL)


@pytest.mark.parametrize(("number", "status"), ENDING.items())
def test_inside_a_signal_ends_with_its_status(number: int, status: int) -> None:
    done = []

    @ending_on_signals()
    def work() -> None:
        try:
            send(number)
        finally:
            done.append("cleaned up")

    with pytest.raises(SystemExit) as ended:
        work()
    assert (ended.value.code, done) == (status, ["cleaned up"])


def test_inside_an_interrupt_is_an_exception_whatever_it_was_before() -> None:
    seen: list[int] = []
    signal.signal(signal.SIGINT, lambda number, frame: seen.append(number))
    with pytest.raises(KeyboardInterrupt), ending_on_signals():
        send(signal.SIGINT)
    send(signal.SIGINT)
    assert seen == [signal.SIGINT]


@pytest.mark.parametrize("leave", [None, ZeroDivisionError, SystemExit])
def test_afterwards_the_handlers_are_those_of_before(leave: type[BaseException] | None) -> None:
    def own(number: int, frame: object) -> None:
        raise AssertionError

    for number, handler in zip(ALL, (own, signal.SIG_DFL, own), strict=True):
        signal.signal(number, handler)
    try:
        with ending_on_signals():
            assert not {signal.getsignal(number) for number in ALL} & {own, signal.SIG_DFL}
            if leave:
                raise leave
    except (ZeroDivisionError, SystemExit):
        pass
    assert [signal.getsignal(number) for number in ALL] == [own, signal.SIG_DFL, own]


@pytest.mark.parametrize("number", ALL)
def test_what_is_ignored_stays_ignored(number: int) -> None:
    signal.signal(number, signal.SIG_IGN)
    with ending_on_signals():
        send(number)
        assert signal.getsignal(number) is signal.SIG_IGN
    assert signal.getsignal(number) is signal.SIG_IGN


def test_a_handler_that_python_does_not_know_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that embeds Python may have one; `signal.getsignal` gives None for it, which nobody can restore."""
    monkeypatch.setattr(signal, "getsignal", lambda number: None)
    monkeypatch.setattr(signal, "signal", lambda number, handler: pytest.fail("it was replaced"))
    with ending_on_signals():
        pass


def test_one_within_another() -> None:
    before = signal.getsignal(signal.SIGTERM)

    @ending_on_signals()
    def work() -> None:
        with pytest.raises(SystemExit), ending_on_signals():
            send(signal.SIGTERM)
        assert signal.getsignal(signal.SIGTERM) != before, "the outer one still holds"
        send(signal.SIGTERM)

    with pytest.raises(SystemExit) as ended:
        work()
    assert ended.value.code == 143
    assert signal.getsignal(signal.SIGTERM) == before


def test_in_another_thread_nothing_changes() -> None:
    before = [signal.getsignal(number) for number in ALL]
    seen: list[object] = []

    def work() -> None:
        with ending_on_signals(), undisturbed():
            seen.append([signal.getsignal(number) for number in ALL])
            seen.append(blocked())
        seen.append(blocked())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before, set(ALL), set()]


@pytest.fixture(params=[0, 8], ids=["alone", "with other threads"])
def threads(request: pytest.FixtureRequest) -> Iterator[None]:
    """Other threads, to any of which the kernel may hand a signal that this one blocks."""
    leave = threading.Event()
    others = [threading.Thread(target=leave.wait) for _ in range(request.param)]
    for other in others:
        other.start()
    yield
    leave.set()
    for other in others:
        other.join()


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("number", ALL)
def test_undisturbed_work_is_done_before_a_signal_is_heard(number: int) -> None:
    done = []

    @ending_on_signals()
    def work() -> None:
        with undisturbed():
            send(number)
            with undisturbed():
                done.append("inner")
            done.append("outer")
        done.append("too late")

    with pytest.raises((SystemExit, KeyboardInterrupt)):
        work()
    assert done == ["inner", "outer"]
    assert blocked() == set()


def test_an_error_in_undisturbed_work_passes_and_signals_are_heard_again() -> None:
    @undisturbed()
    def work() -> None:
        assert blocked() == set(ALL)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert blocked() == set()


def test_what_was_held_back_before_stays_so() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    with undisturbed():
        pass
    assert blocked() == {signal.SIGHUP}


def test_where_signals_cannot_be_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.delattr(signal, "pthread_sigmask")
        with undisturbed():
            pass
    assert blocked() == set()


PROGRAM = """
import sys, time
from alignprep.files.signals import ending_on_signals, undisturbed
with ending_on_signals():
    try:
        with undisturbed():
            print("ready", flush=True)
            sys.stdin.read()
            print("whole", flush=True)
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        raise SystemExit(130)
    finally:
        print("cleaned up", flush=True)
"""


@pytest.mark.parametrize(("number", "status"), [*ENDING.items(), (signal.SIGINT, 130)])
def test_a_process_that_a_signal_ends_finishes_what_must_be_whole_and_cleans_up(number: int, status: int) -> None:
    command = [sys.executable, "-c", PROGRAM]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, text=True, **pipes) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)  # What must be whole goes on when its input ends, which is after this.
        assert process.communicate(timeout=600) == ("whole\ncleaned up\n", "")
    assert process.returncode == status
