"""The views for everybody: axe, sizes, large text, printing, pages without scripts, hostile text, other languages."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from alignprep import select
from alignprep_exporters import html
from tests.support.browsers import Chromium, Tab, axe
from tests.support.language_banks import language_packet
from tests.support.practice import page_of_the_bank
from tests.support.sample_bank import sample_bank

pytestmark = pytest.mark.acceptance
FIRST = "what-is-alignment"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of_the_bank(tmp_path_factory.mktemp("pages"), numbers=range(1, 12))


def learning(tab: Tab) -> None:
    tab.click("What to learn")
    tab.click("Nudge")


def pointing(tab: Tab) -> None:
    tab.click("Show the points")
    tab.run("document.querySelector('.ticks input').click()")
    tab.run("document.querySelectorAll('.answer > details').forEach((one) => { one.open = true; })")


def interviewing(tab: Tab) -> None:
    tab.click("Begin")
    tab.click("Ask a follow-up")


def ending(tab: Tab) -> None:
    tab.click("End the interview now")
    tab.click("End it and see the answers")
    tab.see("How it went")


def earlier(tab: Tab) -> None:
    tab.click("Another interview")
    tab.click("Earlier interviews")


TAPPED = (
    "#_modes a, #_practice :is(button, select, summary, textarea, .check), "
    "#_practice input:not([type=checkbox], [type=radio])"
)
SMALL = (
    f"[...document.querySelectorAll('{TAPPED}')].filter((one) => one.checkVisibility()"
    " && one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)"
)
VIEWS: dict[str, tuple[str, tuple[Callable[[Tab], None], ...]]] = {
    "learn": ("#/learn", (learning,)),
    "points": ("#/learn", (pointing,)),
    "fact": (f"#/learn/{FIRST}/outer-alignment", (lambda tab: tab.click("Show the answer"),)),
    "before the interview": ("#/mock", (lambda tab: tab.click("Clock"),)),
    "interview": ("#/mock", (interviewing,)),
    "after the interview": ("#/mock", (interviewing, ending)),
    "earlier interviews": ("#/mock", (interviewing, ending, earlier)),
    "find": ("#/find", (lambda tab: tab.click("Filters"),)),
    "progress": ("#/progress", (lambda tab: tab.click("Delete my progress"),)),
}


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_axe_finds_nothing_in_any_view(width: int, scheme: str, browser: Chromium, page: str) -> None:
    for name, (address, steps) in VIEWS.items():
        with browser.tab(width, color_scheme=scheme) as tab:
            tab.open(page + address)
            tab.until("document.documentElement.dataset.view")
            for step in steps:
                step(tab)
            assert axe(tab) == [], name
            assert tab.fits(), name
            # What is tapped is as high as a finger is wide; links inside sentences are let off, as in WCAG 2.5.8.
            assert tab.run(SMALL) == [], name


def test_twice_as_large_a_text_still_fits(browser: Chromium, page: str) -> None:
    """As when a reader sets the browser's font size to 200 %."""
    for name, (address, steps) in VIEWS.items():
        with browser.tab(640) as tab:
            tab.open(page + address)
            tab.until("document.documentElement.dataset.view")
            tab.run("document.documentElement.style.setProperty('font-size', '200%')")
            for step in steps:
                step(tab)
            assert tab.fits(), name


def test_forced_colors_leave_every_mark_visible(browser: Chromium, page: str) -> None:
    with browser.tab(1280, forced_colors="active") as tab:
        tab.open(f"{page}#/learn")
        pointing(tab)
        for one in (".suggested", "#_modes [aria-current]"):
            style = f"getComputedStyle(document.querySelector('{one}'))"
            assert tab.run(f"{style}.outlineStyle !== 'none' || {style}.borderBottomStyle !== 'none'"), one
        assert tab.run("document.querySelector('.suggested .mark').textContent") == "suggested"


def test_the_clock_can_be_turned_off_for_good(browser: Chromium, page: str) -> None:
    with browser.tab(360) as tab:
        tab.open(f"{page}#/learn")
        assert tab.until("document.querySelector('[role=timer]')?.textContent") is not None
        tab.click("Pause the clock")
        tab.see("Go on with the clock")
        tab.click("Clock")
        tab.click("Show the clock")
        for address in ("#/learn", "#/mock"):
            tab.open("about:blank")
            tab.open(page + address)
            tab.until("document.documentElement.dataset.view")
            if address == "#/mock":
                tab.click("Begin")
            assert not tab.run("document.querySelectorAll('[role=timer]').length")


