"""Scripts that take shaping: each character is drawn once, and a font has glyphs for clusters."""

from __future__ import annotations

import io
import sys
from itertools import pairwise

import page
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics

from alignprep import ExporterError, TextError, select
from alignprep_exporters import pdf
from alignprep_exporters.pdf.tagged.composed_font import ComposedFont
from alignprep_exporters.pdf.type import fonts, shaping
from alignprep_exporters.pdf.type.fonts import MONO, SERIF, MissingCharacter, pieces, using, width
from alignprep_exporters.pdf.type.lines import Line, break_lines, length, turned
from alignprep_exporters.pdf.type.shaping import Glyph, graphemes, joins, parted
from alignprep_exporters.pdf.type.spans import Span
from tests.support.pdf_reader import tagged
from tests.support.sample_bank import question, sample_bank
from tests.support.script_banks import SCRIPTS, script_bank
from tests.support.tiny_font import tiny_font

ARABIC = "ابتمنلاًّ،؟"  # DejaVu Sans has them, and joins them.
MIXED = st.text(f"ab1.(), {ARABIC}אב", max_size=24).map(lambda text: " ".join(text.split()))


def span(text: str, font: str = SERIF) -> Span:
    return Span(text, font, 10, "#000000")


def drawn(font: str, text: str, *, backwards: bool = False) -> str:
    return "".join(piece.text for piece in pieces(font, text, backwards=backwards))


def test_only_what_joins_is_shaped() -> None:
    assert not joins("plain é θ\u0302 漢字 각")
    assert list(parted("a نص, b")) == [("a ", False), ("نص", True), (", b", False)]
    assert all(not piece.glyphs for piece in pieces(SERIF, "plain é θ\u0302 ⊢"))


def test_letters_join() -> None:
    (alone,) = pieces(SERIF, "ب")
    (both,) = pieces(SERIF, "بب")
    assert both.font == "Fallback"
    assert [glyph.text for glyph in both.glyphs] == ["ب", "ب"]
    assert {part for glyph in both.glyphs for part, _, _ in glyph.parts}.isdisjoint(
        part for glyph in alone.glyphs for part, _, _ in glyph.parts
    )
    assert width(SERIF, "بب") != 2 * width(SERIF, "ب")


def test_letters_that_are_drawn_as_one_are_still_two() -> None:
    (piece,) = pieces(SERIF, "لا")
    assert [glyph.text for glyph in piece.glyphs] == ["ا", "ل"]
    assert [bool(glyph.parts) for glyph in piece.glyphs] == [False, True]
    assert 0 < piece.glyphs[0].advance <= piece.glyphs[1].advance


def test_a_mark_takes_no_room() -> None:
    assert width(SERIF, "بَ") == width(SERIF, "ب")


@given(st.text(ARABIC + " אב(.", max_size=16))
def test_every_character_is_drawn_once(text: str) -> None:
    assert drawn(SERIF, text, backwards=True) == text[::-1]
    assert sorted(drawn(SERIF, text)) == sorted(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("abc", ["a", "b", "c"]),
        ("e\u0301x", ["e\u0301", "x"]),
        ("कि", ["कि"]),
        ("क्षत्रिय", ["क्ष", "त्रि", "य"]),
        ("ที่เรา", ["ที่", "เรา"]),
        ("שָׁלוֹם", ["שָׁ", "ל", "וֹ", "ם"]),
        ("\u1112\u1161\u11ab\u1100", ["\u1112\u1161\u11ab", "\u1100"]),
    ],
)
def test_graphemes(text: str, parts: list[str]) -> None:
    assert graphemes(text) == parts


@given(st.text("aक्षिตที่เาבָ \u0301\u200d", max_size=20))
def test_graphemes_lose_nothing(text: str) -> None:
    found = graphemes(text)
    assert "".join(found) == text
    assert all(found)


