"""The parts of the package that content controls rest on: the fields' values and the placeholders' texts."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from alignprep_exporters.docx.body import paragraph
from alignprep_exporters.docx.controls import FORM, STORE
from alignprep_exporters.docx.elements import Element, new, run
from alignprep_exporters.docx.template import resource

if TYPE_CHECKING:
    from docx.document import Document

    from alignprep_exporters.docx.controls import Controls

__all__ = ["attach_form"]

_STORE_SCHEMA: Final = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_GLOSSARY: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.glossary+xml"


def attach_form(document: Document, controls: Controls) -> None:
    """Add the parts that the controls need; none where there are no controls to fill in."""
    package = document.part.package
    if controls.fields:
        fields = "".join(
            f"<field name={quoteattr(name)}>{escape(value)}</field>" if value else f"<field name={quoteattr(name)}/>"
            for name, value in controls.fields.items()
        )
        store = Part(
            PackURI("/customXml/item1.xml"),
            CONTENT_TYPE.XML,
            f'<form xmlns="{escape(FORM)}">{fields}</form>'.encode(),
            package,
        )
        properties = Part(
            PackURI("/customXml/itemProps1.xml"),
            CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES,
            (
                f'<ds:datastoreItem xmlns:ds="{_STORE_SCHEMA}" ds:itemID="{STORE}">'
                f'<ds:schemaRefs><ds:schemaRef ds:uri="{FORM}"/></ds:schemaRefs></ds:datastoreItem>'
            ).encode(),
            package,
        )
        store.relate_to(properties, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
        document.part.relate_to(store, RELATIONSHIP_TYPE.CUSTOM_XML)
    if controls.placeholders:
        parts = [_placeholder(name, text) for text, name in controls.placeholders.items()]
        glossary = Part(
            PackURI("/word/glossary/document.xml"),
            _GLOSSARY,
            _serialized(new("w:glossaryDocument", new("w:docParts", *parts))),
            package,
        )
        styles = Part(
            PackURI("/word/glossary/styles.xml"), CONTENT_TYPE.WML_STYLES, resource("glossary_styles.xml"), package
        )
        glossary.relate_to(styles, RELATIONSHIP_TYPE.STYLES)
        document.part.relate_to(glossary, RELATIONSHIP_TYPE.GLOSSARY_DOCUMENT)


def _placeholder(name: str, text: str) -> Element:
    """What Word puts into a control when it is emptied."""
    digest = hashlib.sha256(f"{name} {text}".encode()).hexdigest().upper()
    guid = f"{{{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}}}"
    return new(
        "w:docPart",
        new(
            "w:docPartPr",
            new("w:name", val=name),
            new("w:category", new("w:name", val="General"), new("w:gallery", val="placeholder")),
            new("w:behaviors", new("w:behavior", val="content")),
            new("w:guid", val=guid),
        ),
        new("w:docPartBody", paragraph("Normal", run(text, "PlaceholderText"))),
    )


def _serialized(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
