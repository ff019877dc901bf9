"""Source files -> Bank, with every problem of every file in one run.

A folder holds `bank.yaml` and a folder of questions for each section, and as needed `topics.yaml`, `references.yaml`,
`ledger.json`, `code/`, `media/` and `fonts/`.

For each file, `folder` gives the bytes, `strict_yaml` the values and their places, the model a record (or
`field_errors` the reasons why not), `prose` checks the Markdown, and `rules` check what the bank demands. Then `rules`
compare the records with each other. A draft is checked as far as it goes, and left out of the bank.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from alignprep.bank.bank import Bank
from alignprep.content import field_errors, ledger_file, strict_yaml
from alignprep.content.field_errors import key_at, node_at
from alignprep.content.folder import TABLES, Folder, shown
from alignprep.content.strict_yaml import Node, Scalar, folded_block
from alignprep.content.truetype import font_fault
from alignprep.errors import ContentError, Finding, Problem, did_you_mean, problem_at
from alignprep.exporting import GROUP
from alignprep.language.words import label_findings
from alignprep.model import ledger, prose, rules, style
from alignprep.model.bibliography import Reference, labels
from alignprep.model.field_types import EXPORTER_PATTERN, FONT_PATTERN, ID_PATTERN, MAX_FONTS, TEXT_SCALARS
from alignprep.model.records import BankData, Outline, Question, Revision, Vocabulary
from alignprep.plug_ins import offered
from alignprep.text import markdown
from alignprep.text.source import MAX_FAULTS, Fault, Source
from alignprep.text.svg import svg_fault

__all__ = ["Progress", "Survey", "check_content", "check_paths", "read_content", "read_ledger", "survey"]

Progress = Callable[[int, int], None]
"""Called while a folder is read, with the number of question files that are done and their total."""

R = TypeVar("R", bound=BaseModel)
V = TypeVar("V")
_KEY: Final = re.compile(ID_PATTERN)
_EXPORTER: Final = re.compile(EXPORTER_PATTERN)
_FONT: Final = re.compile(FONT_PATTERN)
_LONGEST_KEY: Final = 64
_LONGEST_NAME: Final = 64
"""The longest name of an exporter; the model refuses a longer one."""
_NOT_IN_FILE: Final = {"id": "the id is the file's name", "section": "the section is the folder's name"}
_NO_TERMS: Final = Vocabulary(topics={}, competencies={})
_SUPERSEDED: Final = (
    ("AP304", "AP501"),
    ("AP304", "AP502"),
    ("AP304", "AP504"),
    ("AP508", "AP304"),
    ("AP515", "AP304"),
    ("AP901", "AP306"),
    ("AP902", "AP306"),
)
"""Pairs of codes: where both are at one place, the first is left out."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What a content folder holds, and every problem by file, line and column."""

    questions: int
    drafts: int
    problems: tuple[Problem, ...]
    """Errors, and the warnings of sound files."""
    skipped: int = 0
    """How many files of editors and systems were skipped."""

    @property
    def counts(self) -> str:
        """In a few words, how many questions and drafts there are."""
        drafts = f", {self.drafts} draft{'s' * (self.drafts != 1)}" if self.drafts else ""
        return f"{self.questions} question{'s' * (self.questions != 1)}{drafts}"


def read_content(root: Path, *, complete: bool = False, drafts: list[str] | None = None) -> Bank:
    """The bank that a content folder makes.

    Raises `ContentError` with every problem; `complete` requires a question for every number of every section. The ids
    of drafts, which the bank leaves out, are appended to `drafts`.
    """
    reading = _Reading(root)
    bank, problems = reading.bank(complete), _listed(reading.problems)
    errors = [problem for problem in problems if not problem.is_warning]
    if bank is None or errors:
        raise ContentError(errors)
    if drafts is not None:
        drafts += reading.drafts
    return bank


def check_content(root: Path, *, complete: bool = False) -> tuple[Bank | None, tuple[Problem, ...]]:
    """The bank that a content folder makes, or None, and every problem by file, line and column.

    There is a bank if all of them are warnings.
    """
    reading = _Reading(root)
    bank = reading.bank(complete)
    return bank, _listed(reading.problems)


