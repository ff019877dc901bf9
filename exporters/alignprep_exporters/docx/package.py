"""The finished package: its properties, and bytes that depend on nothing but the packet."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import TYPE_CHECKING, Final

from alignprep.files.archives import canonical_zip

if TYPE_CHECKING:
    from docx.document import Document

    from alignprep import Packet

__all__ = ["describe", "package_bytes"]

_AUTHOR: Final = "alignprep"
_MAIN: Final = "word/document.xml"
_LONGEST: Final = 255
"""The most characters that a core property may have."""


def describe(document: Document, packet: Packet, subject: str) -> None:
    """Set the document's properties; its dates are the packet's, not today's."""
    midnight = datetime.datetime.combine(packet.date, datetime.time())
    properties = document.core_properties
    properties.title = packet.title if len(packet.title) <= _LONGEST else f"{packet.title[: _LONGEST - 1]}…"
    properties.subject = subject
    properties.author = properties.last_modified_by = _AUTHOR
    properties.created = properties.modified = midnight
    properties.revision = 1
    properties.language = "en-US"
    properties.version = packet.version
    properties.comments = f"License of the content: {packet.license}"[:_LONGEST]


def package_bytes(document: Document, markup: bytearray) -> bytes:
    """The package as a file; the markup becomes the beginning of the document's body.

    The buffer of the markup is used for the whole part, since a copy would double the memory.
    """
    saved = io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as archive:
        members: dict[str, bytes | bytearray] = {name: archive.read(name) for name in archive.namelist()}
    head, opening, tail = bytes(members[_MAIN]).partition(b"<w:body>")
    markup[:0] = head + opening
    markup += tail
    members[_MAIN] = markup
    return canonical_zip(members, first="[Content_Types].xml")
