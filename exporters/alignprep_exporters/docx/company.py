"""A company's document, read for its looks alone: styles, colors and fonts, and nothing that it says or refers to.

The file comes from anywhere, so nothing in it is trusted: few members are read, none beyond a size, none by its own
account of its size, and no entity of its XML is expanded.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from lxml import etree

from alignprep import TemplateError
from alignprep_exporters.docx.elements import Element, name

__all__ = ["Looks", "looks_of"]

_LARGEST: Final = 8_000_000
"""What one part may hold, in bytes; Word's own styles are a hundredth of it."""
_MANY: Final = 5_000
"""More styles than Word itself can manage."""
_OLE: Final = b"\xd0\xcf\x11\xe0"
"""How a file of Word 97 begins, and any document that a password protects."""
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DOCUMENTS: Final = (f"{_WORD}.document.main+xml", f"{_WORD}.template.main+xml")
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DAMAGED: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(RuntimeError, NotImplementedError, ValueError),
)
"""What zipfile raises for archives that are none, damaged, encrypted, or compressed in ways that it lacks."""
_STRICT: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"


@dataclass(frozen=True, slots=True)
class Looks:
    """What a document looks like; the theme and the fonts are None where it has none."""

    styles: Element
    theme: Element | None
    fonts: Element | None


def looks_of(template: bytes) -> Looks:
    """The looks of a Word document or template.

    Raises `TemplateError` with one line for bytes that are no such document, that hold macros or take their styles from
    elsewhere.
    """
    if template.startswith(_OLE):
        raise TemplateError("is of Word 97 or has a password; save it as a Word document (.docx) without one")
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            return _looks(archive)
    except _DAMAGED as error:
        raise TemplateError("is no Word document (.docx or .dotx), or is damaged") from error


def _looks(archive: zipfile.ZipFile) -> Looks:
    relationships = _relationships(archive, "")
    main = relationships.get(f"{_OFFICE}/officeDocument")
    if main is None:
        if f"{_STRICT}/officeDocument" in relationships:
            raise TemplateError("is a Strict Open XML document; save it as a plain Word document (.docx)")
        raise TemplateError("is no Word document (.docx or .dotx)")
    _check_kind(archive, main)
    parts = _relationships(archive, main)
    if any(kind.endswith("/vbaProject") for kind in parts):
        raise TemplateError("holds macros; save it as .docx or .dotx")
    styles = parts.get(f"{_OFFICE}/styles")
    if styles is None:
        raise TemplateError("has no styles")
    theme, fonts = parts.get(f"{_OFFICE}/theme"), parts.get(f"{_OFFICE}/fontTable")
    found = _part(archive, styles, "w:styles")
    if len(found) > _MANY:
        raise TemplateError(f"has more than {_MANY:,} styles")
    return Looks(
        found,
        None if theme is None else _part(archive, theme, "a:theme"),
        None if fonts is None else _part(archive, fonts, "w:fonts"),
    )


def _check_kind(archive: zipfile.ZipFile, main: str) -> None:
    """Refuse what is no document: workbooks, slides, and documents with macros."""
    kind = ""
    for entry in _xml(archive, "[Content_Types].xml"):
        if entry.get("PartName", "").lower() == f"/{main.lower()}":
            kind = entry.get("ContentType", "")
    if "macroEnabled" in kind:
        raise TemplateError("holds macros; save it as .docx or .dotx")
    if kind not in _DOCUMENTS:
        raise TemplateError("is no Word document (.docx or .dotx)")


def _relationships(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """The first part of each kind that a part, or the package, refers to; a part outside the package is refused."""
    folder, file = posixpath.split(part)
    found: dict[str, str] = {}
    for entry in _xml(archive, posixpath.join(folder, "_rels", f"{file}.rels")):
        kind, target = entry.get("Type", ""), entry.get("Target", "")
        looks = kind.rpartition("/")[2] in ("officeDocument", "styles", "theme", "fontTable")
        if looks and entry.get("TargetMode") == "External":
            raise TemplateError("takes its looks from another file; save it with styles of its own")
        found.setdefault(kind, posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/"))
    return found


def _part(archive: zipfile.ZipFile, member: str, root: str) -> Element:
    found = _xml(archive, member)
    if found.tag != name(root):
        raise TemplateError(f"has no {root.partition(':')[2]} where it should: {member}")
    return found


def _xml(archive: zipfile.ZipFile, member: str) -> Element:
    """A member's root element; its bytes are counted while they are unpacked, whatever the archive says of them."""
    try:
        with archive.open(member) as file:
            data = file.read(_LARGEST + 1)
    except KeyError:
        raise TemplateError(f"is no whole Word document: it lacks {member}") from None
    if len(data) > _LARGEST:
        raise TemplateError(f"is too large: {member} holds more than {_LARGEST:,} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise TemplateError(f"holds broken XML: {member}, line {error.lineno}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise TemplateError(f"holds a document type, which Word forbids: {member}")
    return root
