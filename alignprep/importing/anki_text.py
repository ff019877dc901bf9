"""Anki's text export (https://docs.ankiweb.net/exporting.html#text-files), and files made to be imported into Anki.

The lines at the beginning say how the rest is to be read
(https://docs.ankiweb.net/importing/text-files.html#file-headers). Of a note's fields, the first is the question and the
second the answer; all others are kept as `x-…`. Cloze notes are drafts: they state something and ask nothing. Notes of
our own text exports are read field by field, by the names of their columns; where the file of the facts is put behind
that of the questions, its notes become the facts of their questions again.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from typing import Any, Final

from alignprep.importing.draft import Draft, Reading, answer_of, cell_limit, question_of, refusal, x_name
from alignprep.importing.html_text import from_html
from alignprep.importing.prose import LEFT_OUT, Notes, as_blocks, as_line, from_plain, plain_text
from alignprep.text.nodes import Blocks, Paragraph, Text

__all__ = ["looks_like_anki", "read"]

_SEPARATORS: Final = {"tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|", "colon": ":"}
_HEADER: Final = re.compile(
    r"#(separator|html|columns|notetype|deck|tags|if matches|(?:guid|notetype|deck|tags) column):(.*)"
)
_CLOZE: Final = re.compile(r"\{\{c\d+::(.*?)(?:::(.*?))?\}\}", re.DOTALL)
_MATHS: Final = (
    (re.compile(r"\\\((.+?)\\\)|\[\$\](.+?)\[/\$\]", re.DOTALL), "x-math"),
    (re.compile(r"\\\[(.+?)\\\]|\[\$\$\](.+?)\[/\$\$\]|\[latex\](.+?)\[/latex\]", re.DOTALL), "x-math-block"),
)
_MEDIA: Final = re.compile(r"\[sound:([^\]]+)\]")
_OWN_QUESTION: Final = (
    "Id", "Name", "Number", "Title", "Section", "Minutes", "Question", "Nudge", "Hint", "MustHit", "Short", "Spoken",
    "Depth", "FollowUps", "RedFlags", "Rubric", "Sources", "Related",
)  # fmt: skip
"""The fields of the notes of questions in our own decks, which never change, up to those in reserve."""
_OWN_FACT: Final = ("Id", "Text", "Context", "Point", "Why", "Short", "Sources", "Question")
"""The fields of the notes of facts."""
_OWN_INTERVIEW: Final = ("Id", "Name", "Number", "Section", "Minutes")
"""The first fields of the notes of questions in the interviewer's deck."""
_FACT_ID: Final = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")
_OWN_TAG: Final = re.compile(r"[^:\s]+::(section|topic|competency)::(.+)")


@dataclass(slots=True)
class _Form:
    """What the headers of a file say."""

    separator: str = ""
    html: bool | None = None
    names: list[str] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    """The columns of `guid`, `notetype`, `deck` and `tags`, from 0."""
    given: dict[str, str] = field(default_factory=dict)
    """What holds for all notes: `notetype`, `deck`, `tags`."""

    def take(self, key: str, value: str) -> None:
        """Take what a header says."""
        if key == "separator":
            self.separator = _SEPARATORS.get(value.strip().casefold(), value[:1] or "\t")
        elif key == "html":
            self.html = value.strip().casefold() == "true"
        elif key == "columns":
            self.names = next(csv.reader([value], delimiter=self.separator or "\t"), [])
        elif key.endswith("column"):
            self.columns[key.split()[0]] = int(value) - 1 if value.strip().isdigit() else -1
        else:
            self.given[key] = value.strip()


def looks_like_anki(text: str) -> bool:
    """Whether a text begins with a header of Anki's."""
    return bool(_HEADER.match(text.lstrip("\ufeff")))


def read(text: str, name: str) -> Reading:
    """The notes of a file as drafts; `name` stands for it in an error. Raises `ContentError` if there is none."""
    notes = Notes()
    form, body, line = _headers(text)
    if not form.separator:
        form.separator = max("\t;,", key=body[:10_000].count)
    if form.html is None:
        form.html = bool(re.search(r"<(?:br|div|b|i|p|img|span)\b|&nbsp;|&[lg]t;", body))
    reader, lines = _Notes(form, notes), io.StringIO(body, newline="").readlines()
    try:
        with cell_limit():
            seen = 0
            for cells in (rows := csv.reader(lines, delimiter=form.separator)):
                header = _HEADER.match(lines[seen])
                if header:  # Of a file that was put behind the first one.
                    form.take(header[1], header[2])
                elif any(cell.strip() for cell in cells):
                    reader.take(cells, f"line {line}")
                seen, line = rows.line_num, _line_after(text, body, rows.line_num)
    except csv.Error as error:
        raise refusal(name, f"cannot be read: {error}", line) from None
    drafts = reader.drafts()
    if not drafts:
        raise refusal(name, "there is no note in it")
    return Reading(drafts, notes)


