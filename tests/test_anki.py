from __future__ import annotations

import hashlib
import json
import re
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from alignprep import select
from alignprep_exporters import anki
from alignprep_exporters.anki import notetypes
from tests.anki_client import Imported, collection, import_package
from tests.sample_bank import large_bank, question, sample_bank

VOID = {"br", "hr", "img", "wbr"}


def deck(*questions: dict[str, object], edition: str = "interviewer") -> bytes:
    return anki.render(select(sample_bank(*questions), edition=edition))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "collection.anki2"


class WellFormed(HTMLParser):
    """Checks that every element is closed where it should be, and collects elements and attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        if dict(attrs).get("class") != "hint":
            self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_fresh_import_brings_everything(path: Path) -> None:
    assert import_package(path, deck()) == Imported(new=12, updated=0, duplicate=0, conflicting=0, other=0)
    with collection(path) as opened:
        names = {entry.name for entry in opened.decks.all_names_and_ids()}
        assert {"AlignPrep", "AlignPrep::1 Explain", "AlignPrep::2 Facts"} <= names
        assert len(opened.find_cards('"deck:AlignPrep::1 Explain"')) == 3
        assert len(opened.find_cards('"deck:AlignPrep::2 Facts"')) == 9
        assert set(opened.tags.all()) == {
            "AlignPrep::section::one", "AlignPrep::section::two", "AlignPrep::topic::rlhf", "AlignPrep::topic::safety",
            "AlignPrep::competency::depth",
        }  # fmt: skip
        media = opened.media.check()
        assert list(media.missing) == []
        assert (Path(opened.media.dir()) / "_alignprep_user.css").exists()
        parent = opened.decks.by_name("AlignPrep")
        assert "Data 2026.1.0" in parent["desc"]


def test_cards_are_well_formed_and_free_of_scripts(path: Path) -> None:
    import_package(path, deck())
    with collection(path) as opened:
        cards = [opened.get_card(id) for id in opened.find_cards("")]
        assert len(cards) == 12
        for card in cards:
            for side in (card.question(), card.answer()):
                body = side[side.index("</style>") + len("</style>") :]
                parsed = WellFormed(body)
                assert "script" not in parsed.elements
                assert not {name for name in parsed.attributes if name.startswith("on") or name == "style"}
                assert "{{" not in body.replace("&#123;", "")


def test_the_engine_shows_what_the_author_wrote(path: Path) -> None:
    import_package(path, deck())
    with collection(path) as opened:
        (note,) = opened.find_notes('"note:AlignPrep Q&A" Number:1')
        answer = opened.get_note(note).cards()[0].answer()
        text = WellFormed(answer[answer.index("</style>") + len("</style>") :]).text
        for said in (
            "1 < 2 & 3 > 2, {{c1::no cloze}}, }} and {{, [sound:x.mp3], 100 % $5 _ * # ~ ^ \\ |",
            'return "<&>" if x < 0 else x  # {{not}} a cloze',
            r"\(\mathrm{KL}(\pi \,\|\, \pi_0) < \beta\)",
            "Greek and arrows: θ → π, ∑ ∏ ≤ ≥ ≠ 𝔼 ∇ é ü ß",
            "Anchor one of 1 <fails>",
            'print("<hello> & {{goodbye}}")',
            "Reply b of 1 with",
        ):
            assert said in text
        assert "[anki:" not in answer


def test_clozes_hide_what_they_should(path: Path) -> None:
    import_package(path, deck())
    with collection(path) as opened:
        shown = {}
        for id in opened.find_notes('"note:AlignPrep Cloze" Id:question-1/*'):
            note = opened.get_note(id)
            assert len(note.cards()) == 1
            front, back = (
                WellFormed(side[side.index("</style>") + 8 :]).text
                for side in (note.cards()[0].question(), note.cards()[0].answer())
            )
            shown[note["Id"].split("/")[1]] = (front, back)
        assert "hides [...]." in shown["plain"][0]
        assert "hides the answer." in shown["plain"][1]
        assert "hides [which relation] (NIST 2023)." in shown["cue"][0]
        assert "hides a < b (NIST 2023)." in shown["cue"][1]
        assert r"the fraction \(\frac{a_{1} }{b}\) at its end." in shown["maths"][1]


def test_hostile_text_stays_text(path: Path) -> None:
    hostile = r"\\(a\<b\\) [latex]x[/latex] [sound:y.mp3] {{c1::z}} 🙂 שלום \\begin{x} a::b <https://a.b>"
    import_package(path, deck(question(1, hint=hostile, related=[]), question(2), question(3, related=[])))
    with collection(path) as opened:
        (id,) = opened.find_notes('"note:AlignPrep Q&A" Number:1')
        field = opened.get_note(id)["Hint"]
        assert (
            WellFormed(field).text
            == r"\(a<b\) [latex]x[/latex] [sound:y.mp3] {{c1::z}} 🙂 שלום \begin{x} a::b https://a.b"
        )
        card = opened.get_note(id).cards()[0]
        assert card.question_av_tags() == []
        assert "\\(a" not in card.question()


def test_the_candidate_edition_has_cards_without_answers(path: Path) -> None:
    data = deck(edition="candidate")
    import_package(path, data)
    with collection(path) as opened:
        assert opened.note_count() == 3
        answer = opened.get_card(opened.find_cards("")[0]).answer()
        assert "Must hit" not in answer[answer.index("</style>") :]
        assert "details" not in answer[answer.index("</style>") :]


def study(opened: Any, count: int) -> dict[int, int]:
    """Answer so many cards; the number of reviews by card."""
    opened.decks.select(opened.decks.id("AlignPrep"))
    for _ in range(count):
        card = opened.sched.getCard()
        card.start_timer()
        opened.sched.answerCard(card, 3)
    return {id: opened.get_card(id).reps for id in opened.find_cards("")}


def test_the_life_of_a_deck(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = [question(1), question(2), question(3)]
    import_package(path, deck(*first))
    with collection(path) as opened:
        reviews = study(opened, 8)
        assert sum(reviews.values()) == 8
        for number, field in ((1, "Hint"), (2, "Hint"), (3, "Title")):
            (id,) = opened.find_notes(f'"note:AlignPrep Q&A" Number:{number}')
            note = opened.get_note(id)
            note[field] = f"my own {field}"
            opened.update_note(note)
        # Edits by the user are dated by the clock, which is later than the sample's dates; a release is later still.
        opened.db.execute("update notes set mod = 1769990000")
        schema = opened.db.scalar("select scm from col")

    second = [
        question(1, hint="A new hint.", reviewed="2026-03-01", related=[]),
        question(2, topics=["safety"], reviewed="2026-01-02"),
        question(4, reviewed="2026-03-01"),
    ]
    monkeypatch.setattr(notetypes, "CHANGED", notetypes.CHANGED + 86400)
    monkeypatch.setattr(notetypes, "_css", lambda: "/* changed */ .card { color: red; }")
    notetypes.question_and_answer.cache_clear()
    notetypes.cloze.cache_clear()
    log = import_package(path, deck(*second))
    notetypes.question_and_answer.cache_clear()
    notetypes.cloze.cache_clear()
    assert (log.new, log.conflicting, log.other) == (4, 0, 0)
    assert log.updated == 4
    with collection(path) as opened:
        assert opened.note_count() == 16
        assert len(opened.models.all_names_and_ids()) == len(
            {entry.name for entry in opened.models.all_names_and_ids()}
        )
        assert [e.name for e in opened.models.all_names_and_ids() if e.name.startswith("AlignPrep")] == [
            "AlignPrep Cloze",
            "AlignPrep Q&A",
        ]
        assert all(opened.get_card(id).reps == reps for id, reps in reviews.items())
        notes = {
            number: opened.get_note(opened.find_notes(f'"note:AlignPrep Q&A" Number:{number}')[0])
            for number in (1, 2, 3, 4)
        }
        assert notes[1]["Hint"] == "A new hint."
        assert notes[2]["Hint"] == "my own Hint"
        assert notes[3]["Title"] == "my own Title"
        assert opened.models.by_name("AlignPrep Q&A")["css"].startswith("/* changed */")
        assert opened.db.scalar("select scm from col") == schema

    again = import_package(path, deck(*second))
    assert (again.new, again.updated, again.conflicting) == (0, 0, 0)
    with collection(path) as opened:
        assert opened.note_count() == 16


def test_note_types_are_frozen() -> None:
    """Another field, template, name or id would clone the note type in every collection: never change these."""
    pinned = {}
    for model in (notetypes.question_and_answer(), notetypes.cloze()):
        pinned[model.name] = [
            model.model_id,
            [(field["name"], field["id"]) for field in model.fields],
            [(template["name"], template["id"]) for template in model.templates],
        ]
    digest = hashlib.sha256(json.dumps(pinned).encode()).hexdigest()
    assert digest == "b9af59595d84dd7991216b388d05799bfd1e2d302c3dac429852b7032e1e381d"


def test_a_changed_look_is_dated() -> None:
    """Anki takes over CSS and templates only if the note type's date rises: raise CHANGED when this fails."""
    look = [
        [model.css, *((template["qfmt"], template["afmt"]) for template in model.templates)]
        for model in (notetypes.question_and_answer(), notetypes.cloze())
    ]
    digest = hashlib.sha256(json.dumps(look).encode()).hexdigest()[:16]
    assert (notetypes.CHANGED, digest) == (1795392000, "2d77b24aeb13d403")


def test_identities_are_frozen(path: Path) -> None:
    import_package(path, deck())
    with collection(path) as opened:
        guids = dict(opened.db.execute("select flds, guid from notes order by id"))
    by_id = {fields.split("\x1f")[0]: guid for fields, guid in guids.items()}
    assert (by_id["question-1"], by_id["question-1/plain"]) == ("e/JOlwXpY)", "PVLb@~#^4a")


def test_the_bytes_depend_on_the_packet_only() -> None:
    packet = select(large_bank(500), edition="interviewer")
    data = anki.render(packet)
    assert data == anki.render(packet)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        assert archive.namelist() == sorted(archive.namelist())
        database = archive.read("collection.anki2")
    assert int.from_bytes(database[16:18], "big") == 4096
    assert database[20] == 0
    assert database[24:28] == database[92:96]


def test_figures_are_named_by_their_content() -> None:
    with zipfile.ZipFile(BytesIO(deck())) as archive:
        names = json.loads(archive.read("media")).values()
    assert "_alignprep_user.css" in names
    assert any(re.fullmatch(r"_alignprep-[0-9a-f]{12}-boxes\.svg", name) for name in names)
