"""A real Dask cluster of processes, on which a test runs `alignprep packet`:

    python tests/support/dask_cluster.py ARGUMENTS

The cluster's address stands for `{address}` in the arguments. It is a process of its own because Dask's threads,
sockets and log outlive what they are used for, and warnings are errors in the tests.
"""

from __future__ import annotations

import subprocess
import sys

from distributed import LocalCluster


def main() -> None:
    """Run the command beside a cluster of two processes on free ports, and pass on its status."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    ) as cluster:
        address = cluster.scheduler_address.removeprefix("tcp://")
        arguments = [argument.format(address=address) for argument in sys.argv[1:]]
        done = subprocess.run([sys.executable, "-W", "error", "-m", "alignprep", *arguments])
    raise SystemExit(done.returncode)


if __name__ == "__main__":
    main()
