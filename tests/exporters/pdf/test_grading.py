"""The interviewer's guide is a form: scores with what earns them, and room for notes at their side."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import page
import pytest
from pypdf import PdfReader

from alignprep import Packet, select
from alignprep_exporters import pdf
from alignprep_exporters.pdf.booklet import page_of
from alignprep_exporters.pdf.layout.boxes import Paragraph
from alignprep_exporters.pdf.layout.grading import grading
from alignprep_exporters.pdf.layout.pages import Column, fill_pages
from alignprep_exporters.pdf.publish import Furniture, draw_pages
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.fonts import using
from alignprep_exporters.pdf.type.spans import words
from alignprep_exporters.pdf.type.styles import style
from tests.support.pdf_content import squeezed
from tests.support.pdf_forms import Widget, filled, values, widgets
from tests.support.pdf_reader import Element, tagged
from tests.support.sample_bank import question, sample_bank

SCORES = {"1", "2", "3", "4", "5"}


@cache
def guide(paper: str = "a4") -> bytes:
    return pdf.render(select(sample_bank(), edition="interviewer", paper=paper))


def test_there_is_a_field_for_all_that_is_ticked_scored_and_written() -> None:
    found = widgets(guide())
    ticks = {
        f"{kind}-{n}-{k}" for n in (1, 2, 3) for kind, count in (("tick", 4), ("flag", 2)) for k in range(1, count + 1)
    }
    assert set(found) == ticks | {f"{name}-{n}" for n in (1, 2, 3) for name in ("score", "evidence")}
    for number in (1, 2, 3):
        assert [one.states - {"Off"} for one in found[f"score-{number}"]] == [{score} for score in sorted(SCORES)]
        assert found[f"score-{number}"][0].entries["/TU"] == f"Score, question\u00a0{number}"
        assert found[f"evidence-{number}"][0].entries["/TU"] == f"Evidence, question\u00a0{number}"
    assert found["tick-2-1"][0].entries["/TU"].startswith("Heard: Point a of 2 with")
    assert found["flag-3-2"][0].entries["/TU"] == "Red flag: “Wrong claim b of 3”: corrected"


def test_names_are_unique_and_widgets_are_in_reading_order() -> None:
    reader = PdfReader(io.BytesIO(guide()))
    fields = [field.get_object()["/T"] for field in reader.trailer["/Root"]["/AcroForm"]["/Fields"]]  # type: ignore[index]
    assert max(Counter(fields).values()) == 1
    assert all("." not in name for name in fields)
    found = [entry.get_object() for one in reader.pages for entry in one.get("/Annots", []) or []]
    keys = [int(entry["/StructParent"]) for entry in found if entry["/Subtype"] == "/Widget"]
    assert keys == sorted(keys)
    assert all(one["/Tabs"] == "/S" for one in reader.pages)
    names = list(dict.fromkeys(_name(entry) for entry in found if entry["/Subtype"] == "/Widget"))
    assert [name for name in names if name.endswith("-1") or "-1-" in name][:8] == [
        *(f"tick-1-{count}" for count in (1, 2, 3, 4)),
        *(f"flag-1-{count}" for count in (1, 2)),
        "score-1",
        "evidence-1",
    ]


def _name(entry: Any) -> str:
    return str((entry if "/T" in entry else entry["/Parent"])["/T"])


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_scores_stand_below_each_other_and_the_notes_at_their_side(paper: str) -> None:
    found = widgets(guide(paper))
    for number in (1, 2, 3):
        rings = found[f"score-{number}"]
        (notes,) = found[f"evidence-{number}"]
        tops = [ring.rectangle[3] for ring in rings]
        assert tops == sorted(tops, reverse=True)
        assert {ring.page for ring in rings} == {notes.page}
        left, bottom, right, top = notes.rectangle
        assert all(left > ring.rectangle[2] + 100 and bottom - 10 < ring.rectangle[1] < top for ring in rings)
        assert right - left > 150
        assert top - bottom > 130


def test_every_score_has_words_and_one_that_has_none_of_its_own_its_neighbors() -> None:
    shown = [one for one in tagged(guide()).root.all("Table") if "Anchor one" in one.text()]
    tables = ["|".join(squeezed(row.text()) for row in one.all("TR")) for one in shown]
    assert len(tables) == 3
    assert tables[0].endswith("2 Between 1 and 3|3 Anchor three of 1 & more|4 Between 3 and 5|5 Anchor five of 1 best")
    assert "2 Anchor two of 2|3 Anchor three of 2 & more|4 Anchor four of 2" in tables[1]


def test_it_can_be_filled_in_and_read_back() -> None:
    given = {"tick-1-2": "on", "score-1": "4", "score-3": "1", "evidence-2": "Said “no” twice,\nthen why."}
    data = filled(guide(), given)
    assert values(data) == given
    assert [one.state for one in widgets(data)["score-1"]] == ["Off", "Off", "Off", "4", "Off"]


def failures(data: bytes) -> list[str]:
    return [
        f"{failure.rule_id}: {failure.message}"
        for profile in ("pdf_ua1", "pdf_a2a")
        for failure in page.validate_pdf_bytes(data, profile=profile).failures
    ]


def graded(*, height: float = 841.89, **changes: object) -> tuple[bytes, Packet]:
    """Only the grading of a question, in a file of its own, on pages so high."""
    bank = sample_bank(question(1, related=[], **changes))
    packet = select(bank, edition="interviewer")
    root, sheet, look = Node("Document"), replace(page_of(packet), height=height), style("h2", keep=False)
    with using({}):
        heads = [Paragraph(words(kind, look), look, Node(kind, root), sheet.wide) for kind in ("H1", "H2")]
        boxes = [*heads, *grading(packet.items[0], {}, Node("Sect", root), sheet, packet)]
        pages = fill_pages(boxes, [Column(sheet.left, sheet.height - sheet.top, sheet.depth, sheet.measure)])
        return draw_pages(packet, Furniture("Grading", "", ""), sheet, pages, root), packet


def places(data: bytes) -> dict[str, list[Widget]]:
    return {name: ones for name, ones in widgets(data).items() if name.startswith(("score", "evidence"))}


def test_a_question_without_a_rubric_has_scores_and_notes() -> None:
    data, _ = graded(rubric=None, follow_ups=[], red_flags=[])
    found = places(data)
    assert [one.states - {"Off"} for one in found["score-1"]] == [{score} for score in sorted(SCORES)]
    (notes,) = found["evidence-1"]
    assert notes.rectangle[0] < 150
    assert notes.rectangle[2] - notes.rectangle[0] > 300
    root = tagged(data).root
    assert root.all("Table") == []
    assert headings(root) == ["Score", "Evidence"]
    assert failures(data) == []


def headings(root: Element) -> list[str]:
    return [squeezed(one.text()) for one in root.all("H3")]


def test_what_a_question_lacks_is_left_out() -> None:
    assert headings(tagged(graded()[0]).root) == ["Follow-ups", "Red flags", "What the answer shows", "Evidence"]
    assert headings(tagged(graded(follow_ups=[])[0]).root) == ["Red flags", "What the answer shows", "Evidence"]


@pytest.mark.parametrize("height", [841.89, 420])
def test_a_rubric_longer_than_a_page_goes_on_and_has_each_field_once(height: float) -> None:
    long = " ".join(f"word{number}" for number in range(350)) + "."
    data, _ = graded(rubric={"1": long, "3": "Middling.", "5": long}, height=height)
    found = places(data)
    assert [one.states - {"Off"} for one in found["score-1"]] == [{score} for score in sorted(SCORES)]
    assert len(found["evidence-1"]) == 1
    reader = PdfReader(io.BytesIO(data))
    assert len(reader.pages) > 2
    said = re.findall(r"word\d+", squeezed(tagged(data).root.text()))
    assert Counter(said) == Counter(re.findall(r"word\d+", long) * 2)
    for ones in found.values():
        for one in ones:
            assert one.rectangle[1] > 40
    assert failures(data) == []
