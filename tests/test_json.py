from __future__ import annotations

import json

from alignprep import select
from alignprep.bank import read_bank
from alignprep_exporters import json as exporter
from tests.sample_bank import sample_bank


def test_the_interviewers_edition_reads_back_as_the_same_bank() -> None:
    bank = sample_bank()
    again = read_bank(exporter.render(select(bank, edition="interviewer")), "x")
    assert again.questions == bank.questions
    assert dict(again.references) == dict(bank.references)
    assert dict(again.code) == dict(bank.code)
    assert dict(again.media) == dict(bank.media)


def test_it_is_readable_utf_8_with_a_final_line_break() -> None:
    data = exporter.render(select(sample_bank()))
    assert data.endswith(b"}\n")
    assert "θ → π" in data.decode("utf-8")
    assert list(json.loads(data))[:4] == ["$schema", "schema_version", "edition", "title"]
