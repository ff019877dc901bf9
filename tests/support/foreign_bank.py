"""A small bank of somebody else's, as a content folder, and as a package that is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

BANK: Final = """\
slug: acme
title: Acme interview questions
version: 1.0.0
released: 2026-01-15
license: {name: Proprietary}
authors: [Acme GmbH]
sections:
  - {id: basics, title: Basics, rules: {hint: {required: true}}}
  - {id: later, title: Nothing yet}
products:
  - {file: acme, exporter: json, edition: interviewer}
  - {file: questions, exporter: csv, edition: interviewer}
  - {file: questions, exporter: jsonl, edition: interviewer}
  - {file: guide, exporter: anki-text}
rules:
  answer.short: {required: true}
"""
QUESTION: Final = """\
number: {number}
title: Title {number}
question: What is a lock, and why would you use the one with number {number}?
hint: Two threads.
minutes: 3
answer:
  short: Number {number} lets one thread in at a time.
facts:
  - {{id: one, text: "Lock {number} lets {{{{c1::one}}}} thread in."}}
x-team: core
"""
DRAFT: Final = "number: 9\ntitle: Half\nquestion: What is half done?\nstatus: draft\n"


def write_folder(content: Path, *, bank: str = BANK, questions: int = 2, drafts: tuple[str, ...] = ()) -> Path:
    """Write the bank into a folder, with so many questions, `question-1` and on, and these drafts."""
    (content / "basics").mkdir(parents=True)
    (content / "bank.yaml").write_text(bank, encoding="utf-8")
    for number in range(1, questions + 1):
        path = content / "basics" / f"question-{number}.yaml"
        path.write_text(QUESTION.format(number=number), encoding="utf-8")
    for number, name in enumerate(drafts, questions + 1):
        text = DRAFT.replace("number: 9", f"number: {number}")
        (content / "basics" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return content


def install(site: Path, points: str, *, name: str = "acme-bank", files: dict[str, bytes] | None = None) -> None:
    """Lay down a distribution in a folder of `sys.path`: its entry points in the group of banks, and its files."""
    info = site / f"{name.replace('-', '_')}-1.2.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.2\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[alignprep.banks]\n{points}\n", encoding="utf-8")
    for path, data in (files or {}).items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(data)
