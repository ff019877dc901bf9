"""Arbitrary valid questions, built as nodes, so that a test knows what is said without reading any Markdown."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from hypothesis import strategies as st

from alignprep.text import characters
from alignprep.text.markdown import MAX_LIST_DEPTH
from alignprep.text.nodes import (
    Block,
    BulletList,
    Citation,
    Code,
    CodeBlock,
    Emphasis,
    Inline,
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
from tests.support.sample_bank import bank_data, question

CITED = {"ouyang2022training": "Ouyang et al. 2022", "nist2023": "NIST 2023"}
"""The works of the sample bank and how they are cited."""
HOSTILE = [
    "<b>", "</div>", "<script>alert(1)</script>", "<!--", "-->", "]]>", "&amp;", "&lt;", "&#123;", "a<b", "P(x<0.05)",
    "{{c1::x}}", "{{Answer}}", "{{", "}}", "{", "}", "[sound:x.mp3]", "[anki:play:q:0]", "[latex]x[/latex]", "[$]y[/$]",
    r"\(a<b\)", r"\[c\]", r"\begin{x}", "$5", "$$", "`", "**", "__", "::", "|", "%", "#", "=1+1", "'", '"', "\\", "1.",
    "=cmd|'/c'!A1", "a\u00a0b", "q\u0303", "x\u0332\u0305", "👍🏽", "❤\ufe0f", "x" * 70, "b/" * 40, "...",
    "🙂", "🇩🇪", "שלום", "مرحبا", "θ→π", "𝔼", "≤", "é", "ﬁ", "汉字", "a/b", "@x", "[@nist2023]", "[x](y)",
]  # fmt: skip
"""Words that some format or other would take for its own."""
_LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S")).filter(
    lambda letter: not list(characters.faults(letter))
)


def _clean(word: str) -> str:
    return "".join(unicodedata.normalize("NFC", word).split())


_drawn = st.text(_LETTERS, min_size=1, max_size=8).map(_clean).filter(lambda word: word.isprintable() and word != "")
words = st.sampled_from(HOSTILE) | _drawn
"""A run without white space."""
texts = st.lists(words, min_size=1, max_size=5).map(" ".join).map(lambda text: unicodedata.normalize("NFC", text))
"""A few words with single spaces between them."""
_codes = texts.map(lambda text: text.replace("|", "!"))
FORMULAS = [
    r"a<b", r"\frac{a_{1}}{b^{2}}", r"\{x\}", r"{{x}}", r"P(x \le 0.05)", r"\hat{\theta} \to \pi", "n", r"\sqrt{x} > 1"
]  # fmt: skip
_latex = st.sampled_from(FORMULAS)
_urls = st.sampled_from(["https://example.org/a?b=1&c=2", "http://a.example/%7Bx%7D#y", "mailto:a@example.org"])
_leaves = st.one_of(
    texts.map(Text),
    _codes.map(Code),
    _latex.map(Math),
    st.lists(st.sampled_from(sorted(CITED)), min_size=1, max_size=2, unique=True).map(
        lambda keys: Citation(tuple(keys))
    ),
    st.builds(lambda url, text: Link(url, (Text(text),)), _urls, texts),
)
_plain_leaves = texts.map(Text) | _codes.map(Code)
inlines = st.lists(
    _leaves
    | _plain_leaves.map(lambda leaf: Strong((leaf,)))
    | _plain_leaves.map(lambda leaf: Emphasis((Strong((leaf,)),))),
    min_size=1,
    max_size=4,
).map(tuple)
"""A line, whose parts stand with a space between them."""
_asked = st.lists(texts.map(Text) | _codes.map(Code) | _latex.map(Math), min_size=1, max_size=4).map(tuple)


def _cells(count: int) -> st.SearchStrategy[tuple[tuple[Inline, ...], ...]]:
    return st.lists(inlines | st.just(()), min_size=count, max_size=count).map(tuple)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table of up to three columns."""
    count = draw(st.integers(1, 3))
    aligns = draw(st.lists(st.sampled_from(("left", "center", "right")), min_size=count, max_size=count))
    return Table(tuple(aligns), draw(_cells(count)), tuple(draw(st.lists(_cells(count), max_size=3))))


_paragraphs = inlines.map(Paragraph)
_code_lines = (
    st.lists(texts | st.sampled_from(("", "  ", "    indented", "trailing  ", "`" * 5, "~~~")), min_size=1, max_size=5)
    .map("\n".join)
    .filter(str.strip)
)
_single = st.one_of(
    _paragraphs,
    st.builds(CodeBlock, _code_lines, st.sampled_from(("", "python", "yaml", "nosuch", "c++"))),
    tables(),
    _latex.map(MathBlock),
)
_tabbed = st.builds(CodeBlock, st.sampled_from(("if x:\n    return  y", "    x", "a  b  ")), st.just("python"))


