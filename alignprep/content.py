"""Source files -> Bank, with every problem of every file in one run.

The folder's layout is the design's: `sections.yaml`, `topics.yaml`, `references.yaml`, `ledger.json`, `code/`, `media/`
and a folder of questions for each section.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from alignprep import ledger, ledger_reader, markdown, prose, rules, yaml_subset
from alignprep.assembly import assembled
from alignprep.bank import Bank
from alignprep.content_file import ContentFile
from alignprep.errors import ContentError, Problem
from alignprep.fieldtypes import ID_PATTERN
from alignprep.folder import TABLES, Folder, problem_in, shown
from alignprep.listing import listed
from alignprep.model import Outline, Question, Reference, Revision, Vocabulary
from alignprep.source import Source
from alignprep.svg import svg_fault

__all__ = ["Progress", "check_content", "read_content", "read_ledger", "survey"]

Progress = Callable[[int, int], None]
"""Told, while a folder is read, how many question files of how many are done."""

_KEY: Final = re.compile(ID_PATTERN)
_LONGEST_KEY: Final = 64
_FROM_PLACE: Final = {"id": "the id is the file's name", "section": "the section is the folder's name"}


def read_content(root: Path, *, complete: bool = False) -> Bank:
    """The bank that a content folder makes.

    Raises `ContentError` with every problem when it makes none; `complete` insists on all numbers of all sections.
    """
    bank, problems = check_content(root, complete=complete)
    if bank is None:
        raise ContentError(problems)
    return bank


def check_content(root: Path, *, complete: bool = False) -> tuple[Bank | None, tuple[Problem, ...]]:
    """The bank that a content folder makes, or None, and every problem by file, line and column."""
    reading = _Reading(root)
    bank = reading.bank(complete)
    problems = listed(reading.problems)
    return (None if problems else bank), problems


def survey(root: Path, *, complete: bool = False, progress: Progress | None = None) -> tuple[int, tuple[Problem, ...]]:
    """How many questions a content folder has, and every problem as `check_content` reports it.

    Nothing of a question is kept but what the rules compare, so the memory does not grow with their texts.
    """
    reading = _Reading(root, keep=False, progress=progress)
    reading.bank(complete)
    return reading.count, listed(reading.problems)


def read_ledger(root: Path) -> dict[str, Revision]:
    """The ledger as a content folder records it; nothing where it has none.

    Raises `ContentError` when the file is no ledger.
    """
    reading = _Reading(root)
    recorded = reading.ledger()
    if reading.problems:
        raise ContentError(reading.problems)
    return recorded


class _Reading:
    """One run over a content folder."""

    def __init__(self, root: Path, *, keep: bool = True, progress: Progress | None = None) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.folder = Folder(root, self.problems)
        self.count = 0
        self._paths: list[Path] = []
        self._keep, self._progress = keep, progress

    def bank(self, complete: bool) -> Bank | None:
        if not self.root.is_dir():
            self.folder.whole(self.root, "AP101", "there is no such content folder")
            return None
        tables = {name: self._yaml(self.root / name, required=True) for name in TABLES}
        sections, topics = tables["sections.yaml"], tables["topics.yaml"]
        outline = sections.record(Outline) if sections else None
        vocabulary = topics.record(Vocabulary) if topics else None
        references = self._references(tables["references.yaml"])
        code, media = self.folder.texts("code"), self.folder.texts("media")
        recorded = self.ledger()
        self._figures(media or {})
        data: dict[str, Any] = {
            **(_plain(topics) or {}),
            "sections": (_plain(sections) or {}).get("sections"),
            "references": _plain(tables["references.yaml"]),
            "code": code,
            "media": media,
        }
        read = self._questions(list(self.folder.questions(_section_ids(sections))), data)
        if sections:
            described = data["sections"]
            sections.read_prose(prose.section_faults(described), prose.described(described))
        self._rules(data, sections, complete)
        if self.problems or outline is None or vocabulary is None or not self._keep:
            return None
        return assembled(outline, vocabulary, references, _readable(code), _readable(media), read, recorded)

    def _questions(self, paths: list[Path], data: dict[str, Any]) -> list[Question]:
        """Read the question files one by one; `data` gets what the rules compare of each."""
        data["questions"] = compared = []
        read: list[Question] = []
        for done, path in enumerate(paths, 1):
            file = self._yaml(path)
            raw = {**(_plain(file) or {}), "id": path.stem, "section": path.parent.name}
            question = _question(file, raw) if file else None
            self._paths.append(path)
            compared.append(rules.compared(raw))
            if not self._keep:
                markdown.forget()
            elif question:
                read.append(question)
            if self._progress:
                self._progress(done, len(paths))
        self.count = len(compared)
        if not compared:
            self.folder.whole(self.root, "AP510", "there is no question in this folder")
        return read

    # Files.

    def _yaml(self, path: Path, *, required: bool = False) -> ContentFile | None:
        if required and not os.path.lexists(path):
            self.folder.whole(path, "AP101", "is missing")
            return None
        file = self._read(path)
        if file:
            for fault in file.faults:
                file.note(fault.line, fault.column, fault.code, fault.message, fault.length)
        return file

    def _read(self, path: Path) -> ContentFile | None:
        data = self.folder.data(path)
        return None if data is None else ContentFile(shown(path), data, self.problems)

    def ledger(self) -> dict[str, Revision]:
        """The recorded ledger; a folder may have none."""
        path = self.root / ledger.FILE
        source = self.folder.text(path) if os.path.lexists(path) else None
        if source is None:
            return {}
        recorded, problems = ledger_reader.read(source, shown(path))
        self.problems += problems
        return recorded

    def _figures(self, media: Mapping[str, str | None]) -> None:
        for name, text in media.items():
            fault = svg_fault(text) if text is not None else None
            if fault and text is not None:
                line, column, message = fault
                file = shown(self.root / "media" / name)
                self.problems.append(problem_in(file, Source(text), line, column, "AP509", message))

    # Fields.

    def _references(self, file: ContentFile | None) -> dict[str, Reference]:
        """The bibliography; each entry is validated alone, so that one bad work hides no other."""
        if file is None or file.node is None:
            return {}
        if not isinstance(file.node, yaml_subset.Mapping):
            file.note(*file.node.place(), "AP303", "a mapping of works by key is expected")
            return {}
        works = {}
        for key, node in file.node.items.items():
            works[key] = file.entry(node, Reference, key[:60])
            if not _KEY.fullmatch(key) or len(key) > _LONGEST_KEY:
                message = (
                    f"the key {key[:60]!r} is not made of lower-case letters, digits and single hyphens, at most 64"
                )
                file.note(*file.node.keys[key].place(), "AP304", message, len(key))
        return works

    def _rules(self, data: Mapping[str, Any], sections: ContentFile | None, complete: bool) -> None:
        found = list(rules.findings(data))
        if complete:
            found += rules.completeness(data)
        opened: tuple[int, ContentFile | None] = (-1, None)
        for finding in found:
            table, *path = finding.path
            file = sections
            if table == "questions":
                index, *path = path
                if index != opened[0]:
                    # Read again for the places in it, which are not kept.
                    opened = int(index), self._read(self._paths[int(index)])
                file = opened[1]
            else:
                path = [table, *path]
            if file:
                file.note_at(path, finding.code, finding.message)


def _question(file: ContentFile, raw: Mapping[str, Any]) -> Question | None:
    if isinstance(file.node, yaml_subset.Mapping):
        for name, why in _FROM_PLACE.items():
            if name in file.node.keys:
                place = file.node.keys[name].place()
                file.note(*place, "AP302", f"unknown field {name!r}: {why}", len(name))
    question: Question | None = file.record(Question, {"id": raw["id"], "section": raw["section"]})
    file.read_prose(prose.faults(raw), prose.passages(raw))
    return question


def _plain(file: ContentFile | None) -> dict[str, Any] | None:
    return file.plain() if file else None


def _readable(texts: Mapping[str, str | None] | None) -> dict[str, str]:
    return {name: text for name, text in (texts or {}).items() if text is not None}


def _section_ids(file: ContentFile | None) -> frozenset[str] | None:
    """The ids of the sections; None where there is no list of them."""
    sections = (_plain(file) or {}).get("sections")
    if not isinstance(sections, list):
        return None
    return frozenset(
        section["id"] for section in sections if isinstance(section, dict) and isinstance(section.get("id"), str)
    )
