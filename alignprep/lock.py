"""The lock: which version of each dependency a build uses, and where this machine has another one.

The file is constraints.txt beside the content folder, in pip's format with hashes, as `uv pip compile` writes it
(https://pip.pypa.io/en/stable/reference/requirements-file-format/).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

__all__ = ["LOCK", "Difference", "Pin", "differences", "lock_of", "pins"]

LOCK: Final = "constraints.txt"

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


@dataclass(frozen=True, slots=True)
class Difference:
    """A distribution that is installed in another version than the locked one."""

    name: str
    locked: str
    installed: str

    def __str__(self) -> str:
        return f"{self.name} {self.installed} (locked: {self.locked})"


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


def lock_of(content: Path) -> Path | None:
    """The lock beside a content folder; None where there is none, as in an installed package."""
    path = content.resolve().parent / LOCK
    return path if path.is_file() else None


def differences(locked: Iterable[Pin]) -> tuple[Difference, ...]:
    """Where what is installed is not what is locked.

    What is not installed makes no difference: an exporter that needs it makes no file. So markers need not be
    evaluated, which would take the distribution `packaging`.
    """
    allowed: dict[str, list[str]] = {}
    for pin in locked:
        allowed.setdefault(pin.name, []).append(pin.version)
    found = []
    for name, versions in sorted(allowed.items()):
        try:
            installed = version(name)
        except PackageNotFoundError:
            continue
        if installed not in versions:
            found.append(Difference(name, " or ".join(versions), installed))
    return tuple(found)
