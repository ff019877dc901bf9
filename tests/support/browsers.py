"""Real browsers for pages on disk: Debian's Chromium by Playwright, Debian's Firefox by WebDriver BiDi.

Playwright brings no Firefox that Debian has, and a driver of Firefox's own is no package of Debian, PyPI or npm that
works offline; the protocol itself (https://w3c.github.io/webdriver-bidi/) needs only a web socket.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from abc import ABC, abstractmethod
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from websockets.sync.client import ClientConnection, connect

_PRACTICE = Path(__file__).resolve().parents[2] / "exporters/alignprep_exporters/html/practice"
_AXE = _PRACTICE / "node_modules/axe-core/axe.min.js"
_PATIENCE = 300.0
"""Seconds until we give up whatever we wait for: a loaded machine may need minutes to start a browser."""
_KEYS = {"Tab": "\ue004", "Enter": "\ue006", "Space": " ", "Shift": "\ue008"}
"""Codes of https://www.w3.org/TR/webdriver2/#keyboard-actions."""
_FIND = """(() => {
  const said = (one) => (one.getAttribute("aria-label") ?? one.textContent).replace(/\\s+/g, " ").trim();
  const all = [...document.querySelectorAll("button, summary, a, label")].filter((one) => one.checkVisibility());
  const begins = all.filter((one) => said(one).startsWith(TEXT) && !/^\\p{L}/u.test(said(one).slice(TEXT.length)));
  return all.find((one) => said(one) === TEXT) ?? begins.find((one) => one.matches("button")) ?? begins[0];
})()"""
_GO = """new Promise((done) => {
  if (location.hash === PLACE) return done();
  addEventListener("hashchange", () => done(), { once: true }); // The page listens since before, so it was told first.
  location.hash = PLACE;
})"""


class Tab(ABC):
    """A page in a browser."""

    @abstractmethod
    def load(self, address: str) -> None:
        """Load an address."""

    @abstractmethod
    def run(self, expression: str) -> Any:
        """What an expression of JavaScript gives, a promise's value included, as JSON knows it."""

    @abstractmethod
    def press(self, *keys: str) -> None:
        """Press keys one after the other: letters, or `Tab`, `Enter`, `Space`."""

    @abstractmethod
    def give(self, query: str, path: Path) -> None:
        """Choose a file in the first element that matches."""

    @abstractmethod
    def another(self) -> Tab:
        """A second tab with the same storage."""

    @abstractmethod
    def saved(self, text: str) -> bytes:
        """Click what says so, and the file that the browser saves."""

    def open(self, address: str) -> None:
        """Load an address; to another place in the page that is open, go as a link does, until the page has heard."""
        page, _, place = address.partition("#")
        if place and self.run("location.href").partition("#")[0] == page:
            self.run(_GO.replace("PLACE", json.dumps(f"#{place}")))
        else:
            self.load(address)

    def until(self, expression: str) -> Any:
        """Wait until an expression is true; its value. One that fails, on what is not there yet, is not true."""
        careful = f"(() => {{ try {{ return ({expression}); }} catch {{ return null; }} }})()"
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            if value := self.run(careful):
                return value
            time.sleep(0.03)
        raise AssertionError(f"never true: {expression}\n{self.text()}")

    def see(self, *texts: str) -> None:
        """Wait until the page shows each of these texts."""
        for text in texts:
            self.until(f"document.body.innerText.replace(/\\s+/g, ' ').includes({json.dumps(text)})")

    def see_focus(self, text: str) -> None:
        """Wait until what has the focus says so."""
        self.until(f"document.activeElement.textContent === {json.dumps(text)}")

    def fits(self) -> bool:
        """Whether nothing is wider than the window, in the page's own fonts."""
        return bool(self.run("document.fonts.ready.then(() => document.documentElement.scrollWidth <= innerWidth)"))

    def text(self) -> str:
        """What the page shows."""
        return re.sub(r"\s+", " ", self.run("document.body.innerText"))

    def click(self, text: str) -> None:
        """Click the button, link, summary or label that says so, else the first that begins with these words."""
        found = _FIND.replace("TEXT", json.dumps(text))
        self.until(f"(() => {{ const one = {found}; one?.click(); return Boolean(one); }})()")

    def fill(self, query: str, value: str) -> None:
        """Give the first element that matches a value, as typing or choosing does."""
        self.run(
            f"((one) => {{ one.value = {json.dumps(value)}; for (const name of ['input', 'change'])"
            f" one.dispatchEvent(new Event(name)); }})(document.querySelector({json.dumps(query)}))"
        )

    def shows(self, text: str) -> bool:
        """Whether there is a button, link, summary or label that says so, or begins with these words."""
        return bool(self.run(f"Boolean({_FIND.replace('TEXT', json.dumps(text))})"))


