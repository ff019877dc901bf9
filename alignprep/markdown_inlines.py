"""The inline parts of Markdown's syntax tree -> the inlines of `alignprep.document`, and every fault with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markdown_it.tree import SyntaxTreeNode

from alignprep import characters
from alignprep.document import Citation, Cloze, Code, Emphasis, Inline, Inlines, Link, Math, Strong, Text
from alignprep.latex import latex_fault

__all__ = ["Inliner", "MarkdownError", "MarkdownFault"]

_ADDRESS: Final = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?([/?#].*)?|mailto:[^@?%]+@[a-z0-9.-]+", re.IGNORECASE)
"""A web or e-mail address: a plain host, no user's name before it, no header behind it."""
_CONTROL: Final = re.compile(r"%([01][0-9a-f]|7f)", re.IGNORECASE)
_MAX_FORMULA: Final = 2000
_MAX_URL: Final = 1000
_REFUSED: Final = {
    "html_inline": "raw HTML; write `\\<` for the character itself",
    "image": "an image; use the field `figure`",
    "hardbreak": "a hard line break; begin a new paragraph instead",
}


@dataclass(frozen=True, slots=True)
class MarkdownFault:
    """Something that the closed set does not have, at an offset of the text."""

    offset: int
    code: str
    message: str
    length: int = 1


class MarkdownError(ValueError):
    """Markdown outside the closed set; `faults` says what and where."""

    def __init__(self, faults: Sequence[MarkdownFault]) -> None:
        self.faults: tuple[MarkdownFault, ...] = tuple(faults)
        super().__init__("; ".join(fault.message for fault in self.faults))


class Inliner:
    """Turns the inline nodes of one text's syntax tree into inlines, and collects what the text may not hold."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._faults: list[MarkdownFault] = []
        self._lines = [0]
        for line in text.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._here = 0

    def _fault(self, code: str, message: str, *, at: int, length: int = 1) -> None:
        self._faults.append(MarkdownFault(at, code, message, length))

    def _start(self, node: SyntaxTreeNode) -> int:
        """The offset of the first visible character of a block."""
        line = node.map[0] if node.map else 0
        start = self._lines[min(line, len(self._lines) - 1)]
        while start < len(self._text) and self._text[start].isspace():
            start += 1
        return start

    def _find(self, needle: str) -> int:
        """The offset of the next occurrence of some source text in the block at hand."""
        found = self._text.find(needle, self._here)
        if found < 0:
            return self._here
        self._here = found + len(needle)
        return found

    def _line(self, node: SyntaxTreeNode) -> Inlines:
        return _merged(inline for child in node.children for inline in self._inlines(child.children))

    def _inlines(self, nodes: Iterable[SyntaxTreeNode]) -> Inlines:
        return _merged(inline for node in nodes for inline in self._inline(node))

    def _inline(self, node: SyntaxTreeNode) -> Iterable[Inline]:
        if node.type in _REFUSED:
            needle = {"html_inline": node.content, "image": "!["}.get(node.type, "\n")
            at = self._find(needle)
            if node.type == "hardbreak":
                at = len(self._text[:at].rstrip()) - 1
            self._fault("AP401", _REFUSED[node.type], at=at, length=len(needle.strip()) or 1)
        elif node.type == "text":
            if "$" in node.content:
                self._fault("AP403", "a `$` that begins no formula; write `\\$`", at=self._find("$"))
            yield Text(node.content)
        elif node.type == "text_special":
            self._special(node)
            yield Text(node.content)
        elif node.type == "softbreak":
            yield Text(" ")
        elif node.type == "strong":
            yield Strong(self._inlines(node.children))
        elif node.type == "em":
            yield Emphasis(self._inlines(node.children))
        elif node.type == "code_inline":
            self._find(node.content)
            yield Code(node.content)
        elif node.type == "math_inline":
            yield Math(self._latex(node.content))
        elif node.type == "link":
            yield self._link(node)
        elif node.type == "citation":
            self._find("[@")
            yield Citation(tuple(key.strip().removeprefix("@") for key in node.content.split(";")))
        elif node.type == "citation_fault":
            message = "a malformed citation; write [@key] or [@key; @other], on one line"
            self._fault("AP404", message, at=self._find("[@"), length=2)
        elif node.type == "cloze":
            yield Cloze(self._inlines(node.children), node.info)
        else:
            raise AssertionError(f"markdown-it made an inline that alignprep does not know: {node.type}")

    def _special(self, node: SyntaxTreeNode) -> None:
        """Refuse a character reference for what may not stand here as a character either."""
        at, length = self._find(node.markup), len(node.markup)
        for _, code, message in characters.faults(node.content):
            self._fault(code, f"{message}, as {node.markup}", at=at, length=length)
        if node.markup.startswith("&") and (node.content in "\n\ufffd" or unicodedata.combining(node.content[0])):
            message = f"the character reference {node.markup}; type a visible character of its own"
            self._fault("AP401", message, at=at, length=length)

    def _link(self, node: SyntaxTreeNode) -> Link:
        url = str(node.attrs.get("href", ""))
        at = self._here
        children = self._inlines(node.children)
        place = max(self._text.find("](" if node.markup != "autolink" else "<", at), at)
        if len(url) > _MAX_URL:
            self._fault("AP402", f"a link of {len(url)} characters; {_MAX_URL} are allowed", at=place)
        if not _ADDRESS.fullmatch(url) or _CONTROL.search(url):
            message = f"a link to {url[:60]!r}; only plain http:, https: and mailto: addresses are allowed"
            self._fault("AP402", message, at=place)
        if node.attrs.get("title"):
            self._fault("AP401", "a link title", at=place)
        if not children:
            self._fault("AP401", "a link without text", at=place)
        return Link(url, children)

    def _latex(self, content: str) -> str:
        latex = " ".join(content.split())
        at = self._find(content.strip())
        message = latex_fault(latex) if len(latex) <= _MAX_FORMULA else f"maths of more than {_MAX_FORMULA} characters"
        if message:
            self._fault("AP406", message, at=at, length=len(latex))
        return latex


def _merged(inlines: Iterable[Inline]) -> Inlines:
    """Join neighboring texts, which the parser splits at every special character."""
    result: list[Inline] = []
    for inline in inlines:
        if inline == Text(""):
            continue
        if isinstance(inline, Text) and result and isinstance(result[-1], Text):
            result[-1] = Text(result[-1].text + inline.text)
        else:
            result.append(inline)
    return tuple(result)
