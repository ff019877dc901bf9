"""Says where a text stands that cannot be drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alignprep import TextError
from alignprep_exporters.pdf.fonts import MissingCharacter

__all__ = ["inside"]


@contextmanager
def inside(kind: str, name: str = "") -> Iterator[None]:
    """Texts that are drawn inside belong to a question, a work, a sample, a figure or a section, by name.

    Raises `TextError` for a character that no font has.
    """
    try:
        yield
    except MissingCharacter as error:
        raise TextError(str(error), kind=kind, name=name, text=error.character) from None
