"""What tests of the practice page share: the page, its first questions, a clock to put forward, storage, the log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from alignprep import select
from alignprep.content.reader import read_content
from alignprep_exporters import html
from tests.support.browsers import Tab

_CONTENT: Final = Path(__file__).resolve().parents[2] / "content"

FIRST, SECOND = "what-is-alignment", "rlhf-pipeline"
CLOCK: Final = """let now = Date.UTC(2027, 0, 15, 12);
Date.now = () => now;
globalThis.pass = (minutes) => { now += minutes * 60000; };"""
"""A clock that goes on only when it is told to, so that nothing depends on how long a test takes, or on the day."""
FORBIDDEN: Final = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
)
"""No storage, as in some previews."""


def page_of_the_bank(folder: Path, **chosen: Any) -> str:
    """The address of the bank's page, of all questions or of those that `select` chooses, written into a folder."""
    path = folder / "page.html"
    path.write_bytes(html.render(select(read_content(_CONTENT), edition="interviewer", **chosen)))
    return path.as_uri()


def copy_as_text(tab: Tab) -> None:
    """Go to the progress, and copy it as text."""
    tab.click("Progress")
    tab.click("Keep it as text instead")
    tab.click("Copy progress as text")
    # A browser may forbid a script to copy; then the text stands there, marked.
    tab.until("/Copied|Copy the marked text/.test(document.body.innerText)")


def fill_index(tab: Tab) -> None:
    """Wait until all questions can be found: the last one comes into the index last."""
    last = tab.run("JSON.parse(document.getElementById('_data').textContent).questions.at(-1)")
    tab.fill("input", str(last["number"]))
    tab.until(f"document.querySelector('.results a').getAttribute('href') === '#{last['id']}'")
    tab.fill("input", "")


def log(tab: Tab) -> list[dict[str, Any]]:
    """The reviews in the browser's storage."""
    entries = tab.run(
        "Object.keys(localStorage).filter((key) => key.includes('/log/')).map((key) => localStorage[key])"
    )
    return sorted(map(json.loads, entries), key=lambda entry: entry["time"])
