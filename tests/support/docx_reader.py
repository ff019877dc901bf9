"""What a Word document holds, for tests."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from lxml import etree

from alignprep_exporters.docx.xml import NAMESPACES

__all__ = ["NS", "body", "everything", "find", "parts", "pieces", "words"]

NS = {**NAMESPACES, "f": "urn:alignprep:form:1", "p": "http://schemas.openxmlformats.org/package/2006/relationships"}


def parts(document: bytes) -> dict[str, bytes]:
    """The parts of the package by name."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def body(document: bytes) -> Any:
    """The root of the main part."""
    return etree.fromstring(parts(document)["word/document.xml"])


def find(document: bytes, path: str) -> Any:
    """What an XPath finds in the main part."""
    return body(document).xpath(path, namespaces=NS)


def words(document: bytes) -> str:
    """The text of the body, a paragraph a line; formulas by their symbols, no-break spaces as plain ones."""
    lines = []
    for paragraph in find(document, "//w:p"):
        found = paragraph.xpath(".//w:t | .//m:t | .//w:tab[not(parent::w:tabs)] | .//w:br", namespaces=NS)
        lines.append(
            "".join({"tab": "\t", "br": "\n"}.get(etree.QName(piece).localname, piece.text) for piece in found)
        )
    return "\n".join(lines).replace("\u00a0", " ")


def pieces(text: str) -> str:
    """A text without the white space that parts its words."""
    return "".join(text.split())


def everything(document: bytes) -> str:
    """All that the file holds: each part as it is, and again with its markup read."""
    held = []
    for name, data in parts(document).items():
        held += [name, data.decode("utf-8", "replace")]
        if name.endswith((".xml", ".rels")):
            root = etree.fromstring(data)
            held += [
                "".join(root.itertext()),
                *(str(value) for element in root.iter() for value in element.attrib.values()),
            ]
    return "\n".join(held)
