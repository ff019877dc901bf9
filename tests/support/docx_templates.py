"""A company's templates, good and bad, for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from docx import Document
from docx.shared import Pt, RGBColor

__all__ = ["NORMAL", "changed", "company", "stored", "unusual"]


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


NORMAL = (
    '<w:pPr><w:keepNext/><w:pageBreakBefore/><w:framePr w:w="2000" w:hSpace="180" w:wrap="around" w:hAnchor="page" '
    'w:x="2000"/><w:widowControl w:val="0"/><w:pBdr><w:top w:val="single" w:sz="12" w:space="9" w:color="C00000"/>'
    '<w:left w:val="single" w:sz="12" w:space="9" w:color="C00000"/></w:pBdr><w:shd w:val="clear" w:color="auto" '
    'w:fill="FFF2CC"/><w:spacing w:before="240" w:after="360" w:line="360" w:lineRule="auto"/><w:ind w:left="567" '
    'w:right="567" w:firstLine="709"/><w:contextualSpacing/><w:jc w:val="both"/></w:pPr>'
    '<w:rPr><w:b/><w:i/><w:caps/><w:spacing w:val="20"/><w:sz w:val="26"/><w:szCs w:val="26"/></w:rPr>'
)
"""What no paragraph of a form can bear, in the style that all others are based on."""


def unusual(*styles: str) -> bytes:
    """A company's template whose Normal is justified, indented, spaced, bordered and 13 points, with more styles."""
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    normal = f'<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>{NORMAL}</w:style>'
    root = f'<w:styles xmlns:w="{namespace}">{normal}{"".join(styles)}</w:styles>'
    return changed(company(), {"word/styles.xml": root.encode()})


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
