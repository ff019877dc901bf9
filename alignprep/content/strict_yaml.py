"""YAML read as a strict subset: every scalar is text, every node knows its place.

There are mappings, sequences and text, nothing else. What YAML would silently turn into something else (tags, anchors,
repeated keys, escapes, null, a comment behind a value) is refused with its place. The tree is built from libyaml's
events with a limited depth, so no input can exhaust the stack.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from alignprep.text.characters import decode
from alignprep.text.source import MAX_FAULTS, Fault, Source

__all__ = ["NULL", "Mapping", "Node", "Scalar", "Sequence", "folded_block", "plain", "read"]

MAX_DEPTH: Final = 12
_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_TOKENS: Final = {"'": re.compile(r"''|\S"), '"': re.compile(r"\\.|\S")}
_ANY: Final = re.compile(r"\S")
_DIRECTIVE: Final = re.compile(r"(?:[ ]*(?:#.*)?\n)*%")
_ESCAPE: Final = re.compile(r"\\(.|\n)")
NULL: Final = frozenset({"~", "null", "Null", "NULL"})
"""Plain text that YAML takes for no value (https://yaml.org/spec/1.2.2/#10321-tag-resolution)."""
_FIXED_SPACES: Final = ("\u00a0", "\u202f")
"""Spaces that a text may hold, but that for YAML are letters."""
_BEFORE_FIXED: Final = re.compile(r" *(?:- +)*(?:-|[A-Za-z0-9_-]+:)?(?=[\u00a0\u202f])")
_FIXED: Final = "a no-break space; indent with plain spaces, and put one behind '-' and ':'"


@dataclass(slots=True)
class Node:
    """A value of a source file: where it begins and ends, in characters from the start."""

    source: Source = field(repr=False)
    start: int
    end: int


@dataclass(slots=True)
class Scalar(Node):
    """Text; `style` is YAML's: `|`, `>`, a quote, or nothing for plain text."""

    value: str
    style: str

    def offset(self, index: int) -> int:
        """The offset in the file of a character of the value, by its index in the value.

        Folding and indentation change white space only, so the n-th visible character of the value is the
        n-th visible character of its source.
        """
        visible = sum(1 for character in self.value[:index] if not character.isspace())
        start = self.start
        if self.style in ("|", ">"):
            start = self.source.text.find("\n", start) + 1
        elif self.style:
            start += 1
        for found in _TOKENS.get(self.style, _ANY).finditer(self.source.text, start, self.end):
            if visible == 0:
                return found.start()
            visible -= 1
        return max(self.end - 1, self.start)


@dataclass(slots=True)
class Sequence(Node):
    """A list of values."""

    items: list[Node]


@dataclass(slots=True)
class Mapping(Node):
    """Values by key, with the place of each key."""

    items: dict[str, Node]
    keys: dict[str, Scalar]


def plain(node: Node) -> object:
    """The value of a node as plain text, lists and dictionaries."""
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.items.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.value


def read(data: bytes) -> tuple[Node | None, Source, list[Fault]]:
    """Read one document.

    Returns its root (None if it cannot be read), the text, and everything that is wrong with it. Never raises for any
    bytes.
    """
    source, faults = decode(data)
    if faults:
        return None, source, faults
    reader = _Reader(source)
    root = reader.document()
    return root, source, sorted(reader.faults, key=lambda fault: fault.offset)


class _StopError(Exception):
    """Stops the reader; the fault is recorded already."""


class _Reader:
    """Builds the tree of one document from libyaml's events."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.faults: list[Fault] = []
        self._text: list[tuple[int, int]] = []

    def document(self) -> Node | None:
        directive = _DIRECTIVE.match(self.source.text)
        if directive:
            message = "a YAML directive; a file begins with its first field"
            self.faults.append(Fault(directive.end() - 1, "AP203", message))
            return None
        try:
            self._events = yaml.parse(self.source.text, Loader=_LOADER)
            self._next()
            root: Node | None = None
            documents = 0
            while not isinstance(event := self._next(), yaml.StreamEndEvent):
                documents += 1
                if documents == 2:
                    self._fault(event, "AP205", "a second document; a file holds one")
                    return None
                root = self._node(self._next(), 1)
                self._next()
            if root is None:
                self.faults.append(Fault(0, "AP205", "is empty; a mapping of fields is expected"))
            self._comments()
            return root
        except yaml.MarkedYAMLError as error:
            fault = _parse_fault(error, self.source)
            line = self.source.place(fault.offset)[0]
            if all(self.source.place(known.offset)[0] != line for known in self.faults):
                self.faults.append(fault)
        except yaml.YAMLError as error:
            self.faults.append(Fault(0, "AP201", "not valid YAML: " + " ".join(str(error).split())))
        except _StopError:
            pass
        return None

    def _next(self) -> yaml.Event:
        return next(self._events)

    def _fault(self, event: yaml.Event, code: str, message: str) -> None:
        self._add(Fault(self._start(event), code, message))

    def _add(self, fault: Fault) -> None:
        self.faults.append(fault)
        if len(self.faults) > MAX_FAULTS:
            raise _StopError

    def _start(self, event: yaml.Event) -> int:
        return _offset(event.start_mark, self.source)

    def _end(self, event: yaml.Event) -> int:
        return _offset(event.end_mark, self.source)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        if depth > MAX_DEPTH:
            self._fault(event, "AP206", f"nested more than {MAX_DEPTH} levels deep")
            raise _StopError
        if isinstance(event, yaml.AliasEvent):
            self._fault(event, "AP204", "an alias; write the value out, or quote text that begins with '*'")
            return Scalar(self.source, self._start(event), self._end(event), f"*{event.anchor}", "")
        assert isinstance(event, yaml.NodeEvent)
        if event.anchor is not None:
            self._fault(event, "AP204", "an anchor; write the value out, or quote text that begins with '&'")
        if getattr(event, "tag", None) is not None:
            self._fault(event, "AP203", "a tag; every value is text, and text that begins with '!' needs quotes")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, depth)
        assert isinstance(event, yaml.ScalarEvent)
        return self._scalar(event)

    def _sequence(self, event: yaml.Event, depth: int) -> Sequence:
        items = []
        while not isinstance(inner := self._next(), yaml.SequenceEndEvent):
            items.append(self._value(inner, depth + 1))
        return Sequence(self.source, self._start(event), self._end(inner), items)

    def _mapping(self, event: yaml.Event, depth: int) -> Mapping:
        items: dict[str, Node] = {}
        keys: dict[str, Scalar] = {}
        while not isinstance(inner := self._next(), yaml.MappingEndEvent):
            key = self._node(inner, depth + 1)
            value = self._value(self._next(), depth + 1)
            if isinstance(key, Scalar) and not key.style and key.value.startswith(_FIXED_SPACES):
                self._fault(inner, "AP201", _FIXED)
                raise _StopError
            if not isinstance(key, Scalar) or key.style in ("|", ">"):
                what = "a key must be plain text of one line"
                if not isinstance(key, Scalar) and self.source.text[key.start : key.start + 1] in ("{", "["):
                    what += "; quote text that begins with { or ["
                self._fault(inner, "AP209", what)
            elif not key.value:
                self._fault(inner, "AP209", "a ':' without a key before it")
            elif key.value in items:
                line = self.source.place(keys[key.value].start)[0]
                message = f"{key.value!r} appears twice; first on line {line}"
                self._add(Fault(key.start, "AP202", message, len(key.value)))
            elif key.value != "<<" or key.style or self.source.text[value.start : value.start + 1] != "*":
                items[key.value] = value
                keys[key.value] = key
        return Mapping(self.source, self._start(event), self._end(inner), items, keys)

    def _value(self, event: yaml.Event, depth: int) -> Node:
        """A value of a mapping or an entry of a list."""
        node = self._node(event, depth)
        if isinstance(node, Scalar) and not node.style and node.value in NULL:
            message = f"{node.value} means that there is nothing; remove the line, or quote it if it is text"
            self._add(Fault(node.start, "AP210", message, len(node.value)))
        return node

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        style = event.style or ""
        start, end = self._start(event), self._end(event)
        body = start
        if style in ("|", ">"):
            body = self.source.text.find("\n", start) + 1 or end
        self._text.append((body, end))
        known = len(self.faults)
        if style == '"':
            for found in _ESCAPE.finditer(self.source.text, start, end):
                if found[1] not in '"\\':
                    what = "a backslash at the end of a line" if found[1] == "\n" else f"the escape {found[0]}"
                    message = f"{what} in double quotes; use single quotes or a block (| or >-), which need none"
                    self._add(Fault(found.start(), "AP207", message, len(found[0])))
        value = event.value
        if any(fault.code == "AP207" for fault in self.faults[known:]):
            value = " ".join(self.source.text[start + 1 : end - 1].split())
        return Scalar(self.source, start, end, value, style)

    def _comments(self) -> None:
        """Refuse a comment on the line of a value: `text # more` would silently lose its end."""
        starts = [start for start, _ in self._text]
        for number, line in enumerate(self.source.lines):
            for found in re.finditer(r"(?<=[\s|>+0-9-])#", line):  # libyaml takes `|#` for a comment too
                offset = self.source.offset(number, found.start())
                index = bisect_right(starts, offset) - 1
                inside = index >= 0 and offset < self._text[index][1]
                if not inside and line[: found.start()].strip():
                    message = "a comment after a value; put it on a line of its own, or quote the '#'"
                    self._add(Fault(offset, "AP208", message))
                    break


_ITEM: Final = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])\s+\S")
_INTERRUPTS: Final = re.compile(r"(?:[-*+]|1[.)])\s+\S|>\s*\S|```|~~~|\$\$\s*$|\|.*\|\s*$")
"""What may begin in the middle of a paragraph (CommonMark 0.31.2, section 4.8), and GitHub's tables."""


def folded_block(scalar: Scalar) -> int | None:
    """The offset of the first line that begins a block of Markdown but is joined to the one before, or None.

    Only `|` keeps line breaks; `>`, quotes and plain text over several lines turn them into spaces.
    """
    text, start = scalar.source.text, scalar.start
    if scalar.style == "|" or "\n" not in text[start : scalar.end]:
        return None
    if scalar.style == ">":
        start = text.find("\n", start) + 1
    before, first = "", ""
    offset = start
    for line in text[start : scalar.end].split("\n"):
        stripped = line.strip()
        indented = len(line) - len(line.lstrip()) > len(before) - len(before.lstrip())
        joined = before.strip() and not (scalar.style == ">" and indented)
        if joined and (_INTERRUPTS.match(stripped) or (_ITEM.match(first) and _ITEM.match(stripped))):
            return offset + len(line) - len(line.lstrip())
        if stripped and not joined:
            first = stripped
        before = line
        offset += len(line) + 1
    return None


# The errors of a YAML parser in an author's words, at the place to correct. libyaml and PyYAML use different sentences;
# both lead to the same report.

_QUOTED: Final = re.compile(r"""( *)(?:- +)*(?:[A-Za-z0-9_-]+: +)?(['"])""")
_BEGINS: Final = re.compile(r"( *)(?:- |[A-Za-z0-9_-]+:(?: |$))")
_CLOSED: Final = {"'": re.compile(r"(?:[^']|'')*"), '"': re.compile(r'(?:[^"\\]|\\.)*')}
"""The rest of a quoted text, as far as the line goes."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A pattern of parsers' sentences; with `opening`, the fault is where the construct begins, not where it breaks."""

    sentences: str
    code: str
    message: str
    opening: bool = False


_CASES: Final = (
    _Case(r"quoted scalar.*(end of stream|document separator)", "AP201", "a quote that is not closed", opening=True),
    _Case(
        r"mapping values are not allowed",
        "AP201",
        "a ':' where a key cannot be; quote the text that it is part of, or align the key with the others",
    ),
    _Case(
        r"simple key",
        "AP201",
        "neither 'key: value' nor '- entry'; is a ': ' missing, or the indentation wrong?",
        opening=True,
    ),
    _Case(
        r"sequence entries are not allowed",
        "AP201",
        "a list on the line of its key; put each '- ' on a line of its own",
    ),
    _Case(r"escape|hexdecimal|escaped", "AP207", "an escape in double quotes; use single quotes, or a block (| or >-)"),
    _Case(r"block scalar", "AP201", "text after | or >; begin it on the next line, indented"),
    _Case(r"directive|incompatible YAML", "AP203", "a YAML directive; a file begins with its first field"),
    _Case(r"document start", "AP205", "a second document; a file holds one"),
    _Case(r"alias", "AP204", "an alias; write the value out, or quote text that begins with '*'", opening=True),
    _Case(r"anchor", "AP204", "an anchor; write the value out, or quote text that begins with '&'", opening=True),
    _Case(r"tag", "AP203", "a tag; quote text that begins with '!'", opening=True),
)


def _parse_fault(error: yaml.MarkedYAMLError, source: Source) -> Fault:
    """A parser's error as a fault."""
    sentence = f"{error.context or ''} {error.problem or ''}"
    here = _offset(error.problem_mark or error.context_mark, source)
    quote = _open_quote(source, here)
    if quote is not None:
        return Fault(quote, "AP201", "a quote that is not closed")
    begin = _offset(error.context_mark or error.problem_mark, source)
    fixed = _fixed_space(source, here)
    if fixed is None:
        fixed = _fixed_space(source, begin)
    if fixed is not None:
        return Fault(fixed, "AP201", _FIXED)
    for case in _CASES:
        if re.search(case.sentences, sentence):
            offset = begin if case.opening else here
            if case.code == "AP207":
                offset = max(source.text.rfind("\\", 0, here + 1), begin)
            return Fault(offset, case.code, case.message)
    character = source.text[here : here + 1]
    if "flow" in sentence and ("',' or" in sentence or not character.strip()):
        opened = source.text[begin : begin + 1]
        if opened in ("[", "{") and "\n" in source.text[begin:here]:
            return Fault(begin, "AP201", f"a {opened!r} that is not closed; quote it if it is text")
        return Fault(here, "AP201", "a list or mapping in brackets that is not closed here; is a ',' missing?")
    if character == ":":
        return Fault(here, "AP201", "a ':' without a key before it")
    if "start any token" in sentence or "node content" in sentence:
        return Fault(here, "AP201", f"{character!r} cannot begin a value; put quotes around text with it")
    before = source.text[source.text.rfind("\n", 0, here) + 1 : here].strip()
    if before:
        quoted = "text behind a closing quote; write the whole after >-, or in single quotes with '' for each ' in it"
        other = "something after the end of a value; put quotes around text that has brackets in it"
        return Fault(here, "AP201", quoted if before.endswith(("'", '"')) else other)
    if "block collection" in sentence or "block sequence" in sentence:
        return Fault(here, "AP201", "a line that is not a '- entry' of the list above it")
    return Fault(here, "AP201", "a line whose indentation matches nothing above it")


def _fixed_space(source: Source, offset: int) -> int | None:
    """The offset of a no-break space that begins the line of a place, or follows its dash or key; None without one."""
    line = source.place(offset)[0] - 1
    found = _BEFORE_FIXED.match(source.lines[line])
    return source.offset(line, found.end()) if found else None


def _open_quote(source: Source, here: int) -> int | None:
    """The offset of a quote that an author forgot to close, so that it contains the next field or entry."""
    last = source.place(here)[0]
    quote, indent, opened = "", 0, 0
    for number, line in enumerate(source.lines[:last]):
        rest, start = line, 0
        if quote:
            begins = _BEGINS.match(line)
            if begins and len(begins[1]) <= indent:
                return opened
        else:
            found = _QUOTED.match(line)
            if not found:
                continue
            quote, indent, opened = found[2], len(found[1]), source.offset(number, found.start(2))
            start = found.end()
        rest = line[start:]
        inner = _CLOSED[quote].match(rest)
        if inner and inner.end() < len(rest):
            quote = ""
    return None


def _offset(mark: Any, source: Source) -> int:
    return source.offset(mark.line, mark.column) if mark else 0
