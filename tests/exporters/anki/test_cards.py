"""What the cards offer a learner: grading, ways to the question, tags and searches, by Anki's own engine."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from alignprep import select
from alignprep.bank.bank import Bank
from alignprep.content.reader import read_content
from alignprep.model.field_types import FrozenDict
from alignprep_exporters import anki
from alignprep_exporters.anki import collection as made
from alignprep_exporters.anki import notetypes
from alignprep_exporters.anki.identity import identity_of
from tests.support.anki_client import collection, import_package
from tests.support.language_banks import language_bank
from tests.support.sample_bank import question, release, sample_bank


def deck(bank: Bank, edition: str = "interviewer") -> bytes:
    return anki.render(select(bank, edition=edition))


def card(opened: Any, id: str) -> Any:
    (note,) = opened.find_notes(f"Id:{id}")
    (found,) = opened.get_note(note).cards()
    return found


def without_tags(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def test_points_are_boxes_to_tick_with_the_rule_below(path: Path) -> None:
    import_package(path, deck(sample_bank()))
    with collection(path) as opened:
        back = card(opened, "question-1").answer()
        field = opened.get_note(card(opened, "question-1").nid)["MustHit"]
    boxes = re.findall(r'<label class="tappable"><input class="tappable" type="checkbox" accesskey="(\d)">', field)
    assert boxes == ["1", "2", "3", "4"]
    must = back[back.index('<section class="ap-must">') : back.index("</section>")]
    rule = must.index("All but one: <b>Good</b>; half or more: <b>Hard</b>; fewer: <b>Again</b>")
    assert must.index("ap-points") < must.index("ap-count") < rule
    assert 'content: counter(ap-hit) " of " counter(ap-all)' in back


def test_points_beyond_the_ninth_have_no_key(path: Path) -> None:
    points = [f"Point {number}" for number in range(11)]
    import_package(path, deck(sample_bank(question(1, key_points=points, related=[]))))
    with collection(path) as opened:
        field = opened.get_note(card(opened, "question-1").nid)["MustHit"]
    assert (field.count("<input"), field.count("accesskey")) == (11, 9)


def test_the_count_is_said_as_the_bank_says_it() -> None:
    profile = sample_bank().profile.model_copy(update={"labels": FrozenDict({"{hit} of {all}": '"{all}" \\ {hit}'})})
    expected = r'content: "\22 " counter(ap-all) "\22  \5c  " counter(ap-hit)'
    assert expected in notetypes.question_and_answer(profile).css


def test_a_nudge_comes_before_the_outline(path: Path) -> None:
    import_package(path, deck(sample_bank()))
    with collection(path) as opened:
        front = card(opened, "question-1").question()
    assert front.index("Nudge 1") < front.index("Hint 1")


def test_whatever_opens_needs_neither_mouse_nor_script(path: Path) -> None:
    """Native folds, which Tab reaches; Anki's own hint is a link with a script, which no key opens."""
    import_package(path, deck(sample_bank()))
    with collection(path) as opened:
        for id in opened.find_cards(""):
            for side in (opened.get_card(id).question(), opened.get_card(id).answer()):
                assert 'class="hint"' not in side
                assert "<summary>" not in side
                assert len(re.findall("<details", side)) == len(re.findall('<summary class="tappable">', side))


def test_the_front_of_a_fact_names_no_question_and_the_back_leads_to_it(path: Path) -> None:
    import_package(path, deck(sample_bank()))
    with collection(path) as opened:
        fact = card(opened, "question-1/plain")
        front, back = without_tags(fact.question()), without_tags(fact.answer())
        assert "Title 1" not in front
        assert "Point b of 1" not in front
        for said in ("Point b of 1", "Why 1", "short short", "1. Title 1", "What does question 1 ask"):
            assert said in back
        found = re.search(r"Search for its card: <code>(tag:AlignPrep [^<]+)</code>", fact.answer())
        assert found
        assert list(opened.find_cards(found[1])) == [card(opened, "question-1").id]
        other = card(opened, "question-1/cue").answer()
        assert "Key point" not in other


@pytest.mark.parametrize("edition", ["study", "interviewer"])
def test_editions_show_the_same_facts(edition: str, path: Path) -> None:
    import_package(path, deck(sample_bank(), edition))
    with collection(path) as opened:
        assert "Point b of 1" in without_tags(card(opened, "question-1/plain").answer())


def test_the_browser_lists_names_and_texts(path: Path) -> None:
    import_package(path, deck(sample_bank()))
    with collection(path) as opened:
        listed = {str(one) for (one,) in opened.db.all("select sfld from notes")}
    assert "01. Title 1 with <b> & {{braces}}" in listed
    assert not [one for one in listed if one.isdigit() or one.startswith("question-")]
    assert any(one.startswith("Fact one of 1 hides") for one in listed)


