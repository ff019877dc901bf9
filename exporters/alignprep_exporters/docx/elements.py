"""Elements of WordprocessingML, written briefly."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

__all__ = ["element", "field", "run"]


def element(tag: str, *children: Any, **attributes: str | int) -> Any:
    """An element such as `w:p`; attributes are of the same namespace, and a trailing underscore is dropped."""
    made = OxmlElement(tag)
    prefix = tag.partition(":")[0]
    for name, value in attributes.items():
        made.set(qn(f"{prefix}:{name.rstrip('_')}"), str(value))
    made.extend(child for child in children if child is not None)
    return made


def run(text: str, *properties: Any) -> Any:
    """A run of text; line breaks and tabs become Word's."""
    made = element("w:r")
    if properties:
        made.append(element("w:rPr", *properties))
    for index, line in enumerate(text.split("\n")):
        if index:
            made.append(element("w:br"))
        part = element("w:t")
        part.text = line
        part.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        made.append(part)
    return made


def field(instruction: str, shown: str) -> list[Any]:
    """The runs of a complex field and the result that it shows until it is updated."""
    code = element("w:instrText")
    code.text = f" {instruction} "
    code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [
        element("w:r", element("w:fldChar", fldCharType="begin")),
        element("w:r", code),
        element("w:r", element("w:fldChar", fldCharType="separate")),
        run(shown),
        element("w:r", element("w:fldChar", fldCharType="end")),
    ]
