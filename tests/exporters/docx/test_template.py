"""A packet in a company's looks, and files that are no template."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from alignprep import Edition, Packet, TemplateError, select
from alignprep.language.words import words_of
from alignprep_exporters.docx import render
from alignprep_exporters.docx.tables import layout_table
from alignprep_exporters.docx.xml import name, run
from tests.support.docx_reader import NS, everything, find, parts
from tests.support.docx_templates import changed, company, stored, unusual
from tests.support.real_clients import office
from tests.support.real_clients import run as program
from tests.support.sample_bank import INTERVIEW, sample_bank

COMPANY = company()
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def packet(template: bytes | None = COMPANY, edition: str = "interviewer") -> Packet:
    return replace(select(sample_bank(), edition=edition), template=template)


def styles(document: bytes) -> Any:
    return etree.fromstring(parts(document)["word/styles.xml"])


def style(document: bytes, id: str) -> Any:
    (found,) = styles(document).xpath(f"w:style[@w:styleId='{id}']", namespaces=NS)
    return found


def value(element: Any, path: str) -> str:
    return str(element.xpath(f"string({path})", namespaces=NS))


PLACES = (
    *("pBdr/w:top/@w:val", "pBdr/w:left/@w:val", "shd/@w:fill", "bidi/@w:val", "contextualSpacing/@w:val", "jc/@w:val"),
    *(f"spacing/@w:{key}" for key in ("before", "after", "line", "lineRule")),
    *(f"ind/@w:{key}" for key in ("left", "right", "firstLine", "hanging")),
)
LETTERS = ("b/@w:val", "i/@w:val", "caps/@w:val", "spacing/@w:val")
PROSE = {"BodyText", "Quote", "Bibliography", "Normal"} | {
    f"List{kind}{level}" for kind in ("Bullet", "Number", "Continue") for level in ("", 2, 3)
}
"""The styles of running text, which looks like the company's."""


def inherited(root: Any, id: str, path: str) -> str:
    """What a style says, or else the nearest of those that it is based on."""
    while id:
        (based,) = root.xpath(f"w:style[@w:styleId='{id}']", namespaces=NS)
        if found := value(based, path):
            return found
        id = value(based, "w:basedOn/@w:val")
    return ""


def with_styles(*made: str, root: str = "") -> bytes:
    """The template with these styles and no others."""
    spaces = f'xmlns:w="{NS["w"]}" {root}'
    return changed(COMPANY, {"word/styles.xml": f"<w:styles {spaces}>{''.join(made)}</w:styles>".encode()})


def test_the_companys_styles_replace_ours_and_ours_fill_the_gaps() -> None:
    document = render(packet())
    heading = style(document, "Heading1")
    assert value(heading, "w:rPr/w:rFonts/@w:ascii") == "Georgia"
    assert value(heading, "w:rPr/w:color/@w:val") == "B02020"
    assert value(style(document, "Normal"), "w:rPr/w:rFonts/@w:ascii") == "Verdana"
    prompt = style(document, "Prompt")
    assert prompt.xpath("w:rPr/w:rFonts", namespaces=NS) == []
    assert value(prompt, "w:pPr/w:pBdr/w:left/@w:color") == "4F81BD"  # the accent of the company's theme
    assert value(style(document, "TableHeading"), "w:rPr/w:color/@w:val") == "1F497D"
    theme = etree.fromstring(parts(document)["word/theme1.xml"])
    assert theme.xpath("string(//a:minorFont/a:latin/@typeface)", namespaces=NS) == "Cambria"
    used = set(find(document, "//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val"))
    assert used <= set(styles(document).xpath("w:style/@w:styleId", namespaces=NS))


def test_the_document_keeps_its_structure() -> None:
    document = render(packet())
    heading = style(document, "Heading1")
    for path in ("w:pPr/w:pageBreakBefore", "w:pPr/w:keepNext", "w:pPr/w:outlineLvl"):
        assert len(heading.xpath(path, namespaces=NS)) == 1
    assert value(style(document, "TOC2"), "w:pPr/w:tabs/w:tab/@w:val") == "right"
    assert value(style(document, "Header"), "w:pPr/w:tabs/w:tab/@w:pos") == "9300"
    assert styles(document).xpath("//w:style[not(starts-with(@w:styleId, 'List'))]//w:numPr", namespaces=NS) == []
    assert value(styles(document), "w:docDefaults//w:lang/@w:val") == sample_bank().profile.language


