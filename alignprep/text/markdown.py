"""Markdown of the closed set -> the blocks of `alignprep.text.nodes`; everything else is a fault with its place.

CommonMark (https://spec.commonmark.org/0.31.2/) with GitHub's tables, dollar maths and `[@key]` citations, less
headings, images, raw HTML, rules, indented code, hard breaks, link titles and reference definitions. What CommonMark
would print as it stands, although its author meant markup (`alignprep.text.strays`), is a fault too.
"""

from __future__ import annotations

import pickle
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from hashlib import blake2b
from threading import Lock
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar

from alignprep.text import characters
from alignprep.text.cloze import OPENING, cloze_at
from alignprep.text.maths import latex_fault
from alignprep.text.nodes import (
    Align,
    Block,
    Blocks,
    BulletList,
    Citation,
    Cloze,
    Code,
    CodeBlock,
    Emphasis,
    Inline,
    Inlines,
    Link,
    Math,
    MathBlock,
    OrderedList,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
)
from alignprep.text.source import Fault
from alignprep.text.strays import MAY_STRAY, PLACEHOLDER, TASK, bold_strays, strays, tex_fault

__all__ = [
    "MarkdownError", "address_fault", "forget", "parse", "parse_fact", "parse_line", "recall", "recording",
    "remembered", "unused_bold",
]  # fmt: skip

