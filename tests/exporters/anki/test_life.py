"""The life of a deck in a collection: studied, edited, updated; test_engines runs this on older engines too."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from alignprep import select
from alignprep.bank.bank import Bank
from alignprep_exporters import anki
from alignprep_exporters.anki import notetypes
from tests.support.anki_client import Imported, collection, import_package
from tests.support.anki_releases import forget, seconds
from tests.support.sample_bank import question, release

FIRST, STUDIED, SECOND = "2025-01-10", "2025-02-01", "2025-03-01"
NEW_CSS = "/* changed */ .card { color: red; }"


pytestmark = pytest.mark.usefixtures("before_our_time")


def deck(bank: Bank, edition: str = "interviewer") -> bytes:
    return anki.render(select(bank, edition=edition))


def restyle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish another style sheet, as a release does."""
    monkeypatch.setattr(notetypes, "CHANGED", seconds(SECOND))
    file = notetypes._read
    monkeypatch.setattr(notetypes, "_read", lambda name: NEW_CSS if name == "style.css" else file(name))
    forget()


def turn_back(opened: Any, day: str) -> None:
    """Let everything that the engine dated by today's clock have happened on that day."""
    evening = seconds(day) + 20 * 3600
    opened.db.execute("update notes set mod = ? where mod > ?", evening, evening)


def study(opened: Any, count: int) -> None:
    """Answer so many cards."""
    limits = opened.decks.config_dict_for_deck_id(opened.decks.id("AlignPrep"))
    limits["new"]["perDay"] = 1000
    opened.decks.update_config(limits)
    opened.decks.select(opened.decks.id("AlignPrep"))
    for _ in range(count):
        card = opened.sched.getCard()
        card.start_timer()
        opened.sched.answerCard(card, 4)


def edit(opened: Any, number: int, **values: str) -> None:
    """Change fields of a question's note as a user does."""
    (id,) = opened.find_notes(f'"note:AlignPrep Q&A" Number:{number}')
    note = opened.get_note(id)
    for name, value in values.items():
        note[name] = value
    opened.update_note(note)


def contents(opened: Any) -> dict[str, tuple[str, str]]:
    """Each note's fields and tags, by the id that its first field holds."""
    rows = opened.db.all("select flds, tags from notes")
    return {fields.split("\x1f")[0]: (fields, tags) for fields, tags in rows}


def progress(opened: Any) -> dict[int, tuple[Any, ...]]:
    """Everything that is the learner's about each card."""
    rows = opened.db.all("select id, nid, did, type, queue, due, ivl, factor, reps, lapses, flags from cards")
    return {row[0]: tuple(row[1:]) for row in rows}


