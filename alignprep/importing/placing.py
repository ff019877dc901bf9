"""Drafts -> files of a bank's folder: sections, ids, numbers, and what is there already.

Nothing that is in the folder is changed, but for definitions that are added at the end of a list: sections, topics,
competencies, works. A draft that lacks something, or breaks a rule of the bank, becomes a file with `status: draft`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from alignprep.content import strict_yaml
from alignprep.content.field_errors import INCOMPLETE
from alignprep.content.folder import TABLES, Folder, shown
from alignprep.content.strict_yaml import Mapping as YamlMapping
from alignprep.content.strict_yaml import Node
from alignprep.errors import ContentError, Problem, problem_at
from alignprep.importing.draft import Draft, Reading, refusal
from alignprep.importing.prose import LEFT_OUT, Notes, as_line
from alignprep.importing.yaml_writer import mapping_lines, question_yaml
from alignprep.json_format import strict_json
from alignprep.model import ledger, prose, rules
from alignprep.model.bibliography import Reference
from alignprep.model.field_types import FILE_PATTERN, ID_PATTERN, MAX_LINE, MAX_NUMBER, RESERVED, TEXT_SCALARS
from alignprep.model.records import Answer, Question, Term
from alignprep.text.characters import columns
from alignprep.text.markdown import MarkdownError, parse_line
from alignprep.text.nodes import Text, plain
from alignprep.text.source import Source
from alignprep.text.svg import svg_fault

__all__ = ["BankFolder", "Placed", "Placement", "free_number", "is_id", "place", "read_folder", "slug", "title_of"]

_LONGEST_ID: Final = 64 - len(".yaml")
_LONGEST_TITLE: Final = 80
_SCHEMA: Final = "../../schema/question.schema.json"
_SCHEMA_LINE: Final = re.compile(r"# yaml-language-server: \$schema=(\S+)")
_VOCABULARIES: Final = ("topics", "competencies")


@dataclass(slots=True)
class BankFolder:
    """What has to be known of a bank's folder to add to it."""

    root: Path
    outline: Mapping[str, Any]
    """The fields of `bank.yaml`."""
    sections: dict[str, str]
    """The title of each section, by id."""
    ids: set[str] = field(default_factory=set)
    """Ids that are taken: of files, and of questions that the ledger remembers."""
    numbers: set[int] = field(default_factory=set)
    questions: dict[str, str] = field(default_factory=dict)
    """The file of each question, by its text as `_sameness` gives it."""
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What `topics`, `competencies` and `references` define."""
    files: dict[str, str] = field(default_factory=dict)
    """Code samples and figures by path; the text is empty where a file cannot be read."""
    schema: str = _SCHEMA
    """Where the files that are there find their schema."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A question with its place in the bank."""

    id: str
    section: str
    number: int
    is_draft: bool


@dataclass(frozen=True, slots=True)
class Placement:
    """All that an import writes, and what it leaves out."""

    questions: tuple[Placed, ...]
    files: Mapping[Path, bytes]
    """New files."""
    changed: Mapping[Path, bytes]
    """Files with definitions added to them."""
    present: int
    """How many questions were in the bank already, or earlier in the same file."""
    notes: Notes
    """What could not be placed, and why questions are drafts."""