MAX_LIST_DEPTH: Final = 3
MAX_DEPTH: Final = 40
_CONTAINER: Final = re.compile(r"^(?:\s*(?:>|(?:[-*+]|[0-9]{1,9}[.)])\s))+")
_MAX_START: Final = 9999
_LANGUAGE: Final = re.compile(r"[a-z0-9+#-]*")
_UNMARKED: Final = re.compile(r"""[^\W\d_](?:[^\\`*_\[\]<&${~\n]*[^\s\\`*_\[\]<&${~])?""")
"""A line that begins with a letter and holds nothing that could be markup, as most do."""
_REMEMBERED: Final = 1 << 12
"""How many parsed texts of each kind are cached: enough for some hundreds of questions, of which a process may make
many packets. Of a larger bank it makes one product, which needs each text once."""
_HELD: Final = 1 << 8
"""How many of them at most are cached while they are recorded."""
_REFUSED_BLOCKS: Final = {
    "heading": "a heading; a field has none",
    "html_block": "raw HTML; write `\\<` for the character itself",
    "hr": "a rule",
    "code_block": "indented code; use a fence (```)",
}
_BLOCKS_ONLY: Final = {
    "blockquote": "a quote",
    "bullet_list": "a list",
    "ordered_list": "a list",
    "fence": "a code block",
    "table": "a table",
    "math_block": "display maths",
}
_ADDRESS: Final = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?([/?#].*)?|mailto:[^@?%]+@[a-z0-9.-]+", re.IGNORECASE)
"""A web or e-mail address: a plain host, no user's name before it, no header behind it."""
_MAX_FORMULA: Final = 2000
_MAX_URL: Final = 1000
_REFUSED_INLINES: Final = {
    "html_inline": "raw HTML; write `\\<` for the character itself",
    "image": "an image; use the field `figure`",
    "hardbreak": "a hard line break; begin a new paragraph instead",
}
_FORMULA: Final = math_inline_dollar(allow_space=False, allow_digits=False)
_making: Final = Lock()
"""Parsers are made one at a time: markdown-it and mdurl fill their tables at first use, for all threads."""
_CITATION: Final = re.compile(r"\[@([a-z0-9-]+(?:; *@[a-z0-9-]+)*)\]")


class MarkdownError(ValueError):
    """Markdown outside the closed set; `faults` says what and where."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("; ".join(fault.message for fault in self.faults))


@lru_cache(maxsize=_REMEMBERED)
def parse(text: str) -> Blocks:
    """Read Markdown with blocks.

    Raises `MarkdownError` with every fault when the text is not of the closed set.
    """
    blocks: Blocks = _read("blocks", text)
    return blocks


def parse_line(text: str) -> Inlines:
    """Read one paragraph of Markdown.

    Raises `MarkdownError` as `parse` does, and for anything but one paragraph.
    """
    return (Text(text),) if _UNMARKED.fullmatch(text) else _marked_line(text)


@lru_cache(maxsize=_REMEMBERED)
def _marked_line(text: str) -> Inlines:
    line: Inlines = _read("line", text)
    return line


@lru_cache(maxsize=_REMEMBERED)
def parse_fact(text: str) -> Inlines:
    """Read one paragraph with exactly one cloze, `{{c1::hidden}}` or `{{c1::hidden::cue}}`.

    Raises `MarkdownError` as `parse_line` does, and for any other number of clozes.
    """
    line: Inlines = _read("fact", text)
    return line


def parse_told(text: str, why: str | None) -> Inlines:
    """A fact as a reader is told it: its paragraph with the cloze and, in emphasis, why it is so."""
    return (*parse_fact(text), Text(" "), Emphasis(parse_line(why))) if why else parse_fact(text)


def unused_bold(text: str) -> tuple[int, ...]:
    """The offsets of each `**` at the edge of a word that makes nothing bold."""
    return _Builder(text).unused_bold() if "**" in text else ()


def address_fault(url: str) -> str | None:
    """Why a link may not lead to an address; None if it may."""
    if not _ADDRESS.fullmatch(url) or characters.ESCAPED_CONTROL.search(url):
        return f"a link to {url[:60]!r}; only plain http:, https: and mailto: addresses are allowed"
    return f"a link of {len(url)} characters; {_MAX_URL} are allowed" if len(url) > _MAX_URL else None


def forget() -> None:
    """Empty the caches of parsed texts, for callers that read many texts and each only once."""
    for reader in (parse, _marked_line, parse_fact):
        reader.cache_clear()


_recorded: dict[bytes, bytes] | None = None
_recalled: Mapping[bytes, bytes] = {}


@contextmanager
def recording() -> Iterator[dict[bytes, bytes]]:
    """Collect what is parsed and set inside, for other processes to `recall`: pickled nodes by a digest of their text.

    Meanwhile few parsed texts are cached, since as objects they need more memory than pickled.
    """
    global _recorded
    found: dict[bytes, bytes] = {}
    _recorded = found
    forget()
    try:
        yield found
    finally:
        _recorded = None


def recall(parsed: Mapping[bytes, bytes]) -> None:
    """From now on use these nodes, which a process that we trust has recorded, instead of making them anew."""
    global _recalled
    _recalled = parsed


def remembered(kind: str, text: str, make: Callable[[], Any]) -> Any:
    """What is made of a text, or what another process has recorded of it; `kind` says what that is."""
    if _recorded is None and not _recalled:
        return make()
    digest = blake2b(f"{kind} {text}".encode(errors="surrogatepass"), digest_size=16).digest()
    if digest in _recalled:
        return pickle.loads(_recalled[digest])  # noqa: S301 - from a process that we trust
    made = make()
    if _recorded is not None:
        _recorded[digest] = pickle.dumps(made)
        if len(_recorded) % _HELD == 0:
            forget()
    return made


def _read(kind: str, text: str) -> Any:
    def read() -> Any:
        builder = _Builder(text, clozes=kind == "fact")
        return builder.blocks() if kind == "blocks" else builder.line()

    return remembered(kind, text, read)


@cache
def _parser(clozes: bool) -> MarkdownIt:
    with _making:
        parser = _made(clozes)
        parser.parse("[x](https://x)")  # The first use.
    return parser


def _made(clozes: bool) -> MarkdownIt:
    # Raw HTML and every link are parsed in order to be refused with their place, not dropped;
    # maxNesting is far above MAX_DEPTH because markdown-it silently drops what lies deeper.
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_DEPTH * 4})
    parser.enable("table").disable(["reference", "text_join"])
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False)
    parser.inline.ruler.at("math_inline", _formula)
    parser.inline.ruler.before("link", "citation", _citation)
    if clozes:
        parser.inline.ruler.before("link", "cloze", _cloze)
    setattr(parser, "validateLink", lambda _: True)  # noqa: B010
    return parser


def _citation(state: StateInline, silent: bool) -> bool:
    """Read `[@key]` or `[@key; @other]`; a malformed one becomes a `citation_fault` token."""
    if not state.src.startswith("[@", state.pos):
        return False
    found = _CITATION.match(state.src, state.pos)
    if not silent:
        token = state.push("citation" if found else "citation_fault", "", 0)
        token.content = found[1] if found else state.src[state.pos : state.pos + 40].split("\n")[0]
    state.pos = found.end() if found else state.pos + 2
    return True


def _cloze(state: StateInline, silent: bool) -> bool:
    """Read `{{c1::hidden}}` or `{{c1::hidden::cue}}`; braces inside must balance."""
    span = cloze_at(state.src, state.pos, state.posMax)
    if span is None:
        return False
    if not silent:
        outer = state.posMax
        state.push("cloze_open", "", 1).info = span.cue
        state.pos, state.posMax = span.start, span.stop
        state.md.inline.tokenize(state)
        state.push("cloze_close", "", -1)
        state.posMax = outer
    state.pos = span.end
    return True


def _formula(state: StateInline, silent: bool) -> bool:
    """Read `$…$` as mdit-py-plugins does, also where it comes first in a text that ends with a digit.

    For the character before the first one, the library looks at the last one (an index of -1).
    """
    source = state.src
    if state.pos == 0:
        state.src = source + "\n"
    try:
        return _FORMULA(state, silent)
    finally:
        state.src = source


class _Builder:
    """Turns one text's syntax tree into blocks or inlines, and collects its faults."""

    def __init__(self, text: str, *, clozes: bool = False) -> None:
        self._text, self._clozes, self._one_paragraph = text, clozes, False
        self._faults: list[Fault] = []
        self._lines = [0]
        for line in text.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._here = self._told = 0
        tokens = _parser(clozes).parse(text)
        deep = next((token for token in tokens if _depth(token) > MAX_DEPTH), None)
        if deep:
            self._fault("AP401", "Markdown nested too deeply", at=self._lines[(deep.map or (0,))[0]])
        self._tree = SyntaxTreeNode([] if deep else tokens)

    def blocks(self) -> Blocks:
        blocks = self._blocks(self._tree.children, 0)
        self._finish()
        return blocks

    def line(self) -> Inlines:
        inlines: Inlines = ()
        self._one_paragraph = True
        for index, node in enumerate(self._tree.children):
            if node.type in _BLOCKS_ONLY:
                self._fault("AP401", f"{_BLOCKS_ONLY[node.type]}; this field is one paragraph", at=self._start(node))
            elif node.type == "paragraph" and index:
                self._fault("AP401", "a second paragraph; this field has one", at=self._start(node))
            else:
                blocks = self._blocks([node], 0)
                inlines = next((block.children for block in blocks if isinstance(block, Paragraph)), ())
        if self._clozes and self._tree.children:
            self._cloze(inlines)
        self._finish()
        return inlines

    def unused_bold(self) -> tuple[int, ...]:
        nodes = [node for node in self._tree.walk() if node.type == "inline"]
        return tuple(offset for node in nodes for offset in bold_strays(*self._written(node)))

    def _cloze(self, inlines: Inlines) -> None:
        openings = list(OPENING.finditer(self._text))
        read = sum(isinstance(inline, Cloze) for inline in inlines)
        if len(openings) != 1:
            message, at = f"{len(openings)} clozes", openings[1].start() if openings else 0
        elif not read:
            message, at = "a cloze that is not closed, or inside other markup", openings[0].start()
        elif openings[0][0] != "{{c1::":
            message, at = f"a cloze that begins with {openings[0][0][:40]}", openings[0].start()
        else:
            return
        self._fault("AP405", f"{message}; a fact has exactly one, {{{{c1::hidden}}}}", at=at)

    def _finish(self) -> None:
        if self._faults:
            raise MarkdownError(sorted(self._faults, key=lambda fault: fault.offset))

    def _blocks(self, nodes: Iterable[SyntaxTreeNode], lists: int) -> Blocks:
        return tuple(block for node in nodes for block in self._block(node, lists))

    def _block(self, node: SyntaxTreeNode, lists: int) -> Iterable[Block]:
        self._here = max(self._here, self._start(node))
        if node.type in _REFUSED_BLOCKS:
            self._fault("AP401", _REFUSED_BLOCKS[node.type], at=self._start(node))
        elif node.type == "paragraph":
            yield Paragraph(self._line(node))
        elif node.type in ("bullet_list", "ordered_list"):
            yield self._list(node, lists + 1)
        elif node.type == "blockquote":
            yield Quote(self._blocks(node.children, lists))
        elif node.type == "fence":
            language = node.info.strip()
            if not _LANGUAGE.fullmatch(language):
                self._fault("AP401", "words after the fence other than one language", at=self._start(node))
            if not self._is_closed(node):
                message = f"code that is not closed; end it with a line of {node.markup}"
                self._fault("AP401", message, at=self._start(node))
            yield CodeBlock(node.content.removesuffix("\n"), language)
        elif node.type == "math_block":
            yield MathBlock(self._latex(node.content))
        elif node.type == "table":
            yield self._table(node)
        else:
            raise AssertionError(f"markdown-it made a block that alignprep does not know: {node.type}")

    def _list(self, node: SyntaxTreeNode, depth: int) -> BulletList | OrderedList:
        if depth > MAX_LIST_DEPTH:
            self._fault("AP401", f"a list more than {MAX_LIST_DEPTH} levels deep", at=self._start(node))
        items = []
        for item in node.children:
            if not item.children:
                self._fault("AP401", "an empty list item", at=self._start(item))
            elif task := TASK.match(self._text, self._start(item)):
                message = "a box to tick, which no format draws; leave out the brackets"
                self._fault("AP401", message, at=task.start("box"), length=3)
            items.append(self._blocks(item.children, depth))
        tight = all(child.hidden for item in node.children for child in item.children if child.type == "paragraph")
        if node.type == "bullet_list":
            return BulletList(tuple(items), tight)
        start = int(node.attrs.get("start", 1))
        if start > _MAX_START:
            self._fault(
                "AP401", f"a list that begins with {start}; at most {_MAX_START} is allowed", at=self._start(node)
            )
        return OrderedList(tuple(items), tight, start)

    def _table(self, node: SyntaxTreeNode) -> Table:
        head, *bodies = node.children
        header = head.children[0]
        rows = [row for body in bodies for row in body.children]
        for row in (header, *rows):
            line = self._text[self._start(row) : self._lines[(row.map or (0, 1))[0] + 1] - 1]
            line = _CONTAINER.sub("", line)
            cells = len(re.findall(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))) + 1
            if cells != len(header.children):
                message = (
                    f"a row of {cells} cells in a table of {len(header.children)} columns; write \\| for the character"
                )
                self._fault("AP401", message, at=self._start(row))
        aligns: tuple[Align, ...] = tuple(_align(str(cell.attrs.get("style", ""))) for cell in header.children)
        cells_of = [tuple(self._line(cell) for cell in row.children) for row in (header, *rows)]
        return Table(aligns, cells_of[0], tuple(cells_of[1:]))

    def _fault(self, code: str, message: str, *, at: int, length: int = 1) -> None:
        self._faults.append(Fault(at, code, message, length))

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

    def _is_closed(self, fence: SyntaxTreeNode) -> bool:
        """Whether a line of marks ends a code block; without one it ends where the text, or what it is in, ends."""
        first, end = fence.map or (0, 0)
        last = self._text[self._lines[end - 1] : self._lines[end] - 1]
        marks = re.compile(rf"[\s>]*{fence.markup[0]}{{{len(fence.markup)},}}\s*")
        return end - 1 > first and marks.fullmatch(last) is not None

    def _written(self, node: SyntaxTreeNode) -> tuple[str, list[int]]:
        """The text of a paragraph as its author wrote it, with a placeholder for whatever else stands there.

        Escaped characters are such too. With it comes the offset of each of its characters.
        """
        text, places = "", list[int]()
        at = max(self._told, self._start(node))
        for leaf in node.walk():
            needle = leaf.markup if leaf.type == "text_special" else leaf.content if not leaf.children else ""
            found = self._text.find(needle, at) if needle else -1
            at = found if found >= 0 else at
            if leaf.type == "text" and found >= 0:
                text += leaf.content
                places += range(at, at + len(needle))
            elif leaf.type == "softbreak" or not leaf.children:
                text += "\n" if leaf.type == "softbreak" else PLACEHOLDER
                places.append(at)
            at += len(needle) if found >= 0 else 0
        self._told = at
        return text, places

    def _line(self, node: SyntaxTreeNode) -> Inlines:
        for inline in node.children:
            if MAY_STRAY.search(inline.content):
                text, places = self._written(inline)
                for start, length, message in strays(text, one=self._one_paragraph):
                    self._fault("AP401", message, at=places[start], length=length)
        return _merged(inline for child in node.children for inline in self._inlines(child.children))

    def _inlines(self, nodes: Iterable[SyntaxTreeNode]) -> Inlines:
        return _merged(inline for node in nodes for inline in self._inline(node))

    def _inline(self, node: SyntaxTreeNode) -> Iterable[Inline]:
        if node.type in _REFUSED_INLINES:
            needle = {"html_inline": node.content, "image": "!["}.get(node.type, "\n")
            at = self._find(needle)
            if node.type == "hardbreak":
                at = len(self._text[:at].rstrip()) - 1
            self._fault("AP401", _REFUSED_INLINES[node.type], at=at, length=len(needle.strip()) or 1)
        elif node.type == "text":
            if "$" in node.content:
                self._fault("AP403", "a `$` that does not begin a formula; write `\\$`", at=self._find("$"))
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
            children = self._inlines(node.children)
            self._find(f"::{node.info}}}}}" if node.info else "}}")  # A cue is plain text, and has no nodes.
            yield Cloze(children, node.info)
        else:
            raise AssertionError(f"markdown-it made an inline that alignprep does not know: {node.type}")

    def _special(self, node: SyntaxTreeNode) -> None:
        """Refuse a character reference for what may not stand here as a character either."""
        at, length = self._find(node.markup), len(node.markup)
        tex = tex_fault(self._text, at)
        if tex:
            self._fault("AP401", tex[1], at=at, length=tex[0])
        for fault in characters.faults(node.content):
            self._fault(fault.code, f"{fault.message}, as {node.markup}", at=at, length=length)
        if node.markup.startswith("&") and (node.content in "\n\ufffd" or unicodedata.combining(node.content[0])):
            message = f"the character reference {node.markup}; type a visible character of its own"
            self._fault("AP401", message, at=at, length=length)

    def _link(self, node: SyntaxTreeNode) -> Link:
        url = str(node.attrs.get("href", ""))
        at = self._here
        children = self._inlines(node.children)
        place = max(self._text.find("](" if node.markup != "autolink" else "<", at), at)
        fault = address_fault(url)
        if fault:
            self._fault("AP402", fault, at=place)
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


def _depth(token: Token) -> int:
    """How deep a block stands, with the deepest of its inlines."""
    return token.level + max((child.level for child in token.children or ()), default=0)


def _align(style: str) -> Align:
    if style == "text-align:right":
        return "right"
    return "center" if style == "text-align:center" else "left"
