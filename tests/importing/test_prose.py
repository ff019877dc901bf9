from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignprep.importing.prose import (
    Notes,
    _loose,
    allowed,
    as_blocks,
    as_line,
    from_plain,
    plain_text,
    wrapped,
)
from alignprep.text import characters
from alignprep.text.markdown import parse, parse_line
from alignprep.text.nodes import (
    Blocks,
    BulletList,
    Code,
    CodeBlock,
    Emphasis,
    Link,
    OrderedList,
    Paragraph,
    Strong,
    Table,
    Text,
    plain,
)
from tests.support import strategies

MARKS = st.text("*_`$<[]()\\!&#-+>~|=:; 1.)a@x\n", max_size=25)
ANY = st.text(st.characters(codec="utf-8"), max_size=30)


def shown(text: str) -> str:
    return plain(parse_line(text)) if text else ""


def collapsed(text: str) -> str:
    return re.sub("[ \n]+", " ", text).strip()


@settings(deadline=None, max_examples=400)
@given(ANY | MARKS | strategies.texts)
def test_a_line_of_any_text_reads_as_it_was_written(text: str) -> None:
    notes = Notes()
    assert shown(as_line((Text(text),), notes, "row 1")) == collapsed(allowed(text, Notes(), ""))
    assert all(kind.startswith("characters that a bank may not hold") for kind in notes.found)


@settings(deadline=None, max_examples=400)
@given(ANY | MARKS | st.lists(strategies.texts, max_size=5).map("\n".join))
def test_any_plain_text_reads_as_it_was_written_in_blocks(text: str) -> None:
    blocks = from_plain(text, Notes(), "row 1")
    written = as_blocks(blocks, notes := Notes(), "row 1")
    assert plain_text(parse(written) if written else ()) == plain_text(blocks)
    assert not notes.found


@settings(deadline=None, max_examples=300)
@given(strategies.blocks)
def test_blocks_of_every_kind_are_written_as_themselves_or_a_note_says_so(blocks: Blocks) -> None:
    written = as_blocks(blocks, notes := Notes(), "row 1")
    again = as_blocks(parse(written), Notes(), "row 1")
    assert [_loose(block) for block in parse(again)] == [_loose(block) for block in parse(written)]
    if not notes.found:
        assert plain_text(parse(written)).split() == plain_text(blocks).split()


@settings(deadline=None, max_examples=200)
@given(ANY)
def test_what_is_allowed_has_no_fault(text: str) -> None:
    assert not list(characters.faults(allowed(text, Notes(), "")))


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("5 * 3 is snake_case", "5 * 3 is snake_case"),
        ("*not italics*", r"\*not italics\*"),
        ("costs $5", r"costs \$5"),
        ("List<T> & a < b", r"List\<T> & a < b"),
        ("&amp; [@key] [x](y)", r"\&amp; \[@key] [x\](y)"),
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("- no list", r"\- no list"),
        (r"C:\new \* \\", r"C:\new \\\* \\\\"),
        ("a\u3000b\u200bc\u00a0d", "a bc\u00a0d"),
    ],
)
def test_only_what_would_be_markup_is_escaped(text: str, markdown: str) -> None:
    assert as_line((Text(text),), Notes(), "") == markdown


def test_characters_that_are_left_out_are_noted_with_their_first_place() -> None:
    notes = Notes()
    assert allowed("a\x07b\u200b", notes, "row 3") == "ab"
    assert allowed("\x07", notes, "row 4") == ""
    assert notes.lines() == [
        "characters that a bank may not hold were left out, such as U+0007 (row 3, and 1 more)",
        "characters that a bank may not hold were left out, such as U+200B ZERO WIDTH SPACE (row 3)",
    ]


def test_lines_with_bullets_or_numbers_that_count_on_are_lists() -> None:
    blocks = from_plain("Steps:\n1. one\n2. two\n\n• a\n• b\n- alone\n7. seven\n9. nine", Notes(), "")
    assert [type(block) for block in blocks] == [Paragraph, OrderedList, BulletList, *[Paragraph] * 3]
    assert as_blocks(blocks, Notes(), "") == (
        "Steps:\n\n1. one\n2. two\n\n- a\n- b\n\n\\- alone\n\n7\\. seven\n\n9\\. nine\n"
    )


def test_decimal_numbers_and_negative_ones_begin_no_list() -> None:
    assert [type(block) for block in from_plain("1.5 m\n2.5 m\n-1\n-2", Notes(), "")] == [Paragraph] * 4


def test_bold_that_stars_cannot_mark_is_written_plainly_and_noted() -> None:
    line = (Text("これは"), Strong((Text("「重要」"),)), Text("です"))
    assert as_line(line, notes := Notes(), "line 2") == "これは「重要」です"
    assert notes.lines() == ["bold and italics that Markdown cannot mark here were left out (line 2)"]
    assert as_line((Text("これは"), Strong((Text("重要"),)), Text("です")), Notes(), "") == "これは**重要**です"


def test_marks_inside_and_beside_each_other() -> None:
    line = (
        Strong((Text("bold "), Emphasis((Text("both"),)))), Text("! "),
        Link("https://example.org/a_(b)", (Text("x]"),)), Text(" "), Code("a`b"), Text("!"),
        Link("https://example.org/", (Text("https://example.org/"),)),
    )  # fmt: skip
    written = as_line(line, notes := Notes(), "")
    assert written == "**bold *both***! [x\\]](<https://example.org/a_(b)>) ``a`b``\\!<https://example.org/>"
    assert not notes.found


def test_a_table_that_cannot_be_written_becomes_paragraphs() -> None:
    table = Table(("left",), ((),), ())
    assert as_blocks((table, Paragraph((Text("x"),))), notes := Notes(), "row 1") == "|  |\n| --- |\n\nx\n"
    assert not notes.found
    deep = Table(("left", "left"), ((Text("a|b"),), (Code("c|d"),)), (((Text("e"),), ()),))
    assert parse(as_blocks((deep,), Notes(), "")) == (deep,)


def test_lines_are_broken_only_where_no_block_would_begin() -> None:
    text = "word " * 19 + "- word 1. word # word > word and more words until the line is really full of them"
    assert parse_line(wrapped(text)) == (Text(text),)
    assert all(len(line) <= 100 for line in wrapped("word " * 100).split("\n"))
    assert wrapped("日本語" * 60) == "日本語" * 60


def test_a_citation_stays_on_one_line() -> None:
    text = "word " * 18 + "[@smith2020work; @jones2021other]"
    assert "[@smith2020work; @jones2021other]" in wrapped(text)


def test_code_is_fenced_so_that_it_ends_where_it_should() -> None:
    block = CodeBlock("```\n\tx", "python")
    assert as_blocks((block,), Notes(), "") == "````python\n```\n    x\n````\n"
