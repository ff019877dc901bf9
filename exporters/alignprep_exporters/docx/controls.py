"""Content controls: what is filled in on screen, and is a blank on paper."""

from __future__ import annotations

from typing import Any

from docx.oxml import parse_xml

from alignprep_exporters.docx.elements import element, run

__all__ = ["check_box", "date", "drop_down", "text"]

_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"


def _control(id: int, title: str, kind: Any, content: list[Any], *, placeholder: bool) -> Any:
    properties = element(
        "w:sdtPr",
        element("w:alias", val=title),
        element("w:tag", val=title.lower().replace(" ", "-")),
        element("w:id", val=id),
        element("w:showingPlcHdr") if placeholder else None,
        kind,
    )
    return element("w:sdt", properties, element("w:sdtContent", *content))


def text(id: int, title: str, prompt: str) -> Any:
    """A line of text to fill in."""
    return _control(id, title, element("w:text"), [run(prompt, _style("PlaceholderText"))], placeholder=True)


def date(id: int, title: str, prompt: str) -> Any:
    """A day to choose."""
    kind = element(
        "w:date",
        element("w:dateFormat", val="yyyy-MM-dd"),
        element("w:lid", val="en-US"),
        element("w:storeMappedDataAs", val="date"),
        element("w:calendar", val="gregorian"),
    )
    return _control(id, title, kind, [run(prompt, _style("PlaceholderText"))], placeholder=True)


def drop_down(id: int, title: str, prompt: str, choices: list[tuple[str, str]]) -> Any:
    """A value to choose from some, each with how it is shown."""
    items = [element("w:listItem", displayText=shown, value=value) for value, shown in choices]
    return _control(
        id, title, element("w:dropDownList", *items), [run(prompt, _style("PlaceholderText"))], placeholder=True
    )


def check_box(id: int, title: str) -> Any:
    """A box to tick."""
    kind = parse_xml(
        f'<w14:checkbox xmlns:w14="{_W14}"><w14:checked w14:val="0"/>'
        '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
    )
    return _control(id, title, kind, [run("☐", _style("CheckBox"))], placeholder=False)


def _style(name: str) -> Any:
    return element("w:rStyle", val=name)
