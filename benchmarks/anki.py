"""The Anki exporter against plain genanki writing the same notes, in one run: `python benchmarks/anki.py [N]`.

The questions are the bank's own under other ids and with other words. genanki is given the finished fields, so its
share has no Markdown to read, no code or formulas to draw, and it does not compress. The exporter is measured as a
build runs it, with texts that were parsed and set when they were checked, and also where it has to do that. Times are
the processor's, the least of three, and both sides collect garbage as the processes of a build do.
"""

from __future__ import annotations

import gc
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import genanki
from banks import bank_of

from alignprep import select
from alignprep.bank.bank import Bank
from alignprep.model.prose import findings, set_passages
from alignprep.text import markdown
from alignprep.text.maths import latex_fault, mathml
from alignprep_exporters import anki
from alignprep_exporters.anki import notes


def seconds(work: Callable[[], object]) -> float:
    """The processor time of some work, the least of three times, with nothing read before."""
    times = []
    for _ in range(3):
        markdown.forget()
        latex_fault.cache_clear()
        mathml.cache_clear()
        gc.collect()
        gc.freeze()
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def measure(bank: Bank) -> tuple[float, float, float]:
    """Seconds for genanki's package of the finished notes, the exporter's with texts that are set, and setting them."""
    packet = select(bank, edition="interviewer")
    parsing = seconds(lambda: anki.render(packet))
    with markdown.recording() as parsed:
        for question in bank.data.questions:
            fields = question.model_dump(mode="json", by_alias=True)
            list(findings(fields))
            set_passages(fields, bank.data.language)
    markdown.recall(parsed)
    own = seconds(lambda: anki.render(packet))
    made = list(chain(notes.answers(packet), notes.facts(packet)))

    def plain() -> None:
        deck = genanki.Deck(1, "Deck")
        for note in made:
            deck.add_note(genanki.Note(model=note.model, fields=note.fields, tags=note.tags, guid=note.guid))
        with tempfile.TemporaryDirectory() as folder:
            genanki.Package(deck).write_to_file(Path(folder) / "plain.apkg", timestamp=0)

    times = seconds(plain), own, parsing
    markdown.recall({})
    return times


def main() -> None:
    """Measure a tenth first, so that the growth shows."""
    gc.set_threshold(10_000)
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    for count in (largest // 10, largest):
        plain, own, parsing = measure(bank_of(count))
        print(
            f"{count} questions: genanki {plain:.2f} s, alignprep {own:.2f} s, {own / plain:.1f} times as long; where "
            f"it parses and sets the texts too {parsing / plain:.1f} times, {(parsing - own) / parsing:.0%} for that"
        )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


if __name__ == "__main__":
    main()
