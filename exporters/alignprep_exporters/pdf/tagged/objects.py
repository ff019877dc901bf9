"""Objects, streams and strings in PDF syntax that alignprep writes, not reportlab (ISO 32000-1, 7.3)."""

from __future__ import annotations

from typing import Any, Final

import deflate
from reportlab.pdfbase.pdfdoc import PDFObject

__all__ = ["ESCAPES", "Raw", "name", "packed", "reference", "reserve", "stream", "string"]

_LEVEL: Final = 9


class Raw(PDFObject):  # type: ignore[misc]
    """An indirect object, as its text in the file, which may be set until the file is written."""

    __RefOnly__ = 1

    def __init__(self, text: str | bytes = "") -> None:
        self.text = text

    def format(self, document: Any) -> bytes:  # noqa: ARG002
        """The text, as reportlab asks for it."""
        return self.text if isinstance(self.text, bytes) else self.text.encode("ascii")


def reserve(document: Any, count: int) -> int:
    """Reserve object numbers in a reportlab document for objects outside it; return the first number."""
    first: int = document.objectcounter + 1
    document.objectcounter += count
    return first


def stream(keys: str, data: bytes) -> Raw:
    """A stream that is not compressed; `file` adds the line break before its end."""
    return Raw(b"<< %s /Length %d >>\nstream\n%sendstream\n" % (keys.encode("ascii"), len(data), data))


def packed(keys: str, data: bytes) -> Raw:
    """A compressed stream."""
    return stream(f"{keys} /Filter /FlateDecode", bytes(deflate.zlib_compress(data, _LEVEL)))


def reference(document: Any, made: Raw, key: str) -> int:
    """Add an object to a reportlab document, which knows it by the key; return its number."""
    document.Reference(made, key)
    number: int = document.idToObjectNumberAndVersion[key][0]
    return number


def name(text: str) -> str:
    """A name of letters, digits and hyphens (ISO 32000-1, 7.3.5)."""
    return f"/{text}"


def string(text: str) -> str:
    """A text string: ASCII as it is, anything else in UTF-16 (ISO 32000-1, 7.9.2.2)."""
    if text.isascii() and text.isprintable():
        return f"({text.translate(ESCAPES)})"
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


ESCAPES = str.maketrans({"\\": r"\\", "(": r"\(", ")": r"\)"})
"""What must be escaped in a literal string."""