def test_reserved_fields_say_that_they_are_not_for_notes(path: Path) -> None:
    import_package(path, deck(sample_bank()))
    with collection(path) as opened:
        for name in ("AlignPrep Q&A", "AlignPrep Cloze"):
            fields = opened.models.by_name(name)["flds"]
            reserved = [field for field in fields if field["name"].startswith("Reserved")]
            assert [field["name"] for field in reserved] == [f"Reserved{number}" for number in (1, 2, 3, 4)]
            assert {field["description"] for field in reserved} == {"not for notes: an update may fill this field"}
            assert {field["collapsed"] for field in reserved} == {True}
            assert not [field for field in fields if field not in reserved and field["collapsed"]]


def test_tags_say_what_matters(path: Path) -> None:
    first = release("2025-01-10", question(1, related=[]), question(3, related=[]))
    second = release("2025-03-01", question(1, related=[], hint="New."), question(3, related=[]), after=first)
    import_package(path, deck(second))
    with collection(path) as opened:
        tags = {note["Id"]: note.tags for note in map(opened.get_note, opened.find_notes(""))}
    assert {"AlignPrep::priority::must-know", "AlignPrep::minutes::4", "AlignPrep::release::2025.03"} <= {
        *tags["question-1"]
    }
    assert "AlignPrep::release::2025.01" in tags["question-3"]
    assert not [tag for tag in tags["question-3"] if "priority" in tag]
    assert "AlignPrep::release::2025.01" in tags["question-1/plain"]


def test_every_search_of_the_description_finds_something(path: Path) -> None:
    packet = select(sample_bank(), edition="interviewer")
    import_package(path, anki.render(packet))
    description = made._description(packet, identity_of(packet.profile))
    *searches, any_character = re.findall("<code>(.*?)</code>", description)
    assert searches[3:] == list(made._searches(packet, identity_of(packet.profile)))
    assert any_character == "_"
    with collection(path) as opened:
        for search in searches:
            found = opened.find_cards(search.replace("&gt;", ">"))
            assert bool(found) == ("lapses" not in search and "rated" not in search), search
        assert len(opened.find_cards(searches[0])) == 2


def test_a_deck_is_found_whatever_its_name(path: Path) -> None:
    names = {"deck": 'R&D "A_1" * a\\b', "answers": "1: (one)"}
    bank = sample_bank()
    changes = {"anki": bank.profile.anki.model_copy(update=names)}
    import_package(path, deck(Bank(bank.data.model_copy(update=changes))))
    with collection(path) as opened:
        description = opened.decks.by_name(names["deck"])["desc"]
        searches = [unescape(re.sub("<[^>]*>", "", one)) for one in re.findall("<code>(.*?)</code>", description)]
        found = {search: len(opened.find_cards(search)) for search in searches if "deck:" in search}
    assert sorted(found.values()) == [0, 0, 2, 2]


def test_an_apostrophe_is_found_as_the_description_says(path: Path) -> None:
    import_package(path, deck(sample_bank(question(1, hint="It is Goodhart's law.", related=[]))))
    with collection(path) as opened:
        assert [len(opened.find_notes(term)) for term in ("Goodhart's", "Goodhart_s", "Goodhart’s")] == [0, 1, 1]


def test_the_plan_for_a_week_can_be_followed(path: Path) -> None:
    """One filtered deck whose search changes: a card in one is not taken into another."""
    import_package(path, deck(sample_bank()))
    with collection(path) as opened:
        opened.decks.select(opened.decks.id("AlignPrep"))
        description = opened.decks.by_name("AlignPrep")["desc"]
        must_know, unseen, missed = re.findall("<code>(.*?)</code>", description)[:3]
        filtered = opened.sched.get_or_create_filtered_deck(0)
        filtered.name = "Week"

        def build(search: str) -> int:
            del filtered.config.search_terms[1:]
            filtered.config.search_terms[0].search = search
            filtered.id = opened.sched.add_or_update_filtered_deck(filtered).id
            opened.decks.select(filtered.id)
            return len(opened.find_cards("deck:Week"))

        assert build(must_know) == 2
        due = opened.sched.getCard()
        due.start_timer()
        opened.sched.answerCard(due, 1)
        assert build(unseen) == 1
        assert build(missed) == 1
    assert "change its search to" in description


def test_a_bank_without_a_core_has_no_plan_for_a_week() -> None:
    packet = select(sample_bank(question(3, related=[])), edition="interviewer")
    assert "seven days" not in made._description(packet, identity_of(packet.profile))


