"""The finished package: who made it and when, and bytes that depend on the packet only."""

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

_MAKER: Final = "alignprep"
_MAIN: Final = "word/document.xml"
_LONGEST: Final = 255
"""What a core property may hold."""


def describe(document: Document, packet: Packet, subject: str) -> None:
    """Set the document's properties; its dates are the packet's."""
    midnight = datetime.datetime.combine(packet.date, datetime.time())
    properties = document.core_properties
    properties.title = packet.title if len(packet.title) <= _LONGEST else f"{packet.title[: _LONGEST - 1]}…"
    properties.subject = subject
    properties.author = properties.last_modified_by = _MAKER
    properties.created = properties.modified = midnight
    properties.revision = 1
    properties.language = "en-US"
    properties.version = packet.version
    properties.comments = f"License of the content: {packet.license}"[:_LONGEST]


def package_bytes(document: Document, markup: bytearray) -> bytes:
    """The package as a file; the markup becomes the beginning of the document's body, and is used up."""
    saved = io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as archive:
        members: dict[str, bytes | bytearray] = {name: archive.read(name) for name in archive.namelist()}
    head, opening, tail = bytes(members[_MAIN]).partition(b"<w:body>")
    markup[:0] = head + opening
    markup += tail
    members[_MAIN] = markup
    return canonical_zip(members, first="[Content_Types].xml")
