"""Checking folders and single files from the command line."""

from __future__ import annotations
from collections.abc import Collection
from typing import Final
from alignprep.errors import Problem
from alignprep.text.source import MAX_FAULTS
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from pydantic import BaseModel, ValidationError
from alignprep.content import field_errors
from alignprep.model import prose
from alignprep.content import strict_yaml
from alignprep.model.field_types import TEXT_SCALARS
from alignprep.content.folder import problem_in
from alignprep.content.strict_yaml import folded_block
from alignprep.text.source import MAX_FAULTS, Fault
from alignprep.content.strict_yaml import Node, Scalar
from collections.abc import Mapping, Sequence
from alignprep.model import ledger
from alignprep.bank.bank import Bank
from alignprep.model.records import BankData, Outline, Question, Reference, Revision, Vocabulary
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from alignprep.content import ledger_file
from alignprep.text import markdown
from alignprep.model import rules
from alignprep.errors import ContentError, Problem
from alignprep.model.field_types import ID_PATTERN
from alignprep.content.folder import TABLES, Folder, problem_in, shown
from alignprep.model.records import Outline, Question, Reference, Revision, Vocabulary
from alignprep.text.source import Source
from alignprep.text.svg import svg_fault
from collections.abc import Sequence

__all__ = ['ContentFile', 'Progress', 'assembled', 'check_content', 'check_paths', 'listed', 'read_content', 'read_ledger', 'survey']

_SAID_BETTER: Final = (("AP304", "AP501"), ("AP304", "AP502"), ("AP304", "AP504"), ("AP508", "AP304"))
"""Of two codes at one place, the first goes without saying."""


def listed(problems: Collection[Problem]) -> tuple[Problem, ...]:
    """Each problem once, in order, and of each file no more than an author can use.

    What a value that YAML refuses (AP2…) would mean is not said as well.
    """
    codes = {(problem.file, problem.line, problem.column, problem.code) for problem in problems}
    refused = {(file, line, column) for file, line, column, code in codes if code.startswith("AP2")}
    unnamed = {file for file, _, _, code in codes if code == "AP209"}
    found: list[Problem] = []
    counts: dict[str, int] = {}
    for problem in sorted(set(problems), key=lambda p: (p.file, p.line, p.column, p.code, p.message)):
        place = (problem.file, problem.line, problem.column)
        if place in refused and not problem.code.startswith("AP2"):
            continue
        if problem.code == "AP301" and problem.file in unnamed:
            continue
        if any(problem.code == code and (*place, other) in codes for code, other in _SAID_BETTER):
            continue
        counts[problem.file] = counts.get(problem.file, 0) + 1
        if counts[problem.file] <= MAX_FAULTS:
            found.append(problem)
        elif counts[problem.file] == MAX_FAULTS + 1:
            found.append(Problem(problem.file, 0, 0, "AP110", f"has more problems than the {MAX_FAULTS} listed"))
    return tuple(found)


