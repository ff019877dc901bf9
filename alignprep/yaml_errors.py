"""What a YAML parser says of text that it cannot read, in an author's words and at the place to mend.

Known are the sentences of libyaml and of PyYAML, which differ; whichever parses, the report is the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import yaml

from alignprep.source import Fault, Source

__all__ = ["explained"]


_QUOTED: Final = re.compile(r"""( *)(?:- +)*(?:[A-Za-z0-9_-]+: +)?(['"])""")
_BEGINS: Final = re.compile(r"( *)(?:- |[A-Za-z0-9_-]+:(?: |$))")
_CLOSED: Final = {"'": re.compile(r"(?:[^']|'')*"), '"': re.compile(r'(?:[^"\\]|\\.)*')}
"""What lies inside of quotes that begin before a line, as far as the line goes."""


@dataclass(frozen=True, slots=True)
class _Case:
    """Parsers' sentences of one kind; `opening` shows the place where the construct begins, not where it breaks."""

    sentences: re.Pattern[str]
    code: str
    message: str
    opening: bool = False


def _case(sentences: str, code: str, message: str, *, opening: bool = False) -> _Case:
    return _Case(re.compile(sentences), code, message, opening)


_CASES: Final = (
    _case(r"quoted scalar.*unexpected end of stream", "AP201", "a quote that is not closed", opening=True),
    _case(r"quoted scalar.*document separator", "AP201", "a quote that is not closed", opening=True),
    _case(
        r"mapping values are not allowed",
        "AP201",
        "a ':' where no key can be; quote the text that it is part of, or align the key with the others",
    ),
    _case(
        r"simple key",
        "AP201",
        "neither 'key: value' nor '- entry'; is a ': ' missing, or the indentation wrong?",
        opening=True,
    ),
    _case(r"sequence entries are not allowed", "AP201", "a list behind its key; put each '- ' on a line of its own"),
    _case(r"escape|hexdecimal|escaped", "AP207", "an escape in double quotes; use single quotes, or a block (| or >-)"),
    _case(r"block scalar", "AP201", "text behind | or >; begin it on the next line, indented"),
    _case(r"directive|incompatible YAML", "AP203", "a YAML directive; a file begins with its first field"),
    _case(r"document start", "AP205", "a second document; a file holds one"),
    _case(r"alias", "AP204", "an alias; write the value out, or quote text that begins with '*'", opening=True),
    _case(r"anchor", "AP204", "an anchor; write the value out, or quote text that begins with '&'", opening=True),
    _case(r"tag", "AP203", "a tag; quote text that begins with '!'", opening=True),
    _case(r"block collection|block sequence", "AP201", "a line that is no '- entry' of the list above it"),
)


def explained(error: yaml.MarkedYAMLError, source: Source) -> Fault:
    """The fault that stops a parser."""
    sentence = f"{error.context or ''} {error.problem or ''}"
    here = _offset(error.problem_mark or error.context_mark, source)
    quote = _open_quote(source, here)
    if quote is not None:
        return _fault(source, quote, "AP201", "a quote that is not closed")
    begin = _offset(error.context_mark or error.problem_mark, source)
    for case in _CASES:
        if case.sentences.search(sentence):
            offset = begin if case.opening else here
            if case.code == "AP207":
                offset = max(source.text.rfind("\\", 0, here + 1), begin)
            return _fault(source, offset, case.code, case.message)
    character = source.text[here : here + 1]
    if "flow" in sentence and ("',' or" in sentence or not character.strip()):
        opened = source.text[begin : begin + 1]
        if opened in ("[", "{") and "\n" in source.text[begin:here]:
            return _fault(source, begin, "AP201", f"a {opened!r} that is not closed; quote it if it is text")
        return _fault(source, here, "AP201", "a list or mapping in brackets that is not closed here; is a ',' missing?")
    if character == ":":
        return _fault(source, here, "AP201", "a ':' without a key before it")
    if "start any token" in sentence or "node content" in sentence:
        return _fault(source, here, "AP201", f"{character!r} cannot begin a value; put quotes around text with it")
    if source.text[source.text.rfind("\n", 0, here) + 1 : here].strip():
        message = "something behind a value that had ended; inside quotes write '' for ', and quote text with brackets"
        return _fault(source, here, "AP201", message)
    return _fault(source, here, "AP201", "a line whose indentation fits nothing above it")


def _open_quote(source: Source, here: int) -> int | None:
    """The quote before a place that has swallowed a whole field or entry: what an author forgot to close."""
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


def _offset(mark: yaml.Mark | None, source: Source) -> int:
    return source.offset(mark.line, mark.column) if mark else 0


def _fault(source: Source, offset: int, code: str, message: str) -> Fault:
    return Fault(*source.place(offset), code, message)