def read_folder(root: Path) -> BankFolder:
    """What has to be known of a bank's folder.

    Raises `ContentError` when `bank.yaml`, `topics.yaml`, `references.yaml` or `ledger.json` cannot be read. Faults in
    questions' files are no reason not to add others.
    """
    problems: list[Problem] = []
    folder = Folder(root, problems)
    outline = _mapping(folder, root / TABLES[0], problems)
    sections = {
        str(section["id"]): str(section.get("title", section["id"]))
        for section in outline.get("sections", [])
        if isinstance(section, dict) and isinstance(section.get("id"), str)
    }
    if not problems and not sections:
        problems.append(Problem(shown(root / TABLES[0]), 0, 0, "AP301", "the field 'sections' is missing"))
    bank = BankFolder(root, outline, sections)
    terms, works = (_mapping(folder, root / name, problems) if (root / name).exists() else {} for name in TABLES[1:])
    bank.tables = {name: terms[name] if isinstance(terms.get(name), dict) else {} for name in _VOCABULARIES}
    bank.tables["references"] = works
    bank.ids |= _recorded(folder, root / ledger.FILE, problems)
    if problems:
        raise ContentError(problems)
    quiet: list[Problem] = []
    reader = Folder(root, quiet)
    for path in sorted(root.glob("*/*.yaml")):
        if path.parent.name in ("code", "media"):
            continue
        bank.ids.add(path.stem)
        data = reader.data(path)
        node, source, _ = strict_yaml.read(data) if data is not None else (None, Source(""), [])
        fields = strict_yaml.plain(node) if node else None
        if isinstance(fields, dict):
            _note_question(bank, path, fields)
            found = _SCHEMA_LINE.match(source.text)
            bank.schema = found[1] if found else bank.schema
    for name in ("code", "media"):
        bank.files |= {f"{name}/{file}": text or "" for file, text in (reader.texts(name) or {}).items()}
    return bank


def _mapping(folder: Folder, path: Path, problems: list[Problem]) -> dict[str, Any]:
    """The fields of a YAML file; its faults are appended to `problems`."""
    data = folder.data(path)
    if data is None:
        return {}
    node, source, faults = strict_yaml.read(data)
    problems += [problem_at(shown(path), source, fault) for fault in faults]
    fields = strict_yaml.plain(node) if node else {}
    if not isinstance(fields, dict):
        problems.append(Problem(shown(path), 1, 1, "AP303", "a mapping of fields is expected"))
        return {}
    return fields


def _recorded(folder: Folder, path: Path, problems: list[Problem]) -> set[str]:
    """The ids of the questions that the ledger knows, those of retired ones too."""
    source = folder.text(path) if path.exists() else None
    if source is None:
        return set()
    document, faults = strict_json.read(source.text)
    problems += [problem_at(shown(path), source, fault) for fault in faults]
    return {key.partition("/")[0] for key in document} if isinstance(document, dict) else set()


def _note_question(bank: BankFolder, path: Path, fields: Mapping[str, Any]) -> None:
    number, asked = fields.get("number"), fields.get("x-question", fields.get("question"))
    if isinstance(number, str) and number.isascii() and number.isdigit() and len(number) < 7:
        bank.numbers.add(int(number))
    if isinstance(asked, str):
        bank.questions.setdefault(_sameness(asked), f"{path.parent.name}/{path.name}")


def place(
    reading: Reading,
    bank: BankFolder,
    name: str,
    *,
    section: str | None = None,
    add_sections: bool = False,
    minutes: int | None = None,
) -> Placement:
    """Where everything that was read from a file goes.

    `section` is for drafts whose own section is missing or unknown, `minutes` for those without; `add_sections` makes
    unknown sections. `name` stands for the file in errors.

    Raises `ContentError` if a draft has no section, or no number is left.
    """
    return _Placing(reading, bank, name, minutes).placement(section, add_sections)


