"""PDF handouts: what an edition shows decides whether it is a handout with room for notes or a study guide.

`render` fixes the one variable that reportlab reads while it writes, so that nothing around it changes the bytes.
"""

from __future__ import annotations

import io
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from alignprep_exporters.pdf.pages import Handout
from alignprep_exporters.pdf.story import story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".pdf"


def render(packet: Packet) -> bytes:
    """A PDF document with cover, contents, questions by section and bibliography.

    Raises `alignprep.ExporterError` for a character that no font of the package has.
    """
    buffer = io.BytesIO()
    with _dated(packet):
        Handout(buffer, packet).multiBuild(story(packet))
    return buffer.getvalue()


@contextmanager
def _dated(packet: Packet) -> Iterator[None]:
    """Let reportlab date the document by the data (https://reproducible-builds.org/specs/source-date-epoch/)."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str((packet.date.toordinal() - 719163) * 86400)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
