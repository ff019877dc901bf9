"""Learn, Find and Progress, as one uses them for long: putting off, coming back, reading in between, searching."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from alignprep_exporters import html
from tests.support.browsers import Chromium
from tests.support.language_banks import language_packet
from tests.support.practice import CLOCK, FIRST, SECOND, copy_as_text, log

pytestmark = pytest.mark.acceptance
FOCUSED = "document.activeElement.textContent"


def test_undo_stands_beside_what_changed_something_only(browser: Chromium, page: str) -> None:
    pasted = "document.querySelectorAll('textarea')[1]"
    with browser.tab(360) as tab:
        tab.open(f"{page}#/learn/{FIRST}")
        tab.click("Show the points")
        tab.click("Good")
        tab.see("Good: comes again")
        copy_as_text(tab)
        assert not tab.shows("Undo")
        tab.run(f"{pasted}.value = '{{'")
        tab.click("Add what was pasted")
        tab.see("damaged or is not a progress file. Nothing was changed.")
        assert not tab.shows("Undo")
        text = json.loads(tab.run("document.querySelectorAll('textarea')[0].value"))
        text["log"].append({**text["log"][0], "id": "other", "card": SECOND})
        tab.run(f"{pasted}.value = {json.dumps(json.dumps(text))}")
        tab.click("Add what was pasted")
        tab.see("Reviews added: 1. Already here: 1.")
        assert tab.shows("Undo")
        tab.run(f"{pasted}.value = '{{'")
        tab.click("Add what was pasted")
        tab.see("damaged or is not a progress file.")
        assert not tab.shows("Undo")
        assert {one["card"] for one in log(tab)} == {FIRST, SECOND}


def test_all_that_can_be_read_is_found_and_shown(browser: Chromium, page: str) -> None:
    """At least so many, never all, and the place where the word stands; headings are no text."""
    with browser.tab(360) as tab:
        tab.open(page)
        last = tab.until("[...document.querySelectorAll('article .title a')].at(-1)?.textContent")
        tab.click("Find")
        tab.see("Questions found: 50")
        tab.fill("input", last)
        # Then the index is whole.
        tab.until(f"document.querySelector('.results a')?.textContent === {json.dumps(last)}")
        for typed, found in (("NIST", 1), ("newcombe", 1), ("CoT", 1), ("LoRA", 2), ("thirty", 1), ("secondsstart", 0)):
            tab.fill("input", typed)
            count = int(tab.run("/: (\\d+)/.exec(document.querySelector('#_practice .soft').innerText)[1]"))
            assert found <= count < 25, typed
            assert bool(found) == bool(count), typed
            marked = tab.run("[...document.querySelectorAll('.excerpt mark')].map((one) => one.textContent)")
            assert not found or typed.lower() in {one.lower() for one in marked}
        questions = tab.run("JSON.parse(document.getElementById('_data').textContent).questions")
        tab.fill("input", "17")
        (seventeenth,) = [one["id"] for one in questions if one["number"] == 17]
        assert tab.run("document.querySelector('.results a').getAttribute('href')") == f"#{seventeenth}"
        tab.fill("input", "interpretabilty")
        tab.see("Nothing is spelled like this. Questions with similar words:")
        assert "nterpretability" in tab.run("document.querySelector('.results').innerText")


def test_a_card_has_no_space_before_its_full_stop(browser: Chromium, page: str) -> None:
    with browser.tab(360) as tab:
        tab.open(page)
        cards = tab.run("JSON.parse(document.getElementById('_data').textContent).cards.map(({ id }) => id)")
        cited = tab.run("[...document.querySelectorAll('.fact:has(.cite)')].length")
        assert cited > 50
        wrong = []
        for card in cards[:60]:
            tab.open(f"{page}#/learn/{card}")
            front = tab.until("document.querySelector('.front .blank')?.closest('.front').textContent")
            if " ." in front or front != front.rstrip():
                wrong.append(front)
        assert wrong == []


def test_what_was_practiced_today_or_missed_has_no_estimate(browser: Chromium, page: str) -> None:
    cells = "[...document.querySelectorAll('#_practice tbody tr')].map((row) => row.lastChild.textContent)"
    week = (
        "void Object.keys(localStorage).filter((key) => key.includes('/log/')).forEach((key) => {"
        " const entry = JSON.parse(localStorage[key]); entry.time -= 7 * 86400000;"
        " localStorage[key] = JSON.stringify(entry); })"
    )
    with browser.tab(1280, before=CLOCK) as tab:
        for question, grade in ((FIRST, "Again"), (SECOND, "Good")):
            tab.open(f"{page}#/learn/{question}")
            tab.click("Show the points")
            tab.click(grade)
            tab.see(f"{grade}: comes again")
        tab.click("Progress")
        tab.see("Likely recalled, of what you practiced", "2 of ")
        assert set(tab.run(cells)) == {"–"}
        tab.run(week)
        tab.open("about:blank")
        tab.open(f"{page}#/progress")
        tab.see("Likely recalled, of what you practiced", "2 of ")
        assert [one for one in tab.run(cells) if one != "–"] == [tab.run(cells)[0]]
        assert tab.run(cells)[0].endswith("% of 1")


def test_a_question_can_be_put_off(browser: Chromium, page: str) -> None:
    title = "document.querySelector('.card h3').textContent"
    with browser.tab(360) as tab:
        tab.open(f"{page}#/learn")
        tab.see("Not now")
        shown = []
        for _ in range(5):
            shown.append(tab.run(title))
            tab.click("Not now")
            tab.until(f"{title} !== {json.dumps(shown[-1])}")
            assert tab.run(FOCUSED) == tab.run(title)
        assert len(set(shown)) >= 3
        assert log(tab) == []
        tab.see("To repeat: 0 · New today: 3")


def test_what_the_grades_are_for_is_shown(browser: Chromium, page: str) -> None:
    with browser.tab(360) as tab:
        tab.open(f"{page}#/learn")
        tab.click("Show the points")
        tab.see("How well did you know it?")
        assert tab.run("document.querySelector('.grades').closest('fieldset').querySelector('legend').innerText")


def test_the_focus_is_where_one_left(browser: Chromium, page: str) -> None:
    with browser.tab(1280) as tab:
        tab.open(f"{page}#/find")
        tab.see("Questions found: 50")
        tab.run("document.querySelectorAll('.results h3 a')[2].focus()")
        title = tab.run(FOCUSED)
        tab.press("Enter")
        tab.until("Boolean(document.getElementById('_book'))")
        tab.run("void history.back()")
        tab.until(f"document.querySelector('.results')?.isConnected && {FOCUSED} === {json.dumps(title)}")
        tab.open("about:blank")
        tab.open(page)
        tab.click("Interview")
        tab.see("How long")
        tab.click("Begin")
        tab.see("Question 1 of")
        tab.run("document.querySelector('textarea').focus()")
        tab.run("void history.back()")
        tab.until(
            "Boolean(document.querySelector('[role=status]')?.textContent.startsWith('The answers cannot be reached'))"
        )
        tab.until("location.hash === '#/mock' && document.activeElement.matches('textarea')")


def test_the_clock_stands_while_one_reads_in_the_document(browser: Chromium, page: str) -> None:
    with browser.tab(360, before=CLOCK) as tab:
        tab.open(f"{page}#/learn")
        tab.see("Pause the clock")
        tab.run("pass(1)")
        tab.see("1:00")
        tab.click("Read")
        tab.until("Boolean(document.getElementById('_book'))")
        tab.run("pass(9)")
        tab.run("void history.back()")
        tab.see("Pause the clock", "1:00")
        tab.run("pass(1)")
        tab.see("2:00")


def test_what_is_closed_is_not_printed(browser: Chromium, page: str) -> None:
    with browser.tab(1280) as tab:
        tab.open(f"{page}#/learn/{FIRST}")
        tab.see("Show the points")
        closed = " ".join(one.extract_text() for one in PdfReader(BytesIO(tab.printed())).pages)
        tab.click("Nudge")
        opened = " ".join(one.extract_text() for one in PdfReader(BytesIO(tab.printed())).pages)
    for wrong in ("Pick one system", "Show the clock", "Not now"):
        assert wrong not in closed
    assert "Pick one system" in opened


def test_numbers_and_units_stand_in_japanese_as_in_the_document(browser: Chromium, tmp_path: Path) -> None:
    packet = language_packet("ja")
    path = tmp_path / "page.html"
    path.write_bytes(html.render(packet))
    with browser.tab(360) as tab:
        tab.open(f"{path.as_uri()}#/learn")
        minutes = f"{packet.items[0].minutes}分"
        tab.until("Boolean(document.querySelector('.card .primary'))")
        tab.until(f"document.querySelector('.card .soft').textContent.endsWith({json.dumps(minutes)})")
        tab.run("document.querySelector('.card .primary').click()")
        tab.until("Boolean(document.querySelector('.grade'))")
        assert not tab.run(
            "[...document.querySelectorAll('.when')].filter((one) => /\\d\\s/.test(one.textContent)).length"
        )


def test_a_question_that_was_opened_by_a_link_wears_no_ring(browser: Chromium, page: str) -> None:
    with browser.tab(360) as tab:
        tab.open(f"{page}#/learn")
        tab.see("Show the points")
        tab.press("Tab")
        tab.run(f"void (location.hash = '#{SECOND}')")
        tab.until(f"document.activeElement.id === '{SECOND}'")
        assert tab.run("getComputedStyle(document.activeElement).outlineStyle") == "none"
