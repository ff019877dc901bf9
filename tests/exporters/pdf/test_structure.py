"""What a screen reader is told: each word as what it is, in its place; `test_roundtrip` sees that all are there."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import page
import pytest
from hypothesis import HealthCheck, given, settings
from pypdf import PdfReader

from alignprep import load, select
from alignprep.text import nodes
from alignprep.text.markdown import parse
from alignprep_exporters import pdf
from alignprep_exporters.pdf import answers, quick
from alignprep_exporters.pdf.structure import Link, Marked, Node
from tests.support.drawable import drawable
from tests.support.pdf_content import listed_pages, said, squeezed
from tests.support.pdf_reader import Tagged, tagged
from tests.support.sample_bank import sample_bank
from tests.support.strategies import questions

PRODUCTS = [
    pytest.param(pdf, "candidate", id="handout"),
    pytest.param(quick, "study", id="quick reference"),
    # The long ones.
    pytest.param(pdf, "study", id="study guide", marks=pytest.mark.acceptance),
    pytest.param(pdf, "interviewer", id="interviewer's guide", marks=pytest.mark.acceptance),
    pytest.param(answers, "study", id="answers", marks=pytest.mark.acceptance),
]


@cache
def rendered(exporter: Any, edition: str) -> bytes:
    """The bank as a document, made once for several tests."""
    made: bytes = exporter.render(select(load(), edition=edition))
    return made


@cache
def structure(exporter: Any, edition: str) -> Tagged:
    """What a screen reader is told of the bank, read once for several tests."""
    return tagged(rendered(exporter, edition))


@pytest.mark.acceptance
@pytest.mark.parametrize("edition", ["study", "interviewer"])
def test_every_title_is_on_the_page_that_the_contents_name(edition: str) -> None:
    reader = PdfReader(io.BytesIO(rendered(pdf, edition)))

    def pages(outline: list[Any]) -> Iterator[tuple[str, str]]:
        for one in outline:
            if isinstance(one, list):
                yield from pages(one)
            else:
                yield squeezed(one.title), str(reader.get_destination_page_number(one) + 1)  # type: ignore[operator]

    root = structure(pdf, edition).root
    bookmarks = dict(pages(reader.outline))
    listed = listed_pages(root)
    assert len(listed) > 50
    assert listed == {title: page for title, page in bookmarks.items() if title != "Contents"}
    mentions = [re.fullmatch(r"(.*), page ([0-9]+)", squeezed(link.text())) for link in root.all("Link")]
    named = [(mention[1], mention[2]) for mention in mentions if mention and mention[1] in bookmarks]
    assert len(named) > 50
    assert all(bookmarks[title] == page for title, page in named)
    others = {mention[1] for mention in mentions if mention} - bookmarks.keys()
    assert others <= {"Answer aloud, then read on"}


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(questions(1))
def test_any_question_conforms(drawn: tuple[dict[str, Any], dict[str, list[str]]]) -> None:
    assert failures(pdf.render(select(sample_bank(drawable(drawn[0])), edition="interviewer"))) == []


def failures(data: bytes) -> list[str]:
    """The rules of PDF/UA-1 and PDF/A-2a that a document breaks."""
    found = []
    for profile in ("pdf_ua1", "pdf_a2a"):
        report = page.validate_pdf_bytes(data, profile=profile)
        assert report.rules.total > 100
        assert report.is_compliant == (not report.failures)
        found += [f"{failure.rule_id}: {failure.message}" for failure in report.failures]
    return found


@pytest.mark.parametrize(("exporter", "edition"), PRODUCTS)
def test_every_product_conforms(exporter: Any, edition: str) -> None:
    assert failures(rendered(exporter, edition)) == []
    assert failures(exporter.render(select(sample_bank(), edition=edition, paper="letter"))) == []


def test_the_validator_sees_what_is_wrong() -> None:
    data = pdf.render(select(sample_bank(), edition="study"))
    assert failures(data.replace(b"<pdfuaid:part>1<", b"<pdfuaid:part>3<"))
    assert failures(data.replace(b"<pdfaid:part>2<", b"<pdfaid:part>9<"))


@pytest.mark.parametrize(("exporter", "edition"), PRODUCTS)
def test_only_heads_feet_and_repeated_headers_are_artifacts(exporter: Any, edition: str) -> None:
    packet = select(load(), edition=edition)
    headers = {
        squeezed(said(cell, packet))
        for item in packet.items
        for block in (parse(item.answer.depth) if item.answer else ())
        if isinstance(block, nodes.Table)
        for cell in block.header
    }
    titles = {f"Question {item.number}" for item in packet.items} | {one.title for one in packet.sections}
    names = {"References", "Study guide", "Interviewer’s guide", "Answers", "Quick reference"}
    sheet = edition == "candidate"
    data = packet.license if sheet else f"alignprep {packet.version} · {packet.issued.isoformat()} · {packet.license}"
    made = structure(exporter, edition)
    assert sheet or made.loose[0] == ""  # A cover has neither head nor foot.
    for number, loose in list(enumerate(made.loose, 1))[not sheet :]:
        lines = set(map(squeezed, loose.splitlines()))
        assert {data, f"Page {number} of {len(made.loose)}"} <= lines
        others = lines - {data, f"Page {number} of {len(made.loose)}"} - titles - names
        assert [line for line in others if not any(line in header for header in headers)] == []


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
    values = {**base, "answer": {**base["answer"], "depth": full}, "related": []}
    made = tagged(pdf.render(select(sample_bank(values), edition="study")))
    (table,) = made.root.all("Table")
    assert [squeezed(cell.text()) for cell in table.all("TH")] == ["first", "second"]
    assert [squeezed(row.all("TD")[0].text()) for row in table.own("TBody")[0].own("TR")] == [
        f"row {number}" for number in range(200)
    ]
    assert sum("first" in loose for loose in made.loose) >= 3


def test_what_is_inside_a_line_joins_it_when_it_is_drawn() -> None:
    root = Node("Document")
    first, second = Node("P", root), Node("P", root)
    link, unused = Node("Link", second, inline=True), Node("Link", second, inline=True)
    tree = root.tree
    assert [tree.mark(node.index) for node in (first, second, link)] == [0, 1, 2]
    tree.link(link.index)
    tree.end_page()
    assert tree.mark(second.index) == 0
    tree.end_page()
    assert list(tree.children(root.index)) == [first.index, second.index]
    assert list(tree.children(second.index)) == [Marked(0, 1), link.index, Marked(1, 0)]
    assert list(tree.children(link.index)) == [Marked(0, 2), Link(0, 0)]
    assert list(tree.reading_order()) == [node.index for node in (root, first, second, link)]
    assert unused.index not in tree.reading_order()
    assert [list(tree.marks_of(page)) for page in (0, 1)] == [[1, 2, link.index], [2]]
    assert [list(tree.links_of(page)) for page in (0, 1)] == [[0], []]
    assert tree.parent(link.index) == second.index
