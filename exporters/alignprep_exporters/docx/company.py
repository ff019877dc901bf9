"""A company's document: only its styles, theme and fonts are read, and no content or links.

The file may come from anywhere, so nothing in it is trusted: few members are read, each only up to a limit, whatever
size the archive claims, and no entity of its XML is expanded.
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

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from lxml import etree

from alignprep import TemplateError
from alignprep_exporters.docx.xml import Element, name

__all__ = ["CompanyStyles", "read_company"]

_MAX_BYTES: Final = 8_000_000
"""The limit for one part, a hundred times the size of Word's own styles."""
_MAX_STYLES: Final = 5_000
"""More than Word itself can manage."""
_OLE: Final = b"\xd0\xcf\x11\xe0"
"""The first bytes of a Word 97 file, and of any document with a password."""
_DOCUMENT_TYPES: Final = (
    CONTENT_TYPE.WML_DOCUMENT_MAIN,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)
_DAMAGED: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(RuntimeError, NotImplementedError, ValueError),
)
"""What zipfile raises for a file that is not an archive, or is damaged, encrypted or compressed in an unknown way."""
_STRICT: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
_NOT_WORD: Final = "is not a Word document (.docx or .dotx)"
_MACROS: Final = "contains macros; save it as .docx or .dotx"


@dataclass(frozen=True, slots=True)
class CompanyStyles:
    """The styles of a document, and its theme and fonts if it has them."""

    styles: Element
    theme: Element | None
    fonts: Element | None


def read_company(template: bytes) -> CompanyStyles:
    """The styles, theme and fonts of a Word document or template.

    Raises `TemplateError`, with a message of one line, for anything else and for a document that contains macros or
    takes its styles from another file.
    """
    if template.startswith(_OLE):
        raise TemplateError(
            "is a Word 97 file or has a password; save it as a Word document (.docx) without a password"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            return _read(archive)
    except _DAMAGED as error:
        raise TemplateError(f"{_NOT_WORD}, or is damaged") from error


def _read(archive: zipfile.ZipFile) -> CompanyStyles:
    relationships = _relationships(archive, "")
    main = relationships.get(RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
    if main is None:
        if _STRICT in relationships:
            raise TemplateError("is a Strict Open XML document; save it as a plain Word document (.docx)")
        raise TemplateError(_NOT_WORD)
    _check_kind(archive, main)
    parts = _relationships(archive, main)
    if any(kind.endswith("/vbaProject") for kind in parts):
        raise TemplateError(_MACROS)
    styles = parts.get(RELATIONSHIP_TYPE.STYLES)
    if styles is None:
        raise TemplateError("has no styles")
    theme, fonts = parts.get(RELATIONSHIP_TYPE.THEME), parts.get(RELATIONSHIP_TYPE.FONT_TABLE)
    found = _part(archive, styles, "w:styles")
    if len(found) > _MAX_STYLES:
        raise TemplateError(f"has more than {_MAX_STYLES:,} styles")
    return CompanyStyles(
        found,
        None if theme is None else _part(archive, theme, "a:theme"),
        None if fonts is None else _part(archive, fonts, "w:fonts"),
    )


def _check_kind(archive: zipfile.ZipFile, main: str) -> None:
    """Reject anything but a document: workbooks, slides, and documents with macros."""
    kind = ""
    for entry in _xml(archive, "[Content_Types].xml"):
        if entry.get("PartName", "").lower() == f"/{main.lower()}":
            kind = entry.get("ContentType", "")
    if "macroEnabled" in kind:
        raise TemplateError(_MACROS)
    if kind not in _DOCUMENT_TYPES:
        raise TemplateError(_NOT_WORD)


def _relationships(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """The first target of each kind of relationship of a part, or of the package. Rejects styles from other files."""
    folder, file = posixpath.split(part)
    found: dict[str, str] = {}
    for entry in _xml(archive, posixpath.join(folder, "_rels", f"{file}.rels")):
        kind, target = entry.get("Type", ""), entry.get("Target", "")
        needed = kind.rpartition("/")[2] in ("officeDocument", "styles", "theme", "fontTable")
        if needed and entry.get("TargetMode") == "External":
            raise TemplateError("takes its styles from another file; save it with styles of its own")
        found.setdefault(kind, posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/"))
    return found


def _part(archive: zipfile.ZipFile, member: str, root: str) -> Element:
    found = _xml(archive, member)
    if found.tag != name(root):
        raise TemplateError(f"has no {root.partition(':')[2]} in {member}")
    return found


def _xml(archive: zipfile.ZipFile, member: str) -> Element:
    """A member's root element; bytes are counted while unpacking, whatever size the archive states."""
    try:
        with archive.open(member) as file:
            data = file.read(_MAX_BYTES + 1)
    except KeyError:
        raise TemplateError(f"is not a complete Word document: it lacks {member}") from None
    if len(data) > _MAX_BYTES:
        raise TemplateError(f"is too large: {member} holds more than {_MAX_BYTES:,} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise TemplateError(f"contains broken XML: {member}, line {error.lineno}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise TemplateError(f"contains a document type declaration, which Word forbids: {member}")
    return root
