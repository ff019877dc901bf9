"""HTML, and Markdown as others write it, -> nodes of the closed set, with every word kept.

Foreign Markdown is rendered to HTML first, since it may contain HTML (`<details>`, `<br>`, `<img>`): so one converter
serves interview lists, Anki's fields and GIFT's texts. What the closed set lacks becomes what it has: a heading a bold
paragraph, an image a link, a line break a new paragraph. Each kind is noted once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from html.parser import HTMLParser
from typing import Any, Final

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from alignprep.importing.prose import Notes, from_lines, tidy
from alignprep.text.markdown import MAX_LIST_DEPTH, address_fault
from alignprep.text.maths import latex_fault
from alignprep.text.nodes import (
    Align,
    Block,
    Blocks,
    BulletList,
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

__all__ = ["Element", "blocks_of", "from_html", "from_markdown", "html_tree", "markdown_tree", "text_of"]

_DEEPEST: Final = 60
"""How deep elements are nested at most; what lies deeper is read as if it did not."""
_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS: Final = frozenset(
    {
        *_HEADINGS, "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "li", "main", "nav", "ol", "p",
        "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "x-math-block",
    }
)  # fmt: skip
_INLINES: Final = frozenset(
    {
        "a", "abbr", "acronym", "anki-mathjax", "audio", "b", "bdi", "bdo", "big", "button", "caption", "cite", "code",
        "colgroup", "data", "del", "dfn", "em", "font", "head", "i", "iframe", "ins", "kbd", "label", "mark", "math",
        "noscript", "object", "picture", "q", "rb", "rp", "rt", "ruby", "s", "samp", "script", "small", "span",
        "strike", "strong", "style", "sub", "sup", "svg", "template", "time", "title", "tt", "u", "var", "video",
        "x-math",
    }
)  # fmt: skip
_KNOWN: Final = _VOID | _BLOCKS | _INLINES
_DROPPED: Final = frozenset({"script", "style", "head", "title", "template", "rp"})
_CLOSES: Final = {
    "li": ({"li"}, {"ul", "ol"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "tr": ({"tr", "td", "th"}, {"table"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tbody": ({"tbody", "thead", "tr", "td", "th"}, {"table"}),
}
"""For an element, those that it ends where they are open, up to the nearest one that contains them."""


class Element:
    """A part of a document: its tag, attributes, contents, and the line where it begins."""

    __slots__ = ("attributes", "children", "line", "tag")

    def __init__(self, tag: str, attributes: dict[str, str], line: int) -> None:
        self.tag: str = tag
        self.attributes: dict[str, str] = attributes
        self.line: int = line
        self.children: list[Element | str] = []

    def elements(self) -> Iterator[Element]:
        """The elements directly inside it."""
        return (child for child in self.children if isinstance(child, Element))

    def has(self, *tags: str) -> bool:
        """Whether an element with one of the tags is anywhere inside it."""
        return any(child.tag in tags or child.has(*tags) for child in self.elements())


class _Tree(HTMLParser):
    """Builds the tree as browsers do, roughly: forgotten end tags are added, tags that do not exist are text."""

    def __init__(self, notes: Notes) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("html", {}, 1)
        self.place = 1
        self._open = [self.root]
        self._notes = notes

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _KNOWN:
            self.handle_data(self.get_starttag_text() or f"<{tag}>")
            return
        self._close_before(tag)
        element = Element(tag, {name: value or "" for name, value in attrs}, self.place)
        self._open[-1].children.append(element)
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID and tag in _KNOWN and self._open[-1].tag == tag:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in _KNOWN:
            self.handle_data(f"</{tag}>")
            return
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def _close_before(self, tag: str) -> None:
        if tag in _CLOSES:
            ended, within = _CLOSES[tag]
            for depth in range(len(self._open) - 1, 0, -1):
                if self._open[depth].tag in within:
                    break
                if self._open[depth].tag in ended:
                    del self._open[depth:]
        if tag in _BLOCKS and self._open[-1].tag == "p":
            self._open.pop()


def html_tree(html: str, notes: Notes) -> Element:
    """The tree of some HTML; never raises for any text."""
    tree = _Tree(notes)
    tree.feed(html)
    tree.close()
    return tree.root


def markdown_tree(text: str, notes: Notes, first: int = 1) -> Element:
    """The tree of the HTML that some Markdown stands for; `first` is the number of its first line."""
    parser = _parser()
    tree = _Tree(notes)
    tokens = parser.parse(text)
    for index, token in enumerate(tokens):
        if token.map:
            tree.place = token.map[0] + first
        if token.type == "inline":
            tree.feed(parser.renderer.render([token], parser.options, {}))
        else:
            tree.feed(parser.renderer.render(tokens[index : index + 1], parser.options, {}))
    tree.close()
    return tree.root


@cache
def _parser() -> MarkdownIt:
    """CommonMark with GitHub's tables, struck-out text and formulas."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 200})
    parser.enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False)
    parser.add_render_rule("math_inline", _formula)
    parser.add_render_rule("math_block", _display)
    setattr(parser, "validateLink", lambda _: True)  # noqa: B010
    return parser


