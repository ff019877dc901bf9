"""Exports a generated bank of 500 questions into a folder: a small bank hides what SQLite leaves in its pages.

python -P -m tools.reproduce.large FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from alignprep import select
from alignprep.exporting import find
from tests.support.sample_bank import large_bank

EXPORTERS = ("anki", "csv", "html", "json", "pdf-quick")


def main() -> None:
    """Write `500-anki.apkg` and so on."""
    folder = Path(sys.argv[1])
    folder.mkdir()
    packet = select(large_bank(500), edition="interviewer")
    for name in EXPORTERS:
        exporter = find(name).load()
        (folder / f"500-{name}{exporter.suffix}").write_bytes(exporter.render(packet))


if __name__ == "__main__":
    main()
