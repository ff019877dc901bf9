"""The document on paper, in both browsers, and read by those who see, run or write otherwise."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from alignprep import select
from alignprep.bank.bank import Bank
from alignprep.model.records import BankData
from alignprep_exporters import html
from tests.support.browsers import Chromium, firefox
from tests.support.sample_bank import SHORT, bank_data, question, sample_bank
from tests.support.script_banks import script_bank

pytestmark = pytest.mark.acceptance

LONG = "Sicherheitsüberprüfungsverfahren"
DEPTH = "\n".join(
    [
        r"The sum is $\cancel{x} + y$.",
        "",
        f"|{f' {LONG} |' * 10}",
        f"|{'---|' * 10}",
        f"|{f' {LONG} |' * 10}",
    ]
)
TALL = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 1100"><rect width="50" height="1000"/></svg>'
OPENED = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
PAGE_HEIGHT = 900
"""Pixels of CSS that fit on a page of letter paper between its margins, roughly."""


def written(bank: Bank, folder: Path) -> str:
    """The address of a bank's page."""
    path = folder / "page.html"
    path.write_bytes(html.render(select(bank, edition="interviewer")))
    return path.as_uri()


@pytest.fixture
def odd(tmp_path: Path) -> str:
    """The address of a page with many columns of long words, a formula with a strike and a tall figure."""
    answer = {"short": SHORT, "spoken": "It is.", "depth": DEPTH}
    asked = question(answer=answer, figure={"file": "tall.svg", "alt": "A pole"}, code=[], related=[])
    data = {**bank_data(asked), "media": {"tall.svg": TALL}, "code": {}}
    return written(Bank(BankData.model_validate(data)), tmp_path)


def test_firefox_without_scripts_shows_and_prints_the_document(tmp_path: Path) -> None:
    address = written(sample_bank(), tmp_path)
    folder = tmp_path / "firefox"
    folder.mkdir()
    with firefox(folder, javascript__enabled=False) as browser, browser.tab(360) as tab:
        tab.open(address)
        text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(tab.printed())).pages).split())
    for said in ("Title 1", "Hint 1", "Point a of 1", "A paragraph with", "Anchor three of 3", "A framework"):
        assert said in text


def test_nothing_is_cut_off_on_paper(browser: Chromium, odd: str) -> None:
    with browser.tab(700) as tab:
        tab.open(odd)
        tab.run(OPENED)
        tab.page.emulate_media(media="print")
        outside = (
            "[...document.querySelectorAll('.question :is(summary, h4, p, th, td)')].filter((one) => {"
            " const [own, all] = [one, one.closest('.question')].map((each) => each.getBoundingClientRect());"
            " return own.width && (own.left < all.left - 1 || own.right > all.right + 1); }).length"
        )
        assert tab.run(outside) == 0
        assert tab.run("document.querySelector('.drawing svg').getBoundingClientRect().height") < PAGE_HEIGHT
        # A gradient is all black where Firefox prints it, and left out by Chromium.
        style = tab.run(
            "(({ backgroundImage, printColorAdjust }) => [backgroundImage.slice(0, 19), printColorAdjust])"
            "(getComputedStyle(document.querySelector('.struck')))"
        )
        assert style == ['url("data:image/svg', "exact"]


def test_a_strike_is_seen_with_forced_colors(browser: Chromium, odd: str) -> None:
    with browser.tab(360, forced_colors="active") as tab:
        tab.open(odd)
        tab.run(OPENED)
        assert "gradient" in tab.run("getComputedStyle(document.querySelector('.struck')).backgroundImage")


def test_a_tall_figure_is_no_longer_than_a_screen_or_so(browser: Chromium, odd: str) -> None:
    with browser.tab(1280) as tab:
        tab.open(odd)
        tab.run(OPENED)
        assert tab.run("document.querySelector('.drawing svg').getBoundingClientRect().height") < 1000


def test_english_words_on_a_page_from_right_to_left_end_where_english_ends(browser: Chromium, tmp_path: Path) -> None:
    address = written(script_bank("Arabic"), tmp_path)
    ends = """((node, skipped) => {
      const place = (from, to) => {
        const range = document.createRange();
        range.setStart(node, from);
        range.setEnd(node, to);
        return range.getBoundingClientRect().left;
      };
      return place(skipped, skipped + 1) < place(node.length - skipped - 1, node.length - skipped);
    })"""
    with browser.tab(360) as tab:
        tab.open(address)
        assert tab.run("document.querySelector('.facts-of').textContent") == "1 interview question."
        assert tab.run(f"{ends}(document.querySelector('.facts-of').firstChild, 0)")
        tab.click("\u2068Progress")
        tab.until("document.querySelector('#_practice td')")
        assert tab.run("document.querySelector('#_practice td').textContent") == "\u20680 of 1\u2069"
        assert tab.run(f"{ends}(document.querySelector('#_practice td').firstChild, 1)")
