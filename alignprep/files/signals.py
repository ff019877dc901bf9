"""Signals that end a command: after it has cleaned up, and never in the middle of what must be done whole."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

__all__ = ["ending_on_signals", "undisturbed"]

_ENDING: Final = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
)  # Windows: one.


_ALL: Final = (signal.SIGINT, *_ENDING)


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """SIGTERM and SIGHUP raise `SystemExit` inside, and SIGINT `KeyboardInterrupt`, so that all is cleaned up.

    The status is the one that shells give a program that a signal has ended: 128 and its number. A signal that is
    ignored, as under nohup, stays ignored, and so does a handler that is not Python's, which could not be restored.
    Outside the main thread, where Python has no signals, nothing changes.
    """
    with _handled_by(lambda number: signal.default_int_handler if number == signal.SIGINT else _end):
        yield


@contextmanager
def undisturbed() -> Iterator[None]:
    """Those signals wait until the end of what is done inside.

    This thread blocks them, where it can (not on Windows). One that the kernel hands to another thread meanwhile would
    be handled in the main thread all the same, so there it is noted, and sent again at the end.
    """
    noted = set[int]()
    with _blocked():
        try:
            with _handled_by(lambda number: lambda *_: noted.add(number)):
                yield
        finally:
            for number in sorted(noted):
                signal.raise_signal(number)


@contextmanager
def _blocked() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ALL)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _handled_by(handler_of: Callable[[int], Callable[[int, FrameType | None], Any]]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    found = {number: signal.getsignal(number) for number in _ALL}
    before = {number: handler for number, handler in found.items() if handler not in (signal.SIG_IGN, None)}
    try:
        for number in before:
            signal.signal(number, handler_of(number))
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
