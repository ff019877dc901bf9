from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignprep.text.markdown import (
    _UNMARKED,
    MarkdownError,
    _Builder,
    _parser,
    forget,
    parse,
    parse_fact,
    parse_line,
    recall,
    recording,
    unused_bold,
)
from alignprep.text.nodes import (
    Blocks,
    BulletList,
    Citation,
    Cloze,
    Code,
    CodeBlock,
    Emphasis,
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
    cited,
    plain,
)
from tests.support import strategies
from tests.support.sample_bank import FULL

REFUSED = [
    ("# heading", 0, "AP401"),
    ("under\n---", 0, "AP401"),
    ("a ![alt](x.png) b", 2, "AP401"),
    ("ab <b>x</b>", 3, "AP401"),
    ("<div>\nx\n</div>", 0, "AP401"),
    ("<!-- hidden -->", 0, "AP401"),
    ("P(x<y and z>k)", 3, "AP401"),
    ("***", 0, "AP401"),
    ("text\n\n    code", 10, "AP401"),
    ("one  \ntwo", 2, "AP401"),
    ("one\\\ntwo", 3, "AP401"),
    ("[x](https://a.b 'title')", 2, "AP401"),
    ("[](https://a.b)", 1, "AP401"),
    ("-\n- x", 0, "AP401"),
    ("- a\n  - b\n    - c\n      - d", 24, "AP401"),
    ("```py title\nx\n```", 0, "AP401"),
    ("| a | b |\n|---|---|\n| 1 | 2 | 3 |", 20, "AP401"),
    ("| a | b |\n|---|---|\n| 1 |", 20, "AP401"),
    ("> " * 60 + "x", 0, "AP401"),
    ("[x](javascript:alert(1))", 2, "AP402"),
    ("[x](data:text/html,x)", 2, "AP402"),
    ("[x](file:///etc/passwd)", 2, "AP402"),
    ("[x](vbscript:x)", 2, "AP402"),
    ("[x](other.html)", 2, "AP402"),
    ("[x](//host/path)", 2, "AP402"),
    ("<ftp://a.b>", 0, "AP402"),
    ("[x](https://a.b/" + "c" * 1000 + ")", 2, "AP402"),
    ("99999. x", 0, "AP401"),
    ("it costs $5 and more", 9, "AP403"),
    ("a $$x$$ b", 2, "AP403"),
    ("see [@Ouyang]", 4, "AP404"),
    ("see [@a, @b]", 4, "AP404"),
    ("see [@a", 4, "AP404"),
    (r"$\foo$", 1, "AP406"),
    (r"a $\frac{a}{b$", 3, "AP406"),
    ("$}$", 1, "AP406"),
    (r"$\begin{align} x \end{align}$", 1, "AP406"),
    (r"$\operatorname*{arg\,max}$", 1, "AP406"),
]


@pytest.mark.parametrize(("text", "offset", "code"), REFUSED, ids=range(len(REFUSED)))
def test_refuses_what_is_not_of_the_closed_set(text: str, offset: int, code: str) -> None:
    with pytest.raises(MarkdownError) as caught:
        parse(text)
    first = caught.value.faults[0]
    assert (first.offset, first.code) == (offset, code)


def test_reads_every_construct() -> None:
    kinds = {type(block) for block in parse(FULL)}
    assert kinds == {Paragraph, BulletList, OrderedList, Quote, CodeBlock, Table, MathBlock}


def test_inlines() -> None:
    assert parse_line(r"a **b *c*** `d` [e](https://f.g) $h < 1$ [@i; @j] \$ &lt;") == (
        Text("a "),
        Strong((Text("b "), Emphasis((Text("c"),)))),
        Text(" "),
        Code("d"),
        Text(" "),
        Link("https://f.g", (Text("e"),)),
        Text(" "),
        Math("h < 1"),
        Text(" "),
        Citation(("i", "j")),
        Text(" $ <"),
    )


def test_lists_keep_their_start_and_tightness() -> None:
    tight, loose = parse("7. a\n8. b"), parse("- a\n\n- b")
    assert tight == (OrderedList(((Paragraph((Text("a"),)),), (Paragraph((Text("b"),)),)), True, 7),)
    assert isinstance(loose[0], BulletList)
    assert not loose[0].tight


def test_tables_keep_alignment_and_escaped_pipes() -> None:
    (table,) = parse("| a | b | c |\n|---|:-:|--:|\n| 1 \\| 2 | 3 | 4 |")
    assert isinstance(table, Table)
    assert table.aligns == ("left", "center", "right")
    assert table.rows == (((Text("1 | 2"),), (Text("3"),), (Text("4"),)),)


@pytest.mark.parametrize(
    "text",
    [
        "> | a | b |\n> |---|---|\n> | 1 | 2 |",
        "- | a | b |\n  |---|---|\n  | 1 | 2 |",
        "3. | a | b |\n   |---|---|\n   | 1 | 2 |",
    ],
)
def test_tables_may_stand_in_quotes_and_lists(text: str) -> None:
    (outer,) = parse(text)
    inner = outer.children if isinstance(outer, Quote) else outer.items[0]  # type: ignore[union-attr]
    assert isinstance(inner[0], Table)
    assert inner[0].rows == (((Text("1"),), (Text("2"),)),)


