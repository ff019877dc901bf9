"""Anki's desktop program on a screen of its own, pressed by key like a user's; an add-on writes down what it shows.

All of that is read from the page at one moment: the program is on the other side of a card before the page shows it.
It also counts the presses of Tab, in the program and in the page: the focus stays where it is seen only if both have
had all of them.
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
PATIENCE = 900.0
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
from aqt.qt import QEvent, QObject, Qt, QTimer

STATE = os.environ["SHOWN"]
tabs = {"pressed": 0, "passed_on": 0}
LOOK = """(() => {
  if (window.tabs === undefined) {
    window.tabs = 0;
    addEventListener("keydown", (event) => { window.tabs += event.key === "Tab"; }, true);
  }
  const texts = (query) => [...document.querySelectorAll(query)].map((one) => one.textContent.trim());
  const side = document.querySelector(".ap-foot") ? "answer" : document.querySelector(".ap") ? "question" : "";
  return {side, tabs, open: texts("details[open] > summary"),
    ticked: document.querySelectorAll("input:checked").length,
    focus: document.activeElement === document.body ? "" : document.activeElement.textContent.trim()};
})()"""

def note(seen):
    with open(STATE + ".new", "w") as file:
        json.dump({**seen, **tabs} if seen else {}, file)
    os.replace(STATE + ".new", STATE)

def look():
    if mw.state == "review":
        mw.reviewer.web.evalWithCallback(LOOK, note)

class Count(QObject):
    def eventFilter(self, receiver, event):
        if receiver is mw.windowHandle() and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab:
            focused = mw.app.focusWidget() or mw.focusWidget()
            tabs["pressed"] += 1
            tabs["passed_on"] += focused is not None and mw.reviewer.web.isAncestorOf(focused)
        return False

def begin():
    mw.col.decks.select(mw.col.decks.id("AlignPrep"))
    mw.moveToState("review")
    mw.activateWindow()
    mw.reviewer.web.setFocus()

# The list of decks is drawn as soon as its numbers are known, over whatever is shown by then.
gui_hooks.deck_browser_did_render.append(lambda browser: QTimer.singleShot(0, begin))
mw.count = Count(mw)
mw.app.installEventFilter(mw.count)
mw.looking = QTimer(mw)
mw.looking.timeout.connect(look)
mw.looking.start(100)
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
        end, state = time.monotonic() + PATIENCE, self.wait(lambda state: True)
        while state["focus"] != text:
            assert time.monotonic() < end, f"Tab never came to {text!r}: {state}"
            state = self.tab(state["pressed"] + 1)

    def tab(self, count: int) -> dict[str, Any]:
        """Press Tab, `count` times in all; what is shown once the program has had it, and the page if it was meant."""
        self.press("Tab")
        return self.wait(lambda state: state["pressed"] == count and state["passed_on"] <= state["tabs"])


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
