from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignprep import select
from alignprep_exporters.anki import collection, sqlite_unused
from tests.support.sample_bank import large_bank

LENGTHS = st.lists(st.sampled_from([0, 5, 300, 2000, 4000, 4061, 4062, 4096, 9000, 30000]), max_size=40)


def image_of(lengths: list[int], page_size: int) -> tuple[bytearray, list[int], list[Any]]:
    """A database with a table and an index over texts of these lengths."""
    rows = [(index, chr(97 + index % 26) * length, b"x" * (length // 3)) for index, length in enumerate(lengths)]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"PRAGMA page_size={page_size}")
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b BLOB)")
        connection.execute("CREATE INDEX i ON t (a)")
        connection.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
        connection.commit()
        connection.execute("VACUUM")
        roots = [1, *(root for (root,) in connection.execute("SELECT rootpage FROM sqlite_master"))]
        return bytearray(connection.serialize()), roots, rows


def rows_of(image: bytes) -> list[Any]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(image)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM t INDEXED BY i WHERE a >= ''").fetchone() == (
            connection.execute("SELECT count(*) FROM t").fetchone()
        )
        return connection.execute("SELECT * FROM t ORDER BY id").fetchall()


@settings(max_examples=40, deadline=None)
@given(lengths=LENGTHS, page_size=st.sampled_from([512, 4096]))
def test_content_survives_and_unused_bytes_do_not(lengths: list[int], page_size: int) -> None:
    image, roots, rows = image_of(lengths, page_size)
    clean = bytearray(image)
    sqlite_unused.clear(clean, page_size, roots)
    assert rows_of(clean) == rows
    dirty = bytearray(clean)
    for number in range(len(image) // page_size):
        start, header = number * page_size, number * page_size + (100 if number == 0 else 0)
        if dirty[header] in (2, 5, 10, 13) and number + 1 in reachable(clean, page_size, roots):
            first = (
                header
                + (12 if dirty[header] in (2, 5) else 8)
                + 2 * int.from_bytes(dirty[header + 3 : header + 5], "big")
            )
            cells = start + (int.from_bytes(dirty[header + 5 : header + 7], "big") or 65536)
            dirty[first:cells] = b"\xa5" * (cells - first)
    assert rows_of(dirty) == rows
    sqlite_unused.clear(dirty, page_size, roots)
    assert dirty == clean


def reachable(image: bytearray, page_size: int, roots: list[int]) -> set[int]:
    """The numbers of the pages of all b-trees."""
    copy = bytearray(image)
    found, pending = set[int](), list(roots)
    while pending:
        number = pending.pop()
        found.add(number)
        pending += sqlite_unused._clear_page(copy, page_size, number)
    return found


def test_a_page_of_no_tree_is_refused() -> None:
    image, _, _ = image_of([9000], 512)
    with pytest.raises(ValueError, match=r"page [0-9]+ is not a page of a b-tree"):
        sqlite_unused.clear(image, 512, range(1, len(image) // 512 + 1))


@pytest.mark.skipif(sys.platform != "linux", reason="a second SQLite comes as a wheel for Linux only")
def test_another_sqlite_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.support import other_sqlite

    assert other_sqlite.sqlite_version != sqlite3.sqlite_version
    packet = select(large_bank(500), edition="interviewer")
    ours = collection.collection_bytes(packet)
    monkeypatch.setattr(collection, "sqlite3", other_sqlite)
    assert collection.collection_bytes(packet) == ours
