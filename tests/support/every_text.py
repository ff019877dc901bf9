"""Every text in a file that an exporter made, wherever it stands."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, TextStringObject

__all__ = ["texts"]


def texts(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """Every text in a file, with the name of the part that it is in; archives, databases and PDF are opened."""
    if zipfile.is_zipfile(BytesIO(data)):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            yield f"{name} (comment)", archive.comment.decode("latin-1")
            for member in archive.namelist():
                yield from texts(f"{name}/{member}", archive.read(member))
        yield f"{name} (members)", "\n".join(zipfile.ZipFile(BytesIO(data)).namelist())
    elif data.startswith(b"SQLite format 3"):
        database = sqlite3.connect(":memory:")
        database.deserialize(data)
        yield name, "\n".join(database.iterdump())
        database.close()
    elif data.startswith(b"%PDF"):
        reader = pypdf.PdfReader(BytesIO(data))
        yield f"{name} (pages)", "\n".join(page.extract_text() for page in reader.pages)
        yield f"{name} (metadata)", repr(reader.metadata) + repr(reader.outline)
        assert reader.xmp_metadata
        yield f"{name} (XMP)", reader.xmp_metadata.stream.get_data().decode()
        yield f"{name} (objects)", "\n".join(_strings(reader))
    else:
        yield name, data.decode("utf-8", "replace")


def _strings(reader: pypdf.PdfReader) -> Iterator[str]:
    """Every text string in the objects of a PDF: alternative texts, titles of fields, bookmarks, destinations."""
    for number in range(1, len(reader.xref_objStm) + sum(map(len, reader.xref.values())) + 1):
        pending = [reader.get_object(IndirectObject(number, 0, reader))]
        while pending:
            one = pending.pop()
            if isinstance(one, DictionaryObject):
                pending += one.values()
            elif isinstance(one, ArrayObject):
                pending += one
            elif isinstance(one, TextStringObject):
                yield str(one)
