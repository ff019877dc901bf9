"""git as if nobody had set it up: whatever the user's settings are, and also where a hook of git's runs the tests."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

__all__ = ["NO_SETTINGS", "git", "untouched"]

NO_SETTINGS: Final = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def untouched(environment: Mapping[str, str]) -> dict[str, str]:
    """Variables without those by which a hook names its own repository and index, and without any settings."""
    plain = {name: value for name, value in environment.items() if not name.startswith("GIT_")}
    return {**plain, **NO_SETTINGS}


def git(folder: Path, *command: str, text: str = "") -> str:
    """What git prints in a folder; it must succeed."""
    run = subprocess.run(
        ["git", "-c", "safe.directory=*", *command],
        cwd=folder, env=untouched(os.environ), input=text, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return run.stdout
