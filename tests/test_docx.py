from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from lxml import etree

from alignprep import select
from alignprep_exporters import docx as exporter
from tests.sample_bank import large_bank, question, sample_bank

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = {
    "w": W[1:-1],
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
}


def render(edition: str = "interviewer", *questions: dict[str, object], paper: str = "a4") -> bytes:
    return exporter.render(select(sample_bank(*questions), edition=edition, paper=paper))


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def body(data: bytes) -> etree._Element:
    return etree.fromstring(members(data)["word/document.xml"])


def text_of(data: bytes) -> str:
    return "".join(body(data).itertext())


def test_every_field_of_the_edition_is_there() -> None:
    said = text_of(render())
    for words in (
        "What does question 1 ask about ", "Hint 1: mention ", "Point a of 1 with ", "short short short",
        "hides the answer", "Follow-up a of 1?", "Reply b of 1 with ",
        '"Wrong claim a of 1": corrected', "Anchor one of 1 <fails>",
        "1 < 2 & 3 > 2, {{c1::no cloze}}, }} and {{, [sound:x.mp3], 100 % $5",
        'return "<&>" if x < 0 else x  # {{not}} a cloze',
        'print("<hello> & {{goodbye}}")', "A box & a line", "Ouyang et al. 2022", "arXiv:2203.02155",
        "A framework <with> markup & all", "Greek and arrows: θ → π, ∑ ∏ ≤ ≥ ≠ 𝔼 ∇ é ü ß “quotes”",
    ):  # fmt: skip
        assert words in said, words


def test_a_candidates_sheet_holds_nothing_of_the_interviewers() -> None:
    parts = members(render("candidate"))
    everything = "\n".join(part.decode("utf-8", "replace") for part in parts.values())
    assert "What does question 1 ask" in everything
    for secret in (
        "Hint 1",
        "Point a",
        "Anchor",
        "short short",
        "Follow-up a",
        "Reply",
        "Wrong claim",
        "Fact one",
        "Ouyang",
        "hello",
    ):
        assert secret not in everything
    assert not [name for name in parts if "media" in name]


def test_it_is_made_of_words_own_means() -> None:
    tree = body(render())
    styles = tree.xpath("//w:pStyle/@w:val", namespaces=NAMES)
    assert styles.count("Heading1") == 6
    assert styles.count("Heading2") == 6
    defined = set(
        etree.fromstring(members(render())["word/styles.xml"]).xpath("//w:style/@w:styleId", namespaces=NAMES)
    )
    used = set(tree.xpath("//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val", namespaces=NAMES))
    assert used <= defined
    assert tree.xpath("//w:tbl/w:tr[1]/w:trPr/w:tblHeader", namespaces=NAMES)
    assert len(tree.xpath("//m:oMathPara", namespaces=NAMES)) == 3
    assert not tree.xpath("//w:r/w:rPr/w:color | //w:r/w:rPr/w:sz", namespaces=NAMES)
    assert len(tree.xpath("//w:sdt[w:sdtPr/*[local-name()='checkbox']]", namespaces=NAMES)) == 12


def test_numbers_of_controls_pictures_and_bookmarks_are_unique() -> None:
    tree = body(render())
    ids = tree.xpath("//w:sdtPr/w:id/@w:val | //wp:docPr/@id | //w:bookmarkStart/@w:id", namespaces=NAMES)
    assert len(ids) == len(set(ids)) > 30
    names = tree.xpath("//w:bookmarkStart/@w:name", namespaces=NAMES)
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[A-Za-z_]\w{0,39}", name) for name in names)
    assert set(tree.xpath("//w:hyperlink/@w:anchor", namespaces=NAMES)) <= set(names)


def test_lists_begin_anew_where_they_should() -> None:
    parts = members(render("study"))
    numbering = etree.fromstring(parts["word/numbering.xml"])
    starts = numbering.xpath("//w:num/w:lvlOverride/w:startOverride/@w:val", namespaces=NAMES)
    assert starts.count("7") == 3
    used = set(etree.fromstring(parts["word/document.xml"]).xpath("//w:numId/@w:val", namespaces=NAMES))
    assert used <= set(numbering.xpath("//w:num/@w:numId", namespaces=NAMES))


def test_figures_have_alt_text_and_vectors() -> None:
    data = render("study")
    assert body(data).xpath("//wp:docPr/@descr", namespaces=NAMES) == ["A box A < B and a line"] * 2
    names = members(data)
    assert [name for name in names if name.endswith(".png")]
    assert [name for name in names if name.endswith(".svg")]


def test_the_contents_are_already_there() -> None:
    tree = body(render("study"))
    entries = tree.xpath(
        "//w:p[w:pPr/w:pStyle[starts-with(@w:val, 'TOC') and @w:val != 'TOCHeading']]", namespaces=NAMES
    )
    assert ["".join(entry.xpath(".//w:t/text()", namespaces=NAMES)) for entry in entries] == [
        "Section One",
        "1. Title 1 with <b> & {{braces}}",
        "2. Title 2 with <b> & {{braces}}",
        "Section Two & more",
        "3. Title 3 with <b> & {{braces}}",
        "References",
    ]


def test_nothing_is_left_of_a_template() -> None:
    parts = members(render())
    assert next(iter(parts)) == "[Content_Types].xml"
    assert not [name for name in parts if "thumbnail" in name or "customXml" in name or "Effects" in name]
    core = parts["docProps/core.xml"].decode()
    assert "python-docx" not in core
    assert "2013" not in core
    assert "2026-01-03" in core
    assert 'w:val="15"' in parts["word/settings.xml"].decode()


@pytest.mark.parametrize(("paper", "width"), [("a4", 11906), ("letter", 12240)])
def test_paper(paper: str, width: int) -> None:
    assert body(render(paper=paper)).xpath("//w:pgSz/@w:w", namespaces=NAMES) == [str(width)]


def test_python_docx_reads_it_back() -> None:
    document = docx.Document(io.BytesIO(render()))
    assert document.core_properties.title == "A sample bank <&>: Interviewer packet"
    assert document.core_properties.language == "en-US"
    assert [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"] == [
        "How to use this packet", "Section One", "Section Two & more", "Scorecard", "Model answers", "References",
    ]  # fmt: skip


def test_whatever_a_bank_may_hold_is_written() -> None:
    full = (
        "```\n"
        + "x" * 500
        + "\n```\n\n"
        + "|"
        + " a |" * 8
        + "\n|"
        + "---|" * 8
        + "\n"
        + ("|" + " b |" * 8 + "\n") * 200
    )
    base = question(1, title="T" * 80, hint="🙂 שלום עולם", related=[])
    said = text_of(render("study", {**base, "answer": {"short": base["answer"]["short"], "full": full}}))  # type: ignore[index]
    assert "x" * 500 in said
    assert said.count("b") >= 1600
    assert "🙂 שלום עולם" in said


def test_the_bytes_depend_on_the_packet_only() -> None:
    assert render() == render()
    dates = {info.date_time for info in zipfile.ZipFile(io.BytesIO(render())).infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}


def test_many_questions_are_many_questions() -> None:
    tree = body(exporter.render(select(large_bank(120), edition="interviewer")))
    assert tree.xpath("count(//w:pStyle[@w:val='Heading2'])", namespaces=NAMES) == 240
