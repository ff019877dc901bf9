"""Anki decks that people keep: importing the next version updates what changed and loses no review.

What an import does with each kind of change was measured with Anki's own engine; the rules that follow from it are in
`notetypes` (frozen fields and templates with fixed ids), `notes` (identity and modification times from the content)
and `package` (the same bytes everywhere).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep_exporters.anki.deck import decks, media
from alignprep_exporters.anki.package import write

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".apkg"


def render(packet: Packet) -> bytes:
    """An Anki package: two sub-decks, one for answers to speak, one for facts to recall."""
    return write(decks(packet), media(packet))