def test_only_prose_depends_on_the_normal_of_a_company() -> None:
    ours, theirs = (styles(render(packet(template))) for template in (None, unusual()))
    ids = set(map(str, ours.xpath("w:style[@w:type='paragraph']/@w:styleId", namespaces=NS))) - PROSE
    assert {"TableText", "TableHeading", "NoteLine", "TickItem", "Header", "Footer", "Heading1", "Details"} <= ids
    for path in (*(f"w:pPr/w:{place}" for place in PLACES), *(f"w:rPr/w:{letter}" for letter in LETTERS)):
        for id in ids:
            assert (path, id, inherited(theirs, id, path)) == (path, id, inherited(ours, id, path))
    assert inherited(theirs, "BodyText", "w:pPr/w:jc/@w:val") == "both"


def test_cells_heads_and_feet_have_sizes_of_their_own() -> None:
    plain = '<w:style w:type="paragraph" w:styleId="{0}"><w:name w:val="{0}"/><w:basedOn w:val="Normal"/></w:style>'
    root = styles(render(packet(unusual(plain.format("header"), plain.format("footer")))))
    sizes = {id: inherited(root, id, "w:rPr/w:sz/@w:val") for id in ("TableText", "TableHeading", "Header", "Footer")}
    assert sizes == {"TableText": "20", "TableHeading": "20", "Header": "18", "Footer": "18"}
    assert inherited(root, "BodyText", "w:rPr/w:sz/@w:val") == "26"


@pytest.mark.parametrize("edition", list(Edition))
def test_no_page_break_or_frame_of_the_companys_is_anywhere(edition: Edition) -> None:
    document = render(packet(unusual(), edition))
    assert styles(document).xpath("//w:framePr", namespaces=NS) == []
    assert style(document, "Normal").xpath("w:pPr/w:keepNext | w:pPr/w:pageBreakBefore", namespaces=NS) == []


def test_a_companys_head_and_foot_keep_their_looks_but_not_what_moves_them() -> None:
    head = (
        '<w:style w:type="paragraph" w:styleId="Kopf"><w:name w:val="header"/><w:basedOn w:val="Normal"/><w:pPr>'
        '<w:tabs><w:tab w:val="center" w:pos="4536"/></w:tabs><w:ind w:left="900"/><w:jc w:val="center"/></w:pPr>'
        '<w:rPr><w:color w:val="B02020"/><w:u w:val="single"/></w:rPr></w:style>'
    )
    foot = (
        '<w:style w:type="paragraph" w:styleId="Fuss"><w:name w:val="footer"/><w:basedOn w:val="Normal"/><w:pPr>'
        '<w:spacing w:before="80"/></w:pPr><w:rPr><w:sz w:val="14"/></w:rPr></w:style>'
    )
    document = render(packet(unusual(head, foot)))
    root = styles(document)
    said = [
        inherited(root, id, f"w:pPr/w:{path}")
        for id in ("Header", "Footer")
        for path in ("tabs/w:tab/@w:val", "ind/@w:left", "ind/@w:firstLine", "jc/@w:val")
    ]
    assert said == ["right", "0", "0", "left"] * 2
    assert inherited(root, "Header", "w:rPr/w:color/@w:val") == "B02020"
    letters = [etree.QName(part).localname for part in style(document, "Header").find(name("w:rPr"))]
    assert letters == ["color", "sz", "szCs", "u"]
    assert inherited(root, "Header", "w:rPr/w:sz/@w:val") == "18"
    assert inherited(root, "Footer", "w:rPr/w:sz/@w:val") == "14"
    assert inherited(root, "Footer", "w:pPr/w:spacing/@w:before") == "80"


@pytest.mark.acceptance
def test_the_pages_of_an_interview_are_the_same_on_the_strangest_normal(tmp_path: Path) -> None:
    pages = []
    for template in (None, unusual()):
        (tmp_path / "x.docx").write_bytes(render(replace(packet(template), interview=INTERVIEW)))
        office(tmp_path, "x.docx", "pdf")
        shown = program("pdftotext", "x.pdf", "-", cwd=tmp_path).split("\f")
        pages.append(["".join(page.split()) for page in shown])
    assert pages[0] == pages[1]


def test_nothing_else_of_the_company_is_in_the_document() -> None:
    document = render(packet())
    held = everything(document)
    assert "A secret of the company" not in held
    assert "python-docx" not in held
    assert set(parts(render(packet(None)))) == set(parts(document))
    said = "//w:t[not(ancestor::w:sdt[.//w:docPartGallery])]/text()"  # other styles, other pages in the contents
    assert find(render(packet(None)), said) == find(document, said)


