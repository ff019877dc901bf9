"""Lines: nothing is lost, nothing is too wide, and they end where a reader expects it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from alignprep_exporters.pdf.type.fonts import MONO, SERIF, using
from alignprep_exporters.pdf.type.lines import break_lines, length
from alignprep_exporters.pdf.type.spans import Span
from tests.support.tiny_font import tiny_font

WORDS = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x17E, categories=("L", "N", "P")), min_size=1, max_size=30
)
JAPANESE = "あいっゃーアィ漢字々、。「」（）！…"
OPENING, CLOSING = "「（", "っゃーィ々、。」）！…"
TINY = {"Tiny.ttf": tiny_font(JAPANESE)}
TEXTS = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


def span(text: str, font: str = SERIF) -> Span:
    return Span(text, font, 10, "#000000")


def shown(spans: list[Span], limit: float) -> list[str]:
    return ["".join(text for _, text in line.runs) for line in break_lines(spans, limit)]


@given(st.lists(TEXTS, min_size=1, max_size=4), st.floats(20, 400))
def test_every_character_is_in_a_line_that_fits(texts: list[str], limit: float) -> None:
    spans = [span(text, font) for text, font in zip(texts, [SERIF, MONO] * 2, strict=False)]
    lines = break_lines(spans, limit)
    whole = "".join("".join(text for _, text in line.runs) + " " * line.soft for line in lines)
    assert whole == "".join(texts)
    for line in lines:
        assert abs(line.width - sum(length(*run) for run in line.runs)) < 1e-6
        assert line.width <= limit + 1e-6 or sum(len(text) for _, text in line.runs) == 1


def test_lines_end_at_spaces_and_dashes_but_not_at_hyphens() -> None:
    assert shown([span("a well-known either/or case")], 62) == ["a", "well-known", "either/or", "case"]
    assert shown([span("a well-known either/or case")], 60)[1:] == ["well-known", "either/or", "case"]
    assert shown([span("well either/or")], 55) == ["well either/", "or"]
    assert shown([span("yes—no")], 25) == ["yes—", "no"]


def test_a_no_break_space_holds() -> None:
    assert shown([span("x = y")], 5)[0] == "x"
    assert len(shown([span("one a = b")], 40)) == 2


def test_words_that_should_not_be_parted_are_parted_where_no_line_holds_them() -> None:
    lines = break_lines([span("Greenblatt\u00a0et\u00a0al.\u00a02024)")], 55)
    assert ["".join(text for _, text in line.runs) for line in lines] == ["Greenblatt", "et\u00a0al.\u00a02024)"]
    assert [line.soft for line in lines] == [True, False]


def test_a_drawn_hyphen_shows_where_a_word_is_broken() -> None:
    lines = break_lines([span("Bewerbungsgespräche")], 40)
    assert "".join(text for line in lines for _, text in line.runs) == "Bewerbungsgespräche", "text stays as written"
    assert all(line.hyphen > 0 for line in lines[:-1])
    assert lines[-1].hyphen == 0
    assert all(line.width + line.hyphen <= 40 for line in lines)
    assert min(len(line.runs[0][1]) for line in lines) >= 3
    for text, font in (("abcdefghijklmnop", MONO), ("example.org/abcdefghijkl", SERIF), ("1234567890123", SERIF)):
        assert not any(line.hyphen for line in break_lines([span(text, font)], 40)), "code, an address, a number"


def test_no_line_begins_with_the_comma_behind_a_long_word() -> None:
    word = "Überwachungsgesetz"
    for limit in range(30, 120):
        drawn = shown([span(f"{word}, und")], limit)
        assert not any(line.startswith(",") for line in drawn), limit


def test_a_long_address_is_parted_after_its_signs() -> None:
    lines = shown([span("https://example.org/a/very/long/path?query=1&other=2")], 90)
    assert "".join(lines) == "https://example.org/a/very/long/path?query=1&other=2"
    assert all(line[-1] in "/?=&." for line in lines[:-1])


def test_a_short_word_does_not_end_a_paragraph_alone() -> None:
    text = "a student that fits its teacher fully cannot beat it."
    whole = length(span(text), text)
    assert shown([span(text)], whole - 1) == [text.removesuffix(" beat it."), "beat it."]
    assert shown([span("fully it.")], 25) == ["fully", "it."]
    assert shown([span("one two three")], length(span(""), "one two") + 1) == ["one two", "three"]


def test_runs_of_a_line_keep_their_spans() -> None:
    first, second = span("one "), span("two three", MONO)
    (line,) = break_lines([first, second], 500)
    assert line.runs == [(first, "one "), (second, "two three")]


def test_nothing_is_one_empty_line() -> None:
    (line,) = break_lines([span("")], 100)
    assert (line.runs, line.width, line.soft) == ([], 0, False)


def test_japanese_breaks_between_characters_but_not_before_or_after_punctuation() -> None:
    with using(TINY):  # Ten points a character.
        assert shown([span("漢字漢字あい")], 41) == ["漢字漢字", "あい"]
        assert shown([span("漢字漢字、あい")], 41) == ["漢字漢", "字、あい"]
        assert shown([span("漢字あっい「あ」")], 41) == ["漢字あっ", "い「あ」"]
        assert shown([span("漢字漢「あ」い")], 41) == ["漢字漢", "「あ」い"]
        assert shown([span("漢字アーィ漢")], 41) == ["漢字", "アーィ漢"]
        assert shown([span("漢字漢(a)。")], 41) == ["漢字漢", "(a)。"]
        assert shown([span("漢字word漢字")], 50) == ["漢字word", "漢字"]


def test_japanese_breaks_between_spans_and_keeps_them() -> None:
    with using(TINY):
        parts = [span("漢字漢"), span("x1", MONO), span("字、"), span("（あ）")]
        assert shown(parts, 41) == ["漢字漢", "x1字、", "（あ）"]
        (line,) = break_lines(parts, 500)
        assert line.runs == [(part, part.text) for part in parts]


def test_korean_breaks_at_spaces() -> None:
    with using({"Tiny.ttf": tiny_font("각문장")}):
        assert shown([span("각각각 문장문장")], 45) == ["각각각", "문장문장"]


UNITS = st.tuples(
    st.text(st.sampled_from(OPENING), max_size=2),
    st.sampled_from("あい漢字"),
    st.text(st.sampled_from(CLOSING), max_size=2),
).map("".join)
"""A character with the signs that must not be parted from it."""


@given(st.lists(st.lists(UNITS, min_size=1, max_size=12).map("".join), min_size=1, max_size=3), st.floats(50, 200))
def test_no_line_of_japanese_begins_or_ends_with_the_wrong_sign(texts: list[str], limit: float) -> None:
    with using(TINY):
        lines = break_lines([span(text) for text in texts], limit)
        for line in lines:
            assert abs(line.width - sum(length(*run) for run in line.runs)) < 1e-6
            assert line.width <= limit + 1e-6
    drawn = ["".join(text for _, text in line.runs) for line in lines]
    assert "".join(drawn) == "".join(texts)
    for line_before, line_after in pairwise(drawn):
        assert line_before[-1] not in OPENING
        assert line_after[0] not in CLOSING
