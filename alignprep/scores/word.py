"""What a filled Word document shows in its fields.

Editors keep different things. LibreOffice 7.4 drops the tag of every control, and keeps the items of dropdowns, the
state of check boxes, bookmarks and tables; others keep nothing but visible tables. So a control is known by its tag,
else by the value of its items (`score-27=4`), else by the bookmark around it; and the score of a question stands in a
table whose first cell is the question's number, that of another field behind its label.

The file may come from anywhere: few members are read, each up to a limit, whatever size the archive claims; no entity
is expanded and nothing is fetched. Names are compared without their namespaces, which differ in Strict Open XML.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from alignprep.errors import MissingExtra
from alignprep.scores.filled import State, person
from alignprep.scores.form import (
    Form,
    field_of_bookmark,
    field_of_label,
    fields_of,
    is_field,
    key_in,
    shows_day,
    value_of,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

__all__ = ["NotReadError", "read_word"]

_MAX_BODY: Final = 1 << 25
"""The limit for the document's text, in bytes, some ten times that of fifty questions."""
_MAX_PART: Final = 1 << 20
"""The limit for any other part."""
_MAX_MEMBERS: Final = 5_000
_MAX_DATA: Final = 20
"""The most parts of custom XML that are read."""
_FORM: Final = "urn:alignprep:form:1"
_DAMAGED: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(RuntimeError, NotImplementedError, ValueError, OverflowError, KeyError, IndexError),
)
"""What zipfile raises for a file that is not an archive, or is damaged, encrypted or compressed in an unknown way."""
_NOT_SHOWN: Final = frozenset(
    {"rPr", "pPr", "tblPr", "trPr", "tcPr", "tblGrid", "sectPr", "del", "moveFrom", "Fallback", "instrText", "delText"}
)
"""Elements whose content is no text of the page: properties, what is deleted or moved away, a second form of it."""
_CHECKED: Final = frozenset("☒☑✓✔✗✘⊠xX")
_UNCHECKED: Final = frozenset("☐□⬜")
_SYMBOLS: Final = {"FE": "☒", "FD": "☒", "52": "☒", "53": "☒", "A8": "☐", "6F": "☐", "A3": "☐", "FC": "☒", "FB": "☒"}
"""Boxes and marks of the fonts Wingdings and Wingdings 2, by the last byte of their codes."""
_LONGEST_CELL: Final = 200
"""The longest text of a cell that can be a score or a label."""


class NotReadError(Exception):
    """A file that cannot be read; the arguments are the code of the problem and its message."""


def read_word(data: bytes) -> Form:
    """What a document (.docx) shows in its fields, and what its properties and the form's data say.

    Raises `NotReadError` for anything that is no such document, and `MissingExtra` unless `alignprep[scores]` is
    installed.
    """
    if data.count(b"PK\x01\x02") > _MAX_MEMBERS:
        raise NotReadError("AP102", f"holds more than {_MAX_MEMBERS:,} parts")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive)
    except _DAMAGED:
        raise NotReadError("AP803", "is not a Word document (.docx), or is damaged") from None


def _read(archive: zipfile.ZipFile) -> Form:
    related = _relationships(archive)
    body = related.get("officeDocument", "word/document.xml")
    if body not in archive.namelist():
        raise NotReadError("AP803", "is not a Word document (.docx): it has no text")
    root = _xml(archive, body, _MAX_BODY)
    if _local(root) != "document":
        raise NotReadError("AP803", "is not a Word document (.docx)")
    page = _Page(root)
    form = Form(printed=key_in(page.text()))
    properties = related.get("core-properties", "docProps/core.xml")
    if properties in archive.namelist():
        for one in _xml(archive, properties, _MAX_PART):
            if _local(one) == "identifier":
                form.key = key_in(one.text or "")
    key = form.key or form.printed
    page.tell(form, key.numbers if key else ())
    for name, value in _data(archive):
        form.tell(name, "the form's data say", fields_of(value)[1])
    return form


def _relationships(archive: zipfile.ZipFile) -> dict[str, str]:
    """The parts of the package by the last word of their kind."""
    if "_rels/.rels" not in archive.namelist():
        raise NotReadError("AP803", "is not a Word document (.docx)")
    found: dict[str, str] = {}
    for entry in _xml(archive, "_rels/.rels", _MAX_PART):
        target = posixpath.normpath("/" + unquote(entry.get("Target", ""))).lstrip("/")
        if entry.get("TargetMode") != "External":
            found.setdefault(entry.get("Type", "").rpartition("/")[2], target)
    return found


