"""A document of reportlab's -> the bytes of a PDF 1.7 file, small and the same everywhere.

reportlab writes every object by itself and compresses with whatever zlib Python was built with. Here objects go into
object streams and their places into a cross-reference stream (ISO 32000-1, 7.5.7 and 7.5.8), all compressed by
libdeflate, whose output does not depend on the machine.
"""

from __future__ import annotations

import io
from array import array
from hashlib import sha256
from struct import Struct
from typing import TYPE_CHECKING, Any, Final

import deflate
from reportlab.pdfbase import pdfdoc

from alignprep_exporters.pdf.objects import Raw
from alignprep_exporters.pdf.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alignprep_exporters.pdf.sheet import Sheet

__all__ = ["serialize"]

_HEADER: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_END: Final = b"\r\nendstream\n"
"""Data may end with a carriage return, which a line feed alone would make part of the line's end."""
_IN_A_STREAM: Final = 200
_LEVEL: Final = 9
_PLACE: Final = Struct(">BIH")


class _Deflate:
    """A stream filter of reportlab's kind."""

    pdfname = "FlateDecode"

    def encode(self, content: str | bytes | Waiting) -> bytes:
        if isinstance(content, Waiting):
            content = content.drawing()
        return _compressed(content.encode("latin-1") if isinstance(content, str) else content)


def serialize(sheet: Sheet, written: Callable[[int, int], None]) -> bytes:
    """The bytes of a sheet that is finished; `written` is told how many of how many pages are done."""
    document = sheet._doc
    document.defaultStreamFilters = [_Deflate()]
    for font in document.delayedFonts:
        font.addObjects(document)
    document.Reference(document.Catalog)
    info = document.Reference(document.info)
    document.Outlines.prepare(document, sheet)
    file = _File()
    for number, made in _objects(document, sheet.series, written):
        file.add(number, made)
    return file.end(document.Reference(document.Catalog).format(document), info.format(document))


def _objects(
    document: Any, series: dict[int, Iterator[bytes]], written: Callable[[int, int], None]
) -> Iterator[tuple[int, bytes]]:
    """Every object by its number; what has been made is not held any longer."""
    number, pages = 1, 0
    while True:
        if number in series:
            for made in series.pop(number):
                yield number, made
                number += 1
        elif number in document.numberToId:  # Formatting an object may add others.
            held = document.idToObject[document.numberToId[number]]
            yield number, pdfdoc.format(held, document, toplevel=1)
            number += 1
            if isinstance(held, Raw):  # Others may still refer to it, nothing needs what it said.
                held.text = b""
            elif isinstance(held, pdfdoc.PDFPage):
                held.stream = held.Annots = held.Resources = None
            elif isinstance(held, pdfdoc.PDFStream):
                if isinstance(held.content, Waiting):
                    pages += 1
                    written(pages, len(document.Pages.pages))
                held.content = ""
        else:
            return


class _File:
    """A file that grows by objects in the order of their numbers.

    Streams stand in it as they come; the others are packed, and the packs stand behind all of them.
    """

    def __init__(self) -> None:
        self._bytes = io.BytesIO(_HEADER)
        self._bytes.seek(0, io.SEEK_END)
        # Of each object: what kind of place it has, the offset or the number of the pack, the index in the pack.
        self._kinds, self._fields, self._indexes = bytearray([0]), array("I", [0]), array("H", [65535])
        self._loose: list[tuple[int, bytes]] = []
        self._packs: list[bytes] = []

    def add(self, number: int, made: bytes) -> None:
        """Add the object of the next number."""
        if made.endswith(b"endstream\n"):
            self._put(number, made.removesuffix(b"endstream\n") + _END)
            return
        self._place(2, len(self._packs), len(self._loose))
        self._loose.append((number, made.strip()))
        if len(self._loose) == _IN_A_STREAM:
            self._pack()

    def end(self, catalog: bytes, info: bytes) -> bytes:
        """The whole file."""
        if self._loose:
            self._pack()
        first = len(self._kinds)
        for number, pack in enumerate(self._packs, first):
            self._put(number, pack)
        start, number = self._bytes.tell(), len(self._kinds)
        self._place(1, start)
        table = bytearray()
        for kind, field, index in zip(self._kinds, self._fields, self._indexes, strict=True):
            table += _PLACE.pack(kind, field + first if kind == 2 else field, index)
        id = sha256(self._bytes.getbuffer()).hexdigest()[:32].upper().encode()
        keys = b"/Type /XRef /W [1 4 2] /Size %d /Root %s /Info %s /ID [<%s> <%s>]" % (
            number + 1,
            catalog,
            info,
            id,
            id,
        )
        self._bytes.write(b"%d 0 obj\n%sendobj\nstartxref\n%d\n%%%%EOF\n" % (number, _stream(keys, table), start))
        return self._bytes.getvalue()

    def _place(self, kind: int, field: int, index: int = 0) -> None:
        self._kinds.append(kind)
        self._fields.append(field)
        self._indexes.append(index)

    def _put(self, number: int, content: bytes) -> None:
        self._place(1, self._bytes.tell())
        self._bytes.write(b"%d 0 obj\n%sendobj\n" % (number, content))

    def _pack(self) -> None:
        offset, heads = 0, []
        for number, content in self._loose:
            heads.append(b"%d %d" % (number, offset))
            offset += len(content) + 1
        head = b" ".join(heads) + b"\n"
        keys = b"/Type /ObjStm /N %d /First %d" % (len(self._loose), len(head))
        self._packs.append(_stream(keys, head + b"\n".join(content for _, content in self._loose)))
        self._loose = []


def _stream(keys: bytes, content: bytes | bytearray) -> bytes:
    data = _compressed(content)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s%s" % (keys, len(data), data, _END)


def _compressed(content: bytes | bytearray) -> bytes:
    return bytes(deflate.zlib_compress(content, _LEVEL))