def axe(tab: Tab) -> list[list[Any]]:
    """What axe finds wrong with a page (https://github.com/dequelabs/axe-core): each rule with the elements.

    A header of a table that holds a formula is not empty; axe reads no text out of MathML.
    """
    tab.run(f"(() => {{ {_AXE.read_text(encoding='utf-8')}; }})()")
    found = tab.run(
        "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))"
    )
    kept = [
        [rule, [one for one in nodes if not (rule == "empty-table-header" and "<math" in one)]] for rule, nodes in found
    ]
    return [[rule, nodes] for rule, nodes in kept if nodes]


class _ChromiumTab(Tab):
    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()

    def load(self, address: str) -> None:
        self.page.goto(address)

    def run(self, expression: str) -> Any:
        return self.page.evaluate(expression)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def give(self, query: str, path: Path) -> None:
        self.page.set_input_files(query, path)

    def another(self) -> Tab:
        return _ChromiumTab(self.context)

    def printed(self) -> bytes:
        """The page on paper, as a PDF file."""
        return self.page.pdf(prefer_css_page_size=True)

    def saved(self, text: str) -> bytes:
        with self.page.expect_download() as download:
            self.click(text)
        return Path(download.value.path()).read_bytes()


class Chromium:
    """A running Chromium."""

    name = "chromium"

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    @contextmanager
    def tab(self, width: int, *, before: str = "", **options: Any) -> Iterator[_ChromiumTab]:
        """A tab with a storage of its own; `before` runs before any script of a page."""
        context = self._browser.new_context(viewport={"width": width, "height": 800}, **options)
        context.set_default_timeout(_PATIENCE * 1000)
        if before:
            context.add_init_script(before)
        yield _ChromiumTab(context)
        context.close()


