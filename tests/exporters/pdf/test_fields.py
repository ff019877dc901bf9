"""The fields of a packet: what each says of itself, and that they can be filled in and read back."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFontFile

from alignprep import select
from alignprep_exporters import pdf
from alignprep_exporters.pdf.type.fonts import SANS, register
from tests.support.pdf_forms import filled, values, widgets
from tests.support.pdf_reader import tagged
from tests.support.sample_bank import INTERVIEW, sample_bank

SCORES = {"1", "2", "3", "4", "5"}


@cache
def blank() -> bytes:
    return pdf.render(select(sample_bank(), edition="interviewer", interview=INTERVIEW))


def holders() -> dict[str, Any]:
    """The dictionary of each field: that of its only widget, or their parent."""
    form = PdfReader(io.BytesIO(blank())).trailer["/Root"]["/AcroForm"]  # type: ignore[index]
    return {str(field.get_object()["/T"]): field.get_object() for field in form["/Fields"]}


def test_there_is_a_field_for_all_that_is_written() -> None:
    ticks = {
        f"{kind}-{n}-{k}" for n in (1, 2, 3) for kind, count in (("tick", 4), ("flag", 2)) for k in range(1, count + 1)
    }
    lines = {"candidate", "role", "interviewer", "date", "form", "signed", "mean-depth"}
    texts = {"evidence-1", "evidence-2", "evidence-3", "reasons", "concerns", "next"}
    choices = {"score-1", "score-2", "score-3", "rating-depth", "recommendation", "confidence"}
    found = holders()
    assert set(found) == ticks | lines | texts | choices
    assert {name for name, field in found.items() if field["/FT"] == "/Tx"} == lines | texts
    assert {name for name, field in found.items() if int(field.get("/Ff", 0)) & 1 << 12} == texts
    assert {name for name, field in found.items() if int(field.get("/Ff", 0)) & 1 << 15} == choices
    assert {name for name, field in found.items() if int(field.get("/Ff", 0)) & 1} == {"form"}
    assert all("." not in name for name in found)


def test_states_have_the_names_that_are_read_back() -> None:
    found = widgets(blank())
    assert {state for one in found["score-2"] for state in one.states} == SCORES | {"not-asked", "Off"}
    assert {state for one in found["rating-depth"] for state in one.states} == SCORES | {"no-evidence", "Off"}
    assert {state for one in found["tick-1-1"] for state in one.states} == {"on", "Off"}
    advice = {"strong-no", "no", "yes", "strong-yes", "no-decision", "Off"}
    assert {state for one in found["recommendation"] for state in one.states} == advice
    assert {state for one in found["confidence"] for state in one.states} == {"low", "medium", "high", "Off"}
    assert all(one.state == "Off" for ones in found.values() for one in ones if "/AS" in one.entries)


def test_the_score_stands_beside_its_question_and_on_the_scorecard() -> None:
    places = {(one.page, *(one.states - {"Off"})) for one in widgets(blank())["score-2"]}
    assert {page for page, _ in places} == {4, 7}
    assert {(page, state) for page in (4, 7) for state in SCORES | {"not-asked"}} == places


def test_every_widget_is_what_an_archive_and_a_screen_reader_need() -> None:
    reader = PdfReader(io.BytesIO(blank()))
    root: Any = reader.trailer["/Root"]
    form = root["/AcroForm"]
    assert "/NeedAppearances" not in form
    assert "/XFA" not in form
    for ones in widgets(blank()).values():
        for one in ones:
            entries = one.entries
            holder = entries if "/T" in entries else entries["/Parent"]
            assert entries["/TU"] == holder["/TU"] != ""
            assert entries["/F"] == 4
            assert list(entries["/AP"]) == ["/N"]
            assert {"/A", "/AA"}.isdisjoint(entries)
            assert {"/A", "/AA"}.isdisjoint(holder)
            assert holder["/DA"].split()[0] in form["/DR"]["/Font"]
            assert isinstance(entries["/StructParent"], int)
    assert all(page["/Tabs"] == "/S" for page in reader.pages)


def test_widgets_are_elements_in_the_order_in_which_they_are_read() -> None:
    reader = PdfReader(io.BytesIO(blank()))
    found = [entry for page in reader.pages for entry in page.get("/Annots", []) or []]
    keys = [int(entry.get_object()["/StructParent"]) for entry in found if entry.get_object()["/Subtype"] == "/Widget"]
    assert keys == sorted(keys)
    assert len(tagged(blank()).root.all("Form")) == len(keys)
    order: list[int] = []

    def walk(node: Any) -> None:
        for kid in node["/K"] if isinstance(node.get("/K"), list) else [node.get("/K")]:
            kid = kid.get_object() if kid is not None else None
            if isinstance(kid, dict) and kid.get("/Type") == "/OBJR":
                if kid["/Obj"]["/Subtype"] == "/Widget":
                    assert node["/S"] == "/Form"
                    order.append(int(kid["/Obj"]["/StructParent"]))
            elif isinstance(kid, dict) and "/S" in kid:
                walk(kid)

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])  # type: ignore[index]
    # What is ticked is told with its box; so each page is read from its top to its foot.
    assert order == keys


def test_what_is_filled_in_is_read_back() -> None:
    given = {
        "candidate": "Björk Åström",
        "tick-1-2": "on",
        "flag-3-1": "on",
        "evidence-2": "Said “no” twice,\nthen why.",
        "score-1": "4",
        "score-2": "not-asked",
        "rating-depth": "no-evidence",
        "mean-depth": "4.0",
        "recommendation": "strong-yes",
        "confidence": "low",
        "signed": "2026-12-02",
    }
    data = filled(blank(), given)
    known = {"role": "Alignment Engineer", "interviewer": "B. Noor", "date": "2026-12-01", "form": "B"}
    assert values(data) == {**known, **given}
    shown = [one.state for one in widgets(data)["score-1"]]
    assert sorted(state for state in shown if state != "Off") == ["4", "4", "4"]


def test_a_field_that_stands_twice_shows_the_same() -> None:
    first, second = widgets(blank())["candidate"]
    assert (first.page, second.page) == (0, 7)
    assert first.entries["/AP"]["/N"].get_data() == second.entries["/AP"]["/N"].get_data() != b""
    long = pdf.render(select(sample_bank(), edition="interviewer", interview=replace(INTERVIEW, candidate="Ada " * 30)))
    small, usual = (widgets(data)["candidate"][0].entries["/AP"]["/N"].get_data() for data in (long, blank()))
    assert b" 10.00 Tf" in usual
    assert b" 10.00 Tf" not in small


def test_one_may_type_any_letter_of_the_west() -> None:
    font = PdfReader(io.BytesIO(blank())).trailer["/Root"]["/AcroForm"]["/DR"]["/Font"]["/FormSans"]  # type: ignore[index]
    assert (font["/Encoding"], font["/FirstChar"], font["/LastChar"]) == ("/WinAnsiEncoding", 32, 255)
    assert "+" not in font["/BaseFont"]
    register()
    sans = pdfmetrics.getFont(SANS).face  # type: ignore[attr-defined]
    program = TTFontFile(io.BytesIO(font["/FontDescriptor"]["/FontFile2"].get_data()))
    for code in range(32, 256):
        letter = bytes([code]).decode("cp1252", "ignore")
        if not letter or ord(letter) not in sans.charToGlyph:
            continue
        assert abs(float(font["/Widths"][code - 32]) - sans.charWidths[ord(letter)]) < 1, letter
        assert abs(program.charWidths[ord(letter)] - sans.charWidths[ord(letter)]) < 1, letter
    assert {"é", "ß", "€", "“", "Ž"} <= {chr(point) for point in program.charToGlyph}


@pytest.mark.parametrize("edition", ["study", "candidate"])
def test_other_documents_have_no_form(edition: str) -> None:
    reader = PdfReader(io.BytesIO(pdf.render(select(sample_bank(), edition=edition))))
    assert "/AcroForm" not in reader.trailer["/Root"]  # type: ignore[operator]
