from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignprep.scores.filled import Filled
from alignprep.scores.reading import read_packet
from tests.support.filled_packets import (
    Filling,
    controls_unwrapped,
    unlabeled,
    with_member,
    without_tags,
    word,
)

FILLING = Filling()
WHOLE = word(FILLING)


def read(document: bytes) -> tuple[Filled, list[str]]:
    found = read_packet(document, "a.docx")
    assert found.packets, found.problems
    return found.packets[0], [f"{problem.code} {problem.message}" for problem in found.problems]


def scores(packet: Filled) -> list[tuple[int, int | None, str]]:
    return [(one.question, one.score, one.state.value) for one in packet.scores]


SCORES = [(16, 4, "scored"), (1, None, "not-asked")]


def test_a_whole_packet_is_read() -> None:
    packet, problems = read(WHOLE)
    assert problems == []
    assert (packet.candidate, packet.interviewer, packet.role, packet.date) == (
        "Ada Lovelace", "Grace H.", "Research engineer", "2026-12-01",
    )  # fmt: skip
    assert (packet.bank, packet.version, packet.form, packet.seed) == ("demo", "1.2", "A", 7)
    assert scores(packet) == SCORES
    first = packet.scores[0]
    assert (first.ticks, first.points, first.flags, first.evidence) == (2, 3, 1, "Said “reward”.\nThen limits.")
    assert [(one.id, one.rating, one.questions) for one in packet.competencies] == [
        ("rigor", "4", (16, 1)), ("writing", "no-evidence", (1,)),
    ]  # fmt: skip
    assert (packet.recommendation, packet.confidence) == ("yes", "medium")
    assert (packet.reasons, packet.concerns, packet.next) == ("Clear thinking", "=1+1 is a formula", "Depth of maths")


@pytest.mark.parametrize(
    "document",
    [
        without_tags(WHOLE),
        word(FILLING, tags=False, custom=False, core=False),
        word(FILLING, bookmarks=False, custom=False),
        word(FILLING, items=False, small_print=False),
    ],
    ids=["tags lost", "only items and bookmarks", "only tags and items", "only tags"],
)
def test_each_way_to_know_a_control_is_enough(document: bytes) -> None:
    packet, problems = read(document)
    whole, _ = read(WHOLE)
    assert packet.same_as(whole) or packet.model_copy(update={"competencies": whole.competencies}).same_as(whole)
    assert problems == []


def test_without_controls_bookmarks_tell() -> None:
    packet, problems = read(controls_unwrapped(word(FILLING, custom=False)))
    assert scores(packet) == SCORES
    assert (packet.scores[0].ticks, packet.scores[0].evidence) == (2, "Said “reward”.\nThen limits.")
    assert packet.date == "2026-12-01"
    assert problems == [f"AP804 competency {id}, rating: its field is gone" for id in ("rigor", "writing")]


@pytest.mark.parametrize("core", [True, False])
def test_tables_alone_hold_the_scores_and_the_rest_is_named(core: bool) -> None:
    packet, problems = read(unlabeled(word(FILLING, core=core, custom=False)))
    assert scores(packet) == SCORES
    assert (packet.candidate, packet.interviewer, packet.recommendation) == ("Ada Lovelace", "Grace H.", "yes")
    assert packet.scores[0].ticks is None
    assert "AP804 questions 16, 1, evidence: the fields are gone" in problems
    assert "AP804 questions 16, 1, ticks: the fields are gone" in problems


def test_a_score_typed_into_a_plain_cell_counts() -> None:
    packet, _ = read(unlabeled(word(FILLING.with_(scores={16: "nicht gefragt", 1: " 2"}), custom=False)))
    assert scores(packet) == [(16, None, "not-asked"), (1, 2, "scored")]


def test_the_anchors_of_a_rubric_are_no_scores() -> None:
    """Their first cells are numbers too, and the form may ask questions 1 to 5."""
    filling = FILLING.with_(key="demo/1/-/-/5,4,3,2,1", scores=dict.fromkeys((5, 4, 3, 2, 1), "3"), fed="")
    packet, _ = read(unlabeled(word(filling, custom=False)))
    assert [one.score for one in packet.scores] == [3] * 5
    blank = filling.with_(scores=dict.fromkeys((5, 4, 3, 2, 1), ""))
    packet, problems = read(unlabeled(word(blank, custom=False)))
    assert {one.state.value for one in packet.scores} == {"missing"}
    assert not [problem for problem in problems if "score" in problem]


def test_the_spread_is_believed_before_the_scorecard() -> None:
    packet, problems = read(word(FILLING.with_(card={16: "2"})))
    assert packet.scores[0].score == 4
    assert problems == [
        "AP906 question 16, score: another place of the document shows something else; the first one is believed"
    ]