def test_styles_are_found_by_their_names_in_any_language_of_word() -> None:
    german = with_styles(
        '<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>',
        '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="Heading 1"/><w:basedOn w:val="Standard"/>'
        '<w:link w:val="Zchn"/><w:rPr><w:sz w:val="50"/></w:rPr></w:style>',
        '<w:style w:type="character" w:styleId="Zchn"><w:name w:val="Überschrift 1 Zchn"/>'
        '<w:link w:val="berschrift1"/></w:style>',
        '<w:style w:type="paragraph" w:customStyle="1" w:styleId="Code"><w:name w:val="Codename"/></w:style>',
    )
    document = render(packet(german))
    assert value(style(document, "Heading1"), "w:rPr/w:sz/@w:val") == "50"
    assert value(style(document, "Heading1"), "w:name/@w:val") == "heading 1"
    assert value(style(document, "Heading1"), "w:basedOn/@w:val") == "Normal"
    assert value(style(document, "Zchn"), "w:link/@w:val") == "Heading1"
    assert value(style(document, "CompanyCode"), "w:name/@w:val") == "Codename"
    assert value(style(document, "Code"), "w:name/@w:val") == "Code"
    ids = styles(document).xpath("w:style/@w:styleId", namespaces=NS)
    assert len(ids) == len(set(ids))
    defaults = styles(document).xpath("w:style[@w:default='1']/@w:type", namespaces=NS)
    assert sorted(defaults) == ["character", "numbering", "paragraph", "table"]


def test_styles_that_rest_on_themselves_or_on_nothing_rest_on_none() -> None:
    document = render(
        packet(
            with_styles(
                '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="a"/><w:basedOn w:val="B"/></w:style>',
                '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="b"/><w:basedOn w:val="A"/></w:style>',
                '<w:style w:type="paragraph" w:styleId="C"><w:name w:val="c"/><w:basedOn w:val="Nobody"/></w:style>',
                '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="again"/></w:style>',
                '<w:style w:type="paragraph" w:styleId="E"/>',
            )
        )
    )
    assert value(style(document, "A"), "w:basedOn/@w:val") == "B"
    for id in "BC":
        assert value(style(document, id), "w:basedOn/@w:val") == ""
    assert styles(document).xpath("w:style[@w:styleId='E']", namespaces=NS) == []


@pytest.mark.parametrize("edition", list(Edition))
def test_the_same_template_gives_the_same_bytes(edition: Edition) -> None:
    assert render(packet(company(), edition)) == render(packet(bytes(bytearray(COMPANY)), edition))


def test_a_template_of_word_will_do() -> None:
    kind = (f"{WORD}.document.main+xml".encode(), f"{WORD}.template.main+xml".encode())
    dotx = changed(COMPANY, {"[Content_Types].xml": kind})
    assert render(packet(dotx)) == render(packet())


def test_a_packet_is_a_template_too() -> None:
    again = render(packet(render(packet(None))))
    ours, theirs = styles(render(packet(None))), styles(again)
    assert theirs.xpath("w:style/@w:styleId", namespaces=NS) == ours.xpath("w:style/@w:styleId", namespaces=NS)


def bomb() -> bytes:
    return changed(COMPANY, {"word/styles.xml": b"<!--" + b" " * 50_000_000 + b"-->"})


def lying_bomb() -> bytes:
    """A bomb whose directory says that it is small."""
    data = bytearray(bomb())
    for signature, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.find(signature)
        while at >= 0:
            (size,) = struct.unpack_from("<I", data, at + place)
            if size > 1_000_000:
                struct.pack_into("<I", data, at + place, 100)
            at = data.find(signature, at + 1)
    return bytes(data)


def external(kind: str) -> bytes:
    relationships = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="x" '
        f'Type="{NS["r"]}/{kind}" Target="https://example.org/styles.xml" TargetMode="External"/></Relationships>'
    )
    return changed(COMPANY, {"word/_rels/document.xml.rels": relationships.encode()})


