"""Signals that end a command: it cleans up first, and completes a step that must not be cut short."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

__all__ = ["ending_on_signals", "undisturbed"]

_EXITING: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
_ALL: Final = (signal.SIGINT, *_EXITING)


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """Inside, SIGTERM and SIGHUP raise `SystemExit`, and SIGINT raises `KeyboardInterrupt`, so that code can clean up.

    The exit status is the one that shells report for a program ended by a signal: 128 plus its number. A signal that is
    ignored, as under nohup, stays ignored, and a handler that was not set by Python stays, since it could not be
    restored. Outside the main thread, where Python handles no signals, nothing changes.
    """
    with _handled_by(lambda number: signal.default_int_handler if number == signal.SIGINT else _exit):
        yield


@contextmanager
def undisturbed() -> Iterator[None]:
    """Delay SIGINT, SIGTERM and SIGHUP until the end of the block.

    This thread blocks them where it can (not on Windows). A signal that the kernel delivers to another thread in the
    meantime would still be handled in the main thread, so it is noted there and raised again at the end.
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


def _exit(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
