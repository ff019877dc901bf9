"""Every date that an export names is what it is said to be: of the release, the last change or the last check."""

from __future__ import annotations

import datetime
import io
import json
from typing import Any

import pytest
from pypdf import PdfReader

from alignprep import Packet, select
from alignprep.language.words import words_of
from alignprep_exporters import docx, pdf
from alignprep_exporters.anki import collection
from alignprep_exporters.anki.identity import identity_of
from alignprep_exporters.csv import package
from alignprep_exporters.dataset import card, croissant
from alignprep_exporters.pdf import answers, quick
from tests.support.docx_reader import words
from tests.support.sample_bank import question, release

CHANGED, RELEASED = "2026-03-01", "2026-06-01"
FIRST = release(CHANGED, question(1), question(2))
SECOND = release(RELEASED, question(1), question(2, title="Another title"), after=FIRST)


def old_question(edition: str) -> Packet:
    """A question that the last release has not changed."""
    return select(SECOND, edition=edition, ids="question-1")


def test_a_packet_knows_three_dates() -> None:
    packet = old_question("study")
    assert (packet.date.isoformat(), packet.issued.isoformat()) == (CHANGED, RELEASED)
    assert packet.checked == (datetime.date(2026, 1, 1), datetime.date(2026, 1, 1))
    assert select(SECOND, edition="study").checked == (datetime.date(2026, 1, 1), datetime.date(2026, 1, 2))
    assert old_question("candidate").checked is None


def test_the_data_of_a_bank_without_a_release_is_as_old_as_its_last_change() -> None:
    bank = FIRST.data.model_copy(update={"released": None})
    packet = select(type(FIRST)(bank), edition="study")
    assert packet.issued == packet.date == datetime.date.fromisoformat(CHANGED)


@pytest.mark.parametrize(
    ("ids", "edition", "said"),
    [
        ((), "interviewer", "2026.1.0, last checked from 2026-01-01 to 2026-01-02"),
        (("question-1",), "interviewer", "2026.1.0, last checked on 2026-01-01"),
        (("question-2",), "study", "2026.1.0, last checked on 2026-01-02"),
    ],
)
def test_the_cover_of_a_packet_says_when_its_questions_were_checked(ids: Any, edition: str, said: str) -> None:
    assert f"Version: {said}" in words(docx.render(select(SECOND, edition=edition, ids=ids)))


@pytest.mark.parametrize("exporter", [pdf, answers, quick], ids=["pdf", "pdf-answers", "pdf-quick"])
def test_the_version_of_the_data_is_of_its_release_in_print(exporter: Any) -> None:
    made = PdfReader(io.BytesIO(exporter.render(old_question("study"))))
    text = "\n".join(page.extract_text() for page in made.pages)
    assert RELEASED in text
    assert CHANGED not in text


def test_the_version_of_the_data_is_of_its_release_elsewhere() -> None:
    packet = old_question("interviewer")
    assert f"Data 2026.1.0 of {RELEASED}" in collection._description(packet, identity_of(packet.profile))
    assert json.loads(package.render(packet))["created"].startswith(RELEASED)
    assert json.loads(croissant.render(packet))["datePublished"] == RELEASED
    overview = dict(card._overview(packet, words_of(packet.profile)))
    assert (overview["released"], overview["last change"], overview["reviewed"]) == (RELEASED, CHANGED, "2026-01-01")
