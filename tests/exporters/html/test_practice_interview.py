"""The mock interview: what counts as asked, how its time adds up, and what becomes of its notes."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from alignprep import select
from alignprep_exporters import html
from tests.support.browsers import Chromium, Tab
from tests.support.practice import CLOCK, FORBIDDEN, log
from tests.support.sample_bank import question, sample_bank

pytestmark = pytest.mark.acceptance
BARE: dict[str, Any] = {
    "key_points": [], "facts": [], "follow_ups": [], "related": [], "hint": None, "nudge": None, "minutes": 4,
}  # fmt: skip
FIRST_TIMES = "document.querySelector('.times tbody tr:last-child').innerText"


def begin(tab: Tab, page: str, length: str = "30 minutes") -> None:
    tab.open(f"{page}#/mock")
    tab.click(length)
    tab.click("Begin")
    tab.see("Question 1 of")


def end(tab: Tab) -> None:
    tab.click("End the interview now")
    tab.click("End it and see the answers")
    tab.see("How it went")


def test_questions_that_were_not_asked_get_no_grade(browser: Chromium, page: str) -> None:
    with browser.tab(360, before=CLOCK) as tab:
        begin(tab, page)
        tab.run("pass(3)")
        end(tab)
        rows = tab.run("[...document.querySelectorAll('.times tbody tr')].map((row) => row.innerText)")
        assert len(rows) == 3
        assert "not asked" in rows[1]
        assert [cell.strip() for cell in rows[2].split("\t")[1:3]] == [
            cell.strip() for cell in rows[0].split("\t")[1:3]
        ]
        assert tab.run("document.querySelectorAll('.missed h4').length") == 1
        assert "The rest of the 30 minutes" not in tab.text()
        tab.click("Add the grades to my progress")
        tab.see("The grades were added.")
        assert [one["rating"] for one in log(tab)] == [1]


def test_an_interview_that_an_older_page_kept_is_read(browser: Chromium, page: str) -> None:
    old = (
        "void Object.entries(localStorage).forEach(([key, value]) => { if (!key.endsWith('/interview')) return;"
        " const run = JSON.parse(value); for (const name of ['id', 'begun', 'reached', 'grades']) delete run[name];"
        " localStorage[key] = JSON.stringify(run); })"
    )
    with browser.tab(360, before=CLOCK) as tab:
        begin(tab, page)
        tab.fill("textarea", "an old note")
        tab.run("pass(3)")
        end(tab)
        tab.run(old)
        tab.open("about:blank")
        tab.open(f"{page}#/mock")
        tab.see("How it went", "an old note", "not asked")
        tab.click("Another interview")
        tab.click("Earlier interviews")
        tab.run("document.querySelector('.earlier button').click()")
        tab.see("an old note")


def test_what_was_ticked_of_more_points_than_there_are_today_is_not_counted(browser: Chromium, page: str) -> None:
    more = (
        "void Object.entries(localStorage).forEach(([key, value]) => { if (!key.endsWith('/interview')) return;"
        " const run = JSON.parse(value); run.hits[0] = [0, 0, 97, 98]; run.begun = Number.MAX_SAFE_INTEGER;"
        " localStorage[key] = JSON.stringify(run); })"
    )
    with browser.tab(360, before=CLOCK) as tab:
        begin(tab, page)
        end(tab)
        tab.run(more)
        tab.open("about:blank")
        tab.open(f"{page}#/mock")
        tab.see("How it went")
        rows = tab.run("[...document.querySelectorAll('.times tbody tr')].map((row) => row.innerText)")
        assert [rows[place].split("\t")[-1].partition(" ")[0] for place in (0, -1)] == ["1", "1"]
        tab.click("Another interview")
        tab.click("Earlier interviews")
        assert tab.run("document.querySelector('.earlier button').textContent") == "30 minutes"


def test_questions_without_points_are_graded_by_hand(browser: Chromium, tmp_path: Path) -> None:
    bank = sample_bank(*(question(number, **{**BARE, "answer": {"short": "It is so."}}) for number in (1, 2, 3)))
    path = tmp_path / "page.html"
    path.write_bytes(html.render(select(bank, edition="interviewer")))
    with browser.tab(360) as tab:
        begin(tab, path.as_uri())
        tab.click("Next question")
        tab.click("Finish the interview")
        tab.see("How it went", "How well did you know it?")
        text = tab.text()
        for wrong in ("Nothing was missed", "tick what you said", "0 of 0", "Missed"):
            assert wrong not in text
        tab.click("Add the grades to my progress")
        tab.see("Choose a grade first.")
        tab.click("Good")
        tab.click("Add the grades to my progress")
        tab.see("Grades added: 1. Questions without one: 1.")
        assert [one["rating"] for one in log(tab)] == [3]
        tab.open(f"{path.as_uri()}#/learn/question-1")
        tab.see("Show the answer")
        assert not tab.shows("Show the points")
        tab.click("Show the answer")
        assert tab.run("document.activeElement.textContent") == "In thirty seconds"


def test_the_times_add_up(browser: Chromium, page: str) -> None:
    with browser.tab(1280, before=CLOCK) as tab:
        tab.open(f"{page}#/mock")
        tab.see("2 questions, about 13 of the 30 minutes; the rest is for the greeting")
        begin(tab, page)
        planned = [int(tab.until("/of (\\d+) minutes/.exec(document.body.innerText)?.[1]"))]
        assert "used so far" not in tab.text()
        tab.run(f"pass({planned[0] - 1})")
        tab.until(f"/{planned[0] - 1}:\\d\\d/.test(document.body.innerText)")
        assert "The suggested time has passed" not in tab.text()
        tab.run("pass(1)")
        tab.see("The suggested time has passed")
        tab.click("Next question")
        planned.append(int(tab.until("/of (\\d+) minutes/.exec(document.body.innerText)?.[1]")))
        assert sum(planned) == 13
        tab.see(f"{planned[0]}:00", "used so far, of 13 minutes for all questions")
        tab.run("pass(2)")
        tab.see(f"{planned[0] + 2}:00")
        assert "-" not in tab.run("document.querySelector('.clocks').innerText")
        tab.click("Finish the interview")
        tab.see("The rest of the 30 minutes is for the greeting")
        assert tab.run(FIRST_TIMES).split("\t")[2] == "13 minutes"


def test_two_tabs_are_in_the_same_interview(browser: Chromium, page: str) -> None:
    with browser.tab(1280) as tab:
        begin(tab, page)
        other = tab.another()
        other.open(f"{page}#/mock")
        other.see("Question 1 of 2")
        reading = tab.another()
        reading.open(f"{page}?third")
        reading.see("Question 1 of 2")
        tab.fill("textarea", "said in the first")
        other.until("document.querySelector('textarea').value === 'said in the first'")
        tab.click("Next question")
        other.see("Question 2 of 2")
        other.run("document.querySelector('textarea').focus()")
        tab.click("Ask a follow-up")
        other.until("document.querySelectorAll('.asked li').length === 1 && document.activeElement.matches('textarea')")
        other.press("x")
        tab.until("document.querySelector('textarea').value === 'x'")
        tab.open("about:blank")
        tab.open(page)
        tab.see("Question 2 of 2")
        tab.click("Finish the interview")
        other.see("How it went", "said in the first")
        reading.see("How it went")
        other.click("Another interview")
        other.see("How long", "Earlier interviews")
        # Whoever still reads may read on.
        tab.see("How it went")
        tab.click("Another interview")
        tab.see("How long")
        tab.click("Earlier interviews")
        assert tab.run("document.querySelectorAll('.earlier button').length") == 1


def test_an_interview_in_another_tab_puts_the_answers_out_of_reach(browser: Chromium, page: str) -> None:
    with browser.tab(1280) as tab:
        reading = tab.another()
        reading.open(page)
        reading.see("Beginner", "Learn")
        begin(tab, page)
        reading.see("Question 1 of")
        assert reading.run("document.querySelectorAll('article').length") == 0
        end(tab)
        reading.until("!document.getElementById('_modes').hidden")


def test_notes_stay_and_are_deleted_with_the_progress(browser: Chromium, page: str, tmp_path: Path) -> None:
    with browser.tab(360) as tab:
        begin(tab, page)
        tab.fill("textarea", "a private note")
        tab.click("Ask a follow-up")
        first = tab.run("document.querySelector('.asked li').textContent")
        end(tab)
        assert tab.run("document.querySelectorAll('.own')[1].innerText").split("\n")[-1] == first
        tab.click("Another interview")
        begin(tab, page)
        end(tab)
        tab.click("Another interview")
        tab.click("Earlier interviews")
        assert tab.run("document.querySelectorAll('.earlier button').length") == 2
        tab.run("[...document.querySelectorAll('.earlier button')].at(-1).click()")
        tab.see("a private note")
        tab.click("Back")
        tab.click("Progress")
        saved = tab.saved("Save progress as a file")
        tab.click("Delete my progress")
        tab.click("Delete all progress in this browser")
        tab.see("All progress was deleted.")
        assert not tab.run("JSON.stringify(localStorage).includes('private')")
        tab.click("Undo")
        tab.until("JSON.stringify(localStorage).includes('private')")
    (tmp_path / "progress.json").write_bytes(saved)
    with browser.tab(360) as tab:
        tab.open(f"{page}#/progress")
        tab.give("input[type=file]", tmp_path / "progress.json")
        tab.see("Reviews added: 0. Interviews added: 2.")
        tab.click("Interview")
        tab.click("Earlier interviews")
        tab.run("[...document.querySelectorAll('.earlier button')].at(-1).click()")
        tab.see("a private note")


def test_without_storage_the_debrief_stays_and_the_next_interview_is_another(browser: Chromium, page: str) -> None:
    with browser.tab(360, before=FORBIDDEN) as tab:
        begin(tab, page)
        first = tab.run("document.querySelector('.ask').textContent")
        tab.fill("textarea", "a note")
        end(tab)
        tab.click("Progress")
        tab.see("Keep your progress")
        tab.click("Interview")
        tab.see("How it went", "a note")
        tab.click("Another interview")
        tab.click("Begin")
        tab.see("Question 1 of")
        assert tab.run("document.querySelector('.ask').textContent") != first


def test_a_printed_debrief_has_its_day_and_no_instructions(browser: Chromium, page: str) -> None:
    with browser.tab(1280, before=CLOCK) as tab:
        begin(tab, page)
        tab.click("Ask a follow-up")
        asked = " ".join(tab.run("document.querySelector('.asked li').textContent").split())
        end(tab)
        year = tab.run("String(new Date(Date.now()).getFullYear())")
        text = " ".join(" ".join(one.extract_text() for one in PdfReader(BytesIO(tab.printed())).pages).split())
    assert year in text.partition("1.")[0]
    assert "Follow-ups that were asked" in text
    assert asked[:30] in text
    for wrong in ("Go through your answers", "Tick the points first", "Listen for"):
        assert wrong not in text


def test_an_empty_list_is_no_list(browser: Chromium, page: str) -> None:
    empty = (
        "[...document.querySelectorAll('#_practice :is(ol, ul)')]"
        ".filter((one) => one.checkVisibility() && !one.childElementCount).length"
    )
    with browser.tab(1280) as tab:
        begin(tab, page)
        assert tab.run(empty) == 0
        end(tab)
        tab.open(f"{page}#/find")
        tab.see("Questions found: 50")
        tab.fill("input", "zzzzzzzz")
        tab.see("Questions found: 0")
        assert tab.run(empty) == 0


def test_the_heading_of_a_row_is_as_large_as_its_cells(browser: Chromium, page: str) -> None:
    size = "getComputedStyle(document.querySelector('#_practice tbody {}')).fontSize"
    for width in (360, 1280):
        with browser.tab(width) as tab:
            tab.open(f"{page}#/progress")
            tab.see("Progress")
            tab.until("Boolean(document.querySelector('#_practice tbody th'))")
            assert tab.run(size.format("th")) == tab.run(size.format("td"))
