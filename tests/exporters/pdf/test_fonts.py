"""Fonts: every character is drawn by a font that has it, or refused."""

from __future__ import annotations

import unicodedata

import pytest

from alignprep_exporters.pdf.type import fonts
from alignprep_exporters.pdf.type.fonts import (
    MONO,
    SANS,
    SERIF,
    MissingCharacter,
    Piece,
    clusters,
    face,
    pieces,
    single_font,
    width,
)
from tools import kerning


def test_faces() -> None:
    assert face(SERIF, bold=True, italic=True) == "Serif-BoldItalic"
    assert face(SANS, bold=True, italic=True) == "Sans-Bold"
    assert face(SANS, italic=True) == SANS
    assert face(MONO, bold=True) == MONO


def test_a_text_is_drawn_in_pieces() -> None:
    assert [(piece.font, piece.text) for piece in pieces(SERIF, "a𝔼b⊢")] == [
        (SERIF, "a"), ("Fallback", "𝔼"), (SERIF, "b"), ("Fallback", "⊢"),
    ]  # fmt: skip
    assert list(pieces(SERIF, "plain")) == [Piece(SERIF, "plain")]
    assert width(SERIF, "nn") == 2 * width(SERIF, "n")
    assert width(SERIF, "a\u00a0b") == width(SERIF, "a b")


def test_a_mark_stands_over_its_letter() -> None:
    letter, mark = pieces(SERIF, "θ\u0302")
    assert (letter, mark.text) == (Piece(SERIF, "θ"), "\u0302")
    assert mark.shift < 0
    assert mark.rise > 0
    assert width(SERIF, "θ\u0302") == width(SERIF, "θ")
    assert next(iter(pieces(SERIF, "\u0302x"))).font == "Fallback"


def test_a_figures_text_is_in_one_font() -> None:
    assert single_font(SANS, "plain é") == SANS
    assert single_font(SANS, "a ⊢ b") == "Fallback"
    assert single_font(SANS, "x\u0302") is None, "the mark is placed over its letter"
    with pytest.raises(MissingCharacter):
        single_font(SANS, "a 汉")


def test_clusters() -> None:
    assert clusters(SERIF, "plain") == [("plain", False)]
    assert clusters(SERIF, "aθ\u0302b") == [("a", False), ("θ\u0302", True), ("b", False)]
    assert clusters(SERIF, "x\u0304\u0302") == [("x\u0304\u0302", True)]
    assert clusters(SERIF, "\u0302x") == [("\u0302x", False)]


@pytest.mark.parametrize("character", ["🙂", "汉", "क", "ก", "\ue000"])
def test_what_cannot_be_drawn_is_refused(character: str) -> None:
    with pytest.raises(MissingCharacter, match=f"U\\+{ord(character):04X}"):
        width(SERIF, f"a{character}")


def test_the_fonts_cover_what_technical_english_uses() -> None:
    wanted = "".join(map(chr, range(0x20, 0x7F))) + "éüßøłčñ" + "αβγδεθλμπρστφχψωΓΔΘΛΣΦΨΩ" + "≤≥≠≈∑∏∫∂∇∈∉⊂∪∩∞√±×÷·→←↔⇒↦"
    wanted += "“”‘’–—…•☐☑✓§°€" + "ℒℝℕ𝔼ℓ" + "⁰¹²³₀₁₂"
    for font in (SERIF, SANS, MONO):
        for character in wanted:
            assert width(font, character) > 0, unicodedata.name(character)


def test_the_kerning_is_that_of_the_fonts() -> None:
    fresh = kerning.table()
    assert (kerning.FONTS / "kerning.json").read_text(encoding="utf-8") == fresh, "run: make kerning"
    assert fonts.kerning("Serif")["To"] < -30
    assert width(SERIF, "To") == width(SERIF, "T") + width(SERIF, "o") + fonts.kerning("Serif")["To"]
    assert fonts.kerning(MONO) == {}


def test_glyphs_that_share_the_last_width_have_it_in_the_fonts_units() -> None:
    metrics = fonts._face("Fallback").hmetrics
    assert metrics[-1][0] == metrics[6237][0] > 1000
