"""Measurements in processes of their own, so that none finds what another has left in memory."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

__all__ = ["once"]


def once(script: Path, *arguments: str, what: str) -> str:
    """What a script prints; on a terminal the seconds so far are shown. Exits, with its last line, when it fails."""
    command = [sys.executable, str(script), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        output, errors = _watched(process, what)
    if process.returncode:
        said = errors.strip().splitlines() or [f"exit status {process.returncode}"]
        sys.exit(f"{what}: failed: {said[-1]}")
    return output


def _watched(process: subprocess.Popen[str], what: str) -> tuple[str, str]:
    started = time.monotonic()
    shown = sys.stderr.isatty()
    while True:
        try:
            output, errors = process.communicate(timeout=1)
        except subprocess.TimeoutExpired:
            if shown:
                print(f"\r{what}: {time.monotonic() - started:.0f} s", end="", file=sys.stderr, flush=True)
        else:
            if shown:
                print("\r\033[K", end="", file=sys.stderr, flush=True)
            return output, errors
