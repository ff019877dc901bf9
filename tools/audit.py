"""Asks PyPI's vulnerability database about every pin of constraints.txt; run by `make audit`.

Exit status: 0 when every pin was checked and none is known to be vulnerable, 1 when one is, 3 when nothing or not
everything could be checked, as without a network. The last complete answer is kept in .venv and shown then, if the
lock is still the same.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "constraints.txt"
KEPT = ROOT / ".venv" / "audit.json"
SAFE, VULNERABLE, UNCHECKED = 0, 1, 3


def asked() -> tuple[dict[str, Any] | None, str]:
    """The answer of pip-audit, or None and why there is none."""
    command: list[str | Path] = [
        Path(sys.executable).with_name("pip-audit"), "--require-hashes", "--disable-pip", "--progress-spinner", "off",
        "--timeout", "10", "--format", "json", "--requirement", LOCK,
    ]  # fmt: skip
    run = subprocess.run(command, capture_output=True, text=True)
    try:
        return json.loads(run.stdout), ""
    except json.JSONDecodeError:
        return None, (run.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1]


def judged(answer: dict[str, Any]) -> tuple[int, list[str]]:
    """The status and the lines of an answer."""
    entries = answer["dependencies"]
    skipped = [entry["name"] for entry in entries if "skip_reason" in entry]
    lines = [
        f"{entry['name']} {entry['version']}: {found['id']}, fixed in {', '.join(found['fix_versions']) or 'none yet'}"
        for entry in entries
        for found in entry.get("vulns", ())
    ]
    if lines:
        return VULNERABLE, [*lines, "VULNERABLE: move these pins (make lock)."]
    if skipped or not entries:
        return UNCHECKED, [f"Not checked: the database did not answer for {len(skipped)} of {len(entries)} pins."]
    return SAFE, [f"No known vulnerability in {len(entries)} pins."]


def audit(ask: Callable[[], tuple[dict[str, Any] | None, str]] = asked, kept: Path = KEPT) -> tuple[int, list[str]]:
    """Ask, judge, and keep or recall; the status and what to print."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    answer, why = ask()
    status, lines = judged(answer) if answer else (UNCHECKED, [f"Not checked: no network, or no answer ({why})."])
    if status != UNCHECKED:
        kept.write_text(json.dumps({"lock": digest, "day": date.today().isoformat(), "status": status, "lines": lines}))
    elif kept.exists():
        last = json.loads(kept.read_text())
        if last["lock"] == digest:
            lines += [f"The last complete check of this very lock, on {last['day']}, said:", *last["lines"]]
            status = VULNERABLE if last["status"] == VULNERABLE else UNCHECKED
    return status, lines


def main() -> int:
    """Print what was found; the exit status."""
    status, lines = audit()
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main())
