"""The runs of Word's equations: letters and symbols with the alphabet that they are set in."""

from __future__ import annotations

from typing import Final

from lxml import etree

from alignprep_exporters.docx.elements import Element, name, new
from alignprep_exporters.docx.omml_nodes import is_name, tag

__all__ = ["joined", "text_run"]

_INVISIBLE: Final = {ord(character): None for character in "\u2061\u2062\u2063\u2064"}
_ALPHABETS: Final = ("script", "fraktur", "double-struck", "sans-serif", "monospace")


def text_run(text: str, node: Element | None = None) -> Element:
    """A run of an equation; the MathML node that it comes from decides on its alphabet."""
    part = new("m:t", xml_space="preserve")
    part.text = text.translate(_INVISIBLE)
    properties = _properties(node) if node is not None else []
    return new("m:r", new("m:rPr", *properties) if properties else None, part)


def _properties(node: Element) -> list[Element]:
    kind = tag(node)
    variant = node.get("mathvariant", "")
    if kind == "mtext" and not variant:
        return [new("m:nor")]
    if kind == "mtext" and variant in ("bold", "italic"):
        return [new("m:sty", val=variant[0])]
    found = [new("m:scr", val=alphabet) for alphabet in _ALPHABETS if alphabet in variant]
    if "bold" in variant:
        found.append(new("m:sty", val="bi" if "italic" in variant else "b"))
    elif variant == "normal" or found or is_name(node):
        found.append(new("m:sty", val="p"))
    return found


def joined(elements: list[Element]) -> list[Element]:
    """Neighboring runs of the same alphabet as one, so that `KL` is a word to who copies or hears it."""
    result: list[Element] = []
    for element in elements:
        last = result[-1] if result else None
        if last is not None and element.tag == last.tag == name("m:r") and _alphabet(element) == _alphabet(last):
            last[-1].text = f"{last[-1].text}{element[-1].text}"
        else:
            result.append(element)
    return result


def _alphabet(run: Element) -> bytes:
    return etree.tostring(run[0]) if len(run) > 1 else b""
