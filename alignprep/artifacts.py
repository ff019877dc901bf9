"""Bytes -> files, and folders that change all at once or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from alignprep.archives import canonical_zip
from alignprep.errors import OutputError

__all__ = ["SUMS", "canonical_zip", "checksums", "publish", "write"]

SUMS: Final = "SHA256SUMS"
"""The file that lists every artifact with its digest, as `sha256sum --check` reads it."""


def checksums(artifacts: Mapping[str, bytes]) -> str:
    """The lines of `SHA256SUMS`, by name."""
    names = sorted(artifacts, key=os.fsencode)
    return "".join(f"{hashlib.sha256(artifacts[name]).hexdigest()}  {name}\n" for name in names)


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; its folder must exist.

    Raises `OutputError` with one line when it cannot be written; the old file is then untouched.
    """
    try:
        _replace(path, data)
    except OSError as error:
        raise OutputError(_sentence(path, error)) from None


def publish(folder: Path, artifacts: Mapping[str, bytes]) -> None:
    """Write artifacts and their checksums into a folder, and remove what an earlier build listed there.

    Everything is first written beside its place, so a full disk leaves the old files; the checksums come last.
    Raises `OutputError` with one line when the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
    except OSError as error:
        raise OutputError(_sentence(folder, error)) from None
    try:
        complete = {**artifacts, SUMS: checksums(artifacts).encode()}
        for name, data in complete.items():
            _store(staging / name, data)
        stale = _listed(folder / SUMS) - complete.keys()
        for name in complete:
            os.replace(staging / name, folder / name)
        for name in stale:
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(_sentence(folder, error)) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _listed(sums: Path) -> set[str]:
    """The names in an earlier build's checksums; bare names only, so that nothing else can be removed."""
    try:
        lines = sums.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return set()
    names = {line[66:] for line in lines if line[64:66] == "  "}
    return {name for name in names if name and Path(name).name == name and name not in (".", "..")}


def _replace(path: Path, data: bytes) -> None:
    """Write beside the place, then move there: readers see the old file or the new one."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    os.close(handle)
    try:
        _store(Path(name), data)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _store(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)


def _sentence(path: Path, error: OSError) -> str:
    return f"{path} cannot be written: {(error.strerror or str(error)).lower()}"