def test_a_score_in_one_place_is_enough() -> None:
    """LibreOffice does not copy what is chosen in one control to the other one."""
    packet, problems = read(word(FILLING.with_(card={16: ""}), data={"score-16": ""}))
    assert (packet.scores[0].score, problems) == (4, [])
    packet, problems = read(word(FILLING.with_(scores={16: "", 1: "3"}, card={16: "5"}), data={"score-16": ""}))
    assert (packet.scores[0].score, problems) == (5, [])


def test_what_is_shown_is_believed_before_the_forms_data() -> None:
    packet, problems = read(word(FILLING, data={"score-16": "score-16=1", "evidence-16": "other", "tick-16-2": "1"}))
    assert (packet.scores[0].score, packet.scores[0].ticks) == (4, 2)
    said = "the form's data say something else than is shown, which is believed"
    assert sorted(problems) == sorted(f"AP906 question 16, {what}: {said}" for what in ("score", "evidence", "tick 2"))


def test_the_sign_in_a_box_is_believed_before_its_state() -> None:
    document = with_member(WHOLE, "customXml/item1.xml", "<x/>")
    text = zipfile.ZipFile(io.BytesIO(document)).read("word/document.xml").decode()
    packet, problems = read(with_member(document, "word/document.xml", text.replace("☒", "☐", 1)))
    assert packet.scores[0].ticks == 1
    assert problems == [
        "AP906 question 16, tick 1: the state of the check box says something else than is shown, which is believed"
    ]


def test_deleted_and_hidden_text_is_not_shown() -> None:
    text = zipfile.ZipFile(io.BytesIO(WHOLE)).read("word/document.xml").decode()
    shown = '<w:r><w:t xml:space="preserve">Clear thinking</w:t></w:r>'
    for put in (
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden</w:t></w:r>",
        "<w:del><w:r><w:delText>Deleted</w:delText></w:r></w:del>",
        "<w:moveFrom><w:r><w:t>Moved</w:t></w:r></w:moveFrom>",
    ):
        assert shown in text
        packet, problems = read(with_member(WHOLE, "word/document.xml", text.replace(shown, put + shown)))
        assert (packet.reasons, problems) == ("Clear thinking", [])
    inserted = f"<w:ins>{shown}</w:ins>"
    assert read(with_member(WHOLE, "word/document.xml", text.replace(shown, inserted)))[0].reasons == "Clear thinking"


def test_a_prompt_is_a_blank_and_typed_text_is_not() -> None:
    text = zipfile.ZipFile(io.BytesIO(word(FILLING, custom=False))).read("word/document.xml").decode()
    before = '<w:tag w:val="reasons"/>'
    prompt = '<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t xml:space="preserve">Clear thinking'
    prompted = text.replace(before, f"{before}<w:showingPlcHdr/>")
    typed, _ = read(with_member(WHOLE, "word/document.xml", prompted))
    assert typed.reasons == "Clear thinking"
    prompted = prompted.replace('<w:r><w:t xml:space="preserve">Clear thinking', prompt)
    blank, _ = read(with_member(word(FILLING, custom=False), "word/document.xml", prompted))
    assert blank.reasons == ""


def test_a_strict_document_is_read_and_so_is_one_with_its_text_elsewhere() -> None:
    parts = zipfile.ZipFile(io.BytesIO(WHOLE))
    text = parts.read("word/document.xml").decode()
    strict = text.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert read(with_member(WHOLE, "word/document.xml", strict)) == read(WHOLE)
    relations = parts.read("_rels/.rels").decode().replace("word/document.xml", "word/document2.xml")
    moved = with_member(with_member(WHOLE, "_rels/.rels", relations), "word/document2.xml", text)
    assert read(with_member(moved, "word/document.xml", "<x/>")) == read(WHOLE)


def test_the_identity_stands_in_the_properties_or_in_small_print() -> None:
    for core, small_print in ((True, False), (False, True)):
        packet, problems = read(word(FILLING, core=core, small_print=small_print))
        assert (packet.bank, packet.seed, problems) == ("demo", 7, [])
    _, problems = read(word(FILLING, core=False, small_print=False))
    assert problems == ["AP804 form: neither the properties nor the small print say which form this is"]


# What is hostile or damaged


def body(content: str, head: str = "") -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return with_member(WHOLE, "word/document.xml", f"{head}<w:document {space}><w:body>{content}</w:body></w:document>")


def many_members() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for number in range(10_000):
            archive.writestr(f"{number}.xml", "")
    return data.getvalue()


