"""A lock with all that it says of each pin: for the bill of materials, and for tests that every system can install it.

The format is pip's with hashes, as `uv pip compile` writes it
(https://pip.pypa.io/en/stable/reference/requirements-file-format/).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_PIN: Final = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[^\s;\\]+)\s*(?:;\s*(?P<marker>[^\\]*))?")
_HASH: Final = re.compile(r"--hash=(sha256:[0-9a-f]{64})")
_REQUIRED_BY: Final = re.compile(r"\s+#\s+(?:via\s+)?(?!via$)(?P<name>\S.*)")


@dataclass(frozen=True, slots=True)
class Pin:
    """One pinned distribution."""

    name: str
    """Normalized (PEP 503)."""
    version: str
    marker: str
    """On which systems it is needed (PEP 508); empty for all."""
    hashes: tuple[str, ...]
    """`sha256:…` of each file that may be installed."""
    required_by: tuple[str, ...]
    """Who asks for it, by the comments `# via`: names of distributions, or a project with its file."""


def pins(text: str) -> tuple[Pin, ...]:
    """The pins of a lock, in its order; lines that pin nothing are passed over."""
    found: list[Pin] = []
    hashes: list[str] = []
    required_by: list[str] = []
    head: re.Match[str] | None = None

    def finish() -> None:
        if head:
            marker = (head["marker"] or "").strip()
            name = re.sub(r"[-_.]+", "-", head["name"]).lower()
            found.append(Pin(name, head["version"], marker, tuple(hashes), tuple(required_by)))

    for line in text.splitlines():
        if match := _PIN.match(line):
            finish()
            head, hashes, required_by = match, [], []
        hashes += _HASH.findall(line)
        if match := _REQUIRED_BY.fullmatch(line):
            required_by.append(match["name"])
    finish()
    return tuple(found)
