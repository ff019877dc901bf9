"""Formulas as Office Math (ISO/IEC 29500-1, 22.1)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from docx.oxml import parse_xml
from lxml import etree
from mathml_to_omml import mathml_to_omml

from alignprep.latex import mathml

__all__ = ["equation"]

_M: Final = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_NAME: Final = {"m": _M}
_ACCENTS: Final = {
    "^": "\u0302",
    "~": "\u0303",
    "¯": "\u0305",
    "‾": "\u0305",
    "ˆ": "\u0302",
    "˜": "\u0303",
    "→": "\u20d7",
}


def equation(latex: str, *, display: bool) -> Any:
    """The formula as `m:oMath`, or as `m:oMathPara` for a line of its own."""
    made = parse_xml(_source(latex, display))
    return _wrapped(made) if display else made


def _wrapped(equation: Any) -> Any:
    paragraph = parse_xml(f'<m:oMathPara xmlns:m="{_M}"/>')
    paragraph.append(equation)
    return paragraph


@lru_cache(maxsize=2048)
def _source(latex: str, display: bool) -> bytes:
    source = str(mathml_to_omml(mathml(latex, display=display))).replace("<m:oMath>", f'<m:oMath xmlns:m="{_M}">', 1)
    tree = etree.fromstring(source)
    for limit in list(tree.iter(f"{{{_M}}}limUpp")):
        _accent(limit)
    made: bytes = etree.tostring(tree)
    return made


def _accent(limit: Any) -> None:
    """A hat over a letter is an accent in Word, not a limit above it."""
    above = "".join(limit.xpath("m:lim//m:t/text()", namespaces=_NAME))
    if above not in _ACCENTS:
        return
    accent = etree.SubElement(limit.getparent(), f"{{{_M}}}acc")
    properties = etree.SubElement(accent, f"{{{_M}}}accPr")
    etree.SubElement(properties, f"{{{_M}}}chr").set(f"{{{_M}}}val", _ACCENTS[above])
    accent.append(limit.find("m:e", _NAME))
    limit.getparent().replace(limit, accent)
