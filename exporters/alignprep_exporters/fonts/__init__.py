"""The fonts that come with the exporters that draw text: `pdf` and, in figures, `docx`."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

__all__ = ["font_file"]


def font_file(name: str) -> AbstractContextManager[Path]:
    """The path of a file of this folder, for as long as the context lasts."""
    return as_file(files(__package__).joinpath(name))
