from __future__ import annotations

import logging
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignprep.scores.filled import Filled, State
from alignprep.scores.reading import read_packet
from tests.support.filled_packets import Filling, pdf, word

FILLING = Filling()
WHOLE = pdf(FILLING)


def read(document: bytes) -> tuple[Filled, list[str]]:
    found = read_packet(document, "a.pdf")
    assert found.packets, found.problems
    return found.packets[0], [f"{problem.code} {problem.message}" for problem in found.problems]


def test_it_is_read_as_the_word_document_is() -> None:
    packet, problems = read(WHOLE)
    assert problems == []
    assert packet.same_as(read_packet(word(FILLING), "a.docx").packets[0])


@pytest.mark.parametrize("where", ["information", "xmp", "small_print"])
def test_the_identity_stands_in_three_places(where: str) -> None:
    given = {**dict.fromkeys(("information", "xmp", "small_print"), False), where: True}
    packet, problems = read(pdf(FILLING, **given))
    assert (packet.bank, packet.version, packet.form, packet.seed, problems) == ("demo", "1.2", "A", 7, [])


def test_without_an_identity_the_scores_are_read() -> None:
    packet, problems = read(pdf(FILLING, information=False, small_print=False))
    assert [one.score for one in packet.scores] == [4, None]
    assert problems == ["AP804 form: neither the properties nor the small print say which form this is"]


def test_the_state_of_a_button_is_believed_before_the_value_of_its_field() -> None:
    packet, problems = read(pdf(FILLING, values={"score-16": "2", "tick-16-1": ""}))
    assert (packet.scores[0].score, packet.scores[0].ticks) == (4, 2)
    said = "the field's value says something else than is shown, which is believed"
    assert problems == [f"AP906 question 16, score: {said}"], "a value that says nothing does not contradict"


def test_a_value_that_no_button_shows_is_said() -> None:
    packet, problems = read(pdf(FILLING, states={"score-16": ["", ""]}, values={"score-16": "2"}))
    assert packet.scores[0].state == State.MISSING
    assert problems == ["AP804 question 16, score: nothing is shown, but the field's value says something"]


def test_the_spread_is_believed_before_the_scorecard() -> None:
    packet, problems = read(pdf(FILLING.with_(card={16: "5"})))
    assert packet.scores[0].score == 4
    assert problems == [
        "AP906 question 16, score: another place of the document shows something else; the first one is believed"
    ]


def test_a_score_in_one_place_is_enough() -> None:
    packet, problems = read(pdf(FILLING, states={"score-16": ["", "4"]}))
    assert (packet.scores[0].score, problems) == (4, [])


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (
            pdf(FILLING, fields=False),
            "is a flattened copy: its fields are gone; type the scores in, or send the saved file",
        ),
        (
            pdf(FILLING, fields=False, information=False),
            "is a flattened copy: its fields are gone; type the scores in, or send the saved file",
        ),
        (
            pdf(FILLING, fields=False, information=False, small_print=False),
            "has no form fields: it is no interview packet (a candidate's sheet has none), or a flattened copy: "
            "its fields are gone; type the scores in, or send the saved file",
        ),
    ],
)
def test_a_copy_without_fields_is_an_error_of_its_own(document: bytes, message: str) -> None:
    found = read_packet(document, "a.pdf")
    assert found.packets == ()
    assert [(problem.code, problem.message) for problem in found.problems] == [("AP803", message)]


def raw(*objects: bytes) -> bytes:
    """A PDF without a table of its objects, which readers then look for."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, data) for number, data in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"


PAGES = b"<</Type/Pages/Kids[]/Count 0>>"
BOMB = zlib.compress(zlib.compress(bytes(200 << 20), 9), 9)
HOSTILE = [
    b"%PDF-1.7",
    WHOLE[: len(WHOLE) // 2],
    raw(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 9>>"),
    raw(b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>", PAGES, b"<</T(a)/Kids[3 0 R]>>"),
    raw(b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields 3 0 R>>>>", PAGES, b"3 0 R"),
    raw(b"<</Type/Catalog/Pages 2 0 R/AcroForm[1 2]>>", PAGES),
    raw(b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[" + b"[" * 3000 + b"]" * 3000 + b"]>>>>", PAGES),
    raw(
        b"<</Type/Catalog/Pages 2 0 R/Metadata 3 0 R/AcroForm<</Fields[]>>>>", PAGES,
        b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream" % (len(BOMB), BOMB),
    ),
    raw(b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[<</T(score-1)/FT/Btn/V[1]/Kids 7>>]>>>>", PAGES),
]  # fmt: skip


@pytest.mark.parametrize("document", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_hostile_or_damaged_is_read_or_refused(document: bytes) -> None:
    found = read_packet(document, "a.pdf")
    assert found.packets or found.problems
    assert {problem.code for problem in found.problems} <= {"AP102", "AP803", "AP804", "AP906"}


def test_fields_of_the_wrong_kind_are_no_scores() -> None:
    fields = b"[<</T(score-1)/FT/Btn/V[1]/AS 7>><</T(evidence-1)/FT/Tx/V 7>><</T(candidate)/V/Name>><</T 3>>]"
    packet, problems = read(raw(b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields%s>>>>" % fields, PAGES))
    assert packet.scores[0].state == State.UNREADABLE
    assert packet.scores[0].evidence == ""
    assert "AP804 question 1, score: what is written there is not a number from 1 to 5 or 'Not asked'" in problems


def test_nothing_is_logged_and_the_logger_stays_as_it_was(caplog: pytest.LogCaptureFixture) -> None:
    level = logging.getLogger("pypdf").level
    read_packet(WHOLE[:-200], "a.pdf")
    assert caplog.records == []
    assert logging.getLogger("pypdf").level == level


@given(st.data())
def test_any_change_of_its_bytes_is_read_or_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(WHOLE)))
    end = data.draw(st.integers(start, min(len(WHOLE), start + 30)))
    put = data.draw(
        st.binary(max_size=8) | st.sampled_from([b"<<", b">>", b"[", b" 0 R", b"/Kids", b"/T", b"(", b"stream"])
    )
    found = read_packet(WHOLE[:start] + put + WHOLE[end:], "a.pdf")
    assert found.packets or found.problems