def survey(root: Path, *, complete: bool = False, progress: Progress | None = None) -> Survey:
    """How many questions and drafts a content folder has, and every problem as `check_content` reports it.

    Of a question only the fields that the rules compare are kept, so memory does not grow with the texts.
    """
    reading = _Reading(root, keep=False, progress=progress)
    reading.bank(complete)
    drafts, skipped = len(reading.drafts), reading.folder.skipped
    return Survey(reading.count - drafts, drafts, _listed(reading.problems), skipped)


def check_paths(
    paths: Sequence[Path], *, complete: bool = False, progress: Progress | None = None
) -> tuple[tuple[Problem, ...], str]:
    """The problems of content folders and of single files in them, and a line for when none of them is an error.

    A file is checked together with its folder, but the problems of other files are left out. A path that is neither is
    a problem itself. `progress` counts anew for each folder.
    """
    wanted: dict[Path, set[str]] = {}
    problems: list[Problem] = []
    for path in paths:
        root = _root_of(path)
        if root is None:
            there = path.exists()
            what = "is not in a content folder (one with a bank.yaml)" if there else "there is no such file or folder"
            problems.append(Problem(path.as_posix(), 0, 0, "AP101", what))
        else:
            wanted.setdefault(root, set()).add("" if root == path else path.as_posix())
    questions = drafts = skipped = single = 0
    for root, files in wanted.items():
        found = survey(root, complete=complete, progress=progress)
        problems += [problem for problem in found.problems if "" in files or problem.file in files]
        if "" in files:
            questions, drafts, skipped = questions + found.questions, drafts + found.drafts, skipped + found.skipped
        else:
            single += len(files)
    checked = [f"{single} file{'s' * (single != 1)} checked"] if single else []
    if not single or any("" in files for files in wanted.values()):
        checked.insert(0, Survey(questions, drafts, ()).counts)
    warnings = sum(problem.is_warning for problem in problems)
    said = f"no error, {warnings} warning{'s' * (warnings != 1)}" if warnings else "no problem"
    left = f"; {skipped} file{'s' * (skipped != 1)} of editors or systems skipped" if skipped else ""
    return tuple(problems), f"{', '.join(checked)}, {said}{left}"


