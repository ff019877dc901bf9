"""What a packet says of its interview: on the cover, on the scorecard, in the agenda."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from docx import Document

from alignprep import Interview, Packet, select
from alignprep_exporters import docx
from tests.support.sample_bank import INTERVIEW, sample_bank


def packet(edition: str, interview: Interview | None = INTERVIEW) -> Packet:
    return replace(select(sample_bank(), edition=edition), interview=interview)


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def agenda(data: bytes) -> list[list[str]]:
    tables = [table for table in Document(io.BytesIO(data)).tables if table.cell(0, 0).text == "Begins"]
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows]


def test_the_fields_are_filled_in_once_for_all_places() -> None:
    data = docx.render(packet("interviewer"))
    store = part(data, "customXml/item1.xml")
    assert '<field name="candidate">Ada &lt;L&gt; &amp; Co.</field>' in store
    assert '<field name="date">2026-12-01T00:00:00</field>' in store
    assert '<field name="score-1"/>' in store
    body = part(data, "word/document.xml")
    assert body.count("Ada &lt;L&gt; &amp; Co.") == 2  # the cover and the scorecard
    assert body.count("December 1, 2026") == 2
    assert 'w:fullDate="2026-12-01T00:00:00Z"' in body


def test_what_is_not_known_is_a_blank() -> None:
    body = part(docx.render(packet("interviewer", Interview(candidate="Ada"))), "word/document.xml")
    assert "Name of the interviewer" in body
    assert "Name of the candidate" not in body


def test_the_agenda_goes_by_the_clock() -> None:
    rows = agenda(docx.render(packet("interviewer")))
    assert rows[0] == ["Begins", "Minutes", "Part"]
    assert [row[0] for row in rows[1:]] == ["23:50", "23:55", "23:59", "00:04", "00:10", "00:15"]
    assert rows[1][1:] == ["5", "Welcome, and how the interview goes"]
    assert rows[-1][1:] == ["", "End"]


def test_without_a_start_the_agenda_counts_from_nothing() -> None:
    rows = agenda(docx.render(packet("candidate", Interview(opening=0))))
    assert [row[0] for row in rows[1:]] == ["0:00", "0:04", "0:09", "0:15", "0:20"]
    assert agenda(docx.render(packet("candidate", None))) == []


def test_both_sheets_of_a_form_name_it() -> None:
    for edition in ("candidate", "interviewer"):
        assert "Form: B" in "\n".join(one.text for one in Document(io.BytesIO(docx.render(packet(edition)))).paragraphs)
