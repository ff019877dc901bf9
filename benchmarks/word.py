"""The DOCX exporter against pandoc and docxtpl on the same study guide, in one run: `benchmarks/word.py [N ...]`.

The others are given the same words by `guide.py`. pandoc reads HTML with formulas as MathML and writes headings, lists,
tables, links, equations, figures and contents as ours does. docxtpl fills a template with its own rich text and
pictures; it writes formulas as text, begins no list anew and makes no links within, so it has less to do. The bank and
its Markdown are read and the libraries imported before the clock starts; a measurement has a process of its own, and of
small ones the fastest of three counts. Seconds are the processor's, those of programs that are called included.

Needs `pip install -r benchmarks/peers.txt` and `apt-get install pandoc librsvg2-bin`. `--keep FOLDER` keeps what is
written. (The script is not called `docx.py`, since Python would then import it in place of python-docx.)
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from growth import print_growth
from processes import once

WRITERS: Final = {"alignprep": "alignprep_exporters.docx", "pandoc": "with_pandoc", "docxtpl": "with_docxtpl"}
_SMALL: Final = 200


@dataclass(frozen=True)
class Run:
    """What one writer needed for a guide."""

    processor: float
    memory: float
    paragraphs: int
    words: int
    bytes: int


def measure(name: str, count: int, keep: Path | None) -> Run:
    """The fastest of three processes for a small guide, of one for a large guide; exits when one fails."""
    file = [str(keep / f"{name}-{count}.docx")] if keep else []
    script = Path(__file__).with_name("word_once.py")
    runs = [
        Run(**json.loads(once(script, WRITERS[name], str(count), *file, what=f"{name}, {count:,} questions")))
        for _ in range(3 if count <= _SMALL else 1)
    ]
    return min(runs, key=lambda run: run.processor)


def main() -> None:
    """Print a table for each number of questions, and how each writer's time grows from the first to the last."""
    parser = argparse.ArgumentParser(description="The DOCX exporter against pandoc and docxtpl.")
    parser.add_argument("counts", nargs="*", type=int, default=[100, 1000], metavar="N", help="questions (100 1000)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the documents in an existing folder")
    asked = parser.parse_args()
    measured: dict[str, list[Run]] = {name: [] for name in WRITERS}
    for count in asked.counts:
        print(f"{count:,} questions  seconds  to ours  memory  paragraphs      words  unpacked", flush=True)
        for name in WRITERS:
            run = measure(name, count, asked.keep)
            measured[name].append(run)
            ratio = run.processor / measured["alignprep"][-1].processor
            print(
                f"  {name:12} {run.processor:9.2f} {ratio:7.2f}× {run.memory:5,.0f} M {run.paragraphs:11,}"
                f" {run.words:10,} {run.bytes / 1e6:7.1f} M",
                flush=True,
            )
    times = {name: [run.processor for run in runs] for name, runs in measured.items()}
    print_growth(asked.counts, times, digits=1)


if __name__ == "__main__":
    main()
