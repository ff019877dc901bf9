"""Content controls: what is filled in on screen, and is a blank on paper.

A control that is bound to a field shows the same value wherever the field stands: a rating chosen beside its question
is in the scorecard at once, without macros.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep_exporters.docx.elements import Element, new, run

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from alignprep_exporters.docx.body import Body

__all__ = ["FORM", "STORE", "Controls"]

FORM: Final = "urn:alignprep:form:1"
"""The namespace of the part that holds what has been filled in."""
STORE: Final = "{5B0E3C1A-6D1F-4C57-9A37-0B6F2C1D8E41}"
"""The identifier by which controls name that part."""


_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Controls:
    """Makes the controls of one document, and remembers which fields and placeholders they use."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self.fields: dict[str, str] = {}
        """The bound fields with what they hold from the start, in the order of their first use."""
        self.placeholders: dict[str, str] = {}
        """The names of the placeholders, by their text."""

    def text(self, title: str, prompt: str, *, field: str = "", value: str = "") -> Element:
        """A line of text to fill in, or to change."""
        return self._blank(title, prompt, field, new("w:text"), value, value)

    def date(self, title: str, prompt: str, *, field: str = "", value: datetime.date | None = None) -> Element:
        """A day to choose, or to change."""
        kept = f"{value.isoformat()}T00:00:00" if value else ""
        kind = new(
            "w:date",
            new("w:dateFormat", val="MMMM d, yyyy"),
            new("w:lid", val="en-US"),
            new("w:storeMappedDataAs", val="dateTime"),
            new("w:calendar", val="gregorian"),
            **({"fullDate": f"{kept}Z"} if kept else {}),
        )
        shown = f"{_MONTHS[value.month - 1]} {value.day}, {value.year}" if value else ""
        return self._blank(title, prompt, field, kind, kept, shown)

    def choice(self, title: str, prompt: str, choices: Iterable[str], *, field: str = "") -> Element:
        """One of several values."""
        items = [new("w:listItem", displayText=choice, value=choice) for choice in choices]
        return self._blank(title, prompt, field, new("w:dropDownList", *items))

    def tick(self, title: str) -> Element:
        """A box to tick."""
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

    def _blank(self, title: str, prompt: str, field: str, kind: Element, value: str = "", filled: str = "") -> Element:
        name = self.placeholders.setdefault(prompt, f"Placeholder{len(self.placeholders) + 1}")
        shown = [new("w:placeholder", new("w:docPart", val=name))]
        if not filled:
            shown.append(new("w:showingPlcHdr"))
        if field:
            self.fields[field] = value
            shown.append(
                new(
                    "w:dataBinding",
                    prefixMappings=f"xmlns:f='{FORM}'",
                    xpath=f"/f:form[1]/f:field[@name='{field}'][1]",
                    storeItemID=STORE,
                )
            )
        return self._control(title, [*shown, kind], [run(filled) if filled else run(prompt, "PlaceholderText")])

    def _control(self, title: str, properties: list[Element], content: list[Element]) -> Element:
        id = self._body.new_id()
        named = [
            new("w:alias", val=title),
            new("w:tag", val=f"alignprep-{id}"),
            new("w:id", val=id),
            new("w:lock", val="sdtLocked"),
        ]
        return new("w:sdt", new("w:sdtPr", *named, *properties), new("w:sdtContent", *content))
