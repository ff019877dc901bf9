"""Markdown of the closed set -> the blocks of `alignprep.document`; everything else is a fault with its place.

CommonMark (https://spec.commonmark.org/0.31.2/) with GitHub's tables, dollar maths and `[@key]` citations, less
headings, images, raw HTML, rules, indented code, hard breaks, link titles and reference definitions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.dollarmath import dollarmath_plugin

from alignprep.cloze import OPENING
from alignprep.document import (
    Align,
    Block,
    Blocks,
    BulletList,
    Cloze,
    CodeBlock,
    Inlines,
    MathBlock,
    OrderedList,
    Paragraph,
    Quote,
    Table,
    Text,
)
from alignprep.markdown_inlines import Inliner, MarkdownError, MarkdownFault
from alignprep.markdown_rules import citation, cloze, formula

__all__ = ["MarkdownError", "MarkdownFault", "forget", "parse", "parse_fact", "parse_line"]

MAX_LIST_DEPTH: Final = 3
MAX_DEPTH: Final = 40
_CONTAINER: Final = re.compile(r"^(?:\s*(?:>|(?:[-*+]|[0-9]{1,9}[.)])\s))+")
_MAX_START: Final = 9999
_LANGUAGE: Final = re.compile(r"[a-z0-9+#-]*")
_UNMARKED: Final = re.compile(r"""[^\W\d_](?:[^\\`*_\[\]<&${\n]*[^\s\\`*_\[\]<&${])?""")
"""A line that begins with a letter and holds nothing that could be markup, as most do."""
_REMEMBERED: Final = 1 << 12
"""How many texts of a kind are kept read: those of some hundreds of questions, from which a process may make many
packets. Of a larger bank it makes one product, which needs each text once."""
_REFUSED: Final = {
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


@lru_cache(maxsize=_REMEMBERED)
def parse(text: str) -> Blocks:
    """Read Markdown with blocks.

    Raises `MarkdownError` with every fault when the text is not of the closed set.
    """
    return _Builder(text).blocks()


def parse_line(text: str) -> Inlines:
    """Read one paragraph of Markdown.

    Raises `MarkdownError` as `parse` does, and for anything but one paragraph.
    """
    return (Text(text),) if _UNMARKED.fullmatch(text) else _marked_line(text)


@lru_cache(maxsize=_REMEMBERED)
def _marked_line(text: str) -> Inlines:
    return _Builder(text).line()


@lru_cache(maxsize=_REMEMBERED)
def parse_fact(text: str) -> Inlines:
    """Read one paragraph with exactly one cloze, `{{c1::hidden}}` or `{{c1::hidden::cue}}`.

    Raises `MarkdownError` as `parse_line` does, and for any other number of clozes.
    """
    return _Builder(text, clozes=True).line()


def forget() -> None:
    """Drop the texts that are kept read, for who reads many and each only once."""
    for reader in (parse, _marked_line, parse_fact):
        reader.cache_clear()


@cache
def _parser(clozes: bool) -> MarkdownIt:
    # Raw HTML and every link are parsed in order to be refused with their place, not dropped;
    # maxNesting is far above MAX_DEPTH because markdown-it drops what lies deeper without a word.
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_DEPTH * 4})
    parser.enable("table").disable(["reference", "text_join"])
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False)
    parser.inline.ruler.at("math_inline", formula)
    parser.inline.ruler.before("link", "citation", citation)
    if clozes:
        parser.inline.ruler.before("link", "cloze", cloze)
    setattr(parser, "validateLink", lambda _: True)  # noqa: B010
    return parser


class _Builder(Inliner):
    """Turns one text's syntax tree into blocks, and collects what it may not hold."""

    def __init__(self, text: str, *, clozes: bool = False) -> None:
        super().__init__(text)
        self._clozes = clozes
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
        if node.type in _REFUSED:
            self._fault("AP401", _REFUSED[node.type], at=self._start(node))
        elif node.type == "paragraph":
            yield Paragraph(self._line(node))
        elif node.type in ("bullet_list", "ordered_list"):
            yield self._list(node, lists + 1)
        elif node.type == "blockquote":
            yield Quote(self._blocks(node.children, lists))
        elif node.type == "fence":
            language = node.info.strip()
            if not _LANGUAGE.fullmatch(language):
                self._fault("AP401", "words behind the fence other than one language", at=self._start(node))
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


def _depth(token: Token) -> int:
    """How deep a block stands, with the deepest of its inlines."""
    return token.level + max((child.level for child in token.children or ()), default=0)


def _align(style: str) -> Align:
    if style == "text-align:right":
        return "right"
    return "center" if style == "text-align:center" else "left"
