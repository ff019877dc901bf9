"""A finished canvas -> the bytes of a PDF 1.7 file, small and the same on every machine.

reportlab writes every object separately and compresses with whatever zlib Python was built with. Here objects go into
object streams and their offsets into a cross-reference stream (ISO 32000-1, 7.5.7 and 7.5.8), all compressed by
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

from alignprep_exporters.pdf.tagged.late import LateContent
from alignprep_exporters.pdf.tagged.objects import Raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas

__all__ = ["serialize"]

_HEADER: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_END: Final = b"\r\nendstream\n"
"""A line feed alone would form one line break with a carriage return at the end of the data."""
_PACK_SIZE: Final = 200
"""How many objects share an object stream."""
_LEVEL: Final = 9
_ENTRY: Final = Struct(">BIH")
"""An entry of the cross-reference stream."""


class _Deflate:
    """A stream filter with the interface that reportlab expects."""

    pdfname = "FlateDecode"

    def encode(self, content: str | bytes | LateContent) -> bytes:
        if isinstance(content, LateContent):
            content = content.whole()
        return _compressed(content.encode("latin-1") if isinstance(content, str) else content)


def serialize(canvas: TaggedCanvas) -> bytes:
    """The file of a finished canvas."""
    document = canvas._doc
    document.defaultStreamFilters = [_Deflate()]
    for font in document.delayedFonts:
        font.addObjects(document)
    document.Reference(document.Catalog)
    info = document.Reference(document.info)
    document.Outlines.prepare(document, canvas)
    file = _File()
    for number, made in _objects(document, canvas.series):
        file.add(number, made)
    return file.end(document.Reference(document.Catalog).format(document), info.format(document))


def _objects(document: Any, series: dict[int, Iterator[bytes]]) -> Iterator[tuple[int, bytes]]:
    """Every object with its number, in order; each is freed as soon as it is made."""
    number = 1
    while True:
        if number in series:
            for made in series.pop(number):
                yield number, made
                number += 1
        elif number in document.numberToId:  # Formatting an object may add others.
            held = document.idToObject[document.numberToId[number]]
            yield number, pdfdoc.format(held, document, toplevel=1)
            number += 1
            if isinstance(held, Raw):  # Others may still refer to it, but nothing needs its text.
                held.text = b""
            elif isinstance(held, pdfdoc.PDFPage):
                held.stream = held.Annots = held.Resources = None
            elif isinstance(held, pdfdoc.PDFStream):
                held.content = ""
        else:
            return


class _File:
    """A file that grows by objects in the order of their numbers.

    Streams are written as they come; other objects are packed into object streams, which follow at the end.
    """

    def __init__(self) -> None:
        self._bytes = io.BytesIO(_HEADER)
        self._bytes.seek(0, io.SEEK_END)
        # The cross-reference entry of each object: 1, its offset, 0; or 2, the number of its pack, its index there.
        self._kinds, self._fields, self._indexes = bytearray([0]), array("I", [0]), array("H", [65535])
        self._loose: list[tuple[int, bytes]] = []
        self._packs: list[bytes] = []

    def add(self, number: int, made: bytes) -> None:
        """Add the object of the next number."""
        if made.endswith(b"endstream\n"):
            self._write_object(number, made.removesuffix(b"endstream\n") + _END)
            return
        self._add_entry(2, len(self._packs), len(self._loose))
        self._loose.append((number, made.strip()))
        if len(self._loose) == _PACK_SIZE:
            self._write_pack()

    def end(self, catalog: bytes, info: bytes) -> bytes:
        """Write the end, and return the whole file."""
        if self._loose:
            self._write_pack()
        first = len(self._kinds)
        for number, pack in enumerate(self._packs, first):
            self._write_object(number, pack)
        start, number = self._bytes.tell(), len(self._kinds)
        self._add_entry(1, start)
        table = bytearray()
        for kind, field, index in zip(self._kinds, self._fields, self._indexes, strict=True):
            table += _ENTRY.pack(kind, field + first if kind == 2 else field, index)
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

    def _add_entry(self, kind: int, field: int, index: int = 0) -> None:
        self._kinds.append(kind)
        self._fields.append(field)
        self._indexes.append(index)

    def _write_object(self, number: int, content: bytes) -> None:
        self._add_entry(1, self._bytes.tell())
        self._bytes.write(b"%d 0 obj\n%sendobj\n" % (number, content))

    def _write_pack(self) -> None:
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