class _Placing:
    """One import: everything gets its place before anything is written."""

    def __init__(self, reading: Reading, bank: BankFolder, name: str, minutes: int | None) -> None:
        self._reading, self._bank, self._name, self._minutes = reading, bank, name, minutes
        self._notes = reading.notes
        self._demands = rules.Demands(bank.outline)
        self._new_sections: dict[str, str] = {}
        self._new_terms: dict[str, dict[str, Any]] = {"topics": {}, "competencies": {}, "references": {}}
        self._new_files: dict[str, str] = {}

    def placement(self, section: str | None, add_sections: bool) -> Placement:
        drafts, present = self._new_ones()
        sections = self._sections_of(drafts, section, add_sections)
        numbers = self._numbers_of(drafts, sections)
        ids = self._ids_of(drafts, numbers)
        renamed = {str(draft.fields["id"]): id for draft, id in zip(drafts, ids, strict=True) if draft.fields.get("id")}
        related = {id: _texts(draft.fields.get("related")) for draft, id in zip(drafts, ids, strict=True)}
        placed: list[Placed] = []
        files: dict[Path, bytes] = {}
        for draft, id, number, where in sorted(
            zip(drafts, ids, numbers, sections, strict=True), key=lambda one: one[2]
        ):
            fields = self._complete(draft, id, number, where)
            self._link(fields, id, related, renamed, draft.place)
            fields, is_draft = self._sound(fields, draft, id, where)
            placed.append(Placed(id, where, number, is_draft))
            files[self._bank.root / where / f"{id}.yaml"] = question_yaml(fields, self._bank.schema).encode()
        files |= {self._bank.root / file: text.encode() for file, text in self._new_files.items()}
        changed = dict(self._definitions()) if placed else {}
        for path in [path for path in changed if not path.exists()]:
            files[path] = changed.pop(path)
        return Placement(tuple(placed), files, changed, present, self._notes)

    # What is there already

    def _new_ones(self) -> tuple[list[Draft], int]:
        """The drafts that are not in the bank, each once, and how many there are besides."""
        seen: dict[str, Draft] = {}
        new: list[Draft] = []
        present = 0
        for draft in self._reading.drafts:
            key = _sameness(str(draft.fields.get("x-question", draft.fields["question"])))
            if key in self._bank.questions:
                present += 1
            elif key in seen:
                present += 1
                if draft.fields.get("answer") not in (None, seen[key].fields.get("answer")):
                    kind = f"{LEFT_OUT}the same question as at {seen[key].place}, with another answer"
                    self._notes.add(kind, draft.place)
            else:
                seen[key] = draft
                new.append(draft)
        return new, present

    # Sections, ids, numbers

    def _sections_of(self, drafts: Sequence[Draft], default: str | None, add: bool) -> list[str]:
        bank = self._bank
        if default is not None and default not in bank.sections:
            problem = f"the bank has no section {default!r}; its sections are {', '.join(bank.sections)}"
            raise refusal(self._name, problem, code="AP802")
        known = {_folded(said): id for id, title in bank.sections.items() for said in (title, id)}
        only = next(iter(bank.sections)) if len(bank.sections) == 1 else None
        found: list[str] = []
        unknown: dict[str, list[str]] = {}
        aside: dict[str, None] = {}
        for draft in drafts:
            names = [one for one in (draft.section, draft.section_title) if one]
            names = names or [one for one in (str(draft.fields.get("x-difficulty", "")),) if _folded(one) in known]
            id = next((known[_folded(one)] for one in names if _folded(one) in known), None)
            if id is None and names and add:
                id = self._new_section(draft.section, draft.section_title or draft.section)
                known[_folded(draft.section)] = id
            if id is None:
                id = default or (only if not names else None)
            if id is None:
                unknown.setdefault(names[0] if names else "", []).append(draft.place)
            elif names and id == default and _folded(names[0]) not in known:
                aside[names[0]] = None
            found.append(id or "")
        if aside:
            said = ", ".join(list(aside)[:5]) + (f" and {len(aside) - 5} more" if len(aside) > 5 else "")
            self._notes.add(f"not placed: sections that the bank does not have, kept as x-section: {said}", "")
        if unknown:
            raise ContentError([self._no_section(said, places) for said, places in unknown.items()])
        return found

    def _no_section(self, said: str, places: Sequence[str]) -> Problem:
        which = ", ".join(places[:10]) + (f" and {len(places) - 10} more" if len(places) > 10 else "")
        what = f"the bank has no section {said!r}" if said else "nothing says to which section this belongs"
        make = ", or --add-sections makes it" if said else ""
        message = f"{what} ({which}); --section ID puts it into one of {', '.join(self._bank.sections)}{make}"
        return Problem(shown(Path(self._name)), 0, 0, "AP802", message)

    def _new_section(self, name: str, title: str) -> str:
        taken = {*self._bank.sections, *self._new_sections, "code", "fonts", "media"}
        id = _free(slug(name) or f"section-{len(taken) - 2}", taken)
        self._new_sections[id] = " ".join(title.split())[:300]
        return id

    def _ids_of(self, drafts: Sequence[Draft], numbers: Sequence[int]) -> list[str]:
        """An id for each draft: its own if that is free, else one made of its title, or else of its number."""
        language = str(self._bank.outline.get("language", ""))
        taken = set(self._bank.ids)
        given: list[str] = []
        for draft in drafts:
            wanted = slug(str(draft.fields.get("id", "")), language)
            own = wanted if wanted and wanted not in taken and not RESERVED.fullmatch(wanted) else ""
            taken |= {own} - {""}
            given.append(own)
        ids: list[str] = []
        for draft, own, number in zip(drafts, given, numbers, strict=True):
            ids.append(own or _free(slug(title_of(draft.fields), language) or f"question-{number}", taken))
            taken.add(ids[-1])
        return ids

    def _numbers_of(self, drafts: Sequence[Draft], sections: Sequence[str]) -> list[int]:
        """A number for each draft: its own if that is free and its section's, else the next one."""
        ranges = _ranges(self._bank)
        taken = set(self._bank.numbers)
        numbers: list[int] = []
        for draft, section in zip(drafts, sections, strict=True):
            said = str(draft.fields.get("number", ""))
            number = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0
            others = any(number in numbers for id, numbers in ranges.items() if id != section)
            fits = number in ranges[section] if section in ranges else not others
            numbers.append(number if fits and 1 <= number <= MAX_NUMBER and number not in taken else 0)
            taken.add(numbers[-1])
        full: dict[str, int] = {}
        for index, section in enumerate(sections):
            if not numbers[index]:
                free = _next_number(ranges.get(section), taken, [*ranges.values()])
                if free is None:
                    full[section] = full.get(section, 0) + 1
                    continue
                numbers[index] = free
                taken.add(free)
        if full:
            raise ContentError([self._full(section, count, ranges.get(section)) for section, count in full.items()])
        return numbers

    def _full(self, section: str, count: int, numbers: range | None) -> Problem:
        where = f"{numbers[0]} to {numbers[-1]}" if numbers else f"1 to {MAX_NUMBER}"
        message = f"{count} more questions than there are free numbers in section {section!r} ({where})"
        return Problem(shown(self._bank.root / TABLES[0]), 0, 0, "AP802", f"{message}; raise its `last`")

    # Fields

    def _complete(self, draft: Draft, id: str, number: int, section: str) -> dict[str, Any]:
        """The fields with number and title; what the file says otherwise is kept as `x-…`."""
        fields = {name: value for name, value in draft.fields.items() if value not in ("", [], {}, None)}
        if self._minutes is not None:
            fields.setdefault("minutes", str(self._minutes))
        title = title_of(fields)
        given = {"id": id, "number": str(number), "title": title}
        for name, value in given.items():
            said = fields.pop(name, None)
            if said is not None and str(said) != value:
                fields[f"x-{name}"] = said
                if name != "title":
                    why = (
                        "that are taken, or do not fit the bank," if name == "number" else "that are taken, or no ids,"
                    )
                    self._notes.add(f"not placed: {name}s {why} kept as x-{name}", draft.place)
        if draft.section and section not in self._new_sections and not self._is_named(draft, section):
            fields["x-section"] = draft.section
        self._keep_known(fields, draft.place)
        return {**fields, "number": str(number), "title": title}

    def _is_named(self, draft: Draft, section: str) -> bool:
        said = {_folded(draft.section), _folded(draft.section_title)}
        return bool(said & {_folded(section), _folded(self._bank.sections.get(section, section))})

    def _keep_known(self, fields: dict[str, Any], place: str) -> None:
        """Leave only such topics, works, samples and figures as the bank has, or can get from the file."""
        for name in ("topics", "competencies", "references"):
            if name in fields:
                known, unknown = self._known(name, _texts(fields[name]))
                _set(fields, name, known)
                self._set_aside(fields, name, unknown, place)
        cited = _uncited(fields, set(_texts(fields.get("references"))))
        if cited != fields:
            fields |= cited
            self._notes.add("citations of works that the bank does not have became plain text", place)
        if "code" in fields:
            samples = [(one, self._has_file(f"code/{one}")) for one in _texts(fields["code"])]
            _set(fields, "code", [one for one, there in samples if there])
            self._set_aside(fields, "code", [one for one, there in samples if not there], place)
        figure = fields.get("figure")
        if figure is not None and not (isinstance(figure, dict) and self._has_file(f"media/{figure.get('file')}")):
            self._set_aside(fields, "figure", fields.pop("figure"), place)

    def _known(self, table: str, names: Iterable[str]) -> tuple[list[str], list[str]]:
        """The ids for those names that the bank knows, or that the file defines, and the other names."""
        here = self._bank.tables[table]
        by_title = {
            _folded(term["title"]): id
            for id, term in here.items()
            if isinstance(term, dict) and isinstance(term.get("title"), str)
        }
        given = self._reading.tables.get(table, {})
        known: list[str] = []
        unknown: list[str] = []
        for name in names:
            id = next((one for one in (name, slug(name)) if one in here), None) or by_title.get(_folded(name))
            if id is None and name in given and _is_record(table, name, given[name]):
                self._new_terms[table][name] = given[name]
                id = name
            if id is None:
                unknown.append(name)
            elif id not in known:
                known.append(id)
        return known, unknown

    def _has_file(self, path: str) -> bool:
        """Whether the bank has a sample or figure, or gets it from the file; another one of its name is not it."""
        text, name = self._reading.files.get(path), path.partition("/")[2]
        if path in self._bank.files:
            return text is None or text == self._bank.files[path]
        if text is None or not re.fullmatch(FILE_PATTERN, name) or len(name) > _LONGEST_ID or RESERVED.fullmatch(name):
            return False
        if path.startswith("media/") and svg_fault(text):
            return False
        self._new_files[path] = text
        return True

    def _set_aside(self, fields: dict[str, Any], name: str, value: Any, place: str) -> None:
        if value:
            kept = f"x-{name.replace('_', '-')}"
            fields[kept] = value
            self._notes.add(f"not placed: {name} that the bank does not have, kept as {kept}", place)

    def _link(
        self, fields: dict[str, Any], id: str, related: Mapping[str, list[str]], renamed: Mapping[str, str], place: str
    ) -> None:
        """Keep such related questions as come along in the same file and name this one too."""
        if "related" not in fields:
            return
        wanted = _texts(fields.pop("related"))
        back = {new: old for old, new in renamed.items()}
        kept = [
            renamed[other]
            for other in wanted
            if other in renamed and renamed[other] != id and back.get(id) in related.get(renamed[other], [])
        ]
        _set(fields, "related", list(dict.fromkeys(kept)))
        others = [other for other in wanted if renamed.get(other) not in kept]
        if others:
            fields["x-related"] = others
            kind = "not placed: related questions that do not come along, or do not name this one, kept as x-related"
            self._notes.add(kind, place)

    # Soundness

    def _sound(self, fields: dict[str, Any], draft: Draft, id: str, section: str) -> tuple[dict[str, Any], bool]:
        """The fields in the model's order, with those that are wrong set aside; whether it is a draft, for a reason."""
        reasons = list(draft.reasons)
        if fields.pop("status", None) is not None:
            reasons.append("a draft in the file too")
        for _ in range(4):  # Setting one field aside can only bring up what depends on it.
            wrong = _wrong(fields, id, section)
            if not wrong:
                break
            for name, message in wrong.items():
                reasons.append(message)
                _withdraw(fields, name, self._notes, draft.place)
        reasons += _missing(fields)
        short = list(self._demands.findings({**fields, "id": id, "section": section}))
        if short and not _missing(fields):
            said = dict.fromkeys(str(finding.path[0]) for finding in short)
            reasons.append(f"the bank's rules demand more of {', '.join(said)}")
        for reason in dict.fromkeys(reasons):
            self._notes.add(f"draft: {reason}", draft.place)
        if reasons:
            fields["status"] = rules.DRAFT
        return _ordered(fields), bool(reasons)

    # Definitions

    def _definitions(self) -> Iterator[tuple[Path, bytes]]:
        """The files that define sections, topics, competencies and works, with what is new."""
        outline, terms, works = (self._bank.root / name for name in TABLES)
        if self._new_sections:
            yield outline, _with_sections(outline, self._new_sections)
        new = {name: self._new_terms[name] for name in _VOCABULARIES if self._new_terms[name]}
        if new:
            yield terms, _with_definitions(terms, new, {name: {} for name in _VOCABULARIES})
        if self._new_terms["references"]:
            yield works, _with_works(works, self._new_terms["references"])


