"""PDF handouts: what an edition shows decides whether it is a handout with room for notes or a study guide.

`render` settles what reportlab reads from around it while it writes, so that nothing else changes the bytes.
"""

from __future__ import annotations

import datetime
import io
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from reportlab.graphics.shapes import STATE_DEFAULTS

from alignprep_exporters.pdf.fonts import SANS
from alignprep_exporters.pdf.pages import Handout, Page
from alignprep_exporters.pdf.story import story

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping

    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".pdf"


def render(packet: Packet) -> bytes:
    """A PDF document with cover, contents, questions by section and bibliography.

    Raises `alignprep.ExporterError` for a character that no font of the package has.
    """
    buffer = io.BytesIO()
    with _settled(packet):
        Handout(buffer, packet).multiBuild(story(packet), canvasmaker=Page)
    return buffer.getvalue()


@contextmanager
def _settled(packet: Packet) -> Iterator[None]:
    """Settle what reportlab takes from around it, and put it back afterwards.

    The document is dated by the data (https://reproducible-builds.org/specs/source-date-epoch/), and drawings begin in
    a font of ours, since every font has to be embedded.
    """
    seconds = str((packet.date.toordinal() - datetime.date(1970, 1, 1).toordinal()) * 86400)
    with _replaced(os.environ, "SOURCE_DATE_EPOCH", seconds), _replaced(STATE_DEFAULTS, "fontName", SANS):
        yield


@contextmanager
def _replaced(mapping: MutableMapping[str, str], key: str, value: str) -> Iterator[None]:
    before = mapping.get(key)
    mapping[key] = value
    try:
        yield
    finally:
        if before is None:
            del mapping[key]
        else:
            mapping[key] = before