def _formula(_: object, tokens: Sequence[Any], index: int, *__: object) -> str:
    """A formula, or the characters themselves: `$` is not only for formulas."""
    latex = tokens[index].content
    if _LOOKS_LIKE_MATHS.search(latex) and latex_fault(" ".join(latex.split())) is None:
        return f"<x-math>{escape(latex)}</x-math>"
    return escape(f"${latex}$")


def _display(_: object, tokens: Sequence[Any], index: int, *__: object) -> str:
    return f"<x-math-block>{escape(tokens[index].content)}</x-math-block>"


_LOOKS_LIKE_MATHS: Final = re.compile(r"[\\^_=+<>]|^[A-Za-z]$")


def from_html(html: str, notes: Notes, place: str) -> Blocks:
    """HTML as blocks; notes are about `place`."""
    return blocks_of(html_tree(html, notes).children, notes, place)


def from_markdown(text: str, notes: Notes, place: str) -> Blocks:
    """Markdown as others write it as blocks; notes are about `place`."""
    return blocks_of(markdown_tree(text, notes).children, notes, place)


def text_of(part: Element | str, code: bool = False) -> str:
    """All text in an element; in code, a line break for each `<br>`."""
    if isinstance(part, str):
        return part
    if part.tag == "br":
        return "\n"
    if part.tag == "img":
        return part.attributes.get("alt", "")
    if part.tag in _DROPPED:
        return ""
    said = "".join(text_of(child, code) for child in part.children)
    return f"{said}\n" if code and part.tag in ("div", "p") else said


def blocks_of(parts: Iterable[Element | str], notes: Notes, place: str = "") -> Blocks:
    """Parts of a tree as blocks. Notes are about `place`, or about the lines where the parts begin."""
    return _Converter(notes, place).blocks(parts, 0)


