"""Content controls: form fields to fill in on screen, which are blanks on paper.

Controls that are bound to one field show the same value: a score chosen beside its question appears on the scorecard at
once, without macros. The values of the fields are in a part of their own in the package (custom XML); an empty control
shows white space of the right size, which another part holds (the glossary), and never words that would be printed.

Editors keep different things of a control, so a field's name stands in its tag, in the values of a dropdown and in the
bookmark around it; `alignprep.scores` reads them back. The names are `candidate`, `score-27`, `tick-27-3` and so on.
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
    from collections.abc import Mapping

    from alignprep_exporters.docx.body import Body

__all__ = ["Controls"]

_FORM: Final = "urn:alignprep:form:1"
"""The namespace of the part that holds the values of the fields."""
_STORE: Final = "{5B0E3C1A-6D1F-4C57-9A37-0B6F2C1D8E41}"
"""The identifier by which controls name that part."""
_STORE_SCHEMA: Final = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_DATE_FORMAT: Final = {"month": "MMMM", "number": "M", "mm": "MM", "day": "d", "dd": "dd", "year": "yyyy"}
"""The parts of a date as Word writes them in its formats (ISO/IEC 29500-1, 17.16.4.1)."""
_LONGEST_BOOKMARK: Final = 40
"""The most characters that Word allows in the name of a bookmark."""
_BLANK: Final = "\u2002" * 8
"""What an empty line of text shows: en spaces, wide enough to be clicked on."""
_NARROW: Final = "\u2002" * 3
"""What an empty dropdown shows."""


class Controls:
    """Makes the controls of one document, and remembers which fields and placeholders they use."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._fields: dict[str, str] = {}
        """The fields and their initial values, in the order of their first use."""
        self._bookmarks: set[str] = set()
        self._placeholders: dict[str, str] = {}
        """The names of the placeholders, by their text."""

    def text(self, field: str, title: str, value: str = "", *, fixed: bool = False) -> list[Element]:
        """A line of text to fill in, or to change unless it is `fixed`."""
        lock = "sdtContentLocked" if fixed else "sdtLocked"
        return self._fillable(field, title, new("w:text"), _BLANK, value, value, lock=lock)

    def lines(self, field: str, title: str, count: int) -> list[Element]:
        """Text of several lines; while it is empty there are so many tabs, which the style of the paragraph rules.

        Each tab ends at the margin and takes a line of its own. There are no breaks between them, since LibreOffice
        would move them to the beginning of the control.
        """
        return self._fillable(field, title, new("w:text", multiLine=1), "\t" * count)

    def date(self, field: str, title: str, value: datetime.date | None = None) -> list[Element]:
        """A day to choose, or to change."""
        say = self._body.say
        stored = value.isoformat() if value else ""
        kind = new(
            "w:date",
            new("w:dateFormat", val=say("{month} {day}, {year}", **_DATE_FORMAT)),
            new("w:lid", val=say.language),
            new("w:storeMappedDataAs", val="date"),
            new("w:calendar", val="gregorian"),
            **({"fullDate": f"{stored}T00:00:00Z"} if stored else {}),
        )
        return self._fillable(field, title, kind, _BLANK, stored, say.date(value) if value else "")

    def choice(self, field: str, title: str, choices: Mapping[str, str]) -> list[Element]:
        """One of several values, each with what is shown for it."""
        items = [new("w:listItem", displayText=shown, value=f"{field}={value}") for value, shown in choices.items()]
        return self._fillable(field, title, new("w:dropDownList", *items), _NARROW)

    def checkbox(self, field: str, title: str) -> list[Element]:
        """A check box."""
        kind = new(
            "w14:checkbox",
            new("w14:checked", val=0),
            new("w14:checkedState", val="2612", font="MS Gothic"),
            new("w14:uncheckedState", val="2610", font="MS Gothic"),
        )
        return self._control(field, title, [self._binding(field, "0"), kind], run("☐", "TickBox"))

    def _fillable(
        self, field: str, title: str, kind: Element, blank: str, value: str = "", shown: str = "", lock: str = ""
    ) -> list[Element]:
        """A control that shows a blank until it is filled in."""
        name = self._placeholders.setdefault(blank, f"Placeholder{len(self._placeholders) + 1}")
        properties = [new("w:placeholder", new("w:docPart", val=name))]
        if not shown:
            properties.append(new("w:showingPlcHdr"))
        properties += [self._binding(field, value), kind]
        content = run(shown) if shown else run(blank, "PlaceholderText")
        return self._control(field, title, properties, content, lock or "sdtLocked")

    def _binding(self, field: str, value: str) -> Element:
        """What binds a control to its field."""
        self._fields.setdefault(field, value)
        place, prefix = f"/f:form[1]/f:field[@name='{field}'][1]", f"xmlns:f='{_FORM}'"
        return new("w:dataBinding", prefixMappings=prefix, xpath=place, storeItemID=_STORE)

    def _control(
        self, field: str, title: str, properties: list[Element], content: Element, lock: str = "sdtLocked"
    ) -> list[Element]:
        """A control, with the bookmark around it."""
        values: dict[str, str | int] = {"alias": title, "tag": field, "id": self._body.new_id(), "lock": lock}
        named = [new(f"w:{tag}", val=value) for tag, value in values.items()]
        control = new("w:sdt", new("w:sdtPr", *named, *properties), new("w:sdtContent", content))
        name = field.replace("-", "_")
        name = f"{name}_card" if name in self._bookmarks else name
        if name in self._bookmarks or len(name) > _LONGEST_BOOKMARK:
            return [control]
        self._bookmarks.add(name)
        return self._body.bookmarked(name, control)

    def add_parts(self) -> None:
        """Add the parts of the package that the controls need, if there are controls to fill in."""
        main = self._body.document.part

        def part(name: str, content_type: str, data: bytes) -> Part:
            return Part(PackURI(name), content_type, data, main.package)

        if not self._fields:
            return
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
