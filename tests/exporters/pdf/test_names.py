"""The names of people: drawn right, or refused with a reason."""

from __future__ import annotations

import io
import sys
from dataclasses import replace

import pytest
from pypdf import PdfReader

from alignprep import ExporterError, Interview, InterviewError, select
from alignprep_exporters import pdf
from alignprep_exporters.pdf.type import fonts, shaping
from tests.support.pdf_reader import tagged
from tests.support.sample_bank import INTERVIEW, sample_bank
from tests.support.tiny_font import tiny_font


@pytest.mark.parametrize(
    "name",
    ["अमित कुमार", "ශ්‍රීමතී", "ประยุทธ์", "မောင်မောင်", "សុខ", "ᠮᠣᠩᠭᠣᠯ", "漢字", "🙂"],
)
@pytest.mark.parametrize("edition", ["interviewer", "candidate"])
def test_a_name_that_no_font_has_is_refused(name: str, edition: str) -> None:
    packet = select(sample_bank(), edition=edition, interview=Interview())
    with pytest.raises(ExporterError, match=r"cannot draw the candidate's name .* export DOCX, which shows it right"):
        pdf.render(replace(packet, interview=_named(name)))


def _named(name: str) -> Interview:
    made = Interview()
    object.__setattr__(made, "candidate", name)  # Also what `Interview` refuses itself.
    return made


@pytest.mark.parametrize("field", ["candidate", "role", "interviewer"])
def test_the_field_is_named(field: str) -> None:
    packet = select(sample_bank(), edition="interviewer", interview=replace(INTERVIEW, **{field: "अमित"}))
    with pytest.raises(ExporterError, match=f"cannot draw the {field}.*'अमित': no font has the character 'अ'"):
        pdf.render(packet)


@pytest.mark.parametrize(
    "name", ["Łucja Świątek-O’Neill", "Nguyễn Thị Ánh", "Žižek", "Ελένη", "Иван Й", "Ñ & <b>", "(a) \\"]
)
def test_a_name_of_letters_that_stand_alone_is_drawn(name: str) -> None:
    packet = select(sample_bank(), edition="interviewer", interview=Interview(candidate=name))
    reader = PdfReader(io.BytesIO(pdf.render(packet)))
    assert name in reader.pages[1].extract_text()
    assert (reader.get_fields() or {})["candidate"].value == name


@pytest.mark.parametrize("name", ["علی رضایی", "می\u200cگل", "דוד כהן", "תנועה 12", "لينا (B)"])
def test_a_name_from_right_to_left_is_drawn(name: str) -> None:
    sheet, packet = (
        pdf.render(select(sample_bank(), edition=edition, interview=Interview(candidate=name)))
        for edition in ("candidate", "interviewer")
    )
    assert name in tagged(sheet).root.text()
    assert (PdfReader(io.BytesIO(packet)).get_fields() or {})["candidate"].value == name


def test_a_name_in_a_font_of_the_bank_is_drawn() -> None:
    packet = select(sample_bank(), edition="candidate", interview=Interview(candidate="漢字"))
    data = pdf.render(replace(packet, fonts={"Tiny.ttf": tiny_font("漢字")}))
    assert "漢字" in PdfReader(io.BytesIO(data)).pages[0].extract_text()


def test_without_harfbuzz_a_name_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts._width.cache_clear()
    shaping.shaped.cache_clear()
    monkeypatch.setitem(sys.modules, "uharfbuzz", None)
    packet = select(sample_bank(), edition="candidate", interview=Interview(candidate="דוד"))
    with pytest.raises(InterviewError, match=r"cannot draw the candidate's name 'דוד': .*alignprep\[pdf-scripts\]"):
        pdf.render(packet)


@pytest.mark.parametrize(("language", "quadding"), [("ar", 2), ("en", None)])
def test_what_is_typed_begins_where_the_language_does(language: str, quadding: int | None) -> None:
    bank = sample_bank()
    bank = type(bank)(bank.data.model_copy(update={"language": language}))
    packet = select(bank, edition="interviewer", interview=Interview(candidate="Ada"))
    fields = PdfReader(io.BytesIO(pdf.render(packet))).get_fields() or {}
    widgets = fields["candidate"].indirect_reference
    assert widgets is not None
    assert widgets.get_object().get("/Q") == quadding