def _data(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The fields of the form's data, each with its value."""
    names = [name for name in archive.namelist() if re.fullmatch(r"customXml/item[0-9]{1,4}\.xml", name)]
    for name in sorted(names)[:_MAX_DATA]:
        try:
            root = _xml(archive, name, _MAX_PART)
        except NotReadError:
            continue  # Other programs keep their own data there.
        if root.tag == f"{{{_FORM}}}form":
            for entry in root:
                if is_field(entry.get("name", "")):
                    yield entry.get("name", ""), entry.text or ""


def _xml(archive: zipfile.ZipFile, member: str, limit: int) -> Element:
    """A member's root element; bytes are counted while unpacking, whatever size the archive states."""
    try:
        from lxml import etree
    except ModuleNotFoundError:
        raise MissingExtra("reading a Word document needs lxml; run: pip install 'alignprep[scores]'") from None
    with archive.open(member) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise NotReadError("AP102", f"is too large: {_short(member)} holds more than {limit:,} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise NotReadError("AP803", f"contains broken XML: {_short(member)}, line {error.lineno}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotReadError("AP803", f"contains a document type declaration, which Word forbids: {_short(member)}")
    return root


def _short(member: str) -> str:
    return member[:80]


def _local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _get(element: Element, name: str) -> str:
    """An attribute by its name without its namespace; empty without one."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def _on(element: Element) -> bool:
    """Whether a property that is on or off is on."""
    return _get(element, "val") not in ("0", "false", "off")


@dataclass(slots=True)
class _Control:
    """A control: what it says of itself, and where its content is."""

    tag: str = ""
    items: list[tuple[str, str]] = field(default_factory=list)
    """The values of a dropdown, each with what is shown for it."""
    is_box: bool = False
    checked: bool = False
    day: str = ""
    """The day that a date control keeps, in ISO 8601."""
    prompting: bool = False
    """Whether it says that it shows a prompt."""
    bookmarks: tuple[str, ...] = ()
    """The fields that the bookmarks around it are named after."""
    start: int = 0
    end: int = 0

    @property
    def name(self) -> str:
        """The field that it belongs to; empty if nothing tells."""
        if is_field(self.tag):
            return self.tag
        for value, _ in self.items:
            if found := fields_of(value)[0]:
                return found
        return self.bookmarks[-1] if self.bookmarks else ""


@dataclass(slots=True)
class _Span:
    """A part of the text between two places, and the field that it is named after."""

    name: str
    start: int
    end: int = 0


class _Page:
    """The text of a document in its order, and where controls, bookmarks and cells are in it."""

    def __init__(self, root: Element) -> None:
        self._pieces: list[str] = []
        self._prompts: set[int] = set()
        """The pieces that a control shows as a prompt."""
        self._controls: list[_Control] = []
        self._bookmarks: list[_Span] = []
        self._rows: list[list[tuple[int, int]]] = []
        """The cells of every row, each with its first piece and the first one behind it."""
        self._tables: list[list[int]] = []
        """The rows of every table, by their places in `_rows`."""
        self._walk(root)

    def text(self, start: int = 0, end: int | None = None) -> str:
        """The text between two places, without prompts."""
        found = self._pieces[start:end]
        if self._prompts:
            found = [piece for index, piece in enumerate(found, start) if index not in self._prompts]
        return "".join(found).strip()

    def _walk(self, root: Element) -> None:
        from lxml import etree

        open_controls: list[_Control] = []
        open_tables: list[list[int]] = []
        open_rows: list[list[tuple[int, int]]] = []
        open_cells: list[int] = []
        open_bookmarks: dict[str, _Span] = {}
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            kind = _local(element)
            if event == "start":
                if kind in _NOT_SHOWN or (kind == "r" and _is_hidden(element)):
                    walk.skip_subtree()
                elif kind == "t":
                    before = element.getprevious()
                    if before is not None and _local(before) == "t":
                        # LibreOffice 7.4 moves the line breaks of a control before it, and leaves such neighbors.
                        self._pieces.append("\n")
                    self._add(element.text or "", element, open_controls)
                elif kind in ("br", "cr"):
                    self._pieces.append("\n")
                elif kind == "tab":
                    self._pieces.append(" ")
                elif kind == "noBreakHyphen":
                    self._pieces.append("-")
                elif kind == "sym":
                    self._pieces.append(_SYMBOLS.get(_get(element, "char").upper()[-2:], "\ufffd"))
                elif kind == "sdt":
                    around = [one for one in open_bookmarks.values() if one.name]
                    control = _Control(bookmarks=tuple(one.name for one in around), start=len(self._pieces))
                    open_controls.append(control)
                    self._controls.append(control)
                elif kind == "sdtPr" and open_controls:
                    _describe(open_controls[-1], element)
                    walk.skip_subtree()
                elif kind == "bookmarkStart":
                    span = _Span(field_of_bookmark(_get(element, "name")), len(self._pieces))
                    open_bookmarks[_get(element, "id")] = span
                elif kind == "bookmarkEnd":
                    closed = open_bookmarks.pop(_get(element, "id"), None)
                    if closed and closed.name:
                        closed.end = len(self._pieces)
                        self._bookmarks.append(closed)
                elif kind == "tbl":
                    open_tables.append([])
                elif kind == "tr":
                    open_rows.append([])
                elif kind == "tc":
                    open_cells.append(len(self._pieces))
            elif kind == "p":
                self._pieces.append("\n")
            elif kind == "sdt":
                open_controls.pop().end = len(self._pieces)
            elif kind == "tc":
                start = open_cells.pop()
                if open_rows:
                    open_rows[-1].append((start, len(self._pieces)))
            elif kind == "tr":
                row = open_rows.pop()
                if open_tables:
                    open_tables[-1].append(len(self._rows))
                self._rows.append(row)
            elif kind == "tbl":
                self._tables.append(open_tables.pop())

    def _add(self, text: str, element: Element, controls: list[_Control]) -> None:
        run = element.getparent()
        if any(control.prompting for control in controls) and run is not None and _style(run) == "PlaceholderText":
            self._prompts.add(len(self._pieces))
        self._pieces.append(text)

    def tell(self, form: Form, numbers: Iterable[int]) -> None:
        """Note in a form what is shown in each field, in the order of the text.

        `numbers` are the questions of the form, by which the table of scores is recognized.
        """
        found: list[tuple[int, str, str]] = []
        places: dict[str, list[_Control]] = {}
        for control in self._controls:
            if name := control.name:
                places.setdefault(name, []).append(control)
                found.append((control.start, name, self._shown(control, name, form)))
        found += [
            (span.start, span.name, _as_value(span.name, self.text(span.start, span.end)))
            for span in self._bookmarks
            # Around a control, or a part of one, the control has told.
            if not any(span.start <= one.end and one.start <= span.end for one in places.get(span.name, ()))
        ]
        found += self._in_tables(tuple(numbers), {name for _, name, _ in found})
        for _, name, value in sorted(found, key=lambda one: one[0]):
            form.show(name, value)

    def _shown(self, control: _Control, name: str, form: Form) -> str:
        """What a control shows, as a value of its field."""
        text = self.text(control.start, control.end)
        if control.is_box:
            box = _box(text)
            if box:
                form.tell(name, "the state of the check box says", "1" if control.checked else "0")
            return box or ("1" if control.checked else "0")
        for value, display in control.items:
            if text and person(text) == person(display):
                return fields_of(value)[1]
        if control.day and shows_day(text, control.day):
            return control.day
        return _as_value(name, text)

    def _in_tables(self, numbers: tuple[int, ...], known: set[str]) -> Iterator[tuple[int, str, str]]:
        """What the visible tables say: the scores, and the fields behind their labels that nothing else tells."""
        scores: list[tuple[int, str, str]] = []
        for table in self._tables:
            listed = list(self._listed(table))
            if listed and (not numbers or {number for number, _, _ in listed} == set(numbers)):
                scores = [(start, f"score-{number}", text) for number, start, text in listed]
        yield from scores
        for row in self._rows:
            texts = [self.text(*cell) if cell[1] - cell[0] < 50 else "" for cell in row]
            for label, value, (start, _) in zip(texts, texts[1:], row[1:], strict=False):
                name = field_of_label(label)
                if name and name not in known:
                    yield start, name, _as_value(name, value)

    def _listed(self, table: list[int]) -> Iterator[tuple[int, int, str]]:
        """The rows of a table of scores: number, place and what is written in the last cell; nothing of another table.

        Of those that list the right numbers, the last one in the document counts: rubrics and agendas stand before it.
        """
        found = []
        for row in table:
            cells = self._rows[row]
            if len(cells) < 2:
                continue
            first, last = self.text(*cells[0]), self.text(*cells[-1])
            if not re.fullmatch("[1-9][0-9]{0,5}", first):
                continue
            if len(last) > _LONGEST_CELL:
                return
            found.append((int(first), cells[-1][0], last))
        texts = [text for _, _, text in found]
        if len({number for number, _, _ in found}) == len(found) and (any(map(_is_score, texts)) or not any(texts)):
            yield from found


def _is_score(text: str) -> bool:
    value = value_of("score-1", text)
    return value == State.NOT_ASKED or bool(value)


def _describe(control: _Control, properties: Element) -> None:
    """Note what a control says of itself."""
    for one in properties:
        kind = _local(one)
        if kind == "tag":
            control.tag = _get(one, "val")
        elif kind in ("dropDownList", "comboBox"):
            control.items = [
                (_get(item, "value"), _get(item, "displayText") or fields_of(_get(item, "value"))[1]) for item in one
            ]
        elif kind == "checkbox":
            control.is_box = True
            control.checked = any(_local(inner) == "checked" and _on(inner) for inner in one)
        elif kind == "date":
            control.day = _get(one, "fullDate")[:10]
        elif kind == "showingPlcHdr":
            control.prompting = _on(one)


def _as_value(name: str, text: str) -> str:
    """A text as the value of its field, if it is a check box; else as it is."""
    return _box(text) or "0" if name.startswith(("tick-", "flag-")) else text


def _box(text: str) -> str:
    """1 or 0 for a box that is checked or not; empty for another text."""
    shown = text.strip()[:1]
    return "1" if shown in _CHECKED and shown else "0" if shown in _UNCHECKED and shown else ""


def _is_hidden(run: Element) -> bool:
    """Whether a run is hidden text."""
    return any(
        _local(one) in ("vanish", "webHidden") and _on(one)
        for properties in run
        if _local(properties) == "rPr"
        for one in properties
    )


def _style(run: Element) -> str:
    for properties in run:
        if _local(properties) == "rPr":
            for one in properties:
                if _local(one) == "rStyle":
                    return _get(one, "val")
    return ""
