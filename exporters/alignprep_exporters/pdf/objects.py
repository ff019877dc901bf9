"""Objects of a PDF file that are written as they stand, their streams and strings (ISO 32000-1, 7.3)."""

from __future__ import annotations

from typing import Any

from reportlab.pdfbase.pdfdoc import PDFObject

__all__ = ["ESCAPES", "Raw", "reserved", "stream", "string"]


class Raw(PDFObject):  # type: ignore[misc]
    """An indirect object with a finished text, which may be set until the file is written."""

    __RefOnly__ = 1

    def __init__(self, text: str | bytes = "") -> None:
        self.text = text

    def format(self, document: Any) -> bytes:  # noqa: ARG002
        """The text."""
        return self.text if isinstance(self.text, bytes) else self.text.encode("ascii")


def reserved(document: Any, count: int) -> int:
    """The first of so many numbers that a document of reportlab's leaves free, for objects that it is not to hold."""
    first: int = document.objectcounter + 1
    document.objectcounter += count
    return first


def stream(keys: str, data: bytes) -> Raw:
    """A stream that is not compressed; the file writer puts the line break before its end."""
    return Raw(b"<< %s /Length %d >>\nstream\n%sendstream\n" % (keys.encode("ascii"), len(data), data))


def string(text: str) -> str:
    """A text string: ASCII as it is, anything else in UTF-16 (ISO 32000-1, 7.9.2.2)."""
    if text.isascii() and text.isprintable():
        return f"({text.translate(ESCAPES)})"
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


ESCAPES = str.maketrans({"\\": r"\\", "(": r"\(", ")": r"\)"})
"""What has to be escaped in a literal string."""
