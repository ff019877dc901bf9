"""One measurement of `word.py`, in a process of its own: `python benchmarks/word_once.py MODULE COUNT [FILE]`.

Prints JSON: seconds of the processor, peak memory in MiB, and paragraphs, words and unpacked bytes of the document.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import zipfile
from io import BytesIO
from pathlib import Path

from banks import bank_of
from guide import read
from lxml import etree

from alignprep import select

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _used() -> float:
    """Seconds of the processor that this process and those that it called have had."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def main() -> None:
    """Read everything first, so that only the writing is measured."""
    name, count, *file = sys.argv[1:]
    packet = select(bank_of(int(count)), edition="study")
    read(packet)
    writer = importlib.import_module(name)
    used = _used()
    made = writer.render(packet)
    processor = _used() - used
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    if file:
        Path(file[0]).write_bytes(made)
    with zipfile.ZipFile(BytesIO(made)) as archive:
        size = sum(info.file_size for info in archive.infolist())
        root = etree.fromstring(archive.read("word/document.xml"), etree.XMLParser(huge_tree=True))
    paragraphs = sum(1 for _ in root.iter(f"{_WORD}p"))
    words = sum(len((text.text or "").split()) for text in root.iter(f"{_WORD}t"))
    figures = {"processor": processor, "memory": memory, "paragraphs": paragraphs, "words": words, "bytes": size}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