@contextmanager
def chromium() -> Iterator[Chromium]:
    """Start Chromium."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
        browser = playwright.chromium.launch(
            executable_path=_program("chromium"), args=arguments, timeout=_PATIENCE * 1000
        )
        yield Chromium(browser)
        browser.close()


class _FirefoxTab(Tab):
    def __init__(self, firefox: Firefox, user: str, width: int) -> None:
        self._firefox, self._user, self._width = firefox, user, width
        self._context = firefox.send("browsingContext.create", type="tab", userContext=user)["context"]
        size = {"width": width, "height": 800}
        firefox.send("browsingContext.setViewport", context=self._context, viewport=size)

    def load(self, address: str) -> None:
        self._firefox.send("browsingContext.navigate", context=self._context, url=address, wait="complete")

    def run(self, expression: str) -> Any:
        code = f"Promise.resolve({expression}).then((value) => JSON.stringify(value))"
        done = self._firefox.send(
            "script.evaluate", expression=code, target={"context": self._context}, awaitPromise=True
        )
        assert done["type"] == "success", done
        return json.loads(done["result"].get("value", "null"))

    def press(self, *keys: str) -> None:
        # Keys go to the tab in front.
        self._firefox.send("browsingContext.activate", context=self._context)
        actions = [
            {"type": kind, "value": _KEYS.get(key, key)}
            for press in keys
            for kind, key in _strokes(press)
        ]  # fmt: skip
        keyboard = {"type": "key", "id": "keyboard", "actions": actions}
        self._firefox.send("input.performActions", context=self._context, actions=[keyboard])

    def give(self, query: str, path: Path) -> None:
        found = self._firefox.send(
            "browsingContext.locateNodes", context=self._context, locator={"type": "css", "value": query}
        )
        element = {"sharedId": found["nodes"][0]["sharedId"]}
        self._firefox.send("input.setFiles", context=self._context, element=element, files=[str(path)])

    def another(self) -> Tab:
        return _FirefoxTab(self._firefox, self._user, self._width)

    def printed(self) -> bytes:
        """The page on paper, as a PDF file."""
        return b64decode(self._firefox.send("browsingContext.print", context=self._context)["data"])

    def saved(self, text: str) -> bytes:
        before = set(self._firefox.downloads.iterdir())
        self.click(text)
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            new = set(self._firefox.downloads.iterdir()) - before
            if new and not any(path.suffix == ".part" for path in new) and (data := max(new).read_bytes()):
                return data
            time.sleep(0.05)
        raise AssertionError("nothing was saved")


def _strokes(press: str) -> list[tuple[str, str]]:
    parts = press.split("+")
    return [("keyDown", part) for part in parts] + [("keyUp", part) for part in reversed(parts)]


class Firefox:
    """A running Firefox."""

    name = "firefox"

    def __init__(self, socket: ClientConnection, downloads: Path) -> None:
        self._socket, self.downloads, self._count = socket, downloads, 0
        self.send("session.new", capabilities={})

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """What a command of the protocol answers."""
        self._count += 1
        self._socket.send(json.dumps({"id": self._count, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv(timeout=_PATIENCE))
            if answer.get("id") == self._count:
                assert answer["type"] == "success", answer
                result: dict[str, Any] = answer["result"]
                return result

    @contextmanager
    def tab(self, width: int, *, before: str = "") -> Iterator[_FirefoxTab]:
        """A tab with a storage of its own; `before` runs before any script of a page."""
        user = self.send("browser.createUserContext")["userContext"]
        if before:
            function = f"() => {{ {before} }}"
            self.send("script.addPreloadScript", functionDeclaration=function, userContexts=[user])
        yield _FirefoxTab(self, user, width)
        self.send("browser.removeUserContext", userContext=user)


@contextmanager
def firefox(folder: Path, **preferences: Any) -> Iterator[Firefox]:
    """Start Firefox, with its profile and what it saves in an empty folder; `__` in a preference's name is a dot."""
    downloads, profile = folder / "downloads", folder / "profile"
    downloads.mkdir()
    profile.mkdir()
    settings = {
        "browser.download.folderList": 2,
        "browser.download.dir": str(downloads),
        "browser.download.useDownloadDir": True,
        "app.update.enabled": False,
        "datareporting.policy.dataSubmissionEnabled": False,
        "privacy.userContext.enabled": True,
        **{name.replace("__", "."): value for name, value in preferences.items()},
    }
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in settings.items()]
    (profile / "user.js").write_text("\n".join(lines))
    options = ["--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", str(profile)]
    # As root it refuses the home of somebody else.
    environment = {**os.environ, "HOME": str(folder)}
    with (folder / "log").open("w+") as log:
        running = subprocess.Popen([_program("firefox-esr"), *options], stdout=log, stderr=log, env=environment)
        try:
            address = f"{_address(folder / 'log')}/session"
            # A busy browser answers no pings.
            with connect(address, max_size=None, proxy=None, open_timeout=_PATIENCE, ping_interval=None) as socket:
                yield Firefox(socket, downloads)
        finally:
            running.kill()  # It ignores SIGTERM where whoever runs the tests does.
            running.wait()


def _address(log: Path) -> str:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if found := re.search(r"WebDriver BiDi listening on (ws://\S+)\s", log.read_text(errors="replace")):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(f"Firefox did not start:\n{log.read_text(errors='replace')}")


def _program(name: str) -> str:
    program = shutil.which(name)
    assert program, f"{name} is missing; run: make acceptance"
    return program
