"""The names of people: drawn right, or refused with a reason."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from alignprep import ExporterError, Interview, select
from alignprep_exporters import pdf
from tests.support.sample_bank import INTERVIEW, sample_bank


@pytest.mark.parametrize(
    "name",
    [
        "علی رضایی", "می‌گل", "דוד כהן", "अमित कुमार", "ශ්‍රීමතී", "ประยุทธ์", "မောင်မောင်", "សុខ", "ᠮᠣᠩᠭᠣᠯ", "漢字", "🙂",
        "Ada\u200dLovelace", "تنبيه 12",
    ],
)  # fmt: skip
@pytest.mark.parametrize("edition", ["interviewer", "candidate"])
def test_a_name_that_would_be_drawn_wrongly_is_refused(name: str, edition: str) -> None:
    packet = select(sample_bank(), edition=edition, interview=Interview())
    with pytest.raises(ExporterError, match=r"cannot draw the candidate's name .* export DOCX, which shows it right"):
        pdf.render(replace(packet, interview=_named(name)))


def _named(name: str) -> Interview:
    made = Interview()
    object.__setattr__(made, "candidate", name)  # Also what `Interview` refuses itself.
    return made


@pytest.mark.parametrize("field", ["candidate", "role", "interviewer"])
def test_the_field_is_named(field: str) -> None:
    packet = select(sample_bank(), edition="interviewer", interview=replace(INTERVIEW, **{field: "דוד"}))
    with pytest.raises(ExporterError, match=f"cannot draw the {field}.*'דוד'"):
        pdf.render(packet)


@pytest.mark.parametrize(
    "name", ["Łucja Świątek-O’Neill", "Nguyễn Thị Ánh", "Žižek", "Ελένη", "Иван Й", "Ñ & <b>", "(a) \\"]
)
def test_a_name_of_letters_that_stand_alone_is_drawn(name: str) -> None:
    packet = select(sample_bank(), edition="interviewer", interview=Interview(candidate=name))
    reader = PdfReader(io.BytesIO(pdf.render(packet)))
    assert name in reader.pages[1].extract_text()
    assert (reader.get_fields() or {})["candidate"].value == name
