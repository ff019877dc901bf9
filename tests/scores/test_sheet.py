from __future__ import annotations

import base64
import hashlib
import re

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from alignprep.scores.debrief import Heading, Note, Table, Told, panels, sheet
from alignprep.scores.filled import Filled
from alignprep.scores.sheet import as_html, as_text
from alignprep.text.characters import columns
from tests.support.filled_packets import packets

HOSTILE = '<script src="https://example.org/x.js">alert(1)</script>&"\'\u202e\x1b[31m'
BLOCKS = (
    Heading(1, "Debrief"),
    Note(HOSTILE, urgent=True),
    Heading(2, HOSTILE),
    Table(HOSTILE, ("Question", HOSTILE), ((HOSTILE, "2: GAP, talk about it"), ("1", HOSTILE))),
    Told(HOSTILE, ((HOSTILE, HOSTILE), ("Ada", "one\ntwo"))),
)


def test_every_text_is_escaped() -> None:
    made = as_html(BLOCKS).decode()
    root = html.fromstring(made)
    assert not root.xpath("//script | //@src | //@href | //link | //iframe | //@onclick")
    assert made.count("&lt;script") == 9
    assert "\u202e" not in made
    assert "\x1b" not in made
    assert "\\x1b[31m" in made


def test_the_page_may_load_and_run_nothing() -> None:
    root = html.fromstring(as_html(BLOCKS).decode())
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    style = root.xpath("string(//style)")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert not re.search(r"url\(|@import|https?:", style)
    assert not root.xpath("//@style"), "the policy would block it"


def test_it_is_well_formed_and_its_tables_have_headers() -> None:
    made = as_html(BLOCKS)
    body = re.sub(rb"<meta[^>]*>", b"", made.partition(b"<html")[2])
    root = etree.fromstring(b"<html" + body.replace(b"class=gap", b'class="gap"'))
    assert root.get("lang") == "en"
    assert root.findtext("head/title") == "Debrief"
    for table in root.iter("table"):
        assert table.find("caption") is not None
        assert {one.get("scope") for one in table.iter("th")} == {"col", "row"}
    assert len(root.findall("body/section")) == 2
    assert [one.text for one in root.iter("td") if one.get("class") == "gap"] == ["2: GAP, talk about it"]


def test_text_says_the_same_in_lines_of_100_columns() -> None:
    said = as_text(BLOCKS)
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert all(columns(line) <= 100 for line in said.splitlines())
    assert "    one\n    two\n" in said


@given(st.lists(packets(), max_size=4))
def test_any_packets_make_a_sheet(made: list[Filled]) -> None:
    blocks = sheet(panels(made))
    root = html.fromstring(as_html(blocks).decode())
    assert len(root.xpath("//table")) == sum(isinstance(one, Table) for one in blocks)
    assert as_text(blocks).endswith("\n")