@given(MIXED, st.floats(20, 200), st.sampled_from(["ltr", "rtl"]))
def test_a_line_has_every_character_once_in_either_direction(text: str, limit: float, direction: str) -> None:
    with using({}, direction):
        spans = [span(text[: len(text) // 2]), span(text[len(text) // 2 :])]
        lines = break_lines(spans, limit)
        whole = "".join("".join(run for _, run in line.runs) + " " * line.soft for line in lines)
        assert whole == text
        for line in lines:
            assert line.parts is not None
            read = sorted(line.parts, key=lambda part: part.place)
            said = "".join(run for _, run in line.runs)
            assert not read or "".join(part.text for part in read) == said
            assert abs(line.width - sum(part.width for part in read or ())) < 1e-6 or not read


@given(st.lists(st.sampled_from(["कि", "क्ष", "त्रि", "य", "ज़"]), min_size=1, max_size=20), st.floats(5, 60))
def test_a_long_word_is_not_broken_inside_a_syllable(syllables: list[str], limit: float) -> None:
    with using({"Hindi.ttf": tiny_font("कषतरयजि़्ज़")}):
        lines = break_lines([span("".join(syllables))], limit)
    drawn_lines = ["".join(text for _, text in line.runs) for line in lines]
    assert "".join(drawn_lines) == "".join(syllables)
    ends = {0}
    for syllable in syllables:
        ends.add(max(ends) + len(syllable))
    place = 0
    for text in drawn_lines:
        place += len(text)
        assert place in ends


def test_code_and_formulas_keep_their_direction_among_arabic() -> None:
    with using({}, "rtl"):
        (line,) = break_lines([span("نص "), span("x = 0.5", MONO), span(" نص")], 500)
        assert line.parts is not None
        assert [part.text for part in line.parts] == [" نص", "x = 0.5", "نص "]
        (line,) = break_lines([span("Latin words, 12.")], 500)
        assert line.parts == ()
        assert [part.text for part in turned(Line([(span("1."), "1.")]), backwards=True)] == [".", "1"]


def test_the_banks_fonts_are_asked_first_and_the_bold_one_for_bold_text() -> None:
    regular, bold = tiny_font("ن"), tiny_font("نa", weight=700)
    with using({"Bold.ttf": bold, "Regular.ttf": regular}):
        assert next(iter(pieces("Serif", "ن"))).font.startswith("Regular")
        assert next(iter(pieces("Serif-Bold", "ن"))).font.startswith("Bold")
        assert next(iter(pieces("Serif-Bold", "م"))).font == "Fallback"


def test_a_cluster_that_no_font_has_is_refused() -> None:
    with pytest.raises(MissingCharacter, match=r"'क' \(U\+0915\).*name one that has it in bank\.yaml \(fonts\)"):
        width(SERIF, "कि")
    with using({"A.ttf": tiny_font("क")}), pytest.raises(MissingCharacter, match=r"U\+093F"):
        width(SERIF, "कि")
    with using({"A.ttf": tiny_font("क"), "B.ttf": tiny_font("ि")}), pytest.raises(MissingCharacter):
        width(SERIF, "कि")


def test_a_font_of_clusters_is_sound() -> None:
    font = pdfmetrics.getFont(next(iter(pieces(SERIF, "لا"))).font)
    glyphs = [glyph for piece in pieces(SERIF, "السَّلام") for glyph in piece.glyphs]
    composed = ComposedFont("S1", font)
    assert composed.encode(glyphs[:2]) == "<00010002>"
    assert composed.encode(glyphs[:1]) == "<0001>"
    composed.encode([*glyphs, Glyph(" ", 300, ())])
    program, first = composed.program()
    made = TTFont(io.BytesIO(program))
    order = made.getGlyphOrder()
    assert order[first:] == [f"glyph{number:05d}" for number in range(first, len(order))]
    space = made["glyf"][order[-1]]
    assert (space.numberOfContours, made["hmtx"][order[-1]][0]) == (0, 300)
    for name, glyph in zip(order[first:], dict.fromkeys(glyphs), strict=False):
        outline = made["glyf"][name]
        assert made["hmtx"][name][0] == glyph.advance
        parts = [(one.x, one.y) for one in outline.components] if outline.isComposite() else []
        assert len(parts) <= len(glyph.parts)
        if parts:
            before = outline.xMin, outline.yMin, outline.xMax, outline.yMax
            outline.recalcBounds(made["glyf"])
            assert before == (outline.xMin, outline.yMin, outline.xMax, outline.yMax)


def test_without_harfbuzz_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts._width.cache_clear()
    shaping.shaped.cache_clear()
    monkeypatch.setitem(sys.modules, "uharfbuzz", None)
    bank = sample_bank(question(1, related=[], title="نقاط"))
    with pytest.raises(ExporterError, match=r"needs uharfbuzz for texts .*pip install 'alignprep\[pdf-scripts\]'"):
        pdf.render(select(bank, edition="study"))
    pdf.render(select(sample_bank(), edition="candidate"))


@pytest.mark.parametrize("text", ["لا نص (x)", "a نص b"])
def test_a_figures_text_is_shaped(text: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 80"><text x="99" y="30">{text}</text></svg>'
    bank = sample_bank(question(1, related=[]))
    bank = type(bank)(bank.data.model_copy(update={"media": {"boxes.svg": svg}}))
    data = pdf.render(select(bank, edition="study"))
    assert "نص" in PdfReader(io.BytesIO(data)).pages[3].extract_text()


def test_what_no_font_has_names_the_question() -> None:
    bank = sample_bank(question(1, related=[], hint="कि"))
    with pytest.raises(TextError, match="'क'") as caught:
        pdf.render(select(bank, edition="study"))
    assert (caught.value.kind, caught.value.name) == ("question", "question-1")


@pytest.mark.parametrize("script", ["Greek", "Arabic", "Hebrew"])
def test_a_page_conforms_and_reads_back(script: str) -> None:
    """Those that the package's own fonts have; the others are tested with real fonts."""
    data = pdf.render(select(script_bank(script), edition="study"))
    for profile in ("pdf_ua1", "pdf_a2a"):
        assert page.validate_pdf_bytes(data, profile=profile).failures == []
    assert PdfReader(io.BytesIO(data)).trailer["/Root"]["/Lang"] == SCRIPTS[script].language  # type: ignore[index]
    read = "".join(tagged(data).root.text().split())
    said = SCRIPTS[script]
    for text in (said.title, said.ask, said.first, said.second, *said.lines):
        assert "".join(text.split()) in read
    assert pdf.render(select(script_bank(script), edition="study")) == data


def test_lengths_of_parts_are_those_of_the_line() -> None:
    with using({}, "rtl"):
        lines = break_lines([span("نص طويل abc (12) نص آخر"), span(" x", MONO)], 70)
        for line in lines:
            assert line.parts
            for before, after in pairwise(line.parts):
                assert before != after
            assert line.width == sum(part.width for part in line.parts)
            assert all(length(part.span, part.text) > 0 for part in line.parts if not part.backwards)
