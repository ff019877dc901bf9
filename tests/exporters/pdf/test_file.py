"""The file: small, sound, and what it says of itself."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from alignprep import select
from alignprep_exporters import pdf
from alignprep_exporters.pdf.tagged.objects import string
from tests.support.sample_bank import sample_bank


@pytest.fixture(scope="module")
def data() -> bytes:
    return pdf.render(select(sample_bank(), edition="study"))


def test_objects_are_packed_and_streams_end_as_they_say(data: bytes) -> None:
    assert data.startswith(b"%PDF-1.7\n%")
    assert data.endswith(b"%%EOF\n")
    assert data.count(b"/Type /ObjStm") >= 1
    assert data.count(b" 0 obj") < 120
    lengths = re.findall(rb"/Length (\d+)[^>]*>>\s?stream\n", data)
    assert len(lengths) > 10
    for found in re.finditer(rb"/Length (\d+)[^>]*>>\s?stream\n", data):
        end = found.end() + int(found[1])
        assert data[end : end + 11] == b"\r\nendstream"


def test_every_object_can_be_read(data: bytes, caplog: pytest.LogCaptureFixture) -> None:
    reader = PdfReader(io.BytesIO(data), strict=True)
    for number in range(1, int(reader.trailer["/Size"])):  # type: ignore[call-overload]
        reader.get_object(number)
    assert caplog.records == []
    assert reader.trailer["/ID"][0] == reader.trailer["/ID"][1]


def test_what_the_file_says_of_itself(data: bytes) -> None:
    reader = PdfReader(io.BytesIO(data))
    about, root = reader.metadata, reader.trailer["/Root"]
    assert about is not None
    assert about["/Title"] == "A sample bank <&>: Study guide"
    assert about["/CreationDate"] == about["/ModDate"] == "D:20260103000000Z"
    assert root["/Lang"] == sample_bank().profile.language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    xmp = ElementTree.fromstring(root["/Metadata"].get_data().split(b"?>", 1)[1].rsplit(b"<?xpacket", 1)[0])
    text = {element.tag.rpartition("}")[2]: (element.text or "").strip() for element in xmp.iter()}
    assert text["part"] in "12"
    assert text["conformance"] == "A"
    assert text["CreateDate"] == text["ModifyDate"] == "2026-01-03T00:00:00Z"
    titles = [element.text for element in xmp.iter() if element.tag.endswith("}li")]
    assert "A sample bank <&>: Study guide" in titles


def test_links_lead_where_they_say(data: bytes) -> None:
    reader = PdfReader(io.BytesIO(data))
    links = [link.get_object() for page in reader.pages for link in page.get("/Annots", [])]
    assert len(links) > 20
    assert all(link["/F"] == 4 and link["/Contents"] for link in links)
    pages = {page.indirect_reference.idnum for page in reader.pages}  # type: ignore[union-attr]
    inner = [link for link in links if "/Dest" in link]
    assert all(link["/Dest"][0].indirect_reference.idnum in pages for link in inner)
    outer = {link["/A"]["/URI"] for link in links if "/A" in link}
    assert "https://example.org/a?b=1&c=2" in outer


def test_strings() -> None:
    assert string(r"a (b) \c") == r"(a \(b\) \\c)"
    assert string("é") == "<FEFF00E9>"
    assert string("𝔼") == "<FEFFD835DD3C>"
    assert string("a\nb").startswith("<FEFF")
