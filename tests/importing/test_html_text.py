from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignprep.importing.html_text import from_html, from_markdown, markdown_tree
from alignprep.importing.prose import Notes, as_blocks
from alignprep.text.markdown import parse

TAGS = [
    "<b>",
    "</b>",
    "<ul>",
    "<li>",
    "</ul>",
    "<td>",
    "<table>",
    "<p>",
    "</p>",
    "<br>",
    "x",
    "<!--",
    "-->",
    "<a href=x>",
    "&",
    "<",
]


def html(text: str) -> tuple[str, list[str]]:
    notes = Notes()
    return as_blocks(from_html(text, notes, "line 1"), notes, "line 1"), list(notes.found)


def markdown(text: str) -> tuple[str, list[str]]:
    notes = Notes()
    return as_blocks(from_markdown(text, notes, "line 1"), notes, "line 1"), list(notes.found)


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("a<br>b", "a\n\nb\n"),
        ("<div>one</div><div>- two</div><div>- three</div>", "one\n\n- two\n- three\n"),
        ("<p>a <b>bold </b>b &amp; c&nbsp;d", "a **bold** b & c\u00a0d\n"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "- a\n- b\n  - c\n"),
        ("<ol start=3><li>a</li></ol>", "3. a\n"),
        ('<pre><code class="language-JS">a &lt; b<br>c\td</code></pre>', "```js\na < b\nc   d\n```\n"),
        ("<table><tr><th>a<th align=right>b<tr><td>1<td>2|3</table>", "| a | b |\n| --- | --: |\n| 1 | 2\\|3 |\n"),
        ("x<sup>2</sup> a<sub>i</sub> y<sup>ab</sup>", "x² a_i y^(ab)\n"),
        ("<ruby>漢<rp>(</rp><rt>かん</rt></ruby>字", "漢(かん)字\n"),
        ("use <BRANCH> and List<T>", "use \\<BRANCH> and List\\<T>\n"),
        ('<a href="https://example.org/">x</a> <a href="#y">y</a>', "[x](https://example.org/) y (#y)\n"),
        ('<img src="https://example.org/a.png" alt="Pic">', "[Pic](https://example.org/a.png)\n"),
        ('<img src="a/b.png">', "b.png (a/b.png)\n"),
        ("<b>a<p>b</p></b>", "a\n\nb\n"),
        ("<script>alert(1)</script>x", "x\n"),
        ("<h2>Head</h2>x<hr>", "**Head**\n\nx\n"),
        ("<blockquote>q</blockquote>", "> q\n"),
        ("</p></div><li>stray", "stray\n"),
    ],
)
def test_html(source: str, written: str) -> None:
    assert html(source)[0] == written


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("# Head\n\n*a* **b** ~~c~~\n\n---\n\nend", "**Head**\n\n*a* **b** c\n\nend\n"),
        ("a  \nb", "a\n\nb\n"),
        ("    code\n", "```\ncode\n```\n"),
        ("```js title=x\na\n```", "```js\na\n```\n"),
        ("1. a\n\n   b\n2. c", "1. a\n\n   b\n\n2. c\n"),
        ("$x^2$ and $5 and $6, $HOME/$USER", "$x^2$ and \\$5 and \\$6, \\$HOME/\\$USER\n"),
        ("$$\n\\frac{1}{2}\n$$", "$$\n\\frac{1}{2}\n$$\n"),
        ("- a\n  - b\n    - c\n      - d", "- a\n  - b\n    - c\n\n      – d\n"),
        ("<details>\n<summary>More</summary>\n\ntext\n\n</details>", "**More**\n\ntext\n"),
        ("[@key] [text][ref]\n\n[ref]: https://example.org/", "\\[@key] [text](https://example.org/)\n"),
        ("![alt](img/x.png)", "alt (img/x.png)\n"),
        ("[![badge](https://example.org/b.svg)](https://example.org/)",
         "[badge (https://example.org/b.svg)](https://example.org/)\n"),
    ],
)  # fmt: skip
def test_markdown_of_others(source: str, written: str) -> None:
    assert markdown(source)[0] == written
    parse(written)


def test_each_kind_of_change_is_noted_once() -> None:
    notes = Notes()
    from_markdown("# a\n\n## b\n\nc\n\n---\n\n---", notes, "row 2")
    assert notes.lines() == [
        "headings inside an answer became bold paragraphs (row 2, and 1 more)",
        "rules were left out (row 2, and 1 more)",
    ]


def test_lines_are_those_of_the_file() -> None:
    root = markdown_tree("a\n\n# b\n\n<details>\n\nc\n\n</details>\n", Notes(), first=10)
    assert [(part.tag, part.line) for part in root.elements()] == [("p", 10), ("h1", 12), ("details", 14)]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(TAGS)))
def test_any_tags_give_markdown_of_the_closed_set(tags: list[str]) -> None:
    written, _ = html("".join(tags))
    if written:
        parse(written)


@settings(deadline=None, max_examples=300)
@given(st.text("#*_-`<>|[]()!$\\ \n1.a", max_size=60))
def test_any_markdown_gives_markdown_of_the_closed_set(text: str) -> None:
    written, _ = markdown(text)
    if written:
        parse(written)


def test_depth_is_limited() -> None:
    assert html("<div>" * 5000 + "x")[0] == "x\n"
    assert html("<ul><li>" * 500 + "x")[0].strip().endswith("x")
    assert html("<b>" * 5000 + "x")[0] == "**x**\n"
