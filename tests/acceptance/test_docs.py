"""The documentation in Chromium, opened as files: no page is wider than a phone, nothing is missing, search finds."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
MEASURE = """<script>
addEventListener("load", () => setTimeout(() => {
  const all = (query) => [...document.querySelectorAll(query)];
  parent.measured({
    page: location.pathname.split("/site/")[1],
    width: document.scrollingElement.scrollWidth,
    wide: all("article *").filter((node) => !node.closest("pre, .md-typeset__scrollwrap, .md-code__nav") &&
      node.getBoundingClientRect().right > innerWidth).map((node) => node.outerHTML.slice(0, 80)),
    images: all("img").filter((image) => image.loading != "lazy" && !image.naturalWidth).map((image) => image.src),
    dark: getComputedStyle(document.body).backgroundColor,
    text: getComputedStyle(document.querySelector("article")).color,
  });
}, 500));
</script>"""
HOST = """<!doctype html><meta charset="utf-8"><body style="margin:0"><script>
const found = [];
window.measured = (page) => { found.push(page); document.title = JSON.stringify(found); };
</script>
"""

pytestmark = pytest.mark.acceptance


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, check=True, capture_output=True)
    return folder


def browse(page: str, folder: Path, *options: str) -> str:
    """The document of a page once its scripts have run."""
    browser = shutil.which("chromium")
    assert browser, "chromium is missing; run: make acceptance"
    arguments = [
        "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--allow-file-access-from-files",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
        f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=60000", *options, "--dump-dom", page,
    ]  # fmt: skip
    done = subprocess.run([browser, *arguments], cwd=folder, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("night", [False, True], ids=["light", "dark"])
def test_every_page_fits_a_phone_by_day_and_by_night(site: Path, tmp_path: Path, night: bool) -> None:
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    frames = []
    for page in sorted(copy.rglob("*.html")):
        if page.name in ("404.html", "alignprep.html"):  # The latter lets no other script run.
            continue
        page.write_text(page.read_text(encoding="utf-8").replace("</body>", f"{MEASURE}</body>"), encoding="utf-8")
        frames.append(
            f'<iframe src="site/{page.relative_to(copy).as_posix()}" style="width:390px;height:800px"></iframe>'
        )
    (tmp_path / "host.html").write_text(HOST + "\n".join(frames), encoding="utf-8")
    dark = ["--blink-settings=preferredColorScheme=0"] if night else []
    dom = browse((tmp_path / "host.html").as_uri(), tmp_path, "--window-size=1000,1000", *dark)
    title = re.search(r"<title>(\[.*?\])</title>", dom, re.DOTALL)
    assert title, "no page finished"
    measured: list[dict[str, Any]] = json.loads(unescape(title[1]))
    assert len(measured) == len(frames) >= 15
    for page in measured:
        assert page["width"] <= 390, page
        assert page["wide"] == [], page
        assert page["images"] == [], page
        brightness = sum(map(int, re.findall(r"\d+", page["dark"])[:3])) / 3
        assert (brightness < 80) is night, page


def test_the_search_finds_words_without_a_server(site: Path, tmp_path: Path) -> None:
    dom = browse((site / "index.html").as_uri() + "?q=roster", tmp_path)
    assert re.search(r"[1-9][0-9]* matching documents", dom)
    assert "how-to/cohort.html?h=roster" in dom
