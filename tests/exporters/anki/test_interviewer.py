"""The deck that speaks: what Anki's own engine hands to the voices, and that it mixes with no other deck."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from alignprep import ExporterError, load, select
from alignprep.bank.bank import Bank
from alignprep.content.reader import read_content
from alignprep.model.records import BankData
from alignprep.text.markdown import parse_line
from alignprep_exporters import anki
from alignprep_exporters.anki import interviewer, notetypes
from alignprep_exporters.anki.identity import identity_of
from alignprep_exporters.anki.notes import speech
from tests.support.anki_client import Imported, collection, import_package
from tests.support.sample_bank import bank_data, question, sample_bank


def package(bank: Bank, edition: str = "interviewer") -> bytes:
    return interviewer.render(select(bank, edition=edition))


def card(opened: Any, id: str) -> Any:
    (note,) = opened.find_notes(f'Id:{id} "note:AlignPrep Interviewer"')
    (found,) = opened.get_note(note).cards()
    return found


def spoken(tags: list[Any]) -> list[tuple[str, str]]:
    return [(tag.lang, tag.field_text) for tag in tags]


def test_it_asks_the_question_and_then_a_follow_up(path: Path) -> None:
    assert import_package(path, package(sample_bank())) == Imported(3, 0, 0, 0, 0)
    with collection(path) as opened:
        names = {entry.name for entry in opened.decks.all_names_and_ids()}
        assert names - {"Default"} == {"AlignPrep Interviewer"}
        one = card(opened, "question-1")
        asked = "What does question 1 ask about rewards, a formula that the card shows and code, please?"
        assert spoken(one.question_av_tags()) == [("en_US", asked)]
        assert spoken(one.answer_av_tags()) == [("en_US", "Follow-up a of 1?")]
        front, back = one.question(), one.answer()
        assert "[anki:play:q:0]" in front
        assert "[anki:play:a:0]" in back
        assert "Reply a of 1" not in front
        for said in ("Reply a of 1 with", "Follow-up b of 1?", "Point a of 1", "Anchor one of 1", "Wrong claim a of 1"):
            assert said in back
        assert "accesskey" not in back  # Points are folded: nobody would see what a key ticks.
        assert "Alt+" not in opened.decks.by_name("AlignPrep Interviewer")["desc"]
        assert "Data 2026.1.0" in opened.decks.by_name("AlignPrep Interviewer")["desc"]
        assert list(opened.media.check().missing) == []


def test_a_study_edition_asks_the_question_only(path: Path) -> None:
    import_package(path, package(sample_bank(), "study"))
    with collection(path) as opened:
        assert card(opened, "question-1").answer_av_tags() == []


def test_a_candidates_copy_is_no_deck() -> None:
    with pytest.raises(ExporterError, match="a deck cannot be made of the candidate edition"):
        package(sample_bank(), "candidate")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (r"Why $\beta$ and $x$, **not** $\frac{a}{b}$?", "Why beta and x, not a formula that the card shows?"),
        ("By `map::f` [as told](https://a.b) [@nist2023].", "By map::f as told."),
        (r"\<b\> {{c1::x}} [sound:x] & \[anki:tts\]", "<b> {{c1::x}} [sound:x] & [anki:tts]"),
    ],
)
def test_what_is_spoken_is_plain(line: str, said: str) -> None:
    assert speech(parse_line(line), sample_bank().profile) == said


def test_hostile_text_is_spoken_as_text(path: Path) -> None:
    asked = r"Is \<b\> {{c1::z}} [sound:y.mp3] [anki:tts lang=de]x[/anki:tts] a \\(question\\) & \{\{Id\}\}?"
    import_package(path, package(sample_bank(question(1, question=asked, related=[]))))
    with collection(path) as opened:
        (tag,) = card(opened, "question-1").question_av_tags()
    expected = r"Is <b> {{c1::z}} [sound:y.mp3] [anki:tts lang=de]x[/anki:tts] a \(question\) & {{Id}}?"
    assert tag.field_text == expected


@pytest.mark.parametrize(
    ("language", "voice"),
    [("en-US", "en_US"), ("en-GB", "en_GB"), ("en", "en_US"), ("de", "de_DE"), ("ja", "ja_JP"), ("zh-Hant-TW", "zh_TW"),
     ("es-419", "es_419"), ("fr", "fr_FR"), ("zh-Hant", "zh_TW"), ("zh-Hans", "zh_CN"), ("sr-Latn", "sr_RS"),
     ("et", "et_EE"), ("sl", "sl_SI"), ("mr", "mr_IN"), ("ca", "ca_ES"), ("sw", "sw_KE")],
)  # fmt: skip
def test_a_voice_is_of_the_banks_language(language: str, voice: str, path: Path) -> None:
    assert notetypes.voice(language) == voice
    bank = sample_bank()
    import_package(path, package(Bank(bank.data.model_copy(update={"language": language}))))
    with collection(path) as opened:
        assert card(opened, "question-1").question_av_tags()[0].lang == voice


def test_it_mixes_with_no_other_deck(path: Path) -> None:
    other = Bank(BankData.model_validate({**bank_data(), "slug": "acme", "anki": {}}))
    packages = [
        data for bank in (sample_bank(), other) for data in (package(bank), anki.render(select(bank, edition="study")))
    ]
    for data in packages:
        log = import_package(path, data)
        assert (log.updated, log.duplicate, log.conflicting, log.other) == (0, 0, 0, 0)
    for data in reversed(packages):
        assert import_package(path, data).new == 0
    with collection(path) as opened:
        assert opened.note_count() == opened.card_count() == 2 * (12 + 3)
        names = {entry.name for entry in opened.models.all_names_and_ids()}
        assert {"AlignPrep Interviewer", "acme Interviewer", "AlignPrep Q&A", "acme Q&A"} <= names
        assert not [name for name in names if name.endswith("+")]
        assert len(opened.find_cards('"deck:AlignPrep Interviewer"')) == len(opened.find_cards("deck:acme*Inter*")) == 3
    ours, theirs = identity_of(sample_bank().profile), identity_of(other.profile)
    ids = [*ours.decks, ours.interviewer[0], *ours.note_types, ours.interviewer_note_type]
    ids += [*theirs.decks, theirs.interviewer[0], *theirs.note_types, theirs.interviewer_note_type]
    assert len(set(ids)) == len(ids)


def test_its_identity_and_fields_are_frozen() -> None:
    """Another id, name, field or template would cost everybody who has the deck their reviews."""
    ours = identity_of(load().profile)
    assert ours.interviewer == (1763856000004, "AlignPrep Interviewer")
    assert ours.interviewer_note_type == 1763856000103
    assert ours.guid("interviewer", "rlhf-pipeline") == "M44yn>Kh8i"
    model = notetypes.interviewer(load().profile)
    pinned = [
        [(field["name"], field["id"]) for field in model.fields],
        [(template["name"], template["id"]) for template in model.templates],
    ]
    assert hashlib.sha256(json.dumps(pinned).encode()).hexdigest()[:16] == "87e565eef2e8c491"


def test_the_bytes_depend_on_the_packet_only() -> None:
    packet = select(sample_bank(), edition="interviewer")
    assert interviewer.render(packet) == interviewer.render(packet)


def test_every_question_of_the_bank_can_be_asked(path: Path, root: Path) -> None:
    bank = read_content(root / "content")
    import_package(path, package(bank))
    with collection(path) as opened:
        for one in bank.questions:
            shown = card(opened, one.id)
            for ((_, said),) in (spoken(shown.question_av_tags()), spoken(shown.answer_av_tags())):
                assert len(said.split()) >= 4
                assert not {*r"\{}<>$*`"} & {*said}, said
