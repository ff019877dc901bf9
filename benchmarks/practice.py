"""The practice page at 1,000 questions against the same page at 50, in one run: `python benchmarks/practice.py`.

The questions are the bank's own, repeated under other ids and with other words. Times are Chromium's on a phone's
width, each from the event until the page is laid out again: medians of words typed letter by letter once the index is
whole, of reveals and of grades. The first paint is counted from the start of the navigation to the first content on
the screen, scripts running; both sizes take turns, so that a busy machine slows both. Needs what `make acceptance`
installs.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from banks import bank_of
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from alignprep import select
from alignprep_exporters import html

SIZES = (50, 1000)
TYPED = ("reward hacking", "why is evaluation", "debate")
LEARNED = 12
PAINTS = 7
PHONE: ViewportSize = {"width": 360, "height": 740}
MORE = "document.querySelector('#_practice .card > .button:not(.primary)')?.click()"
"""Ask for more new ones, once there are none left for today."""
TIMED = """(act) => {
  const before = performance.now();
  act();
  document.body.offsetHeight; // Asks for a layout.
  return performance.now() - before;
}"""

# Once a word that is in the last question is found, the index is whole.
INDEXED = """(title) => new Promise((done) => { const look = () => {
  const box = document.querySelector("input[type=search]");
  if (box) { box.value = title; box.dispatchEvent(new Event("input")); }
  if (box && document.querySelector(".results li")) done(); else setTimeout(look, 100);
}; look(); })"""
SHOWN = """new Promise((done) => { const look = () => {
  if (document.querySelector(".card .primary")) done(); else setTimeout(look, 100);
}; look(); })"""


PAINTED = """new Promise((done) => { const look = () => {
  const [first] = performance.getEntriesByName("first-contentful-paint");
  if (first) done(first.startTime); else setTimeout(look, 50);
}; look(); })"""


def first_paint(browser: Browser, address: str) -> float:
    """Milliseconds until the first content is on the screen, in a browser without a cache."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(address)
    painted: float = page.evaluate(PAINTED)
    context.close()
    return painted


def times(page: Page, address: str) -> dict[str, float]:
    """Milliseconds of a keystroke, a reveal and a grade."""
    page.goto(address)
    title = page.evaluate("[...document.querySelectorAll('article .title a')].at(-1).textContent")
    page.evaluate("void (location.hash = '#/find')")
    page.evaluate(INDEXED, title)
    keys = [
        page.evaluate(
            f"(text) => {{ const box = document.querySelector('input[type=search]'); const timed = {TIMED};"
            " return timed(() => { box.value = text; box.dispatchEvent(new Event('input')); }); }",
            word[:end],
        )
        for word in TYPED * 3
        for end in range(1, len(word) + 1)
    ]
    page.goto("about:blank")
    page.goto(f"{address}#/learn")
    page.evaluate(SHOWN)
    reveals, grades = [], []
    for _ in range(LEARNED):
        page.evaluate(MORE)
        reveals.append(page.evaluate(f"({TIMED})(() => document.querySelector('#_practice .primary').click())"))
        grades.append(page.evaluate(f"({TIMED})(() => document.querySelectorAll('#_practice .grade')[2].click())"))
    found = {"keystroke": keys, "reveal": reveals, "grade": grades}
    return {name: statistics.median(times) for name, times in found.items()}


def main() -> None:
    """Print the times at both sizes and their ratios."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        addresses = []
        for size in SIZES:
            path = Path(folder) / f"{size}.html"
            path.write_bytes(html.render(select(bank_of(size), edition="interviewer")))
            addresses.append(path.as_uri())
        first_paint(browser, addresses[0])  # What the browser does once is left out.
        paints = [[first_paint(browser, address) for address in addresses] for _ in range(PAINTS)]
        found = [times(browser.new_context(viewport=PHONE).new_page(), address) for address in addresses]
        for one, painted in zip(found, zip(*paints, strict=True), strict=True):
            one["first paint"] = statistics.median(painted)
        small, large = found
        for name, time in small.items():
            ratio = large[name] / time
            sys.stdout.write(
                f"{name}: {time:.1f} ms at {SIZES[0]}, {large[name]:.1f} at {SIZES[1]}, {ratio:.2f} times\n"
            )


if __name__ == "__main__":
    main()