def test_an_update_changes_what_changed_and_nothing_else(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = release(FIRST, *(question(number, related=[]) for number in range(1, 21)))
    assert import_package(path, deck(first)) == Imported(new=80, updated=0, duplicate=0, conflicting=0, other=0)
    with collection(path) as opened:
        turn_back(opened, FIRST)
        study(opened, 50)
        edit(opened, 1, Hint="my own hint")
        edit(opened, 2, Hint="my own hint", Title="my own title")
        tagged = opened.find_notes('"note:AlignPrep Q&A" Number:4')
        opened.tags.bulk_add(tagged, "mine")
        studied = opened.find_cards("is:review")
        assert len(studied) == 50
        opened.sched.suspend_cards(studied[:1])
        opened.set_user_flag_for_cards(3, studied[1:2])
        opened.set_deck(studied[2:3], opened.decks.id("My own deck"))
        (Path(opened.media.dir()) / "_alignprep_user.css").write_text(".card { color: blue; }", encoding="utf-8")
        turn_back(opened, STUDIED)
        mine, learned = contents(opened), progress(opened)
        reviews = opened.db.all("select * from revlog order by id")
        schema = opened.db.scalar("select scm from col")

    kept = [question(number, related=[]) for number in range(2, 21) if number not in (5, 6, 7)]
    facts = [{"id": "plain", "text": "A new text of {{c1::this fact}}."}, *question(7)["facts"][1:]]
    second = release(
        SECOND,
        question(1, hint="A new hint.", related=[]),
        question(5, topics=["rlhf"], related=[]),
        question(7, facts=facts, related=[], reviewed="2025-02-28"),
        question(21, related=[]),
        *kept,
        after=first,
    )
    restyle(monkeypatch)
    log = import_package(path, deck(second))
    assert (log.new, log.conflicting, log.other) == (4, 0, 0)
    with collection(path) as opened:
        after = contents(opened)
        assert {id for id, content in mine.items() if after[id] != content} == {
            "question-1", "question-5", "question-5/plain", "question-5/cue", "question-5/maths", "question-7/plain",
        }  # fmt: skip
        assert {id.partition("/")[0] for id in after.keys() - mine.keys()} == {"question-21"}
        assert len(after) == opened.note_count() == 84
        assert "A new hint." in after["question-1"][0]
        assert "my own title" in after["question-2"][0]
        assert after["question-5"][1].split() == [
            "AlignPrep::competency::depth", "AlignPrep::minutes::3", "AlignPrep::release::2025.03",
            "AlignPrep::section::two", "AlignPrep::topic::rlhf",
        ]  # fmt: skip
        assert "mine" in after["question-4"][1].split()
        assert {id: progress(opened)[id] for id in learned} == learned
        assert opened.db.all("select * from revlog order by id") == reviews
        assert opened.db.scalar("select scm from col") == schema
        assert (Path(opened.media.dir()) / "_alignprep_user.css").read_text(
            encoding="utf-8"
        ) == ".card { color: blue; }"
        names = [entry.name for entry in opened.models.all_names_and_ids()]
        assert [name for name in names if name.startswith("AlignPrep")] == ["AlignPrep Cloze", "AlignPrep Q&A"]
        assert (
            opened.models.by_name("AlignPrep Q&A")["css"] == opened.models.by_name("AlignPrep Cloze")["css"] == NEW_CSS
        )
        state = (after, progress(opened), opened.db.all("select id, mod, usn from notes"))

    again = import_package(path, deck(second))
    assert (again.new, again.updated, again.conflicting, again.other) == (0, 0, 0, 0)
    with collection(path) as opened:
        assert (contents(opened), progress(opened), opened.db.all("select id, mod, usn from notes")) == state
        assert "ok" in str(opened.fix_integrity()).lower() or opened.fix_integrity()[1]


def test_a_second_change_on_the_day_of_a_release_arrives(path: Path) -> None:
    first = release(FIRST, question(1, related=[]))
    second = release(FIRST, question(1, related=[], hint="Mended an hour later."), after=first)
    import_package(path, deck(first))
    with collection(path) as opened:
        turn_back(opened, FIRST)
    assert import_package(path, deck(second)).updated == 1
    with collection(path) as opened:
        assert "Mended an hour later." in contents(opened)["question-1"][0]


def test_a_fuller_edition_replaces_a_sparser_one_only(path: Path) -> None:
    bank = release(FIRST, question(1, related=[]))
    for edition, shown in (("study", False), ("interviewer", True), ("study", True)):
        import_package(path, deck(bank, edition))
        with collection(path) as opened:
            assert ("Anchor one of 1" in contents(opened)["question-1"][0]) == shown


def test_a_retired_question_may_return(path: Path) -> None:
    first = release(FIRST, question(1, related=[]), question(3, related=[]))
    second = release(STUDIED, question(1, related=[]), after=first)
    third = release(SECOND, question(1, related=[]), question(3, related=[], hint="It is back."), after=first)
    for bank in (first, second, third):
        import_package(path, deck(bank))
    with collection(path) as opened:
        assert opened.note_count() == 8
        assert "It is back." in contents(opened)["question-3"][0]


def test_the_description_finds_what_was_retired_and_nothing_else(path: Path) -> None:
    asked = [question(number, related=[], reviewed=FIRST) for number in range(1, 5)]
    first = release(FIRST, *asked)
    import_package(path, deck(first))
    kept = question(2, related=[], facts=question(2)["facts"][1:], reviewed=FIRST)  # type: ignore[index]
    second = release(SECOND, asked[0], kept, asked[3], after=first)
    import_package(path, deck(second))
    with collection(path) as opened:
        description = opened.decks.by_name("AlignPrep")["desc"]
        (search,) = re.findall(r"<b>Retired\.</b>.*<code>(.*?)</code>", description)
        found = {opened.get_note(note)["Id"] for note in opened.find_notes(search)}
    assert search == "tag:AlignPrep (Id:question-2/plain or Id:question-3 or Id:question-3/*)"
    assert found == {"question-2/plain", "question-3", *(f"question-3/{fact.id}" for fact in first[3].facts)}


def test_the_description_finds_all_that_was_retired(path: Path) -> None:
    facts = [{"id": f"fact-{number}", "text": f"Fact {number} hides {{{{c1::this}}}}."} for number in range(90)]
    first = release(FIRST, question(1, related=[], facts=facts), question(3, related=[]))
    import_package(path, deck(first))
    import_package(path, deck(release(SECOND, question(1, related=[], facts=facts[:1]), after=first)))
    with collection(path) as opened:
        description = opened.decks.by_name("AlignPrep")["desc"]
        searches = re.findall("<code>(.*?)</code>", description[description.index("Retired.") :])
        found = [opened.get_note(note)["Id"] for search in searches for note in opened.find_notes(search)]
    assert len(found) == len({*found}) == 89 + 1 + 3
    assert "more" not in description[description.index("Retired.") :]
