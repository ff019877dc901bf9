"""A cohort's packets with one process and with two, in one run: `benchmarks/cohort.py [N ...]`.

The bank's own questions, two forms of 45 minutes, the interviewer's edition. Files are made and written, as
`alignprep packets` does; starting the processes and reading the Markdown for the first time is part of it. The
processor's seconds, over all processes, do not depend on what else the machine does; the clock's do.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from alignprep import load
from alignprep.build.worker_pool import cores
from alignprep.cohort.executors import processes
from alignprep.cohort.packets import copies, make
from alignprep.cohort.roster import read_roster
from alignprep.files import publishing
from alignprep.packet.planning import plan

PROCESSES = (1, 2)


@dataclass(frozen=True)
class Taken:
    """The seconds of a run."""

    wall: float
    processor: float


def used() -> float:
    """Seconds of the processor so far, those of ended children included."""
    return sum(usage.ru_utime + usage.ru_stime for usage in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def measured(count: int, jobs: int) -> Taken:
    """What the packets of so many candidates take."""
    rows = "".join(f"Candidate {number},{'AB'[number % 2]},2026-12-01\n" for number in range(count))
    started, before = time.perf_counter(), used()
    roster = read_roster(f"name,form,date\n{rows}".encode(), "roster.csv")
    bank = load()
    forms = plan(bank.questions, minutes=45, forms=2, seed=7)
    wanted = copies(roster, bank, forms, exporter="docx", names=roster.forms)
    with tempfile.TemporaryDirectory() as folder, processes(jobs) as executor:
        for copy, data in make(wanted, executor=executor, ahead=4 * jobs):
            publishing.write(Path(folder, copy.file), data)
    return Taken(time.perf_counter() - started, used() - before)


def main() -> None:
    """Print seconds and packets a second for each number of candidates, and what a second process brings."""
    counts = [int(argument) for argument in sys.argv[1:]] or [100, 1000]
    print(f"{cores()} cores      clock  a second  processor  a packet")
    runs: dict[int, list[Taken]] = {jobs: [] for jobs in PROCESSES}
    for count in counts:
        for jobs in PROCESSES:
            taken = measured(count, jobs)
            runs[jobs].append(taken)
            print(
                f"{count:5,} with {jobs} {taken.wall:8.1f} s {count / taken.wall:8.1f} {taken.processor:8.1f} s"
                f" {taken.processor / count * 1000:6.0f} ms",
                flush=True,
            )
        one, two = (runs[jobs][-1] for jobs in PROCESSES)
        faster, work = one.wall / two.wall, two.processor / one.processor
        print(f"{count:5,}: two are {faster:.2f} times as fast, for {work:.2f} of the work")
    for jobs, taken in runs.items():
        ratio = taken[-1].processor / counts[-1] / (taken[0].processor / counts[0])
        print(f"with {jobs}: a packet of {counts[-1]:,} costs {ratio:.2f} of one of {counts[0]:,}")


if __name__ == "__main__":
    main()
