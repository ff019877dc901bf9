"""What a cloze hides, and its cue: two colons in code are code."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignprep.text.cloze import cloze_at, opened, revealed
from alignprep.text.markdown import MarkdownError, parse_fact
from alignprep.text.nodes import Cloze, Code


@pytest.mark.parametrize(
    ("inside", "hidden", "cue"),
    [
        ("a", "a", ""),
        ("a::b", "a", "b"),
        ("a::b::c", "a::b", "c"),
        (r"a\:\:b", r"a\:\:b", ""),
        ("`a::b`", "`a::b`", ""),
        ("`a::b`::c", "`a::b`", "c"),
        ("a::`b::c`", "a", "`b::c`"),
        ("``a`::`b``::c", "``a`::`b``", "c"),
        ("`a` :: `b`", "`a` ", "`b`"),
        (r"`a\`::c", r"`a\`", "c"),
        (r"\`a::b\`", r"\`a", r"b\`"),
        (r"\``a::b`", r"\``a::b`", ""),
        (r"\\`a::b`", r"\\`a::b`", ""),
        ("``a::b`", "``a", "b`"),
        ("`}}`", "`}}`", ""),
        ("`{`", "`{`", ""),
        ("a ` b", "a ` b", ""),
    ],
)
def test_the_cue_begins_at_the_last_colons_outside_of_code(inside: str, hidden: str, cue: str) -> None:
    assert opened(f"x {{{{c1::{inside}}}}} y") == ("x ", hidden, cue, " y")


def test_code_in_a_cloze_is_read_as_code() -> None:
    assert parse_fact("{{c1::`std::map`::a type}}") == (Cloze((Code("std::map"),), "a type"),)
    assert revealed("It is {{c1::`std::map`}}.") == "It is [`std::map`]."


def test_a_backtick_outside_of_the_cloze_closes_no_code_in_it() -> None:
    assert opened("{{c1::a ` b}} and ` c") == ("", "a ` b", "", " and ` c")


@given(code=st.text("ab:{}` ", min_size=1, max_size=8).filter(lambda text: text.strip(" ") and "`" not in text))
def test_any_code_survives(code: str) -> None:
    (cloze,) = parse_fact(f"{{{{c1::`{code}`::cue}}}}")
    assert isinstance(cloze, Cloze)
    assert cloze.cue == "cue"
    assert [type(child) for child in cloze.children] == [Code]


@given(text=st.text("{}c1:`\\\\ a", max_size=30))
def test_whatever_is_read_is_within_the_text(text: str) -> None:
    source = f"{{{{c1::{text}"
    span = cloze_at(source, 0, len(source))
    if span:
        assert source[: span.start] == "{{c1::"
        assert source[span.end - 2 : span.end] == "}}"
        assert span.start < span.stop <= span.end - 2
    with suppress(MarkdownError):
        parse_fact(source)
