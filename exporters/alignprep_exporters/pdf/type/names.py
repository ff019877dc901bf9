"""The names of people that a PDF can show: those whose letters stand one after the other, from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from unicodedata import bidirectional

from alignprep import ExporterError
from alignprep_exporters.pdf.type.fonts import SANS, MissingCharacter, width

if TYPE_CHECKING:
    from alignprep import Interview

__all__ = ["require_names"]

_JOINED: Final = (
    (0x0590, 0x109F), (0x1700, 0x18AF), (0x1900, 0x194F), (0x1A00, 0x1C8F), (0x1CC0, 0x1CFF), (0x200C, 0x200F),
    (0x202A, 0x202E), (0x2066, 0x2069), (0xA800, 0xA95F), (0xA980, 0xAB2F), (0xABC0, 0xABFF), (0xFB1D, 0xFDFF),
    (0xFE70, 0xFEFE), (0x10800, 0x10FFF), (0x11000, 0x11FFF), (0x16100, 0x1613F), (0x1E900, 0x1EEFF),
)  # fmt: skip
"""Scripts that are written from right to left or whose letters join, change or stand above each other, and the signs
that govern it (https://www.unicode.org/charts/): Hebrew and Arabic, those of India and of Southeast Asia, Mongolian."""


def require_names(interview: Interview | None) -> None:
    """Raise `ExporterError` for a name in an interview's details that the PDF could only show wrongly."""
    if interview is None:
        return
    named = {
        "candidate's name": interview.candidate,
        "role": interview.role,
        "interviewer's name": interview.interviewer,
        "form": interview.form,
        "reason for the weights": interview.reason,
    }
    for what, text in named.items():
        if not _is_drawable(text):
            raise ExporterError(
                f"the PDF exporter cannot draw the {what} {text!r} as it is written: it needs another font, or letters "
                "that are joined or set from right to left; export DOCX, which shows it right, or use Latin letters"
            )


def _is_drawable(text: str) -> bool:
    if any(_is_joined(character) for character in text):
        return False
    try:
        width(SANS, text)
    except MissingCharacter:
        return False
    return True


def _is_joined(character: str) -> bool:
    point = ord(character)
    return bidirectional(character) in ("R", "AL", "AN") or any(low <= point <= high for low, high in _JOINED)