def test_what_was_missed_can_be_printed(browser: Chromium, page: str) -> None:
    with browser.tab(1280) as tab:
        tab.open(f"{page}#/mock")
        interviewing(tab)
        ending(tab)
        printed = tab.printed()
    text = " ".join(" ".join(one.extract_text() for one in PdfReader(BytesIO(printed)).pages).split())
    assert "Where the time went" in text
    assert "Missed" in text
    assert "Another interview" not in text
    assert "Add the grades" not in text


def test_without_scripts_the_page_is_the_document(browser: Chromium, page: str) -> None:
    with browser.tab(360, java_script_enabled=False) as tab:
        tab.open(page)
        locator = tab.page.locator
        assert locator("#_no-practice").is_visible()
        assert not locator("#_modes").is_visible()
        assert locator("article.question").count() == 11


def test_a_preview_that_keeps_nothing_says_so_and_its_links_lead_on(browser: Chromium, tmp_path: Path) -> None:
    page = html.render(select(sample_bank(), edition="interviewer")).decode()
    preview = tmp_path / "preview.html"
    preview.write_text(f'<iframe sandbox="allow-scripts" srcdoc="{escape(page)}"></iframe>', encoding="utf-8")
    with browser.tab(360) as tab:
        tab.open(preview.as_uri())
        inside = tab.page.frame_locator("iframe")
        expect(inside.locator(".use")).to_contain_text("This browser does not keep your progress.")
        for name in ("Learn", "Progress"):
            inside.locator("#_modes").get_by_text(name).click()
            expect(inside.locator("#_practice h2")).to_have_text(name)
        inside.locator("#_modes").get_by_text("Read").click()
        expect(inside.locator("#question-1")).to_be_visible()


def test_nothing_is_loaded_or_refused(browser: Chromium, page: str) -> None:
    with browser.tab(1280) as tab:
        asked: list[str] = []
        said: list[str] = []
        tab.page.on("request", lambda request: asked.append(request.url))
        tab.page.on("console", lambda message: said.append(message.text))
        tab.page.on("pageerror", lambda error: said.append(str(error)))
        tab.open(page)
        for name, view in (("Learn", "learn"), ("Find", "find"), ("Progress", "progress"), ("Interview", "mock")):
            tab.click(name)
            tab.until(f"document.documentElement.dataset.view === '{view}'")
        interviewing(tab)
        ending(tab)
        assert {address.partition("#")[0] for address in asked if not address.startswith(("data:", "blob:"))} == {page}
        assert said == []


def test_hostile_text_stays_text(browser: Chromium, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(html.render(select(sample_bank(), edition="interviewer")))
    with browser.tab(1280) as tab:
        tab.open(path.as_uri())
        before = tab.run("document.querySelectorAll('script, img, iframe, object, form').length")
        tab.open(f"{path.as_uri()}#/learn")
        pointing(tab)
        tab.click("Good")
        tab.see("Good: comes again")
        tab.open(f"{path.as_uri()}#/find")
        tab.see("Questions found: ")
        after = tab.run("document.querySelectorAll('script, img, iframe, object, form:not([role=search])').length")
        # Views show copies of the document's parts; nothing but elements of its own kind comes in.
        assert tab.run("document.querySelectorAll('#_practice :is(script, iframe, object)').length") == 0
        assert after >= before
        ids = tab.run("[...document.querySelectorAll('[id]')].map(({ id }) => id)")
        assert len(ids) == len(set(ids))


def test_a_bank_in_japanese_has_its_own_words_search_and_storage(browser: Chromium, tmp_path: Path) -> None:
    packet = language_packet("ja")
    path = tmp_path / "page.html"
    path.write_bytes(html.render(packet))
    with browser.tab(360) as tab:
        tab.open(f"{path.as_uri()}#/find")
        tab.until("document.querySelectorAll('.results li').length > 1")
        every = tab.run("document.querySelectorAll('.results li').length")
        title = packet.items[0].title
        tab.fill("input", str(title)[:3])
        count = "document.querySelectorAll('.results li').length"
        assert tab.until(f"{count} < {every} && {count}")
        assert title in tab.text()
        tab.run(f"void (location.hash = '#/learn/{packet.items[0].id}')")
        tab.until("document.querySelector('.card .primary')")
        tab.run("document.querySelector('.card .primary').click()")
        tab.until("document.querySelector('.grade')")
        tab.run("document.querySelectorAll('.grade')[2].click()")
        keys: list[Any] = tab.run("Object.keys(localStorage)")
        assert keys
        assert all(key.startswith(f"alignprep/{packet.profile.slug}/") for key in keys)
