"""Zip archives whose bytes depend only on their members.

The .apkg, .docx, .pdf, wheel and sdist all use one compressor: libdeflate (PyPI `deflate`, pinned) at level 9. zlib and
zlib-ng give different bytes, as do versions of zlib-ng, and isal on different CPUs; libdeflate has given the same bytes
on every CPU and with every version tried. Stored members are as stable, but larger. Measured in bytes on fifty
questions, with the DOCX template already trimmed:

    file                               stored    level 9   level 12 (twenty times slower)
    a deck (.apkg)                  1,235,279    271,664    263,443
    a candidate's packet (.docx)       96,902     17,134     16,794
    an interviewer's packet (.docx)   2,437,792  599,900    593,493
    the wheel                       5,002,986  1,959,364  1,911,976
    the sdist's tar                 6,922,240  2,766,184  2,702,428

A member that deflating does not shorten is stored. There is no fallback where `deflate` is missing, since the bytes
must not depend on what is installed.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from types import ModuleType
from typing import Final, NamedTuple

from alignprep.errors import MissingExtra, OutputError

__all__ = ["LEVEL", "canonical_zip", "zip_in_order"]

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


def canonical_zip(
    members: Mapping[str, bytes | bytearray], *, first: str | None = None, level: int | None = None
) -> bytes:
    """A zip archive (APPNOTE.TXT 6.3, without Zip64) that depends only on its members.

    Names are sorted, with `first` before all others for formats that need it, and in UTF-8 if not ASCII; the date is
    the earliest that zip allows, the mode 0644, and data is compressed as the module's docstring says. The headers are
    written here because `zipfile` compresses only with the zlib of the machine and accepts no compressed data.

    `level` is another level of compression than `LEVEL`, for data of which the last percent is not worth the time.
    Raises `OutputError` for 65,535 or more members or 4 GiB or more, and `MissingExtra` when `deflate` is not
    installed; a plug-in that calls this declares `deflate` in its own extra.
    """
    names = sorted(members, key=lambda name: (name != first, name.encode()))
    return zip_in_order({name: members[name] for name in names}, level=level)


def zip_in_order(members: Mapping[str, bytes | bytearray], *, level: int | None = None) -> bytes:
    """The archive of `canonical_zip` with its members in the order given. Raises as `canonical_zip` does."""
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
        packed: bytes | bytearray = deflate.deflate_compress(data, LEVEL if level is None else level)
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


def _libdeflate() -> ModuleType:
    try:
        import deflate
    except ModuleNotFoundError as error:
        if error.name != "deflate":
            raise
        raise MissingExtra("archives need the package deflate; run: pip install deflate") from None
    return deflate
