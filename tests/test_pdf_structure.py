"""What a screen reader is told: every word of the edition, once, in order, each as what it is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import page
import pytest
from hypothesis import HealthCheck, given, settings

from alignprep import Packet, document, load, select
from alignprep.markdown import parse
from alignprep_exporters import pdf
from alignprep_exporters.pdf import answers, quick
from tests.drawable import drawable
from tests.pdf_content import expected, listed_pages, said, squeezed
from tests.pdf_reader import Element, tagged
from tests.sample_bank import sample_bank
from tests.strategies import questions

PRODUCTS = [(pdf, "candidate"), (pdf, "study"), (pdf, "interviewer"), (answers, "study"), (quick, "study")]
IDS = ["handout", "study guide", "interviewer's guide", "answers", "quick reference"]


def leaves(element: Element) -> Iterator[str]:
    """What is read out of an element, a string for each line, cell, label or formula."""
    for child in element.children:
        assert not isinstance(child, str), f"text that is only in a {element.kind}"
        if child.kind == "Figure":
            yield f"[{child.alt}]"
        elif child.kind in ("P", "H1", "H2", "H3", "Lbl", "TH", "TD", "Formula", "Link", "Code"):
            yield child.text()
        else:
            yield from leaves(child)


def sections(root: Element) -> list[Element]:
    """The elements of the questions, by number."""
    return [question for sect in root.own("Sect") for question in sect.own("Sect")]


def check(packet: Packet) -> None:
    made = tagged(pdf.render(packet))
    elements = sections(made.root)
    pages = listed_pages(made.root)
    for item, element in zip(packet.items, elements, strict=True):
        title = squeezed(f"{item.number}. {item.title}")
        assert title in pages
        wanted = [squeezed(text) for text in expected(item, packet, pages)]
        heard = [squeezed(text) for text in leaves(element)]
        assert [text for text in heard if text] == [text for text in wanted if text]


@pytest.mark.parametrize("edition", ["study", "interviewer"])
@pytest.mark.parametrize("bank", [load, sample_bank], ids=["the bank", "the sample"])
def test_a_bank_is_read_out_whole_and_in_order(edition: str, bank: Any) -> None:
    check(select(bank(), edition=edition))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(questions(1))
def test_any_question_is_read_out_whole_and_in_order(drawn: tuple[dict[str, Any], dict[str, list[str]]]) -> None:
    packet = select(sample_bank(drawable(drawn[0])), edition="interviewer")
    check(packet)
    assert failures(pdf.render(packet)) == []


def failures(data: bytes) -> list[str]:
    """The rules of PDF/UA-1 and PDF/A-2a that a document breaks."""
    found = []
    for profile in ("pdf_ua1", "pdf_a2a"):
        report = page.validate_pdf_bytes(data, profile=profile)
        assert report.rules.total > 100
        assert report.is_compliant == (not report.failures)
        found += [f"{failure.rule_id}: {failure.message}" for failure in report.failures]
    return found


@pytest.mark.parametrize(("exporter", "edition"), PRODUCTS, ids=IDS)
def test_every_product_conforms(exporter: Any, edition: str) -> None:
    assert failures(exporter.render(select(load(), edition=edition))) == []
    assert failures(exporter.render(select(sample_bank(), edition=edition, paper="letter"))) == []


def test_the_validator_sees_what_is_wrong() -> None:
    data = pdf.render(select(sample_bank(), edition="study"))
    assert failures(data.replace(b"<pdfuaid:part>1<", b"<pdfuaid:part>3<"))
    assert failures(data.replace(b"<pdfaid:part>2<", b"<pdfaid:part>9<"))


@pytest.mark.parametrize(("exporter", "edition"), PRODUCTS, ids=IDS)
def test_only_heads_feet_and_repeated_headers_are_artifacts(exporter: Any, edition: str) -> None:
    packet = select(load(), edition=edition)
    headers = {
        squeezed(said(cell, packet))
        for item in packet.items
        for block in (parse(item.answer.full) if item.answer else ())
        if isinstance(block, document.Table)
        for cell in block.header
    }
    titles = {f"Question {item.number}" for item in packet.items} | {one.title for one in packet.sections}
    names = {"References", "Candidate handout", "Study guide", "Interviewer's guide", "Answers", "Quick reference"}
    data = f"alignprep {packet.version} · {packet.date.isoformat()} · {packet.license}"
    made = tagged(exporter.render(packet))
    assert made.loose[0] == ""
    for number, loose in enumerate(made.loose[1:], 2):
        lines = set(map(squeezed, loose.splitlines()))
        assert {data, f"Page {number} of {len(made.loose)}"} <= lines
        assert lines <= {data, f"Page {number} of {len(made.loose)}"} | titles | names | headers


def test_the_tree_is_one_that_readers_know() -> None:
    root = tagged(pdf.render(select(sample_bank(), edition="interviewer"))).root
    assert root.kind == "Document"
    headings = [element.kind for element in root.all("H1", "H2", "H3")]
    assert headings[0] == "H1"
    for before, after in pairwise(headings):
        assert int(after[1]) <= int(before[1]) + 1
    assert all(element.alt for element in root.all("Figure", "Formula"))
    assert {element.kind for element in root.all("TR")[0].own("TH")} == {"TH"}
    assert all(element.own("LBody") for element in root.all("LI"))
    assert all(element.text().strip() for element in root.all("Link"))


def test_a_table_over_pages_is_one_table() -> None:
    rows = "".join(f"| row {number} | {'word ' * 9} |\n" for number in range(200))
    full = f"| first | second |\n|---|---|\n{rows}"
    base = sample_bank().data.questions[0].model_dump(mode="json", by_alias=True)
    values = {**base, "answer": {**base["answer"], "full": full}, "related": []}
    made = tagged(pdf.render(select(sample_bank(values), edition="study")))
    (table,) = made.root.all("Table")
    assert [squeezed(cell.text()) for cell in table.all("TH")] == ["first", "second"]
    assert [squeezed(row.all("TD")[0].text()) for row in table.own("TBody")[0].own("TR")] == [
        f"row {number}" for number in range(200)
    ]
    assert sum("first" in loose for loose in made.loose) >= 3
