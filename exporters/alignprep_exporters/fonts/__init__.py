"""The fonts that come with the exporters, for those that draw text: `pdf` and, for figures, `docx`."""

from __future__ import annotations

from contextlib import contextmanager
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["font_file"]


@contextmanager
def font_file(name: str) -> Iterator[Path]:
    """The path of a TrueType file of this folder, for as long as the context lasts."""
    with as_file(files("alignprep_exporters.fonts").joinpath(name)) as path:
        yield path