@st.composite
def _lists(draw: st.DrawFn, depth: int, start: int | None = None) -> Block:
    """A list: of lines, of lines with a list below, which may only begin with 1, or of items of any blocks."""
    if depth == MAX_LIST_DEPTH or draw(st.booleans()):
        items = tuple((paragraph,) for paragraph in draw(st.lists(_paragraphs, min_size=1, max_size=3)))
        tight = True
    elif draw(st.booleans()):
        items = ((draw(_paragraphs), draw(_lists(depth + 1, 1))), (draw(_paragraphs),))
        tight = True
    else:
        inside = st.lists(_single | _lists(depth + 1) | _quotes(depth), min_size=1, max_size=2)
        items = tuple(map(tuple, draw(st.lists(inside, min_size=2, max_size=2))))
        tight = False
    if draw(st.booleans()):
        return BulletList(items, tight)
    return OrderedList(items, tight, draw(st.sampled_from((0, 1, 7, 9, 99, 9999))) if start is None else start)


def _quotes(depth: int) -> st.SearchStrategy[Block]:
    return st.lists(_single | (_lists(depth + 1) if depth < MAX_LIST_DEPTH else _single), min_size=1, max_size=2).map(
        lambda blocks: Quote(tuple(blocks))
    )


blocks = st.lists(_single | _tabbed | _lists(1) | _quotes(0), min_size=1, max_size=4).map(tuple)
"""Blocks of every kind, in one another."""


def markdown(inline: Inline) -> str:
    """A node as an author would have to write it."""
    match inline:
        case Text(text):
            return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
        case Code(text):
            fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
            return f"{fence} {text} {fence}" if text.startswith("`") or text.endswith("`") else f"{fence}{text}{fence}"
        case Strong(children):
            return f"**{line(children)}**"
        case Emphasis(children):
            return f"*{line(children)}*"
        case Math(latex):
            return f"${latex}$"
        case Citation(keys):
            return f"[{'; '.join('@' + key for key in keys)}]"
        case Link(url, children):
            return f"[{line(children)}](<{url}>)"
    raise AssertionError(inline)


def line(children: tuple[Inline, ...]) -> str:
    """A line's Markdown."""
    return " ".join(map(markdown, children))


def block_markdown(block: Block, place: int = 0) -> str:
    """A block's Markdown; neighbors, whose places differ by one, have other marks, so that two lists do not join."""
    match block:
        case Paragraph(children):
            return line(children)
        case BulletList(items, tight):
            return _joined([_under("-*"[place % 2] + " ", item, tight) for item in items], tight)
        case OrderedList(items, tight, start):
            sign = ")."[place % 2]
            return _joined([_under(f"{start + i}{sign} ", item, tight) for i, item in enumerate(items)], tight)
        case Quote(children):
            return "\n".join(f"> {row}" if row else ">" for row in blocks_markdown(children).split("\n"))
        case CodeBlock(text, language):
            fence = "`" * max(3, max((len(run) for run in re.findall("`+", text)), default=0) + 1)
            return f"{fence}{language}\n{text}\n{fence}"
        case Table(aligns, header, rows):
            rule = {"left": ":--", "center": ":-:", "right": "--:"}
            lines = [map(line, header), (rule[align] for align in aligns), *(map(line, row) for row in rows)]
            return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
        case MathBlock(latex):
            return f"$$\n{latex}\n$$"
    raise AssertionError(block)


def blocks_markdown(children: tuple[Block, ...]) -> str:
    """The Markdown of blocks, one after the other."""
    return "\n\n".join(block_markdown(block, place) for place, block in enumerate(children))


def _joined(items: list[str], tight: bool) -> str:
    return ("\n" if tight else "\n\n").join(items)


def _under(mark: str, item: tuple[Block, ...], tight: bool) -> str:
    """An item behind its mark, all further lines below its text; empty lines stay empty."""
    text = _joined([block_markdown(block, place) for place, block in enumerate(item)], tight)
    first, *rest = text.split("\n")
    return "\n".join([mark + first, *(" " * len(mark) + row if row else "" for row in rest)])


