"""What the build hook makes of a wheel and an sdist: bytes that depend on their files only."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from hatch_build import canonical_sdist, repack


def sdist(reverse: bool, **about: object) -> bytes:
    """A .tar.gz of three files, described in one way or another."""
    buffer = io.BytesIO()
    files = [("p-1/a.py", b"a" * 600), ("p-1/" + "long/" * 40 + "ü.txt", b"u"), ("p-1/run", b"#!/bin/sh\n")]
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in reversed(files) if reverse else files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            info.mode = 0o755 if name.endswith("run") else 0o600
            for key, value in about.items():
                setattr(info, key, value)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def test_an_sdist_depends_on_its_files_only() -> None:
    about = {"uid": 1000, "gid": 100, "uname": "me", "gname": "us", "mtime": 1.5, "pax_headers": {"comment": "x"}}
    one, two = canonical_sdist(sdist(False)), canonical_sdist(sdist(True, **about))
    assert one == two == canonical_sdist(one)
    assert one[:10] == b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
    assert gzip.decompress(one)
    with tarfile.open(fileobj=io.BytesIO(one)) as archive:
        members = archive.getmembers()
        assert [(entry.name[-5:], entry.mode) for entry in members] == [
            ("/a.py", 0o644),
            ("ü.txt", 0o644),
            ("1/run", 0o755),
        ]
        assert {(entry.uid, entry.gid, entry.uname, entry.gname, entry.mtime) for entry in members} == {
            (0, 0, "", "", 1580601600)
        }
        assert all(set(entry.pax_headers) <= {"path"} for entry in members)
        extracted = archive.extractfile("p-1/a.py")
        assert extracted is not None
        assert extracted.read() == b"a" * 600


def test_an_sdist_of_anything_but_files_is_refused() -> None:
    with pytest.raises(ValueError, match=r"must contain only files, and 'p-1/a\.py' is not a file"):
        canonical_sdist(sdist(False, type=tarfile.SYMTYPE, linkname="run", size=0))


def test_a_wheel_ends_with_its_metadata(tmp_path: Path) -> None:
    path = tmp_path / "p-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("p-1.dist-info/RECORD", "p-1.dist-info/WHEEL", "p/z.py", "p-1.dist-info/METADATA", "p/a.py"):
            archive.writestr(name, name)
    repack(path)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert names == [
            "p/a.py", "p/z.py", "p-1.dist-info/METADATA", "p-1.dist-info/WHEEL", "p-1.dist-info/RECORD",
        ]  # fmt: skip
        assert [archive.read(name).decode() for name in names] == names


def test_only_wheels_and_sdists_are_repacked(tmp_path: Path) -> None:
    (tmp_path / "x.egg").write_bytes(b"")
    with pytest.raises(ValueError, match="neither a wheel nor a source distribution"):
        repack(tmp_path / "x.egg")