def test_the_description_lists_what_changed() -> None:
    def described(bank: Bank) -> str:
        packet = select(bank, edition="interviewer")
        return made._description(packet, identity_of(packet.profile))

    def bank(changed: dict[int, dict[str, object]], day: str, after: Bank | None = None) -> Bank:
        asked = (
            question(number, **{"related": [], "reviewed": "2025-01-01", **changed.get(number, {})})
            for number in range(1, 60)
        )
        return release(day, *asked, after=after)

    first = bank({}, "2025-01-10")
    assert "Changed on" not in described(first)
    facts = [{"id": "plain", "text": "A new text of {{c1::this fact}}."}, *question(7)["facts"][1:]]  # type: ignore[index]
    second = bank({5: {"hint": "New."}, 7: {"facts": facts}}, "2025-03-01", first)
    assert "<b>Changed on 2025-03-01.</b> 5. Title 5" in described(second)
    assert "7. Title 7" in described(second)
    assert "6. Title 6" not in described(second)
    third = bank({number: {"hint": "New."} for number in range(1, 60)}, "2025-06-01", second)
    assert "And 18 more." in described(third)


@pytest.mark.parametrize(("report", "said"), [("mailto:a@b.org", ">a@b.org</a>"), (None, None)])
def test_the_description_says_where_to_report_an_error(report: str | None, said: str | None) -> None:
    bank = sample_bank()
    packet = select(Bank(bank.data.model_copy(update={"report": report})), edition="interviewer")
    description = made._description(packet, identity_of(packet.profile))
    assert ("Found an error?" in description) == (said is not None)
    assert (said or "") in description


def test_a_citation_that_the_front_leaves_out_takes_its_space_along(path: Path) -> None:
    import_package(path, deck(sample_bank()))
    with collection(path) as opened:
        fact = card(opened, "question-1/cue")
        front = re.sub('<span class="ap-cite">.*?</span>', "", fact.question())
        assert "hides <span" in front
        assert without_tags(fact.answer()).count("a &lt; b ( NIST") == 1
        shown = re.sub("<[^>]*>", "", front[front.index('<div class="ap-fact">') :])
    assert "hides [which relation]." in shown


def test_english_words_on_a_card_from_right_to_left_are_set_apart() -> None:
    profile = sample_bank().profile
    hebrew = profile.model_copy(update={"language": "he"})
    for make in (notetypes.question_and_answer, notetypes.cloze, notetypes.interviewer):
        ours, theirs = ("".join(side for one in make(bank).templates for side in (one["qfmt"], one["afmt"]))
                        for bank in (profile, hebrew))  # fmt: skip
        assert "<bdi>" not in ours
        assert "<bdi>Card <code>{{Id}}</code></bdi>" in theirs
        assert all("<bdi>" in one for one in re.findall("<summary.*?</summary>|<h2.*?</h2>|<p .*?</p>", theirs)
                   if "ap-why" not in one)  # fmt: skip


def test_a_figure_stands_before_the_depth_that_explains_it(path: Path) -> None:
    import_package(path, deck(sample_bank()))
    with collection(path) as opened:
        depth = opened.get_note(card(opened, "question-1").nid)["Depth"]
    assert depth.startswith('<figure><div class="ap-drawing"><img src="_alignprep-')


@pytest.mark.parametrize(("language", "direction"), [("en-US", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("ja", "ltr")])
def test_a_card_runs_as_its_language_does(language: str, direction: str) -> None:
    profile = sample_bank().profile.model_copy(update={"language": language})
    assert f"  direction: {direction};\n" in notetypes.cloze(profile).css


def test_styles_set_no_variable_that_a_user_may_set() -> None:
    css = notetypes.cloze(sample_bank().profile).css
    assert re.findall(r"--ap-[a-z-]+\s*:", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)) == []
    names = set(re.findall(r"--ap-[a-z-]+", anki._USER_CSS_TEXT))
    assert names <= set(re.findall(r"var\((--ap-[a-z-]+),", css))


def test_fields_of_a_bank_in_another_language_keep_their_names(path: Path) -> None:
    bank = language_bank("de")
    import_package(path, deck(bank))
    with collection(path) as opened:
        (name,) = [one.name for one in opened.models.all_names_and_ids() if one.name.endswith(" Q&A")]
        assert [field["name"] for field in opened.models.by_name(name)["flds"]] == list(notetypes.QA_FIELDS)


def test_every_point_of_the_bank_is_on_the_card_that_drills_it(path: Path, root: Path) -> None:
    bank = read_content(root / "content")
    import_package(path, deck(bank))
    with collection(path) as opened:
        for one in bank.questions:
            for fact in one.facts:
                (id,) = opened.find_notes(f"Id:{one.id}/{fact.id}")
                note = opened.get_note(id)
                assert bool(note["Point"]) == (fact.point is not None)
                assert note["Short"]
                assert one.title not in without_tags(note.cards()[0].question()) or one.title in without_tags(
                    note["Text"]
                )
