"""Who does the work: processes of this machine, or a Dask cluster; both as a `concurrent.futures.Executor`."""

from __future__ import annotations

import os
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

__all__ = ["SCHEME", "Cluster", "cluster", "cores", "processes"]

SCHEME: Final = "dask://"
_PATIENCE: Final = 10
"""Seconds within which a scheduler must answer, and a cluster have a worker."""
_ABSENCE: Final = 60
"""Seconds for which a cluster may be without a worker."""
_SILENT: Final = {"logging": {"distributed": "critical", "distributed.client": "critical"}}


def cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def processes(count: int) -> Iterator[Executor | None]:
    """So many processes of this machine; None for one, whose work is done here.

    They begin anew rather than as copies of this process, the same on every system, and leave an interrupt to it.
    """
    if count == 1:
        yield None
        return
    count = min(count, 61) if sys.platform == "win32" else count  # Windows can wait for no more.
    with ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_leave_interrupts) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _leave_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Dask cluster that is there."""

    executor: Executor
    threads: int
    """How many threads its workers have, and so how many tasks it does at once."""
    check: Callable[[], None]
    """Raises `ExporterError` when it has had no worker for a minute; to be called now and then."""


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """The Dask cluster of a scheduler at `HOST:PORT`.

    Raises `MissingExtra` without Dask, and `ExporterError` when no scheduler answers within ten seconds, when the
    cluster has no worker by then, or one without this version of alignprep, and when it is lost.
    """
    try:
        import dask.config

        with dask.config.set(_SILENT):  # Read when distributed is first imported; who did that wants its log.
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
            # A worker that cannot import a task gives up, and Dask would say nothing.
            _same_version(client.run(version, "alignprep", on_error="return"))
            threads = sum(client.nthreads().values())
            executor = client.get_executor()
            yield Cluster(executor, threads, _watch(client.nthreads, f"the Dask cluster at {address}"))
        except (KilledWorker, CommClosedError, CancelledError):
            raise ExporterError(f"the Dask cluster at {address} lost its workers, or its scheduler") from None


def _same_version(found: Mapping[str, object]) -> None:
    """Refuse workers, by address, with another version of alignprep or with an error in its place."""
    for worker, theirs in found.items():
        if isinstance(theirs, PackageNotFoundError):
            raise ExporterError(f"the worker at {worker} has no alignprep; install {__version__} there, with [docx]")
        if theirs != __version__:
            raise ExporterError(f"the worker at {worker} has alignprep {theirs}; here it is {__version__}")


def _watch(workers: Callable[[], Mapping[str, int]], name: str) -> Callable[[], None]:
    """A check that raises once there has been no worker for a while; one that is restarted is back before."""
    seen = monotonic()

    def check() -> None:
        nonlocal seen
        if workers():
            seen = monotonic()
        elif monotonic() - seen > _ABSENCE:
            raise ExporterError(f"{name} has had no worker for {_ABSENCE} seconds")

    return check
