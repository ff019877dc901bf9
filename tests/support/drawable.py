"""Data that a PDF can show: what no font of the package has is refused with `TextError`, which other tests see."""

from __future__ import annotations

from typing import Any

from alignprep_exporters.pdf.type import fonts

__all__ = ["drawable"]

_FACES = [
    fonts.face(family, bold=bold, italic=italic)
    for family in (fonts.SERIF, fonts.SANS, fonts.MONO)
    for bold in (False, True)
    for italic in (False, True)
]


def drawable(value: Any) -> Any:
    """The same data with a letter for each character that the PDF exporter refuses."""
    if isinstance(value, str):
        return "".join(character if _known(character) else "x" for character in value)
    if isinstance(value, dict):
        return {key: drawable(inner) for key, inner in value.items()}
    return [drawable(inner) for inner in value] if isinstance(value, list) else value


def _known(character: str) -> bool:
    if character.isascii():
        return True
    try:
        return all(fonts.width(font, character) >= 0 for font in _FACES)
    except fonts.MissingCharacter:
        return False
