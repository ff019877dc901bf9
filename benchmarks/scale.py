"""How the cost of every step grows with the bank: `python benchmarks/scale.py [SMALL LARGE [STEP...]]`.

Each step runs in a process of its own at both sizes, on a bank without a recorded ledger that `banks.py` makes of
our own questions: `check` and `compile` read it from source files, `load` from the compiled JSON, `select` chooses all
of it by id and number, and each product of a build is made of it. Printed are the seconds of the processor, what a
question costs at the large size over what one costs at the small one (1 is linear), and the peak memory of the process
with everything that it had to hold before the step began.
"""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from banks import bank_of
from folders import write_folder

from alignprep import load, select
from alignprep.bank.bank import read_bank
from alignprep.build.build import compile_bank, export, products_of
from alignprep.content.reader import check_paths

_PRODUCTS: Final = {f"{product.file} ({product.exporter})": product for product in products_of(load())}
STEPS: Final = ("check", "compile", "load", "select", *_PRODUCTS)


def prepared(step: str, folder: Path) -> Callable[[], Any]:
    """The step, with everything read that it begins with."""
    content, compiled = folder / "content", folder / "bank.json"
    if step == "check":
        return lambda: check_paths([content])
    if step == "compile":
        return lambda: compile_bank(content, compiled)
    if step == "load":
        return lambda: read_bank(compiled.read_bytes(), "bank.json")
    bank = read_bank(compiled.read_bytes(), "bank.json")
    gc.collect()  # Or the step would pay for the look at all objects that reading has put off.
    if step == "select":
        numbers = [question.number for question in bank.questions]
        return lambda: select(bank, edition="interviewer", ids=list(bank), numbers=numbers)
    product = _PRODUCTS[step]
    packet = select(bank, edition=product.edition)
    return lambda: export(product.exporter, packet)


def once(step: str, folder: Path) -> None:
    """Print the seconds of the processor that a step takes in this process, and its peak memory in MB."""
    run = prepared(step, folder)
    started = time.process_time()
    run()
    seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(json.dumps({"seconds": seconds, "peak": peak}))


def make(count: int, folder: Path) -> None:
    """Write a bank of so many questions as source files and as compiled JSON."""
    write_folder(bank_of(count), folder / "content")
    compile_bank(folder / "content", folder / "bank.json")


def alone(*arguments: str) -> str:
    """What this script prints in a process of its own; this one stays small, as its peak is handed down."""
    return subprocess.run([sys.executable, __file__, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def main() -> None:
    """Measure the steps at both sizes, a line each."""
    if sys.argv[1:2] == ["--make"]:
        make(int(sys.argv[2]), Path(sys.argv[3]))
        return
    if sys.argv[1:2] == ["--once"]:
        once(sys.argv[2], Path(sys.argv[3]))
        return
    small, large = map(int, sys.argv[1:3] or (1000, 10_000))
    print(f"{'step':<45} {small:>7,} {large:>9,} {'per question':>13} {'peak MB':>15}", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        folders = {count: Path(temporary) / str(count) for count in (small, large)}
        for count, folder in folders.items():
            alone("--make", str(count), str(folder))
        for step in sys.argv[3:] or STEPS:
            a, b = (json.loads(alone("--once", step, str(folder))) for folder in folders.values())
            ratio = b["seconds"] / large / (a["seconds"] / small)
            memory = f"{a['peak']:,.0f} → {b['peak']:,.0f}"
            print(f"{step:<45} {a['seconds']:>5.1f} s {b['seconds']:>7.1f} s {ratio:>13.2f} {memory:>15}", flush=True)


if __name__ == "__main__":
    main()
