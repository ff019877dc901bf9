"""The PDF exporter against typst and WeasyPrint on the same study guide, in one run: `benchmarks/pdf.py [N ...]`.

The others are given the same words by `guide.py`, and the same paper, fonts, sizes and margins; each writes cover,
contents, running heads, bookmarks, links, figures and formulas as vectors, and tags for PDF/UA-1. WeasyPrint draws
formulas within a line as text, as ours does; typst draws all formulas itself. The bank and its Markdown are read and
the libraries imported before any clock starts; a measurement has a process of its own, and of small ones the fastest of
three counts. Seconds are the processor's over all threads, since typst uses all cores; the clock's stand beside them.

Needs `pip install -r benchmarks/peers.txt`, and for WeasyPrint also Pango: `apt-get install libpango-1.0-0
libpangoft2-1.0-0 libharfbuzz-subset0`. WeasyPrint needs some ten minutes for 1,000 questions; `--no-weasyprint` leaves
it out. `--keep FOLDER` keeps the PDFs.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from growth import print_growth
from processes import once

TYPESETTERS: Final = {"alignprep": "alignprep_exporters.pdf", "typst": "with_typst", "WeasyPrint": "with_weasyprint"}
_SMALL: Final = 200


@dataclass(frozen=True)
class Run:
    """What one typesetter needed for a guide."""

    wall: float
    processor: float
    memory: float
    bytes: int
    pages: int
    tagged: bool


def measure(name: str, count: int, keep: Path | None) -> Run:
    """The fastest of three processes for a small guide, of one for a large guide; exits when one fails."""
    runs = [_once(name, count, keep) for _ in range(3 if count <= _SMALL else 1)]
    return min(runs, key=lambda run: run.processor)


def _once(name: str, count: int, keep: Path | None) -> Run:
    script = Path(__file__).with_name("pdf_once.py")
    file = [str(keep / f"{name.lower()}-{count}.pdf")] if keep else []
    return Run(**json.loads(once(script, TYPESETTERS[name], str(count), *file, what=f"{name}, {count:,} questions")))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The PDF exporter against typst and WeasyPrint.")
    parser.add_argument("counts", nargs="*", type=int, default=[50, 1000], metavar="N", help="questions (50 1000)")
    parser.add_argument("--no-weasyprint", action="store_true", help="leave out WeasyPrint, which is slow")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the PDFs in an existing folder")
    asked = parser.parse_args()
    if any(count < 1 for count in asked.counts):
        parser.error("a guide has at least one question")
    if asked.keep and not asked.keep.is_dir():
        parser.error(f"no folder {asked.keep}")
    return asked


def main() -> None:
    """Print a table for each number of questions, and how each typesetter's time grows from the first to the last."""
    asked = _asked()
    names = [name for name in TYPESETTERS if not (asked.no_weasyprint and name == "WeasyPrint")]
    measured: dict[str, list[Run]] = {name: [] for name in names}
    for count in asked.counts:
        print(f"{count:,} questions  seconds  to ours    clock  to ours  pages  memory     size  tagged", flush=True)
        for name in names:
            run = measure(name, count, asked.keep)
            measured[name].append(run)
            ours = measured["alignprep"][-1]
            print(
                f"  {name:12} {run.processor:9.2f} {run.processor / ours.processor:7.2f}× {run.wall:8.2f}"
                f" {run.wall / ours.wall:7.2f}× {run.pages:6,} {run.memory:5,.0f} M {run.bytes / 1e6:6.1f} M"
                f"  {'yes' if run.tagged else 'no'}",
                flush=True,
            )
    times = {name: [run.processor for run in runs] for name, runs in measured.items()}
    print_growth(asked.counts, times, digits=0)


if __name__ == "__main__":
    main()
