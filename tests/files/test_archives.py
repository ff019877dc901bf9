"""Zip archives: the same bytes everywhere, and every client reads them."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import deflate
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignprep import select
from alignprep.errors import MissingExtra, OutputError
from alignprep.exporting import find
from alignprep.files import archives
from alignprep.files.archives import canonical_zip
from tests.support.sample_bank import large_bank

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/\\"), min_size=1, max_size=20)


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def test_a_canonical_zip_depends_on_its_members_only() -> None:
    one = canonical_zip({"b": b"2" * 99, "a": b"1", "first": b"0"}, first="first")
    two = canonical_zip({"first": b"0", "a": b"1", "b": b"2" * 99}, first="first")
    assert one == two
    with opened(one) as archive:
        assert archive.namelist() == ["first", "a", "b"]
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.external_attr >> 16 for info in archive.infolist()} == {0o100644}
        assert [info.compress_type for info in archive.infolist()] == [0, 0, zipfile.ZIP_DEFLATED]
        assert archive.read("b") == b"2" * 99


@settings(max_examples=60, deadline=None)
@given(members=st.dictionaries(NAMES, st.binary(max_size=3000).map(lambda data: data * 3), max_size=12))
def test_what_goes_in_comes_out(members: dict[str, bytes]) -> None:
    with opened(canonical_zip(members)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == members


def test_the_bytes_are_written_down() -> None:
    """A small archive in full, by the specification: not what this machine happens to make."""
    data = canonical_zip({"ä": b"", "a": b"aaaaaaaaaaaaaaaaaaaa"})
    packed = deflate.deflate_compress(b"aaaaaaaaaaaaaaaaaaaa", 9)
    assert zlib.decompress(packed, -15) == b"a" * 20
    crc = zlib.crc32(b"a" * 20)
    one = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(packed), 20, 1, 0)
    two = struct.pack("<HHHHHIIIHH", 20, 0x800, 0, 0, 33, 0, 0, 0, 2, 0)
    first, second = b"PK\3\4" + one + b"a" + packed, b"PK\3\4" + two + "ä".encode()
    tail = struct.pack("<HHHI", 0, 0, 0, 0o100644 << 16)
    entries = b"PK\1\2\x14\3" + one + tail + struct.pack("<I", 0) + b"a"
    entries += b"PK\1\2\x14\3" + two + tail + struct.pack("<I", len(first)) + "ä".encode()
    end = struct.pack("<HHHHIIH", 0, 0, 2, 2, len(entries), len(first + second), 0)
    assert data == first + second + entries + b"PK\5\6" + end


def test_other_programs_read_it(tmp_path: Path) -> None:
    members = {"word/é ü.xml": b"<x/>" * 1000, "empty": b"", "noise": bytes(range(256)), "日本": b"y" * 70000}
    (tmp_path / "a.zip").write_bytes(canonical_zip(members))
    clients = [
        command
        for command in (["unzip", "-tq", "a.zip"], ["bsdtar", "-tf", "a.zip"], ["7z", "t", "a.zip"])
        if shutil.which(command[0])
    ]
    for command in [*clients, [sys.executable, "-m", "zipfile", "-t", "a.zip"]]:
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert run.returncode == 0, run.stdout + run.stderr


def test_what_zip_cannot_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    canonical_zip(dict.fromkeys(map(str, range(65_534)), b""))
    with pytest.raises(OutputError, match="at most 65,534 members; this one has 65,535"):
        canonical_zip(dict.fromkeys(map(str, range(65_535)), b""))
    with pytest.raises(OutputError, match="can have at most 65,535 bytes"):
        canonical_zip({"x" * 65_536: b""})
    monkeypatch.setattr(archives, "_MOST_BYTES", 1000)
    with pytest.raises(OutputError, match="must be smaller than 4 GiB; 'a' has 1,001 bytes"):
        canonical_zip({"a": bytes(1001)})
    with pytest.raises(OutputError, match="smaller than 4 GiB; this one has 1,"):
        canonical_zip({str(number): b"x" for number in range(20)})


def test_nothing_stands_in_for_the_compressor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "deflate", None)
    with pytest.raises(MissingExtra, match="run: pip install deflate"):
        canonical_zip({"a": b"a"})


def test_the_place_that_plug_ins_know() -> None:
    assert "canonical_zip" in archives.__all__


@pytest.mark.parametrize("name", ["anki", "docx", "pdf"])
def test_no_binary_format_asks_the_machines_zlib(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """python-docx saves with zlib before its parts are packed again, so zlib may be asked, but must not show."""
    packet = select(large_bank(40), edition="interviewer")
    before = find(name).load().render(packet)
    fast: Callable[..., object] = zlib.compressobj
    monkeypatch.setattr(zlib, "compressobj", lambda level=1, *rest: fast(1, *rest))
    assert find(name).load().render(packet) == before
