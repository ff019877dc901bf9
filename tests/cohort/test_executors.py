"""Who does the work: processes, and a real Dask cluster of processes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import Future
from contextlib import suppress
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from alignprep import ExporterError, MissingExtra, __version__
from alignprep.cohort import executors
from alignprep.cohort.executors import cluster, processes

ROOT = Path(__file__).resolve().parents[2]


def test_one_process_is_this_one() -> None:
    with processes(1) as pool:
        assert pool is None


def test_processes_leave_an_interrupt_to_their_parent() -> None:
    with processes(2) as pool:
        assert pool is not None
        assert pool.submit(signal.getsignal, signal.SIGINT).result() is signal.SIG_IGN
        assert pool.submit(os.getpid).result() != os.getpid()


def test_an_error_does_not_wait_for_what_has_not_begun() -> None:
    submitted: list[Future[None]] = []

    def fail_beside_a_thousand_tasks() -> None:
        with processes(2) as pool:
            assert pool is not None
            submitted.extend(pool.submit(time.sleep, 0.5) for _ in range(1000))
            raise KeyError

    with pytest.raises(KeyError):
        fail_beside_a_thousand_tasks()
    assert sum(future.cancelled() for future in submitted) > 900


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dask.config", None)
    with pytest.raises(MissingExtra, match=r"pip install 'alignprep\[dask\]'"), cluster("localhost:8786"):
        pass


def test_dask_is_imported_only_when_asked_for() -> None:
    modules = "alignprep.cli.app, alignprep.cohort.executors, alignprep.cohort.packets"
    code = f"import sys, {modules}; print('dask' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_cluster_without_workers_for_a_minute_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    now, workers = [0.0], {"tcp://w:1": 2}
    monkeypatch.setattr(executors, "monotonic", lambda: now[0])
    check = executors._absence_check(lambda: workers, "the cluster")
    for now[0] in (100, 159):
        check()
        workers.clear()
    now[0] = 161
    with pytest.raises(ExporterError, match="the cluster has had no worker for 60 seconds"):
        check()


def test_workers_have_this_version() -> None:
    executors._check_versions({"tcp://w:1": __version__})
    with pytest.raises(ExporterError, match=rf"worker at tcp://w:1 has alignprep 0\.0\.9; here it is {__version__}"):
        executors._check_versions({"tcp://w:1": "0.0.9"})
    with pytest.raises(ExporterError, match="worker at tcp://w:1 has no alignprep; install"):
        executors._check_versions({"tcp://w:1": PackageNotFoundError("alignprep")})


def call(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, text=True, timeout=600)


PACKETS = ("packets", "r.csv", "--minutes", "30")


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    rows = [f"c{number},{'AB'[number % 2]}" for number in range(6)]
    (tmp_path / "r.csv").write_text("\n".join(["name,form", *rows, "bad,Z9", ""]))
    return tmp_path


def test_a_cluster_of_processes_gives_the_same_bytes(roster: Path) -> None:
    script = str(ROOT / "tests" / "support" / "dask_cluster.py")
    done = call(roster, script, *PACKETS, "--executor", "dask://{address}", "-o", "dask")
    assert done.returncode == 1, done.stderr
    assert "r.csv:8:5: error[AP304]: 'Z9' is not a form" in done.stderr
    assert "distributed" not in done.stderr
    here = call(roster, "-m", "alignprep", *PACKETS, "--jobs", "1", "-o", "here")
    assert here.returncode == 1
    there = {path.name: path.read_bytes() for path in (roster / "dask").iterdir()}
    assert there == {path.name: path.read_bytes() for path in (roster / "here").iterdir()}
    assert len(there) == 6


def test_no_scheduler_is_one_line(roster: Path) -> None:
    with socket.socket() as taken:  # So that nobody else can listen there in the meantime.
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        done = call(roster, "-W", "error", "-m", "alignprep", *PACKETS, "--executor", f"dask://127.0.0.1:{port}")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"alignprep: no Dask scheduler answers at 127.0.0.1:{port}"
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in roster.iterdir()) == ["r.csv"]


def test_a_scheduler_without_workers_is_one_line(roster: Path) -> None:
    """The scheduler is a process of its own, started as an administrator starts it."""
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    with subprocess.Popen(
        [*command, "--no-dashboard", "--scheduler-file", str(roster / "s.json")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as scheduler:
        try:
            address = waited_for(roster / "s.json")
            done = call(roster, "-m", "alignprep", *PACKETS, "--executor", f"dask://{address}")
        finally:
            scheduler.kill()  # Whoever runs the tests may ignore gentler signals.
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"alignprep: the Dask cluster at {address} has no worker"
    assert "Traceback" not in done.stderr


def waited_for(file: Path) -> str:
    """The scheduler's address, once it has written where it listens."""
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        with suppress(FileNotFoundError, json.JSONDecodeError):  # It is not there, or not whole yet.
            return str(json.loads(file.read_text())["address"]).removeprefix("tcp://")
        time.sleep(0.1)
    raise AssertionError("the scheduler did not start")
