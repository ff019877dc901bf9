"""Content controls: form fields to fill in on screen, which are blanks on paper.

All controls that are bound to one field show the same value: a rating chosen beside its question appears on the
scorecard at once, without macros. The values of the fields are in a part of their own in the package (custom XML), and
so are the texts that Word shows in empty controls (the glossary).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from alignprep_exporters.docx.template import resource
from alignprep_exporters.docx.xml import Element, new, paragraph, run, serialized

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping

    from alignprep_exporters.docx.body import Body

__all__ = ["Controls"]

_FORM: Final = "urn:alignprep:form:1"
"""The namespace of the part that holds the values of the fields."""
_STORE: Final = "{5B0E3C1A-6D1F-4C57-9A37-0B6F2C1D8E41}"
"""The identifier by which controls name that part."""
_STORE_SCHEMA: Final = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_DATE_FORMAT: Final = {"month": "MMMM", "number": "M", "mm": "MM", "day": "d", "dd": "dd", "year": "yyyy"}
"""The parts of a date as Word writes them in its formats (ISO/IEC 29500-1, 17.16.4.1)."""


class Controls:
    """Makes the controls of one document, and remembers which fields and placeholders they use."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._fields: dict[str, str] = {}
        """The bound fields and their initial values, in the order of their first use."""
        self._placeholders: dict[str, str] = {}
        """The names of the placeholders, by their text."""

    def text(self, title: str, prompt: str, *, field: str = "", value: str = "") -> Element:
        """A line of text to fill in, or to change."""
        return self._fillable(title, prompt, field, new("w:text"), value, value)

    def date(self, title: str, prompt: str, *, field: str = "", value: datetime.date | None = None) -> Element:
        """A day to choose, or to change."""
        say = self._body.say
        stored = f"{value.isoformat()}T00:00:00" if value else ""
        kind = new(
            "w:date",
            new("w:dateFormat", val=say("{month} {day}, {year}", **_DATE_FORMAT)),
            new("w:lid", val=say.language),
            new("w:storeMappedDataAs", val="dateTime"),
            new("w:calendar", val="gregorian"),
            **({"fullDate": f"{stored}Z"} if stored else {}),
        )
        shown = say.date(value) if value else ""
        return self._fillable(title, prompt, field, kind, stored, shown)

    def choice(self, title: str, prompt: str, choices: Mapping[str, str], *, field: str = "") -> Element:
        """One of several values, each with what is shown for it."""
        items = [new("w:listItem", displayText=shown, value=value) for value, shown in choices.items()]
        return self._fillable(title, prompt, field, new("w:dropDownList", *items))

    def checkbox(self, title: str) -> Element:
        """A check box."""
        kind = new(
            "w14:checkbox",
            new("w14:checked", val=0),
            new("w14:checkedState", val="2612", font="MS Gothic"),
            new("w14:uncheckedState", val="2610", font="MS Gothic"),
        )
        return self._control(title, [kind], [run("☐", "TickBox")])

    def area(self, title: str, paragraphs: Iterable[Element]) -> Element:
        """Room for any text: a control around whole paragraphs."""
        return self._control(title, [], list(paragraphs))

    def _fillable(
        self, title: str, prompt: str, field: str, kind: Element, value: str = "", shown: str = ""
    ) -> Element:
        """A control that shows a prompt until it is filled in."""
        name = self._placeholders.setdefault(prompt, f"Placeholder{len(self._placeholders) + 1}")
        properties = [new("w:placeholder", new("w:docPart", val=name))]
        if not shown:
            properties.append(new("w:showingPlcHdr"))
        if field:
            self._fields[field] = value
            place, prefix = f"/f:form[1]/f:field[@name='{field}'][1]", f"xmlns:f='{_FORM}'"
            properties.append(new("w:dataBinding", prefixMappings=prefix, xpath=place, storeItemID=_STORE))
        return self._control(title, [*properties, kind], [run(shown) if shown else run(prompt, "PlaceholderText")])

    def _control(self, title: str, properties: list[Element], content: list[Element]) -> Element:
        id = self._body.new_id()
        values: dict[str, str | int] = {"alias": title, "tag": f"alignprep-{id}", "id": id, "lock": "sdtLocked"}
        named = [new(f"w:{tag}", val=value) for tag, value in values.items()]
        return new("w:sdt", new("w:sdtPr", *named, *properties), new("w:sdtContent", *content))

    def add_parts(self) -> None:
        """Add the parts of the package that the controls need, if there are controls to fill in."""
        main = self._body.document.part

        def part(name: str, content_type: str, data: bytes) -> Part:
            return Part(PackURI(name), content_type, data, main.package)

        if self._fields:
            fields = (
                f"<field name={quoteattr(name)}" + (f">{escape(value)}</field>" if value else "/>")
                for name, value in self._fields.items()
            )
            form = f'<form xmlns="{_FORM}">{"".join(fields)}</form>'
            properties = (
                f'<ds:datastoreItem xmlns:ds="{_STORE_SCHEMA}" ds:itemID="{_STORE}">'
                f'<ds:schemaRefs><ds:schemaRef ds:uri="{_FORM}"/></ds:schemaRefs></ds:datastoreItem>'
            )
            store = part("/customXml/item1.xml", CONTENT_TYPE.XML, form.encode())
            store.relate_to(
                part("/customXml/itemProps1.xml", CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES, properties.encode()),
                RELATIONSHIP_TYPE.CUSTOM_XML_PROPS,
            )
            main.relate_to(store, RELATIONSHIP_TYPE.CUSTOM_XML)
        if self._placeholders:
            entries = [_placeholder(name, text) for text, name in self._placeholders.items()]
            texts = serialized(new("w:glossaryDocument", new("w:docParts", *entries)))
            glossary = part("/word/glossary/document.xml", CONTENT_TYPE.WML_DOCUMENT_GLOSSARY, texts)
            styles = part("/word/glossary/styles.xml", CONTENT_TYPE.WML_STYLES, resource("glossary_styles.xml"))
            glossary.relate_to(styles, RELATIONSHIP_TYPE.STYLES)
            main.relate_to(glossary, RELATIONSHIP_TYPE.GLOSSARY_DOCUMENT)


def _placeholder(name: str, text: str) -> Element:
    """A text that Word puts into a control when it is emptied."""
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
