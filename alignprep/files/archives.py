"""Archives whose bytes depend only on their members: zip, and the tar of a source distribution.

The .apkg, .docx, .pdf, wheel and sdist all use one compressor: libdeflate (PyPI `deflate`, pinned) at level 9. zlib and
zlib-ng give different bytes, as do versions of zlib-ng, and isal on different CPUs; libdeflate has given the same bytes
on every CPU and with every version tried. Stored members are as stable, but larger. Measured in bytes on the fifty
questions, with the DOCX template already trimmed:

    file                               stored    level 9   level 12 (twenty times slower)
    alignprep.apkg                  1,235,279    271,664    263,443
    alignprep-packet-candidate.docx    96,902     17,134     16,794
    alignprep-packet-interviewer.docx 2,437,792  599,900    593,493
    the wheel                       5,002,986  1,959,364  1,911,976
    the sdist's tar                 6,922,240  2,766,184  2,702,428

A member that deflating does not shorten is stored. There is no fallback where `deflate` is missing, since the bytes
must not depend on what is installed.
"""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Final, NamedTuple

from alignprep.errors import MissingExtra, OutputError

__all__ = ["LEVEL", "canonical_sdist", "canonical_zip", "repack"]

LEVEL: Final = 9
"""The compression level of libdeflate for every format."""

_MOST_MEMBERS: Final = 0xFFFF - 1
_MOST_BYTES: Final = 0xFFFF_FFFF - 1
"""The limits without the Zip64 extension, which not every client reads; the largest field values announce it."""
_EARLIEST: Final = (1 << 5 | 1) << 16
"""1980-01-01 00:00, the earliest date in a zip archive; date and time in the packed format of MS-DOS."""
_UTF8_NAME: Final = 1 << 11
_MODE: Final = 0o100644
_STORED, _DEFLATED = 0, 8
_UNIX: Final = 3
_SDIST_TIME: Final = 1580601600
"""2020-02-02, the default date that hatchling gives members of an sdist; used whatever SOURCE_DATE_EPOCH is."""


class _Member(NamedTuple):
    """A member, with what both of its headers contain (APPNOTE.TXT, 4.3.7 and 4.3.12)."""

    name: bytes
    flags: int
    method: int
    crc: int
    packed: bytes | bytearray
    size: int
    offset: int

    def common(self) -> bytes:
        """The fields that both headers share, from the version needed to the length of the extra field."""
        return struct.pack(
            "<HHHIIIIHH", 20, self.flags, self.method, _EARLIEST, self.crc, len(self.packed), self.size,
            len(self.name), 0,
        )  # fmt: skip

    def local(self) -> bytes:
        """The local header, which precedes the data."""
        return b"PK\x03\x04" + self.common() + self.name

    def central(self) -> bytes:
        """The entry of the central directory."""
        made_by = struct.pack("<H", _UNIX << 8 | 20)
        rest = struct.pack("<HHHII", 0, 0, 0, _MODE << 16, self.offset)
        return b"PK\x01\x02" + made_by + self.common() + rest + self.name


def canonical_zip(members: Mapping[str, bytes | bytearray], *, first: str | None = None) -> bytes:
    """A zip archive (APPNOTE.TXT 6.3, without Zip64) that depends only on its members.

    Names are sorted, with `first` before all others for formats that need it, and in UTF-8 if not ASCII; the date is
    the earliest that zip allows, the mode 0644, and data is compressed as the module's docstring says. The headers are
    written here because `zipfile` compresses only with the zlib of the machine and accepts no compressed data.

    Raises `OutputError` for 65,535 or more members or 4 GiB or more, and `MissingExtra` when `deflate` is not
    installed; a plug-in that calls this declares `deflate` in its own extra.
    """
    names = sorted(members, key=lambda name: (name != first, name.encode()))
    return _zip({name: members[name] for name in names})


