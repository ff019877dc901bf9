"""Cards as Anki shows them: HTML from the engine, MathJax as in Anki, Chromium at a phone's or a desk's width."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from typing import Any

MATHJAX = Path(__file__).parents[1] / "acceptance" / "node_modules" / "mathjax" / "es5" / "tex-chtml-full.js"
# Anki's own settings: formulas between \( \) and \[ \] only.
SETTINGS = (
    "window.MathJax = {tex: {displayMath: [['\\\\[', '\\\\]']], processRefs: false, processEnvironments: false}};"
)
_CSS = Path(sys.prefix) / "engines" / "desktop" / "_aqt" / "data" / "web" / "css"
MEASURE = """
new Promise((done) => addEventListener("load", done)).then(() => MathJax.startup.promise)
.then(() => document.fonts.ready).then(() => {
  const all = (query) => [...document.querySelectorAll(query)];
  const result = {
    width: document.scrollingElement.scrollWidth,
    wide: all(".ap *").filter((node) =>
      !node.closest(".ap-table, .ap-code, .ap-maths, .ap-drawing, mjx-assistive-mml") &&
      node.getBoundingClientRect().right > innerWidth).map((node) => (node.closest(".ap").querySelector(".ap-foot code")
      || node).textContent + ": " + node.tagName + " " + node.outerHTML.slice(0, 80)),
    paper: getComputedStyle(document.body).backgroundColor,
    formulas: all("mjx-container").length,
    faults: all("mjx-merror, merror").map((node) => node.textContent),
    unread: all(".ap").map((card) => card.innerText).filter((text) => /\\\\[([]/.test(text)),
    images: all("img").filter((image) => !image.naturalWidth).map((image) => image.src),
    count: all(".ap").length,
    height: document.documentElement.scrollHeight,
  };
  parent.document.title = JSON.stringify(result);
});
"""


def styles() -> str:
    """What Anki's own style sheets say before a card's, as the desktop program has them where it is installed.

    Elsewhere it is the one rule of its `reviewer.css` that outweighs `.card`, with the colors of its night.
    """
    files = [_CSS / name for name in ("webview.css", "reviewer.css")]
    if not all(file.is_file() for file in files):
        return "<style>body.nightMode { background-color: #2c2c2c; color: #fcfcfc; }</style>"
    return "".join(f'<link rel="stylesheet" href="{file.as_uri()}">' for file in files)


def show(folder: Path, sides: Iterable[str], *, width: int, night: bool, height: int = 2000) -> dict[str, Any]:
    """Show rendered sides below each other, take `card.png` in the folder and say what the browser measured.

    The folder holds the collection's media. A frame gives the width, since no window is narrower than 500 pixels.
    """
    mode = "nightMode night_mode" if night else ""
    (folder / "card.html").write_text(
        f'<!doctype html><html class="{"night-mode" if night else ""}"><meta charset="utf-8">{styles()}'
        f"<script>{SETTINGS}</script>"
        f'<script src="{MATHJAX.as_uri()}"></script>'
        f'<body class="card {mode}">{"".join(sides)}<script>{MEASURE}</script></body></html>',
        encoding="utf-8",
    )
    (folder / "host.html").write_text(
        '<!doctype html><meta charset="utf-8"><body style="margin:0">'
        f'<iframe src="card.html" style="border:0;display:block;width:{width}px;height:{height}px"></iframe>',
        encoding="utf-8",
    )
    browser = shutil.which("chromium")
    assert browser, "chromium is missing; run: make acceptance"
    arguments = [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--allow-file-access-from-files",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
        f"--user-data-dir={folder / 'profile'}", f"--window-size={max(width, 500)},{height}",
        "--virtual-time-budget=60000", "--screenshot=card.png", "--dump-dom", (folder / "host.html").as_uri(),
    ]  # fmt: skip
    done = subprocess.run([browser, *arguments], cwd=folder, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    title = re.search(r"<title>(\{.*?\})</title>", done.stdout, re.DOTALL)
    assert title, "the cards did not finish: " + done.stderr[-500:]
    measured: dict[str, Any] = json.loads(unescape(title[1]))
    return measured