def read_ledger(root: Path) -> dict[str, Revision]:
    """The ledger in a content folder, empty if there is none.

    Raises `ContentError` when the file is not a ledger.
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
        self.drafts: list[str] = []
        self._outline: dict[str, Any] = {}
        self._demands = rules.Demands({})
        self._sentences = style.Sentences()
        self._labels: Mapping[str, str] = {}
        self._sections: Mapping[str, str] = {}
        self._keep, self._progress = keep, progress

    def bank(self, complete: bool) -> Bank | None:
        if not self.root.is_dir():
            self.folder.report(self.root, "AP101", "there is no such content folder")
            return None
        described, topics, references = (self._table(name) for name in TABLES)
        outline = described.record(Outline) if described else None
        self._outline = described.fields if described else {}
        self._demands = rules.Demands(self._outline)
        vocabulary = topics.record(Vocabulary) if topics else self._unless_there(TABLES[1], _NO_TERMS)
        works = self._works(references) if references else {}
        self._labels = labels(works)
        code, media = self.folder.texts("code"), self.folder.texts("media")
        fonts = self._fonts(described) if described else {}
        recorded = self.ledger()
        self._check_figures(_texts(media))
        self._sections = {section.id: section.title for section in outline.sections} if outline else {}
        paths = list(self.folder.questions(_section_ids(self._outline.get("sections"))))
        compared: list[dict[str, Any]] = []
        questions = [
            question for question in (self._question(path, compared) for path in self._each(paths)) if question
        ]
        if described:
            described.read_prose(prose.outline_findings(self._outline), prose.outline_passages(self._outline))
            described.note_findings(label_findings(self._outline.get("labels")))
            described.note_findings(_uninstalled(self._outline.get("products")))
        no_works: dict[str, Any] | None = self._unless_there(TABLES[2], {})
        data: dict[str, Any] = {
            **(topics.fields if topics else self._unless_there(TABLES[1], {"topics": {}, "competencies": {}}) or {}),
            "sections": self._outline.get("sections"),
            "products": self._outline.get("products"),
            "references": references.fields if references and references.is_mapping else no_works,
            "code": code,
            "media": media,
            "questions": compared,
            "retired": ledger.retired(recorded),
        }
        self._apply_rules(data, described, paths, complete)
        if (
            not all(problem.is_warning for problem in self.problems)
            or outline is None
            or vocabulary is None
            or not self._keep
        ):
            return None
        return _assembled(outline, vocabulary, works, _texts(code), _texts(media), fonts, questions, recorded)

    def ledger(self) -> dict[str, Revision]:
        """The recorded ledger, empty if the folder has none."""
        path = self.root / ledger.FILE
        source = self.folder.text(path) if os.path.lexists(path) else None
        if source is None:
            return {}
        recorded, problems = ledger_file.read(source, shown(path))
        self.problems += problems
        return recorded

    def _open(self, path: Path) -> _YamlFile | None:
        data = self.folder.data(path)
        return None if data is None else _YamlFile(shown(path), data, self.problems)

    def _table(self, name: str) -> _YamlFile | None:
        """One of the files beside the sections' folders; only `bank.yaml` has to be there."""
        path = self.root / name
        if not os.path.lexists(path):
            if name == TABLES[0]:
                older = os.path.lexists(self.root / "sections.yaml")
                clause = "; it takes the place of sections.yaml: rename that file and add `slug`" if older else ""
                self.folder.report(path, "AP101", f"is missing{clause}")
            return None
        file = self._open(path)
        if file:
            file.note(file.faults)
        return file

    def _unless_there(self, name: str, value: V) -> V | None:
        """The value that stands for a table if the folder does not have it; None if the table cannot be read."""
        return None if os.path.lexists(self.root / name) else value

    def _each(self, paths: Sequence[Path]) -> Iterable[Path]:
        """The question files; counts them and reports progress."""
        for done, path in enumerate(paths, 1):
            yield path
            if self._progress:
                self._progress(done, len(paths))
        self.count = len(paths)
        if not paths:
            self.folder.report(self.root, "AP510", "there is no question in this folder")
        elif self._keep and len(paths) == len(self.drafts):
            self.folder.report(self.root, "AP510", "there are only drafts in this folder, which make no bank")

    def _question(self, path: Path, compared: list[dict[str, Any]]) -> Question | None:
        """The question in a file, if it is sound and kept; the fields for the rules are appended to `compared`."""
        file = self._open(path)
        place = {"id": path.stem, "section": path.parent.name}
        fields = {**(file.fields if file else {}), **place}
        status = fields.pop("status", None)
        draft = status == rules.DRAFT
        if draft:
            self.drafts.append(path.stem)
        compared.append({**rules.compared(fields), "status": status})
        if file is None:
            return None
        file.note(file.faults)
        for name, why in _NOT_IN_FILE.items():
            file.note_key(name, "AP302", f"unknown field {name!r}: {why}")
        if status is not None and not draft:
            message = f"status: {str(status)[:60]!r} is not draft; a question that is ready has no status"
            file.note_findings([Finding(("status",), "AP304", message)])
        demands = () if draft or not file.is_mapping else tuple(self._demands.findings(fields))
        question = file.record(Question, place, demands=demands, partial=draft)
        file.read_prose(prose.findings(fields), prose.passages(fields))
        if question:
            file.note_findings(
                (
                    *style.spoken_findings(fields),
                    *style.idle_stars(fields),
                    *self._sentences.repeated(fields),
                    *style.given_away(fields, self._labels, self._sections.get(path.parent.name, "")),
                )
            )
        if not self._keep:
            markdown.forget()
        return question if self._keep and not draft else None

    def _works(self, file: _YamlFile) -> dict[str, Reference]:
        """The bibliography; each work is validated alone, so that a bad one does not hide the others."""
        if file.root is None:
            return {}
        if not isinstance(file.root, strict_yaml.Mapping):
            file.note([Fault(file.root.start, "AP303", "a mapping of works by key is expected")])
            return {}
        works = {}
        for key, node in file.root.items.items():
            work = file.instance(Reference, node, file.fields[key], key[:60])
            if work:
                works[key] = work
            if not _KEY.fullmatch(key) or len(key) > _LONGEST_KEY:
                message = "is not made of lower-case letters, digits and single hyphens, at most 64"
                file.note_key(key, "AP304", f"the key {key[:60]!r} {message}")
        return works

    def _fonts(self, described: _YamlFile) -> dict[str, bytes]:
        """The fonts that `bank.yaml` names; one that is not there or cannot be embedded is a problem at its name."""
        named = described.fields.get("fonts")
        there = self.folder.fonts() if isinstance(named, list) else None
        fonts: dict[str, bytes] = {}
        if not isinstance(named, list) or there is None:
            return fonts
        for index, name in enumerate(named[:MAX_FONTS]):
            if not isinstance(name, str) or not _FONT.fullmatch(name):
                continue  # The model has said so.
            data = self.folder.font(name) if name in there else None
            if data is not None:
                fonts[name] = data
                fault = font_fault(data)
            else:
                fault = "" if name in there else f"is not in the folder fonts{did_you_mean(name, there)}"
            if fault:
                described.note_findings([Finding(("fonts", index), "AP515", f"{name} {fault}")])
        return fonts

    def _check_figures(self, media: Mapping[str, str]) -> None:
        for name, text in media.items():
            fault = svg_fault(text)
            if fault:
                self.problems.append(problem_at(shown(self.root / "media" / name), Source(text), fault))

    def _apply_rules(
        self, data: Mapping[str, Any], sections: _YamlFile | None, paths: Sequence[Path], complete: bool
    ) -> None:
        opened: tuple[int, _YamlFile | None] = (-1, None)
        for finding in [*rules.findings(data), *(rules.completeness(data) if complete else ())]:
            table, index, *path = finding.path
            if table != "questions":
                if sections:
                    sections.note_findings([finding])
                continue
            if index != opened[0]:
                # Read again for the places in it, which are not kept.
                opened = int(index), self._open(paths[int(index)])
            if opened[1]:
                opened[1].note_findings([Finding(tuple(path), finding.code, finding.message)])


