"""One measurement of `pdf.py`, in a process of its own: `python benchmarks/pdf_once.py MODULE COUNT [FILE]`.

Prints JSON: seconds of the clock and of the processor, peak memory in MiB, pages, whether the PDF is tagged, bytes.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from io import BytesIO
from pathlib import Path

from banks import bank_of
from guide import read

from alignprep import select


def _used() -> float:
    """Seconds of the processor that this process has had, all its threads together."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Read everything first, so that only the typesetting is measured."""
    name, count, *file = sys.argv[1:]
    packet = select(bank_of(int(count)), edition="study")
    read(packet)
    typesetter = importlib.import_module(name)
    started, used = time.perf_counter(), _used()
    made = typesetter.render(packet)
    wall, processor = time.perf_counter() - started, _used() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if file:
        Path(file[0]).write_bytes(made)
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(made))
    tagged = "/StructTreeRoot" in reader.root_object
    figures = {"wall": wall, "processor": processor, "memory": memory, "bytes": len(made)}
    print(json.dumps({**figures, "pages": reader.get_num_pages(), "tagged": tagged}))


if __name__ == "__main__":
    main()