ENTITY = b'<!DOCTYPE w:styles [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:styles xmlns:w="%s">&x;</w:styles>'
BAD = {
    "nothing": (b"", "is not a Word document (.docx or .dotx), or is damaged"),
    "text": (b"Dear Sir or Madam", "is not a Word document (.docx or .dotx), or is damaged"),
    "half": (COMPANY[: len(COMPANY) // 2], "is not a Word document (.docx or .dotx), or is damaged"),
    "old": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        "is a Word 97 file or has a password; save it as a Word document (.docx) without a password",
    ),
    "empty zip": (stored({}), "is not a complete Word document: it lacks _rels/.rels"),
    "zip": (stored({"a.txt": b"x"}), "is not a complete Word document: it lacks _rels/.rels"),
    "workbook": (
        changed(COMPANY, {"[Content_Types].xml": (WORD.encode(), WORD.replace("word", "spread").encode())}),
        "is not a Word document (.docx or .dotx)",
    ),
    "macros": (
        changed(COMPANY, {"[Content_Types].xml": (f"{WORD}.document.main+xml".encode(), MACROS.encode())}),
        "contains macros; save it as .docx or .dotx",
    ),
    "hidden macros": (
        changed(COMPANY, {"word/_rels/document.xml.rels": (b"relationships/webSettings", b"relationships/vbaProject")}),
        "contains macros; save it as .docx or .dotx",
    ),
    "strict": (
        changed(
            COMPANY, {"_rels/.rels": (NS["r"].encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")}
        ),
        "is a Strict Open XML document; save it as a plain Word document (.docx)",
    ),
    "no styles": (
        changed(COMPANY, {"word/_rels/document.xml.rels": (b"relationships/styles", b"relationships/nothing")}),
        "has no styles",
    ),
    "lost styles": (
        changed(COMPANY, {"word/styles.xml": None}),
        "is not a complete Word document: it lacks word/styles.xml",
    ),
    "styles elsewhere": (external("styles"), "takes its styles from another file; save it with styles of its own"),
    "other root": (
        changed(COMPANY, {"word/styles.xml": b"<html/>"}),
        "has no styles in word/styles.xml",
    ),
    "broken XML": (
        changed(COMPANY, {"word/styles.xml": b"<w:styles"}),
        "contains broken XML: word/styles.xml, line 1",
    ),
    "entity": (
        changed(COMPANY, {"word/styles.xml": ENTITY % NS["w"].encode()}),
        "contains a document type declaration, which Word forbids: word/styles.xml",
    ),
    "bomb": (bomb(), "is too large: word/styles.xml holds more than 8,000,000 bytes"),
    "lying bomb": (lying_bomb(), "is not a Word document (.docx or .dotx), or is damaged"),
    "styles without end": (with_styles("<w:style/>" * 5_001), "has more than 5,000 styles"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_template_is_refused_in_a_line(case: str) -> None:
    template, message = BAD[case]
    with pytest.raises(TemplateError) as caught:
        render(packet(template))
    assert str(caught.value) == message


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(COMPANY)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 1)
    with pytest.raises(TemplateError, match="damaged"):
        render(packet(bytes(data)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(COMPANY) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_template_is_used_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(COMPANY)
    for place, byte in changes:
        data[place] = byte
    shown = packet(bytes(data), "candidate")
    try:
        document = render(shown)
    except TemplateError as error:
        refused = str(error)
    else:
        refused = ""
        Document(io.BytesIO(document))
    assert "\n" not in refused


def test_links_and_pictures_of_the_company_do_no_harm() -> None:
    """What the company's own text refers to is never read."""
    link = external("hyperlink")
    with zipfile.ZipFile(io.BytesIO(COMPANY)) as archive:
        old = archive.read("word/_rels/document.xml.rels")
    with zipfile.ZipFile(io.BytesIO(link)) as archive:
        (entry,) = etree.fromstring(archive.read("word/_rels/document.xml.rels"))
    both = old.replace(b"</Relationships>", etree.tostring(entry) + b"</Relationships>")
    document = render(packet(changed(COMPANY, {"word/_rels/document.xml.rels": both}), "candidate"))
    assert "example.org/styles.xml" not in everything(document)
    assert style(document, "Heading1").tag == name("w:style")


def test_a_table_of_content_has_a_header_and_names_its_columns() -> None:
    document = render(packet(None, "study"))
    tables = find(document, "//w:tbl[w:tblPr/w:tblStyle/@w:val='RuledTable']")
    assert tables
    for table in tables:
        assert value(table, "w:tblPr/w:tblLook/@w:firstRow") == "1"
        assert len(table.xpath("w:tr[1]/w:trPr/w:tblHeader", namespaces=NS)) == 1
        columns = ["".join(cell.itertext()) for cell in table.xpath("w:tr[1]/w:tc", namespaces=NS)]
        assert value(table, "w:tblPr/w:tblCaption/@w:val") == f"Table: {', '.join(filter(None, columns))}"


def test_a_table_for_layout_says_so() -> None:
    table = layout_table([[[run("Date")], []]], (1000, 2000), words_of(sample_bank().profile), title="Who and when")
    assert value(table, "w:tblPr/w:tblCaption/@w:val") == "Who and when"
    assert value(table, "w:tblPr/w:tblDescription/@w:val") == "For layout only: labels and fields, row by row."
    assert value(table, "w:tblPr/w:tblLook/@w:firstRow") == "0"
    assert table.xpath("w:tr/w:trPr/w:tblHeader", namespaces=NS) == []
