"""The notes as text: what the files say, and what Anki makes of them."""

from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path
from typing import Any

import pytest

from alignprep import ExporterError, select
from alignprep.exporting import find
from alignprep.importing import anki_text
from alignprep.model.records import ABOUT, Edition
from alignprep.packet.packet import VISIBLE
from alignprep_exporters import anki
from alignprep_exporters.anki import interviewer, notes, notetypes, text_export
from tests.support.anki_client import collection, import_package, import_text
from tests.support.sample_bank import question, release, sample_bank

FILES = {
    "anki-text": text_export.QUESTIONS,
    "anki-text-facts": text_export.FACTS,
    "anki-text-interviewer": text_export.INTERVIEWER,
}


def table(name: str, *questions: dict[str, object], edition: str = "interviewer") -> list[dict[str, str]]:
    """The rows of a file, by the names of its columns."""
    lines = FILES[name].render(select(sample_bank(*questions), edition=edition)).decode().split("\n")
    (columns,) = (line.removeprefix("#columns:").split("\t") for line in lines if line.startswith("#columns:"))
    rows = csv.reader(io.StringIO("\n".join(line for line in lines if not line.startswith("#"))), delimiter="\t")
    return [dict(zip(columns, row, strict=True)) for row in rows]


def import_all(path: Path, *questions: dict[str, object]) -> list[dict[str, int]]:
    packet = select(sample_bank(*questions), edition="interviewer")
    return [import_text(path, file.render(packet)) for file in FILES.values()]


def test_text_updates_a_deck(path: Path) -> None:
    old = question(1, related=[]), question(3, related=[])
    for deck in (anki, interviewer):
        import_package(path, deck.render(select(sample_bank(*old), edition="interviewer")))
    hint = 'New: "quoted", tab-free, \\<b\\> & {{c1::x}} [sound:y]\\#'
    facts: Any = question(3)["facts"]
    facts = [{"id": "plain", "text": "\\# A new text of {{c1::this fact}}."}, *facts[1:]]
    newer = [question(1, related=[], hint=hint), question(3, related=[], facts=facts), question(4)]
    assert import_all(path, *newer) == [
        {"new": 1, "updated": 1, "duplicate": 1, "found_notes": 3},
        {"new": 3, "updated": 1, "duplicate": 5, "found_notes": 9},
        {"new": 1, "duplicate": 2, "found_notes": 3},
    ]
    with collection(path) as opened:
        as_text = dict(opened.db.execute("select guid, flds || tags from notes"))
        assert len(as_text) == opened.card_count() == 15
        assert len(opened.find_cards('"deck:AlignPrep::1 Explain"')) == 3
        assert len(opened.find_cards('"deck:AlignPrep::2 Facts"')) == 9
        assert len(opened.find_cards('"deck:AlignPrep Interviewer"')) == 3
    fresh = path.with_name("fresh.anki2")
    for deck in (anki, interviewer):
        import_package(fresh, deck.render(select(sample_bank(*newer), edition="interviewer")))
    with collection(fresh) as opened:
        assert dict(opened.db.execute("select guid, flds || tags from notes")) == as_text


