"""Anki's desktop program on a screen of its own, pressed by key like a user's; an add-on writes down what it shows.

All of that is read from the page at one moment: the program is on the other side of a card before the page shows it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Desktop", "desktop"]

PROFILE = "User 1"
PATIENCE = 300.0
"""Seconds until we give up: a loaded machine may need minutes to start a browser."""
PREPARE = """
import pickle, sys
from pathlib import Path
import anki.lang
anki.lang.set_lang("en_US")
from aqt.profiles import ProfileManager
profiles = ProfileManager(Path(sys.argv[1]))
profiles.setupMeta()
profiles.create(sys.argv[2])
profiles.meta.update(firstRun=False, defaultLang="en_US", updates=False, suppressUpdate=True, check_for_updates=False)
profiles.db.execute("update profiles set data = ? where name = '_global'", pickle.dumps(profiles.meta))
profiles.db.commit()
"""
ADD_ON = '''
import json, os
from aqt import gui_hooks, mw
from aqt.qt import QTimer

STATE = os.environ["SHOWN"]
# How often Tab was let go in a part of the window; by then it has moved the focus.
TABS = """(() => {
  if (window.tabs === undefined) {
    window.tabs = 0;
    addEventListener("keyup", (event) => { if (event.key === "Tab") window.tabs++; }, true);
  }
  return window.tabs;
})()"""
LOOK = """(() => {
  const texts = (query) => [...document.querySelectorAll(query)].map((one) => one.textContent.trim());
  const side = document.querySelector(".ap-foot") ? "answer" : document.querySelector(".ap") ? "question" : "";
  return {side, open: texts("details[open] > summary"),
    ticked: document.querySelectorAll("input:checked").length,
    focus: document.activeElement === document.body ? "" : document.activeElement.textContent.trim()};
})()"""

def note(seen, tabs):
    with open(STATE + ".new", "w") as file:
        json.dump({**(seen or {}), "tabs": sum(tabs)}, file)
    os.replace(STATE + ".new", STATE)

def look():
    if mw.state == "review":
        count([mw.toolbar.web, mw.bottomWeb, mw.reviewer.web], [])

def count(parts, tabs):
    # One after the other and the card last: what it shows is as new as all that was counted.
    if parts:
        parts[0].evalWithCallback(TABS, lambda found: count(parts[1:], [*tabs, found or 0]))
    else:
        mw.reviewer.web.evalWithCallback(LOOK, lambda seen: note(seen, tabs))

def begin():
    gui_hooks.deck_browser_did_render.remove(drawn)
    mw.col.decks.select(mw.col.decks.id("AlignPrep"))
    mw.moveToState("review")
    mw.activateWindow()
    mw.reviewer.web.setFocus()
    mw.looking = QTimer(mw)
    mw.looking.timeout.connect(look)
    mw.looking.start(100)

def drawn(browser):
    QTimer.singleShot(0, begin)

# Not before: the list of decks comes from another thread, and would be drawn over the card.
gui_hooks.deck_browser_did_render.append(drawn)
'''


@dataclass(slots=True)
class Desktop:
    """The running program."""

    shown: Path
    environment: dict[str, str]

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, as `xdotool` names them; on a bare screen nobody else focuses a window."""
        window = ["search", "--onlyvisible", "--name", f"{PROFILE} - Anki", "windowfocus"]
        subprocess.run(["xdotool", *window, "key", "--clearmodifiers", *keys], env=self.environment, check=True)

    def state(self) -> dict[str, Any]:
        """What the program shows: the side of the card, which folds are open, what has the focus, what is ticked."""
        return json.loads(self.shown.read_text(encoding="utf-8")) if self.shown.exists() else {}

    def wait(self, until: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """What it shows as soon as that holds."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            state = self.state()
            if state and until(state):
                return state
            time.sleep(0.1)
        raise AssertionError(f"it never came; the last that was seen: {self.state()}")

    def tab_to(self, text: str) -> None:
        """Press Tab until something with that text has the focus: the window's other parts have theirs in between."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.state()["focus"] == text:
                return
            self._tab()
        raise AssertionError(f"Tab never came to {text!r}: {self.state()}")

    def _tab(self) -> None:
        before = self.state()["tabs"]
        self.press("Tab")
        self.wait(lambda state: state["tabs"] > before)


@contextmanager
def desktop(base: Path, engine: Path) -> Iterator[Desktop]:
    """The program with that engine, its data in `base`, whose profile's collection may be there already."""
    read, write = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1000x900x24", "-nolisten", "tcp"],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as said:
        display = said.readline().strip()
    shown = base / "shown.json"
    environment = {
        **os.environ, "PYTHONPATH": str(engine), "DISPLAY": f":{display}", "SHOWN": str(shown), "LANG": "C.UTF-8",
        "QT_QPA_PLATFORM": "xcb", "QTWEBENGINE_DISABLE_SANDBOX": "1", "QTWEBENGINE_CHROMIUM_FLAGS": "--disable-gpu",
        "LIBGL_ALWAYS_SOFTWARE": "1", "HOME": str(base), "XDG_RUNTIME_DIR": str(base),
        # Else it hands over to another one that the same user has open anywhere, and ends.
        "ANKI_SINGLE_INSTANCE_KEY": str(base / "instance"),
    }  # fmt: skip
    add_on = base / "addons21" / "look" / "__init__.py"
    add_on.parent.mkdir(parents=True)
    add_on.write_text(ADD_ON, encoding="utf-8")
    python = [sys.executable, "-W", "ignore", "-c"]
    try:
        subprocess.run([*python, PREPARE, str(base), PROFILE], env=environment, check=True, capture_output=True)
        with (base / "log").open("wb") as log:
            run = [*python, "import aqt; aqt.run()", "-b", str(base), "-p", PROFILE]
            program = subprocess.Popen(run, env=environment, stdout=log, stderr=log)
            try:
                yield Desktop(shown, environment)
            finally:
                program.kill()
                program.wait()
    finally:
        screen.kill()
        screen.wait()
