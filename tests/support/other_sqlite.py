"""Stands in for `sqlite3`: the SQLite of the distribution pysqlite3, which is another version than Python's own."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as other

__all__ = ["Connection", "connect", "sqlite_version"]

sqlite_version: str = other.sqlite_version


class Connection(other.Connection):  # type: ignore[misc]
    """One that can serialize, as Python's own can."""

    def serialize(self) -> bytes:
        """The database as it is now."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "image"
            self.execute("VACUUM INTO ?", (str(path),))
            return path.read_bytes()


def connect(name: str) -> Any:
    """Open a database."""
    return other.connect(name, factory=Connection)