def test_text_makes_nothing_where_the_package_never_was(path: Path) -> None:
    assert import_all(path) == [
        {"empty_first_field": 3, "found_notes": 3},
        {"empty_first_field": 9, "found_notes": 9},
        {"empty_first_field": 3, "found_notes": 3},
    ]
    with collection(path) as opened:
        assert opened.note_count() == 0
        assert [deck.name for deck in opened.decks.all_names_and_ids()] == ["Default"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("edition", ["study", "interviewer"])
def test_a_file_holds_the_fields_that_its_edition_shows(name: str, edition: str) -> None:
    packet = select(sample_bank(), edition=edition)
    made, fields = {
        "anki-text": ([*notes.answers(packet)], notetypes.QA_FIELDS),
        "anki-text-facts": ([*notes.facts(packet)], notetypes.CLOZE_FIELDS),
        "anki-text-interviewer": ([*notes.interviews(packet)], notetypes.INTERVIEWER_FIELDS),
    }[name]
    rows = table(name, edition=edition)
    assert [row["GUID"] for row in rows] == [note.guid for note in made]
    used = {field for note in made for field, value in zip(fields, note.fields, strict=True) if value}
    assert used <= {*rows[0]}
    assert {*rows[0]} - used == {"", "GUID", "Deck", "Tags"}
    for row, note in zip(rows, made, strict=True):
        assert {key: value for key, value in row.items() if key in fields} == {
            field: value for field, value in zip(fields, note.fields, strict=True) if field in row
        }
        assert row[""] == ""


def test_no_field_that_the_study_edition_shows_in_part_loses_the_rest() -> None:
    """What an edition hides has columns of its own, so that the others are the same in both."""
    without: set[str] = set()
    for name in FILES:
        full, study = (table(name, edition=edition) for edition in ("interviewer", "study"))
        for one, other in zip(full, study, strict=True):
            assert other.items() <= one.items()
        without |= {*full[0]} - {*study[0]}
    hidden = {name for name, about in ABOUT.items() if about.learned} - VISIBLE[Edition.STUDY]
    assert {*text_export._DRAWN.values()} == hidden
    assert {*text_export._DRAWN} == without


def test_the_importer_knows_our_notes_by_the_places_of_their_fields() -> None:
    """Anki's own export of notes does not name them."""
    for known, fields in (
        (anki_text._OWN_QUESTION, notetypes.QA_FIELDS),
        (anki_text._OWN_FACT, notetypes.CLOZE_FIELDS),
        (anki_text._OWN_INTERVIEW, notetypes.INTERVIEWER_FIELDS),
    ):
        assert fields[: len(known)] == known
    assert all(name.startswith("Reserved") for name in notetypes.QA_FIELDS[len(anki_text._OWN_QUESTION) :])


@pytest.mark.parametrize("named", [True, False])
def test_what_anki_exports_of_a_deck_becomes_questions_again(path: Path, named: bool) -> None:
    bank, file = sample_bank(), path.with_suffix(".notes.txt")
    for deck in (anki, interviewer):
        import_package(path, deck.render(select(bank, edition="interviewer")))
    with collection(path) as opened:
        opened.export_note_csv(
            out_path=str(file), limit=None, with_html=True, with_tags=True, with_deck=named, with_notetype=named,
            with_guid=named,
        )  # fmt: skip
    reading = anki_text.read(file.read_text(encoding="utf-8"), "notes.txt")
    assert {draft.fields["id"] for draft in reading.drafts} == {question.id for question in bank.questions}
    for draft in reading.drafts:
        asked = bank[draft.fields["id"]]
        assert draft.fields["minutes"] == str(asked.minutes)
        assert [fact["id"] for fact in draft.fields["facts"]] == [fact.id for fact in asked.facts]
        assert {*draft.fields["answer"]} == {"short", "spoken", "depth"}
        assert len(draft.fields["follow_ups"]) == len(asked.follow_ups)


@pytest.mark.parametrize("name", ["anki", *FILES])
def test_a_deck_is_for_interviewers_unless_told_otherwise(name: str) -> None:
    assert find(name).edition == Edition.INTERVIEWER


def test_a_file_without_notes_is_not_made() -> None:
    """A question changed and none of its facts: Anki would only say that the file is empty."""
    first = release("2025-01-10", question(1, related=[]))
    second = release("2025-03-01", question(1, related=[], hint="New."), after=first)
    packet = select(second, edition="interviewer", changed_since=datetime.date(2025, 3, 1))
    assert b"New." in text_export.QUESTIONS.render(packet)
    with pytest.raises(ExporterError, match="none of these notes has changed since 2025-03-01"):
        text_export.FACTS.render(packet)
