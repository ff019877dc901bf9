"""A document of reportlab's -> the bytes of a PDF 1.7 file, small and the same everywhere.

reportlab writes every object by itself and compresses with whatever zlib Python was built with. Here objects go into
object streams and their places into a cross-reference stream (ISO 32000-1, 7.5.7 and 7.5.8), all compressed by
libdeflate, whose output does not depend on the machine.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final

import deflate
from reportlab.pdfbase import pdfdoc

from alignprep_exporters.pdf.objects import Raw

__all__ = ["serialize"]

_HEADER: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_END: Final = b"\r\nendstream\n"
"""Data may end with a carriage return, which a line feed alone would make part of the line's end."""
_IN_A_STREAM: Final = 200
_LEVEL: Final = 9


class _Deflate:
    """A stream filter of reportlab's kind."""

    pdfname = "FlateDecode"

    def encode(self, content: str | bytes) -> bytes:
        return _compressed(content.encode("latin-1") if isinstance(content, str) else content)


def serialize(canvas: Any) -> bytes:
    """The bytes of what has been drawn on a canvas whose pages are all shown."""
    document = canvas._doc
    document.defaultStreamFilters = [_Deflate()]
    for font in document.delayedFonts:
        font.addObjects(document)
    document.Reference(document.Catalog)
    info = document.Reference(document.info)
    document.Outlines.prepare(document, canvas)
    return _File().write(document, document.Reference(document.Catalog), info)


class _File:
    """A file that grows; `_places` says of each object where it stands: at an offset or in an object stream."""

    def __init__(self) -> None:
        self._parts = [_HEADER]
        self._length = len(_HEADER)
        self._places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}

    def write(self, document: Any, catalog: Any, info: Any) -> bytes:
        small: list[tuple[int, bytes]] = []
        number = 0
        while number + 1 in document.numberToId:  # Formatting an object may add others.
            number += 1
            held = document.idToObject[document.numberToId[number]]
            made = pdfdoc.format(held, document, toplevel=1)
            if isinstance(held, Raw):  # Others may still refer to it, nothing needs what it said.
                held.text = b""
            elif isinstance(held, pdfdoc.PDFStream):
                held.content = ""
            if made.endswith(b"endstream\n"):
                self._add(number, made.removesuffix(b"endstream\n") + _END)
            else:
                small.append((number, made.strip()))
        for start in range(0, len(small), _IN_A_STREAM):
            number += 1
            self._pack(number, small[start : start + _IN_A_STREAM])
        self._end(number + 1, catalog.format(document), info.format(document))
        return b"".join(self._parts)

    def _put(self, data: bytes) -> None:
        self._parts.append(data)
        self._length += len(data)

    def _add(self, number: int, content: bytes) -> None:
        self._places[number] = (1, self._length, 0)
        self._put(b"%d 0 obj\n%sendobj\n" % (number, content))

    def _pack(self, number: int, objects: list[tuple[int, bytes]]) -> None:
        offset, heads, bodies = 0, [], []
        for index, (inner, content) in enumerate(objects):
            self._places[inner] = (2, number, index)
            heads.append(b"%d %d" % (inner, offset))
            bodies.append(content)
            offset += len(content) + 1
        head = b" ".join(heads) + b"\n"
        keys = b"/Type /ObjStm /N %d /First %d" % (len(objects), len(head))
        self._add(number, _stream(keys, head + b"\n".join(bodies)))

    def _end(self, number: int, catalog: bytes, info: bytes) -> None:
        start = self._length
        self._places[number] = (1, start, 0)
        table = b"".join(
            kind.to_bytes(1, "big") + field.to_bytes(4, "big") + last.to_bytes(2, "big")
            for kind, field, last in (self._places[index] for index in range(number + 1))
        )
        id = sha256(b"".join(self._parts)).hexdigest()[:32].upper().encode()
        keys = b"/Type /XRef /W [1 4 2] /Size %d /Root %s /Info %s /ID [<%s> <%s>]" % (
            number + 1,
            catalog,
            info,
            id,
            id,
        )
        self._put(b"%d 0 obj\n%sendobj\nstartxref\n%d\n%%%%EOF\n" % (number, _stream(keys, table), start))


def _stream(keys: bytes, content: bytes) -> bytes:
    data = _compressed(content)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s%s" % (keys, len(data), data, _END)


def _compressed(content: bytes) -> bytes:
    return bytes(deflate.zlib_compress(content, _LEVEL))
