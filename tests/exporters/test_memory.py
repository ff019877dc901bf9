"""How much memory the exporters take for a question, so that a large bank needs no large machine.

Numbers are of the sample bank, whose questions are of ten kilobytes; each bound is about twice what was measured.
"""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from alignprep import select
from alignprep.exporting import export
from alignprep.json_format.validator import validate
from alignprep.json_format.writer import document, dumps
from alignprep.packet.packet import Packet
from tests.support.sample_bank import large_bank

_PEAKS: Final = """
import re
from pathlib import Path
from alignprep import select
from alignprep.exporting import export
from tests.support.sample_bank import large_bank
bank = large_bank(100)
for count in (25, 100):
    export("docx", select(bank, edition="interviewer", numbers=range(1, count + 1)))
    print(re.search("VmHWM:\\s+([0-9]+) kB", Path("/proc/self/status").read_text())[1])
"""
"""Unlike what `resource` tells, this peak does not begin with that of the parent process."""


@pytest.fixture(scope="module")
def packets() -> dict[int, Packet]:
    bank = large_bank(100)
    return {count: select(bank, edition="interviewer", numbers=range(1, count + 1)) for count in (1, 100)}


def peak(work: Callable[[], object]) -> int:
    """The most bytes that Python holds for some work at a time, beyond what it held before."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_a_word_document_is_never_whole_as_elements(root: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _PEAKS], cwd=root, check=True, capture_output=True, text=True)
    few, many = map(int, done.stdout.split())
    assert 0 < many - few < 75 * 150  # In kilobytes: the elements of a question take three times as much.


@pytest.mark.parametrize(
    ("exporter", "most"), [("anki", 42_000), ("anki-text", 20_000), ("csv", 11_000), ("jsonl", 10_000)]
)
def test_what_is_written_is_held_about_once(packets: dict[int, Packet], exporter: str, most: int) -> None:
    export(exporter, packets[1])
    assert peak(lambda: export(exporter, packets[100])) < most * 100


def test_json_takes_its_own_length(packets: dict[int, Packet]) -> None:
    data = document(packets[100])
    assert peak(lambda: dumps(data)) < 2 * len(dumps(data))


def test_validated_json_is_never_whole_as_records(packets: dict[int, Packet]) -> None:
    small, large = (dumps(document(packet)) for packet in packets.values())
    assert validate(small, "small") == ()
    assert peak(lambda: validate(large, "large")) < 11 * len(large)
