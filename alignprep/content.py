"""Source files -> Bank, with every problem of every file in one run.

The folder's layout is the design's: `sections.yaml`, `topics.yaml`, `references.yaml`, `code/`, `media/` and a
folder of questions for each section.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from alignprep import fields, prose, rules, yaml_subset
from alignprep.bank import Bank
from alignprep.errors import ContentError, Problem
from alignprep.fieldtypes import ID_PATTERN, TEXT_SCALARS
from alignprep.model import BankData, Outline, Question, Reference, Vocabulary
from alignprep.source import MAX_BYTES, Source, decode
from alignprep.svg import svg_fault
from alignprep.yaml_subset import Node, Scalar

__all__ = ["check_content", "read_content"]

_TABLES: Final = ("sections.yaml", "topics.yaml", "references.yaml")
_BESIDE: Final = frozenset({*_TABLES, "README.md", "LICENSE", "ledger.json", "code", "media"})
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
    problems = sorted(set(reading.problems), key=lambda p: (p.file, p.line, p.column, p.code, p.message))
    return (None if problems else bank), tuple(problems)


@dataclass(slots=True)
class _File:
    """A source file that was read: its name as shown, its text and its root node if it has one."""

    name: str
    source: Source
    node: Node | None


@dataclass(slots=True)
class _Reading:
    """One run over a content folder."""

    root: Path
    problems: list[Problem] = field(default_factory=list)

    def bank(self, complete: bool) -> Bank | None:
        if not self.root.is_dir():
            self._whole(self.root, "AP101", "there is no such content folder")
            return None
        tables = {name: self._yaml(self.root / name, required=True) for name in _TABLES}
        outline = self._model(tables["sections.yaml"], Outline)
        vocabulary = self._model(tables["topics.yaml"], Vocabulary)
        references = self._references(tables["references.yaml"])
        files = list(self._questions(_section_ids(tables["sections.yaml"])))
        if not files:
            self._whole(self.root, "AP510", "there is no question in this folder")
        code, media = self._folder("code"), self._folder("media")
        self._figures(media)
        data: dict[str, Any] = {
            **_plain(tables["topics.yaml"]),
            "sections": _plain(tables["sections.yaml"]).get("sections"),
            "references": _plain(tables["references.yaml"]),
            "code": code,
            "media": media,
            "questions": [
                {**_plain(file), "id": Path(file.name).stem, "section": Path(file.name).parent.name} for file in files
            ],
        }
        questions = [self._question(file, raw) for file, raw in zip(files, data["questions"], strict=True)]
        self._rules(data, files, tables["sections.yaml"], complete)
        if self.problems or outline is None or vocabulary is None:
            return None
        read = [question for question in questions if question]
        used_code = {name for question in read for name in question.code}
        used_media = {question.figure.file for question in read if question.figure}
        return Bank(
            BankData(
                title=outline.title,
                version=outline.version,
                license=outline.license,
                sections=outline.sections,
                topics=vocabulary.topics,
                competencies=vocabulary.competencies,
                references=references,
                code={name: text for name, text in sorted(code.items()) if name in used_code},
                media={name: text for name, text in sorted(media.items()) if name in used_media},
                questions=tuple(sorted(read, key=lambda question: question.number)),
            )
        )

    # Files.

    def _whole(self, path: Path, code: str, message: str) -> None:
        self.problems.append(Problem(_shown(path), 0, 0, code, message))

    def _bytes(self, path: Path) -> bytes | None:
        """A regular file's bytes; links, pipes and devices are refused before they are opened."""
        try:
            status = os.lstat(path)
            if not stat.S_ISREG(status.st_mode):
                self._whole(path, "AP109", "is no regular file; links, pipes and devices are not read")
                return None
            if status.st_size > MAX_BYTES:
                self._whole(path, "AP102", f"is {status.st_size:,} bytes long; {MAX_BYTES:,} are allowed")
                return None
            return path.read_bytes()
        except OSError as error:
            self._whole(path, "AP101", f"cannot be read: {(error.strerror or str(error)).lower()}")
            return None

    def _yaml(self, path: Path, *, required: bool = False) -> _File | None:
        if required and not os.path.lexists(path):
            self._whole(path, "AP101", "is missing")
            return None
        data = self._bytes(path)
        if data is None:
            return None
        node, source, faults = yaml_subset.read(data)
        file = _File(_shown(path), source, node)
        for fault in faults:
            self._problem(file, fault.line, fault.column, fault.code, fault.message, fault.length)
        return file

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                visible = [entry for entry in entries if not entry.name.startswith(".") and entry.name != "__pycache__"]
                return sorted(visible, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            self._whole(folder, "AP101", f"cannot be read: {(error.strerror or str(error)).lower()}")
            return []

    def _questions(self, sections: Iterable[str]) -> Iterator[_File]:
        """Every question file of every section, and a problem for whatever else lies around."""
        known = list(sections)
        for entry in self._entries(self.root):
            folder = self.root / entry.name
            if entry.name in known and entry.is_dir(follow_symlinks=False):
                yield from self._section(folder)
            elif entry.name not in _BESIDE:
                message = (
                    f"does not belong here; there are {', '.join(known)}" if entry.is_dir() else "does not belong here"
                )
                self._whole(folder, "AP108", message)

    def _section(self, folder: Path) -> Iterator[_File]:
        for entry in self._entries(folder):
            path = folder / entry.name
            if entry.name == "README.md":
                continue
            if not re.fullmatch(ID_PATTERN[1:-1] + r"\.yaml", entry.name) or len(entry.name) > 69:
                message = "a question's file is called <id>.yaml, its id of lower-case letters, digits and hyphens"
                self._whole(path, "AP108", message)
                continue
            file = self._yaml(path)
            if file:
                yield file

    def _folder(self, name: str) -> dict[str, str]:
        """The text of every file in `code/` or `media/`."""
        texts = {}
        folder = self.root / name
        for entry in self._entries(folder) if os.path.lexists(folder) else []:
            if entry.name in ("README.md", "results.json") or entry.name.endswith(".txt"):
                continue
            data = self._bytes(folder / entry.name)
            if data is None:
                continue
            source, faults = decode(data)
            file = _File(_shown(folder / entry.name), source, None)
            for fault in faults:
                self._problem(file, fault.line, fault.column, fault.code, fault.message, fault.length)
            texts[entry.name] = source.text
        return texts

    def _figures(self, media: Mapping[str, str]) -> None:
        for name, text in media.items():
            fault = svg_fault(text)
            if fault:
                line, column, message = fault
                self._problem(
                    _File(_shown(self.root / "media" / name), Source(text), None), line, column, "AP509", message
                )

    # Fields.

    def _problem(self, file: _File, line: int, column: int, code: str, message: str, length: int = 1) -> None:
        source = file.source.lines[line - 1] if 0 < line <= len(file.source.lines) else ""
        self.problems.append(Problem(file.name, line, column, code, message, source, length))

    def _model(self, file: _File | None, model: type[Any], extra: Mapping[str, str] | None = None) -> Any:
        """The file as an instance of a model, or None and its problems."""
        if file is None or file.node is None:
            return None
        value = yaml_subset.plain(file.node)
        if extra and isinstance(value, dict):
            value = {**value, **extra}
        return self._instance(file, file.node, value, model)

    def _instance(self, file: _File, node: Node, value: object, model: type[BaseModel]) -> Any:
        try:
            return model.model_validate(value, context=TEXT_SCALARS)
        except ValidationError as error:
            for fault in fields.describe(error, model, node):
                self._problem(file, fault.line, fault.column, fault.code, fault.message, fault.length)
            return None

    def _references(self, file: _File | None) -> dict[str, Reference]:
        """The bibliography; each entry is validated alone, so that one bad work hides no other."""
        if file is None or file.node is None:
            return {}
        if not isinstance(file.node, yaml_subset.Mapping):
            self._problem(file, *file.node.place(), "AP303", "a mapping of works by key is expected")
            return {}
        return {
            key: self._instance(file, node, yaml_subset.plain(node), Reference) for key, node in file.node.items.items()
        }

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
        for fault in prose.faults(raw):
            node = fields.node_at(file.node, fault.path)
            if isinstance(node, Scalar):
                self._problem(file, *node.locate(fault.offset), fault.code, fault.message, fault.length)
        return question

    def _rules(self, data: Mapping[str, Any], files: list[_File], sections: _File | None, complete: bool) -> None:
        found = list(rules.findings(data))
        if complete:
            found += rules.completeness(data)
        for finding in found:
            table, *path = finding.path
            file = sections
            if table == "questions":
                index, *path = path
                file = files[int(index)]
            else:
                path = [table, *path]
            if file and file.node:
                node = fields.node_at(file.node, path)
                length = node.end - node.start if isinstance(node, Scalar) else 1
                self._problem(file, *node.place(), finding.code, finding.message, max(length, 1))


def _shown(path: Path) -> str:
    return path.as_posix()


def _plain(file: _File | None) -> dict[str, Any]:
    value = yaml_subset.plain(file.node) if file and file.node else {}
    return value if isinstance(value, dict) else {}


def _section_ids(file: _File | None) -> Iterator[str]:
    sections = _plain(file).get("sections")
    for section in sections if isinstance(sections, list) else []:
        if isinstance(section, dict) and isinstance(section.get("id"), str):
            yield section["id"]
