"""Source files -> Bank, with every problem of every file in one run.

The folder's layout is the design's: `sections.yaml`, `topics.yaml`, `references.yaml`, `ledger.json`, `code/`, `media/`
and a folder of questions for each section.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from alignprep import fields, ledger, ledger_reader, markdown, prose, rules, yaml_subset
from alignprep.assembly import assembled
from alignprep.bank import Bank
from alignprep.errors import ContentError, Problem
from alignprep.fieldtypes import ID_PATTERN, TEXT_SCALARS
from alignprep.folder import TABLES, Folder, problem_in, shown
from alignprep.folding import folded_block
from alignprep.listing import listed
from alignprep.model import Outline, Question, Reference, Revision, Vocabulary
from alignprep.source import MAX_FAULTS, Source
from alignprep.svg import svg_fault
from alignprep.yaml_subset import Node, Scalar

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


@dataclass(slots=True)
class _File:
    """A source file that was read: its name as shown, its text and its root node if it has one."""

    name: str
    source: Source
    node: Node | None


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
        outline = self._model(tables["sections.yaml"], Outline)
        vocabulary = self._model(tables["topics.yaml"], Vocabulary)
        references = self._references(tables["references.yaml"])
        code, media = self.folder.texts("code"), self.folder.texts("media")
        recorded = self.ledger()
        self._figures(media or {})
        data: dict[str, Any] = {
            **(_plain(tables["topics.yaml"]) or {}),
            "sections": (_plain(tables["sections.yaml"]) or {}).get("sections"),
            "references": _plain(tables["references.yaml"]),
            "code": code,
            "media": media,
        }
        read = self._questions(list(self.folder.questions(_section_ids(tables["sections.yaml"]))), data)
        self._descriptions(tables["sections.yaml"])
        self._rules(data, tables["sections.yaml"], complete)
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
            question = self._question(file, raw) if file else None
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

    def _yaml(self, path: Path, *, required: bool = False) -> _File | None:
        if required and not os.path.lexists(path):
            self.folder.whole(path, "AP101", "is missing")
            return None
        data = self.folder.data(path)
        if data is None:
            return None
        node, source, faults = yaml_subset.read(data)
        file = _File(shown(path), source, node)
        for fault in faults:
            self._problem(file, fault.line, fault.column, fault.code, fault.message, fault.length)
        return file

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

    def _problem(self, file: _File, line: int, column: int, code: str, message: str, length: int = 1) -> None:
        self.problems.append(problem_in(file.name, file.source, line, column, code, message, length))

    def _model(self, file: _File | None, model: type[Any], extra: Mapping[str, str] | None = None) -> Any:
        """The file as an instance of a model, or None and its problems."""
        if file is None or file.node is None:
            return None
        value = yaml_subset.plain(file.node)
        if extra and isinstance(value, dict):
            value = {**value, **extra}
        return self._instance(file, file.node, value, model)

    def _instance(self, file: _File, node: Node, value: object, model: type[BaseModel], name: str = "the file") -> Any:
        try:
            return model.model_validate(value, context=TEXT_SCALARS)
        except ValidationError as error:
            for fault in islice(fields.describe(error, model, node, name), MAX_FAULTS + 1):
                self._problem(file, fault.line, fault.column, fault.code, fault.message, fault.length)
            return None

    def _references(self, file: _File | None) -> dict[str, Reference]:
        """The bibliography; each entry is validated alone, so that one bad work hides no other."""
        if file is None or file.node is None:
            return {}
        if not isinstance(file.node, yaml_subset.Mapping):
            self._problem(file, *file.node.place(), "AP303", "a mapping of works by key is expected")
            return {}
        works = {}
        for key, node in file.node.items.items():
            works[key] = self._instance(file, node, yaml_subset.plain(node), Reference, key[:60])
            if not _KEY.fullmatch(key) or len(key) > _LONGEST_KEY:
                message = (
                    f"the key {key[:60]!r} is not made of lower-case letters, digits and single hyphens, at most 64"
                )
                self._problem(file, *file.node.keys[key].place(), "AP304", message, len(key))
        return works

    def _question(self, file: _File, raw: Mapping[str, Any]) -> Question | None:
        if file.node is None:
            return None
        if isinstance(file.node, yaml_subset.Mapping):
            for name, why in _FROM_PLACE.items():
                if name in file.node.keys:
                    self._problem(
                        file, *file.node.keys[name].place(), "AP302", f"unknown field {name!r}: {why}", len(name)
                    )
        question: Question | None = self._model(file, Question, {"id": raw["id"], "section": raw["section"]})
        self._prose(file, file.node, prose.faults(raw))
        self._folded(file, file.node, prose.passages(raw))
        return question

    def _descriptions(self, file: _File | None) -> None:
        if file and file.node:
            sections = (_plain(file) or {}).get("sections")
            self._prose(file, file.node, prose.section_faults(sections))
            self._folded(file, file.node, prose.described(sections))

    def _prose(self, file: _File, root: Node, faults: Iterator[prose.TextFault]) -> None:
        for fault in islice(faults, MAX_FAULTS + 1):
            node = fields.node_at(root, fault.path)
            if isinstance(node, Scalar):
                self._problem(file, *node.locate(fault.offset), fault.code, fault.message, fault.length)

    def _folded(self, file: _File, root: Node, passages: Iterator[prose.Passage]) -> None:
        for passage in passages:
            node = fields.node_at(root, passage.path)
            place = folded_block(node) if isinstance(node, Scalar) else None
            if place:
                message = "begins a block of Markdown, but YAML joins it to the line before; write the text behind |"
                self._problem(file, *place, "AP401", message)

    def _rules(self, data: Mapping[str, Any], sections: _File | None, complete: bool) -> None:
        found = list(rules.findings(data))
        if complete:
            found += rules.completeness(data)
        opened: tuple[int, _File | None] = (-1, None)
        for finding in found:
            table, *path = finding.path
            file = sections
            if table == "questions":
                index, *path = path
                if index != opened[0]:
                    opened = int(index), self._again(self._paths[int(index)])
                file = opened[1]
            else:
                path = [table, *path]
            if file and file.node:
                node = fields.node_at(file.node, path)
                length = node.end - node.start if isinstance(node, Scalar) else 1
                self._problem(file, *node.place(), finding.code, finding.message, max(length, 1))

    def _again(self, path: Path) -> _File | None:
        """A file that was read before, for the places in it, which are not kept."""
        data = self.folder.data(path)
        if data is None:
            return None
        node, source, _ = yaml_subset.read(data)
        return _File(shown(path), source, node)


def _plain(file: _File | None) -> dict[str, Any] | None:
    """A file's fields; None where it has none that could be read."""
    value = yaml_subset.plain(file.node) if file and file.node else None
    return value if isinstance(value, dict) else None


def _readable(texts: Mapping[str, str | None] | None) -> dict[str, str]:
    return {name: text for name, text in (texts or {}).items() if text is not None}


def _section_ids(file: _File | None) -> frozenset[str] | None:
    """The ids of the sections; None where there is no list of them."""
    sections = (_plain(file) or {}).get("sections")
    if not isinstance(sections, list):
        return None
    return frozenset(
        section["id"] for section in sections if isinstance(section, dict) and isinstance(section.get("id"), str)
    )
