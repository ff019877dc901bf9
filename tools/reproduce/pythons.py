"""The other minor versions of Python on this machine, each with the locked versions installed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools.reproduce.room import ROOT, NotPossible, Python

__all__ = ["WANTED", "current", "other"]

WANTED = ("3.11", "3.12", "3.13", "3.14")
"""What alignprep supports."""


def current() -> Python:
    """The interpreter of the tree's own environment, with what is installed there."""
    base = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    (packages,) = (ROOT / ".venv").glob("lib/python*/site-packages")
    return Python(base, packages)


def other(minor: str) -> Python:
    """Another minor version, with the lock installed into .venv/pythons once.

    Raises `NotPossible` when the machine has none, or when the packages cannot be had.
    """
    executable = _found(minor)
    if executable is None:
        raise NotPossible(f"there is no Python {minor} on this machine")
    lock = ROOT / "constraints.txt"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    venv = ROOT / ".venv" / "pythons" / minor
    stamp = venv / f".installed-{digest}"
    if not stamp.exists():
        shutil.rmtree(venv, ignore_errors=True)
        uv = ROOT / ".venv" / "bin" / "uv"
        into: list[str | Path] = ["--python", venv / "bin" / "python"]
        commands: tuple[list[str | Path], ...] = (
            ["venv", "--quiet", "--no-python-downloads", "--python", executable, venv],
            ["pip", "install", "--quiet", "--require-hashes", "--no-deps", *into, "-r", lock],
        )
        for command in commands:
            run = subprocess.run([uv, *command], capture_output=True, text=True)
            if run.returncode:
                raise NotPossible(f"its packages cannot be installed: {(run.stderr.strip().splitlines() or ['?'])[-1]}")
        stamp.touch()
    (packages,) = venv.glob("lib/python*/site-packages")
    return Python(executable, packages)


def _found(minor: str) -> Path | None:
    """An interpreter of that version: on the path, or where pyenv and Debian put them."""
    folders = [*os.environ.get("PATH", "").split(os.pathsep), "/usr/bin", "/usr/local/bin", "/opt/python/bin"]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    if pyenv.is_dir():
        versions = [path for path in pyenv.iterdir() if path.name.startswith(f"{minor}.")]
        folders += [str(path / "bin") for path in sorted(versions, key=_numbers, reverse=True)]
    for folder in folders:
        path = Path(folder) / f"python{minor}"
        code = "import sys; print('%d.%d' % sys.version_info[:2])"
        if path.exists() and subprocess.run([path, "-c", code], capture_output=True, text=True).stdout.strip() == minor:
            return path
    return None


def _numbers(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"[0-9]+", path.name)]
