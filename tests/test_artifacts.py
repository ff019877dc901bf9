from __future__ import annotations

import io
import zipfile

from alignprep.artifacts import canonical_zip


def test_a_canonical_zip_depends_on_its_members_only() -> None:
    one = canonical_zip({"b": b"2", "a": b"1", "first": b"0"}, first="first")
    two = canonical_zip({"first": b"0", "a": b"1", "b": b"2"}, first="first")
    assert one == two
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert archive.namelist() == ["first", "a", "b"]
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        assert archive.read("b") == b"2"
