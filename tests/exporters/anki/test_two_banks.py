"""Two banks in one collection, with the same question ids: nothing of one reaches the other."""

from __future__ import annotations

import datetime
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from alignprep import load, select
from alignprep.bank.bank import Bank
from alignprep.model.records import BankData
from alignprep_exporters import anki
from alignprep_exporters.anki.identity import identity_of
from tests.support.anki_client import Imported, collection, import_package
from tests.support.sample_bank import bank_data, question, sample_bank

GUIDS = ("z:-WS]^<?H", "b~@UCrS-uv")
OTHER = {"slug": "acme-interviews", "title": "Fragen für Acme", "anki": {}, "authors": ["Acme"]}


def other_bank(**changes: object) -> Bank:
    """A bank whose questions have the ids, numbers, facts, topics and figures of the sample's, and other words."""
    questions = [question(number, title=f"Frage {number}", hint="Etwas anderes.") for number in (1, 2, 3)]
    return Bank(BankData.model_validate({**bank_data(*questions), **OTHER, **changes}))


def package(bank: Bank) -> bytes:
    return anki.render(select(bank, edition="interviewer"))


def contents(opened: Any, identity: Any) -> list[tuple[str, str, str, list[str], str]]:
    """Every note of a bank's decks: its guid, note type, deck, tags and fields."""
    found = []
    for id in opened.find_cards(f'"deck:{identity.deck}"'):
        card = opened.get_card(id)
        note = card.note()
        fields = "\x1f".join(note.fields)
        found.append((note.guid, note.note_type()["name"], opened.decks.name(card.did), sorted(note.tags), fields))
    return sorted(found)


def alone(bank: Bank, path: Path) -> list[tuple[str, str, str, list[str], str]]:
    import_package(path, package(bank))
    with collection(path) as opened:
        return contents(opened, identity_of(bank.profile))


@pytest.mark.parametrize("ours_first", [True, False])
def test_two_banks_mix_nothing(ours_first: bool, tmp_path: Path) -> None:
    banks = (sample_bank(), other_bank())
    expected = [alone(bank, tmp_path / f"{place}.anki2") for place, bank in enumerate(banks)]
    path = tmp_path / "both.anki2"
    for bank in banks if ours_first else banks[::-1]:
        log = import_package(path, package(bank))
        assert log == Imported(new=12, updated=0, duplicate=0, conflicting=0, other=0)
    for bank in banks:  # And a second time.
        assert import_package(path, package(bank)).new == 0
    with collection(path) as opened:
        assert [contents(opened, identity_of(bank.profile)) for bank in banks] == expected
        assert opened.note_count() == 24
        media = opened.media.check()
        assert (list(media.missing), list(media.unused)) == ([], [])
        assert {"_alignprep_user.css", "_acme_interviews_user.css"} <= {
            file.name for file in Path(opened.media.dir()).iterdir()
        }


def test_no_search_finds_notes_of_another_bank(path: Path) -> None:
    """Searches of the description, of what is retired there, and those on the backs of facts."""
    retired = {key: datetime.date(2026, 1, 1) for key in ("question-3", "question-1/cue")}
    for bank in (sample_bank(), other_bank()):
        import_package(path, package(bank))
    other = other_bank(released="2027-01-01")
    updated = Bank(other.data.model_copy(update={"retired": retired, "questions": other.questions[:2]}))
    import_package(path, package(updated))
    with collection(path) as opened:
        theirs = {*opened.find_notes("note:acme-interviews*")}
        texts = [opened.decks.by_name("acme-interviews")["desc"]]
        texts += [opened.get_note(id)["Question"] for id in theirs if "/" in opened.get_note(id)["Id"]]
        searches = {unescape(one) for text in texts for one in re.findall("<code>(.*?)</code>", text)} - {"_"}
        found = {search: {*opened.find_notes(search)} for search in searches if ":" in search}
    assert len(found) > 10
    assert {search for search, notes in found.items() if not notes <= theirs} == set()
    assert sum(map(len, found.values())) > 30


def test_what_sets_banks_apart_derives_from_the_slug_alone() -> None:
    one, same, other = (
        identity_of(bank.profile)
        for bank in (other_bank(), other_bank(title="Renamed", version="9"), other_bank(slug="acme-interview"))
    )
    assert one == same
    for name in ("slug", "deck", "answers", "facts", "tag", "first_id", "decks", "note_types", "user_css"):
        assert getattr(one, name) != getattr(other, name), name
    assert one.guid("question", "a") != other.guid("question", "a")
    assert one.media_name("a.svg", "") != other.media_name("a.svg", "")


def test_a_bank_may_continue_decks_that_people_have() -> None:
    given = {"deck": "Acme", "answers": "Answers", "facts": "Facts", "tag": "acme", "id": 1700000000000}
    identity = identity_of(other_bank(anki=given).profile)
    assert (identity.deck, identity.answers, identity.facts) == ("Acme", "Acme::Answers", "Acme::Facts")
    assert (identity.tag, identity.decks[0], identity.note_types) == (
        "acme",
        1700000000001,
        (1700000000101, 1700000000102),
    )


def test_the_identities_of_the_bank_in_the_package_never_change() -> None:
    """Another id, name or guid would cost everybody who has the deck their reviews."""
    ours = identity_of(load().profile)
    assert (ours.deck, ours.answers, ours.facts) == ("AlignPrep", "AlignPrep::1 Explain", "AlignPrep::2 Facts")
    assert ours.decks == (1763856000001, 1763856000002, 1763856000003)
    assert ours.note_types == (1763856000101, 1763856000102)
    assert (ours.first_id, ours.tag, ours.user_css) == (1763856000000, "AlignPrep", "_alignprep_user.css")
    assert (ours.guid("question", "rlhf-pipeline"), ours.guid("fact", "rlhf-pipeline/kl")) == GUIDS
    assert ours.media_name("boxes.svg", "").startswith("_alignprep-e3b0c44298fc-")