class ContentFile:
    """A source file that was read; what is wrong with it is appended to `problems`."""

    def __init__(self, name: str, data: bytes, problems: list[Problem]) -> None:
        self._name, self._problems = name, problems
        self.node: Node | None
        """The root of its fields; None where there is none that could be read."""
        self.faults: list[Fault]
        """What is not of the YAML subset."""
        self.node, self._source, self.faults = strict_yaml.read(data)

    def note(self, line: int, column: int, code: str, message: str, length: int = 1) -> None:
        """Append a problem at a place of the file."""
        self._problems.append(problem_in(self._name, self._source, line, column, code, message, length))

    def note_at(self, path: Sequence[str | int], code: str, message: str) -> None:
        """Append a problem of the value at a path."""
        if self.node:
            node = field_errors.node_at(self.node, path)
            length = node.end - node.start if isinstance(node, Scalar) else 1
            self.note(*node.place(), code, message, max(length, 1))

    def plain(self) -> dict[str, Any] | None:
        """Its fields; None where it has none that could be read."""
        value = strict_yaml.plain(self.node) if self.node else None
        return value if isinstance(value, dict) else None

    def record(self, model: type[BaseModel], extra: Mapping[str, str] | None = None) -> Any:
        """The file as an instance of a model, or None and its problems."""
        if self.node is None:
            return None
        value = strict_yaml.plain(self.node)
        if extra and isinstance(value, dict):
            value = {**value, **extra}
        return self._instance(self.node, value, model, "the file")

    def entry(self, node: Node, model: type[BaseModel], name: str) -> Any:
        """A part of the file as an instance of a model, or None and its problems; they call it by `name`."""
        return self._instance(node, strict_yaml.plain(node), model, name)

    def _instance(self, node: Node, value: object, model: type[BaseModel], name: str) -> Any:
        try:
            return model.model_validate(value, context=TEXT_SCALARS)
        except ValidationError as error:
            for fault in islice(field_errors.describe(error, model, node, name), MAX_FAULTS + 1):
                self.note(fault.line, fault.column, fault.code, fault.message, fault.length)
            return None

    def read_prose(self, faults: Iterator[prose.TextFault], passages: Iterator[prose.Passage]) -> None:
        """Append what is wrong with its Markdown, and where YAML joins what Markdown would part."""
        if self.node is None:
            return
        for fault in islice(faults, MAX_FAULTS + 1):
            node = field_errors.node_at(self.node, fault.path)
            if isinstance(node, Scalar):
                self.note(*node.locate(fault.offset), fault.code, fault.message, fault.length)
        for passage in passages:
            node = field_errors.node_at(self.node, passage.path)
            place = folded_block(node) if isinstance(node, Scalar) else None
            if place:
                message = "begins a block of Markdown, but YAML joins it to the line before; write the text behind |"
                self.note(*place, "AP401", message)


def assembled(
    outline: Outline,
    vocabulary: Vocabulary,
    references: Mapping[str, Reference],
    code: Mapping[str, str],
    media: Mapping[str, str],
    questions: Sequence[Question],
    recorded: Mapping[str, Revision],
) -> Bank:
    """The bank of some sound questions, by number; samples and figures that none of them shows are left out.

    What the recorded ledger does not know yet is dated all the same, so that no edit is lost on its way to Anki.
    """
    used_code = {name for question in questions for name in question.code}
    used_media = {question.figure.file for question in questions if question.figure}
    data = BankData(
        title=outline.title,
        version=outline.version,
        license=outline.license,
        released=outline.released,
        sections=outline.sections,
        topics=vocabulary.topics,
        competencies=vocabulary.competencies,
        references=dict(references),
        code={name: text for name, text in sorted(code.items()) if name in used_code},
        media={name: text for name, text in sorted(media.items()) if name in used_media},
        questions=tuple(sorted(questions, key=lambda question: question.number)),
    )
    entries = ledger.held(data, ledger.current(data, recorded))
    return Bank(data.model_copy(update={"ledger": entries}))


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
        recorded, problems = ledger_file.read(source, shown(path))
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
        if not isinstance(file.node, strict_yaml.Mapping):
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
    if isinstance(file.node, strict_yaml.Mapping):
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


def check_paths(
    paths: Sequence[Path], *, complete: bool = False, progress: Progress | None = None
) -> tuple[tuple[Problem, ...], str]:
    """The problems of content folders and of single files in them, and a line that counts what is fine.

    A file is checked as part of its folder, whose other files' problems are then left out. A path that is
    neither is a problem itself. `progress` is told, folder by folder, how many files of how many have been read.
    """
    wanted: dict[Path, set[str]] = {}
    problems: list[Problem] = []
    for path in paths:
        root = _root(path)
        if root is None:
            what = (
                "is in no content folder (one with a sections.yaml)"
                if path.exists()
                else "there is no such file or folder"
            )
            problems.append(Problem(path.as_posix(), 0, 0, "AP101", what))
        else:
            wanted.setdefault(root, set()).add("" if root == path else path.as_posix())
    questions = 0
    for root, files in wanted.items():
        count, found = survey(root, complete=complete, progress=progress)
        problems += [problem for problem in found if "" in files or problem.file in files]
        questions += count
    return tuple(problems), f"{questions} questions, no problem"


def _root(path: Path) -> Path | None:
    """The content folder that a path is, or lies in."""
    if path.is_dir():
        return path
    if path.exists() or path.is_symlink():
        return next((parent for parent in list(path.parents)[:2] if (parent / "sections.yaml").exists()), None)
    return None