class _Converter:
    """Turns elements into nodes, and notes what they cannot hold."""

    def __init__(self, notes: Notes, place: str) -> None:
        self._notes, self._place = notes, place
        self._line = 1

    def _note(self, kind: str) -> None:
        self._notes.add(kind, self._place or f"line {self._line}")

    def blocks(self, parts: Iterable[Element | str], lists: int) -> Blocks:
        """Blocks; text between them is made into paragraphs. `lists` counts the lists around them."""
        made: list[Block] = []
        run: list[Element | str] = []
        for part in parts:
            if isinstance(part, Element) and part.tag == "div" and not part.has(*_BLOCKS):
                # Editors make an element of each line.
                if run and not (isinstance(run[-1], Element) and run[-1].tag == "br"):
                    run.append(Element("br", {}, part.line))
                run += [*part.children, Element("br", {}, part.line)]
            elif isinstance(part, Element) and (part.tag in _BLOCKS or part.has(*_BLOCKS)) and part.tag not in _DROPPED:
                made += self._lines(run)
                run = []
                made += self._block(part, lists)
            else:
                run.append(part)
        return (*made, *self._lines(run))

    def _lines(self, parts: Iterable[Element | str]) -> Blocks:
        """Text in lines: each a paragraph, and lines that look like a list are one."""
        parts = tuple(parts)
        self._line = next((part.line for part in parts if isinstance(part, Element)), self._line)
        lines: list[list[Inline]] = [[]]
        for inline in self._inlines(parts):
            if inline is _BREAK:
                lines.append([])
            else:
                lines[-1].append(inline)
        made = from_lines([tuple(line) for line in lines])
        if sum(isinstance(block, Paragraph) for block in made) > 1:
            self._note("line breaks became new paragraphs")
        return made

    def _block(self, part: Element, lists: int) -> Blocks:
        self._line = part.line
        if part.tag in _HEADINGS:
            self._note("headings inside an answer became bold paragraphs")
            line = self._one_line(part.children)
            return (Paragraph((Strong(line),)),) if line else ()
        if part.tag in ("summary", "dt"):
            line = self._one_line(part.children)
            return (Paragraph((Strong(line),)),) if line else ()
        if part.tag in ("ul", "ol"):
            return self._list(part, lists)
        if part.tag == "pre":
            return self._code(part)
        if part.tag == "blockquote":
            inside = self.blocks(part.children, lists)
            return (Quote(inside),) if inside else ()
        if part.tag == "table":
            return self._table(part, lists)
        if part.tag == "x-math-block":
            latex = " ".join(text_of(part).split())
            if latex_fault(latex) is None:
                return (MathBlock(latex),)
            self._note("formulas that not every format can draw were turned into code")
            return (CodeBlock(latex, "latex"),)
        if part.tag == "a":
            flat = Element("a", part.attributes, part.line)
            flat.children = list(_flat(part.children))
            return self._lines([flat])
        if part.tag == "hr":
            self._note("rules were left out")
            return ()
        return self.blocks(part.children, lists)

    def _one_line(self, parts: Iterable[Element | str]) -> Inlines:
        inlines = [Text(" ") if inline is _BREAK else inline for inline in self._inlines(parts)]
        return tidy(_unmarked(inlines))

    def _list(self, part: Element, lists: int) -> Blocks:
        items: list[Blocks] = []
        for child in part.children:
            if isinstance(child, Element) and child.tag == "li":
                items.append(self.blocks(child.children, lists + 1))
            elif isinstance(child, Element) and child.tag in ("ul", "ol") and items:
                items[-1] += self._list(child, lists + 1)  # HTML of editors: a list right inside a list.
            elif not isinstance(child, str) or child.strip():
                items.append(self.blocks([child], lists + 1))
        items = [item for item in items if item]
        if not items:
            return ()
        if lists >= MAX_LIST_DEPTH:
            self._note(f"lists more than {MAX_LIST_DEPTH} levels deep became paragraphs")
            return tuple(block for item in items for block in _dashed(item))
        tight = all(sum(isinstance(block, Paragraph) for block in item) < 2 for item in items)
        start = part.attributes.get("start", "")
        if part.tag == "ul":
            return (BulletList(tuple(items), tight),)
        return (OrderedList(tuple(items), tight, int(start) if re.fullmatch("[0-9]{1,4}", start) else 1),)

    def _code(self, part: Element) -> Blocks:
        self._line = part.line
        text = "".join(text_of(child, code=True) for child in part.children).strip("\n").rstrip()
        classes = " ".join(one.attributes.get("class", "") for one in (part, *part.elements()))
        found = re.search(r"\b(?:language|lang|brush)[-:]\s*([A-Za-z0-9+#-]+)", classes)
        return (CodeBlock(text, found[1].casefold() if found else ""),) if text.strip() else ()

    def _table(self, part: Element, lists: int) -> Blocks:
        rows = list(_rows(part))
        if any(cell.has("table", "pre", "ul", "ol") for row in rows for cell in row):
            self._note("tables with lists, code or tables in them were turned into paragraphs")
            return tuple(block for row in rows for cell in row for block in self.blocks(cell.children, lists))
        width = max(map(len, rows), default=0)
        cells = [[self._cell(cell) for cell in row] + [()] * (width - len(row)) for row in rows]
        before = [child for child in part.elements() if child.tag == "caption"]
        captions = tuple(block for caption in before for block in self.blocks(caption.children, lists))
        if not width or not any(map(any, cells)):
            return captions
        header, *others = map(tuple, cells)
        aligns: tuple[Align, ...] = (*map(_align, rows[0]), *_LEFT * (width - len(rows[0])))
        return (*captions, Table(aligns, header, tuple(others)))

    def _cell(self, cell: Element) -> Inlines:
        inlines = self._inlines(_flat(cell.children))
        return tidy(Text(" ") if inline is _BREAK else inline for inline in inlines)

    def _inlines(self, parts: Iterable[Element | str]) -> Iterator[Inline]:
        """Inlines, with `_BREAK` for a line break."""
        for part in parts:
            if isinstance(part, str):
                yield Text(re.sub(r"[ \t\r\n\f]+", " ", part))
            else:
                yield from self._inline(part)

    def _inline(self, part: Element) -> Iterator[Inline]:
        tag = part.tag
        if tag == "br":
            yield _BREAK
        elif tag in ("b", "strong", "i", "em", "cite", "dfn"):
            kind = Strong if tag in ("b", "strong") else Emphasis
            for line, breaks in _between_breaks(self._inlines(part.children)):
                yield _BREAK if breaks else kind(line)
        elif tag in ("code", "kbd", "samp", "tt", "var"):
            yield Code(re.sub(r"\s", " ", text_of(part)))
        elif tag in ("x-math", "anki-mathjax"):
            latex = " ".join(text_of(part).split())
            if latex_fault(latex) is None:
                yield Math(latex)
            else:
                self._note("formulas that not every format can draw were turned into code")
                yield Code(latex)
        elif tag == "a":
            yield from self._link(part)
        elif tag == "img":
            yield from self._image(part.attributes.get("src", ""), part.attributes.get("alt", ""))
        elif tag in ("audio", "video", "iframe", "embed", "object", "source"):
            yield from self._image(part.attributes.get("src") or part.attributes.get("data", ""), "")
            yield from self._inlines(part.children)
        elif tag in ("sup", "sub"):
            yield Text(_raised(text_of(part), tag))
        elif tag == "rt":
            yield Text(f"({text_of(part)})")
        elif tag in _DROPPED:
            if tag in ("script", "style") and text_of_raw(part).strip():
                self._note(f"a <{tag}> was left out")
        else:
            if tag in ("del", "s", "strike", "u", "mark", "ins"):
                self._note(f"text in <{tag}> is no longer marked so")
            yield from self._inlines(part.children)

    def _link(self, part: Element) -> Iterator[Inline]:
        url = part.attributes.get("href", "").strip()
        lines = [Text(" ") if inline is _BREAK else inline for inline in self._inlines(part.children)]
        if not url:
            yield from lines
        elif address_fault(url) is None:
            # A link inside a link, as made of an image, is left as its text.
            yield Link(url, tuple(_unlinked(lines)) if tidy(lines) else (Text(url),))
        else:
            self._note("links to anything but the web or an e-mail address became their text and address")
            yield from lines
            yield Text(f" ({url})")

    def _image(self, url: str, alt: str) -> Iterator[Inline]:
        if not url and not alt:
            return
        self._note("images and media became links, or their names where there is no address of the web")
        name = alt.strip() or url.rpartition("/")[2] or url
        if address_fault(url) is None:
            yield Link(url, (Text(name),))
        else:
            yield Text(f"{name} ({url})" if url and url != name else name)