# Texts


def slug(text: str, language: str = "") -> str:
    """An id made of the Latin letters and digits of a text, at most 64 characters; empty if it has none.

    Accents are left out; in German `ä` gives `ae`, in other languages `a`. `ß`, `æ`, `ø` and the like are written with
    plain letters.
    """
    written = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    if language.partition("-")[0] == "de":
        written = written.translate(_GERMAN)
    letters = unicodedata.normalize("NFKD", written).encode("ascii", "ignore").decode()
    letters = re.sub(r"(?<=[a-z])['’](?=[a-z])", "", letters)
    words = re.findall("[a-z0-9]+", letters)
    if not re.search("[a-z]", "".join(words)) and not text.isascii():
        return ""  # Only the digits of a title in another script would be left.
    made = ""
    for word in words:
        if len(made) + 1 + len(word) > _LONGEST_ID:
            break
        made += ("-" if made else "") + word
    return made or "".join(words)[:_LONGEST_ID]


_LETTERS: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "þ": "th", "ð": "d", "ı": "i", "’": "'"}
)


_GERMAN: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def title_of(fields: Mapping[str, Any]) -> str:
    """The title of a question, or else its first words: at most 80 columns, in whole words where there are such."""
    said = fields.get("title") or _plain(str(fields.get("question", "")))
    text = " ".join(str(said).split())
    given = bool(fields.get("title"))
    if len(text) <= _LONGEST_TITLE and (given or columns(text) <= _LONGEST_TITLE):
        return text
    cut = text
    while columns(cut) > _LONGEST_TITLE - 1:
        cut = cut[: max(1, len(cut) - max(1, (columns(cut) - _LONGEST_TITLE + 1) // 2))]
    whole = cut.rpartition(" ")[0]
    if columns(whole) > _LONGEST_TITLE // 2:
        cut = whole
    return cut.rstrip(" ,;:、，。（(-–") + "…"


def _plain(markdown: str) -> str:
    """The text of some Markdown; where it is none, the text itself."""
    try:
        return plain(parse_line(markdown))
    except MarkdownError:
        return markdown


def _sameness(question: str) -> str:
    """A question's text in the form by which two are the same: without case, white space, and marks of Markdown."""
    text = unicodedata.normalize("NFKC", _plain(question)).casefold()
    return " ".join(re.sub(r"[*_`\\$]", "", text).split())


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list | tuple) else []


_CITATION: Final = re.compile(r"(?<!\\)\[@([a-z0-9-]+(?:; *@[a-z0-9-]+)*)\]")


def _uncited(value: Any, known: set[str]) -> Any:
    """Plain data with citations of other works than those known as plain text: `(smith2020work)`."""

    def replaced(found: re.Match[str]) -> str:
        keys = [key.strip().removeprefix("@") for key in found[1].split(";")]
        kept = [f"@{key}" for key in keys if key in known]
        others = [key for key in keys if key not in known]
        said = [f"[{'; '.join(kept)}]" if kept else "", f"({', '.join(others)})" if others else ""]
        return " ".join(filter(None, said))

    if isinstance(value, dict):
        return {name: inner if str(name).startswith("x-") else _uncited(inner, known) for name, inner in value.items()}
    if isinstance(value, list):
        return [_uncited(inner, known) for inner in value]
    return _CITATION.sub(replaced, value) if isinstance(value, str) else value


def _set(fields: dict[str, Any], name: str, value: Any) -> None:
    """Set a field, or leave it out if it is empty."""
    if value:
        fields[name] = value
    else:
        fields.pop(name, None)


def _free(wanted: str, taken: set[str]) -> str:
    """The id, or the id with the first number that makes it free and no name of a device."""
    if wanted not in taken and not RESERVED.fullmatch(wanted):
        return wanted
    count = 2
    while (id := f"{wanted[: _LONGEST_ID - 7].strip('-')}-{count}") in taken:
        count += 1
    return id


def _ranges(bank: BankFolder) -> dict[str, range]:
    """The numbers of each section that has numbers of its own."""
    return {
        section["id"]: range(int(first), int(last) + 1)
        for section in bank.outline.get("sections", [])
        if isinstance(section, dict)
        for first, last in [(str(section.get("first", "")), str(section.get("last", "")))]
        if first.isdigit() and last.isdigit() and len(first) < 7 and len(last) < 7
    }


def free_number(bank: BankFolder, section: str) -> int | None:
    """The next number of a section; None if none is left."""
    ranges = _ranges(bank)
    return _next_number(ranges.get(section), bank.numbers, [*ranges.values()])


def is_id(text: str) -> bool:
    """Whether a question can have that id, and its file that name on every system."""
    return bool(re.fullmatch(ID_PATTERN, text)) and len(text) <= _LONGEST_ID and not RESERVED.fullmatch(text)


def _next_number(numbers: range | None, taken: set[int], ranges: Sequence[range]) -> int | None:
    """The number after the largest one that is taken in a section, else the first gap; None if there is none."""
    if numbers is not None:
        last = max((number for number in taken if number in numbers), default=numbers[0] - 1)
        return next((number for number in (*range(last + 1, numbers[-1] + 1), *numbers) if number not in taken), None)
    number = max(taken, default=0) + 1
    while inside := next((one for one in ranges if number in one), None):
        number = inside[-1] + 1
    while number in taken:
        number += 1
    return number if number <= MAX_NUMBER else None


# What is wrong with a question


def _wrong(fields: Mapping[str, Any], id: str, section: str) -> dict[str, str]:
    """The fields that the model refuses, each with the reason; what is missing is not among them."""
    found: dict[str, str] = {}
    try:
        Question.model_validate({**fields, "id": id, "section": section}, context=TEXT_SCALARS)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            if fault["type"] not in INCOMPLETE and fault["loc"]:
                name = str(fault["loc"][0])
                found.setdefault(name, f"{name}: {fault['msg'][:1].lower()}{fault['msg'][1:]}")
    for finding in prose.findings(fields):
        name = str(finding.path[0])
        found.setdefault(name, f"{name}: {finding.message}")
    return found


def _missing(fields: Mapping[str, Any]) -> list[str]:
    answer = fields.get("answer")
    return [
        *(() if isinstance(answer, dict) and any(map(answer.get, Answer.model_fields)) else ("no answer",)),
        *(() if fields.get("minutes") else ("no minutes",)),
    ]


def _withdraw(fields: dict[str, Any], name: str, notes: Notes, place: str) -> None:
    """Move a field aside; the question itself stays, as plain text of a length that is allowed."""
    value = fields.pop(name)
    kept = f"x-{name.replace('_', '-')}"
    fields.setdefault(kept, value)
    if name == "question":
        fields[name] = as_line((Text(_plain(str(value))[: MAX_LINE // 2]),), notes, place) or "?"
    elif name == "title":
        fields[name] = title_of({"question": _plain(str(fields.get("question", value)))})


def _ordered(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields in the model's order: `status` behind the title, `x-…` at the end."""
    order = [info.alias or name for name, info in Question.model_fields.items()]
    order.insert(order.index("title") + 1, "status")
    known = {name: fields[name] for name in order if name in fields}
    if "answer" in known:
        answer = known["answer"]
        known["answer"] = {length: answer[length] for length in Answer.model_fields if length in answer}
    return {**known, **{name: value for name, value in fields.items() if name not in known}}


def _is_record(table: str, key: str, value: Any) -> bool:
    """Whether a definition of the file is one that the model accepts."""
    try:
        (Reference if table == "references" else Term).model_validate(value, context=TEXT_SCALARS)
    except ValidationError:
        return False
    return bool(re.fullmatch(ID_PATTERN, key)) and len(key) <= _LONGEST_ID


# Additions to files that are there


def _with_sections(path: Path, sections: Mapping[str, str]) -> bytes:
    """`bank.yaml` with sections added to its list."""
    lines: list[str] = []
    for id, title in sections.items():
        first, second = mapping_lines({"id": id, "title": title})
        lines += [f"- {first}", f"  {second}"]
    return _spliced(path.read_bytes(), path, "sections", lines)


def _with_definitions(path: Path, tables: Mapping[str, Mapping[str, Any]], whole: Mapping[str, Any]) -> bytes:
    """A file with definitions added to its mappings, by the name of each; without the file, a new one like `whole`."""
    if not path.exists():
        return ("\n".join(mapping_lines({**whole, **tables})) + "\n").encode()
    data = path.read_bytes()
    for name, definitions in tables.items():
        data = _spliced(data, path, name, list(mapping_lines(definitions)))
    return data


def _with_works(path: Path, works: Mapping[str, Any]) -> bytes:
    """`references.yaml` with works at its end."""
    text = path.read_text(encoding="utf-8").rstrip() if path.exists() else ""
    return _checked("\n".join([*([text] if text else ()), *mapping_lines(works)]) + "\n", path)


def _spliced(data: bytes, path: Path, name: str, lines: Sequence[str]) -> bytes:
    """The file with lines behind the last entry of a field, indented as the entries there; all else stays as it is.

    Raises `ContentError` if the entries stand in brackets, which would have to be written anew.
    """
    root, source, _ = strict_yaml.read(data)
    assert isinstance(root, YamlMapping)
    text, node, key = source.text, root.items.get(name), root.keys.get(name)
    if node is None or key is None:
        return _checked("\n".join([text.rstrip(), f"{name}:", *(f"  {line}" for line in lines)]) + "\n", path)
    if not _entries(node):
        rest = text[max(node.end, text.index(":", key.end) + 1) :]
        begin = text[: text.index(":", key.end) + 1]
        return _checked(begin + "".join(f"\n  {line}" for line in lines) + (rest or "\n"), path)
    if text[node.start] in "[{":
        message = f"{name} stands in brackets; write it with one entry a line, then import again"
        raise refusal(path.as_posix(), message, source.place(node.start)[0], "AP802")
    space = " " * (source.place(node.start)[1] - 1)
    end = len(text[: _end(node)].rstrip())
    return _checked(text[:end] + "".join(f"\n{space}{line}" for line in lines) + (text[end:] or "\n"), path)


def _entries(node: Node) -> list[Node]:
    return list(node.items.values()) if isinstance(node, YamlMapping) else getattr(node, "items", [])


def _end(node: Node) -> int:
    """The offset behind the last text in a node; the node itself ends where the next one begins."""
    while (inner := _entries(node)) and node.source.text[node.start] not in "[{":
        node = inner[-1]
    return node.end


def _checked(text: str, path: Path) -> bytes:
    """The text as bytes, once it has been read without a fault."""
    data = text.encode()
    _, source, faults = strict_yaml.read(data)
    if faults:
        raise ContentError([problem_at(shown(path), source, fault) for fault in faults])
    return data