class _YamlFile:
    """A YAML file that was read; its problems are appended to `problems`."""

    def __init__(self, name: str, data: bytes, problems: list[Problem]) -> None:
        self._name, self._problems = name, problems
        self.root: Node | None
        """The root node, or None if the file cannot be read."""
        self.faults: list[Fault]
        """Faults in its YAML."""
        self.root, self._source, self.faults = strict_yaml.read(data)
        self._value = strict_yaml.plain(self.root) if self.root else None

    @property
    def is_mapping(self) -> bool:
        """Whether it has fields."""
        return isinstance(self._value, dict)

    @property
    def fields(self) -> dict[str, Any]:
        """Its fields as plain data, empty if it has none."""
        return self._value if isinstance(self._value, dict) else {}

    def record(
        self,
        model: type[R],
        more: Mapping[str, str] | None = None,
        *,
        demands: Sequence[Finding] = (),
        partial: bool = False,
    ) -> R | None:
        """The file and the fields in `more` as an instance of a model; or None, and its problems are noted.

        `demands` are what the bank finds wrong with it beside the model; with `partial`, fields may be missing.
        """
        if self.root is None:
            return None
        value = self._value
        if isinstance(value, dict):
            value = {**{name: entry for name, entry in value.items() if name != "status"}, **(more or {})}
        return self.instance(model, self.root, value, "the file", demands=demands, partial=partial)

    def instance(
        self,
        model: type[R],
        node: Node,
        value: object,
        name: str,
        *,
        demands: Sequence[Finding] = (),
        partial: bool = False,
    ) -> R | None:
        """A part of the file as an instance of a model; or None, and its problems are noted. Messages use `name`."""
        made, error, places = None, None, set[tuple[int | str, ...]]()
        try:
            made = model.model_validate(value, context=TEXT_SCALARS)
        except ValidationError as raised:
            error, places = raised, {fault["loc"] for fault in raised.errors(include_url=False)}
        lacking = [finding.path for finding in demands if finding.code == "AP301" and finding.path not in places]
        faults = field_errors.describe(error, model, node, name, demanded=lacking, partial=partial)
        self.note(islice(faults, MAX_FAULTS + 1))
        for finding in demands:
            if finding.code != "AP301" and finding.path not in places:
                message = f"{field_errors.dotted(finding.path)}: {finding.message}"
                self.note([field_errors.at_value(node, finding.path, finding.code, message)])
        return made

    def read_prose(self, findings: Iterable[Finding], passages: Iterable[prose.Passage]) -> None:
        """Note problems of its Markdown, and lines that YAML joins although a block of Markdown begins."""
        if self.root is None:
            return
        self.note_findings(islice(findings, MAX_FAULTS + 1))
        for passage in passages:
            node = node_at(self.root, passage.path)
            offset = folded_block(node) if isinstance(node, Scalar) else None
            if offset is not None:
                message = "begins a block of Markdown, but YAML joins it to the line before; write the text after |"
                self.note([Fault(offset, "AP401", message)])

    def note(self, faults: Iterable[Fault]) -> None:
        """Append faults in its text."""
        self._problems += [problem_at(self._name, self._source, fault) for fault in faults]

    def note_key(self, name: str, code: str, message: str) -> None:
        """Append a problem with a key at the top level, if it is there."""
        key = self.root.keys.get(name) if isinstance(self.root, strict_yaml.Mapping) else None
        if key:
            self.note([Fault(key.start, code, message, len(name))])

    def note_findings(self, findings: Iterable[Finding]) -> None:
        """Append findings at paths of its fields."""
        if self.root is None:
            return
        for finding in findings:
            node = node_at(self.root, finding.path)
            if finding.of_key:
                node = key_at(self.root, finding.path) or node
            if finding.offset is None:
                length = max(node.end - node.start, 1) if isinstance(node, Scalar) else 1
                self.note([Fault(node.start, finding.code, finding.message, length)])
            elif isinstance(node, Scalar):
                self.note([Fault(node.offset(finding.offset), finding.code, finding.message, finding.length)])


