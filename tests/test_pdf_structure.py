"""What a screen reader is told: every word of the edition, once, in order, each as what it is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import page
import pytest
from hypothesis import HealthCheck, given, settings

from alignprep import Item, Packet, document, load, select
from alignprep.document import Block, Citation, Cloze, Code, Emphasis, Inlines, Link, Math, Strong, Text
from alignprep.markdown import parse, parse_fact, parse_line
from alignprep_exporters import pdf
from alignprep_exporters.pdf import answers, fonts, quick
from alignprep_exporters.pdf.maths import signs, spoken
from tests.pdf_reader import Element, tagged
from tests.sample_bank import sample_bank
from tests.strategies import questions

BULLETS = "•–·"
PRODUCTS = [(pdf, "candidate"), (pdf, "study"), (pdf, "interviewer"), (answers, "study"), (quick, "study")]
IDS = ["handout", "study guide", "interviewer's guide", "answers", "quick reference"]


def squeezed(text: str) -> str:
    return " ".join(text.split())


def said(inlines: Inlines, packet: Packet) -> str:
    """What a line says."""
    text = ""
    for inline in inlines:
        match inline:
            case Text(words) | Code(words):
                text += words
            case Math(latex):
                text += "".join(sign.text for sign in signs(latex))
            case Citation(keys):
                text += f"({'; '.join(packet.labels[key] for key in keys)})"
            case Strong(children) | Emphasis(children) | Cloze(children) | Link(_, children):
                text += said(children, packet)
    return text


def shown(blocks: tuple[Block, ...], packet: Packet, depth: int = 0) -> Iterator[str]:
    """What blocks say, a string for each line, cell, label or formula."""
    for block in blocks:
        match block:
            case document.Paragraph(children):
                yield said(children, packet)
            case document.BulletList(items):
                for item in items:
                    yield BULLETS[depth % 3]
                    yield from shown(item, packet, depth + 1)
            case document.OrderedList(items, _, start):
                for index, item in enumerate(items):
                    yield f"{start + index}."
                    yield from shown(item, packet, depth + 1)
            case document.Quote(children):
                yield from shown(children, packet, depth)
            case document.CodeBlock(text):
                yield text.expandtabs(4)
            case document.Table(_, header, rows):
                yield from (said(cell, packet) for row in (header, *rows) for cell in row)
            case document.MathBlock(latex):
                yield spoken(latex)


def listed(lines: Any, packet: Packet, mark: str = "•") -> Iterator[str]:
    for inlines in lines:
        yield from (mark, said(inlines, packet))


def expected(item: Item, packet: Packet, pages: dict[str, str]) -> Iterator[str]:
    """What the study guide or the interviewer's guide says of a question."""
    assert item.answer
    assert item.hint
    yield f"{item.number}. {item.title}"
    topics = ", ".join(packet.topics[topic].title for topic in item.topics)
    yield f"{item.minutes} minute{'s' * (item.minutes != 1)} · {topics}"
    yield said(parse_line(item.question), packet)
    yield "Hint. " + said(parse_line(item.hint), packet)
    yield "What to listen for" if item.rubric else "Key points"
    yield from listed(map(parse_line, item.key_points), packet, "☐" if item.rubric else "•")
    if item.follow_ups:
        yield "Follow-ups"
        for one in item.follow_ups:
            yield from (said(parse_line(one.ask), packet), said(parse_line(one.listen_for), packet))
    if item.red_flags:
        yield "Red flags"
        yield from listed(map(parse_line, item.red_flags), packet)
    if item.rubric:
        yield "Rubric"
        for grade, anchor in item.rubric.anchors():
            yield from (str(grade), said(parse_line(anchor), packet))
        yield from ("Score and notes", "1 2 3 4 5")
    yield "In thirty seconds"
    yield said(parse_line(item.answer.short), packet)
    yield "Answer"
    yield from shown(parse(item.answer.full), packet)
    if item.figure:
        yield f"[{item.figure.alt}]"
        yield item.figure.caption or item.figure.alt
    for name in item.code:
        yield from (name, packet.code[name])
    yield "Facts"
    yield from listed((parse_fact(fact.text) for fact in item.facts), packet)
    yield "Sources"
    yield "; ".join(packet.labels[key] for key in item.references)
    if item.related:
        yield "Related questions"
        titles = {other.id: f"{other.number}. {other.title}" for other in packet.items}
        for id in item.related:
            yield f"{titles[id]} {pages[squeezed(titles[id])]}"


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
    contents = made.root.own("Sect")[1].all("Link")
    pages = dict(squeezed(entry.text()).rsplit(" ", 1) for entry in contents)
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


def drawable(value: Any) -> Any:
    """The same data with a letter for each character that the PDF exporter refuses."""
    if isinstance(value, str):
        return "".join(character if known(character) else "x" for character in value)
    if isinstance(value, dict):
        return {key: drawable(inner) for key, inner in value.items()}
    return [drawable(inner) for inner in value] if isinstance(value, list) else value


def known(character: str) -> bool:
    if character.isascii():
        return True
    try:
        return fonts.width(fonts.SERIF, character) >= 0
    except fonts.MissingCharacter:
        return False


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
    titles = {f"{item.number}. {item.title}" for item in packet.items} | {one.title for one in packet.sections}
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