_LEFT: Final[tuple[Align, ...]] = ("left",)
_BREAK: Final = Text("\0")
"""Stands for a line break while a line is read; a NUL is in no HTML."""


def _between_breaks(inlines: Iterable[Inline]) -> Iterator[tuple[Inlines, bool]]:
    """The inlines between line breaks, and for each break an empty one with True."""
    line: list[Inline] = []
    for inline in inlines:
        if inline is _BREAK:
            yield tuple(line), False
            yield (), True
            line = []
        else:
            line.append(inline)
    yield tuple(line), False


def _unlinked(inlines: Iterable[Inline]) -> Iterator[Inline]:
    for inline in inlines:
        match inline:
            case Link(url, children):
                yield from children
                yield Text(f" ({url})")
            case Strong(children) | Emphasis(children):
                yield type(inline)(tuple(_unlinked(children)))
            case _:
                yield inline


def _unmarked(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """The inlines without bold, which what stands around them has."""
    for inline in inlines:
        if isinstance(inline, Strong):
            yield from inline.children
        else:
            yield inline


def _dashed(item: Blocks) -> Iterator[Block]:
    """An item of a list that is too deep as paragraphs."""
    for index, block in enumerate(item):
        if isinstance(block, Paragraph) and not index:
            yield Paragraph((Text("– "), *block.children))
        else:
            yield block


def _rows(table: Element) -> Iterator[list[Element]]:
    for child in table.elements():
        if child.tag == "tr":
            yield [cell for cell in child.elements() if cell.tag in ("td", "th")]
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child)


def _align(cell: Element) -> Align:
    said = f"{cell.attributes.get('style', '')} {cell.attributes.get('align', '')} {cell.attributes.get('class', '')}"
    return "right" if "right" in said else "center" if "center" in said else "left"


def _flat(parts: Iterable[Element | str]) -> Iterator[Element | str]:
    """The parts with the contents of blocks in place of the blocks, and a line break after each."""
    for part in parts:
        if isinstance(part, Element) and part.tag in _BLOCKS:
            yield from _flat(part.children)
            yield " "
        else:
            yield part


_SUPERSCRIPT: Final = dict(zip("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True))
_SUBSCRIPT: Final = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))


def _raised(text: str, tag: str) -> str:
    """Raised or lowered text in the characters that Unicode has for it, else behind `^` or `_`."""
    letters = _SUPERSCRIPT if tag == "sup" else _SUBSCRIPT
    if text and all(letter in letters for letter in text):
        return "".join(letters[letter] for letter in text)
    mark = "^" if tag == "sup" else "_"
    return f"{mark}{text}" if len(text) == 1 else f"{mark}({text})" if text else ""


def text_of_raw(part: Element) -> str:
    """The text in an element that shows none."""
    return "".join(child if isinstance(child, str) else text_of_raw(child) for child in part.children)
