"""Data that a PDF can show: what no font of the package has is refused with `TextError`, which other tests see."""

from __future__ import annotations

from typing import Any

from alignprep_exporters.pdf import fonts

__all__ = ["drawable"]


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
        return fonts.width(fonts.SERIF, character) >= 0
    except fonts.MissingCharacter:
        return False
