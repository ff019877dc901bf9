"""Fonts that a bank brings: used for what the package's fonts lack, embedded in part, and never for another bank."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import page
import pytest
from pypdf import PdfReader

from alignprep import Bank, ExporterError, TextError, select
from alignprep.packet.packet import Packet
from alignprep_exporters import pdf
from alignprep_exporters.pdf import answers, quick
from alignprep_exporters.pdf.type.fonts import SANS, SERIF, MissingCharacter, pieces, single_font, using, width
from tests.support.language_banks import language_packet
from tests.support.pdf_reader import tagged
from tests.support.sample_bank import question, sample_bank
from tests.support.tiny_font import japanese_font, tiny_font

PRODUCTS = [(pdf, "candidate"), (pdf, "study"), (pdf, "interviewer"), (answers, "study"), (quick, "study")]
IDS = ["handout", "study guide", "interviewer's guide", "answers", "quick reference"]


def japanese(edition: str) -> Packet:
    return replace(language_packet("ja", edition), fonts={"Tiny.ttf": japanese_font()})


def fonts_of(data: bytes) -> set[str]:
    reader = PdfReader(io.BytesIO(data))
    names = (font["/BaseFont"] for one in reader.pages for font in one["/Resources"]["/Font"].values())  # type: ignore[index]
    return {str(name).partition("+")[2] for name in names}


def with_figure(text: str, fonts: dict[str, bytes]) -> Packet:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 80">{text}</svg>'
    data = sample_bank(question(1, related=[])).data
    return select(Bank(data.model_copy(update={"media": {"boxes.svg": svg}}), fonts), edition="study")


def test_the_banks_fonts_come_after_the_packages_and_in_their_order() -> None:
    with using({"A.ttf": tiny_font("a字"), "B.ttf": tiny_font("字体", width=500)}):
        found = list(pieces(SERIF, "a字体b"))
        assert [piece.text for piece in found] == ["a", "字", "体", "b"]
        assert [piece.font.rpartition("-")[0] for piece in found] == ["", "A", "B", ""]
        assert width(SERIF, "字体 字") == 2500 + width(SERIF, " ")
        assert single_font(SANS, "字") == found[1].font
        assert single_font(SANS, "字体") == found[2].font
        assert single_font(SANS, "字⊢") is None
    with pytest.raises(MissingCharacter, match=r"'字' \(U\+5B57\); name one that has it in bank\.yaml \(fonts\)"):
        width(SERIF, "字体 字")


def test_glyph_0_draws_nothing() -> None:
    """A font may map a character to the box that stands for what it lacks."""
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(tiny_font("字体")))
    for table in font["cmap"].tables:
        table.cmap[ord("体")] = ".notdef"
    made = io.BytesIO()
    font.save(made)
    with using({"A.ttf": made.getvalue()}):
        assert width(SERIF, "字") == 1000
        with pytest.raises(MissingCharacter, match="'体'"):
            width(SERIF, "体")


def test_fonts_of_one_name_do_not_mix() -> None:
    """Not in one process, one after the other or at the same time."""
    packets = [
        replace(language_packet("ja", "study"), fonts={"Tiny.ttf": tiny_font(japanese_font_characters(), width=wide)})
        for wide in (500, 800, 1000)
    ]
    alone = [pdf.render(packet) for packet in packets]
    assert len(set(alone)) == 3
    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(pdf.render, packets * 2)) == alone * 2
    with pytest.raises(TextError):
        pdf.render(replace(packets[0], fonts={}))


def japanese_font_characters() -> str:
    from fontTools.ttLib import TTFont

    return "".join(map(chr, sorted(TTFont(io.BytesIO(japanese_font())).getBestCmap())))


def test_nothing_is_embedded_that_is_not_needed() -> None:
    packet = select(sample_bank(), edition="study")
    assert pdf.render(replace(packet, fonts={"Tiny.ttf": japanese_font()})) == pdf.render(packet)
    data = pdf.render(japanese("study"))
    (own,) = {name for name in fonts_of(data) if name.startswith("Tiny")}
    assert re.fullmatch(r"Tiny-[0-9a-f]{12}", own)
    assert fonts_of(data) > {own}


@pytest.mark.parametrize(("exporter", "edition"), PRODUCTS, ids=IDS)
def test_every_japanese_product_conforms_and_reads_back(exporter: Any, edition: str) -> None:
    packet = japanese(edition)
    data = exporter.render(packet)
    for profile in ("pdf_ua1", "pdf_a2a"):
        assert page.validate_pdf_bytes(data, profile=profile).failures == []
    drawn = "".join(tagged(data).root.text().split())
    extracted = "".join("".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(data)).pages)
    of_the_bank = () if edition == "candidate" else ("ソフトウェアテストの面接質問集", "基本")
    for text in ("単体テスト", *of_the_bank, *(item.title for item in packet.items if item.title)):
        assert text in drawn
        assert text in extracted


def test_a_figures_text_is_drawn_in_as_many_fonts_as_it_takes() -> None:
    text = '<text x="100" y="30" font-size="12" text-anchor="{}">字 ⊢ θ体</text>'
    drawn = {}
    for anchor in ("start", "middle", "end"):
        data = pdf.render(with_figure(text.format(anchor), {"A.ttf": tiny_font("字体")}))
        assert "字 ⊢ θ体" in tagged(data).root.text()
        drawn[anchor] = data
    assert len(set(drawn.values())) == 3


def test_a_figures_text_that_no_font_has_is_refused() -> None:
    with pytest.raises(TextError, match="'体'") as caught:
        pdf.render(with_figure('<text x="9" y="30">字体</text>', {"A.ttf": tiny_font("字")}))
    assert (caught.value.kind, caught.value.name) == ("question", "question-1")
    packet = with_figure('<text x="9" y="30">字</text>', {"A.ttf": tiny_font("字")})
    pdf.render(packet)
    with pytest.raises(TextError, match="'字'"):
        pdf.render(replace(packet, fonts={}))


@pytest.mark.parametrize("full", ["Then $x_{字}$.", "| 字 | a |\n|---|---|\n| b | 字 |", "```python\n# 字\n```"])
def test_wherever_a_character_stands_that_only_the_bank_has(full: str) -> None:
    base = question(1, related=[])
    bank = sample_bank({**base, "answer": {"depth": full}})
    data = pdf.render(select(Bank(bank.data, {"A.ttf": tiny_font("字")}), edition="study"))
    assert "字" in tagged(data).root.text()


def test_a_formula_on_lines_of_its_own_is_not_drawn_with_boxes() -> None:
    base = question(1, related=[])
    bank = sample_bank({**base, "answer": {"depth": "$$\nE = \\text{字}\n$$"}})
    with pytest.raises(TextError, match="has no font with the character '字'"):
        pdf.render(select(Bank(bank.data, {}), edition="study"))
    data = pdf.render(select(Bank(bank.data, {"A.ttf": tiny_font("字")}), edition="study"))
    assert any(name.startswith("A-") for name in fonts_of(data))


@pytest.mark.parametrize("data", [b"", b"no font", tiny_font("a")[:200], tiny_font("a")[:-400]])
def test_a_file_that_is_no_font_is_a_clear_error(data: bytes) -> None:
    with pytest.raises(ExporterError, match=r"cannot read the font Broken\.ttf"):
        pdf.render(replace(select(sample_bank(), edition="study"), fonts={"Broken.ttf": data}))
