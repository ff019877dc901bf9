"""A company's templates, good and bad, for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from docx import Document
from docx.shared import Pt, RGBColor

__all__ = ["changed", "company", "stored"]


def company() -> bytes:
    """What a company may start from: python-docx's own default document with other headings and another text face."""
    document = Document()
    for name, face, color in (
        ("Title", "Georgia", 0xD0),
        ("Heading 1", "Georgia", 0xB0),
        ("Heading 2", "Georgia", 0xC0),
    ):
        style = document.styles[name]
        style.font.name = face
        style.font.color.rgb = RGBColor(color, 0x20, 0x20)
        for key in [key for key in style.element.rPr.rFonts.attrib if "Theme" in key]:
            del style.element.rPr.rFonts.attrib[key]
    document.styles["Normal"].font.name = "Verdana"
    document.styles["Normal"].font.size = Pt(10)
    document.add_paragraph("A secret of the company’s")
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def changed(template: bytes, changes: Mapping[str, tuple[bytes, bytes] | bytes | None]) -> bytes:
    """A template with other members: `old, new` bytes to replace, the whole of one, or None to leave it out."""
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, change in changes.items():
        if change is None:
            del members[name]
        elif isinstance(change, bytes):
            members[name] = change
        else:
            assert change[0] in members[name]
            members[name] = members[name].replace(*change)
    return stored(members)


def stored(members: Mapping[str, bytes]) -> bytes:
    """An archive of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()