def test_code_blocks_keep_every_character() -> None:
    (block,) = parse("```python\n  a < b  # {{x}}\n\n\tc\n```")
    assert block == CodeBlock("  a < b  # {{x}}\n\n\tc", "python")


def test_maths_is_not_markdown() -> None:
    assert parse_line("$a*b*c_d$ and $x_1 \\_ y$") == (Math("a*b*c_d"), Text(" and "), Math("x_1 \\_ y"))


def test_reference_definitions_do_not_vanish() -> None:
    assert parse("[a]: b") == (Paragraph((Text("[a]: b"),)),)


STRAY = [
    ("```\nx", 0),
    ("a\n\n```py\nx\n\nmore", 3),
    ("~~~\nx\n```", 0),
    ("```\nx\n``` py", 0),
    ("> ```\n> x", 0),
    ("- ```\n  x\n\nafter", 0),
    ("| a | b |\n| 1 | 2 |", 0),
    ("|---|---|\n| 1 | 2 |", 0),
    ("| a | b |\n|---|\n| 1 | 2 |", 10),
    ("Text\n| a | b |\n| 1 | 2 |", 5),
    ("| a | b |", 0),
    ("> | a | b |\n> | c | d |", 2),
    ("[this][foo]", 0),
    ("see [this][1].", 4),
    ("[foo][]", 0),
    ("x\n\n[foo]: https://x.org", 3),
    ("[foo]: <https://x.org>", 0),
    ("word[^1] `[^1]`", 4),
    ("`[^1]` word[^1]", 11),
    ("[^1]: note", 0),
    ("end.[^note]", 4),
    ("a ~~b c~~ d", 2),
    ("- [ ] a", 2),
    ("- b\n- [x] c", 6),
    ("1. [X] d", 3),
    (r"\[ E=mc^2 \]", 0),
    ("\\[\nE = mc^2\n\\]", 0),
    (r"so \( x^2 \) is", 3),
    (r"\(\alpha\)", 0),
    ("[that](http://example.org/a b)", 6),
    ("[that](https://example.org", 6),
    ("a `b` and `c", 10),
    ("``like''", 0),
    ("> [!NOTE]\n> x", 2),
    ("| a | b |\n|---|---|\n| `x | y |", 22),
]


@pytest.mark.parametrize(("text", "offset"), STRAY, ids=range(len(STRAY)))
def test_what_would_be_printed_as_it_stands_is_refused(text: str, offset: int) -> None:
    """CommonMark takes broken markup for text, and fences that nobody closes for code to the end."""
    with pytest.raises(MarkdownError) as caught:
        parse(text)
    assert [(fault.offset, fault.code) for fault in caught.value.faults] == [(offset, "AP401")]


@pytest.mark.parametrize(
    "text",
    [
        "a | b", "a | b\nc | d", "2**3", "2 ** 3", "~5", "a ~~ b ~~ c", "`` a`b ``", r"a \` b", "[sic]", "[1][2]",
        "x[i][j]", "int[][]", "he said [sic] (really)", "|x| is", "|x| + |y|", "|ψ⟩ is", "[Editor]: I said",
        r"\[sic\]", r"\[1\]", r"f\(x\)", r"P\(x\<0\.05\)", "[^a-z]", "x[^bc]", "- [a] b", "- [link](https://x.org) b",
        "```\n```", "````\n```\n````", "> ```\n> x\n> ```", "- ```\n  x\n  ```", "```\n[^1] `\n```",
        "`[^1]` and `~~x~~`",
        "$x|y|$ and $|z|$", "| a | b |\n|---|---|\n| 1 | `x` |", "\\| a | b |\n\\| c | d |", r"\[^1]", r"- \[ ] a",
        "arr[i](a b)", "[x] done", "__init__", "~~~\nx\n~~~", r"\~~x~~", r"\[my_file\]", "[text](<https://x.org/a(b)>)",
        r"\\(x\\)", r"\\[x=1\\]",
    ],
)  # fmt: skip
def test_text_that_resembles_markup_stays_text(text: str) -> None:
    assert parse(text)


@pytest.mark.parametrize(
    ("text", "offsets"),
    [
        ("**open", (0,)), ("closed** a", (6,)), ("a **b** **c", (8,)), ("**a *b*", (0,)), ("2**3 and x**y**z", ()),
        ("**b** c", ()), (r"\*\*x", ()), ("`**x` and ``**kwargs``", ()), ("| **a |\n|---|\n| **b** |", (2,)),
    ],
)  # fmt: skip
def test_stars_that_make_nothing_bold_are_found(text: str, offsets: tuple[int, ...]) -> None:
    assert unused_bold(text) == offsets


@pytest.mark.parametrize("text", ["one\n\ntwo", "- a", "> q", "```\nx\n```", "$$\nx\n$$", "| a |\n|---|\n| b |"])
def test_a_line_is_one_paragraph(text: str) -> None:
    with pytest.raises(MarkdownError) as caught:
        parse_line(text)
    assert caught.value.faults[0].code == "AP401"


