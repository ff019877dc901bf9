"""Arbitrary valid questions, built as nodes, so that a test knows what is said without reading any Markdown."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from hypothesis import strategies as st

from alignprep.document import (
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
from tests.sample_bank import question

CITED = {"ouyang2022training": "Ouyang et al. 2022", "nist2023": "NIST 2023"}
"""The works of the sample bank and how they are cited."""
HOSTILE = [
    "<b>", "</div>", "<script>alert(1)</script>", "<!--", "-->", "]]>", "&amp;", "&lt;", "&#123;", "a<b", "P(x<0.05)",
    "{{c1::x}}", "{{Answer}}", "{{", "}}", "{", "}", "[sound:x.mp3]", "[anki:play:q:0]", "[latex]x[/latex]", "[$]y[/$]",
    r"\(a<b\)", r"\[c\]", r"\begin{x}", "$5", "$$", "`", "**", "__", "::", "|", "%", "#", "=1+1", "'", '"', "\\", "1.",
    "🙂", "🇩🇪", "שלום", "مرحبا", "θ→π", "𝔼", "≤", "é", "ﬁ", "汉字", "a/b", "@x", "[@nist2023]", "[x](y)",
]  # fmt: skip
"""Words that some format or other would take for its own."""
_LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S"))


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
    return st.lists(inlines, min_size=count, max_size=count).map(tuple)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table of up to three columns."""
    count = draw(st.integers(1, 3))
    aligns = draw(st.lists(st.sampled_from(("left", "center", "right")), min_size=count, max_size=count))
    return Table(tuple(aligns), draw(_cells(count)), tuple(draw(st.lists(_cells(count), max_size=3))))


_paragraphs = inlines.map(Paragraph)
_items = st.lists(_paragraphs.map(lambda paragraph: (paragraph,)), min_size=1, max_size=3).map(tuple)
_code_lines = st.lists(texts | st.just(""), min_size=1, max_size=4).map("\n".join).filter(str.strip)
blocks = st.lists(
    st.one_of(
        _paragraphs,
        _items.map(lambda items: BulletList(items, tight=True)),
        st.builds(lambda items, start: OrderedList(items, True, start), _items, st.integers(0, 40)),
        _paragraphs.map(lambda paragraph: Quote((paragraph,))),
        st.builds(CodeBlock, _code_lines, st.sampled_from(("", "python", "yaml", "nosuch"))),
        tables(),
        _latex.map(MathBlock),
    ),
    min_size=1,
    max_size=5,
).map(tuple)
"""Blocks of every kind."""


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


def block_markdown(block: Block) -> str:
    """A block's Markdown."""
    match block:
        case Paragraph(children):
            return line(children)
        case BulletList(items):
            return "\n".join(f"- {block_markdown(item[0])}" for item in items)
        case OrderedList(items, _, start):
            return "\n".join(f"{start + index}) {block_markdown(item[0])}" for index, item in enumerate(items))
        case Quote(children):
            return f"> {block_markdown(children[0])}"
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


def block_said(block: Block) -> list[str]:
    """What a block says, a string for each line, cell or formula."""
    match block:
        case Paragraph(children):
            return [said(children)]
        case BulletList(items) | OrderedList(items):
            return [text for item in items for text in block_said(item[0])]
        case Quote(children):
            return block_said(children[0])
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
    spoken["full"] = [text for block in full for text in block_said(block)]
    title = draw(texts)[:80].strip()
    spoken["title"] = [title]
    facts = []
    for index in range(3):
        before, hidden, after = draw(texts), draw(texts.map(_no_braces)), draw(texts)
        spoken.setdefault("facts", []).append(f"{before} {hidden} {after}")
        spoken.setdefault("fronts", []).append(f"{before} [...] {after}")
        text = f"{line((Text(before),))} {{{{c1::{line((Text(hidden),))}}}}} {line((Text(after),))}"
        facts.append({"id": f"fact-{index}", "text": text})
    values = {
        "title": title,
        "question": one("question", "Please say in your own words what this is: ", _asked),
        "hint": one("hint"),
        "answer": {
            "short": one("short", " ".join(["word"] * 42) + " "),
            "full": "\n\n".join(map(block_markdown, full)),
        },
        "key_points": listed("key_points", 4, 8),
        "rubric": {grade: one("rubric") for grade in ("1", "3", "5")},
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