def read(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """A drawn line as it is read: with the spaces between its parts, neighboring texts joined."""
    made: list[Inline] = []
    for place, child in enumerate(children):
        new = [Text(" ")] if place else []
        match child:
            case Strong(inner) | Emphasis(inner):
                new.append(type(child)(read(inner)))
            case Link(url, inner):
                new.append(Link(url, read(inner)))
            case _:
                new.append(child)
        for one in new:
            if isinstance(one, Text) and made and isinstance(made[-1], Text):
                made[-1] = Text(made[-1].text + one.text)
            else:
                made.append(one)
    return tuple(made)


def blocks_read(children: tuple[Block, ...]) -> tuple[Block, ...]:
    """Drawn blocks as they are read."""
    return tuple(map(_block_read, children))


def _block_read(block: Block) -> Block:
    match block:
        case Paragraph(children):
            return Paragraph(read(children))
        case BulletList(items, tight):
            return BulletList(tuple(map(blocks_read, items)), tight or _lineless(items))
        case OrderedList(items, tight, start):
            return OrderedList(tuple(map(blocks_read, items)), tight or _lineless(items), start)
        case Quote(children):
            return Quote(blocks_read(children))
        case Table(aligns, header, rows):
            return Table(aligns, tuple(map(read, header)), tuple(tuple(map(read, row)) for row in rows))
        case _:
            return block


def said(children: tuple[Inline, ...]) -> str:
    """What a line says, as a reader sees it."""
    return " ".join(map(_said, children))


def _said(inline: Inline) -> str:
    match inline:
        case Text(text) | Code(text):
            return text
        case Strong(children) | Emphasis(children) | Link(_, children):
            return said(children)
        case Math(latex):
            return rf"\({latex}\)"
        case Citation(keys):
            return f"({'; '.join(CITED[key] for key in keys)})"
    raise AssertionError(inline)


def _lineless(items: tuple[tuple[Block, ...], ...]) -> bool:
    """Whether no item holds a paragraph of its own, which alone can be tight or not."""
    return not any(isinstance(block, Paragraph) for item in items for block in item)


def block_said(block: Block) -> list[str]:
    """What a block says, a string for each line, cell or formula."""
    match block:
        case Paragraph(children):
            return [said(children)]
        case BulletList(items) | OrderedList(items):
            return [text for item in items for inner in item for text in block_said(inner)]
        case Quote(children):
            return [text for inner in children for text in block_said(inner)]
        case CodeBlock(text):
            return [text]
        case Table(_, header, rows):
            return [said(cell) for row in (header, *rows) for cell in row]
        case MathBlock(latex):
            return [rf"\[{latex}\]"]
    raise AssertionError(block)


@st.composite
def questions(draw: st.DrawFn, number: int) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """A valid question as plain data, and what each of its fields says."""
    spoken: dict[str, list[str]] = {}

    def one(name: str, prefix: str = "", strategy: st.SearchStrategy[tuple[Inline, ...]] = inlines) -> str:
        children = draw(strategy)
        spoken.setdefault(name, []).append(prefix + said(children))
        return prefix + line(children)

    def listed(name: str, least: int, most: int) -> list[str]:
        count = draw(st.integers(least, most))
        return [one(name, f"No {index}: ") for index in range(count)]

    full = draw(blocks)
    spoken["depth"] = [text for block in full for text in block_said(block)]
    title = draw(texts)[:80].strip()
    spoken["title"] = [title]
    facts = []
    for index in range(3):
        before, hidden, after = draw(texts), draw(texts.map(_no_braces)), draw(texts)
        cue = draw(st.just("") | texts.map(_no_braces).map(lambda text: text.replace("::", ":").strip(": ")))
        spoken.setdefault("facts", []).append(f"{before} {hidden} {after}")
        spoken.setdefault("fronts", []).append(f"{before} [{cue or '...'}] {after}")
        behind = f"::{cue}" if cue else ""
        text = f"{line((Text(before),))} {{{{c1::{line((Text(hidden),))}{behind}}}}} {line((Text(after),))}"
        told = {"why": one("why"), "point": 1 + index} if index else {}
        facts.append({"id": f"fact-{index}", "text": text, **told})
    values = {
        "title": title,
        "question": one("question", "Please say in your own words what this is: ", _asked),
        "hint": one("hint"),
        "nudge": one("nudge"),
        "answer": {
            "short": one("short", " ".join(["word"] * 42) + " "),
            "spoken": one("spoken", "First. "),
            "depth": blocks_markdown(full),
        },
        "key_points": listed("key_points", 4, 8),
        "rubric": {grade: one("rubric") for grade in draw(st.sampled_from(("135", "12345", "5")))},
        "follow_ups": [
            {"ask": one("follow_ups", f"No {index}: "), "listen_for": one("follow_ups")}
            for index in range(draw(st.integers(2, 4)))
        ],
        "red_flags": listed("red_flags", 2, 4),
        "facts": facts,
        "related": [],
    }
    return question(number, **values), spoken


def _no_braces(text: str) -> str:
    return re.sub(r"[{}]", "!", text)


@st.composite
def banks(draw: st.DrawFn, size: int = 2) -> dict[str, Any]:
    """A valid bank as plain data, with drawn texts in whatever an author writes."""
    made: dict[str, Any] = bank_data(*(draw(questions(number))[0] for number in range(1, size + 1)))
    plain = texts.map(lambda text: text[:300].strip())
    made["title"] = draw(plain)
    for section in made["sections"]:
        section["title"], section["description"] = draw(plain), line(draw(_asked))
    for table in (made["topics"], made["competencies"]):
        for term in table.values():
            term["title"] = draw(plain)
    for work in made["references"].values():
        work["title"], work["venue"] = draw(plain), draw(plain)
        work["authors"] = draw(st.lists(plain, min_size=1, max_size=3))
    made["code"]["sample.py"] = draw(_code_lines) + "\n"
    for one in made["questions"]:
        if "figure" in one:
            one["figure"] = {"file": "boxes.svg", "alt": draw(plain), **draw(_captions)}
    if size > 1:
        first, second = made["questions"][:2]
        first["related"], second["related"] = [second["id"]], [first["id"]]
    return made


_captions = st.just({}) | texts.map(lambda text: {"caption": text[:300].strip()})
