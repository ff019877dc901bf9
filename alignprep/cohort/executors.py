"""The executors that make packets: processes on this machine or a Dask cluster."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from time import monotonic
from typing import Any, Final

from alignprep.errors import ExporterError, MissingExtra
from alignprep.model.versions import __version__

__all__ = ["SCHEME", "Cluster", "cluster", "processes"]

SCHEME: Final = "dask://"
_PATIENCE: Final = 10
"""Seconds within which a scheduler must answer and its cluster must have a worker."""
_ABSENCE: Final = 60
"""The seconds for which a cluster may have no worker."""
_SILENT: Final = {"logging": {"distributed": "critical", "distributed.client": "critical"}}


@contextmanager
def processes(count: int) -> Iterator[Executor | None]:
    """A pool of `count` processes on this machine; None for one, since its work is then done in this process.

    They are spawned, not forked, on every system, and ignore interrupts, which this process handles.
    """
    if count == 1:
        yield None
        return
    count = min(count, 61) if sys.platform == "win32" else count  # Windows can wait for no more than that.
    with ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_ignore_interrupts) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Dask cluster that has answered."""

    executor: Executor
    threads: int
    """How many threads its workers have: the number of tasks it does at once."""
    check: Callable[[], None]
    """Raises `ExporterError` when the cluster has had no worker for a minute; call it from time to time."""


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """The Dask cluster of a scheduler at `HOST:PORT`.

    Raises `MissingExtra` without Dask, and `ExporterError` when no scheduler answers within ten seconds, when the
    cluster then has no worker or one without this version of alignprep, and when the connection is lost.
    """
    try:
        import dask.config

        with dask.config.set(_SILENT):  # Read when distributed is first imported.
            from distributed import Client, KilledWorker
            from distributed.comm.core import CommClosedError
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("dask", "distributed"):
            raise
        raise MissingExtra("Dask is not installed; run: pip install 'alignprep[dask]'") from None
    try:
        client: Any = Client(f"tcp://{address}", timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError):
        raise ExporterError(f"no Dask scheduler answers at {address}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            raise ExporterError(f"the Dask cluster at {address} has no worker") from None
        try:
            # A worker that cannot import a task gives up, and Dask reports nothing.
            _check_versions(client.run(version, "alignprep", on_error="return"))
            threads = sum(client.nthreads().values())
            executor = client.get_executor()
            yield Cluster(executor, threads, _absence_check(client.nthreads, f"the Dask cluster at {address}"))
        except (KilledWorker, CommClosedError, CancelledError):
            raise ExporterError(f"the Dask cluster at {address} lost its workers, or its scheduler") from None


def _check_versions(found: Mapping[str, object]) -> None:
    """Raise an error for a worker without this version of alignprep; `found` has the versions by address."""
    for worker, theirs in found.items():
        if isinstance(theirs, PackageNotFoundError):
            raise ExporterError(
                f"the worker at {worker} has no alignprep; install {__version__} there, with the exporter's extra"
            )
        if theirs != __version__:
            raise ExporterError(f"the worker at {worker} has alignprep {theirs}; here it is {__version__}")


def _absence_check(workers: Callable[[], Mapping[str, int]], name: str) -> Callable[[], None]:
    """A function that raises an error after a minute without workers; one that restarts is back sooner."""
    seen = monotonic()

    def check() -> None:
        nonlocal seen
        if workers():
            seen = monotonic()
        elif monotonic() - seen > _ABSENCE:
            raise ExporterError(f"{name} has had no worker for {_ABSENCE} seconds")

    return check
