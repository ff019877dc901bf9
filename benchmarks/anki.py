"""The Anki exporter against plain genanki writing the same notes, in one run: `python benchmarks/anki.py [N]`.

The questions are the bank's own under other ids and with other words. genanki is given the finished fields, so its
share has no Markdown to read and no code or maths to draw. Each exporter of a build runs in a process of its own, which
reads all Markdown, so this one forgets what it has read before.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from itertools import chain
from pathlib import Path

import genanki
from banks import bank_of

from alignprep import select
from alignprep.packet.packet import Packet
from alignprep.text import markdown
from alignprep_exporters import anki
from alignprep_exporters.anki import notes


def ours(packet: Packet) -> float:
    """Seconds for an exporter's package."""
    started = time.perf_counter()
    anki.render(packet)
    return time.perf_counter() - started


def plain(packet: Packet) -> float:
    """Seconds for genanki's package of the same notes, whose fields are finished before the clock starts."""
    deck = genanki.Deck(1, "Deck")
    for note in chain(notes.answers(packet), notes.facts(packet)):
        deck.add_note(genanki.Note(model=note.model, fields=note.fields, tags=note.tags, guid=note.guid))
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        genanki.Package(deck).write_to_file(Path(folder) / "plain.apkg", timestamp=0)
    return time.perf_counter() - started


def main() -> None:
    """Measure a tenth first, so that the growth shows."""
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    for count in (largest // 10, largest):
        packet = select(bank_of(count), edition="interviewer")
        markdown.forget()
        own, genankis = ours(packet), plain(packet)
        print(f"{count} questions: genanki {genankis:.2f} s, alignprep {own:.2f} s, {own / genankis:.1f} times as long")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


if __name__ == "__main__":
    main()
