"""Publish files into a folder, as a build does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from alignprep.files.publishing import destination


def publish(folder: Path, files: Mapping[str, bytes]) -> None:
    with destination(folder) as place, place.locked():
        place.replace(files)