def _assembled(
    outline: Outline,
    vocabulary: Vocabulary,
    references: Mapping[str, Reference],
    code: Mapping[str, str],
    media: Mapping[str, str],
    fonts: Mapping[str, bytes],
    questions: Sequence[Question],
    recorded: Mapping[str, Revision],
) -> Bank:
    """The bank of sound records, without the code samples and figures that no question shows and links to drafts.

    Changes that the recorded ledger lacks are dated too, so that every edit reaches Anki.
    """
    used_code = {name for question in questions for name in question.code}
    used_media = {question.figure.file for question in questions if question.figure}
    ids = {question.id for question in questions}
    questions = [
        question
        if ids.issuperset(question.related)
        else question.model_copy(update={"related": tuple(id for id in question.related if id in ids)})
        for question in questions
    ]
    data = BankData(
        **{name: getattr(outline, name) for name in Outline.model_fields},
        topics=vocabulary.topics,
        competencies=vocabulary.competencies,
        references=dict(references),
        code={name: text for name, text in sorted(code.items()) if name in used_code},
        media={name: text for name, text in sorted(media.items()) if name in used_media},
        questions=tuple(sorted(questions, key=lambda question: question.number)),
    )
    entries = ledger.held(data, ledger.current(data, recorded))
    return Bank(data.model_copy(update={"ledger": entries, "retired": ledger.retired(recorded)}), fonts)


def _uninstalled(products: object) -> Iterator[Finding]:
    """The products whose exporter is not installed here, though it may be where the bank is built."""
    installed = offered(GROUP)
    for index, product in enumerate(products if isinstance(products, list) else []):
        name = product.get("exporter") if isinstance(product, dict) else None
        if isinstance(name, str) and len(name) <= _LONGEST_NAME and _EXPORTER.match(name) and name not in installed:
            hint = did_you_mean(name, installed) or f"; installed are {', '.join(installed) or 'none'}"
            message = f"no exporter {name[:60]!r}{hint}"
            yield Finding(("products", index, "exporter"), "AP907", message)


def _texts(texts: Mapping[str, str | None] | None) -> dict[str, str]:
    return {name: text for name, text in (texts or {}).items() if text is not None}


def _section_ids(sections: object) -> frozenset[str] | None:
    """The ids of the sections; None if there is no list of them."""
    if not isinstance(sections, list):
        return None
    return frozenset(
        section["id"] for section in sections if isinstance(section, dict) and isinstance(section.get("id"), str)
    )


def _root_of(path: Path) -> Path | None:
    """The content folder that a path is or is in."""
    if path.is_dir():
        return path
    if path.exists() or path.is_symlink():
        return next((parent for parent in list(path.parents)[:2] if (parent / TABLES[0]).exists()), None)
    return None


def _listed(problems: Collection[Problem]) -> tuple[Problem, ...]:
    """The problems that an author is shown: sorted, each once, causes without their consequences.

    A value that YAML refuses (AP2…) has no other problem, and only the first `MAX_FAULTS` of a file are listed.
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
        if any(problem.code == code and (*place, other) in codes for code, other in _SUPERSEDED):
            continue
        counts[problem.file] = counts.get(problem.file, 0) + 1
        if counts[problem.file] <= MAX_FAULTS:
            found.append(problem)
        elif counts[problem.file] == MAX_FAULTS + 1:
            found.append(Problem(problem.file, 0, 0, "AP110", f"has more problems than the {MAX_FAULTS} listed"))
    return tuple(found)