def _zip(members: Mapping[str, bytes | bytearray]) -> bytes:
    """A zip archive of the members, in this order."""
    deflate = _libdeflate()
    if len(members) > _MOST_MEMBERS:
        raise OutputError(f"a zip archive can have at most {_MOST_MEMBERS:,} members; this one has {len(members):,}")
    parts: list[bytes | bytearray] = []
    directory: list[bytes] = []
    offset = 0
    for name, data in members.items():
        encoded = name.encode()
        if len(encoded) > 0xFFFF:
            raise OutputError(
                f"a name in a zip archive can have at most 65,535 bytes; one that begins {name[:40]!r} is longer"
            )
        if len(data) > _MOST_BYTES:
            raise OutputError(f"a member of a zip archive must be smaller than 4 GiB; {name!r} has {len(data):,} bytes")
        packed: bytes | bytearray = deflate.deflate_compress(data, LEVEL)
        method = _DEFLATED if len(packed) < len(data) else _STORED
        flags = 0 if name.isascii() else _UTF8_NAME
        packed = packed if method == _DEFLATED else data
        member = _Member(encoded, flags, method, deflate.crc32(data), packed, len(data), offset)
        parts += [member.local(), packed]
        directory.append(member.central())
        offset += len(parts[-2]) + len(packed)
    length = sum(map(len, directory))
    if offset + length > _MOST_BYTES:
        raise OutputError(f"a zip archive must be smaller than 4 GiB; this one has {offset + length:,} bytes")
    count = len(directory)
    return b"".join([*parts, *directory, b"PK\x05\x06", struct.pack("<HHHHIIH", 0, 0, count, count, length, offset, 0)])


def canonical_sdist(data: bytes) -> bytes:
    """A .tar.gz with the same files and contents that depends only on them.

    Names are sorted; headers are ustar, with pax records only where needed; all files have one date, user and group 0
    without names, and mode 0644 or 0755; the gzip header has no name and no date. Raises `OutputError` for a member
    that is not a file, and `MissingExtra` when `deflate` is not installed.
    """
    deflate = _libdeflate()
    plain = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as old,
        tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT, encoding="utf-8") as new,
    ):
        for entry in sorted(old.getmembers(), key=lambda entry: entry.name.encode()):
            if not entry.isfile():
                raise OutputError(f"a source distribution must contain only files, and {entry.name!r} is not a file")
            clean = tarfile.TarInfo(entry.name)
            clean.size, clean.mtime = entry.size, _SDIST_TIME
            clean.mode = 0o755 if entry.mode & 0o100 else 0o644
            new.addfile(clean, old.extractfile(entry))
    return _gzip(plain.getvalue(), deflate)


def repack(path: Path) -> None:
    """Rewrite a wheel or an sdist in its canonical form; the RECORD of a wheel lists contents, so it stays valid.

    Raises `OutputError` for any other file.
    """
    data = path.read_bytes()
    if path.name.endswith(".whl"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            new = _zip({name: archive.read(name) for name in sorted(archive.namelist(), key=_wheel_order)})
    elif path.name.endswith(".tar.gz"):
        new = canonical_sdist(data)
    else:
        raise OutputError(f"{path} is neither a wheel nor a source distribution")
    path.write_bytes(new)


def _wheel_order(name: str) -> tuple[bool, bool, bytes]:
    """The sort key of a file in a wheel: metadata at the end, as the specification advises, and RECORD last of all."""
    in_metadata = name.partition("/")[0].endswith(".dist-info")
    return in_metadata, in_metadata and name.endswith("/RECORD"), name.encode()


def _gzip(data: bytes, deflate: ModuleType) -> bytes:
    """One gzip member (RFC 1952) without file name, date and operating system."""
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    tail = struct.pack("<II", deflate.crc32(data), len(data) & 0xFFFF_FFFF)
    return head + bytes(deflate.deflate_compress(data, LEVEL)) + tail


def _libdeflate() -> ModuleType:
    try:
        import deflate
    except ModuleNotFoundError as error:
        if error.name != "deflate":
            raise
        raise MissingExtra("archives need the package deflate; run: pip install deflate") from None
    return deflate