def _headers(text: str) -> tuple[_Form, str, int]:
    """What the headers say, the rest of the text, and the number of its first line."""
    form = _Form()
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").split("\n")
    count = 0
    while count < len(lines) and lines[count].startswith("#"):
        found = _HEADER.match(lines[count])
        count += 1
        if found:
            form.take(found[1], found[2])
    return form, "\n".join(lines[count:]), count + 1


def _line_after(text: str, body: str, read_lines: int) -> int:
    return text.count("\n") - body.count("\n") + read_lines + 1


class _Notes:
    """Collects the notes; facts of our own export wait for the question that they belong to."""

    def __init__(self, form: _Form, notes: Notes) -> None:
        self._form, self._notes = form, notes
        self._drafts: dict[str, Draft] = {}
        self._facts: dict[str, list[tuple[dict[str, str], Draft]]] = {}

    def take(self, cells: list[str], place: str) -> None:
        """Take one row."""
        form = self._form
        about = {
            key: cells[index].strip()
            if 0 <= (index := form.columns.get(key, -1)) < len(cells)
            else form.given.get(key, "")
            for key in ("notetype", "deck", "tags")
        }
        apart = set(form.columns.values())
        fields = [(index, cell.strip()) for index, cell in enumerate(cells) if index not in apart]
        named = self._named(fields)
        tags = about["tags"].split()
        topics = [tag for tag in tags if not _OWN_TAG.fullmatch(tag)]
        own = {kind: [found[2] for tag in tags if (found := _OWN_TAG.fullmatch(tag)) and found[1] == kind]
               for kind in ("section", "topic", "competency")}  # fmt: skip
        if own["section"] and named.get("Number", "").isdigit() and named.get("Question"):
            self._own_question(named, own, topics, place)
        elif own["section"] and _FACT_ID.fullmatch(named.get("Id", "")) and "Text" in named:
            self._own_fact(named, own, place)
        elif own["section"] and named.get("Number", "").isdigit():
            self._notes.add(f"{LEFT_OUT}the interviewer's note of a question", place)
        else:
            self._note(fields, about, tags, place)

    def _named(self, fields: Sequence[tuple[int, str]]) -> Mapping[str, str]:
        """The fields of a note by their names, as the file says them or else as notes of our own decks have them."""
        names, texts = self._form.names, [text for _, text in fields]
        if names:
            return {names[index]: text for index, text in fields if index < len(names)}
        kinds = (_OWN_FACT,) if texts and _FACT_ID.fullmatch(texts[0]) else (_OWN_QUESTION, _OWN_INTERVIEW)
        for kind in kinds:
            named: dict[str, str] = {}
            named.update(zip(kind, texts, strict=False))
            if len(named) == len(kind) and named.get("Minutes", "0").isdigit():
                return named
        return {}

    def drafts(self) -> tuple[Draft, ...]:
        """The drafts in the order of the file, with the facts that belong to them."""
        for id, facts in self._facts.items():
            draft = self._drafts.get(id)
            for fact, alone in facts:
                if draft is None:
                    self._drafts[f"{id}/{fact['id']}"] = alone
                else:
                    draft.fields["facts"].append(fact)
        for id, draft in self._drafts.items():
            if "facts" in draft.fields and not draft.fields["facts"]:
                fields = {name: value for name, value in draft.fields.items() if name != "facts"}
                self._drafts[id] = Draft(fields, draft.place, draft.section, reasons=draft.reasons)
        return tuple(self._drafts.values())

    def _note(self, cells: Sequence[tuple[int, str]], about: Mapping[str, str], tags: list[str], place: str) -> None:
        texts = [cell for _, cell in cells if cell]
        if not texts:
            return
        fields: dict[str, Any] = {}
        reasons: tuple[str, ...] = ()
        front = cells[0][1] or texts[0]
        if _CLOZE.search(front):
            hidden = _CLOZE.sub(lambda found: f"[{found[2] or '…'}]", front)
            shown = _CLOZE.sub(lambda found: found[1], front)
            fields, reasons = question_of(self._blocks(hidden, place), self._notes, place)
            fields["answer"] = answer_of(self._blocks(shown, place), self._notes, place)
            fields["x-cloze"] = self._flat(front, place)
            reasons = (*reasons, "a cloze, which asks no question; the text is in x-cloze")
        else:
            fields, reasons = question_of(self._blocks(front, place), self._notes, place)
        used: list[str] = ["x-cloze"]
        for position, (index, cell) in enumerate(cells):
            if not cell or position == 0:
                continue
            if position == 1 and "answer" not in fields:
                answer = answer_of(self._blocks(cell, place), self._notes, place)
                if answer:
                    fields["answer"] = answer
                continue
            name = x_name(
                self._form.names[index] if index < len(self._form.names) else f"field {position + 1}",
                used,
                position + 1,
            )
            used.append(name)
            fields[name] = self._flat(cell, place)
            self._notes.add(f"not placed: further fields of notes, kept as {name}", place)
        if tags:
            fields["topics"] = tags
        if "question" not in fields:
            self._notes.add(f"{LEFT_OUT}a note without a text on its front", place)
            return
        self._drafts[f" {place}"] = Draft(fields, place, about["deck"].rpartition("::")[2], reasons=reasons)

    def _own_question(
        self, named: Mapping[str, str], own: Mapping[str, list[str]], tags: list[str], place: str
    ) -> None:
        cells = defaultdict(str, named)
        fields: dict[str, Any] = {
            "id": unescape(cells["Id"]),
            "number": cells["Number"],
            "title": self._plain(cells["Title"], place),
        }
        asks, reasons = question_of(self._blocks(cells["Question"], place), self._notes, place)
        fields |= asks
        fields["minutes"] = cells["Minutes"]
        fields["topics"] = own["topic"] + tags
        fields["competencies"] = own["competency"]
        answer = {
            **({"short": self._line(cells["Short"], place)} if cells["Short"] else {}),
            **{
                name.lower(): as_blocks(self._blocks(cells[name], place), self._notes, place)
                for name in ("Spoken", "Depth")
                if cells[name]
            },
        }
        if answer:
            fields["answer"] = answer
        for name in ("Hint", "Nudge"):
            if cells[name]:
                fields[name.lower()] = self._line(cells[name], place)
        for name, cell in (
            ("key_points", "MustHit"),
            ("red_flags", "RedFlags"),
            ("x-sources", "Sources"),
            ("x-related", "Related"),
        ):
            entries = re.findall(r"<li>(.*?)</li>", cells[cell], re.DOTALL)
            if entries:
                fields[name] = [self._line(entry, place) for entry in entries]
        pairs = {
            cell: re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", cells[cell], re.DOTALL)
            for cell in ("FollowUps", "Rubric")
        }
        if pairs["FollowUps"]:
            fields["follow_ups"] = [
                {"ask": self._line(ask, place), "listen_for": self._line(hear, place)}
                for ask, hear in pairs["FollowUps"]
            ]
        if pairs["Rubric"]:
            fields["rubric"] = {grade: self._line(said, place) for grade, said in pairs["Rubric"]}
        fields["facts"] = []
        given = {name: value for name, value in fields.items() if value or name == "facts"}
        if "x-sources" in given:
            self._notes.add("citations are text in a deck; the works are in x-sources", place)
        self._drafts[fields["id"]] = Draft(given, place, own["section"][0], reasons=reasons)

    def _own_fact(self, cells: Mapping[str, str], own: Mapping[str, list[str]], place: str) -> None:
        id, _, key = cells["Id"].partition("/")
        cloze = _CLOZE.search(cells["Text"])
        if not cloze:
            self._notes.add(f"{LEFT_OUT}a fact without a cloze", place)
            return
        # The braces are put around the hidden text again when everything else is Markdown.
        marked = cells["Text"][: cloze.start()] + "\ue0f0" + cloze[1] + "\ue0f1" + cells["Text"][cloze.end() :]
        said = self._line(marked.replace("\ue0f0", "⟦").replace("\ue0f1", "⟧"), place)
        cue = f"::{self._plain(cloze[2], place)}" if cloze[2] else ""
        text = said.replace("⟦", "{{c1::").replace("⟧", cue + "}}")
        shown = {"question": said.replace("⟦", "\\[").replace("⟧", "]"), "x-cloze": text}
        reasons = ("a cloze, which asks no question; the text is in x-cloze",)
        alone = Draft(shown, place, own["section"][0], reasons=reasons)
        fact = {"id": key, "text": text}
        if cells.get("Why"):
            fact["why"] = self._line(cells["Why"], place)
        self._facts.setdefault(id, []).append((fact, alone))

    def _blocks(self, cell: str, place: str) -> Blocks:
        if not self._form.html:
            return from_plain(cell, self._notes, place)
        for pattern, tag in _MATHS:
            cell = pattern.sub(partial(_as_maths, tag), cell)
        cell = _MEDIA.sub(lambda found: f'<audio src="{found[1]}"></audio>', cell)
        return from_html(cell, self._notes, place)

    def _line(self, cell: str, place: str) -> str:
        blocks = self._blocks(cell, place)
        if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
            return as_line(blocks[0].children, self._notes, place)
        return as_line((Text(plain_text(blocks)),), self._notes, place)

    def _plain(self, cell: str, place: str) -> str:
        return plain_text(self._blocks(cell, place))

    def _flat(self, cell: str, place: str) -> str:
        blocks = self._blocks(cell, place)
        one = len(blocks) == 1 and isinstance(blocks[0], Paragraph)
        return self._line(cell, place) if one else as_blocks(blocks, self._notes, place)


def _as_maths(tag: str, found: re.Match[str]) -> str:
    """A formula of MathJax or LaTeX as the element that the reader of HTML knows."""
    return f"<{tag}>{next(filter(None, found.groups()))}</{tag}>"
