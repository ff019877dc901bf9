"""LaTeX -> typst's own maths, through the MathML that every exporter starts from."""

from __future__ import annotations

import re
from functools import cache
from typing import Final
from xml.etree import ElementTree

from alignprep.text.maths import mathml

_NAMESPACE: Final = "{http://www.w3.org/1998/Math/MathML}"
_SCRIPTS: Final = {
    "msub": ("b",), "msup": ("t",), "msubsup": ("b", "t"), "munder": ("b",), "mover": ("t",), "munderover": ("b", "t"),
}  # fmt: skip
_LIMITED: Final = frozenset({"max", "min", "sup", "inf", "lim"})
_ACCENTS: Final = {"^": "hat", "¯": "macron", "~": "tilde", "˙": "dot", "→": "arrow", "―": "overline"}


@cache
def typst_maths(latex: str) -> str:
    """The formula as it stands between typst's dollar signs."""
    return _row(list(ElementTree.fromstring(mathml(latex))))  # noqa: S314 - of our own making


def _row(nodes: list[ElementTree.Element]) -> str:
    return " ".join(map(_node, nodes))


def _node(node: ElementTree.Element) -> str:
    kind = node.tag.removeprefix(_NAMESPACE)
    parts = list(node)
    text = node.text or ""
    if kind == "mi":
        upright = node.get("mathvariant") == "normal"
        return f"upright({_signs(text)})" if upright and len(text) == 1 else _signs(text)
    if kind in ("mn", "mo"):
        return _signs(text)
    if kind == "mtext":
        return _quoted(text)
    if kind == "mspace":
        return f"#h({node.get('width', '0em')});"
    if kind in _SCRIPTS:
        if kind == "mover" and (parts[1].text or "") in _ACCENTS:
            return f"{_ACCENTS[parts[1].text or '']}({_node(parts[0])})"
        scripts = ", ".join(f"{side}: {_node(part)}" for side, part in zip(_SCRIPTS[kind], parts[1:], strict=True))
        return f"attach({_node(parts[0])}, {scripts})"
    if kind == "mfrac":
        return f"frac({_node(parts[0])}, {_node(parts[1])})"
    if kind == "msqrt":
        return f"sqrt({_row(parts)})"
    if kind == "mroot":
        return f"root({_node(parts[1])}, {_node(parts[0])})"
    if kind == "mtable":
        return f"mat(delim: #none, {'; '.join(', '.join(_row(list(cell)) for cell in row) for row in parts)})"
    if kind == "mrow" and len(parts) > 1 and parts[0].get("fence") == "true":
        return f"lr({_row(parts)})"
    return _row(parts)


def _signs(text: str) -> str:
    """Letters as variables or words, other signs as they are; typst's own syntax is escaped."""
    if len(text) > 1 and not re.fullmatch(r"[0-9.,]+", text):
        limits = ", limits: #true" if text in _LIMITED else ""
        return f"op({_quoted(text)}{limits})" if text.isalpha() else _quoted(text)
    return re.sub(r"([^\w\s])", r"\\\1", text, flags=re.ASCII) if text.isascii() else text


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
