"""Programs of others that acceptance tests open exports with; `make acceptance` installs them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


def run(*command: str | Path, cwd: Path) -> str:
    """What a program prints; it must succeed."""
    program = shutil.which(str(command[0]))
    assert program, f"{command[0]} is missing; run: make acceptance"
    done = subprocess.run([program, *map(str, command[1:])], cwd=cwd, capture_output=True, text=True, timeout=1800)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def office(folder: Path, file: str, target: str) -> None:
    """Convert a file of a folder with LibreOffice, which keeps its profile there."""
    profile = (folder / "profile").as_uri()
    run("soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", target, file, cwd=folder)
