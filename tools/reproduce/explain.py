"""Where two files that should be the same differ, in a line that a person can act upon."""

from __future__ import annotations

import io
import itertools
import tarfile
import zipfile
from collections.abc import Callable, Mapping

__all__ = ["explain"]


def explain(name: str, ours: bytes, theirs: bytes) -> str:
    """The first difference of two versions of a file: member, object, line or offset."""
    readers: Mapping[str, Callable[[bytes, bytes], str]] = {
        ".apkg": _zips, ".docx": _zips, ".whl": _zips, ".zip": _zips, ".tar.gz": _tars, ".pdf": _pdfs,
    }  # fmt: skip
    for ending, reader in readers.items():
        if name.endswith(ending):
            return reader(ours, theirs)
    return _plain(ours, theirs)


def _zips(ours: bytes, theirs: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(ours)) as one, zipfile.ZipFile(io.BytesIO(theirs)) as other:
        contents = [{name: archive.read(name) for name in archive.namelist()} for archive in (one, other)]
        heads = [
            {info.filename: (info.date_time, info.external_attr, info.compress_type, info.compress_size) for info in
             archive.infolist()}
            for archive in (one, other)
        ]  # fmt: skip
    return _members(*contents) or _heads(*heads) or _bytes(ours, theirs)


def _tars(ours: bytes, theirs: bytes) -> str:
    contents, heads = [], []
    for data in (ours, theirs):
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            files = {entry.name: archive.extractfile(entry) for entry in archive.getmembers()}
            contents.append({name: file.read() if file else b"" for name, file in files.items()})
            heads.append({
                entry.name: (entry.mtime, oct(entry.mode), entry.uid, entry.gid, entry.uname, entry.pax_headers)
                for entry in archive.getmembers()
            })  # fmt: skip
    return _members(*contents) or _heads(*heads) or f"the same members, packed differently: {_bytes(ours, theirs)}"


def _members(ours: Mapping[str, bytes], theirs: Mapping[str, bytes]) -> str:
    for names, what in ((ours.keys() - theirs.keys(), "lacks"), (theirs.keys() - ours.keys(), "has also")):
        if names:
            return f"the other one {what} {', '.join(sorted(names))}"
    changed = [name for name in ours if ours[name] != theirs[name]]
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        return f"member {changed[0]}{more}: {_plain(ours[changed[0]], theirs[changed[0]])}"
    return ""


def _heads(ours: Mapping[str, object], theirs: Mapping[str, object]) -> str:
    if list(ours) != list(theirs):
        return (
            f"the members stand in another order from {next(a for a, b in zip(ours, theirs, strict=True) if a != b)} on"
        )
    return next((f"member {name}: {ours[name]} or {theirs[name]}" for name in ours if ours[name] != theirs[name]), "")


def _pdfs(ours: bytes, theirs: bytes) -> str:
    from pypdf import PdfReader

    one, other = PdfReader(io.BytesIO(ours)), PdfReader(io.BytesIO(theirs))
    for number in itertools.count(1):
        pair = [_object(reader, number) for reader in (one, other)]
        if pair[0] != pair[1]:
            return f"object {number}: {_plain(*pair)}"
        if pair == [b"", b""]:
            return f"the same objects, written differently: {_bytes(ours, theirs)}"
    raise AssertionError


def _object(reader: object, number: int) -> bytes:
    from pypdf import PdfReader
    from pypdf.generic import StreamObject

    assert isinstance(reader, PdfReader)
    if number >= int(reader.trailer["/Size"]):  # type: ignore[call-overload]
        return b""
    found = reader.get_object(number)
    if found is None:
        return b""
    if isinstance(found, StreamObject):
        return found.get_data()
    written = io.BytesIO()
    found.write_to_stream(written)
    return written.getvalue()


def _plain(ours: bytes, theirs: bytes) -> str:
    try:
        one, other = ours.decode().splitlines(), theirs.decode().splitlines()
    except UnicodeDecodeError:
        return _bytes(ours, theirs)
    for number, (mine, yours) in enumerate(itertools.zip_longest(one, other, fillvalue=""), 1):
        if mine != yours:
            at = next(
                (i for i, (a, b) in enumerate(zip(mine, yours, strict=False)) if a != b), min(map(len, (mine, yours)))
            )
            start = max(0, at - 20)
            return f"line {number}: {mine[start : at + 40]!r} or {yours[start : at + 40]!r}"
    return _bytes(ours, theirs)


def _bytes(ours: bytes, theirs: bytes) -> str:
    at = next((i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    return f"byte {at:,}: {ours[at : at + 8].hex(' ')} or {theirs[at : at + 8].hex(' ')}"
