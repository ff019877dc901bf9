"""The page in Debian's Chromium and Firefox, on a phone and on a desk: learning, interviews, progress, search, keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from alignprep import select
from alignprep.content.reader import read_content
from alignprep_exporters import html
from tests.support.browsers import Chromium, Firefox, chromium, firefox
from tests.support.practice import CLOCK, FIRST, FORBIDDEN, SECOND, copy_as_text, fill_index, log

pytestmark = pytest.mark.acceptance
ROOT = Path(__file__).resolve().parents[3]
NIGHT = f"""{CLOCK} if (location.search === '?later') pass(600);
if (location.search === '?look') Storage.prototype.setItem = () => {{}};"""
"""The same, and the page can be opened ten hours later, or so that it changes nothing that is stored."""
FULL = """(() => {
  let count = 0;
  for (let size = 1000000; size >= 1; size = Math.floor(size / 10)) {
    try { for (;;) localStorage.setItem(`filled ${count++}`, "x".repeat(size)); } catch { /* Now with less. */ }
  }
  return count;
})()"""
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def browser(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium | Firefox]:
    with chromium() if request.param == "chromium" else firefox(tmp_path_factory.mktemp("firefox")) as running:
        yield running


@pytest.fixture(scope="module")
def bytes_of_page() -> bytes:
    return html.render(select(read_content(ROOT / "content"), edition="interviewer"))


@pytest.fixture
def page(bytes_of_page: bytes, tmp_path: Path) -> str:
    path = tmp_path / "page.html"
    path.write_bytes(bytes_of_page)
    return path.as_uri()


@WIDTHS
def test_a_question_is_learned_to_the_end(width: int, browser: Chromium | Firefox, page: str) -> None:
    with browser.tab(width, before=CLOCK) as tab:
        tab.open(page)
        tab.click("Learn")
        tab.see("What do we mean when we say an AI system is aligned")
        tab.see_focus("What alignment is, and why it gets harder")
        assert "capability gains" not in tab.text().lower()
        tab.click("Nudge")
        tab.see("Pick one system you know")
        tab.run("pass(4)")
        tab.see("4:00", "The suggested time has passed; take the time you need.")
        tab.click("Show the points")
        assert tab.run("document.activeElement.textContent") == "Which points did you hit?"
        for place in range(6):
            tab.run(f"document.querySelectorAll('.ticks input')[{place}].click()")
        tab.see("6 of 7 hit")
        assert tab.run("document.querySelector('.suggested').innerText").startswith("Good")
        for part in ("In thirty seconds", "Say it", "If they push"):
            tab.click(part)
        tab.see("A system is aligned when what it tries to do", "I picture three boxes", "Selection, in one formula")
        assert tab.fits()
        tab.click("Good")
        tab.see("Good: comes again in")
        assert tab.run("document.activeElement.textContent") == "The RLHF pipeline, stage by stage"
        assert [(one["card"], one["rating"], one["kind"]) for one in log(tab)] == [(FIRST, 3, "question")]
        tab.click("Undo")
        tab.see_focus("What alignment is, and why it gets harder")
        tab.open(f"{page}#/progress")
        tab.see("0 of 5")
        tab.open(f"{page}#/learn/{FIRST}/outer-alignment")
        tab.see("[…]")
        assert "what its designers intend" not in tab.text()
        tab.click("Show the answer")
        tab.see("what its designers intend", "It can fail before any training starts")
        tab.click("Again")
        tab.see("Again: comes again in 10 minutes")


@WIDTHS
def test_an_interview_gives_nothing_away_until_it_ends(width: int, browser: Chromium | Firefox, page: str) -> None:
    with browser.tab(width, before=CLOCK) as tab:
        tab.open(page)
        tab.click("Interview")
        tab.click("45 minutes")
        tab.click("Begin")
        count = int(tab.until("/Question\\s1 of (\\d+)/.exec(document.body.innerText)?.[1]"))
        assert count > 2
        # Neither the browser's search nor a link finds an answer.
        assert tab.run(
            "[document.querySelectorAll('article, .answer, .points').length, document.getElementById('_modes').hidden]"
        ) == [0, True]
        tab.run(f"void (location.hash = '{SECOND}')")
        tab.see("The answers cannot be reached while the interview runs.", f"Question 1 of {count}")
        tab.run("pass(8)")
        tab.see("8:00", "The suggested time has passed")
        left = int(tab.run("/Ask a follow-up .(\\d+)/.exec(document.body.innerText)[1]"))
        tab.click("Ask a follow-up")
        assert tab.run("document.querySelectorAll('.asked li').length") == 1
        assert "Listen for" not in tab.text()
        tab.fill("textarea", "<b>my note</b>")
        # The interview goes on after a reload, with its clock, notes and follow-ups.
        tab.open("about:blank")
        tab.open(page)
        tab.see(f"Question 1 of {count}", f"Ask a follow-up ({left - 1} left)")
        assert tab.run("document.querySelector('textarea').value") == "<b>my note</b>"
        for number in range(2, count + 1):
            tab.click("Next question")
            tab.see(f"Question {number} of {count}")
            assert tab.run("document.activeElement.textContent") == f"Question\u00a0{number} of {count}"
            tab.run("pass(2)")
            assert tab.fits()
        tab.click("Finish the interview")
        tab.see("How it went", "<b>my note</b>", "Where the time went", "Missed")
        tab.run("document.querySelectorAll('.ticks')[0].querySelectorAll('input').forEach((one) => one.click())")
        rows = tab.run("[...document.querySelectorAll('.times tbody tr')].map((row) => row.innerText)")
        assert len(rows) == count + 1
        assert "2:00" in rows[1]
        assert tab.fits()
        tab.click("Add the grades to my progress")
        tab.see("The grades were added.")
        assert not tab.shows("Add the grades")
        assert sorted(one["rating"] for one in log(tab)) == [*[1] * (count - 1), 3]
        tab.click("Another interview")
        tab.see("How long")
        tab.click("Read")
        tab.until("document.querySelectorAll('#_book article').length === 50")


def test_a_closed_page_stops_the_clock_of_an_interview(browser: Chromium | Firefox, page: str) -> None:
    seen = "Number(localStorage[Object.keys(localStorage).find((key) => key.endsWith('/seen'))])"
    shown = "/Question\\s1 of|How long/.test(document.body.innerText)"
    with browser.tab(360, before=NIGHT) as tab:
        tab.open(f"{page}#/mock")
        tab.click("Begin")
        tab.see("Question 1 of")
        tab.run("pass(3)")
        tab.see("3:00")
        left = tab.run("Date.now()")
        for _ in range(300):  # A browser may hand on what a page has stored some time after the page is left.
            tab.open("about:blank")
            tab.open(f"{page}?look#/mock")
            tab.until(shown)
            if tab.run(f"{seen} === {left}"):
                break
        tab.open("about:blank")
        tab.open(f"{page}?later#/mock")
        tab.see("Question 1 of", "3:00", "The clock stood still while the page was closed.")
        assert tab.run(f"Date.now() - {seen} < 60000")
        tab.run("pass(4)")
        tab.see("7:00")


@WIDTHS
def test_progress_is_copied_as_text_and_pasted_back(width: int, browser: Chromium | Firefox, page: str) -> None:
    given, pasted = (f"document.querySelectorAll('textarea')[{place}]" for place in (0, 1))
    with browser.tab(width) as tab:
        tab.open(f"{page}#/learn/{FIRST}")
        tab.click("Show the points")
        tab.click("Good")
        tab.see("Good: comes again")
        copy_as_text(tab)
        text = tab.run(f"{given}.value")
        assert tab.run(f"{given}.selectionEnd - {given}.selectionStart") == len(text)
        assert tab.fits()
    with browser.tab(width) as tab:
        tab.open(f"{page}#/progress")
        tab.click("Keep it as text instead")
        for wrong in ("", "{", text[:-20], "<img src=x onerror=alert(1)>"):
            tab.run(f"{pasted}.value = {json.dumps(wrong)}")
            tab.click("Add what was pasted")
            tab.see("damaged or is not a progress file. Nothing was changed.")
            assert tab.run(f"{pasted}.value") == wrong
        tab.run(f"{pasted}.value = {json.dumps(text)}")
        tab.click("Add what was pasted")
        tab.see("Reviews added: 1.", "1 of 5")
        assert tab.run(f"{pasted}.value") == ""
        assert len(log(tab)) == 1


@WIDTHS
def test_progress_goes_out_as_a_file_and_comes_back(
    width: int, browser: Chromium | Firefox, page: str, tmp_path: Path
) -> None:
    with browser.tab(width) as tab:
        tab.open(f"{page}#/learn/{FIRST}")
        tab.click("Show the points")
        tab.click("Hard")
        tab.see("Hard: comes again")
        tab.click("Progress")
        tab.see("Not saved as a file yet. Reviews: 1.")
        saved = tab.saved("Save progress as a file")
        tab.see("Last saved", "Reviews since then: 0.")
    file = tmp_path / "progress.json"
    file.write_bytes(saved)
    data = json.loads(saved)
    assert (data["program"], data["content"], len(data["log"])) == ("alignprep", "progress", 1)
    with browser.tab(width) as tab:
        tab.open(f"{page}#/progress")
        tab.see("Not saved as a file yet")
        tab.give("input[type=file]", file)
        tab.see("Reviews added: 1.", "1 of 5")
        tab.give("input[type=file]", file)
        tab.see("Reviews added: 0. Already here: 1.")
        for wrong, said in (
            (b"{", "The file is damaged or is not a progress file. Nothing was changed."),
            (b"[]", "The file holds no progress of such a page. Nothing was changed."),
            (json.dumps({**data, "format": 9}).encode(), "The file was saved by a newer page"),
            (
                json.dumps({**data, "bank": {**data["bank"], "slug": "x", "title": "<img src=x>"}}).encode(),
                "another bank, “<img src=x>”",
            ),
        ):
            file.write_bytes(wrong)
            tab.give("input[type=file]", file)
            tab.see(said)
        assert len(log(tab)) == 1
        tab.click("Delete my progress")
        tab.click("Delete all progress in this browser")
        tab.see("All progress was deleted.", "0 of 5")
        tab.click("Undo")
        tab.see("1 of 5")
        assert tab.fits()


def test_old_progress_stays_when_a_new_version_asks_other_questions(
    browser: Chromium | Firefox, page: str, tmp_path: Path
) -> None:
    with browser.tab(360) as tab:
        tab.open(f"{page}#/learn/{FIRST}")
        tab.click("Show the points")
        tab.click("Good")
        tab.see("Good: comes again")
        tab.open(f"{page}#/learn/{SECOND}")
        tab.click("Show the points")
        tab.click("Easy")
        tab.see("Easy: comes again")
        tab.open("about:blank")
        newer = html.render(select(read_content(ROOT / "content"), edition="study", ids=[SECOND, "reward-model"]))
        (tmp_path / "page.html").write_bytes(newer.replace(b'"version":"20', b'"version":"21'))
        tab.open(f"{page}#/progress")
        tab.see("1 of ")
        assert {one["card"] for one in log(tab)} == {FIRST, SECOND}
        saved = json.loads(tab.saved("Save progress as a file"))
        assert len(saved["log"]) == 2
        assert {entry["bankVersion"] for entry in saved["log"]} != {saved["bank"]["version"]}


@pytest.mark.parametrize("full", [False, True], ids=["forbidden", "full"])
def test_without_storage_the_page_works_and_says_so(full: bool, browser: Chromium | Firefox, page: str) -> None:
    with browser.tab(360, before="" if full else FORBIDDEN) as tab:
        if full:
            tab.open(page)
            assert tab.run(FULL) > 5
            tab.open("about:blank")
        tab.open(page)
        tab.see("Beginner")
        tab.click("Learn")
        tab.see("This browser does not keep your progress. Save it as a file before you close the page.")
        tab.click("Show the points")
        tab.click("Good")
        tab.see("Good: comes again")
        assert len(json.loads(tab.saved("Save progress as a file"))["log"]) == 1
        tab.click("Interview")
        tab.click("Begin")
        tab.see("Question 1 of")
        tab.click("End the interview now")
        tab.click("End it and see the answers")
        tab.see("How it went")


def test_a_nudge_that_was_read_in_the_document_is_closed_in_learn(browser: Chromium | Firefox, page: str) -> None:
    with browser.tab(360) as tab:
        tab.open(page)
        tab.see("Learn")
        tab.run(f"void (document.querySelector('#{FIRST} .nudge').open = true)")
        tab.click("Learn")
        tab.until("Boolean(document.querySelector('.card .nudge'))")
        assert not tab.run("document.querySelector('.card .nudge').open")


def test_two_tabs_lose_no_grade(browser: Chromium | Firefox, page: str) -> None:
    with browser.tab(1280) as tab:
        tab.open(f"{page}#/progress")
        tab.see("0 of 5")
        other = tab.another()
        other.open(f"{page}#/learn/{FIRST}")
        other.click("Show the points")
        other.click("Good")
        tab.see("1 of 5")
        tab.open(f"{page}#/learn/{SECOND}")
        tab.click("Show the points")
        tab.click("Again")
        tab.see("Again: comes again")
        # The other tab hears of it a little later.
        other.until("Object.keys(localStorage).filter((key) => key.includes('/log/')).length === 2")
        assert [one["card"] for one in log(other)] == [FIRST, SECOND]


@WIDTHS
def test_questions_are_found_as_one_types(width: int, browser: Chromium | Firefox, page: str) -> None:
    with browser.tab(width) as tab:
        tab.open(f"{page}#/find")
        tab.see("Questions found: 50")
        assert tab.run("document.activeElement.type") == "search"
        assert tab.shows("Show more")
        fill_index(tab)
        tab.press(*"reward hac")
        tab.until("/found: (\\d+)/.exec(document.body.innerText)[1] < 50")
        assert tab.run("document.querySelectorAll('.results li').length") > 0
        assert not tab.shows("Show more")
        tab.click("Filters")
        tab.fill("select", "beginner")
        assert tab.run(
            "[...document.querySelectorAll('.results .soft')].every((one) => one.textContent.startsWith('Beginner'))"
        )
        assert tab.fits()
        title = tab.run("document.querySelector('.results a').textContent")
        tab.click(title)
        tab.until("document.getElementById('_book') && scrollY > 0")
        tab.run("void history.back()")
        tab.until("document.querySelector('input[type=search]').value === 'reward hac'")
        tab.click(f"Learn: {title}")
        tab.until(f"document.activeElement.textContent === {json.dumps(title)}")


def test_all_of_learn_is_reached_by_keys(browser: Chromium | Firefox, page: str) -> None:
    """Tab, Enter and Space only, from the address to the next question."""
    with browser.tab(1280) as tab:
        tab.open(f"{page}#/learn")
        tab.until("document.activeElement.tagName === 'H3'")

        def go(text: str) -> None:
            for _ in range(40):
                tab.press("Tab")
                said = tab.run("document.activeElement.closest('label')?.innerText ?? document.activeElement.innerText")
                if said.startswith(text):
                    assert tab.run("document.activeElement.matches(':focus-visible')")
                    return
            raise AssertionError(f"not reached: {text}")

        go("Nudge")
        tab.press("Enter")
        go("Show the points")
        tab.press("Enter")
        tab.until("document.activeElement.textContent === 'Which points did you hit?'")
        go("Alignment is about")
        tab.press("Space")
        tab.see("1 of 7 hit")
        go("In thirty seconds")
        tab.press("Enter")
        go("Again")
        tab.press("Enter")
        tab.until("document.activeElement.textContent === 'The RLHF pipeline, stage by stage'")
        assert tab.run(
            "document.querySelector('[role=status]').textContent || document.querySelectorAll('[role=status]').length"
        )
        assert not tab.run('document.querySelectorAll(\'[tabindex]:not([tabindex="0"], [tabindex="-1"])\').length')