BILLION = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {after} '{f'&{before};' * 10}'>" for before, after in zip("abcdefghi", "bcdefghij", strict=True)
) + "]>"  # fmt: skip
HOSTILE = [
    (b"PK", "AP803", "is not a Word document (.docx), or is damaged"),
    (WHOLE[:-30], "AP803", "is not a Word document (.docx), or is damaged"),
    (many_members(), "AP102", "holds more than 5,000 parts"),
    (with_member(WHOLE, "word/document.xml", b" " * (33 << 20)), "AP102", "is too large: word/document.xml holds more"),
    (with_member(WHOLE, "docProps/core.xml", b" " * (2 << 20)), "AP102", "is too large: docProps/core.xml holds more"),
    (body("<w:p>", ""), "AP803", "contains broken XML: word/document.xml, line 1"),
    (body("<w:p/>", BILLION), "AP803", "contains a document type declaration"),
    (body("<w:p w:x='&j;'/>", BILLION), "AP803", "contains "),
    (body("<w:p>&j;</w:p>", BILLION), "AP803", "contains "),
    (body("", "<!DOCTYPE x SYSTEM 'file:///etc/passwd'>"), "AP803", "contains a document type declaration"),
    (body("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000), "AP803", "contains broken XML"),
    (with_member(WHOLE, "word/document.xml", "<x/>"), "AP803", "is not a Word document (.docx)"),
    (with_member(WHOLE, "_rels/.rels", "<x><y/></x>"), "", ""),
]


@pytest.mark.parametrize(("document", "code", "message"), HOSTILE)
def test_what_is_hostile_or_damaged_is_refused(document: bytes, code: str, message: str) -> None:
    found = read_packet(document, "a.docx")
    if not code:
        assert found.packets, "the usual names of parts are tried"
        return
    assert not found.packets
    assert [problem.code for problem in found.problems] == [code]
    assert message in found.problems[0].message


def test_another_document_is_no_packet() -> None:
    found = read_packet(
        with_member(body("<w:p><w:r><w:t>Dear Ada</w:t></w:r></w:p>"), "docProps/core.xml", "<x/>"), "a"
    )
    assert [problem.message for problem in found.problems] == ["is not an interview packet: it has none of its fields"]


def test_nothing_elsewhere_is_fetched() -> None:
    """An external target of the main part is ignored."""
    relations = zipfile.ZipFile(io.BytesIO(WHOLE)).read("_rels/.rels").decode()
    external = relations.replace('Target="word', 'TargetMode="External" Target="http://127.0.0.1:9/word')
    assert read(with_member(WHOLE, "_rels/.rels", external)) == read(WHOLE)


@given(st.data())
def test_any_change_of_its_bytes_is_read_or_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(WHOLE)))
    end = data.draw(st.integers(start, min(len(WHOLE), start + 30)))
    changed = WHOLE[:start] + data.draw(st.binary(max_size=8)) + WHOLE[end:]
    found = read_packet(changed, "a.docx")
    assert found.packets or found.problems


TEXT = zipfile.ZipFile(io.BytesIO(WHOLE)).read("word/document.xml")


@given(st.data())
def test_any_change_of_its_text_is_read_or_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT)))
    end = data.draw(st.integers(start, min(len(TEXT), start + 60)))
    put = data.draw(
        st.sampled_from([b"", b"<w:tr>", b"</w:tc>", b"<w:sdt>", b"w:bookmarkEnd", b"=", b"'", b"\xff", b"&x;"])
    )
    found = read_packet(with_member(WHOLE, "word/document.xml", TEXT[:start] + put + TEXT[end:]), "a.docx")
    assert found.packets or found.problems


TAGS = ["w:sdt", "w:sdtPr", "w:sdtContent", "w:tbl", "w:tr", "w:tc", "w:p", "w:r", "w:ins", "w:del"]
LEAVES = [
    "<w:r><w:t>4</w:t></w:r>", '<w:tag w:val="score-16"/>', '<w:bookmarkStart w:id="1" w:name="score_16"/>',
    '<w:bookmarkEnd w:id="1"/>', "<w:showingPlcHdr/>", "<w:checkbox/>",
    "<w:dropDownList><w:listItem/></w:dropDownList>",
]  # fmt: skip


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.lists(inner, max_size=4).map("".join)
    return st.builds("<{0}>{1}</{0}>".format, st.sampled_from(TAGS), parts)


@given(st.recursive(st.sampled_from(LEAVES), nested, max_leaves=25))
def test_any_nesting_of_its_elements_is_read(piece: str) -> None:
    found = read_packet(body(piece), "a.docx")
    assert found.packets or found.problems
