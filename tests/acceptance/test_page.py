"""The page as a document in Chromium: on a phone and a desk, by day and night, with large text and on paper."""

from __future__ import annotations

import json
import subprocess
import unicodedata
from pathlib import Path

import pytest

from alignprep import load, select
from alignprep_exporters import html
from tests.support.browsers import Chromium, Tab, axe
from tests.support.language_banks import language_packet
from tests.support.sample_bank import sample_bank

pytestmark = pytest.mark.acceptance
OPEN = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
WHOLE = "document.querySelectorAll('article').forEach((one) => { one.style.contentVisibility = 'visible'; })"
WIDE = """(() => {
  const inside = (node) => node.closest(".wide, .drawing, .skip, .visually-hidden");
  return [document.scrollingElement.scrollWidth > innerWidth ? "the page" : "",
    ...[...document.querySelectorAll("body *")]
      .filter((node) => !inside(node) && node.getBoundingClientRect().right > innerWidth + 1)
      .map((node) => node.closest("article")?.id + " " + node.outerHTML.slice(0, 90))].filter(Boolean).slice(0, 5);
})()"""

LISTEN = """addEventListener("securitypolicyviolation", (event) => {
  (globalThis.broken ??= []).push(event.violatedDirective);
})"""
ANOTHER = """(() => {
  const one = document.createElement("script");
  one.text = "globalThis.ran = 1";
  document.body.append(one);
})()"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    packets = {
        "ours": select(load(), edition="interviewer"),
        "candidate": select(load(), edition="candidate"),
        "sample": select(sample_bank(), edition="interviewer"),
        "ja": language_packet("ja"),
        "rtl": language_packet("de", language="ar"),
    }
    for name, packet in packets.items():
        (folder / f"{name}.html").write_bytes(html.render(packet))
    return {name: folder / f"{name}.html" for name in packets}


def unfold(tab: Tab) -> None:
    """Open everything, and wait for the fonts of what was closed."""
    tab.run(OPEN)
    tab.run(WHOLE)
    tab.run("document.fonts.ready.then(() => true)")


@pytest.mark.parametrize(("width", "text"), [(360, 16), (1280, 16), (1280, 32), (640, 32)])
@pytest.mark.parametrize("name", ["ours", "candidate", "sample", "ja", "rtl"])
def test_nothing_but_what_is_wide_scrolls_sideways(
    browser: Chromium, pages: dict[str, Path], name: str, width: int, text: int
) -> None:
    """Text of twice the size on a desk and, as WCAG 2.2 asks in 1.4.10, on half of one."""
    with browser.tab(width, java_script_enabled=False) as tab:
        tab.open(pages[name].as_uri())
        tab.run(f"document.documentElement.style.fontSize = '{text}px'")
        unfold(tab)
        assert tab.run(WIDE) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["sample", "candidate", "ja", "rtl"])
def test_axe_finds_nothing(browser: Chromium, pages: dict[str, Path], name: str, scheme: str) -> None:
    with browser.tab(360, color_scheme=scheme) as tab:
        tab.open(pages[name].as_uri())
        unfold(tab)
        assert axe(tab) == []


def test_closed_answers_are_printed_without_scripts(browser: Chromium, pages: dict[str, Path], tmp_path: Path) -> None:
    with browser.tab(1280, java_script_enabled=False) as tab:
        tab.open(pages["ours"].as_uri())
        (tmp_path / "page.pdf").write_bytes(tab.printed())
    done = subprocess.run(["pdftotext", tmp_path / "page.pdf", "-"], capture_output=True, text=True, check=True)
    said = unicodedata.normalize("NFKC", done.stdout)
    for question in load().questions:
        for text in (question.key_points[-1], question.follow_ups[-1].ask):
            words = [word for word in text.split() if word.isalpha()][:4]
            assert all(word in said for word in words), (question.id, words)
    assert said.count("In thirty seconds") == len(load())


def test_a_link_opens_on_its_question(browser: Chromium, pages: dict[str, Path]) -> None:
    with browser.tab(360) as tab:
        tab.open(f"{pages['ours'].as_uri()}#dpo-vs-rlhf")
        tab.until("Math.abs(document.getElementById('dpo-vs-rlhf').getBoundingClientRect().top) < 200")


def test_the_policy_is_kept_and_says_nothing(browser: Chromium, pages: dict[str, Path]) -> None:
    with browser.tab(1280, before=LISTEN) as tab:
        tab.open(pages["ours"].as_uri())
        assert tab.run("globalThis.broken ?? []") == []
        tab.run(ANOTHER)
        tab.until("(globalThis.broken ?? []).length > 0")
        assert tab.run("globalThis.ran ?? 0") == 0
        assert json.loads(tab.run("document.getElementById('_data').textContent"))["format"] == 1