def test_a_fact_hides_one_thing() -> None:
    assert parse_fact("a {{c1::b *c*::cue}} d") == (
        Text("a "),
        Cloze((Text("b "), Emphasis((Text("c"),))), "cue"),
        Text(" d"),
    )


def test_a_cloze_holds_balanced_braces() -> None:
    (cloze,) = parse_fact(r"{{c1::$\frac{a_{1}}{b}$}}")
    assert cloze == Cloze((Math(r"\frac{a_{1}}{b}"),), "")


@pytest.mark.parametrize(
    "text",
    [
        "no cloze",
        "{{c1::a}} {{c2::b}}",
        "{{c1::a",
        "**{{c1::a}}**",
        "{{c1::}}",
        "{{c1::a::}}",
        "$x {{c1::a}}$",
        "`{{c1::a}}`",
    ],
)
def test_a_fact_without_exactly_one_cloze_is_refused(text: str) -> None:
    with pytest.raises(MarkdownError) as caught:
        parse_fact(text)
    assert "AP405" in {fault.code for fault in caught.value.faults}


def test_elsewhere_a_cloze_is_text() -> None:
    assert parse_line("{{c1::a}}") == (Text("{{c1::a}}"),)


def test_cited_in_order_and_once() -> None:
    assert cited(parse("[@b]\n\n- [@a; @b]\n\n> **[@c]**")) == ("b", "a", "c")


def test_plain_leaves_out_citations_only() -> None:
    assert plain(parse_line("a **b** `c` $d$ [e](https://f.g) [@h]")) == "a b c d e "


@given(st.text(st.sampled_from("aZé9 .,;:!?()'\"->+=|~#}]1\u00a0\u2028"), max_size=30))
def test_a_line_without_markup_is_read_as_the_parser_reads_it(text: str) -> None:
    try:
        slowly = _Builder("a" + text).line()
    except MarkdownError:
        slowly = ()
    if _UNMARKED.fullmatch("a" + text):
        assert slowly == parse_line("a" + text)


def test_a_formula_may_come_first_in_a_text_that_ends_with_a_digit() -> None:
    """mdit-py-plugins takes the last character for the one before the first."""
    assert parse_line("$n$ is 0") == (Math("n"), Text(" is 0"))


@given(st.text(st.sampled_from("ab*_`$[]()<>{}\\|-#>!@:;1. \n~&"), max_size=80))
def test_total_and_nothing_visible_is_lost(text: str) -> None:
    """Any text is read or refused; letters and digits that were read are still there."""
    try:
        blocks = parse(text)
    except MarkdownError as error:
        offsets = [fault.offset for fault in error.faults]
    else:
        offsets, said = [], repr(blocks)
        assert "b" not in text or "b" in said
    assert all(0 <= offset <= len(text) for offset in offsets)


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=8), min_size=1, max_size=12
    )
)
def test_plain_words_come_out_as_they_went_in(words: list[str]) -> None:
    text = " ".join(["Say", *words])
    assert parse_line(text) == (Text(text),)


@settings(max_examples=100, deadline=None)
@given(strategies.blocks)
def test_what_is_drawn_is_read(drawn: Blocks) -> None:
    """So that a test which draws nodes knows what its Markdown says."""
    assert parse(strategies.blocks_markdown(drawn)) == strategies.blocks_read(drawn)


@settings(deadline=None)
@given(strategies.inlines)
def test_what_is_drawn_in_a_line_is_read(drawn: Inlines) -> None:
    assert parse_line(strategies.line(drawn)) == strategies.read(drawn)


def test_what_is_recorded_is_not_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [FULL, "**one** line", "- a\n  - b $x$\n\n|a|b|\n|-|-:|\n|1|[l](https://a.b) [@k]|\n\n```py\n1\n```"]
    with recording() as parsed:
        read = [*map(parse, texts), parse_line("**one** line"), parse_fact("a {{c1::b::c}}")]
        with pytest.raises(MarkdownError):
            parse("# a heading")
    assert len(parsed) == len(read)
    monkeypatch.setattr("alignprep.text.markdown._recalled", {})
    recall(parsed)
    forget()
    with monkeypatch.context() as patch:
        patch.setattr("alignprep.text.markdown._Builder", None)
        assert [*map(parse, texts), parse_line("**one** line"), parse_fact("a {{c1::b::c}}")] == read
        forget()
    with pytest.raises(MarkdownError):
        parse("# a heading")


def test_what_threads_share_is_complete_before_it_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """markdown-it and mdurl fill tables at first use; others found no rule or letter in them."""
    letters: dict[str, list[str]] = {}
    monkeypatch.setattr("mdurl._encode.encode_cache", letters)
    _parser.cache_clear()
    parser = _parser(clozes=False)
    assert all(ruler.__cache__ for ruler in (parser.core.ruler, parser.block.ruler, parser.inline.ruler))
    assert parser.inline.ruler2.__cache__
    assert [len(table) for table in letters.values()] == [128]
