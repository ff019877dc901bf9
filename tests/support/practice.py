"""What tests of the practice page share: its first questions, a clock that can be put forward, storage, the log."""

from __future__ import annotations

import json
from typing import Any, Final

from tests.support.browsers import Tab

FIRST, SECOND = "what-is-alignment", "rlhf-pipeline"
CLOCK: Final = """const now = Date.now.bind(Date); let ahead = 0;
Date.now = () => now() + ahead;
globalThis.pass = (minutes) => { ahead += minutes * 60000; };"""
FORBIDDEN: Final = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
)
"""No storage, as in some previews."""


def log(tab: Tab) -> list[dict[str, Any]]:
    """The reviews in the browser's storage."""
    entries = tab.run(
        "Object.keys(localStorage).filter((key) => key.includes('/log/')).map((key) => localStorage[key])"
    )
    return sorted(map(json.loads, entries), key=lambda entry: entry["time"])
